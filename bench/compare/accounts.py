"""Accounts n00000, n00001, ... by the line protocol, several connections at a time."""
import socket
import threading


def register(port, count, password, connections=8):
    failures = []

    def some(first):
        for number in range(first, count, connections):
            reply = _register(port, f"n{number:05}", password)
            if "* Logged in" not in reply:
                failures.append(reply)
                return

    threads = [threading.Thread(target=some, args=(first,)) for first in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"an account could not be made: {failures[0]!r}")


def _register(port, name, password):
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(f"#lang en\n#register {name} {password}\n#exit\n".encode())
        reply = b""
        while piece := connection.recv(65536):
            reply += piece
        return reply.decode()
