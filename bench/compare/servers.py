"""How each server is started. A server whose program is not there is left out."""
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
PASSWORD = "not-a-secret"
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
CHEAP_HASH = ["--allow-test-settings", "--set", "accounts.password-hash=cheapest"]


@dataclass(frozen=True)
class Server:
    name: str
    what: str
    inflight: int = 500      # connections on their way in at the same time
    protocol: str = "irc"
    most_people: int = 100_000
    tls: bool = False
    group: bool = False      # several processes, counted together
    default: bool = True
    accounts: bool = False   # everybody is logged in, in every scenario
    durable: bool = False
    settings: tuple = field(default=())

    @property
    def is_parley(self):
        return self.name.startswith("parley")

    def logs_in(self, scenario):
        return self.accounts or self.durable and scenario.by_accounts


OFF = ("--set", "history.enabled=false")
LINE = ("--set", "rooms.create-joins-existing=true")
# Listen backlogs are 10 (ngircd) and 25 (ircd-hybrid): more on their way in would measure lost SYNs.
SERVERS = {s.name: s for s in (
    Server("limit", "the yardstick: limit.c, one thread, nothing but fan-out"),
    Server("limit-at-once", "limit.c with one send for each message and member", default=False),
    Server("forked", "forked.c, a process for each client", group=True, inflight=50),
    Server("nats", "nats-server, publish and subscribe", protocol="nats"),
    Server("inspircd", "InspIRCd as it is"),
    Server("inspircd-nodelay", "InspIRCd with TCP_NODELAY on its connections (rivals/nodelay.c)"),
    Server("inspircd-tls", "the same by TLS, its module ssl_gnutls", tls=True, default=False),
    Server("hybrid", "ircd-hybrid", inflight=20),
    Server("ngircd", "ngIRCd", inflight=8),
    Server("ergo", "Ergo"),
    Server("parley-off", "Parley, messages in memory only, as the rivals", settings=OFF),
    Server("parley", "Parley as it is: every message durable before it is shown", durable=True),
    Server("parley-tls-off", "parley-off by TLS", tls=True, default=False, settings=OFF),
    Server("parley-tls", "parley by TLS", tls=True, default=False, durable=True),
    Server("parley-threads", "the same with a thread for each connection", durable=True, most_people=1000, settings=("--io", "threads")),
    Server("parley-line", "Parley's line protocol, durable", protocol="line", durable=True, accounts=True, most_people=2000, settings=LINE),
    Server("parley-line-off", "Parley's line protocol, messages in memory only", protocol="line", accounts=True, most_people=2000, settings=LINE + OFF),
)}

_PROGRAMS = {"nats": "nats-server", "inspircd": "inspircd", "inspircd-nodelay": "inspircd", "inspircd-tls": "inspircd", "hybrid": "ircd-hybrid", "ngircd": "ngircd"}
_VERSION_FLAGS = {"hybrid": "-version"}


def program(name):
    """The server's program, or None. RIVALS names a folder of unpacked Debian packages, looked at first."""
    if name in ("limit", "limit-at-once", "forked"):
        return str(BUILD / name.split("-")[0])
    if name.startswith("parley"):
        return os.environ.get("PARLEY") or str(BUILD / "parley/parley")
    if name == "ergo":
        return os.environ.get("ERGO_BIN")
    for folder in (_unpacked() + "/usr/sbin", "/usr/sbin", "/usr/bin"):
        if os.access(f"{folder}/{_PROGRAMS[name]}", os.X_OK):
            return f"{folder}/{_PROGRAMS[name]}"
    return None


def version(name):
    if name in ("limit", "limit-at-once", "forked"):
        return None
    prefix = NOBODY if name == "hybrid" and os.geteuid() == 0 else []
    result = subprocess.run([*prefix, program(name), _VERSION_FLAGS.get(name, "--version")], capture_output=True, text=True)
    lines = [line.strip() for line in (result.stdout + result.stderr).splitlines() if line.strip()]
    return f"Parley {lines[0]}" if name.startswith("parley") else lines[0] if lines else "?"


def command(server, port, folder, data, logs_in=False):
    """The command line of a server and what it needs in its environment; its configuration is written to folder."""
    binary = program(server.name)
    if server.is_parley:
        door = ("--line" if server.protocol == "line" else "--irc") + ("-tls" if server.tls else "")
        return [binary, "serve", "--data", str(data), door, f"127.0.0.1:{port}", *(CHEAP_HASH if logs_in else []), *server.settings], {}
    if server.name in ("limit", "limit-at-once", "forked"):
        return [binary, str(port)] + (["-i"] if server.name == "limit-at-once" else []), {}
    kind = server.name.split("-")[0]
    root = binary[:-len("/usr/sbin/" + _PROGRAMS[server.name])] if kind != "ergo" and binary.startswith(_unpacked()) else ""
    configuration = _fill(HERE / "rivals" / f"{kind}.conf.in", folder / f"{kind}.conf", {"@PORT@": port, "@RUN@": folder, "@ROOT@": root, **_tls(server, folder)})
    environment = {"LD_LIBRARY_PATH": f"{root}/usr/lib/x86_64-linux-gnu"} if root else {}
    if server.name in ("inspircd-nodelay", "inspircd-tls"):
        environment["LD_PRELOAD"] = str(BUILD / "nodelay.so")
    unprivileged = NOBODY if os.geteuid() == 0 else []
    if kind == "nats":
        return [binary, "-c", configuration], environment
    if kind == "ngircd":
        return [*unprivileged, binary, "-n", "-f", configuration], environment
    if kind == "inspircd":
        (folder / "motd").write_text("hi\n")
        return [*unprivileged, binary, "--nofork", "--nolog", f"--config={configuration}"], environment
    if kind == "hybrid":
        return _hybrid(binary, folder, configuration, unprivileged), environment
    subprocess.run([binary, "initdb", "--quiet", "--conf", configuration], check=True, capture_output=True, cwd=folder)
    return [binary, "run", "--conf", configuration], environment


def _hybrid(binary, folder, configuration, unprivileged):
    # It asks the name server of /etc/resolv.conf, which is replaced for it alone.
    from nxdomain import ADDRESS
    (folder / "resolv.conf").write_text(f"nameserver {ADDRESS}\n")
    files = " ".join(f"-{name}file {folder}/{name}" for name in ("pid", "log", "kline", "dline", "xline", "resv"))
    start = f"mount --bind {folder}/resolv.conf /etc/resolv.conf && exec {' '.join(unprivileged)} {binary} -foreground -configfile {configuration} {files}"
    return ["unshare", "-m", "sh", "-c", start]


def _tls(server, folder):
    """For InspIRCd: its module, with a key of the kind that Parley makes for itself and records of full size."""
    if not server.tls:
        return {"@TLS@": "", "@PROFILE@": ""}
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    key.chmod(0o644)
    return {"@TLS@": ' sslprofile="clients"', "@PROFILE@": f'<module name="ssl_gnutls">\n<sslprofile name="clients" provider="gnutls" certfile="{certificate}" keyfile="{key}" outrecsize="16384">'}


def _unpacked():
    return os.environ.get("RIVALS") or str(BUILD / "rivals")


def _fill(template, target, values):
    text = template.read_text()
    for mark, value in values.items():
        text = text.replace(mark, str(value))
    target.write_text(text)
    return str(target)


def tools_missing():
    return [tool for tool in ("gcc", "git") if not shutil.which(tool)] + ([] if os.environ.get("PARLEY") or shutil.which("dotnet") else ["dotnet"])
