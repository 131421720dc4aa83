// Latencies: logarithmic buckets, each cut in 64 (an error below 1.6 %).
#pragma once
#include "common.h"

#define BUCKETS (64 * 40)
static struct { u64 count[BUCKETS], n, max; } latency;

static inline void latency_add(u64 ns) {
    latency.n++;
    if (ns > latency.max) latency.max = ns;
    int i = ns;
    if (ns >= 64) {
        int e = 63 - __builtin_clzll(ns);
        i = (e - 5) * 64 + ((ns >> (e - 6)) & 63);
    }
    latency.count[i < BUCKETS ? i : BUCKETS - 1]++;
}
static double latency_us(double quantile) {
    u64 wanted = (u64)(quantile * latency.n), seen = 0;
    if (!latency.n) return 0;
    if (wanted >= latency.n) wanted = latency.n - 1;
    for (int i = 0; i < BUCKETS; i++) {
        seen += latency.count[i];
        if (seen <= wanted) continue;
        if (i < 64) return i / 1000.0;
        int e = i / 64 + 5;
        return (double)(((u64)(64 + (i & 63)) << (e - 6)) + (1ull << (e - 6)) / 2) / 1000.0;
    }
    return latency.max / 1000.0;
}
