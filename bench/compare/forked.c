// forked - a process for each client, as in a textbook: fork() after accept().
// The child speaks IRC with its client: it answers registration and PING, and hands everything else to the parent through a socket pair.
// The parent knows the rooms and hands each message to the children of the others, who write it to their clients.
// Both are made as good as the design allows: whatever waits is read, handed on and written in one call.
// usage: forked PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
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

// ---- the child
static void write_all(int fd, const char *b, size_t n) {
    for (ssize_t k; n; b += k, n -= k)
        if ((k = send(fd, b, n, MSG_NOSIGNAL)) < 0) _exit(0);
}
// Answers what needs nobody else, and returns the bytes of out that are for the parent.
static size_t answer(int client, char *nick, char *line, size_t n, char *out) {
    char b[1024];
    line[n] = 0;
    if (!memcmp(line, "PING", 4)) write_all(client, b, sprintf(b, ":forked PONG forked%.500s\r\n", line + 4));
    else if (!memcmp(line, "NICK ", 5)) {
        snprintf(nick, 16, "%s", line + 5);
        return sprintf(out, "NICK %s\n", nick);
    } else if (!memcmp(line, "USER ", 5)) {
        write_all(client, b, sprintf(b, ":forked 001 %s :Welcome\r\n:forked 422 %s :no MOTD\r\n", nick, nick));
    } else if (!memcmp(line, "JOIN ", 5) || !memcmp(line, "PRIVMSG ", 8)) {
        return sprintf(out, ":%s!~u@127.0.0.1 %s\n", nick, line);
    }
    return 0;
}
static void serve_client(int client, int parent) {
    static char input[65536 + 1024], out[4 * 65536];
    char nick[16] = "";
    size_t have = 0;
    struct pollfd fds[2] = {{client, POLLIN, 0}, {parent, POLLIN, 0}};
    for (;;) {
        poll(fds, 2, -1);
        if (fds[1].revents) {
            ssize_t k = read(parent, out, sizeof out);
            if (k <= 0) _exit(0);
            write_all(client, out, k);
        }
        if (!fds[0].revents) continue;
        ssize_t k = read(client, input + have, 16384);
        if (k <= 0) _exit(0);
        char *line = input, *end = input + have + k, *newline;
        size_t for_parent = 0;
        while ((newline = memchr(line, '\n', end - line))) {
            size_t n = newline > line && newline[-1] == '\r' ? newline - line - 1 : newline - line;
            if (n >= 4 && n <= 512) for_parent += answer(client, nick, line, n, out + for_parent);
            line = newline + 1;
        }
        if (for_parent) write_all(parent, out, for_parent);
        have = end - line;
        if (have > 1024) _exit(0);
        memmove(input, line, have);
    }
}

// ---- the parent
typedef struct child {
    int fd, room, place;
    bool dirty, want_out, gone;
    char *out, in[600];
    size_t done, length, size, in_length;
    char nick[16];
} child;
typedef struct {
    child **of;
    int n, size;
} list;
static list rooms[65536], dirty, gone;
static child *people[100000];
static int poll_fd;

