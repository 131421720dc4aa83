#!/usr/bin/env python3
"""Writes entries.json, and the frames and bad frames that carry entries, from docs/protocol/peer.md alone.

Needs the package `cryptography`. Keys are made of the names, so only the signatures differ from run to run.
"""
import hashlib
import json
import pathlib
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent
GROUP = bytes.fromhex('2995f9d4ef57853e15c27fa7ffcf601a19d6ee65a0dee394ad6ef4f08ad4288d')


def sha(data):
    return hashlib.sha256(data).digest()


class Device:
    def __init__(self, name):
        self.key = ec.derive_private_key(int.from_bytes(sha(name.encode()), 'big') >> 1, ec.SECP256R1())
        public = self.key.public_key()
        self.point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
        self.id = sha(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def sign(self, data):
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, 'big') + s.to_bytes(32, 'big')


class Entry:
    def __init__(self, about, author, before, clock, written, kind, body, *, room='ward', between=None, target=None, client_id='', bare=False):
        number = before.number + 1 if before else 1
        previous = before.hash if before else bytes(32)
        if between:
            low, high = sorted(d.id for d in between)
            conversation = b'\2' + low + high
        else:
            conversation = b'\1' + bytes([len(room.encode())]) + room.encode()
        salted = sha(f'{about} {number}'.encode())[:16] + body
        signed = b'\1' + GROUP + author.point + struct.pack('>Q', number) + previous + struct.pack('>QQ', clock[0] << 16 | clock[1], written) + bytes([kind]) + conversation
        signed += (b'\1' + target if target else b'\0') + bytes([len(client_id)]) + client_id.encode() + struct.pack('>H', len(body)) + sha(salted)
        self.number, self.hash = number, sha(signed)
        self.bytes = signed + author.sign(signed) + (b'' if bare else salted)
        name = sha(b'parley private name' + author.id + client_id.encode()) if between and client_id else self.hash
        self.sample = {
            'about': about, 'bytes': self.bytes.hex(), 'hash': self.hash.hex(), 'name': name.hex(), 'author': author.id.hex(), 'number': number, 'previous': previous.hex(),
            'clockMilliseconds': clock[0], 'clockCounter': clock[1], 'written': written, 'kind': kind,
            **({'between': [low.hex(), high.hex()]} if between else {'room': room}),
            'target': target.hex() if target else None, 'clientId': client_id or None, 'salt': None if bare else salted[:16].hex(), 'body': None if bare else body.hex(),
        }


def frame(kind, content):
    return (struct.pack('>I', 1 + len(content)) + bytes([kind]) + content).hex()


def sized(entry):
    return struct.pack('>H', len(entry)) + entry


def save(name, samples):
    (HERE / f'{name}.json').write_text(json.dumps(samples, indent=2, ensure_ascii=False) + '\n')


def replace(name, key, made):
    """Puts samples in the place of those of the same name; new ones go to the end."""
    samples = json.loads((HERE / f'{name}.json').read_text())
    for sample in made:
        at = next((i for i, s in enumerate(samples) if s[key] == sample[key]), len(samples))
        samples[at:at + 1] = [sample]
    save(name, samples)


ana, luis = Device('ana'), Device('luis')
statement = bytes.fromhex(json.loads((HERE / 'statements.json').read_text())[0]['bytes'])
now = 1_795_244_400_000

name = Entry('an introduction: the first entry', ana, None, (now, 0), now, 64, b'Ana')
said = Entry('a message; the author follows a clock that is ahead of its own', ana, name, (now + 3_600_000, 7), now + 10, 1, '¿Quién está de guardia? 👩‍⚕️'.encode(), client_id='c-1')
private = Entry('a private message', luis, None, (now + 3_600_000, 8), now + 20, 1, b'yo', between=(ana, luis), client_id='c-2')
reaction = Entry('a reaction; a room with a space and an n with tilde', luis, private, (now + 3_600_001, 0), now + 30, 4, '👍'.encode(), room='sala de niños', target=said.hash)
fork = Entry('a fork: another second entry of ana', ana, name, (now + 5, 0), now + 5, 1, b'otra')
told = Entry('a statement in the place of an introduction', ana, None, (now + 5, 0), now + 5, 67, statement, room='default')
bare = Entry('a message without its body', luis, reaction, (now + 3_600_002, 0), now + 40, 1, b'nunca dicho', bare=True)
empty = Entry('a message of no bytes', luis, bare, (now + 3_600_003, 0), now + 50, 1, b'')

save('entries', [e.sample for e in (name, said, private, reaction, fork, told, bare, empty)])
replace('frames', 'name', [
    {'name': 'Entries', 'bytes': frame(5, struct.pack('>H', 2) + sized(name.bytes) + sized(said.bytes))},
    {'name': 'Entries, one without its body', 'bytes': frame(5, struct.pack('>H', 2) + sized(bare.bytes) + sized(empty.bytes))},
    {'name': 'Fork', 'bytes': frame(6, sized(said.bytes) + sized(fork.bytes))},
    {'name': 'Lacking', 'bytes': frame(14, struct.pack('>H', 1) + luis.id + struct.pack('>Q', 3))},
])
other = bytes([2]) + name.bytes[1:]
unfolded = name.bytes.replace(b'\1\4ward', b'\1\4Ward')
changed = said.bytes[:-1] + bytes([said.bytes[-1] ^ 1])
replace('bad-frames', 'about', [
    {'about': 'a fork of one entry', 'bytes': frame(6, sized(name.bytes) * 2)},
    {'about': 'an entry of another format', 'bytes': frame(5, struct.pack('>H', 1) + sized(other))},
    {'about': 'a room that is not folded', 'bytes': frame(5, struct.pack('>H', 1) + sized(unfolded))},
    {'about': 'a body that is another than was signed', 'bytes': frame(5, struct.pack('>H', 1) + sized(changed))},
    {'about': 'half a body', 'bytes': frame(5, struct.pack('>H', 1) + sized(said.bytes[:-3]))},
    {'about': 'a lack of an entry that no author has', 'bytes': frame(14, struct.pack('>H', 1) + luis.id + bytes(8))},
    {'about': 'more lacking than there may be in a frame', 'bytes': frame(14, struct.pack('>H', 65) + (luis.id + struct.pack('>Q', 3)) * 65)},
])
