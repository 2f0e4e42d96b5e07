"""Damage that can be undone because UTF-8 is strict: bytes shown as other characters, escapes, decimals.

Every function gives the text back unchanged when its kind of damage is not there. A wrong guess would have
to be valid UTF-8 of Vietnamese letters by accident, which correct Vietnamese text never is.
"""

import re
from collections.abc import Callable

from counter.rules.card_letters import ACCENTED, MARKS, OTHER_PEOPLES, is_typographic, is_vietnamese
from counter.text import nfc

_ENTITY = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,8});")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+|(?:%u[0-9A-Fa-f]{4})+")
_UTF8 = re.compile(r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_BYTES = ACCENTED + OTHER_PEOPLES + MARKS
_DECIMALS = re.compile(
    "|".join(sorted(("".join(f"0{b:03}" for b in c.encode()) for c in _BYTES), key=len, reverse=True))
)
# What UTF-8 of a Vietnamese letter or mark can begin with, and the private marks that stand for it.
LOST = {b: chr(0xF0000 + n) for n, b in enumerate(("\xc3", "\xc4", "\xc6", "\xcc", "\xe1\xba", "\xe1\xbb"))}
LOST_MARKS = {mark: shown for shown, mark in LOST.items()}
DOUBTFUL = 0x100  # added to such a mark: this text has no damage of its own, the letter may be meant
DOUBTFUL_MARKS = {chr(ord(mark) + DOUBTFUL): shown for mark, shown in LOST_MARKS.items()}
# The letters that end in the byte of a non-breaking space, which may have become a plain one.
LOST_BEFORE_SPACE = {"\xc3": "à", "\xc6": "Ơ", "\xe1\xba": "Ạ", "\xe1\xbb": "Ỡ"}
_BEGINNINGS = re.compile("|".join(sorted(LOST, key=len, reverse=True)))
_ETH = str.maketrans("Ðð", "Đđ")  # no card holds the Icelandic letter

# Code pages under which UTF-8 has been seen or is likely: image decoders that guess, Alt codes, old consoles.
_CODE_PAGES = (
    "big5", "cp950", "big5hkscs", "shift_jis", "cp932", "euc_jp", "gbk", "cp949",
    "cp437", "cp850", "mac_roman", "cp1258", "cp1250",
)  # fmt: skip
_BIG5_PRIVATE = range(0xF6B1, 0xF6B1 + 94)  # where the bytes C6 A1 to C6 FE go: ơ and ư among them


def _western_bytes() -> dict[str, str]:
    table = {}
    for byte in range(0x80, 0x100):
        table[chr(byte)] = chr(byte)
        shown = bytes([byte]).decode("cp1252", errors="ignore")
        if shown:
            table[shown] = chr(byte)
    return table


_WESTERN = str.maketrans(_western_bytes())


def _may_be_meant(found: str) -> bool:
    """Whether an escape stands for text: no control character but those that are bytes of letters."""
    return "\ufffd" not in found and all(c.isprintable() or "\x80" <= c <= "\xad" for c in found)


def entities(text: str) -> str:
    """`&#7885;` `&#x1ECD;` `&ecirc;` as letters; never a control character."""
    if "&" not in text:
        return text

    import html  # its table of names is 2 ms that a start does not pay

    def letter(match: re.Match[str]) -> str:
        found = html.unescape(match[0])
        return found if _may_be_meant(found) else match[0]

    return _ENTITY.sub(letter, text)


def percents(text: str) -> str:
    """`%E1%BB%8D` and `%u1ECD` as letters, when some of them are no plain ASCII (or the bars of a card)."""
    if not re.search(r"%[89A-Fa-f][0-9A-Fa-f]|%7[Cc]|%u[0-9A-Fa-f]{4}", text):
        return text

    from urllib.parse import unquote

    def letters(match: re.Match[str]) -> str:
        if match[0][1] == "u":
            units = bytes.fromhex(match[0].replace("%u", ""))
            found = units.decode("utf-16-be", errors="replace")
        else:
            found = unquote(match[0], errors="replace")
        return found if _may_be_meant(found) else match[0]

    spaced = text.replace("+", " ") if " " not in text and "%20" not in text else text
    return _PERCENT.sub(letters, spaced)


def mojibake(text: str, proven: bool = False, *, mark: bool = True) -> str:
    """UTF-8 read as Western European (cp1252 or Latin-1): `TrÆ°Æ¡ng`. A non-breaking space is a byte here.

    Where it is `proven`, by this text or by another of the same scan, the beginning of a letter whose end
    was lost becomes a mark (`LOST`), for a reader of words to fill; not in a second round (`mark` False),
    where such a letter is a letter.
    """
    western = text.translate(_WESTERN)
    found = [(m, m[0].encode("latin-1").decode("utf-8", errors="ignore")) for m in _UTF8.finditer(western)]
    readable = [(m, letter) for m, letter in found if letter and _can_come_of_bytes(letter)]
    own = any(not _could_be_meant(text, match) for match, _ in readable)
    if not (own or proven):
        return text
    shift = (0 if own else DOUBTFUL) if mark else None
    out, at = [], 0
    for match, letter in readable:
        out += [_marked(western, text, at, match.start(), shift), letter]
        at = match.end()
    return "".join([*out, _marked(western, text, at, len(text), shift)])


def _marked(western: str, text: str, start: int, end: int, shift: int | None) -> str:
    if shift is None:
        return text[start:end]
    kept, at = [], start
    for match in _BEGINNINGS.finditer(western, start, end):
        kept += [text[at : match.start()], chr(ord(LOST[match[0]]) + shift)]
        at = match.end()
    return "".join([*kept, text[at:end]])


def mark_lone_beginnings(text: str) -> str:
    """`Ä` and `Æ`, which Vietnamese lacks, as the beginnings of lost letters."""
    return text.replace("Ä", LOST["\xc4"]).replace("Æ", LOST["\xc6"])


def _can_come_of_bytes(letter: str) -> bool:
    """Letters of a card, signs between words, and what a second round of the same damage leaves."""
    code = ord(letter)
    return code < 0x370 or 0x1E00 <= code < 0x1F00 or 0x2010 <= code < 0x2045 or letter in "€™\ufeff"


def _could_be_meant(text: str, match: re.Match[str]) -> bool:
    """`XÃ”` may be the word XÃ and a closing quote: Vietnamese letters with signs, at the end of a word."""
    shown = text[match.start() : match.end()]
    in_word = text[match.end() : match.end() + 1].isalpha()
    return not in_word and all(is_vietnamese(c) or is_typographic(c) for c in shown)


def code_pages(text: str) -> str:
    """UTF-8 read under some other code page, when exactly one reading is Vietnamese: `Ph繳`, `M盻ｹ`."""
    if text.isascii() or len(text) > 5000:
        return text
    found = set()
    for page in _CODE_PAGES:
        reading = _as_utf8(text, page)
        if reading and all(c.isascii() or _is_letter_or_mark(c) for c in reading):
            found.add(nfc(reading))
    return found.pop() if len(found) == 1 else text


def _is_letter_or_mark(character: str) -> bool:
    return (
        character in MARKS
        or is_vietnamese(character)
        or is_typographic(character)
        or character in OTHER_PEOPLES
    )


def _as_utf8(text: str, page: str) -> str | None:
    try:
        data = b"".join(
            bytes([0xC6, 0xA1 + ord(c) - _BIG5_PRIVATE.start]) if ord(c) in _BIG5_PRIVATE else c.encode(page)
            for c in text
        )
        return data.decode("utf-8")
    except UnicodeError:
        return None


def decimals(text: str) -> str:
    """Bytes typed as noughted decimals of four digits: `Ng022501870141c`."""
    return _DECIMALS.sub(
        lambda match: bytes(int(match[0][n : n + 4]) for n in range(0, len(match[0]), 4)).decode(), text
    )


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("entity", entities),
    ("percent", percents),
    ("mojibake", mojibake),
    ("code_page", code_pages),
    ("decimal", decimals),
)


def is_western(text: str) -> bool:
    """Whether every character is one that bytes read as cp1252 can become."""
    return all(c.isascii() or ord(c) in _WESTERN for c in text)


def undo(text: str, proven: bool = False) -> tuple[str, frozenset[str]]:
    """The text with all of this damage undone, also one kind under another, and the kinds that were met.

    `proven`: another text of the same scan was UTF-8 read as Western European.
    """
    kinds: set[str] = set()
    proven = proven and is_western(text)
    for _ in range(8):  # deeper nesting than that is no scanner's work
        again = "mojibake" in kinds
        for kind, step in _STEPS:
            changed = mojibake(text, proven or again, mark=not again) if kind == "mojibake" else step(text)
            if changed != text:
                kinds.add(kind)
                text = changed
                break
        else:
            break
    return nfc(text.translate(_ETH)).replace("\u00a0", " "), frozenset(kinds)