static void add(list *l, child *c) {
    if (l->n == l->size) l->of = realloc(l->of, (l->size = l->size * 2 + 8) * sizeof *l->of);
    l->of[l->n++] = c;
}
static void watch(child *c, bool out, int how) {
    struct epoll_event e = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(poll_fd, how, c->fd, &e);
    c->want_out = out;
}
static void end(child *c) {
    if (c->gone) return;
    c->gone = true;
    close(c->fd);
    if (c->room >= 0) {
        list *l = &rooms[c->room];
        l->of[c->place] = l->of[--l->n];
        l->of[c->place]->place = c->place;
    }
    child **mine = &people[(unsigned)atoi(c->nick + 1) % 100000];
    if (*mine == c) *mine = NULL;
    add(&gone, c);
}
static void flush(child *c) {
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
    c->done = c->length = 0;
    if (c->want_out) watch(c, false, EPOLL_CTL_MOD);
}
static void give(child *c, const char *b, size_t n) {
    if (c->length + n > c->size) c->out = realloc(c->out, c->size = (c->length + n) * 2);
    memcpy(c->out + c->length, b, n);
    c->length += n;
    if (!c->dirty) {
        c->dirty = true;
        add(&dirty, c);
    }
}
static void join(child *c, int room, const char *line, size_t n) {
    char b[1024];
    if (room < 0 || room >= 65536 || c->room >= 0) return;
    list *l = &rooms[c->room = room];
    c->place = l->n;
    add(l, c);
    for (int i = 0; i < l->n; i++) give(l->of[i], line, n);
    for (int i = 0; i < l->n;) {
        int k = sprintf(b, ":forked 353 %s = #r%d :", c->nick, room);
        while (i < l->n && k < 480) k += sprintf(b + k, "%s ", l->of[i++]->nick);
        give(c, b, k + sprintf(b + k, "\r\n"));
    }
    give(c, b, sprintf(b, ":forked 366 %s #r%d :End\r\n", c->nick, room));
}
static void relay(child *c, char *line, size_t n) { // n: with the newline
    if (line[0] == 'N') {
        snprintf(c->nick, sizeof c->nick, "%.*s", (int)n - 6, line + 5);
        people[(unsigned)atoi(c->nick + 1) % 100000] = c;
        return;
    }
    char *verb = memchr(line, ' ', n), *to = verb ? memchr(verb + 1, ' ', line + n - verb - 1) : NULL;
    if (!to) return;
    if (verb[1] == 'J') join(c, atoi(to + 3), line, n);
    else if (to[1] != '#') {
        child *other = people[(unsigned)atoi(to + 2) % 100000];
        if (other) give(other, line, n);
    } else if (atoi(to + 3) == c->room) {
        list *l = &rooms[c->room];
        for (int i = 0; i < l->n; i++)
            if (l->of[i] != c) give(l->of[i], line, n);
    }
}
static void on_child(child *c) {
    static char input[65536 + 600];
    memcpy(input, c->in, c->in_length);
    ssize_t k = recv(c->fd, input + c->in_length, 65536, MSG_DONTWAIT);
    if (k < 0 && errno == EAGAIN) return;
    if (k <= 0) {
        end(c);
        return;
    }
    char *line = input, *stop = input + c->in_length + k, *newline;
    for (; (newline = memchr(line, '\n', stop - line)); line = newline + 1) relay(c, line, newline + 1 - line);
    c->in_length = stop - line;
    if (c->in_length > sizeof c->in) {
        end(c);
        return;
    }
    memcpy(c->in, line, c->in_length);
}
static void on_accept(int listener) {
    int one = 1, pair[2], client = accept(listener, NULL, NULL);
    if (client < 0) return;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) {
        perror("socketpair");
        close(client);
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        // The pairs of all the others were inherited.
        dup2(client, 3);
        dup2(pair[1], 4);
        close_range(5, ~0u, 0);
        serve_client(3, 4);
    }
    close(client);
    close(pair[1]);
    if (pid < 0) {
        perror("fork");
        close(pair[0]);
        return;
    }
    child *c = calloc(1, sizeof *c);
    c->fd = pair[0];
    c->room = -1;
    watch(c, false, EPOLL_CTL_ADD);
}
int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: forked PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&a, sizeof a) || listen(listener, 4096)) {
        perror("listen");
        return 1;
    }
    poll_fd = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, events[1024];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int n = epoll_wait(poll_fd, events, 1024, -1);
        for (int i = 0; i < n; i++) {
            child *c = events[i].data.ptr;
            if (!c) {
                on_accept(listener);
                continue;
            }
            if (!c->gone && events[i].events & EPOLLOUT) flush(c);
            if (!c->gone && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_child(c);
        }
        for (int i = 0; i < dirty.n; i++) {
            child *c = dirty.of[i];
            c->dirty = false;
            if (!c->gone && !c->want_out) flush(c);
        }
        dirty.n = 0;
        for (int i = 0; i < gone.n; i++) {
            free(gone.of[i]->out);
            free(gone.of[i]);
        }
        gone.n = 0;
    }
}
