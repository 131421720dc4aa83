"""What a student's program does: a proxy of a few lines over urllib, asked by hand. Usage: student.py URL (session | write N | poll SECONDS)"""
import sys
import time
import urllib.parse
import urllib.request


class Proxy:
    def __init__(self, url):
        self.url = url

    def ask(self, **query):
        words = "&".join("{}={}".format(name, urllib.parse.quote(value)) for name, value in query.items())
        with urllib.request.urlopen(self.url + "?" + words) as answer:
            assert answer.status == 200 and answer.headers["Content-Type"] == "text/html; charset=UTF-8", answer.headers
            body = answer.read()
            assert answer.headers["Content-Length"] == str(len(body)), answer.headers
            return body

    def __getitem__(self, key):
        return self.ask(action="get", key=key)

    def __setitem__(self, key, value):
        self.ask(action="set", key=key, value=value)

    def __delitem__(self, key):
        self.ask(action="unset", key=key)

    def keys(self):
        return self.ask(action="keys").splitlines()

    def clear(self):
        self.ask(action="clear")


def session(srv):
    srv.clear()
    assert srv.keys() == [b""] and len(srv.keys()) == 1
    assert srv["nurse1"] == b"\n"
    srv["nurse1"] = "hello"
    assert srv["nurse1"] == b"hello\n"
    assert srv.keys() == [b"nurse1", b""] and srv.keys()[0] == b"nurse1"
    srv["state"] = b"2"
    assert int(srv["state"]) == 2 and srv["state"] != b"1\n"
    srv["a/b c?&=+#%~-._é"] = "v/ ñ 😀"
    assert srv["a/b c?&=+#%~-._é"] == "v/ ñ 😀\n".encode()
    srv["empty"] = ""
    assert srv["empty"] == b"\n"
    del srv["nurse1"]
    del srv["nurse1"]
    srv["nurse1"] = "again"
    assert srv.keys() == [b"state", "a/b c?&=+#%~-._é".encode(), b"empty", b"nurse1", b""]
    page = urllib.request.urlopen(srv.url).read().decode()
    assert 's:6:"nurse1";s:5:"again";}</body>' in page, page
    srv.clear()
    assert srv.ask() == b"<html><body><h1>COMP28112 Server: Messaging System for Healthcare Professionals</h1>a:0:{}</body></html>\n"


def write(srv, name):
    for i in range(50):
        srv["{}-{}".format(name, i)] = str(i)


def poll(srv, seconds):
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        srv["__waiting__"]


if __name__ == "__main__":
    {"session": session, "write": write, "poll": poll}[sys.argv[2]](Proxy(sys.argv[1]), *sys.argv[3:])
