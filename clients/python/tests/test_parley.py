import pathlib
import random
import socket
import sys
import threading
import time
import unittest
import unittest.mock

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import parley  # noqa: E402
import parley_chat  # noqa: E402
from fake_server import PATIENCE, FakeServer  # noqa: E402

CERTIFICATE = HERE / "certificate-for-tests-only.pem"
ROOM = {"room": "uci", "conversation": 7}


def client(server, **options):
    return parley.Parley(server.address, **dict({"backoff": (0.01, 0.02), "timeout": PATIENCE}, **options))


def msg(position, text=None, **members):
    return dict({"t": "msg", "text": text or "m{}".format(position), "position": position, "from": "bob", "time": "2026-11-21T07:10:00.123Z"}, **dict(ROOM, **members))


def posted(request, position, **members):
    return dict({"t": "posted", "position": position, "time": "2026-11-21T07:10:00.123Z", "id": request["id"], "ref": request["ref"]}, **dict(ROOM, **members))


def entered(head=0, first=1):
    return dict(ROOM, t="entered", people=1, head=head, first=first, kept=True)


def arrive(peer, head=0):
    """The first connection of most scripts: greeted, logged in by a token, in the room."""
    peer.greet()
    peer.log_in()
    peer.answer("join", **entered(head))


def come_back(peer, position, head):
    """The later ones: greeted, logged in, in the room again from `position` on."""
    peer.greet()
    peer.log_in()
    request = peer.answer("join", **entered(head))
    assert (request["after"], request["conversation"]) == (position, 7), request


def go_in(chat):
    chat.connect()
    chat.login_with_token("t")
    chat.join("uci")


def take(chat, *kinds):
    """Events of these kinds, in order, as long as they keep coming until that many are there."""
    found, events = [], chat.events(timeout=PATIENCE)
    while len(found) < len(kinds):
        event = next(events)
        if event["t"] in kinds:
            found.append(event)
    return found


class Requests(unittest.TestCase):
    def test_banner_is_skipped_and_answers_find_their_requests(self):
        def script(peer):
            peer.greet()
            peer.send(msg(1))
            request = peer.receive("rooms")
            peer.send({"t": "joined", "room": "uci", "login": "bob"}, {"t": "rooms", "rooms": [{"room": "a"}], "total": 2, "next": "a", "ref": request["ref"]})
            self.assertEqual("a", peer.answer("rooms", t="rooms", rooms=[{"room": "b"}], total=2)["after"])
            peer.receive("exit")

        with FakeServer(script) as server, client(server) as chat:
            self.assertEqual("fake", chat.welcome["server"])
            self.assertEqual(["a", "b"], [room["room"] for room in chat.rooms()])
            self.assertEqual(["msg", "joined"], [event["t"] for event in take(chat, "msg", "joined")])

    def test_a_refusal_has_its_code_text_and_wait(self):
        def script(peer):
            peer.greet()
            peer.answer("join", t="error", code=221, text="más tarde", args={"seconds": "5"})
            peer.receive("exit")

        with FakeServer(script) as server, client(server) as chat:
            with self.assertRaises(parley.Refused) as caught:
                chat.join("uci")
            self.assertEqual((221, "más tarde", 5), (caught.exception.code, caught.exception.text, caught.exception.retry_after))

    def test_a_post_that_is_refused_for_now_is_sent_again_with_its_id(self):
        asked = []

        def script(peer):
            arrive(peer)
            for code in (221, 220):
                asked.append(peer.answer("post", t="error", code=code, text="más tarde", args={"seconds": "0"})["id"])
            request = peer.receive("post")
            asked.append(request["id"])
            peer.send(posted(request, 1))
            peer.receive("exit")

        with FakeServer(script) as server, client(server) as chat:
            go_in(chat)
            self.assertEqual(1, chat.post("hola", room="uci")["position"])
            self.assertEqual(1, len(set(asked)))
            self.assertEqual(3, len(asked))

    def test_the_first_request_connects(self):
        def script(peer):
            peer.greet()
            peer.log_in()
            peer.receive("exit")

        with FakeServer(script) as server:
            chat = client(server)
            chat.login_with_token("t")
            self.assertEqual("fake", chat.connect()["server"])
            chat.close()

    def test_text_without_utf8_form_is_sent_with_the_replacement_character(self):
        def script(peer):
            arrive(peer)
            request = peer.receive("post")
            self.assertEqual("a\ufffdb 👩‍⚕️\n", request["text"])
            peer.send(posted(request, 1))
            peer.receive("exit")

        with FakeServer(script) as server:
            chat = client(server)
            go_in(chat)
            chat.post("a\ud83db 👩‍⚕️\n", room="uci")
            chat.close()

    def test_the_clock_takes_the_exchange_with_the_least_error(self):
        def script(peer):
            peer.greet()
            for late in (0.3, 0):
                request = peer.receive("time")
                threading.Event().wait(late)
                now = time.time() * 1000 + 3_600_000
                peer.send({"t": "time", "t0": request["t0"], "t1": now, "t2": now, "ref": request["ref"]})
            peer.receive("exit")

        with FakeServer(script) as server, client(server) as chat:
            offset, error = chat.sync_clock(2)
            self.assertLess(abs(offset - 3600), error + 0.001)
            self.assertLess(error, 0.15)


