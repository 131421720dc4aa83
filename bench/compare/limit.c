// limit - the yardstick: the smallest fan-out server that speaks enough IRC for ircload.
// One thread, epoll; what a turn makes for a connection goes out in one send() at its end. Nothing is checked, nothing kept.
// usage: limit PORT [-i] [-x N]    -i: one send() for each message and member
//                                  -x: every N-th delivery is left out, and the one N later doubled: does the generator find it?
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOMS 65536
#define PEOPLE 100000
#define BLOCK 16384
#define BLOCKS 4096
#define READ_BYTES (256 * 1024)
#define WAITING_MOST (64u << 20)

typedef struct {
    int fd, room, place;
    char *out, *in;
    uint32_t done, length, size, in_length;
    bool dirty, want_out, dead, named;
    char nick[14];
    uint8_t nick_length;
} conn;
typedef struct {
    conn **of;
    int n, size;
} list;

static list rooms[ROOMS], dirty, graves;
static conn *people[PEOPLE];
static char *blocks[BLOCKS];
static int poll_fd, block_count;
static bool at_once;
static unsigned long fault, deliveries;

static void add(list *l, conn *c) {
    if (l->n == l->size) l->of = realloc(l->of, (l->size = l->size * 2 + 8) * sizeof *l->of);
    l->of[l->n++] = c;
}
static void watch(conn *c, bool out, int how) {
    struct epoll_event e = {.events = EPOLLIN | EPOLLET | (out ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(poll_fd, how, c->fd, &e);
    c->want_out = out;
}
static void release(conn *c) {
    if (c->size == BLOCK && block_count < BLOCKS) blocks[block_count++] = c->out;
    else free(c->out);
    c->out = NULL;
    c->size = c->done = c->length = 0;
}
static void end(conn *c) {
    if (c->dead) return;
    c->dead = true;
    close(c->fd);
    if (c->room >= 0) {
        list *l = &rooms[c->room];
        l->of[c->place] = l->of[--l->n];
        l->of[c->place]->place = c->place;
    }
    if (c->named) people[atoi(c->nick + 1) % PEOPLE] = NULL;
    add(&graves, c);
}
static void flush(conn *c) {
    while (c->done < c->length) {
        ssize_t k = send(c->fd, c->out + c->done, c->length - c->done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (k < 0 && errno == EAGAIN) {
            if (!c->want_out) watch(c, true, EPOLL_CTL_MOD);
            return;
        }
        if (k < 0) {
            end(c);
            return;
        }
        c->done += k;
    }
    if (c->out) release(c);
    if (c->want_out) watch(c, false, EPOLL_CTL_MOD);
}
static void make_room(conn *c, uint32_t n) {
    if (!c->out) {
        c->size = n <= BLOCK ? BLOCK : n * 2;
        c->out = c->size == BLOCK && block_count ? blocks[--block_count] : malloc(c->size);
        return;
    }
    if (c->done > c->size / 2) {
        memmove(c->out, c->out + c->done, c->length - c->done);
        c->length -= c->done;
        c->done = 0;
    }
    if (c->length + n > c->size) c->out = realloc(c->out, c->size = (c->length + n) * 2);
}
static inline void give(conn *c, const char *bytes, uint32_t n) {
    if (c->dead) return;
    if (c->length - c->done > WAITING_MOST) {
        end(c);
        return;
    }
    if (c->length + n > c->size) make_room(c, n);
    memcpy(c->out + c->length, bytes, n);
    c->length += n;
    if (at_once) {
        if (!c->want_out) flush(c);
    } else if (!c->dirty) {
        c->dirty = true;
        add(&dirty, c);
    }
}
static void give_all(int room, conn *but, const char *bytes, uint32_t n) {
    list *l = &rooms[room];
    for (int i = l->n - 1; i >= 0; i--) {
        conn *c = l->of[i];
        if (c == but) continue;
        if (fault && ++deliveries % fault == 0) {
            if (deliveries / fault % 2) continue;
            give(c, bytes, n);
        }
        give(c, bytes, n);
    }
}

static void on_message(conn *c, const char *line, int n) {
    char b[1024];
    const char *to = line + 8;
    int k = sprintf(b, ":%s!~u@127.0.0.1 ", c->nick);
    memcpy(b + k, line, n);
    memcpy(b + k + n, "\r\n", 2);
    if (to[0] == '#') {
        int room = atoi(to + 2);
        if (room == c->room) give_all(room, c, b, k + n + 2);
    } else {
        conn *other = people[(unsigned)atoi(to + 1) % PEOPLE];
        if (other) give(other, b, k + n + 2);
    }
}
static void on_join(conn *c, int room) {
    char b[1024];
    if (room < 0 || room >= ROOMS || c->room >= 0) return;
    list *l = &rooms[c->room = room];
    c->place = l->n;
    add(l, c);
    give_all(room, NULL, b, sprintf(b, ":%s!~u@127.0.0.1 JOIN #r%d\r\n", c->nick, room));
    for (int i = 0; i < l->n;) {
        int k = sprintf(b, ":limit 353 %s = #r%d :", c->nick, room);
        while (i < l->n && k < 480) k += sprintf(b + k, "%s ", l->of[i++]->nick);
        give(c, b, k + sprintf(b + k, "\r\n"));
    }
    give(c, b, sprintf(b, ":limit 366 %s #r%d :End\r\n", c->nick, room));
}
static void on_user(conn *c) {
    char b[1024];
    c->named = true;
    people[(unsigned)atoi(c->nick + 1) % PEOPLE] = c;
    give(c, b,
         sprintf(b,
                 ":limit 001 %s :Welcome\r\n:limit 002 %s :Your host\r\n:limit 003 %s :created\r\n:limit 004 %s limit 1 i o\r\n"
                 ":limit 005 %s CHANTYPES=# :are supported\r\n:limit 422 %s :no MOTD\r\n",
                 c->nick, c->nick, c->nick, c->nick, c->nick, c->nick));
}
static void on_line(conn *c, char *line, int n) {
    char b[600];
    line[n] = 0;
    if (n > 8 && !memcmp(line, "PRIVMSG ", 8) && c->named) on_message(c, line, n);
    else if (n > 5 && !memcmp(line, "NICK ", 5)) c->nick_length = snprintf(c->nick, sizeof c->nick, "%s", line + 5);
    else if (n > 5 && !memcmp(line, "USER ", 5)) on_user(c);
    else if (n > 7 && !memcmp(line, "JOIN #r", 7)) on_join(c, atoi(line + 7));
    else if (n >= 4 && !memcmp(line, "PING", 4)) give(c, b, sprintf(b, ":limit PONG limit%.500s\r\n", line + 4));
}
static char input[READ_BYTES + 2048];
static void on_read(conn *c) {
    for (;;) {
        uint32_t old = c->in_length;
        if (old) memcpy(input, c->in, old);
        ssize_t k = recv(c->fd, input + old, READ_BYTES, MSG_DONTWAIT);
        if (k < 0 && errno == EAGAIN) return;
        if (k <= 0) {
            end(c);
            return;
        }
        char *line = input, *stop = input + old + k, *newline;
        while ((newline = memchr(line, '\n', stop - line))) {
            int n = newline > line && newline[-1] == '\r' ? newline - line - 1 : newline - line;
            on_line(c, line, n > 512 ? 512 : n);
            line = newline + 1;
            if (c->dead) return;
        }
        uint32_t left = stop - line;
        if (left > 1024) {
            end(c);
            return;
        }
        if (left && !c->in) c->in = malloc(1024);
        if (left) memcpy(c->in, line, left);
        else if (c->in) {
            free(c->in);
            c->in = NULL;
        }
        c->in_length = left;
        if (k < READ_BYTES) return;
    }
}

static void on_accept(int listener) {
    for (int i = 0; i < 512; i++) {
        int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        conn *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->room = -1;
        watch(c, false, EPOLL_CTL_ADD);
    }
}
static int listen_on(int port) {
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (void *)&a, sizeof a) || listen(fd, 4096)) {
        perror("listen");
        exit(1);
    }
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e);
    return fd;
}
int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: limit PORT [-i] [-x N]\n");
        return 2;
    }
    for (int o; (o = getopt(argc - 1, argv + 1, "ix:")) >= 0;) {
        if (o == 'i') at_once = true;
        if (o == 'x') fault = atol(optarg);
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(atoi(argv[1]));
    for (;;) {
        struct epoll_event events[2048];
        int n = epoll_wait(poll_fd, events, 2048, -1);
        for (int i = 0; i < n; i++) {
            conn *c = events[i].data.ptr;
            if (!c) {
                on_accept(listener);
                continue;
            }
            if (!c->dead && events[i].events & EPOLLOUT) flush(c);
            if (!c->dead && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_read(c);
        }
        for (int i = 0; i < dirty.n; i++) {
            conn *c = dirty.of[i];
            c->dirty = false;
            if (!c->dead && !c->want_out) flush(c);
        }
        dirty.n = 0;
        for (int i = 0; i < graves.n; i++) {
            free(graves.of[i]->out);
            free(graves.of[i]->in);
            free(graves.of[i]);
        }
        graves.n = 0;
    }
}
