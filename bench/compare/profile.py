#!/usr/bin/env python3
"""Where the processor time of Parley goes in one scenario: bench/compare/profile.py SERVER SCENARIO (takes perf; see ../README.md).

Prints two Markdown tables: shares by thread and module, and the functions that take most by themselves."""
import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import run
from scenarios import SCENARIOS, WARM_SECONDS
from servers import SERVERS
import servers

MODULES = (("kernel", r"\[kernel|\[k\]"), ("compiler (JIT)", "clrjit"), ("runtime", "coreclr"), ("SQLite", "sqlite"), ("cryptography", "libcrypto|libssl|Cryptography"),
           ("C library", r"libc\.|ld-linux|libm\.|vdso|libstdc"), ("managed code", ""))
THREADS = (("readiness loops", "parley-poll"), ("store's writer", "parley-writer"), ("compiler", "Tiered"), ("collector", "GC|Finalizer"), ("pool and other", ""))


def first(table, text):
    return next(name for name, pattern in table if re.search(pattern, text))


def record(server, scenario, seconds, work):
    os.environ |= {"DOTNET_PerfMapEnabled": "1", "DOTNET_EnableWriteXorExecute": "0"}
    template = run.make_accounts(work) if server.logs_in(scenario) else None
    samples = work / "perf.data"
    with run.Running(server, work, template) as running:
        command = [run.BUILD / "ircload", "--port", str(running.port), "--pid", str(running.process.pid), "--inflight", str(server.inflight), "--protocol", server.protocol,
                   *scenario.options(False, seconds)]
        command += ["--tls"] if server.tls else []
        command += ["--password", servers.PASSWORD] if template else []
        load = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        # A storm is measured from its beginning; the others once everybody is in and the server warm.
        time.sleep(0 if scenario.mode == "storm" else WARM_SECONDS + 1)
        perf = subprocess.Popen(["perf", "record", "-q", "-F", "1999", "-e", "cpu-clock", "-p", str(running.process.pid), "-o", samples], stderr=subprocess.DEVNULL)
        if scenario.mode != "storm":
            time.sleep(seconds - 1)
        else:
            load.wait()
        perf.send_signal(2)
        perf.wait()
        print(load.communicate()[0].strip(), file=sys.stderr)
        return subprocess.run(["perf", "script", "-i", samples, "-F", "comm,ip,sym,dso"], capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", choices=[s for s in SERVERS if s.startswith("parley")])
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    run.build()
    with tempfile.TemporaryDirectory() as work:
        lines = record(SERVERS[options.server], SCENARIOS[options.scenario], options.seconds, Path(work)).splitlines()
    shares, functions = collections.Counter(), collections.Counter()
    for line in lines:
        match = re.match(r"\s*(.*?)\s+[0-9a-f]{6,16} (.*) \(([^()]*|\(.*\))\)$", line)
        if not match:
            continue
        thread, symbol, module = match.groups()
        module = first(MODULES, module)
        shares[first(THREADS, thread), module] += 1
        functions[module, re.sub(r"\+0x[0-9a-f]+$|\[(Optimized\w+|PreJIT|QuickJitted|Tier\w+)\]$", "", re.sub(r"\(.*", "", re.sub(r"\[[A-Z][\w.]+\]|(instance|class|valuetype) ", "", symbol))).strip()] += 1
    total = sum(shares.values()) or 1
    print(f"| threads | module | share |\n|---|---|---|")
    for (thread, module), count in shares.most_common(14):
        print(f"| {thread} | {module} | {100 * count / total:.1f} % |")
    print(f"\n| function by itself | module | share |\n|---|---|---|")
    for (module, function), count in functions.most_common(20):
        print(f"| `{function[-90:]}` | {module} | {100 * count / total:.1f} % |")


if __name__ == "__main__":
    main()
