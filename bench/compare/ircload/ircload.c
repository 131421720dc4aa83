// ircload - a load generator for chat servers: IRC, Parley's line protocol, NATS.
// One thread, edge-triggered epoll, one recv() a ready socket and turn, so that on two cores it takes little from the server.
#define _GNU_SOURCE
#include "options.h"
#include "histogram.h"
#include "process.h"
#include "conn.h"
#include "payload.h"
#include "sight.h"
#include "irc.h"
#include "line.h"
#include "nats.h"

static const protocol *proto;

typedef struct {
    conn *c;
    int room;
    u32 number, outstanding;
    u16 *received;
    bool refill;
    char prefix[64];
    int prefix_length;
} sender;
static sender *senders;
static int sender_count, *refill, refill_count;
static u32 ring = 1; // numbers of a sender that may be under way, a power of two
static struct { u32 live; } * rooms;
static u64 sent, deliveries, round_trips, recv_calls, last_progress;
static bool measuring, sending;

static inline u32 others(int room) { return rooms[room].live > 1 ? rooms[room].live - 1 : 0; }

// ---- sending
static void publish(sender *s, u64 time) {
    conn *c = s->c;
    int length = s->prefix_length + opt.payload + 2;
    char *p = space(c, length);
    memcpy(p, s->prefix, s->prefix_length);
    put_payload(p + s->prefix_length, s - senders, s->number, time);
    memcpy(p + s->prefix_length + opt.payload, "\r\n", 2);
    c->out_length += length;
    s->received[s->number % ring] = 0;
    s->number++;
    s->outstanding++;
    sent++;
}
static void wants_refill(sender *s) {
    if (!s->refill) {
        s->refill = true;
        refill[refill_count++] = s - senders;
    }
}
static void refill_windows(void) {
    while (refill_count) {
        sender *s = &senders[refill[--refill_count]];
        s->refill = false;
        if (!sending || s->c->state == DEAD) continue;
        for (u64 t = now_ns(); s->outstanding < (u32)opt.window;) publish(s, t);
        flush(s->c);
    }
}
static void send_private(conn *from, conn *to, const char *payload) {
    char prefix[64];
    int n = proto->to_person(prefix, to->nick);
    char *p = space(from, n + opt.payload + 2);
    memcpy(p, prefix, n);
    memcpy(p + n, payload, opt.payload);
    memcpy(p + n + opt.payload, "\r\n", 2);
    from->out_length += n + opt.payload + 2;
    will_flush(from);
    sent++;
}
static void begin_round_trip(conn *c) {
    char payload[512];
    put_payload(payload, c->id / 2, c->next_private++, now_ns());
    send_private(c, &people[c->id + 1], payload);
}

// A message is received by all when all who are still there have it.
static void lost_connection(conn *c) {
    if (c->room < 0) return;
    rooms[c->room].live--;
    if (opt.mode != FANOUT) return;
    for (int i = 0; i < opt.senders; i++) {
        sender *s = &senders[c->room * opt.senders + i];
        u32 complete = 0;
        for (u32 q = s->number - s->outstanding; q != s->number; q++) complete += s->received[q % ring] >= others(c->room);
        s->outstanding -= complete;
        if (complete) wants_refill(s);
    }
}

// ---- receiving
static void on_private(conn *c, u32 pair, u32 number, u64 time, const char *payload, u64 now) {
    if (pair != c->id / 2) {
        seen.stray++;
        return;
    }
    if (!see(c->sights, number)) return;
    deliveries++;
    if (c->id & 1) {
        send_private(c, &people[c->id - 1], payload);
        return;
    }
    if (measuring) {
        latency_add(now - time);
        round_trips++;
    }
    if (sending) begin_round_trip(c);
}
static inline void on_payload(conn *c, const char *payload, u64 now) {
    u32 from = get_digits(payload + 1, 3), number = get_digits(payload + 4, 5);
    u64 time = get_digits(payload + 9, 10);
    if (opt.mode == PRIVATE) {
        on_private(c, from, number, time, payload, now);
        return;
    }
    if (from >= (u32)sender_count || senders[from].room != c->room) {
        seen.stray++;
        return;
    }
    deliveries++;
    c->order = (c->order + ((u64)from << 32 | number)) * 0x9E3779B97F4A7C15ull;
    if (measuring) latency_add(now > time ? now - time : 0);
    if (!see(&c->sights[from % opt.senders], number) || opt.mode != FANOUT) return;
    sender *s = &senders[from];
    if (++s->received[number % ring] >= others(c->room)) {
        s->outstanding--;
        wants_refill(s);
    }
}

