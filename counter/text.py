"""Text from outside: one form (NFC), one search key (`fold`), and nothing that a terminal would obey."""

import re
import unicodedata

_BROKEN = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_LETTER_D = str.maketrans("đð", "dd")  # đ has no decomposition; Ð (U+00D0) stands for Đ in old data
_QUOTES = "\u2018\u2019\u02bc\u0060\u00b4\u2032"  # H’Hen, Hʼhen and H'Hen are one name
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNKNOWN = "\ufffd"


def nfc(text: str) -> str:
    """Composed Unicode: a letter and its tone are one character."""
    return unicodedata.normalize("NFC", text)


def _fold_letter(letter: str) -> str:
    """What one character is in a search key; nothing for marks, format and control characters."""
    if letter.isspace():
        return " "
    if letter in _QUOTES:
        return "'"
    if letter in _DASHES:
        return "-"
    parts = unicodedata.normalize("NFD", letter.casefold()).translate(_LETTER_D)
    return "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc", "Cs"))


class _Folded(dict[int, str]):
    """The table of `fold`, filled as letters are met: translating by table is 2 µs a name."""

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        if code < 0x2100:  # a bound, so that hostile text cannot grow the table
            self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """The search key: no tones, no case, đ and Ð as d, one space between words.

    "Đặng  Thị Út" → "dang thi ut".
    The same for composed and decomposed text, and for both places of a tone (hoà, hòa). Apostrophes and
    hyphens stay, in one form each.
    """
    if text.isascii() and text.isprintable() and "`" not in text:
        return " ".join(text.lower().split())
    return " ".join(text.translate(_FOLDED).split())


def _visible(character: str) -> str:
    """A character that a terminal might obey, as a mark that can be seen: ESC → ␛."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "" if unicodedata.category(character) == "Cf" else _UNKNOWN


def plain(text: str, *, lines: bool = False) -> str:
    """Text that is safe on a terminal and in a log: NFC, every control character as a visible mark (␛).

    White space that is a control (tab, line end) becomes a space; `lines` keeps line ends and tabs.
    Zero-width and bidirectional format characters carry no meaning in a name or an address and are
    dropped. Private, lone surrogate and unassigned characters show as U+FFFD.
    """
    whole = nfc(text)
    if whole.isprintable():
        return whole
    whole = _LINE_ENDS.sub("\n", whole)
    kept = []
    for c in whole:
        if c in "\n\t":
            kept.append(c if lines else " ")
        elif unicodedata.category(c)[0] == "C":
            kept.append(_visible(c))
        else:
            kept.append(c)
    return "".join(kept)


def one_line(text: str) -> str:
    """`plain` with white space gathered: what a one-row field or a list cell holds."""
    return _SPACES.sub(" ", plain(text)).strip()


def as_typed(text: str) -> str:
    """What is stored of a typed line: NFC, white space gathered, zero-width characters gone.

    Characters that may not be stored stay, so that `unsafe_character` can name them.
    """
    gathered = " ".join(nfc(text).split())
    if gathered.isprintable():
        return gathered
    return "".join(c for c in gathered if c in _BIDI or unicodedata.category(c) != "Cf")


def unbroken(text: str) -> str:
    """The same where nothing is left that no file and no store can hold: half a character is U+FFFD."""
    return _BROKEN.sub(_UNKNOWN, text)


def unsafe_character(text: str) -> str | None:
    """The first character that may not be stored, as "U+001B": control, reversing, private or broken."""
    if text.isprintable():
        return None
    for c in text:
        if c in _BIDI or unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn"):
            return f"U+{ord(c):04X}"
    return None
