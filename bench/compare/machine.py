"""The machine: what it is, and whether it is busy with something else."""
import os
import platform
import subprocess
import time
from datetime import date
from pathlib import Path


def _busy_seconds():
    values = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))
    return (sum(values) - values[3] - values[4]) / os.sysconf("SC_CLK_TCK")


def wait_for_quiet(at_most):
    """Until less than a quarter of a core is in use; returns the cores in use at the end."""
    end = time.monotonic() + at_most
    while True:
        before = _busy_seconds()
        time.sleep(0.4)
        busy = (_busy_seconds() - before) / 0.4
        if busy < 0.25 or time.monotonic() > end:
            return round(busy, 2)


def _output(*command):
    result = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent)
    return result.stdout.strip()


def _commit(parley):
    """What the program says it was built from."""
    version = _output(parley, "--version").partition("+")
    changed = "PARLEY" not in os.environ and _output("git", "status", "--porcelain", "--untracked-files=no", "--", "../../src")
    return (version[2][:7] or version[0]) + (" with changes" if changed else "")


def describe(data, parley):
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / (1 << 20)
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    system = next((line.split("=")[1].strip('"') for line in Path("/etc/os-release").read_text().splitlines() if line.startswith("PRETTY_NAME=")), "Linux")
    return {"date": date.today().isoformat(), "cores": os.cpu_count(), "cpu": model, "memory_gib": round(memory), "system": system,
            "kernel": platform.release(), "file_system_of_data": _output("df", "--output=fstype", str(data)).split()[-1], "parley_commit": _commit(parley)}
