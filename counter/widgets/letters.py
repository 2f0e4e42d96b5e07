"""Letters as a reader of Vietnamese counts them: a vowel with its marks is one, however it arrived."""

import re
import unicodedata

from counter.text import nfc, plain

_WHITE = re.compile(r"\s")
_GAPS = re.compile(r"\s+")
_BREAKS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")

SCAN_BARS = 5  # an identity card's QR has 6 to 10 bars, a health insurance card's more; nobody types five
SCAN_LETTERS = 12
NUMBER = 12  # digits of a citizen's number
_TYPED_AND_NUMBER = re.compile(rf"(?![A-Z0-9]+$).+\d{{{NUMBER}}}")


def is_mark(character: str) -> bool:
    """Whether this code point belongs to the letter before it (a tone, a hook, a horn)."""
    return unicodedata.category(character).startswith("M")


def one_row(text: str) -> str:
    """What of a text may stand in a one-row field: NFC, no control character, white space as plain spaces."""
    return plain(_WHITE.sub(" ", text))


def tidy(text: str) -> str:
    """`one_row` without spaces at the ends and without double ones: what a field hands out."""
    return _GAPS.sub(" ", one_row(text)).strip()


def rows(text: str) -> list[str]:
    """The non-empty lines of a pasted text, each safe for a one-row field."""
    return [line for line in (tidy(part) for part in _BREAKS.split(text)) if line]


def join(before: str, text: str, after: str) -> tuple[str, int]:
    """`before` + `text` + `after` composed where they touch, and the place of a cursor behind `text`.

    A mark that has no letter to stand on is dropped.
    """
    left = nfc(before + text)
    marks = len(after) - len(after.lstrip("".join({c for c in after if is_mark(c)}))) if after else 0
    left = nfc(left + after[:marks])
    bare = 0
    while bare < len(left) and is_mark(left[bare]):
        bare += 1
    left = left[bare:]
    return left + after[marks:], len(left)


def letter_start(text: str, position: int) -> int:
    """Where the letter before `position` begins."""
    start = max(0, position - 1)
    while start > 0 and is_mark(text[start]):
        start -= 1
    return start


def letter_end(text: str, position: int) -> int:
    """Where the letter at `position` ends."""
    end = min(len(text), position + 1)
    while end < len(text) and is_mark(text[end]):
        end += 1
    return end


def looks_like_scan(text: str) -> bool:
    """Whether a text has the shape of a scanned card: five bars or more around some letters and digits."""
    return text.count("|") >= SCAN_BARS and sum(map(str.isalnum, text)) >= SCAN_LETTERS


def typed_before(payload: str) -> str:
    """What a hand typed just before a card whose keys came in the same run: "kh" of "kh046195001234|…".

    A citizen's number has 12 digits. A code of capitals and digits (insurance, passport) is the card's own.
    """
    number = payload.partition("|")[0]
    return number[:-NUMBER] if _TYPED_AND_NUMBER.fullmatch(number) else ""
