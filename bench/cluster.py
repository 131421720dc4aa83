#!/usr/bin/env python3
"""Measures one chat on one embedded node, on PostgreSQL, and on one, two and three nodes on PostgreSQL and RabbitMQ, all of it on this machine.

usage: cluster.py [--parley PROGRAM] [--load PROGRAM] [--rounds N] [--seconds S] [--layouts A,B] [RUN]...
Writes bench/results/cluster/RUN.LAYOUT.ROUND.json and table.md. Needs PostgreSQL's and RabbitMQ's server programs (Debian: postgresql, rabbitmq-server)."""
import argparse, json, os, pwd, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYOUTS = {"embedded": 0, "postgres": 1, "1": 1, "2": 2, "3": 3}
# Fresh nodes compile what is hot; three of them on two cores need their time.
WARM_UP = 10
ACCOUNTS = 10_000
CHEAP = ["--allow-test-settings", "--set", "accounts.password-hash=cheapest"]
RUNS = {
    "accept": ["accept"],
    "fanout-200": ["fanout", "--members", "200"],
    "rooms": ["rooms"],
    "private": ["private"],
    "steady": ["rooms", "--rate", "500"],
    "rooms-1": ["rooms", "--rooms", "1", "--members", "2", "--senders", "1", "--rate", "500"],
    "rooms-50": ["rooms", "--rooms", "50", "--members", "2", "--senders", "1", "--rate", "500"],
    "rooms-5000": ["rooms", "--rooms", "5000", "--members", "2", "--senders", "1", "--rate", "500"],
    "failover": ["failover", "--members", "1000"],
}
FIGURES = [
    ("accept", "acceptedPerSecond", "accepted messages a second, 8 senders in one room"),
    ("accept", "acceptP50Ms", "— p50 ms, 256 under way each"),
    ("accept", "enginesCpuPerMillionEntries", "— CPU seconds of database and broker a million messages"),
    ("accept", "walBytesPerEntry", "— bytes of write-ahead log a message of 100 bytes"),
    ("accept", "bytesPerEntry", "— bytes the database grew by a message"),
    ("fanout-200", "deliveriesPerSecond", "deliveries a second, room of 200"),
    ("fanout-200", "serverCpuPerMillion", "— CPU seconds of the nodes a million"),
    ("rooms", "acceptedPerSecond", "accepted a second, 100 rooms of 20"),
    ("rooms", "serverCpuPerMillion", "— CPU seconds of the nodes a million deliveries"),
    ("rooms", "largestShare", "— share of the busiest node"),
    ("private", "roundTripsPerSecond", "private round trips a second, 100 pairs"),
    ("private", "largestShare", "— share of the busiest node"),
    ("steady", "deliveryP50Ms", "500 messages/s over 100 rooms of 20, delivery p50 ms"),
    ("steady", "deliveryP99Ms", "— p99 ms"),
    ("steady", "serverCpuPerMillion", "— CPU seconds of the nodes a million deliveries"),
    ("steady", "enginesCpu", "— CPU seconds of database and broker, whole run"),
    ("steady", "largestShare", "— share of the busiest node"),
    ("rooms-1", "deliveryP50Ms", "500 messages/s in 1 room of two, delivery p50 ms"),
    ("rooms-1", "deliveryP99Ms", "— p99 ms"),
    ("rooms-50", "deliveryP50Ms", "500 messages/s in 50 rooms of two, delivery p50 ms"),
    ("rooms-50", "deliveryP99Ms", "— p99 ms"),
    ("rooms-5000", "deliveryP50Ms", "500 messages/s in 5,000 rooms of two, delivery p50 ms"),
    ("rooms-5000", "deliveryP99Ms", "— p99 ms"),
    ("failover", "caughtUpSeconds", "a node of the cluster killed: seconds until its people have everything"),
    ("failover", "deliveryToOthersP99Ms", "— delivery to the others meanwhile, p99 ms"),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what} did not come up within {seconds} s")
        time.sleep(0.1)


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


