"""The terminal chat of parley.py: lines in, lines out, the # commands of the line protocol. `python3 parley.py --help`."""
import argparse
import getpass
import json
import os
import pathlib
import re
import socket
import ssl
import sys
import unicodedata

import parley

TEXTS = {
    "es": {
        "login": "Usuario (2: cuenta nueva): ", "new-login": "Login: ", "password": "Contraseña: ", "given": "Nombres: ", "surnames": "Apellidos: ", "age": "Edad: ", "gender": "Género: ",
        "default": "principal", "in": "Sesión iniciada: {login}. Estás en {room}.", "created": "Sala creada: {room}. Ahora estás en {room}.",
        "entered": "Conectado a {room} ({people} {persons}).", "person": "persona", "people": "personas",
        "home": "Saliste de {left}. Estás en {room}.", "at-home": "Ya estás en la sala por defecto.", "already": "Ya estás en la sala {room}",
        "deleted": "Sala {room} eliminada.", "closed-deleted": "La sala {room} fue eliminada por {by}.",
        "closed": "La sala {room} se cerró.", "now": "Estás en {room}.", "joined": "{login} entró en {room}.", "parted": "{login} salió de {room}.",
        "rooms": "Salas ({n}):", "yours": "tuya", "users": "Usuarios ({n} {online} de {registered} {known}):",
        "connected": "conectado", "connecteds": "conectados", "known": "registrado", "knowns": "registrados", "active": "activo", "away": "ausente", "offline": "desconectado", "guest": "invitado",
        "reacts": "reacciona a {position}", "topic": "{by} cambió el tema de {room}: {topic}", "topic-taken": "{by} quitó el tema de {room}.",
        "rule-on": "{by} puso la regla {rule} en {room}.", "rule-off": "{by} quitó la regla {rule} de {room}.", "kicked": "{by} expulsó a {login} de {room}.",
        "kicked-reason": "{by} expulsó a {login} de {room}: {reason}", "invited": "{by} invitó a {login} a {room}.", "renamed": "{before} ahora es {after}.",
        "private": "privado", "private-to": "privado a {to}", "delivered": "Privado para {to}: entregado ✓", "waiting": "{to} no está conectado: lo recibirá al entrar",
        "edits": "edita {position}", "redact": "{login} retiró el mensaje {position}.", "erased": "(retirado)", "bye": "Hasta luego, {login}.",
        "lost": "Conexión perdida ({reason}). Lo que escribas se enviará al volver.", "back": "Conexión recuperada.", "changed-over": "Conexión recuperada, ahora con {address}.", "missing-text": "Falta el mensaje",
        "pin": "Certificado nuevo, se recordará: {fingerprint}", "other-pin": "¡El certificado del servidor ha cambiado! Muestra {fingerprint}. Si es correcto, borra su línea en {file}",
        "help": ["#cR <sala>  crea una sala y entra", "#gR <sala>  entra en una sala", "#eR  vuelve a la sala por defecto", "#lR  lista las salas",
                 "#dR <sala>  elimina una sala tuya", "#show users  lista los usuarios", "#\\private<usuario> mensaje  mensaje privado",
                 "#help  esta ayuda", "#exit  salir", "##texto  el mensaje #texto", "Lo demás es un mensaje para la sala."],
    },
    "en": {
        "login": "Login (2: new account): ", "new-login": "Login: ", "password": "Password: ", "given": "Given names: ", "surnames": "Surnames: ", "age": "Age: ", "gender": "Gender: ",
        "default": "default", "in": "Logged in: {login}. You are in {room}.", "created": "Room created: {room}. You are now in {room}.",
        "entered": "Joined {room} ({people} {persons}).", "person": "person", "people": "people",
        "home": "You left {left}. You are in {room}.", "at-home": "You are already in the default room.", "already": "You are already in {room}",
        "deleted": "Room {room} deleted.", "closed-deleted": "Room {room} was deleted by {by}.",
        "closed": "Room {room} was closed.", "now": "You are in {room}.", "joined": "{login} joined {room}.", "parted": "{login} left {room}.",
        "rooms": "Rooms ({n}):", "yours": "yours", "users": "Users ({n} {online} of {registered} {known}):",
        "connected": "online", "connecteds": "online", "known": "registered", "knowns": "registered", "active": "active", "away": "away", "offline": "offline", "guest": "guest",
        "reacts": "reacts to {position}", "topic": "{by} changed the topic of {room}: {topic}", "topic-taken": "{by} took the topic of {room} away.",
        "rule-on": "{by} set the rule {rule} in {room}.", "rule-off": "{by} lifted the rule {rule} in {room}.", "kicked": "{login} was put out of {room} by {by}.",
        "kicked-reason": "{login} was put out of {room} by {by}: {reason}", "invited": "{by} invited {login} to {room}.", "renamed": "{before} is now {after}.",
        "private": "private", "private-to": "private to {to}", "delivered": "Private to {to}: delivered ✓", "waiting": "{to} is offline: it will be delivered at login",
        "edits": "edits {position}", "redact": "{login} took back message {position}.", "erased": "(taken back)", "bye": "Goodbye, {login}.",
        "lost": "Connection lost ({reason}). What you write goes out when it is back.", "back": "Connected again.", "changed-over": "Connected again, now to {address}.", "missing-text": "Message missing",
        "pin": "A new certificate, it will be remembered: {fingerprint}", "other-pin": "The server's certificate has changed! It shows {fingerprint}. If that is right, delete its line in {file}",
        "help": ["#cR <room>  make a room and enter it", "#gR <room>  enter a room", "#eR  back to the default room", "#lR  list the rooms",
                 "#dR <room>  delete a room of yours", "#show users  list the users", "#\\private<user> text  a private message",
                 "#help  this help", "#exit  leave", "##text  the message #text", "Anything else is a message to the room."],
    },
}
PRIVATE = re.compile(r"(?:#?[\\/]|#)private(?![^\s<\"-])[\s-]*", re.IGNORECASE)
STYLES = re.compile("\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
JOINERS = "\u200c\u200d"  # shape scripts and emoji, move no text


def visible(text):
    """Text that can't move the cursor, change colours or turn the direction of a line: controls are shown as escapes."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or c in JOINERS else "\\u{:04x}".format(ord(c)) for c in text)


def plain(text):
    """A text from IRC without its colours and styles; what somebody does (CTCP ACTION) as the command for it."""
    action = re.match("\x01ACTION (.*?)\x01?$", text, re.DOTALL)
    return STYLES.sub("", "/me " + action.group(1) if action else text)


def lines_of(text):
    return re.split("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)


def name_of(rest):
    """The room of a command: in brackets, in quotes, or all of the rest but one final dot or colon."""
    rest = rest.strip()
    marked = re.match(r'<([^>]*)>|"([^"]*)"', rest)
    if marked:
        return (marked.group(1) or marked.group(2) or "").strip()
    return " ".join(rest[:-1].split() if rest.endswith((".", ":")) else rest.split())


class Pins:
    """Certificates seen before, a line each: HOST:PORT FINGERPRINT."""

    def __init__(self, file):
        self.file = file

    def find(self, address):
        try:
            lines = self.file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        return dict(line.split(" ", 1) for line in lines if " " in line).get(address)

    def add(self, address, fingerprint):
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write("{} {}\n".format(address, fingerprint))


def shown_fingerprint(address):
    """The certificate that the server shows, whoever vouches for it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(address, 10) as raw, context.wrap_socket(raw, server_hostname=address[0]) as secure:
        return parley.fingerprint_of(secure.getpeercert(binary_form=True))


class Chat:
    """One person at a terminal: knows the current room, turns lines into requests and events into lines."""

    def __init__(self, client, lang, output):
        self._client, self._texts, self._output = client, TEXTS[lang], output
        self._room = None
        self._default = None
        self._node = client.address
        self._ids = "py" + os.urandom(6).hex()
        self._posts = 0

    def begin(self, room):
        entered = self._client.join("default")
        self._default = self._room = entered["room"]
        self.notice("in", login=self._client.account, room=self._room)
        if room:
            self.enter(room)

    def notice(self, key, **values):
        self.write("* " + self._texts[key].format(**{name: visible(self.name_of(str(value))) for name, value in values.items()}))

    def name_of(self, room):
        """The default room is called by its name in the person's language."""
        return self._texts["default"] if room == self._default else room

    def write(self, line):
        self._output.write(line + "\n")
        self._output.flush()

    def listen(self, event):
        try:
            getattr(self, "on_" + event["t"].replace("-", "_"), lambda _: None)(event)
        except parley.ParleyError as problem:
            self.write("* " + visible(str(problem)))

    def on_msg(self, event):
        own = event["from"] == self._client.account
        if "to" in event:
            if own and (event.get("id") or "").startswith(self._ids):
                return
            head = "[{}] {}: ".format(self._texts["private-to"].format(to=visible(event["to"])) if own else self._texts["private"], visible(event["from"]))
        elif event["room"] == self._room:
            head = visible(event["from"]) + ": "
        else:
            return
        self.say(head, event)

    def on_edit(self, event):
        if event.get("room") in (self._room, None):
            self.say("{} ({}): ".format(visible(event["from"]), self._texts["edits"].format(position=event["target"])), event)

    def on_redact(self, event):
        if event.get("room") in (self._room, None):
            self.notice("redact", login=event["from"], position=event["target"])

    def say(self, head, event):
        for line in lines_of(self._texts["erased"] if event.get("erased") else plain(event["text"])):
            self.write(head + visible(line))

    def on_reaction(self, event):
        if event.get("room") in (self._room, None):
            self.say("{} ({}): ".format(visible(event["from"]), self._texts["reacts"].format(position=event["target"])), event)

    def on_topic(self, event):
        self.notice("topic" if event["text"] else "topic-taken", by=event["from"], room=event["room"], topic=plain(event["text"]))

    def on_rules(self, event):
        for change in event["changes"]:
            rule = " ".join(part for part in (change["rule"], change.get("value")) if part)
            self.notice("rule-on" if change["on"] else "rule-off", by=event["from"], room=event["room"], rule=rule)

    def on_kicked(self, event):
        self.notice("kicked-reason" if event.get("reason") else "kicked", login=event["login"], room=event["room"], by=event["by"], reason=event.get("reason", ""))
        if event["login"] == self._client.account and event["room"] == self._room != self._default:
            self._room = self._client.join("default")["room"]
            self.notice("now", room=self._room)

    def on_invited(self, event):
        self.notice("invited", login=event["login"], room=event["room"], by=event["by"])

    def on_renamed(self, event):
        self.notice("renamed", before=event["from"], after=event["to"])

    def on_joined(self, event):
        self.notice("joined", login=event["login"], room=event["room"])

    def on_parted(self, event):
        self.notice("parted", login=event["login"], room=event["room"])

    def on_room_closed(self, event):
        if event["reason"] == "deleted":
            self.notice("closed-deleted", room=event["room"], by=event.get("by", ""))
        else:
            self.notice("closed", room=event["room"])
        if event["room"] == self._room:
            self._room = self._client.join("default")["room"]
            self.notice("now", room=self._room)

    def on_room_lost(self, event):
        self.on_room_closed(dict(event, reason="lost"))

    def on_offline(self, event):
        self.notice("lost", reason=event["reason"])

    def on_online(self, event):
        self.notice("back" if event["address"] == self._node else "changed-over", address=event["address"])
        self._node = event["address"]

    def line(self, line):
        """Carries out one line of input. False: the person leaves."""
        try:
            return self.carry_out(line)
        except parley.Refused as refused:
            self.write("* " + visible(refused.text))
        except (parley.ParleyError, TimeoutError) as problem:
            self.write("* " + visible(str(problem)))
        return True

    def carry_out(self, line):
        private = PRIVATE.match(line)
        if private:
            self.send_private(line[private.end():])
            return True
        if not line.startswith("#") or re.match(r"#(?:$|[\s#\d])", line):
            if line.strip():
                self._client.post(line[1:] if line.startswith("##") else line, room=self._room)
            return True
        word, rest = re.match(r"(#[^\s<\"]*)(.*)", line, re.DOTALL).groups()
        command = word.lower().rstrip(".")
        glued = re.match(r"#(cR|gR|dR)(?=[^\s<\"])(.*)", line, re.DOTALL)
        if glued and command not in ("#create",):
            command, rest = "#" + glued.group(1).lower(), glued.group(2)
        if command == "#exit":
            return False
        if command == "#cr":
            self.create(name_of(rest))
        elif command == "#gr":
            self.enter(name_of(rest))
        elif command == "#er":
            self.go_home()
        elif command in ("#lr", "#ir"):
            self.show_rooms()
        elif command == "#dr":
            self._client.delete(name_of(rest))
            self.notice("deleted", room=name_of(rest))
        elif command in ("#show", "#showusers"):
            self.show_users()
        elif command == "#help":
            for text in self._texts["help"]:
                self.write("* " + text)
        else:
            self._client.request(word[:64])  # Its refusal says so in the server's own words.
        return True

    def create(self, name):
        created = self._client.create(name)
        self.move_to(created["room"])
        self.notice("created", room=created["room"])

    def enter(self, name):
        entered = self._client.join(name)
        self.move_to(entered["room"])
        self.notice("entered", room=entered["room"], people=entered["people"], persons=self._texts["person" if entered["people"] == 1 else "people"])

    def go_home(self):
        if self._room == self._default:
            self.notice("at-home")
            return
        left = self._room
        self.move_to(self._client.join("default")["room"])
        self.notice("home", left=left, room=self._room)

    def move_to(self, room):
        left, self._room = self._room, room
        if left is not None and left != room:
            self._client.leave(left)

    def send_private(self, rest):
        marked = re.match(r'<([^>]*)>\s*|"([^"]*)"\s*|(\S+)\s*', rest)
        user = next((group for group in marked.groups() if group), "").strip() if marked else ""
        text = rest[marked.end():] if marked else ""
        if not text.strip():
            self.notice("missing-text")
            return
        self._posts += 1
        posted = self._client.post(text, to=user, id="{}-{}".format(self._ids, self._posts))
        self.notice("delivered" if posted.get("delivered", True) else "waiting", to=posted["to"])

    def show_rooms(self):
        rooms = self._client.rooms()
        self.notice("rooms", n=len(rooms))
        for room in rooms:
            self.write("*   {} {}{}".format(visible(self.name_of(room["room"])), room["people"], " ({})".format(self._texts["yours"]) if room["yours"] else ""))

    def show_users(self):
        page = self._client.request("users", limit=1000)
        online, registered = page["online"], page["registered"]
        self.notice("users", n=online, online=self._texts["connected" if online == 1 else "connecteds"],
                    registered=registered, known=self._texts["known" if registered == 1 else "knowns"])
        for user in self._client.users():
            self.write("*   {}  {}  {}".format(visible(user["login"]), visible(", ".join(map(self.name_of, user["rooms"]))), self._texts.get(user["state"], user["state"]) + (" ({})".format(self._texts["guest"]) if user.get("guest") else "")))

    def goodbye(self):
        self.notice("bye", login=self._client.account)


def ask(question, secret=False):
    if sys.stdin.isatty():
        return getpass.getpass(question) if secret else input(question)
    answer = sys.stdin.readline()
    if not answer:
        raise EOFError
    return answer.rstrip("\r\n")


def log_in(client, options, texts):
    login = options.login or (None if options.register else ask(texts["login"]))
    if login in (None, "2", "#register"):
        options.register, login = True, ask(texts["new-login"])
    password = ask(texts["password"], secret=True)
    if not options.register:
        return client.login(login, password)
    given, surnames, age, gender = (ask(texts[key]) for key in ("given", "surnames", "age", "gender"))
    return client.register(login, password, given, surnames, int(age) if age.isdigit() else None, gender)


def trusted(options, texts):
    """The fingerprint to insist on: given, or for each node the one remembered or taken at the first visit."""
    if not options.tls or options.fingerprint:
        return options.fingerprint
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    pins = Pins(pathlib.Path(home, "parley", "python-pins"))
    options.pins = pins.file

    def pinned(host, port):
        name = "{}:{}".format(host, port)
        found = pins.find(name)
        if found is None:
            found = shown_fingerprint((host, port))
            pins.add(name, found)
            print("* " + texts["pin"].format(fingerprint=found), flush=True)
        return found

    return pinned


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="parley.py", description="Chat on a Parley server from the terminal.")
    parser.add_argument("address", nargs="*", default=["127.0.0.1:7000"], metavar="HOST[:PORT] | unix:PATH", help="several, also with commas between, are nodes of one chat; default: 127.0.0.1:7000")
    parser.add_argument("--login", metavar="NAME", help="asked for if absent; the password is always asked for")
    parser.add_argument("--register", action="store_true", help="make a new account")
    parser.add_argument("--room", help="enter this room")
    parser.add_argument("--tls", action="store_true", help="port 7443 unless given; the certificate is remembered at the first visit")
    parser.add_argument("--fingerprint", metavar="SHA256", help="the certificate's, as the server prints it")
    parser.add_argument("--lang", choices=("es", "en"), default="es" if os.environ.get("LANG", "").startswith("es") else "en")
    options = parser.parse_args(arguments)
    texts = TEXTS[options.lang]
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        with parley.Parley(options.address, options.tls, trusted(options, texts), options.lang, client="parley.py/1") as client:
            log_in(client, options, texts)
            chat = Chat(client, options.lang, sys.stdout)
            chat.begin(options.room)
            listening = client.call(chat.listen)
            for line in iter(sys.stdin.readline, ""):
                if not chat.line(line.rstrip("\r\n")) or not listening.is_alive():
                    break
            chat.goodbye()
        return 0
    except parley.WrongCertificate as wrong:
        print(texts["other-pin"].format(fingerprint=wrong.fingerprint, file=getattr(options, "pins", "--fingerprint")), file=sys.stderr)
    except (parley.ParleyError, OSError, ValueError, EOFError) as problem:
        print(visible(str(problem) or type(problem).__name__), file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return 1
