"""The client's half of SCRAM-SHA-256 (RFC 5802 section 3, RFC 7677), for the vectors."""
import base64
import hashlib
import hmac


def client_final(first, challenge, password):
    """The client-final-message for `first` (n,,n=…,r=…) and the server's challenge, and the v=… that must come back."""
    bare = first.split(",", 2)[2]
    parts = dict(part.split("=", 1) for part in challenge.split(","))
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("utf-8"), base64.b64decode(parts["s"]), int(parts["i"]))
    without_proof = "c=" + _text(first[:-len(bare)].encode("ascii")) + ",r=" + parts["r"]
    message = ",".join((bare, challenge, without_proof)).encode("utf-8")
    client_key = _hmac(salted, b"Client Key")
    signature = _hmac(hashlib.sha256(client_key).digest(), message)
    proof = bytes(a ^ b for a, b in zip(client_key, signature))
    return f"{without_proof},p={_text(proof)}", "v=" + _text(_hmac(_hmac(salted, b"Server Key"), message))


def _hmac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def _text(data):
    return base64.b64encode(data).decode("ascii")