class Postgres:
    """A database server with the durability of a real one (fsync on)."""

    def __init__(self, work):
        programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), default=None)
        if programs is None:
            sys.exit("missing: PostgreSQL's server programs (Debian: postgresql)")
        self.programs, self.port, folder = programs, free_port(), work / "postgres"
        folder.mkdir()
        self.demoted = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self.demoted = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        subprocess.run([programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/", **self.demoted)
        self.process = subprocess.Popen([programs / "postgres", "-D", folder / "data", "-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}",
                                         "-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **self.demoted)
        wait_for(lambda: subprocess.run([programs / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port)], stdout=subprocess.DEVNULL).returncode == 0, "PostgreSQL")

    def sql(self, statement):
        subprocess.run([self.programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-q", "-c", statement, "postgres"], check=True, stdout=subprocess.DEVNULL)

    def number(self, query, database="postgres"):
        return float(subprocess.run([self.programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-qAt", "-c", query, database], check=True, stdout=subprocess.PIPE, text=True).stdout)

    def growth(self, database):
        """Bytes of log written ahead so far, bytes of the database, entries in it."""
        return [self.number(query, database) for query in ("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')", "SELECT pg_database_size(current_database())", "SELECT count(*) FROM parley.entry")]

    def uri(self, database):
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Rabbit:
    def __init__(self, work):
        folder = work / "rabbit"
        folder.mkdir()
        self.port, self.epmd = free_port(), free_port()
        (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\nloopback_users = none\nlog.console = false\n")
        (folder / "enabled_plugins").write_text("[].\n")
        environment = {**os.environ, "HOME": str(folder), "RABBITMQ_NODENAME": f"bench{self.port}@localhost", "RABBITMQ_BASE": str(folder), "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
                       "RABBITMQ_LOG_BASE": str(folder / "log"), "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
                       "RABBITMQ_CONF_ENV_FILE": "/dev/null", "RABBITMQ_PID_FILE": str(folder / "pid"), "RABBITMQ_DIST_PORT": str(free_port()), "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(self.epmd),
                       "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"}
        server = next((p for p in (Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), Path("/usr/sbin/rabbitmq-server")) if p.exists()), None)
        if server is None:
            sys.exit("missing: RabbitMQ (Debian: rabbitmq-server)")
        self.process = subprocess.Popen([server], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        wait_for(lambda: answers(self.port), "RabbitMQ")
        time.sleep(2)

    @property
    def uri(self):
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def stop(self):
        for process in reversed(descendants(self.process.pid)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()


def descendants(root):
    """The process and all below it, parents first."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def cpu_seconds(processes):
    total = 0
    for process in processes:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        # With its children that have ended: PostgreSQL's backends come and go.
        total += sum(map(int, fields[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


class Nodes:
    """Started fresh; stopped at the end of the block."""

    def __init__(self, parley, work, layout, postgres, rabbit, database, template=None):
        self.folders = [work / f"node{i}" for i in range(max(1, LAYOUTS[layout]))]
        self.processes, self.addresses = [], []
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
            if layout == "embedded" and template:
                shutil.copytree(template, folder)
            engines = [] if layout == "embedded" else ["--postgres", postgres.uri(database)] + ([] if layout == "postgres" else ["--rabbitmq", rabbit.uri])
            with (work / f"{folder.name}.log").open("w") as log:
                self.processes.append(subprocess.Popen([parley, "serve", "--data", folder, "--line", "127.0.0.1:0", *engines, *CHEAP], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT))
        for folder in self.folders:
            log = work / f"{folder.name}.log"
            wait_for(lambda: "\nparley: ready" in log.read_text(), f"a node ({log})")
            self.addresses.append(re.search(r"^parley: ready .*\bline=(\S+)", log.read_text(), re.M)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()

    @property
    def arguments(self):
        return ["--server", ",".join(self.addresses), "--pid", ",".join(str(p.pid) for p in self.processes)]


def publish(project, folder):
    subprocess.run(["dotnet", "publish", ROOT / project, "-c", "Release", "-o", folder, "-v", "q", "-nologo"], check=True, stdout=sys.stderr)
    return folder


def table(results, layouts, asked):
    def values(run, layout, figure):
        reports = [json.loads(f.read_text()) for f in sorted(results.glob(f"{run}.{layout}.*.json"))]
        return [r[figure] for r in reports if isinstance(r.get(figure), (int, float))]

    lines = ["| what | " + " | ".join(layouts) + " |", "|---|" + "---|" * len(layouts)]
    for run, figure, text in FIGURES:
        cells = [f"{statistics.median(v):,.{0 if statistics.median(v) >= 100 else 3}f}" if (v := values(run, layout, figure)) else "" for layout in layouts]
        if any(cells):
            lines.append(f"| {text} | " + " | ".join(cells) + " |")
    faults = {name: sum(json.loads(f.read_text()).get(name, 0) for f in results.glob("*.json")) for name in ("lost", "doubled", "disordered", "refused", "cut")}
    lines += ["", f"{len(list(results.glob('*.json')))} runs of {asked}; " + ", ".join(f"{k} {v}" for k, v in faults.items()) + "."]
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    options.add_argument("--parley")
    options.add_argument("--load")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--layouts", default=",".join(LAYOUTS))
    options.add_argument("runs", nargs="*")
    asked = options.parse_args()
    layouts, runs = asked.layouts.split(","), asked.runs or list(RUNS)
    work = Path(tempfile.mkdtemp())
    work.chmod(0o755)
    results = ROOT / "bench/results/cluster"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)
    parley = asked.parley or publish("src/Parley", work / "parley") / "parley"
    load = asked.load or publish("bench/Parley.Load", work / "load") / "parley-load"
    postgres = rabbit = None
    number = expected = 0
    try:
        postgres, rabbit = Postgres(work), Rabbit(work)
        accounts = {}
        for kind in ("embedded", "postgres"):
            accounts[kind] = work / f"accounts.{kind}"
            if kind == "postgres":
                postgres.sql("CREATE DATABASE template")
            with Nodes(parley, work, kind, postgres, rabbit, "template") as nodes:
                subprocess.run([load, "accounts", *nodes.arguments, "--count", str(ACCOUNTS), "--accounts", accounts[kind]], check=True, stdout=sys.stderr)
            if kind == "embedded":
                shutil.copytree(work / "node0", work / "template")
        for turn in range(1, asked.rounds + 1):
            for run in runs:
                for layout in layouts:
                    if run == "failover" and LAYOUTS[layout] < 2:
                        continue
                    number, expected = number + 1, expected + 1
                    postgres.sql(f"CREATE DATABASE run{number} TEMPLATE template")
                    with Nodes(parley, work, layout, postgres, rabbit, f"run{number}", work / "template") as nodes:
                        engines = descendants(postgres.process.pid) + descendants(rabbit.process.pid)
                        before, written = cpu_seconds(engines), postgres.growth(f"run{number}")
                        done = subprocess.run([load, RUNS[run][0], *nodes.arguments, "--accounts", accounts["embedded" if layout == "embedded" else "postgres"], "--seconds", str(asked.seconds), "--warm-up", str(WARM_UP), *RUNS[run][1:]], stdout=subprocess.PIPE, text=True)
                        after = cpu_seconds(set(engines + descendants(postgres.process.pid) + descendants(rabbit.process.pid)))
                        wal, size, entries = (now - then for now, then in zip(postgres.growth(f"run{number}"), written))
                    postgres.sql(f"DROP DATABASE run{number} WITH (FORCE)")
                    if not done.stdout:
                        print(f"{run} {layout}: no end", file=sys.stderr)
                        continue
                    report = {**json.loads(done.stdout), "layout": layout, "enginesCpu": round(after - before, 2), "entries": entries}
                    if entries:
                        report |= {"walBytesPerEntry": round(wal / entries), "bytesPerEntry": round(size / entries), "enginesCpuPerMillionEntries": round((after - before) * 1e6 / entries)}
                    (results / f"{run}.{layout}.{turn}.json").write_text(json.dumps(report))
                    print(json.dumps(report), flush=True)
    finally:
        for engine in (rabbit, postgres):
            if engine:
                engine.stop()
        shutil.rmtree(work, ignore_errors=True)
    text = table(results, layouts, expected)
    (results / "table.md").write_text(text)
    print(text)


main()
