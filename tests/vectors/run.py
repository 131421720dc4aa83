#!/usr/bin/env python3
"""Runs the session vectors of the JSON protocol against a server. Standard library only; README.md has the format.

    run.py HOST PORT [FILE...]        run.py unix:PATH [FILE...]

Exit code: 0 all passed, 1 something failed, 2 wrong usage.
"""
import argparse
import json
import pathlib
import re
import secrets
import socket
import ssl
import sys
import time

import scram

PATIENCE = 20  # seconds for one line; a slow machine hashes passwords for a while
PASSWORD = "correct horse battery"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
KINDS = {
    "*": lambda value: True,
    "*integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "*number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "*text": lambda value: isinstance(value, str),
    "*flag": lambda value: isinstance(value, bool),
    "*time": lambda value: isinstance(value, str) and TIME.fullmatch(value) is not None,
}


class Mismatch(Exception):
    pass


class Connection:
    """One socket, read line by line; lines before the first object are the banner."""

    def __init__(self, address, tls):
        if isinstance(address, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(PATIENCE)
            self.socket.connect(address)
        else:
            self.socket = socket.create_connection(address, timeout=PATIENCE)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.lines = self.socket.makefile("rb")
        self.seen_object = False

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """The next object, or None at the end of the stream."""
        while True:
            try:
                line = self.lines.readline()
            except ConnectionError:
                return None
            except OSError as late:
                raise Mismatch(f"nothing came within {PATIENCE} s") from late
            if not line:
                return None
            if not line.endswith(b"\n"):
                raise Mismatch(f"the stream ended within a line: {line!r}")
            if self.seen_object or line.startswith(b"{"):
                self.seen_object = True
                return json.loads(line.decode("utf-8"))

    def close(self):
        self.lines.close()
        self.socket.close()


class Session:
    """Carries out the steps of one vector."""

    def __init__(self, connect):
        self.connect = connect
        self.connections = {}
        self.values = {"run": secrets.token_hex(3), "password": PASSWORD}

    def run(self, steps):
        try:
            for number, step in enumerate(steps, 1):
                try:
                    self.step(step)
                except (Mismatch, OSError, ValueError) as problem:
                    raise Mismatch(f"step {number} {json.dumps(step, ensure_ascii=False)[:200]}\n      {problem}") from problem
        finally:
            for connection in self.connections.values():
                connection.close()

    def step(self, step):
        if "person" in step:
            self.register(step["person"])
        elif "scram" in step:
            self.answer_challenge(step["scram"])
        else:
            self.exchange(step["on"], step)

    def exchange(self, name, step):
        if "send" in step:
            line = json.dumps(self.fill(step["send"]), ensure_ascii=False)
            self.open(name).send(line.encode("utf-8") + b"\n")
        elif "raw" in step:
            self.open(name).send(self.fill(step["raw"]).encode("utf-8") + b"\n")
        elif "bytes" in step:
            self.open(name).send(bytes.fromhex(step["bytes"]))
        elif "expect" in step:
            self.expect(name, step["expect"])
        elif "interleaved" in step:
            self.expect_interleaved(name, [list(sequence) for sequence in step["interleaved"]])
        elif "quiet" in step:
            self.exchange(name, {"send": {"t": "ping", "ref": 99}})
            self.expect(name, {"t": "pong", "ref": 99})
        elif "closed" in step:
            got = self.open(name).receive()
            if got is not None:
                raise Mismatch(f"the connection should end, but there came {json.dumps(got, ensure_ascii=False)}")
            self.connections.pop(name).close()
        elif "close" in step:
            self.connections.pop(name).close()
        else:
            raise ValueError("a step of no known kind")

    def expect(self, name, pattern):
        got = self.open(name).receive()
        problem = "the connection ended" if got is None else self.match(pattern, got, "")
        if problem:
            raise Mismatch(f"{problem}\n      got      {json.dumps(got, ensure_ascii=False)}\n      expected {json.dumps(pattern, ensure_ascii=False)}")

    def expect_interleaved(self, name, sequences):
        while any(sequences):
            got = self.open(name).receive()
            fitting = next((s for s in sequences if s and got is not None and not self.match(s[0], got, "")), None)
            if fitting is None:
                raise Mismatch(f"got {json.dumps(got, ensure_ascii=False)}, next in no sequence: {json.dumps(sequences, ensure_ascii=False)}")
            fitting.pop(0)

    def register(self, name):
        self.exchange(name, {"send": {"t": "register", "login": name + "-${run}", "password": "$password"}})
        self.expect(name, {"t": "logged-in", "login": name + "-${run}", "role": "user", "lang": "*text", "registered": True})

    def answer_challenge(self, step):
        final, proof = scram.client_final(self.fill(step["first"]), self.fill(step["challenge"]), self.fill(step["password"]))
        self.values[step["final"]] = final
        self.values[step["server"]] = proof

    def open(self, name):
        if name not in self.connections:
            self.connections[name] = self.connect()
        return self.connections[name]

    def fill(self, value):
        """What is to be sent, with the captured values in their places."""
        if isinstance(value, str):
            if re.fullmatch(r"\$\w+", value):
                return self.values[value[1:]]
            return re.sub(r"\$\{(\w+)\}", lambda found: str(self.values[found.group(1)]), value)
        if isinstance(value, dict):
            if "$repeat" in value:
                text, times = value["$repeat"]
                return text * times
            return {key: self.fill(member) for key, member in value.items()}
        return [self.fill(member) for member in value] if isinstance(value, list) else value

    def match(self, pattern, got, path):
        """None when it fits, else what does not."""
        if isinstance(pattern, dict):
            return self.match_object(pattern, got, path)
        if isinstance(pattern, list):
            if not isinstance(got, list) or len(got) != len(pattern):
                return f"{path or '/'}: a list of {len(pattern)}"
            return next(filter(None, (self.match(p, g, f"{path}/{i}") for i, (p, g) in enumerate(zip(pattern, got)))), None)
        if isinstance(pattern, str) and pattern in KINDS:
            return None if KINDS[pattern](got) else f"{path}: {pattern}"
        if isinstance(pattern, str) and re.fullmatch(r"\$\w+", pattern) and pattern[1:] not in self.values:
            self.values[pattern[1:]] = got
            return None
        wanted = self.fill(pattern)
        return None if type(wanted) is type(got) and wanted == got else f"{path}: {json.dumps(wanted, ensure_ascii=False)}"

    def match_object(self, pattern, got, path):
        if "$repeat" in pattern:
            return None if got == self.fill(pattern) else f"{path}: the repeated text"
        if "$has" in pattern:
            absent = [p for p in pattern["$has"] if not isinstance(got, list) or all(self.match(p, g, path) for g in got)]
            return f"{path}: an element like {json.dumps(absent[0], ensure_ascii=False)}" if absent else None
        if not isinstance(got, dict):
            return f"{path or '/'}: an object"
        wanted = {key: value for key, value in pattern.items() if key != "..."}
        missing = wanted.keys() - got.keys()
        surplus = set() if "..." in pattern else got.keys() - wanted.keys()
        if missing or surplus:
            return f"{path or '/'}: missing {sorted(missing)}, not expected {sorted(surplus)}"
        return next(filter(None, (self.match(value, got[key], f"{path}/{key}") for key, value in wanted.items())), None)


def main():
    parser = argparse.ArgumentParser(description="Runs the session vectors of the JSON protocol against a server.")
    parser.add_argument("target", nargs="+", metavar="HOST PORT | unix:PATH [FILE...]")
    parser.add_argument("--tls", action="store_true", help="speak TLS, taking any certificate")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="the server was started so: run the vectors for that, and no others")
    options = parser.parse_args()
    target = options.target
    if target[0].startswith("unix:"):
        address, files = target[0][5:], target[1:]
    elif len(target) > 1 and target[1].isdigit():
        address, files = (target[0], int(target[1])), target[2:]
    else:
        parser.error("give HOST PORT or unix:PATH")
    files = [pathlib.Path(f) for f in files] or sorted((pathlib.Path(__file__).parent / "json").glob("*.json"))
    passed = failed = skipped = 0
    for file in files:
        vector = json.loads(file.read_text(encoding="utf-8"))
        needed = vector.get("settings", [])
        if not set(needed) <= set(options.set) or bool(needed) != bool(options.set):
            skipped += 1
            print(f"skip {file.stem}: for a server with {' '.join('--set ' + n for n in needed) or 'the default settings'}")
            continue
        begun = time.monotonic()
        try:
            Session(lambda: Connection(address, options.tls)).run(vector["steps"])
            passed += 1
            print(f"ok   {file.stem} ({time.monotonic() - begun:.1f} s)")
        except Mismatch as problem:
            failed += 1
            print(f"FAIL {file.stem}: {problem}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