class ComingBack(unittest.TestCase):
    def test_unanswered_posts_go_out_again_with_their_ids_and_nothing_comes_twice(self):
        first = []

        def lost(peer):
            arrive(peer, head=3)
            peer.send(msg(4))
            first.extend([peer.receive("post"), peer.receive("post")])

        def found(peer):
            come_back(peer, 4, 6)
            peer.send(msg(4), msg(5), msg(6))
            again = [peer.receive("post"), peer.receive("post")]
            self.assertEqual(first, again)
            peer.send(posted(again[0], 5, duplicate=True), msg(7), posted(again[1], 7))
            peer.receive("exit")

        with FakeServer(lost, found) as server:
            chat = client(server)
            go_in(chat)
            self.assertEqual("m4", take(chat, "msg")[0]["text"])
            ids = [chat.post("uno", room="uci", wait=False), chat.post("dos", room="uci", wait=False)]
            self.assertEqual(["offline", "online"], [e["t"] for e in take(chat, "offline", "online")])
            self.assertEqual([5, 6, 7], [e["position"] for e in take(chat, "msg", "msg", "msg")])
            self.assertEqual(ids, [p["id"] for p in first])
            chat.close()

    def test_a_post_made_while_away_waits_for_the_connection(self):
        def lost(peer):
            arrive(peer)

        def found(peer):
            come_back(peer, 0, 0)
            peer.send(posted(peer.receive("post"), 1))
            peer.receive("exit")

        with FakeServer(lost, found) as server:
            chat = client(server)
            go_in(chat)
            take(chat, "offline")
            self.assertEqual(1, chat.post("hola", room="uci")["position"])
            chat.close()

    def test_other_requests_fail_with_the_connection(self):
        def lost(peer):
            peer.greet()
            peer.receive("rooms")

        with FakeServer(lost) as server:
            chat = client(server, reconnect=False)
            chat.connect()
            with self.assertRaises(parley.LinkLost):
                chat.rooms()
            with self.assertRaises(parley.Closed):
                chat.post("hola", room="uci")
            self.assertEqual([], [e for e in chat.events() if e["t"] != "offline"])

    def test_a_gap_is_filled_by_a_new_connection(self):
        def broken(peer):
            arrive(peer, head=1)
            peer.send(msg(2), msg(4))
            peer.wait_for_end()

        def whole(peer):
            come_back(peer, 2, 4)
            peer.send(msg(3), msg(4))
            peer.receive("exit")

        with FakeServer(broken, whole) as server:
            chat = client(server)
            go_in(chat)
            self.assertEqual([2, 3, 4], [e["position"] for e in take(chat, "msg", "msg", "msg")])
            chat.close()

    def test_trimmed_history_is_no_gap(self):
        def lost(peer):
            arrive(peer, head=1)

        def trimmed(peer):
            peer.greet()
            peer.log_in()
            peer.answer("join", **entered(head=60, first=50))
            peer.send(msg(50), msg(51))
            peer.receive("exit")

        with FakeServer(lost, trimmed) as server:
            chat = client(server)
            go_in(chat)
            self.assertEqual([50, 51], [e["position"] for e in take(chat, "msg", "msg")])
            chat.close()

    def test_a_room_that_is_gone_is_told(self):
        def lost(peer):
            arrive(peer)

        def without(peer):
            peer.greet()
            peer.log_in()
            peer.answer("join", t="error", code=218, text="de nuevo", args={"room": "uci"})
            peer.receive("exit")

        with FakeServer(lost, without) as server:
            chat = client(server)
            go_in(chat)
            self.assertEqual(("uci", 218), (lambda e: (e["room"], e["code"]))(take(chat, "room-lost")[0]))
            take(chat, "online")
            self.assertEqual([], chat.rooms_joined)
            chat.close()

    def test_private_messages_lost_on_the_way_are_read_from_history(self):
        def private(position):
            return {k: v for k, v in dict(msg(position, to="ana", conversation=9)).items() if k != "room"}

        def lost(peer):
            peer.greet()
            peer.log_in([{"conversation": 9, "with": "bob", "head": 3}])
            peer.send(private(4))

        def found(peer):
            peer.greet()
            request = peer.receive("token-login")
            peer.send({"t": "logged-in", "login": "ana", "role": "user", "lang": "es", "ref": request["ref"]}, private(7))
            peer.answer("conversations", t="conversations", conversations=[{"conversation": 9, "with": "bob", "head": 7}])
            request = peer.receive("history")
            self.assertEqual(("bob", 4), (request["to"], request["after"]))
            peer.send(private(8), {"t": "history", "conversation": 9, "entries": [private(p) for p in (5, 6, 7)], "first": 1, "head": 7, "more": False, "ref": request["ref"]})
            peer.receive("exit")

        with FakeServer(lost, found) as server:
            chat = client(server)
            chat.connect()
            chat.login_with_token("t")
            self.assertEqual([4, 5, 6, 7, 8], [e["position"] for e in take(chat, *["msg"] * 5)])
            chat.close()

    def test_an_unread_inbox_hangs_up_and_resumes_without_loss(self):
        def flood(peer):
            arrive(peer)
            peer.send(*[msg(p) for p in range(1, 31)])
            peer.wait_for_end()

        def rest(peer):
            come_back(peer, 20, 30)
            peer.send(*[msg(p) for p in range(21, 31)])
            peer.wait_for_end()

        with FakeServer(flood, rest) as server:
            chat = client(server, inbox=20)
            go_in(chat)
            deadline = time.monotonic() + PATIENCE
            with self.assertRaises(parley.Overrun):
                while time.monotonic() < deadline:
                    chat.post("hola", room="uci", wait=False)
                    threading.Event().wait(0.01)
            self.assertEqual(list(range(1, 31)), [e["position"] for e in take(chat, *["msg"] * 30)])
            chat.close()

    def test_a_silent_link_is_left(self):
        def silent(peer):
            peer.greet()
            while peer.lines.readline():
                pass

        def lively(peer):
            peer.greet()
            peer.receive("exit")

        with FakeServer(silent, lively) as server:
            chat = client(server, heartbeat=0.2)
            chat.connect()
            self.assertIn("nothing came", take(chat, "offline", "online")[0]["reason"])
            chat.close()

    def test_noise_is_left_too(self):
        def noise(peer):
            peer.greet()
            peer.connection.sendall(b'{"t":\n')
            peer.wait_for_end()

        def sound(peer):
            peer.greet()
            peer.receive("exit")

        with FakeServer(noise, sound) as server:
            chat = client(server)
            chat.connect()
            take(chat, "offline", "online")
            chat.close()

    def test_a_revoked_session_does_not_come_back(self):
        def script(peer):
            arrive(peer)
            peer.receive("post")
            peer.send({"t": "closing", "reason": "Revoked", "login": "ana"})

        with FakeServer(script) as server:
            chat = client(server)
            go_in(chat)
            with self.assertRaisesRegex(parley.Closed, "Revoked"):
                chat.post("hola", room="uci")
            self.assertEqual(["closing", "offline"], [e["t"] for e in chat.events()])

    def test_a_revoked_token_ends_the_returning(self):
        def lost(peer):
            arrive(peer)

        def refused(peer):
            peer.greet()
            peer.answer("token-login", t="error", code=237, text="ya no vale", args={})
            peer.wait_for_end()

        with FakeServer(lost, refused) as server:
            chat = client(server)
            go_in(chat)
            self.assertEqual(["offline"], [e["t"] for e in chat.events()])
            with self.assertRaisesRegex(parley.Closed, "ya no vale"):
                chat.rooms()

    def test_a_stopping_server_is_awaited_as_long_as_it_says_and_its_refusal_is_no_answer(self):
        def stopping(peer):
            arrive(peer)
            request = peer.receive("post")
            peer.send({"t": "error", "code": 238, "text": "se detiene", "args": {}, "ref": request["ref"], "id": request["id"]},
                      {"t": "closing", "reason": "ServerStopping", "retryAfter": 1})

        def next_one(peer):
            come_back(peer, 0, 0)
            peer.send(posted(peer.receive("post"), 1))
            peer.receive("exit")

        with FakeServer(stopping, next_one) as server:
            chat = client(server)
            go_in(chat)
            begun = time.monotonic()
            self.assertEqual(1, chat.post("hola", room="uci")["position"])
            self.assertGreaterEqual(time.monotonic() - begun, 1)
            chat.close()


