"""Answers every DNS question with "no such name" at once: ircd-hybrid looks up each client's address and has no setting against it."""
import socket
import threading

ADDRESS = "127.0.0.99"


def start():
    """False where port 53 can't be had (it takes root)."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    try:
        server.bind((ADDRESS, 53))
    except OSError:
        return False
    threading.Thread(target=_answer, args=(server,), daemon=True).start()
    return True


def _answer(server):
    while True:
        question, client = server.recvfrom(1500)
        server.sendto(question[:2] + b"\x81\x83" + question[4:6] + b"\0" * 6 + question[12:], client)
