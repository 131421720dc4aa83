#!/usr/bin/env python3
"""Time from exec to the ready line, and from SIGTERM to the end: medians of ten. usage: start.py PARLEY [serve flags...]"""
import shutil, statistics, subprocess, sys, tempfile, time

program, flags = sys.argv[1], sys.argv[2:] or ["--line", "127.0.0.1:0"]
for fresh in (True, False):
    data = tempfile.mkdtemp()
    ready, stop = [], []
    for _ in range(10):
        if fresh:
            shutil.rmtree(data, ignore_errors=True)
        begun = time.monotonic()
        server = subprocess.Popen([program, "serve", "--data", data, *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in server.stdout:
            if line.startswith(b"parley: ready"):
                break
        ready.append(time.monotonic() - begun)
        begun = time.monotonic()
        server.terminate()
        server.wait()
        stop.append(time.monotonic() - begun)
    shutil.rmtree(data, ignore_errors=True)
    print(f"{'new' if fresh else 'existing'} data: ready in {statistics.median(ready) * 1000:.0f} ms "
          f"({min(ready) * 1000:.0f}-{max(ready) * 1000:.0f}), ended in {statistics.median(stop) * 1000:.0f} ms")
