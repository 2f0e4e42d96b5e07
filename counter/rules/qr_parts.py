"""A text cut into the parts that make its QR code smallest (ISO/IEC 18004, 7.4 and annex J).

Digits cost 10 bits for three, the 45 letters of the alphanumeric set 11 for two, anything else 8 a byte;
each change of the kind costs a header. A VietQR payload shrinks by two versions this way.
"""

from typing import Final

Way = tuple[int, tuple[int, ...]]
"""What a beginning of the text costs, and where its parts begin."""

_ALPHANUMERIC: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_DIGITS: Final = frozenset("0123456789")
# Kind: its header up to version 9, and what one character costs, in sixths of a bit so that all is whole.
_KINDS: Final = {"digits": (14 * 6, 20), "letters": (13 * 6, 33), "bytes": (12 * 6, 48)}


def parts(text: str) -> tuple[str, ...]:
    """The text in parts, each of one kind: all digits, all alphanumeric, or anything."""
    if not text:
        return ()
    best: dict[str, Way] = {"": (0, ())}  # by the kind it ends with
    for at, character in enumerate(text):
        best = {
            kind: min(_step(way, last, kind, character, at) for last, way in best.items())
            for kind in _KINDS
            if _fits(character, kind)
        }
    _, starts = min(best.values())
    return tuple(text[a:b] for a, b in zip(starts, (*starts[1:], len(text)), strict=True))


def _step(way: Way, last: str, kind: str, character: str, at: int) -> Way:
    """The way so far with one more character written as this kind."""
    cost, starts = way
    header, each = _KINDS[kind]
    size = len(character.encode()) if kind == "bytes" else 1
    if kind == last:
        return cost + each * size, starts
    return cost + header + each * size, (*starts, at)


def _fits(character: str, kind: str) -> bool:
    if kind == "digits":
        return character in _DIGITS
    return kind == "bytes" or character in _ALPHANUMERIC
