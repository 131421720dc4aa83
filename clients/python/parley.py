"""Parley for Python: a client of the JSON protocol (docs/protocol/json.md). Standard library only, Python 3.8 and later.

    from parley import Parley

    with Parley("127.0.0.1:7000") as chat:
        chat.login("ana", "correct horse battery")
        chat.join("uci")
        chat.post("hola", room="uci")
        for event in chat.events():
            if event["t"] == "msg":
                print(event["from"], event["text"])

What it promises: a post is kept until the server has answered it, over any number of lost connections, and is never posted
twice; entries of a room come in order, each once; nothing that the server accepted is missed while this object lives.
Run as a program it is a chat for the terminal: `python3 parley.py --help`.
"""
import base64
import collections
import hashlib
import hmac
import json
import random
import secrets
import selectors
import socket
import ssl
import threading
import time

__all__ = ["Parley", "ParleyError", "Refused", "LinkLost", "Closed", "Overrun", "BadServer", "WrongCertificate"]

MAX_LINE = 32 * 1024 * 1024   # bytes; a page of 1,000 of the longest messages, all of it escaped
MAX_UNANSWERED = 256          # requests of one client that may be under way
ENTRIES = ("msg", "edit", "redact", "reaction", "topic", "rules", "turn", "entry")
LONGEST_HOP = 0.25            # seconds before another node is tried, at most
STOPPING = 238                # the refusal of a server that is stopping: another, or the next one, takes it
FINAL_REASONS = ("Quit", "Revoked", "ProtocolError", "Flood", "LoginTimeout")


class ParleyError(Exception):
    """Anything that goes wrong here."""


class Refused(ParleyError):
    """The server's "no": a stable `code`, its `text` in the session's language, the `args` of the text, the `id` of a refused post."""

    def __init__(self, answer):
        super().__init__("{} ({})".format(answer.get("text") or "refused", answer["code"]))
        self.code, self.text, self.args_, self.id = answer["code"], answer.get("text", ""), answer.get("args", {}), answer.get("id")

    @property
    def is_passing(self):
        """Busy or stopping: the same request may succeed later, or on the next connection."""
        return self.retry_after is not None or self.code == STOPPING

    @property
    def retry_after(self):
        """Seconds after which the same request may succeed (220, 221, 216), or None."""
        seconds = self.args_.get("seconds", "")
        return int(seconds) if seconds.isdigit() else None


class LinkLost(ParleyError):
    """The connection broke before the answer came: whether the request was carried out is not known. Posts never raise it."""


class Closed(ParleyError):
    """The end: closed by this side, or by the server with a reason that leaves no way back."""


class Overrun(ParleyError):
    """Events wait unread past the bound, so the client has hung up until they are read. Read `events`, or give `listen=False`."""


class BadServer(ParleyError):
    """What came is not the protocol, or the server could not prove that it knows the password."""


class WrongCertificate(ParleyError):
    """The server's certificate is not the pinned one; `fingerprint` is what it showed."""

    def __init__(self, fingerprint):
        super().__init__("the certificate has another fingerprint: " + fingerprint)
        self.fingerprint = fingerprint


def parse_address(text, tls=False):
    """`HOST[:PORT]`, `[IPV6]:PORT` or `unix:PATH` as (host, port) or a path."""
    if text.startswith("unix:"):
        return text[5:]
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")) or text.endswith("]"):
        host, port = text, "7443" if tls else "7000"
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("not an address: " + text)
    return host.strip("[]"), int(port)


def parse_addresses(given, tls=False):
    """One address, several with commas between, or a list of these, as a list; one that begins with `unix:` is one path."""
    texts = [given] if isinstance(given, str) else given
    found = [parse_address(one.strip(), tls) for text in texts for one in ([text] if text.startswith("unix:") else text.split(","))]
    if not found:
        raise ValueError("no address")
    return list(dict.fromkeys(found))


def name_of(address):
    """An address as a person writes it."""
    if isinstance(address, str):
        return "unix:" + address
    return ("[{}]:{}" if ":" in address[0] else "{}:{}").format(*address)


def fingerprint_of(certificate):
    """SHA-256 of a certificate (DER) as the server prints it: upper-case hexadecimal pairs with colons between."""
    return ":".join("{:02X}".format(byte) for byte in hashlib.sha256(certificate).digest())


