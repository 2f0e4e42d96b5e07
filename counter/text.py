"""Text from outside: one form (NFC), one search key (`fold`), and nothing that a terminal would obey."""

import re
import unicodedata

_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_SPACES = re.compile(r"\s+")
_KEEP = frozenset("\n\t")


def nfc(text: str) -> str:
    """Composed Unicode: a letter and its tone are one character."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The search key: no tones, no case, đ and Ð as d, one space between words; "Đặng Thị Út" → "dang thi ut"."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d")))
    return _SPACES.sub(" ", bare).strip()


def plain(text: str, *, lines: bool = False) -> str:
    """Text that is safe on a terminal and in a log: NFC, no control, format or private character.

    `lines` keeps line breaks and tabs. Bidirectional overrides, zero-width letters and escape
    sequences are dropped, not replaced: they carry no meaning in a name or an address.
    """
    kept = (c for c in nfc(text) if (lines and c in _KEEP) or unicodedata.category(c)[0] != "C")
    return "".join(kept)


def one_line(text: str) -> str:
    """`plain` with white space gathered: what a one-row field or a list cell holds."""
    return plain(_SPACES.sub(" ", text)).strip()
