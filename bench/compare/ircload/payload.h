// Every text carries who sent it, its number and when: '~', sender (3 characters), number (5), nanoseconds (10), six bits in each from '0'
// on.
#pragma once
#include "options.h"

#define STAMP 19
static inline void put_digits(char *p, u64 v, int n) {
    while (n--) {
        p[n] = '0' + (v & 63);
        v >>= 6;
    }
}
static inline u64 get_digits(const char *p, int n) {
    u64 v = 0;
    for (int i = 0; i < n; i++) v = v << 6 | ((u8)p[i] - '0');
    return v;
}
static void put_payload(char *p, u32 sender, u32 number, u64 time) {
    p[0] = '~';
    put_digits(p + 1, sender, 3);
    put_digits(p + 4, number, 5);
    put_digits(p + 9, time, 10);
    memset(p + STAMP, 'x', opt.payload - STAMP);
}
