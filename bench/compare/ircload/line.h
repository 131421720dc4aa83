// Parley's own line protocol. Accounts only, and rooms are made by whoever comes first (rooms.create-joins-existing).
#pragma once
#include "protocol.h"

static void line_hello(conn *c) {
    say(c, "#lang en\n#login %s %s\n#echo off\n", c->nick, opt.password ? opt.password : "");
    if (opt.rooms > 0) say(c, "#cR r%d\n", c->room);
}
static void line_line(conn *c, char *l, int n) {
    if (c->state >= READY) return;
    bool first = starts(l, n, "* Logged in: "), in = starts(l, n, "* Room created: ") || starts(l, n, "* Joined ");
    if (first) c->state = JOINING;
    if (c->state == JOINING && (opt.rooms > 0 ? in : first)) joined(c);
    else if (starts(l, n, "* Wrong ") || starts(l, n, "* Log in first") || starts(l, n, "* Room ")) complain(l, n);
}
static int line_to_room(char *prefix, int room) {
    (void)room;
    *prefix = 0;
    return 0;
}
static int line_to_person(char *prefix, const char *nick) { return sprintf(prefix, "#\\private<%s> ", nick); }
static const protocol line_protocol = {"line", line_hello, line_line, line_to_room, line_to_person};
