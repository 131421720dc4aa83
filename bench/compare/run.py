#!/usr/bin/env python3
"""Compares Parley with other servers on the same work, on this machine: see bench/README.md."""
import argparse
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import accounts
import machine
import nxdomain
import servers
import table
from scenarios import SCENARIOS
from servers import BUILD, HERE, SERVERS

ACCOUNTS = 2000
_ports = iter(range(21000, 32000))


def build():
    if missing := servers.tools_missing():
        sys.exit(f"missing: {', '.join(missing)}")
    BUILD.mkdir(exist_ok=True)
    for source, *libraries in (("limit.c",), ("forked.c",), ("ircload/ircload.c", "-lssl", "-lcrypto")):
        subprocess.run(["gcc", "-O2", "-Wall", "-o", BUILD / Path(source).stem, HERE / source, *libraries], check=True)
    subprocess.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", BUILD / "nodelay.so", HERE / "rivals/nodelay.c", "-ldl"], check=True)
    if not os.environ.get("PARLEY"):
        subprocess.run(["dotnet", "publish", HERE / "../../src/Parley", "-c", "Release", "-o", BUILD / "parley", "-v", "q", "-nologo"], check=True, stdout=sys.stderr)


class Running:
    """A server that was started fresh; stopped at the end of the block."""

    def __init__(self, server, work, template=None):
        self.server, self.folder, self.port = server, work / "server", _free_port()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.folder.chmod(0o1777)
        data = self.folder / "data"
        if template:
            shutil.copytree(template, data)
        self.log = self.folder / "out.log"
        command, environment = servers.command(server, self.port, self.folder, data, logs_in=template is not None)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        end = time.monotonic() + 20
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise RuntimeError(f"{self.server.name} does not start: {self.log.read_text()[-500:]}")
            time.sleep(0.05)
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def _is_ready(self):
        if self.server.is_parley:
            return "\nparley: ready" in self.log.read_text()
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
            return True
        except OSError:
            return False


def _free_port():
    for port in _ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no port is free")


def make_accounts(work):
    """A data folder with accounts, made once; every run that logs in gets a copy."""
    template = work / "template"
    template.mkdir(mode=0o700)
    with Running(SERVERS["parley-line"], work, template) as running:
        accounts.register(running.port, ACCOUNTS, servers.PASSWORD)
        running.process.terminate()
        running.process.wait()
        shutil.rmtree(template)
        shutil.copytree(running.folder / "data", template, ignore=shutil.ignore_patterns("*.sock", "lock"))
    return template


def measure(server, scenario, work, template, quick, seconds):
    logs_in = server.logs_in(scenario)
    with Running(server, work, template if logs_in else None) as running:
        command = [BUILD / "ircload", "--port", str(running.port), "--pid", str(running.process.pid), "--label", server.name,
                   "--protocol", server.protocol, "--inflight", str(server.inflight), *scenario.options(quick, seconds)]
        command += ["--group"] if server.group else []
        command += ["--tls"] if server.tls else []
        command += ["--password", servers.PASSWORD] if logs_in else []
        result = subprocess.run(command, capture_output=True, text=True, timeout=180)
    try:
        return {**json.loads(result.stdout), "notes": result.stderr.strip()[-300:]}
    except json.JSONDecodeError:
        raise RuntimeError((result.stdout + result.stderr)[-500:] or f"ircload ended with {result.returncode}") from None


def chosen(names, known, what):
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"unknown {what}: {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, epilog="Environment: PARLEY, the published program (else it is built); ERGO_BIN; RIVALS, a folder of unpacked Debian packages.")
    parser.add_argument("--rounds", type=int, help="default: 3; with --quick 1")
    parser.add_argument("--servers", default=",".join(s.name for s in SERVERS.values() if s.default), help="default: %(default)s, as far as they are installed")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), help="default: %(default)s")
    parser.add_argument("--seconds", type=float, help="of measuring in each run; default: 2.5; with --quick 1")
    parser.add_argument("--quick", action="store_true", help="one short round with fewer connections")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="runs.jsonl, results.json and table.md; what was measured there before is kept and counted (default: bench/compare/results)")
    parser.add_argument("--work", type=Path, help="where the servers' data is; default: a new folder in the temporary folder")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (1 if options.quick else 2.5)
    return options


def main():
    options = read_options()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    wanted = chosen(options.scenarios.split(","), SCENARIOS, "scenario")
    candidates = chosen(options.servers.split(","), SERVERS, "server")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server that runs is stopped on the way out
    build()
    if any(s.name == "hybrid" for s in candidates) and not nxdomain.start():
        candidates = [s for s in candidates if s.name != "hybrid"]
        print("ircd-hybrid is left out: its name server takes port 53, and that takes root", file=sys.stderr)
    compared = [s for s in candidates if servers.program(s.name)]
    if absent := [s.name for s in candidates if s not in compared and s.name != "hybrid"]:
        print(f"not installed: {', '.join(absent)}", file=sys.stderr)

    options.out.mkdir(parents=True, exist_ok=True)
    runs = options.out / "runs.jsonl"
    earlier = [json.loads(line) for line in runs.read_text().splitlines()] if runs.exists() else []
    work = Path(tempfile.mkdtemp(prefix="parley-compare-", dir=options.work))
    work.chmod(0o755)
    try:
        about = machine.describe(work, servers.program("parley"))
        about |= {"command": "bench/compare/run.py " + " ".join(sys.argv[1:]), "quick": options.quick, "seconds": options.seconds,
                  "versions": {s.name: servers.version(s.name) for s in compared}}
        template = make_accounts(work) if any(s.logs_in(c) for s in compared for c in wanted) else None
        for turn in range(options.rounds):
            for scenario in wanted:
                number = 1 + max((row["round"] for row in earlier if row["scenario"] == scenario.name), default=0)
                for server in compared:
                    if scenario.size(options.quick) > server.most_people:
                        continue
                    row = {"round": number, "scenario": scenario.name, "server": server.name, "before_busy": machine.wait_for_quiet(6)}
                    try:
                        row |= measure(server, scenario, work, template, options.quick, options.seconds)
                    except (RuntimeError, subprocess.TimeoutExpired) as failure:
                        row["failed"] = str(failure)
                    row["about"] = about
                    earlier.append(row)
                    with runs.open("a") as file:
                        file.write(json.dumps(row) + "\n")
                    print(table.one_line(row), flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    (options.out / "table.md").write_text(table.markdown(earlier))
    (options.out / "results.json").write_text(json.dumps(table.summary(earlier), indent=1) + "\n")
    print(f"\n{table.markdown(earlier)}")
    sys.exit(1 if any(table.faults(row) for row in earlier if row["server"].startswith("parley")) else 0)


if __name__ == "__main__":
    main()