def gone():
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return "127.0.0.1:{}".format(listener.getsockname()[1])


class SeveralNodes(unittest.TestCase):
    def setUp(self):
        """As if chance had left the addresses in the order given."""
        chance = unittest.mock.patch.object(parley.random, "shuffle", lambda nodes: None)
        chance.start()
        self.addCleanup(chance.stop)

    def client(self, *nodes, **options):
        return parley.Parley(",".join(node if isinstance(node, str) else node.address for node in nodes),
                             **dict({"backoff": (0.01, 0.02), "timeout": PATIENCE}, **options))

    def test_a_node_that_refuses_is_passed_over(self):
        def script(peer):
            peer.greet()
            peer.receive("exit")

        with FakeServer(script) as server, self.client(gone(), gone(), server) as chat:
            self.assertEqual(server.address, chat.address)

    def test_when_nobody_is_there_each_was_tried_and_connecting_may_be_tried_again(self):
        chat = self.client(gone(), gone())
        for _ in range(2):
            with self.assertRaises(OSError):
                chat.connect()

    def test_a_lost_node_is_left_for_another_which_is_asked_from_the_positions_seen(self):
        first = []

        def lost(peer):
            arrive(peer, head=3)
            peer.send(msg(4))
            first.append(peer.receive("post"))

        def other(peer):
            come_back(peer, 4, 6)
            again = peer.receive("post")
            self.assertEqual(first, [again])
            peer.send(msg(5), msg(6), posted(again, 5, duplicate=True))
            peer.receive("exit")

        with FakeServer(lost) as one, FakeServer(other) as two:
            chat = self.client(one, two)
            go_in(chat)
            take(chat, "msg")
            self.assertEqual(5, chat.post("hola", room="uci")["position"])
            self.assertEqual(two.address, take(chat, "online")[0]["address"])
            self.assertEqual([5, 6], [e["position"] for e in take(chat, "msg", "msg")])
            chat.close()

    def test_a_stopping_node_is_left_at_once_whatever_it_asks(self):
        def stopping(peer):
            arrive(peer)
            request = peer.receive("post")
            peer.send({"t": "error", "code": 238, "text": "se detiene", "args": {}, "ref": request["ref"], "id": request["id"]},
                      {"t": "closing", "reason": "ServerStopping", "retryAfter": 3600})
            peer.wait_for_end()  # Its socket stays open: the word is enough.

        def other(peer):
            come_back(peer, 0, 0)
            peer.send(posted(peer.receive("post"), 1))
            peer.receive("exit")

        with FakeServer(stopping) as one, FakeServer(other) as two:
            chat = self.client(one, two, backoff=(3600, 3600))
            go_in(chat)
            self.assertEqual(1, chat.post("hola", room="uci")["position"])
            chat.close()

    def test_who_knows_another_node_says_so_and_goes_there_when_asked(self):
        def full(peer):
            arrive(peer)
            peer.send({"t": "closing", "reason": "Moved"})
            peer.wait_for_end()

        def other(peer):
            self.assertTrue(peer.answer("hello", t="welcome", server="parley", version="0", protocol=1)["moves"])
            peer.log_in()
            peer.answer("join", **entered(0))
            peer.receive("exit")

        with FakeServer(full) as one, FakeServer(other) as two:
            chat = self.client(one, two, backoff=(3600, 3600))
            go_in(chat)
            self.assertEqual(two.address, take(chat, "online")[0]["address"])
            chat.close()

    def test_a_node_that_stops_while_one_comes_back_refuses_neither_login_nor_room_nor_history(self):
        def lost(peer):
            arrive(peer)

        def no_login(peer):
            peer.greet()
            peer.answer("token-login", t="error", code=238, text="se detiene", args={})
            peer.wait_for_end()

        def no_room(peer):
            peer.greet()
            peer.log_in()
            peer.answer("join", t="error", code=238, text="se detiene", args={})
            peer.wait_for_end()

        def no_history(peer):
            peer.greet()
            peer.log_in([{"conversation": 9, "with": "bob", "head": 1}])
            peer.answer("history", t="error", code=238, text="se detiene", args={})
            peer.wait_for_end()

        def well(peer):
            peer.greet()
            peer.log_in([{"conversation": 9, "with": "bob", "head": 1}])
            self.assertEqual(0, peer.answer("history", t="history", conversation=9, entries=[private], first=1, head=1, more=False)["after"])
            peer.answer("join", **entered())
            peer.receive("exit")

        private = {k: v for k, v in msg(1, to="ana", conversation=9).items() if k != "room"}
        with FakeServer(lost) as one, FakeServer(no_login) as two, FakeServer(no_room) as three, FakeServer(no_history) as four, FakeServer(well) as five:
            chat = self.client(one, two, three, four, five)
            go_in(chat)
            self.assertEqual([1], [e["position"] for e in take(chat, "msg")])
            self.assertEqual(five.address, take(chat, "online")[0]["address"])
            self.assertEqual(["uci"], chat.rooms_joined)
            chat.close()

    def test_a_node_that_is_back_is_used_again(self):
        def lost(peer):
            arrive(peer)

        def lost_too(peer):
            come_back(peer, 0, 0)

        def back(peer):
            come_back(peer, 0, 0)
            peer.receive("exit")

        with FakeServer(lost, back) as one, FakeServer(lost_too) as two:
            chat = self.client(one, two)
            go_in(chat)
            self.assertEqual([two.address, one.address], [e["address"] for e in take(chat, "online", "online")])
            chat.close()

    def test_pauses_are_short_within_a_round_and_double_by_the_round(self):
        def pauses(seed):
            nodes = parley.Nodes("abc", (0.5, 30.0), random.Random(seed))
            return [nodes.fail() for _ in range(30)]

        found = pauses(7)
        self.assertEqual(found, pauses(7))
        self.assertNotEqual(found, pauses(8))
        for number, (pause, is_over) in enumerate(found, 1):
            limit = min(30, 0.5 * 2 ** (number // 3 - 1)) if is_over else parley.LONGEST_HOP
            self.assertEqual(number % 3 == 0, is_over)
            self.assertTrue((limit / 2 if is_over else 0) <= pause <= limit, (number, pause))
        self.assertGreaterEqual(found[-1][0], 15)

    def test_a_round_waits_as_long_as_every_node_asks_and_begins_with_the_first_to_fail(self):
        nodes = parley.Nodes(["a", "b"], (0.5, 30.0))
        nodes.fail(60)
        self.assertEqual("b", nodes.next)
        self.assertEqual((40, True), nodes.fail(40))
        self.assertEqual("a", nodes.next)
        nodes.fail(60)
        self.assertLessEqual(nodes.fail(0)[0], 1)


class Spreading(unittest.TestCase):
    def test_clients_begin_at_different_nodes(self):
        firsts = [parley.Nodes("abc", (0.5, 30.0), random.Random(seed)).next for seed in range(60)]
        for node in "abc":
            self.assertIn(firsts.count(node), range(8, 33))


class Security(unittest.TestCase):
    def test_scram_gives_the_messages_of_rfc_7677(self):
        scram = parley.Scram("user", "pencil", "rOprNGfwEbeRWgbNEkqO")
        self.assertEqual("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", scram.first())
        self.assertEqual("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                         scram.final("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
        scram.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        with self.assertRaises(parley.BadServer):
            scram.verify("v=AAAA")

    def test_scram_leaves_a_server_that_asks_for_too_little_or_too_much(self):
        for challenge in ("r=abcX,s=AAAA,i=1", "r=abcX,s=AAAA,i=999999999", "r=other,s=AAAA,i=4096", "r=abc,s=AAAA,i=4096", "s=AAAA", "r=abcX,s=!,i=4096"):
            with self.assertRaises(parley.BadServer):
                parley.Scram("ana", "x", "abc").final(challenge)

    def test_a_pinned_certificate_is_enough_and_another_is_refused(self):
        def script(peer):
            peer.greet()
            self.assertEqual(200_000, len(peer.answer("search", t="results", entries=[{"text": "x" * 1_000_000}], complete=True)["query"]))
            peer.receive("exit")

        with FakeServer(lambda peer: peer.wait_for_end(), script, certificate=CERTIFICATE) as server:
            with self.assertRaises(parley.WrongCertificate) as caught:
                client(server, tls=True, fingerprint="00:" * 31 + "00").connect()
            with client(server, tls=True, fingerprint=caught.exception.fingerprint.lower()) as chat:
                self.assertEqual(1_000_000, len(chat.search("x" * 200_000)["entries"][0]["text"]))

    def test_each_node_has_a_pin_of_its_own(self):
        def script(peer):
            peer.greet()
            peer.receive("exit")

        shown = parley_chat.shown_fingerprint
        with FakeServer(lambda peer: peer.wait_for_end(), script, certificate=CERTIFICATE) as server:
            pins = {parley.parse_address(server.address): shown(parley.parse_address(server.address))}
            with client(server, tls=True, fingerprint=lambda *address: pins[address]) as chat:
                self.assertEqual("fake", chat.welcome["server"])

    def test_an_unknown_certificate_is_refused(self):
        with FakeServer(lambda peer: peer.wait_for_end(), certificate=CERTIFICATE) as server:
            with self.assertRaises(OSError):
                client(server, tls=True).connect()


class Addresses(unittest.TestCase):
    def test_forms(self):
        for text, tls, expected in (("a", False, ("a", 7000)), ("a", True, ("a", 7443)), ("a:1", True, ("a", 1)), ("[::1]:7", False, ("::1", 7)),
                                    ("[::1]", False, ("::1", 7000)), ("::1", True, ("::1", 7443)), ("unix:/a:b", False, "/a:b")):
            self.assertEqual(expected, parley.parse_address(text, tls))
        for text in ("a:x", "a:0", "a:65536", "a:"):
            with self.assertRaises(ValueError):
                parley.parse_address(text)

    def test_several(self):
        self.assertEqual([("a", 1), ("b", 7000), "/x,y"], parley.parse_addresses(["a:1, b", "unix:/x,y", "a:1"]))
        self.assertEqual([("a", 7443), ("::1", 2)], parley.parse_addresses("a,[::1]:2", tls=True))
        self.assertEqual(["[::1]:2", "a:7000", "unix:/x"], [parley.name_of(address) for address in (("::1", 2), ("a", 7000), "/x")])
        for given in ("a,,b", []):
            with self.assertRaises(ValueError):
                parley.parse_addresses(given)


if __name__ == "__main__":
    unittest.main()