#define READ_BYTES (256 * 1024)
static char input[READ_BYTES + 65536];
static void on_read(conn *c) {
    for (;;) {
        u32 old = c->carry_length;
        if (old) memcpy(input, c->carry, old);
        ssize_t k = c->tls ? tls_receive(c->tls, input + old, READ_BYTES) : recv(c->fd, input + old, READ_BYTES, MSG_DONTWAIT);
        recv_calls++;
        if (k < 0 && errno == EAGAIN) return;
        if (k <= 0) {
            died(c, k ? strerror(errno) : "end of stream");
            return;
        }
        u64 now = last_progress = now_ns();
        char *line = input, *end = input + old + k, *scan = input + old, *newline;
        while ((newline = memchr(scan, '\n', end - scan))) {
            char *line_end = newline > line && newline[-1] == '\r' ? newline - 1 : newline;
            int length = line_end - line;
            if (running && length >= opt.payload && line_end[-opt.payload] == '~') on_payload(c, line_end - opt.payload, now);
            else if (length) proto->line(c, line, length);
            line = scan = newline + 1;
            if (c->state == DEAD) return;
        }
        u32 left = c->carry_length = end - line;
        if (left > 60000) die("a line of more than 60,000 bytes");
        if (left > c->carry_size) c->carry = realloc(c->carry, c->carry_size = left < 256 ? 256 : left * 2);
        if (left) memcpy(c->carry, line, left);
        // The end that came together with a record shows itself to the next call.
        if (k < READ_BYTES && !(c->tls && SSL_get_shutdown(c->tls))) return;
    }
}
static void on_open(conn *c) {
    c->state = REGISTERING;
    proto->hello(c);
    flush(c);
    if (c->state != DEAD) on_read(c);
}
static void shake_hands(conn *c) {
    int k = tls_shake_hands(c->tls);
    if (k == 1) on_open(c);
    else if (k == 0 || errno != EAGAIN) died(c, "no TLS");
}
static void on_connected(conn *c, u32 events) {
    if (events & (EPOLLERR | EPOLLHUP)) {
        int error = 0;
        socklen_t l = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &l);
        died(c, strerror(error));
    } else if (events & EPOLLOUT) {
        if (!opt.tls) {
            on_open(c);
            return;
        }
        c->state = SHAKING_HANDS;
        c->tls = tls_open(c->fd);
        shake_hands(c);
    }
}
static void turn(u64 timeout_ns) {
    static struct epoll_event events[2048];
    struct timespec t = {timeout_ns / 1000000000ull, timeout_ns % 1000000000ull};
    int n = epoll_pwait2(poll_fd, events, 2048, &t, NULL);
    for (int i = 0; i < n; i++) {
        conn *c = events[i].data.ptr;
        u32 e = events[i].events;
        if (c->state == CONNECTING) {
            on_connected(c, e);
            continue;
        }
        if (c->state == SHAKING_HANDS) {
            shake_hands(c);
            continue;
        }
        if (c->state != DEAD && e & EPOLLOUT) flush(c);
        if (c->state != DEAD && e & (EPOLLIN | EPOLLERR | EPOLLHUP)) on_read(c);
    }
    flush_waiting();
}

// ---- phases
static void connect_people(int upto) {
    static int opened;
    u64 progress = now_ns(), done = ready + dead;
    while (ready + dead < (u64)upto) {
        while (opened < upto && opened - (int)(ready + dead) < opt.inflight) open_connection(&people[opened++]);
        turn(in_ns(0.2));
        if (ready + dead != done) {
            done = ready + dead;
            progress = now_ns();
        } else if (now_ns() - progress > in_ns(opt.patience)) {
            fprintf(stderr, "  stalled: %lu ready, %lu dead, of %d\n", ready, dead, upto);
            return;
        }
    }
}
// Until nobody has been told anything (joins of others) for 0.2 s.
static void settle(void) {
    u64 begun = last_progress = now_ns();
    while (now_ns() - begun < in_ns(opt.settle) || now_ns() - last_progress < in_ns(0.2)) {
        turn(in_ns(0.05));
        if (now_ns() - begun > in_ns(60)) return;
    }
}
static void hold(double seconds) {
    for (u64 end = now_ns() + in_ns(seconds); now_ns() < end;) turn(in_ns(0.1));
}

