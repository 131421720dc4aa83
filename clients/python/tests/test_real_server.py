"""Against a real server: PARLEY_HOST=127.0.0.1 PARLEY_PORT=7000 python3 -m unittest discover clients/python/tests"""
import os
import pathlib
import random
import secrets
import socket
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import parley  # noqa: E402

PASSWORD = "correct horse battery"
PATIENCE = 60


@unittest.skipUnless(os.environ.get("PARLEY_HOST") and os.environ.get("PARLEY_PORT"), "PARLEY_HOST and PARLEY_PORT name no server")
class RealServer(unittest.TestCase):
    def setUp(self):
        self.address = "{}:{}".format(os.environ["PARLEY_HOST"], os.environ["PARLEY_PORT"])
        self.run_id = secrets.token_hex(3)
        self.room = "sala " + self.run_id

    def client(self, **options):
        chat = parley.Parley(self.address, **dict({"backoff": (0.05, 0.5), "timeout": PATIENCE}, **options))
        chat.connect()
        self.addCleanup(chat.close)
        return chat

    def person(self, name):
        chat = self.client()
        chat.register("{}-{}".format(name, self.run_id), PASSWORD)
        return chat

    def test_register_login_post_and_history(self):
        ana, bob = self.person("ana"), self.person("bob")
        ana.create(self.room)
        bob.join(self.room)
        placed = ana.post("hola, señor 👩‍⚕️\ndos", room=self.room)
        got = next(e for e in bob.events(PATIENCE) if e["t"] == "msg")
        self.assertEqual(("hola, señor 👩‍⚕️\ndos", placed["position"], placed["id"]), (got["text"], got["position"], got["id"]))
        again = self.client()
        self.assertEqual("ana-" + self.run_id, again.login("ana-" + self.run_id, PASSWORD)["login"])
        again.join(self.room)
        self.assertEqual([placed["position"]], [e["position"] for e in again.history(self.room)["entries"]])
        with self.assertRaises(parley.Refused) as caught:
            self.client().login("ana-" + self.run_id, "wrong")
        self.assertEqual(222, caught.exception.code)
        offset, error = ana.sync_clock()
        self.assertLessEqual(abs(offset), error + 0.002)

    def test_cut_links_lose_nothing_and_double_nothing(self):
        seed = random.randrange(1 << 32)
        print("seed", seed, file=sys.stderr)
        chance = random.Random(seed)
        ana, bob = self.person("ana"), self.person("bob")
        ana.create(self.room)
        ana.keep(self.room)
        bob.join(self.room)
        texts = ["m{}".format(i) for i in range(200)]
        for i, text in enumerate(texts):
            ana.post(text, room=self.room, wait=False)
            if i % 40 == 20:
                self.cut(chance.choice((ana, bob)))
        seen = {}
        for chat in (ana, bob):
            events = chat.events(PATIENCE)
            seen[chat] = [e for e in (self.next_message(events) for _ in texts)]
            self.assertEqual(list(range(1, 201)), [e["position"] for e in seen[chat]])
            self.assertEqual(texts, [e["text"] for e in seen[chat]])
        self.assertEqual([e["id"] for e in seen[ana]], [e["id"] for e in seen[bob]])

    def test_private_messages_reach_somebody_who_was_away(self):
        ana, bob = self.person("ana"), self.person("bob")
        bob.close()
        self.until(lambda: "bob-" + self.run_id not in [u["login"] for u in ana.users()])
        self.assertFalse(ana.post("luego", to="bob-" + self.run_id)["delivered"])
        bob = self.client()
        bob.login("bob-" + self.run_id, PASSWORD)
        self.assertEqual("luego", self.next_message(bob.events(PATIENCE))["text"])

    def test_the_chat_program_talks(self):
        self.person("ana")
        program = [sys.executable, str(HERE.parent / "parley.py"), self.address, "--login", "ana-" + self.run_id, "--lang", "es"]
        lines = [PASSWORD, "#cR <{}>".format(self.room), "hola", "#lR", "#nada", "#eR", "#exit"]
        done = subprocess.run(program, input="\n".join(lines) + "\n", capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
        said = done.stdout.splitlines()
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn("* Sala creada: {0}. Ahora estás en {0}.".format(self.room), said)
        self.assertIn("* Saliste de {}. Estás en principal.".format(self.room), said)
        self.assertEqual("* Hasta luego, ana-{}.".format(self.run_id), said[-1])
        self.assertIn("#nada", " ".join(said))

    @staticmethod
    def next_message(events):
        return next(e for e in events if e["t"] == "msg")

    @staticmethod
    def cut(chat):
        try:
            chat._wire._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It is away already.

    def until(self, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), deadline)


if __name__ == "__main__":
    unittest.main()
