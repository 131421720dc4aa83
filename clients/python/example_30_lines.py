"""A student's client: the line protocol with a socket and a thread. python3 example_30_lines.py [HOST [PORT]]"""
import socket
import sys
import threading


def receive(connection):
    """Shows what the server sends until it hangs up."""
    for line in connection.makefile("r", encoding="utf-8", newline="\n"):
        print("".join(c if c.isprintable() else "?" for c in line.rstrip("\r\n")), flush=True)


def main():
    host = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 7000
    with socket.create_connection((host, port)) as connection:
        receiver = threading.Thread(target=receive, args=(connection,))
        receiver.start()
        for line in sys.stdin:
            connection.sendall(line.encode("utf-8"))
            if line.strip().lower() == "#exit":
                break
        else:
            connection.shutdown(socket.SHUT_WR)
        receiver.join()


if __name__ == "__main__":
    main()
