// What a client sees of a sender: the numbers must follow each other. A number that is missing is lost, one that comes later than a
// higher one is disordered (and lost no more), one that was seen before is doubled; 64 numbers are looked back.
#pragma once
#include "conn.h"

static struct { u64 first, doubled, disordered, gaps, stray; } seen;

static inline bool see(sight *s, u32 number) { // true: for the first time
    if (number == s->next) {
        s->next++;
        s->seen = s->seen << 1 | 1;
    } else if (number > s->next) {
        u32 missing = number - s->next;
        seen.gaps += missing;
        s->seen = missing >= 63 ? 1 : s->seen << (missing + 1) | 1;
        s->next = number + 1;
    } else {
        u32 back = s->next - 1 - number;
        if (back > 63 || s->seen >> back & 1) {
            seen.doubled++;
            return false;
        }
        s->seen |= 1ull << back;
        seen.disordered++;
        seen.gaps--;
    }
    seen.first++;
    return true;
}
