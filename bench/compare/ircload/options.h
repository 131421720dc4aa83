// What was asked for on the command line.
#pragma once
#include "common.h"
#include <getopt.h>

enum mode { IDLE, FANOUT, OPEN, PRIVATE, STORM };
static const char *const mode_names[] = {"idle", "fanout", "open", "private", "storm"};

static struct {
    const char *label, *protocol, *password;
    int port, people, ahead, rooms, payload, senders, window, inflight, mode, pid, verbose;
    bool group, tls;
    double seconds, warm, rate, settle, patience;
} opt = {.label = "?",
         .protocol = "irc",
         .port = 6667,
         .people = 100,
         .rooms = 1,
         .payload = 100,
         .senders = 1,
         .window = 1,
         .inflight = 100,
         .mode = FANOUT,
         .seconds = 5,
         .warm = 1,
         .rate = 100,
         .settle = 0.5,
         .patience = 60};

static const char usage[] =
    "usage: ircload --port PORT --mode idle|fanout|open|private|storm [OPTION]...   (127.0.0.1 only; prints one line of JSON)\n"
    "  --protocol irc|line|nats  --password P   every client logs in as the account of its nick (irc, line)\n"
    "  --tls                     any certificate will do\n"
    "  --people N  --rooms N     clients, dealt out over the rooms #r0, #r1, ...; nicks are n00000, n00001, ...\n"
    "  --ahead N                 of these, connected first and left out of what is counted: a warm-up (storm), the smaller size (idle)\n"
    "  --senders N  --window N   senders in each room, and messages each may have that not all have received (fanout)\n"
    "  --rate N                  messages a second in all, sent by the clock whatever happens (open)\n"
    "  --payload BYTES --warm SECONDS --seconds SECONDS --settle SECONDS --patience SECONDS\n"
    "  --inflight N              connections on their way to being ready at the same time\n"
    "  --pid PID [--group]       the server, whose CPU and memory are read from /proc; with --group its process group\n"
    "  --label NAME -v\n";

static void read_options(int argc, char **argv) {
    enum {
        PORT = 256,
        PEOPLE,
        AHEAD,
        ROOMS,
        PAYLOAD,
        SENDERS,
        WINDOW,
        MODE,
        SECONDS,
        WARM,
        RATE,
        PID,
        GROUP,
        PROTOCOL,
        PASSWORD,
        INFLIGHT,
        LABEL,
        SETTLE,
        PATIENCE,
        TLS
    };
    static const struct option known[] = {{"port", 1, 0, PORT},         {"people", 1, 0, PEOPLE},     {"ahead", 1, 0, AHEAD},
                                          {"rooms", 1, 0, ROOMS},       {"payload", 1, 0, PAYLOAD},   {"senders", 1, 0, SENDERS},
                                          {"window", 1, 0, WINDOW},     {"mode", 1, 0, MODE},         {"seconds", 1, 0, SECONDS},
                                          {"warm", 1, 0, WARM},         {"rate", 1, 0, RATE},         {"pid", 1, 0, PID},
                                          {"group", 0, 0, GROUP},       {"protocol", 1, 0, PROTOCOL}, {"password", 1, 0, PASSWORD},
                                          {"inflight", 1, 0, INFLIGHT}, {"label", 1, 0, LABEL},       {"settle", 1, 0, SETTLE},
                                          {"patience", 1, 0, PATIENCE}, {"tls", 0, 0, TLS},           {0}};
    int o;
    while ((o = getopt_long(argc, argv, "v", known, 0)) >= 0) switch (o) {
        case PORT: opt.port = atoi(optarg); break;
        case PEOPLE: opt.people = atoi(optarg); break;
        case AHEAD: opt.ahead = atoi(optarg); break;
        case ROOMS: opt.rooms = atoi(optarg); break;
        case PAYLOAD: opt.payload = atoi(optarg); break;
        case SENDERS: opt.senders = atoi(optarg); break;
        case WINDOW: opt.window = atoi(optarg); break;
        case SECONDS: opt.seconds = atof(optarg); break;
        case WARM: opt.warm = atof(optarg); break;
        case RATE: opt.rate = atof(optarg); break;
        case PID: opt.pid = atoi(optarg); break;
        case GROUP: opt.group = true; break;
        case TLS: opt.tls = true; break;
        case PROTOCOL: opt.protocol = optarg; break;
        case PASSWORD: opt.password = optarg; break;
        case INFLIGHT: opt.inflight = atoi(optarg); break;
        case LABEL: opt.label = optarg; break;
        case SETTLE: opt.settle = atof(optarg); break;
        case PATIENCE: opt.patience = atof(optarg); break;
        case 'v': opt.verbose++; break;
        case MODE:
            opt.mode = -1;
            for (int i = 0; i < 5; i++)
                if (!strcmp(optarg, mode_names[i])) opt.mode = i;
            if (opt.mode < 0) die("%s", usage);
            break;
        default: die("%s", usage);
        }
    if (opt.payload < 24 || opt.payload > 400) die("--payload is 24 to 400");
    if (opt.window < 1 || opt.window > 64) die("--window is 1 to 64");
    if (opt.mode == PRIVATE) {
        opt.rooms = 0;
        opt.people &= ~1;
    }
    if (opt.rooms > 0 && opt.people % opt.rooms) die("--people must be a multiple of --rooms");
    if (opt.people > 99999 || opt.ahead >= opt.people) die("too many --people, or no fewer --ahead");
}
