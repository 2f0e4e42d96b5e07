"""Quantities as people say them: `3x5`, `3 × 5`, "3 bản 5 trang", "ba bản, mỗi bản năm trang"; or several.

Copies come first; where words say otherwise ("5 trang 3 bản"), the words count. Half an answer ("3x",
"3 bản") is told apart, so that only the other half is asked.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from counter.text import fold


@dataclass(frozen=True, slots=True)
class Sheets:
    """So many copies of one original of so many pages."""

    copies: int
    pages: int


@dataclass(frozen=True, slots=True)
class Item:
    """So many copies about each of so many registered events."""

    copies: int
    events: int


class Gap(StrEnum):
    """What a list does not say."""

    EACH = "each"  # copies are known: of how many pages, of how many events?
    COPIES = "copies"
    ALL = "all"  # it cannot be read at all
    ZERO = "zero"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a list was not read. `number` is the half that is known."""

    gap: Gap
    text: str = ""
    number: int = 0


MOST_PAPERS = 200
LISTS = ("documents", "items")
_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_N = rf"(?:[0-9]{{1,6}}|(?:{'|'.join(_WORDS)})(?![a-z]))"
_COPY = r"(?:ban sao|ban|bo|copies|copy)(?![a-z])"
_EACH = {"documents": r"(?:trang|tr|pages|page)(?![a-z])", "items": r"(?:viec|su kien|events|event)(?![a-z])"}
_FILLER = re.compile(r"\b(?:moi (?:ban sao|ban|bo|viec|su kien)|cua(?: moi)?|each|of)\b")
_SEPARATOR = re.compile(r" ?(?:[,;+]| va | and ) ?")
# what a count is called where it may be said with its word: "2 bản", "7 người"
_COUNTED = {
    "copies": r"ban(?: sao)?|copies|copy",
    "documents": r"van ban|giay to|ban|papers?",
    "transactions": r"giao dich|hop dong",
    "persons": r"nguoi|persons?|people",
    "signers": r"nguoi(?: ky)?|chu ky",
    "events": r"viec|su kien|events?",
    "days_since_birth": r"ngay|days?",
    "days_since_death": r"ngay|days?",
}


def read(name: str, text: str) -> tuple[tuple[int, int], ...] | Unread:
    """The pairs (copies, pages of `documents` or events of `items`) that a text says, in its order."""
    said = _plain(text)
    paper = _paper(name)
    found: list[tuple[int, int]] = []
    at = 0
    while True:
        match = paper.match(said, at)
        if match is None:
            return _half(name, said[at:])
        pair = _ordered(name, match)
        if pair is None:
            return Unread(Gap.ALL, match[0])
        found.append(pair)
        at = match.end()
        if at == len(said):
            break
        separator = _SEPARATOR.match(said, at)
        if separator is None:
            return Unread(Gap.ALL, said)
        at = separator.end()
    if len(found) > MOST_PAPERS:
        return Unread(Gap.TOO_MANY)
    return Unread(Gap.ZERO) if any(0 in pair for pair in found) else tuple(found)


def canonical(name: str, text: str) -> str | None:
    """The same list in the one form that is stored, "3x5,1x2"; None where it cannot be read."""
    pairs = read(name, text)
    return None if isinstance(pairs, Unread) else ",".join(f"{copies}x{each}" for copies, each in pairs)


def count(name: str, text: str) -> int | None:
    """A whole number, in digits or up to ten in words, with or without the word for what is counted."""
    unit = _COUNTED.get(name, r"(?!)")
    match = re.fullmatch(rf"({_N})(?: ?(?:{unit}))?", _plain(text))
    return None if match is None else _number(match[1])


def stored(name: str, text: str) -> str:
    """An answer in the form that is kept: "3 bản 5 trang" as "3x5", "2 bản" as "2"; others as they are."""
    listed = canonical(name, text) if name in LISTS else None
    number = count(name, text)
    return listed or (text if number is None else str(number))


def _plain(text: str) -> str:
    """One spelling: no accents, one sign for "times", no word that only joins."""
    folded = fold(re.sub(r"[×✕✖*]", "x", text))
    return re.sub(r" +", " ", _FILLER.sub("", folded)).replace(" ,", ",").strip()


def _number(word: str) -> int:
    return _WORDS[word] if word in _WORDS else int(word)


@lru_cache
def _paper(name: str) -> re.Pattern[str]:
    unit = rf"(?:{_COPY}|{_EACH[name]})"
    signed = rf"(?P<a>{_N}) ?(?P<u>{unit})? ?x ?(?P<b>{_N})(?: ?(?P<v>{unit}))?"
    worded = rf"(?P<c>{_N}) ?(?P<w>{unit}),? ?(?P<d>{_N}) ?(?P<y>{unit})"
    return re.compile(rf"{signed}|{worded}")


def _ordered(name: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Copies first, whichever order the units give; None where they contradict each other."""
    first, second = _number(match["a"] or match["c"]), _number(match["b"] or match["d"])
    units = [match["u"] or match["w"], match["v"] or match["y"]]
    kinds = ["" if u is None else "copy" if re.fullmatch(_COPY, u) else "each" for u in units]
    if kinds in (["copy", "copy"], ["each", "each"]):
        return None
    return (second, first) if kinds[0] == "each" or kinds[1] == "copy" else (first, second)


def _half(name: str, said: str) -> Unread:
    """A text of which one number can be read, or none."""
    copies = re.fullmatch(rf"({_N})(?: ?{_COPY})? ?x?", said)
    if copies is not None:
        return Unread(Gap.EACH, said, _number(copies[1]))
    each = re.fullmatch(rf"x ?({_N})(?: ?{_EACH[name]})?|({_N}) ?{_EACH[name]} ?x?", said)
    if each is not None:
        return Unread(Gap.COPIES, said, _number(each[1] or each[2]))
    return Unread(Gap.ALL, said)
