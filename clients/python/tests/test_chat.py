import io
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import parley  # noqa: E402
import parley_chat  # noqa: E402


class Recorder:
    """Stands in for the client: writes down what is asked of it."""

    account = "ana"
    address = "a:7000"

    def __init__(self):
        self.asked = []

    def join(self, room):
        self.asked.append(("join", room))
        return {"room": room, "people": 2}

    def create(self, room):
        self.asked.append(("create", room))
        return {"room": room}

    def leave(self, room):
        self.asked.append(("leave", room))

    def delete(self, room):
        self.asked.append(("delete", room))

    def post(self, text, room=None, to=None, id=None):
        self.asked.append(("post", text, room or to))
        return {"to": to, "delivered": to != "lejos"}

    def request(self, t):
        raise parley.Refused({"code": 200, "text": "Comando no reconocido: " + t, "args": {}})


class Lines(unittest.TestCase):
    def setUp(self):
        self.client, self.output = Recorder(), io.StringIO()
        self.chat = parley_chat.Chat(self.client, "es", self.output)
        self.chat.begin(None)
        self.client.asked.clear()
        self.output.truncate(self.output.seek(0))

    def asked(self, *lines):
        for line in lines:
            self.assertTrue(self.chat.line(line))
        asked, self.client.asked[:] = list(self.client.asked), []
        return asked

    def said(self):
        return self.output.getvalue().splitlines()

    def test_messages_go_to_the_current_room(self):
        self.assertEqual([("post", "hola", "default")], self.asked("hola", "", "  "))
        self.assertEqual([("post", "# camas", "default"), ("post", "#1", "default"), ("post", "#", "default"), ("post", "#exit", "default")],
                         self.asked("# camas", "#1", "#", "##exit"))

    def test_another_node_is_named(self):
        for address in ("a:7000", "b:7000", "b:7000"):
            self.chat.listen({"t": "online", "address": address})
        self.assertEqual(["* Conexión recuperada.", "* Conexión recuperada, ahora con b:7000.", "* Conexión recuperada."], self.said())

    def test_rooms_by_every_form(self):
        for line in ("#cR uci", "#cR <uci>", "#CR uci .", "#cRuci", "#cR<uci>", '#cr "uci"'):
            self.assertEqual([("create", "uci"), ("leave", "default")], self.asked(line), line)
            self.assertEqual([("join", "default"), ("leave", "uci")], self.asked("#eR."))
        self.assertEqual([("join", "sala dos"), ("leave", "default")], self.asked("#gR  sala   dos"))
        self.assertEqual([("delete", "sala dos")], self.asked("#dR sala dos"))
        self.assertEqual("* Conectado a sala dos (2 personas).", self.said()[-2])

    def test_home_when_at_home_asks_nothing(self):
        self.assertEqual([], self.asked("#eR"))
        self.assertEqual(["* Ya estás en la sala por defecto."], self.said())

    def test_private_by_every_form(self):
        for line in ("#\\private<bob> hola", "#\\private <bob> hola", "#\\private bob hola", "#/private bob hola", "#private bob hola",
                     "#private-bob hola", "\\private bob hola", "/private <bob> hola", "#\\Private<bob>hola"):
            self.assertEqual([("post", "hola", "bob")], self.asked(line), line)
        self.asked("#private lejos hola")
        self.assertEqual(["* Privado para bob: entregado ✓", "* lejos no está conectado: lo recibirá al entrar"], self.said()[-2:])

    def test_private_without_text_sends_nothing(self):
        self.assertEqual([], self.asked("#private", "#\\private<bob>", "#\\private <bob>  "))
        self.assertEqual(["* Falta el mensaje"] * 3, self.said())

    def test_an_unknown_command_is_never_sent_to_a_room(self):
        self.assertEqual([], self.asked("#contraseña secreta", "#create x", "#gracias"))
        self.assertEqual(["* Comando no reconocido: #contraseña", "* Comando no reconocido: #create", "* Comando no reconocido: #gracias"], self.said())

    def test_exit_ends(self):
        self.assertFalse(self.chat.line("#EXIT"))

    def test_events_become_lines(self):
        for event in ({"t": "msg", "room": "default", "from": "bob", "text": "hola\n* falso"}, {"t": "msg", "room": "otra", "from": "bob", "text": "no"},
                      {"t": "msg", "to": "ana", "from": "bob", "text": "ven"}, {"t": "msg", "room": "default", "from": "bob", "text": "", "erased": True},
                      {"t": "joined", "room": "default", "login": "bob"}, {"t": "future"}):
            self.chat.listen(event)
        self.assertEqual(["bob: hola", "bob: * falso", "[privado] bob: ven", "bob: (retirado)", "* bob entró en principal."], self.said())

    def test_nobody_writes_control_sequences(self):
        self.chat.listen({"t": "msg", "room": "default", "from": "b\u202eob", "text": "\x1b[2J\u009b1m\u200b\u2066ok\u2069 👩‍⚕️ ñ\x07\u2028fin\r* x"})
        self.assertEqual(["b\\u202eob: \\u001b[2J\\u009b1m\\u200b\\u2066ok\\u2069 👩‍⚕️ ñ\\u0007", "b\\u202eob: fin", "b\\u202eob: * x"], self.said())

    def test_a_closed_room_leads_home(self):
        self.asked("#gR uci")
        self.chat.listen({"t": "room-closed", "room": "uci", "conversation": 7, "reason": "deleted", "by": "bob"})
        self.assertEqual(["* La sala uci fue eliminada por bob.", "* Estás en principal."], self.said()[-2:])


if __name__ == "__main__":
    unittest.main()
