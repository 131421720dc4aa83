#pragma once
#include "protocol.h"

static void base64(const u8 *in, int n, char *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < n; i += 3) {
        u32 v = in[i] << 16 | (i + 1 < n ? in[i + 1] << 8 : 0) | (i + 2 < n ? in[i + 2] : 0);
        *out++ = digits[v >> 18 & 63];
        *out++ = digits[v >> 12 & 63];
        *out++ = i + 1 < n ? digits[v >> 6 & 63] : '=';
        *out++ = i + 2 < n ? digits[v & 63] : '=';
    }
    *out = 0;
}
static void irc_hello(conn *c) {
    if (opt.password) say(c, "CAP REQ :sasl\r\n");
    say(c, "NICK %s\r\nUSER u 0 * :u\r\n", c->nick);
}
static void irc_sasl_plain(conn *c) {
    char plain[200], encoded[300];
    int n = snprintf(plain, sizeof plain, "%c%s%c%s", 0, c->nick, 0, opt.password);
    base64((u8 *)plain, n, encoded);
    say(c, "AUTHENTICATE %s\r\n", encoded);
}
static void irc_welcome(conn *c) {
    if (opt.rooms <= 0) {
        joined(c);
        return;
    }
    say(c, "JOIN #r%d\r\n", c->room);
    c->state = JOINING;
}
static void irc_line(conn *c, char *l, int n) {
    if (starts(l, n, "PING")) {
        say(c, "PONG%.*s\r\n", n - 4 > 400 ? 400 : n - 4, l + 4);
        return;
    }
    if (starts(l, n, "ERROR")) {
        keep_error(l, n);
        return;
    }
    if (c->state >= READY) return;
    if (opt.password && starts(l, n, "AUTHENTICATE +")) {
        irc_sasl_plain(c);
        return;
    }
    char *end = l + n, *q = l[0] == ':' ? memchr(l, ' ', n) : NULL;
    if (!q || q + 5 > end) return;
    q++;
    if (opt.password && starts(q, end - q, "CAP ") && memmem(q, end - q, " ACK ", 5)) {
        say(c, "AUTHENTICATE PLAIN\r\n");
        return;
    }
    if (!isdigit((u8)q[0]) || !isdigit((u8)q[1]) || !isdigit((u8)q[2]) || q[3] != ' ') return;
    switch ((q[0] - '0') * 100 + (q[1] - '0') * 10 + q[2] - '0') {
    case 903: say(c, "CAP END\r\n"); break;
    case 376:
    case 422:
        if (c->state == REGISTERING) irc_welcome(c);
        break; // end of the message of the day, or there is none
    case 366:
        if (c->state == JOINING) joined(c);
        break; // end of the names
    case 403:
    case 405:
    case 432:
    case 433:
    case 437:
    case 451:
    case 464:
    case 471:
    case 904: complain(l, n); break;
    }
}
static int irc_to_room(char *prefix, int room) { return sprintf(prefix, "PRIVMSG #r%d :", room); }
static int irc_to_person(char *prefix, const char *nick) { return sprintf(prefix, "PRIVMSG %s :", nick); }
static const protocol irc = {"irc", irc_hello, irc_line, irc_to_room, irc_to_person};