static void storm(void) {
    if (opt.ahead) {
        connect_people(opt.ahead);
        settle();
    }
    u64 ahead = ready, begun = now_ns();
    double cpu = server_cpu(), own = own_cpu();
    connect_people(opt.people);
    double seconds = (now_ns() - begun) / 1e9;
    printf(",\"connected\":%lu,\"seconds\":%.3f,\"connects_per_s\":%.0f,\"server_cpu_s\":%.2f,\"generator_cpu_s\":%.2f", ready - ahead,
           seconds, (ready - ahead) / seconds, server_cpu() - cpu, own_cpu() - own);
}
static void idle(void) {
    double none = server_kb(), few = none;
    if (opt.ahead) {
        connect_people(opt.ahead);
        settle();
        hold(opt.seconds);
        few = server_kb();
    }
    u64 ahead = ready;
    connect_people(opt.people);
    settle();
    double cpu = server_cpu();
    hold(opt.seconds);
    double cores = (server_cpu() - cpu) / opt.seconds, many = server_kb();
    printf(",\"connected\":%lu,\"alive\":%lu,\"server_kb_none\":%.0f,\"server_kb_ahead\":%.0f,\"server_kb\":%.0f,\"bytes_each\":%.0f,"
           "\"idle_cores\":%.4f",
           ready, ready - cut, none, few, many, (many - few) * 1024 / (ready - ahead ? ready - ahead : 1), cores);
}

static void make_senders(void) {
    int per_room = opt.people / opt.rooms;
    if (opt.senders > per_room) opt.senders = per_room;
    while (ring < (opt.mode == FANOUT ? (u32)opt.window + 1 : 1)) ring *= 2;
    sender_count = opt.rooms * opt.senders;
    senders = calloc(sender_count, sizeof *senders);
    refill = calloc(sender_count, sizeof *refill);
    for (int r = 0; r < opt.rooms; r++)
        for (int k = 0; k < opt.senders; k++) {
            sender *s = &senders[r * opt.senders + k];
            s->c = &people[r + k * opt.rooms];
            s->c->sender = s - senders;
            s->room = r;
            s->received = calloc(ring, sizeof *s->received);
            s->prefix_length = proto->to_room(s->prefix, r);
        }
}
static u64 expected(void) {
    if (opt.mode == PRIVATE) return sent;
    u64 sum = 0;
    for (int i = 0; i < sender_count; i++) sum += (u64)senders[i].number * others(senders[i].room);
    return sum;
}
// Listeners who were told the same messages as the first listener of their room, but in another order.
static u64 unlike_order(void) {
    u64 unlike = 0, *order = calloc(opt.rooms + 1, sizeof *order);
    for (int i = 0; opt.mode != PRIVATE && i < opt.people; i++) {
        conn *c = &people[i];
        if (c->state != READY || c->sender >= 0) continue;
        if (!order[c->room]) order[c->room] = c->order;
        else unlike += order[c->room] != c->order;
    }
    free(order);
    return unlike;
}

typedef struct {
    u64 time, sent, deliveries, recv_calls, send_calls;
    double server, own, machine;
} moment;
static moment take(void) { return (moment){now_ns(), sent, deliveries, recv_calls, send_calls, server_cpu(), own_cpu(), machine_cpu()}; }

