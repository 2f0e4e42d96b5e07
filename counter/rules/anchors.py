"""How a head of the chain is written for people and for readers (mã niêm), and read again.

The short code is typed by hand from paper: the event's number, 80 bits of the seal in Crockford's base 32
(no I, L, O, U), and two letters that a slip of the finger does not survive. The long text is for a QR or a
file; it carries the signature.
"""

import re

from counter.models.anchor import Anchor

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HASH_DIGITS = 20  # hex digits, 80 bits, in the short code
_PRIME = 1021
_ALIKE = str.maketrans("OIL", "011")
_SHORT = re.compile(r"(\d{1,18})((?:[ -]*[0-9A-Z]){18})")
_LONG = re.compile(r"cntr-niem:1:(\d{1,18}):([0-9a-f]{64}):([0-9a-f]{64})?:([0-9a-f]{128})?(?![0-9a-f])")


def code_of(anchor: Anchor) -> str:
    """The short code: `812-K7QF-9M2T-X3WZ-8H5N-4C`."""
    letters = _letters(int(anchor.hash[:HASH_DIGITS], 16), 16)
    groups = [letters[start : start + 4] for start in range(0, 16, 4)]
    return "-".join((str(anchor.seq), *groups, _check(anchor.seq, letters)))


def text_of(anchor: Anchor) -> str:
    """The long text, for a QR or a file. Capitals and digits alone: a QR packs them tighter."""
    return f"CNTR-NIEM:1:{anchor.seq}:{anchor.hash}:{anchor.key}:{anchor.signature}".upper()


def signed_part(seq: int, seal: str) -> bytes:
    """What the machine's key signs."""
    return f"counter.head.1\n{seq}\n{seal}".encode()


def read_code(typed: str) -> Anchor | None:
    """The head a short code names; None for a text that is none, or was mistyped."""
    found = _SHORT.fullmatch(typed.strip().upper())
    if found is None or "-" not in typed:
        return None
    seq, rest = int(found[1]), re.sub(r"[ -]", "", found[2]).translate(_ALIKE)
    letters, check = rest[:16], rest[16:]
    if not set(rest) <= set(LETTERS) or check != _check(seq, letters):
        return None
    number = 0
    for letter in letters:
        number = number * 32 + LETTERS.index(letter)
    return Anchor(seq=seq, hash=f"{number:0{HASH_DIGITS}x}")


def read_texts(text: str) -> tuple[Anchor, ...]:
    """Every long text within a text, in its order, each once."""
    found = (Anchor(int(m[1]), m[2], m[3] or "", m[4] or "") for m in _LONG.finditer(text.lower()))
    return tuple(dict.fromkeys(found))


def _letters(number: int, count: int) -> str:
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(count)))


def _check(seq: int, letters: str) -> str:
    """Two letters: a weighted sum modulo a prime, so that one wrong or two swapped letters never pass."""
    said = f"{seq}{letters}"
    return _letters(sum(place * LETTERS.index(letter) for place, letter in enumerate(said, 1)) % _PRIME, 2)
