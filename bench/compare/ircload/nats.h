#pragma once
#include "protocol.h"

static void nats_hello(conn *c) {
    say(c, "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,\"protocol\":1}\r\n");
    if (opt.rooms > 0) say(c, "SUB r.%d 1\r\n", c->room);
    if (opt.mode == PRIVATE) say(c, "SUB p.%s 2\r\n", c->nick);
    say(c, "PING\r\n");
}
static void nats_line(conn *c, char *l, int n) {
    if (starts(l, n, "PING")) say(c, "PONG\r\n");
    else if (starts(l, n, "-ERR")) keep_error(l, n);
    else if (starts(l, n, "PONG") && c->state < READY) joined(c);
}
static int nats_to_room(char *prefix, int room) { return sprintf(prefix, "PUB r.%d %d\r\n", room, opt.payload); }
static int nats_to_person(char *prefix, const char *nick) { return sprintf(prefix, "PUB p.%s %d\r\n", nick, opt.payload); }
static const protocol nats = {"nats", nats_hello, nats_line, nats_to_room, nats_to_person};
