// The clients' connections: what waits to be sent, and which of them have something to send.
#pragma once
#include "tls.h"

enum state { CONNECTING, SHAKING_HANDS, REGISTERING, JOINING, READY, DEAD };
typedef struct {
    u32 next;
    u64 seen;
} sight; // what a client has seen of a sender
typedef struct conn {
    int fd, room, sender; // sender: its number, or -1
    SSL *tls;             // NULL: plain
    u32 id;
    u8 state;
    bool want_out, waits;
    char *carry, *out; // the beginning of a line; bytes not yet sent
    u32 carry_length, carry_size, out_done, out_length, out_size;
    sight *sights; // by sender of its room; in private, of its one peer
    u32 next_private;
    u64 order; // of everything it has seen, as a hash
    char nick[8];
} conn;

static conn *people, **waiting;
static int waiting_count, poll_fd;
static u64 ready, dead, cut, send_calls;
static bool running;
static char error_line[200];

static void lost_connection(conn *c);
static void died(conn *c, const char *why) {
    if (c->state == DEAD) return;
    if (opt.verbose || dead < 3 || (running && cut < 3))
        fprintf(stderr, "  client %u died in state %d: %s %s\n", c->id, c->state, why, error_line);
    if (c->state == READY) {
        cut++;
        if (running) lost_connection(c);
    }
    c->state = DEAD;
    close(c->fd);
    dead++;
}

static void watch(conn *c, bool out) {
    struct epoll_event e = {.events = EPOLLIN | EPOLLET | (out ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &e);
    c->want_out = out;
}
static void flush(conn *c) {
    while (c->out_done < c->out_length) {
        const char *rest = c->out + c->out_done;
        u32 length = c->out_length - c->out_done;
        ssize_t k = c->tls ? tls_send(c->tls, rest, length) : send(c->fd, rest, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        send_calls++;
        if (k < 0 && errno == EAGAIN) {
            if (!c->want_out) watch(c, true);
            return;
        }
        if (k < 0) {
            died(c, strerror(errno));
            return;
        }
        c->out_done += k;
    }
    c->out_done = c->out_length = 0;
    if (c->want_out) watch(c, false);
}
static char *space(conn *c, u32 bytes) {
    if (c->out_length + bytes > c->out_size) {
        c->out_size = (c->out_length + bytes) * 2;
        c->out = realloc(c->out, c->out_size);
    }
    return c->out + c->out_length;
}
static void will_flush(conn *c) {
    if (!c->waits) {
        c->waits = true;
        waiting[waiting_count++] = c;
    }
}
// Queues text; flush_waiting sends it.
static void say(conn *c, const char *format, ...) {
    char b[600];
    va_list a;
    va_start(a, format);
    int n = vsnprintf(b, sizeof b, format, a);
    va_end(a);
    memcpy(space(c, n), b, n);
    c->out_length += n;
    will_flush(c);
}
static void flush_waiting(void) {
    for (int i = 0; i < waiting_count; i++) {
        waiting[i]->waits = false;
        if (waiting[i]->state != DEAD) flush(waiting[i]);
    }
    waiting_count = 0;
}

static void open_connection(conn *c) {
    int one = 1;
    // A reset at the end leaves no connection in TIME_WAIT to the next run.
    struct linger reset = {1, 0};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(opt.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket: %s (ulimit -n?)", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    c->state = CONNECTING;
    if (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS) {
        died(c, strerror(errno));
        return;
    }
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &e);
    c->want_out = true;
}