static void messages(void) {
    connect_people(opt.people);
    settle();
    if (ready < 2) die("nobody came in");
    for (int i = 0; i < opt.people; i++) {
        people[i].sights = calloc(opt.mode == PRIVATE ? 1 : opt.senders, sizeof(sight));
        if (opt.rooms > 0 && people[i].state == READY) rooms[people[i].room].live++;
    }
    running = sending = true;
    if (opt.mode != PRIVATE) make_senders();
    if (opt.mode == FANOUT)
        for (int i = 0; i < sender_count; i++) wants_refill(&senders[i]);
    if (opt.mode == PRIVATE)
        for (int i = 0; i < opt.people; i += 2)
            for (int w = 0; w < opt.window; w++) begin_round_trip(&people[i]);
    flush_waiting();

    u64 begun = now_ns(), measure_from = begun + in_ns(opt.warm), measure_to = measure_from + in_ns(opt.seconds);
    u64 ticks = 0, latest = 0, last = deliveries, progress = begun;
    double period = 1e9 / opt.rate;
    bool complete = false, stalled = false;
    moment from = {0}, to = {0};
    for (;;) {
        u64 now = now_ns(), wait = in_ns(0.1);
        if (!from.time && now >= measure_from) {
            memset(&latency, 0, sizeof latency);
            from = take();
            measuring = true;
        }
        if (!to.time && now >= measure_to) {
            to = take();
            now = to.time;
            measuring = opt.mode == OPEN;
            sending = false;
        } // an open loop counts its stragglers too
        if (deliveries != last) {
            last = deliveries;
            progress = now;
        }
        if (to.time) {
            if (seen.first >= expected()) {
                complete = true;
                break;
            }
            if (now - progress > in_ns(3) || now - to.time > in_ns(30)) break;
            wait = in_ns(0.01);
        } else if (opt.mode != OPEN && now - progress > in_ns(8)) {
            stalled = true;
            measure_to = now;
            if (!measuring) measure_from = now;
        }
        if (opt.mode == OPEN && sending) {
            u64 due;
            while ((due = begun + (u64)(ticks * period)) <= now) {
                sender *s = &senders[ticks++ % sender_count];
                if (measuring && now - due > latest) latest = now - due;
                if (s->c->state == DEAD) continue;
                publish(s, due);
                flush(s->c);
            }
            now = now_ns();
            wait = due > now ? due - now : 0;
            if (wait > in_ns(0.1)) wait = in_ns(0.1);
        }
        if (opt.mode == FANOUT) refill_windows();
        turn(wait);
    }
    double s = (to.time - from.time) / 1e9, n = to.deliveries - from.deliveries, server = to.server - from.server, own = to.own - from.own;
    if (n < 1) n = 1;
    printf(",\"seconds\":%.2f,\"sent_per_s\":%.0f,\"deliveries_per_s\":%.0f,\"round_trips_per_s\":%.0f,\"server_cpu_s_per_million\":%.3f,"
           "\"server_cores\":%.2f"
           ",\"generator_cores\":%.2f,\"other_cores\":%.2f,\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%."
           "1f,\"late_max_us\":%.0f",
           s, (to.sent - from.sent) / s, n / s, round_trips / s, server / n * 1e6, server / s, own / s,
           (to.machine - from.machine - server - own) / s, latency_us(.5), latency_us(.9), latency_us(.99), latency_us(.999),
           latency.max / 1000.0, latest / 1000.0);
    printf(",\"deliveries_per_recv\":%.2f,\"sends_per_s\":%.0f,\"expected\":%lu,\"lost\":%ld,\"doubled\":%lu,\"disordered\":%lu,\"unlike_"
           "order\":%lu,\"stray\":%lu,\"complete\":%s,\"stalled\":%s",
           n / (to.recv_calls - from.recv_calls ? to.recv_calls - from.recv_calls : 1), (to.send_calls - from.send_calls) / s, expected(),
           (long)(expected() - seen.first), seen.doubled, seen.disordered, unlike_order(), seen.stray, complete ? "true" : "false",
           stalled ? "true" : "false");
}

int main(int argc, char **argv) {
    read_options(argc, argv);
    const protocol *known[] = {&irc, &line_protocol, &nats};
    for (int i = 0; i < 3; i++)
        if (!strcmp(opt.protocol, known[i]->name)) proto = known[i];
    if (!proto) die("%s", usage);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if ((u64)opt.people + 16 > files.rlim_max) die("%d people are more than the file limit %lu allows", opt.people, (u64)files.rlim_max);
    if (opt.tls) tls_begin();
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    people = calloc(opt.people, sizeof *people);
    waiting = calloc(opt.people, sizeof *waiting);
    rooms = calloc(opt.rooms > 0 ? opt.rooms : 1, sizeof *rooms);
    for (int i = 0; i < opt.people; i++) {
        people[i].id = i;
        people[i].sender = -1;
        people[i].room = opt.rooms > 0 ? i % opt.rooms : -1;
        sprintf(people[i].nick, "n%05d", i % 100000);
    }
    printf("{\"label\":\"%s\",\"mode\":\"%s\",\"people\":%d,\"rooms\":%d,\"payload\":%d,\"senders\":%d,\"window\":%d", opt.label,
           mode_names[opt.mode], opt.people, opt.rooms, opt.payload, opt.senders, opt.window);
    if (opt.mode == STORM) storm();
    else if (opt.mode == IDLE) idle();
    else messages();
    printf(",\"ready\":%lu,\"cut\":%lu,\"error\":\"", ready, cut + opt.people - ready);
    for (char *p = error_line; *p; p++)
        if (*p >= ' ' && *p != '"' && *p != '\\') putchar(*p);
    printf("\"}\n");
    return 0;
}
