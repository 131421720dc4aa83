"""A shared dictionary over HTTP: a client of Parley's key and value page (docs/protocol/imserver.md). Standard library only, Python 3.8 and later.

    from parley_im import IMServerProxy

    srv = IMServerProxy("http://127.0.0.1:8080/team1/IMserver.php")
    srv["nurse1"] = "hello"
    srv["nurse1"]                  # b'hello\\n': a value, and the line feed that ends every answer
    srv["nobody"]                  # b'\\n'
    srv.keys()                     # [b'nurse1', b'']: in order of insertion, and what is behind the last line feed
    del srv["nurse1"]
    srv.clear()

Instead of asking again and again, wait:

    value, revision = srv.wait("nurse1")             # when it changes, or after 30 s
    value, revision = srv.wait("nurse1", revision)
    srv.cas("turn", b"ana", b"bob")                  # True for one of those who try
    srv.append("log", "one more line\\n")
"""
import urllib.parse
import urllib.request

__all__ = ["IMServerProxy"]


class IMServerProxy:
    """Keys and values are text or bytes; what comes is bytes. Raises what urllib raises when the server can't be reached, and no KeyError."""

    def __init__(self, url, timeout=90):
        self.url, self.timeout = url, timeout

    def __getitem__(self, key):
        return self._ask("get", key=key)[0]

    def __setitem__(self, key, value):
        self._ask("set", key=key, value=value)

    def __delitem__(self, key):
        self._ask("unset", key=key)

    def __contains__(self, key):
        return self._ask("get", key=key)[1] > 0

    def __iter__(self):
        return iter(self.keys()[:-1])

    def __len__(self):
        return len(self.keys()) - 1

    def keys(self):
        return self._ask("keys")[0].split(b"\n")[:-1]

    def clear(self):
        self._ask("clear")

    def append(self, key, value):
        """Adds to the end of a value, whoever else does at the same moment."""
        self._ask("append", key=key, value=value)

    def cas(self, key, old, value):
        """Sets a value if the present one is `old` (None: if there is none). True when it did."""
        return self._ask("cas", key=key, value=value, **({} if old is None else {"old": old}))[0].startswith(b"1")

    def wait(self, key, since=None, timeout=30):
        """The value and its revision, as soon as the revision is not `since` (None: the present one) any more, or after `timeout` seconds (60 at most)."""
        return self._ask("wait", key=key, timeout=str(timeout), **({} if since is None else {"since": str(since)}))

    def revision(self, key):
        """The number of a value's last change, 0 for none: what `wait` takes."""
        return self._ask("get", key=key)[1]

    def _ask(self, action, **parameters):
        query = "&".join("{}={}".format(name, urllib.parse.quote(value, safe="")) for name, value in parameters.items())
        with urllib.request.urlopen("{}?action={}&{}".format(self.url, action, query).rstrip("&"), timeout=self.timeout) as answer:
            return answer.read(), int(answer.headers.get("X-IM-Revision") or 0)
