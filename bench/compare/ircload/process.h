// CPU and memory of the server, of this program and of the machine, from /proc.
#pragma once
#include "options.h"

static double process_cpu(int pid) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    if (fd < 0) return 0;
    int n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) return 0;
    text[n] = 0;
    unsigned long user, system;
    char *name_end = strrchr(text, ')');
    if (!name_end || sscanf(name_end + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) return 0;
    return (double)(user + system) / sysconf(_SC_CLK_TCK);
}
static double process_memory(int pid, const char *kind) {
    char path[64], line[256], format[64];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    snprintf(format, sizeof format, "%s: %%ld", kind);
    FILE *f = fopen(path, "r");
    if (!f) return 0;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, format, &kb) == 1) break;
    fclose(f);
    return kb;
}
// By the nanosecond: ticks of 10 ms would leave out most of what many processes do for a moment each. Of their first threads only.
static double fine_cpu(int pid) {
    char path[64];
    unsigned long long ns = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *f = fopen(path, "r");
    if (!f) return 0;
    if (fscanf(f, "%llu", &ns) != 1) ns = 0;
    fclose(f);
    return ns / 1e9;
}
static double sum_over_group(bool memory) {
    double sum = 0;
    DIR *d = opendir("/proc");
    for (struct dirent *e; d && (e = readdir(d));) {
        int pid = atoi(e->d_name);
        if (pid > 0 && getpgid(pid) == opt.pid) sum += memory ? process_memory(pid, "Pss") : fine_cpu(pid);
    }
    if (d) closedir(d);
    return sum;
}
static double server_cpu(void) {
    return !opt.pid ? 0 : opt.group ? sum_over_group(false) : process_cpu(opt.pid);
}
// Resident memory; of a group the proportional share, as its processes have most pages in common.
static double server_kb(void) { return !opt.pid ? 0 : opt.group ? sum_over_group(true) : process_memory(opt.pid, "Rss"); }

static double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_utime.tv_usec / 1e6 + u.ru_stime.tv_sec + u.ru_stime.tv_usec / 1e6;
}
static double machine_cpu(void) {
    unsigned long long v[8] = {0};
    FILE *f = fopen("/proc/stat", "r");
    if (!f) return 0;
    for (int i = fscanf(f, "cpu"); i < 8; i++)
        if (fscanf(f, "%llu", &v[i]) != 1) break;
    fclose(f);
    return (double)(v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) / sysconf(_SC_CLK_TCK);
}
