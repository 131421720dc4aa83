"""A server that follows a script, one function for each connection, so that a test decides what comes when."""
import json
import queue
import socket
import ssl
import threading

PATIENCE = 20

WELCOME = {"t": "welcome", "server": "fake", "version": "0", "protocol": 1, "time": "2026-11-21T07:10:00.123Z", "lang": "es",
           "capabilities": [], "limits": {"message": 4096, "frame": 65536, "page": 1000}}


class Peer:
    """A client's connection, seen from the server."""

    def __init__(self, connection):
        self.connection = connection
        self.connection.settimeout(PATIENCE)
        self.lines = connection.makefile("rb")

    def receive(self, t=None):
        """The next request; pings are answered by the way. `t`: it must be one of these."""
        while True:
            line = self.lines.readline()
            if not line:
                raise EOFError
            request = json.loads(line)
            if request["t"] != "ping":
                assert t is None or request["t"] == t, "expected {}, got {}".format(t, line)
                return request
            self.send({"t": "pong"})

    def send(self, *objects):
        self.connection.sendall(b"".join(json.dumps(o).encode("utf-8") + b"\n" for o in objects))

    def answer(self, expected, **members):
        """Takes a request of that type and answers it."""
        request = self.receive(expected)
        self.send(dict(members, ref=request["ref"]))
        return request

    def greet(self):
        self.connection.sendall("Parley 0 · línea\r\n* Hora del servidor\r\n".encode("utf-8"))
        return self.answer("hello", **WELCOME)

    def log_in(self, pairs=()):
        """Takes a login by token."""
        request = self.answer("token-login", t="logged-in", login="ana", role="user", lang="es")
        self.answer("conversations", t="conversations", conversations=list(pairs))
        return request

    def wait_for_end(self):
        """Takes what comes until the client goes."""
        try:
            while self.receive()["t"] != "exit":
                pass
        except (EOFError, OSError):
            pass

    def close(self):
        self.lines.close()
        self.connection.close()


class FakeServer:
    """`scripts`: what each connection does in turn, given its Peer. Further connections are refused."""

    def __init__(self, *scripts, certificate=None):
        self.problems = queue.Queue()
        self._scripts = scripts
        self._context = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{}".format(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self._thread.join(PATIENCE)
        self._listener.close()
        if kind is None:
            assert not self._thread.is_alive(), "the script did not come to its end"
            if not self.problems.empty():
                raise self.problems.get()

    def _serve(self):
        for script in self._scripts:
            connection, _ = self._listener.accept()
            peer = None
            try:
                if self._context:
                    connection = self._context.wrap_socket(connection, server_side=True)
                peer = Peer(connection)
                script(peer)
            except (ssl.SSLError, EOFError, ConnectionError) as ended:
                if script is not self._scripts[-1]:
                    self.problems.put(ended)
            except Exception as problem:  # noqa: BLE001 - handed to the test's own thread
                self.problems.put(problem)
                return
            finally:
                if peer:
                    peer.close()
        self._listener.close()
