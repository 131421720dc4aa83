"""The shared dictionary on a real server: PARLEY_IM is the address of its page."""
import os
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from parley_im import IMServerProxy  # noqa: E402


@unittest.skipUnless(os.environ.get("PARLEY_IM"), "PARLEY_IM is not set")
class Dictionary(unittest.TestCase):
    def setUp(self):
        self.srv = IMServerProxy("{}/{}/IMserver.php".format(os.environ["PARLEY_IM"], self.id().rsplit(".", 1)[-1]))
        self.srv.clear()

    def test_it_is_a_dictionary_in_order_of_insertion(self):
        srv = self.srv
        self.assertEqual(srv.keys(), [b""])
        self.assertEqual(srv["nurse1"], b"\n")
        srv["nurse1"] = "hola ñ"
        srv["a/b c?&=+#%~-._é"] = b"\xff\x00v/ \xc3\xb1"
        self.assertEqual(srv["nurse1"], "hola ñ\n".encode())
        self.assertEqual(srv["a/b c?&=+#%~-._é"], b"\xff\x00v/ \xc3\xb1\n")
        self.assertEqual(srv.keys(), [b"nurse1", "a/b c?&=+#%~-._é".encode(), b""])
        self.assertEqual((len(srv), list(srv)[0], "nurse1" in srv, "nobody" in srv), (2, b"nurse1", True, False))
        del srv["nurse1"]
        del srv["nurse1"]
        self.assertEqual(len(srv), 1)

    def test_waiting_ends_with_a_change(self):
        srv = self.srv
        srv["a"] = "1"
        revision = srv.revision("a")
        timer = threading.Timer(0.1, srv.__setitem__, ("a", "2"))
        timer.start()
        value, later = srv.wait("a", revision)
        self.assertEqual(value, b"2\n")
        self.assertNotEqual(later, revision)
        timer.join()
        self.assertEqual(srv.wait("a", later, timeout=0), (b"2\n", later))

    def test_one_of_many_compares_and_sets(self):
        won = []
        threads = [threading.Thread(target=lambda n=n: won.append(self.srv.cas("turn", None, str(n)))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(won), [False] * 7 + [True])
        holder = self.srv["turn"][:-1]
        self.assertFalse(self.srv.cas("turn", b"x", b"y"))
        self.assertTrue(self.srv.cas("turn", holder, b"y"))

    def test_appending_loses_nothing(self):
        threads = [threading.Thread(target=lambda: [self.srv.append("log", "x") for _ in range(10)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.srv["log"], b"x" * 40 + b"\n")


if __name__ == "__main__":
    unittest.main()