class Scram:
    """The client's half of one SCRAM-SHA-256 login (RFC 5802 section 3, RFC 7677), without channel binding."""

    def __init__(self, login, password, nonce=None):
        self._password = password.encode("utf-8")
        self._nonce = nonce or base64.b64encode(secrets.token_bytes(18)).decode("ascii")
        self._bare = "n={},r={}".format(login.replace("=", "=3D").replace(",", "=2C"), self._nonce)
        self._server_proof = None

    def first(self):
        return "n,," + self._bare

    def final(self, challenge):
        """The client-final-message for the server's challenge."""
        try:
            parts = dict(part.split("=", 1) for part in challenge.split(","))
            nonce, salt, iterations = parts["r"], base64.b64decode(parts["s"], validate=True), int(parts["i"])
        except (KeyError, ValueError) as broken:
            raise BadServer("a broken SCRAM challenge") from broken
        if not nonce.startswith(self._nonce) or nonce == self._nonce or not 4096 <= iterations <= 10_000_000:
            raise BadServer("a SCRAM challenge that is not safe to answer")
        salted = hashlib.pbkdf2_hmac("sha256", self._password, salt, iterations)
        without_proof = "c=biws,r=" + nonce
        message = ",".join((self._bare, challenge, without_proof)).encode("utf-8")
        key = self._hmac(salted, b"Client Key")
        signature = self._hmac(hashlib.sha256(key).digest(), message)
        proof = bytes(a ^ b for a, b in zip(key, signature))
        self._server_proof = "v=" + base64.b64encode(self._hmac(self._hmac(salted, b"Server Key"), message)).decode("ascii")
        return "{},p={}".format(without_proof, base64.b64encode(proof).decode("ascii"))

    def verify(self, server_proof):
        if not hmac.compare_digest(self._server_proof or "", server_proof or ""):
            raise BadServer("the server did not prove that it knows the password")

    @staticmethod
    def _hmac(key, data):
        return hmac.new(key, data, hashlib.sha256).digest()


class Nodes:
    """Equal nodes of one chat, shuffled once so that clients spread: which is tried next, and after what pause.

    One that has failed, was lost or is stopping comes last. On the way to another the pause is up to LONGEST_HOP; a round is over
    when each has failed since it began, and the pause after it doubles by the round between the two bounds of `backoff` (seconds).
    """

    def __init__(self, addresses, backoff, chance=random):
        self._order, self._backoff, self._chance = list(addresses), backoff, chance
        chance.shuffle(self._order)
        self.start_over()

    def __len__(self):
        return len(self._order)

    @property
    def next(self):
        """The node to try now; while a connection lasts, the one it is to."""
        return self._order[0]

    def fail(self, asked=0):
        """Goes on from `next`, which asked to be left alone for so many seconds. Returns the pause and whether the round is over."""
        self._order.append(self._order.pop(0))
        self._asked.append(asked)
        if len(self._asked) < len(self._order):
            return self._chance.uniform(0, LONGEST_HOP), False
        pause = min(self._backoff[1], self._backoff[0] * 2 ** min(self._rounds, 16)) * self._chance.uniform(0.5, 1)
        pause, self._asked = max(pause, min(self._asked)), []
        self._rounds += 1
        return pause, True

    def start_over(self):
        """What has failed until now counts no longer."""
        self._asked, self._rounds = [], 0


