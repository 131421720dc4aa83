// How to speak to a server. Each protocol is a file of its own.
#pragma once
#include "conn.h"

typedef struct {
    const char *name;
    void (*hello)(conn *c);                        // a connection is open
    void (*line)(conn *c, char *line, int length); // a line that carries no payload
    int (*to_room)(char *prefix, int room);        // what stands before the payload
    int (*to_person)(char *prefix, const char *nick);
} protocol;

static void joined(conn *c) {
    c->state = READY;
    ready++;
}
static inline bool starts(const char *line, int length, const char *with) {
    int n = strlen(with);
    return length >= n && !memcmp(line, with, n);
}
static void keep_error(const char *line, int length) { snprintf(error_line, sizeof error_line, "%.*s", length > 180 ? 180 : length, line); }
static void complain(const char *line, int length) {
    static int complaints;
    if (complaints++ < 3) fprintf(stderr, "  refused: %.*s\n", length, line);
}
