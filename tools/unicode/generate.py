#!/usr/bin/env python3
"""Writes the normalization table and the samples its tests compare with, from Python's own unicodedata.

    python3 tools/unicode/generate.py

Run it with the newest Python at hand (3.13 has Unicode 15.1) from the root of the repository; the output depends on
nothing but the Unicode version. Layout of normalization.bin, every number unsigned LEB128:

    version      major, minor
    classes      count, then runs of (first code point - end of the run before, length, combining class)
    expansions   count, then (code point - the one before, length * 2 + compatibility, code points ...)
                 each complete: nothing in an expansion expands further in its own form
    compositions count, then (first - the first before, second, composite), ordered by first and second

Hangul syllables are left out: they are arithmetic.
"""
import hashlib
import pathlib
import random
import unicodedata as ud

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "src/Parley.Contracts/Unicode/normalization.bin"
SAMPLES = ROOT / "tests/Parley.Protocol.Tests/Unicode/normalization-samples.txt"
CODE_POINTS = [cp for cp in range(0x110000) if not 0xD800 <= cp <= 0xDFFF]
SYLLABLES = range(0xAC00, 0xD7A4)


def leb(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def classes():
    runs = []
    for cp in CODE_POINTS:
        ccc = ud.combining(chr(cp))
        if ccc and runs and runs[-1][2] == ccc and runs[-1][0] + runs[-1][1] == cp:
            runs[-1][1] += 1
        elif ccc:
            runs.append([cp, 1, ccc])
    out, end = [leb(len(runs))], 0
    for first, length, ccc in runs:
        out += [leb(first - end), leb(length), leb(ccc)]
        end = first + length
    return b"".join(out)


def expansions():
    found = []
    for cp in CODE_POINTS:
        raw = ud.decomposition(chr(cp))
        if raw:
            compatibility = raw.startswith("<")
            full = ud.normalize("NFKD" if compatibility else "NFD", chr(cp))
            found.append((cp, compatibility, full))
    out, before = [leb(len(found))], 0
    for cp, compatibility, full in found:
        out += [leb(cp - before), leb(len(full) * 2 + compatibility)] + [leb(ord(c)) for c in full]
        before = cp
    return b"".join(out)


def compositions():
    found = []
    for cp in CODE_POINTS:
        raw = ud.decomposition(chr(cp)).split()
        # An excluded composite does not survive NFC; a primary one does.
        if len(raw) == 2 and not raw[0].startswith("<") and ud.normalize("NFC", chr(cp)) == chr(cp):
            found.append((int(raw[0], 16), int(raw[1], 16), cp))
    found.sort()
    out, before = [leb(len(found))], 0
    for first, second, composite in found:
        out += [leb(first - before), leb(second), leb(composite)]
        before = first
    return b"".join(out)


def digest(form):
    """SHA-256 over code point, tab and its normal form in UTF-8, LF, for every scalar value."""
    sha = hashlib.sha256()
    for cp in CODE_POINTS:
        sha.update(f"{cp:X}\t{ud.normalize(form, chr(cp))}\n".encode())
    return sha.hexdigest()


def samples():
    seed = 20261121
    chance = random.Random(seed)
    marks = [cp for cp in CODE_POINTS if ud.combining(chr(cp))]
    starters = [cp for cp in CODE_POINTS if ud.decomposition(chr(cp))]
    jamo = [*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A7, 0x11C3)]
    pools = [marks, marks, starters, jamo, [*SYLLABLES], [*range(0x41, 0x5B), *range(0x61, 0x7B)], [*range(0xC0, 0x250)]]
    lines = [
        f"# Unicode {ud.unidata_version}; made by tools/unicode/generate.py, seed {seed}",
        f"sha256-nfc {digest('NFC')}",
        f"sha256-nfkd {digest('NFKD')}",
    ]
    for _ in range(800):
        text = "".join(chr(chance.choice(chance.choice(pools))) for _ in range(chance.randint(1, 8)))
        lines.append(";".join(s.encode("utf-8").hex() for s in (text, ud.normalize("NFC", text), ud.normalize("NFKD", text))))
    return "\n".join(lines) + "\n"


def main():
    major, minor = ud.unidata_version.split(".")[:2]
    TABLE.write_bytes(leb(int(major)) + leb(int(minor)) + classes() + expansions() + compositions())
    SAMPLES.write_text(samples())
    print(f"Unicode {ud.unidata_version}: {TABLE.stat().st_size} bytes of table, {SAMPLES.stat().st_size} bytes of samples")


if __name__ == "__main__":
    main()