class Wire:
    """One connection. `lines` is for one thread; `send` and `close` for any. One thread alone touches the socket: TLS asks for that."""

    def __init__(self, address, tls=False, fingerprint=None, timeout=10):
        self._lock = threading.Lock()
        self._out = bytearray()  # bounded by the requests that may be under way
        self._closed = False
        self._socket = self._connect(address, tls, fingerprint, timeout)
        self._socket.setblocking(False)
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)

    @staticmethod
    def _connect(address, tls, fingerprint, timeout):
        if isinstance(address, str):
            raw = socket.socket(socket.AF_UNIX)
            raw.settimeout(timeout)
            try:
                raw.connect(address)
            except OSError:
                raw.close()
                raise
            return raw
        raw = socket.create_connection(address, timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not tls:
            return raw
        if callable(fingerprint):
            try:
                fingerprint = fingerprint(*address)
            except BaseException:
                raw.close()
                raise
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if fingerprint:
            # A pinned certificate is trusted for what it is: no authority and no name are asked.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            secure = context.wrap_socket(raw, server_hostname=address[0])
        except (OSError, ValueError):
            raw.close()
            raise
        if fingerprint:
            shown = fingerprint_of(secure.getpeercert(binary_form=True))
            if not hmac.compare_digest(shown, fingerprint.upper()):
                secure.close()
                raise WrongCertificate(shown)
        return secure

    def send(self, data):
        with self._lock:
            if self._closed:
                raise LinkLost("the connection is closed")
            self._out += data
            self._ring()

    def close(self):
        with self._lock:
            self._closed = True
            self._ring()

    def lines(self, tick):
        """Yields each line, and None every `tick` seconds whatever comes. Ends with the stream; closes the socket when left."""
        waiting, scanned = bytearray(), 0
        due = time.monotonic() + tick
        try:
            while True:
                data = self._receive(due)
                if data is None:
                    due += tick
                    yield None
                    continue
                if not data:
                    return
                waiting += data
                end = waiting.find(b"\n", scanned)
                while end >= 0:
                    line, scanned = bytes(waiting[:end]), 0
                    del waiting[:end + 1]
                    yield line
                    end = waiting.find(b"\n")
                scanned = len(waiting)
                if scanned > MAX_LINE:
                    raise BadServer("a line of more than {} bytes".format(MAX_LINE))
        finally:
            self.close()
            self._socket.close()
            self._bell.close()
            with self._lock:
                self._rope.close()

    def _ring(self):
        try:
            self._rope.send(b"!")
        except (BlockingIOError, OSError):
            pass  # It rings already, or nobody listens any more.

    def _receive(self, due):
        """Bytes; none at the end of the stream; None when it is `due`. Sends what waits meanwhile."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            selector.register(self._socket, selectors.EVENT_READ)
            while True:
                writes = self._flush()
                if self._closed:
                    return b""
                try:
                    return self._socket.recv(65536)
                except (BlockingIOError, ssl.SSLWantReadError):
                    pass
                except ssl.SSLWantWriteError:
                    writes = True
                left = due - time.monotonic()
                if left <= 0:
                    return None
                selector.modify(self._socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if writes else 0))
                for key, _ in selector.select(left):
                    if key.fileobj is self._bell:
                        self._bell.recv(4096)

    def _flush(self):
        """True when the socket takes no more for now."""
        with self._lock:
            while self._out:
                try:
                    sent = self._socket.send(bytes(self._out[:65536]))
                except (BlockingIOError, ssl.SSLWantWriteError):
                    return True
                except ssl.SSLWantReadError:
                    return False
                del self._out[:sent]
        return False


class Inbox:
    """Events on their way to the reader, at most `bound`."""

    def __init__(self, bound):
        self._bound = bound
        self._changed = threading.Condition()
        self._events = collections.deque()
        self._ended = False

    def put(self, event):
        """False: it is full."""
        with self._changed:
            if len(self._events) >= self._bound:
                return False
            self._events.append(event)
            self._changed.notify_all()
            return True

    def get(self, timeout):
        """The next event, or None: the end, or nothing came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._events or self._ended, timeout)
            if not self._events:
                return None
            event = self._events.popleft()
            self._changed.notify_all()
            return event

    def wait_for_half(self):
        """Until at most half of it is left to be read, or it has ended."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._events) <= self._bound // 2 or self._ended)

    def end(self):
        with self._changed:
            self._ended = True
            self._changed.notify_all()


class Place:
    """A room this client is in, and the last entry of it that was handed on."""

    def __init__(self, room, position):
        self.room, self.position, self.may_jump = room, position, False


class Request:
    """A request under way; its thread waits for `answer`."""

    def __init__(self, members):
        self.members = members
        self.done = threading.Event()
        self.answer = None
        self.problem = None

    def settle(self, answer=None, problem=None):
        self.answer, self.problem = answer, problem
        self.done.set()

    def result(self):
        if self.problem is not None:
            raise self.problem
        if self.answer["t"] == "error":
            raise Refused(self.answer)
        return self.answer


class Parley:
    """A client that stays: it comes back after a lost connection, logs in again, catches up and sends again what had no answer.

    address: `HOST[:PORT]`, `[IPV6]:PORT` or `unix:PATH`; a list, or several with commas between, for equal nodes of one chat.
    tls: speak TLS. fingerprint: the server's certificate by its SHA-256, as the server prints it, or a function that gives it for a
    host and a port; None: an authority of the system vouches.
    lang: `es` or `en`, for the texts of refusals. client: name and version of the program.
    heartbeat: seconds, 5 to 300: how often the link is tried; a dead one is noticed after twice that at most.
    reconnect: False ends with the first lost connection. listen: False keeps no events, for programs that only send.
    inbox: events that may wait unread; past it the client hangs up, and resumes when half of them have been read.
    timeout: seconds a request waits for its answer.

    Every method may be called from any thread. The first request connects, where `connect` or `with` has not.
    """

    def __init__(self, address="127.0.0.1:7000", tls=False, fingerprint=None, lang=None, client="parley.py/1", heartbeat=30,
                 reconnect=True, listen=True, inbox=10000, timeout=30, backoff=(0.5, 30.0)):
        self._nodes = Nodes(parse_addresses(address, tls), backoff)
        self._tls, self._fingerprint = tls, fingerprint
        self._hello = {"t": "hello", "client": client, "heartbeat": heartbeat}
        if lang:
            self._hello["lang"] = lang
        if len(self._nodes) > 1:
            self._hello["moves"] = True
        self._tick = heartbeat / 2
        self._reconnects, self._timeout, self._longest_pause = reconnect, timeout, backoff[1]
        self._inbox = Inbox(inbox) if listen else None
        self._lock = threading.RLock()
        self._online = threading.Condition(self._lock)
        self._slots = threading.BoundedSemaphore(MAX_UNANSWERED)
        self._wire = None
        self._up = False
        self._end = None                             # why it is over, once it is
        self._why = None                             # what else than a goodbye ends it
        self._stalled = False
        self._closing = None                         # the server's last word on this connection
        self._ref = 0
        self._requests = {}                          # ref -> Request; fail with the connection
        self._posts = collections.OrderedDict()      # ref -> Request; live on to the next connection
        self._rooms = {}                             # conversation id -> Place
        self._heads = {}                             # conversation id of a pair -> last position
        self._held = None                            # private entries that come while older ones are caught up
        self._token = None
        self._ids = 0
        self._id_prefix = secrets.token_hex(8)
        self._thread = None
        self._connecting = threading.Lock()          # for the first connection only
        self._again = {}                             # ref -> Timer; posts that the server wants later
        self._stop = threading.Event()
        self.welcome = None
        self.account = None
        self.clock_offset = 0.0
        self.clock_error = float("inf")

    # -- the connection -------------------------------------------------------------------------------------------

    def __enter__(self):
        self.connect()
        return self

    def __exit__(self, *_):
        self.close()

    def connect(self):
        """Opens the first connection; what goes wrong with the last node tried is raised. Returns the server's `welcome`. Calling it again does nothing."""
        with self._connecting:
            return self.welcome if self._thread else self._connect()

    def _connect(self):
        self._nodes.start_over()
        while True:
            try:
                wire, lines = self._open()
                break
            except WrongCertificate:
                raise
            except (OSError, ParleyError):
                if self._nodes.fail()[1]:
                    raise
        with self._lock:
            self._wire, self._up = wire, True
        self._thread = threading.Thread(target=self._run, args=(wire, lines), name="parley", daemon=True)
        self._thread.start()
        return self.welcome

    def close(self, timeout=5):
        """Says goodbye and ends. Posts without an answer raise `Closed`. Calling it again does nothing."""
        with self._lock:
            if self._end is None and self._up:
                self._send({"t": "exit"})
            self._reconnects = False
        self._stop.set()
        if self._inbox:
            self._inbox.end()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        if self._wire:
            self._wire.close()

    @property
    def address(self):
        """The node of the connection, or the one that is tried next."""
        return name_of(self._nodes.next)

    @property
    def rooms_joined(self):
        """Names of the rooms this client is in."""
        with self._lock:
            return [place.room for place in self._rooms.values()]

    # -- accounts -------------------------------------------------------------------------------------------------

    def register(self, login, password, given_names=None, surnames=None, age=None, gender=None):
        """A new account, logged in at once. The password goes to the server: use TLS, a Unix socket or the same machine."""
        return self._logged_in(self.request("register", login=login, password=password, givenNames=given_names, surnames=surnames,
                                            age=age, gender=gender, token=True))

    def login(self, login, password):
        """By SCRAM-SHA-256: the password stays here, and the server proves that it knows it too."""
        scram = Scram(login, password)
        challenge = self.request("scram-start", data=scram.first(), token=True)
        answer = self.request("scram-finish", data=scram.final(challenge["data"]))
        scram.verify(answer.get("scram"))
        return self._logged_in(answer)

    def login_with_token(self, token):
        """By a token that an earlier login's answer had (`token`)."""
        answer = self.request("token-login", token=token)
        answer["token"] = token
        return self._logged_in(answer)

    # -- rooms and messages ---------------------------------------------------------------------------------------

    def create(self, room):
        return self.request("create", room=room)

    def join(self, room, after=None, conversation=None, key=None):
        """With `after` (a position; `conversation` says of which room) the entries past it come as events first."""
        return self.request("join", room=room, after=after, conversation=conversation, key=key)

    def leave(self, room):
        return self.request("leave", room=room)

    def delete(self, room):
        return self.request("delete", room=room)

    def keep(self, room):
        return self.request("keep", room=room)

    def rooms(self):
        """All rooms: a list of `room`, `conversation`, `people`, `kept`, `default`, `yours`, `owner`."""
        return self._pages("rooms", "rooms")

    def users(self, scope=None, room=None):
        """`online`, `all` or `room`: a list of `login`, `state`, `rooms`."""
        return self._pages("users", "users", scope=scope, room=room)

    def post(self, text, room=None, to=None, reply_to=None, id=None, wait=True):
        """Posts to a room or, by `to`, to a person. Returns `posted`, with `position` and `time`: from then on it is kept for ever.

        While the connection is away the post waits, and goes out on the next one with the same id: it is posted once.
        wait: False returns the id at once. TimeoutError says that there is no answer yet; the post goes on trying.
        """
        request = self._begin_post("post", text=text, room=room, to=to, replyTo=reply_to, id=id)
        return self._await_post(request) if wait else request.members["id"]

    def edit(self, position, text, room=None, to=None, id=None):
        return self._await_post(self._begin_post("edit", position=position, text=text, room=room, to=to, id=id))

    def redact(self, position, reason=None, room=None, to=None, id=None):
        return self._await_post(self._begin_post("redact", position=position, reason=reason, room=room, to=to, id=id))

    def react(self, position, text, room=None, to=None, id=None):
        """Puts a short text, an emoji as a rule, on the message at `position`."""
        return self._await_post(self._begin_post("react", position=position, text=text, room=room, to=to, id=id))

    def history(self, room=None, to=None, before=None, after=None, limit=None):
        """A page: `entries` oldest first, `first`, `head`, `more`."""
        return self.request("history", room=room, to=to, before=before, after=after, limit=limit)

    def search(self, query, room=None, to=None, limit=None, before=None):
        return self.request("search", query=query, room=room, to=to, limit=limit, before=before)

    def conversations(self):
        return self.request("conversations")["conversations"]

    def request(self, t, timeout=None, **members):
        """Any request of the protocol; members that are None are left out. Returns the answer, raises `Refused` for an error."""
        if self._thread is None and self._end is None:
            self.connect()
        request = Request(dict({"t": t}, **{name: value for name, value in members.items() if value is not None}))
        limit = time.monotonic() + (timeout or self._timeout)
        if not self._slots.acquire(timeout=timeout or self._timeout):
            raise TimeoutError("{} requests are under way".format(MAX_UNANSWERED))
        try:
            with self._lock:
                self._online.wait_for(lambda: self._up or self._end or self._stalled, limit - time.monotonic())
                self._refuse_if_over()
                if not self._up:
                    raise LinkLost("there is no connection")
                ref = self._next_ref()
                self._requests[ref] = request
                self._send(dict(request.members, ref=ref))
            answered = request.done.wait(max(0, limit - time.monotonic()))
            with self._lock:
                self._requests.pop(ref, None)
            if not answered:
                raise TimeoutError("no answer to {} in {} s".format(t, timeout or self._timeout))
            return request.result()
        finally:
            self._slots.release()

    # -- events ---------------------------------------------------------------------------------------------------

    def events(self, timeout=None):
        """Yields events in order until the end; with `timeout`, until none came for that many seconds.

        They are the protocol's (`msg`, `edit`, `redact`, `joined`, `parted`, `room-closed`, …), and of this client's own
        `offline` (`reason`), `online` (`address`), and `room-lost` (`room`, `code`) when a room could not be joined again.
        """
        if self._inbox is None:
            raise ParleyError("this client was made with listen=False")
        while True:
            event = self._inbox.get(timeout)
            if event is None:
                return
            yield event

    def call(self, handler):
        """Calls `handler` with each event, in a thread of its own; the handler may make requests."""
        def listen():
            for event in self.events():
                handler(event)

        thread = threading.Thread(target=listen, name="parley-events", daemon=True)
        thread.start()
        return thread

    # -- the clock ------------------------------------------------------------------------------------------------

    def sync_clock(self, samples=5):
        """Measures how far this machine's clock is behind the server's; the best of some tries. Returns (offset, error) in seconds."""
        for _ in range(samples):
            t0 = time.time() * 1000
            answer = self.request("time", t0=t0)
            t3 = time.time() * 1000
            error = ((t3 - t0) - (answer["t2"] - answer["t1"])) / 2000
            if 0 <= error < self.clock_error:
                self.clock_error = error
                self.clock_offset = ((answer["t1"] - t0) + (answer["t2"] - t3)) / 2000
        return self.clock_offset, self.clock_error

    def server_time(self):
        """The server's time now, Unix seconds, by the last `sync_clock`."""
        return time.time() + self.clock_offset

    # -- inside: requests -----------------------------------------------------------------------------------------

    def _begin_post(self, t, id=None, **members):
        if self._thread is None and self._end is None:
            self.connect()
        request = Request(dict({"t": t}, **{name: value for name, value in members.items() if value is not None}))
        if not self._slots.acquire(timeout=self._timeout):
            raise TimeoutError("{} posts wait for their answers".format(MAX_UNANSWERED))
        with self._lock:
            try:
                self._refuse_if_over()
            except ParleyError:
                self._slots.release()
                raise
            self._ids += 1
            request.members["id"] = id or "{}-{}".format(self._id_prefix, self._ids)
            ref = request.members["ref"] = self._next_ref()
            self._posts[ref] = request
            if self._up:
                self._send(request.members)
        return request

    def _await_post(self, request):
        if not request.done.wait(self._timeout):
            raise TimeoutError("no answer to the post {} yet; it goes on trying".format(request.members["id"]))
        return request.result()

    def _pages(self, t, member, **members):
        found, after = [], None
        while True:
            page = self.request(t, after=after, limit=1000, **members)
            found += page[member]
            after = page.get("next")
            if after is None:
                return found

    def _logged_in(self, answer):
        with self._lock:
            self._token = answer.get("token", self._token)
            self.account = answer["login"]
        # What was undelivered came before this answer; from here on nothing private may be missed.
        for pair in self.conversations():
            with self._lock:
                self._heads[pair["conversation"]] = max(pair["head"], self._heads.get(pair["conversation"], 0))
        return answer

    def _refuse_if_over(self):
        if self._end is not None:
            raise self._end
        if self._stalled:
            raise Overrun("events wait unread and the client has hung up until they are read")

    def _next_ref(self):
        self._ref += 1
        return self._ref

    def _send(self, members):
        try:
            self._wire.send(self._encode(members))
        except LinkLost:
            pass  # Its thread notices, and settles what waits.

    @staticmethod
    def _encode(members):
        # Half a surrogate pair has no UTF-8 form and would be refused: it becomes U+FFFD, as at every door.
        text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8") + b"\n"

    # -- inside: the thread that owns the connection --------------------------------------------------------------

    def _run(self, wire, lines):
        while lines is not None:
            begun = time.monotonic()
            reason = self._listen(wire, lines)
            lines.close()
            # Links that break at once make the pauses grow; a node that says goodbye had nothing wrong with it.
            if time.monotonic() - begun > self._longest_pause or (self._closing or {}).get("reason") in ("ServerStopping", "Moved"):
                self._nodes.start_over()
            with self._lock:
                self._up = False
                self._drop_requests(LinkLost("the connection was lost: " + reason))
            try:
                if (self._closing or {}).get("reason") != "Quit":  # Else it is our own goodbye.
                    self._tell({"t": "offline", "reason": reason})
            except Overrun:
                pass  # The reader has enough to read.
            wire, lines = self._return()
        self._finish(self._why or Closed("closed" + (": " + self._closing["reason"] if self._closing else "")))

    def _return(self):
        """The next connection, logged in and caught up; (None, None) when there will be none."""
        asked = 0
        while self._why is None and self._reconnects and not self._is_final():
            if self._stalled:
                self._inbox.wait_for_half()
                self._stalled = False
            pause, _ = self._nodes.fail(asked or (self._closing or {}).get("retryAfter") or 0)
            if self._stop.wait(pause):
                break
            asked, lines, self._closing = 0, None, None
            try:
                wire, lines = self._open()
                self._resume(wire, lines)
                return wire, lines
            except WrongCertificate as other:
                self._why = other
            except Refused as refused:
                asked = refused.retry_after or 0
                if not refused.is_passing:
                    self._why = Closed("the server does not take this login any more: " + str(refused))
            except (OSError, ParleyError):
                pass  # Still away, or away again: the next try waits longer.
            if lines is not None:
                lines.close()
        return None, None

    def _finish(self, why):
        with self._lock:
            self._end = why
            self._drop_requests(why)
            for timer in self._again.values():
                timer.cancel()
            self._again.clear()
            for request in self._posts.values():
                request.settle(problem=why)
                self._slots.release()
            self._posts.clear()
            self._online.notify_all()
        if self._inbox:
            self._inbox.end()

    def _is_final(self):
        return bool(self._closing) and "retryAfter" not in self._closing and self._closing["reason"] in FINAL_REASONS

    def _drop_requests(self, problem):
        for request in self._requests.values():
            request.settle(problem=problem)
        self._requests.clear()

    def _listen(self, wire, lines):
        """Takes what comes until the connection ends; returns why it did."""
        silent = False
        try:
            for line in lines:
                if line is None:
                    if silent:
                        return "nothing came any more"
                    silent = True
                    wire.send(b'{"t":"ping"}\n')
                    continue
                silent = False
                if line.startswith(b"{"):
                    self._take(self._decode(line))
                if self._closing:
                    break  # Nothing follows the server's last word.
        except (OSError, ParleyError) as problem:
            return str(problem)
        return self._closing["reason"] if self._closing else "the server ended it"

    @staticmethod
    def _decode(line):
        try:
            event = json.loads(line.decode("utf-8"))
        except ValueError as broken:
            raise BadServer("a line that is no JSON") from broken
        if not isinstance(event, dict) or not isinstance(event.get("t"), str):
            raise BadServer("an object without a type")
        return event

    def _open(self):
        """A connection to the next node, greeted."""
        several = len(self._nodes) > 1
        # Nobody should wait long for a node that is gone while another is there.
        wire = Wire(self._nodes.next, self._tls, self._fingerprint, timeout=4 if several else 10)
        lines = wire.lines(self._tick)
        try:
            self._closing = None
            self.welcome = self._ask(wire, lines, self._hello, min(self._timeout, 10))
        except BaseException:
            lines.close()
            raise
        return wire, lines

    def _ask(self, wire, lines, members, timeout=None):
        """A request within the connection's own thread; what else comes meanwhile is taken as ever."""
        with self._lock:
            ref = self._next_ref()
        wire.send(self._encode(dict(members, ref=ref)))
        deadline = time.monotonic() + (timeout or self._timeout)
        for line in lines:
            if time.monotonic() > deadline:
                break
            if line is None or not line.startswith(b"{"):
                continue
            event = self._decode(line)
            if event.get("ref") != ref:
                self._take(event)
                if self._closing:
                    break
            elif event["t"] == "error":
                raise Refused(event)
            else:
                self._track(event)
                return event
        raise LinkLost((self._closing or {}).get("reason", "the connection ended before the answer"))

    def _resume(self, wire, lines):
        if self._token:
            self._held = []
            self._ask(wire, lines, {"t": "token-login", "token": self._token})
            self._catch_up_pairs(wire, lines)
            for conversation, place in list(self._rooms.items()):
                self._rejoin(wire, lines, conversation, place)
        with self._lock:
            self._wire, self._up = wire, True
            for ref, request in self._posts.items():
                if ref not in self._again:
                    self._send(request.members)
            self._online.notify_all()
        self._tell({"t": "online", "address": self.address})

    def _catch_up_pairs(self, wire, lines):
        """Private messages since the last one seen here: the server only knows what it has written to some socket."""
        for pair in self._ask(wire, lines, {"t": "conversations"})["conversations"]:
            conversation = pair["conversation"]
            while self._heads.get(conversation, 0) < pair["head"]:
                members = {"t": "history", "to": pair["with"], "after": self._heads.get(conversation, 0), "limit": 200}
                try:
                    entries = self._ask(wire, lines, members)["entries"]
                except Refused as refused:
                    if refused.is_passing:
                        raise
                    break  # The other account is gone.
                for entry in entries:
                    self._hand(entry)
                if not entries:
                    break
        held, self._held = self._held, None
        for entry in held:
            self._hand(entry)

    def _rejoin(self, wire, lines, conversation, place):
        try:
            self._ask(wire, lines, {"t": "join", "room": place.room, "after": place.position, "conversation": conversation})
        except Refused as refused:
            if refused.is_passing:
                raise
            with self._lock:
                self._rooms.pop(conversation, None)
            self._tell({"t": "room-lost", "room": place.room, "conversation": conversation, "code": refused.code, "text": refused.text})

    def _take(self, event):
        kind = event["t"]
        if kind == "closing":
            self._closing = event
        if kind == "msg" and event.get("passing"):
            self._tell(event)  # To or from a guest: in no order, kept by nobody.
            return
        if kind in ENTRIES:
            if self._held is not None and "room" not in event:
                self._held.append(event)
            else:
                self._hand(event)
            return
        self._track(event)
        if "ref" in event:
            self._settle(event)
        elif kind != "pong":
            self._tell(event)

    def _hand(self, entry):
        if self._is_new(entry):
            self._tell(entry)

    def _settle(self, event):
        with self._lock:
            request = self._requests.pop(event["ref"], None)
            if request is None and event["ref"] in self._posts:
                if event.get("code") == STOPPING:
                    return
                if event["t"] == "error" and Refused(event).retry_after is not None and not self._stop.is_set():
                    self._post_again(event["ref"], Refused(event).retry_after)
                    return
                request = self._posts.pop(event["ref"])
                self._slots.release()
        if request is not None:
            request.settle(event)

    def _post_again(self, ref, seconds):
        """The same with the same id, when the server wants it: whether it was written may not be known, and under its id it is written once."""
        def send():
            with self._lock:
                self._again.pop(ref, None)
                if ref in self._posts and self._up:
                    self._send(self._posts[ref].members)

        if ref not in self._again:
            self._again[ref] = timer = threading.Timer(seconds, send)
            timer.daemon = True
            timer.start()

    def _track(self, event):
        """Keeps in mind which rooms this client is in, and how far."""
        kind = event["t"]
        with self._lock:
            if kind == "created":
                self._rooms[event["conversation"]] = Place(event["room"], 0)
            elif kind == "entered":
                self._track_entered(event)
            elif kind == "room-closed" or (kind == "kicked" and event["login"] == self.account):
                self._rooms.pop(event["conversation"], None)
            elif kind == "left":
                for conversation in [c for c, place in self._rooms.items() if place.room == event["room"]]:
                    del self._rooms[conversation]

    def _track_entered(self, event):
        place = self._rooms.get(event["conversation"])
        if place is None:
            request = self._requests.get(event.get("ref"))
            after = request.members.get("after") if request else None
            place = self._rooms[event["conversation"]] = Place(event["room"], event["head"] if after is None else min(after, event["head"]))
            # The server may hide what was before the first visit.
            place.may_jump = after is not None
        place.position = max(place.position, event["first"] - 1)

    def _is_new(self, event):
        """False for an entry that came before; one that leaves a gap ends the connection, and the next one fills it."""
        conversation, position = event["conversation"], event["position"]
        with self._lock:
            if "room" not in event:
                return position > self._heads.get(conversation, 0)
            place = self._rooms.get(conversation)
            if place is None:
                return True
            if position > place.position + 1 and not place.may_jump:
                raise BadServer("entry {} of {} came after {}".format(position, place.room, place.position))
            return position > place.position

    def _tell(self, event):
        """Hands an event to the reader; a full inbox ends the connection, before the entry counts as seen."""
        if self._inbox is not None and not self._inbox.put(event):
            with self._lock:
                self._stalled = True
                self._online.notify_all()
            raise Overrun("events wait unread")
        if event["t"] not in ENTRIES or event.get("passing"):
            return
        with self._lock:
            place = self._rooms.get(event["conversation"])
            if "room" not in event:
                self._heads[event["conversation"]] = event["position"]
            elif place is not None:
                place.position, place.may_jump = event["position"], False


if __name__ == "__main__":
    import sys

    import parley_chat

    sys.exit(parley_chat.main())
