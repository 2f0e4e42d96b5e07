"""Damage that one word can have in several readings: lost bytes, code points as decimals, Alt codes.

Each kind turns a word into every text it may have been; spelling then leaves those that can be Vietnamese.
What cannot be told apart stays apart: the caller shows the readings, it never takes one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from counter.rules.card_bytes import DOUBTFUL_MARKS, LOST_BEFORE_SPACE, LOST_MARKS
from counter.rules.card_letters import ACCENTED, MARKS, OEM, OEM_ALL, OTHER_PEOPLES, is_vietnamese
from counter.rules.syllables import is_syllable
from counter.text import nfc

MOST_READINGS = 24
_MOST_SPELLINGS = 256
_LONGEST_WORD = 40  # a syllable of decimals is 20; a longer word is no damage of this kind
_CODES = {str(ord(c)): c for c in (*ACCENTED, *OTHER_PEOPLES, *MARKS)}
_PARTS = re.compile(r"[\s'\u2019\u02bc\-.,/()\"\[\]:;&#+]+")
_CODE_LIKE = re.compile(r"\d+[A-ZĐ]{0,2}\d*|[A-ZĐ]{1,3}\d+[A-ZĐ]?")
_INNER_BRACKET = re.compile(r"\w[()]\w")
_UNIT = re.compile(r"[(\d.,]*(?:[ckdm]?m²|[Nn]°)[).,;:]*")  # signs of Alt codes that people do write
_EDGES = "()[]\"'.,:;-/"

# A byte that cp1252 does not have, or a space or hyphen that is not shown: what may have followed the rest.
_LOST_BYTES = (0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0, 0xAD)
_LOST_AFTER = ("", "\ufffd", "?")

Choice = tuple[int, str]  # characters consumed, letters they stand for


class TooMany(Exception):
    """More readings than a person could choose from."""


def _spellings(word: str, choices: Callable[[str, int], list[Choice]]) -> list[str]:
    """Every way through a word; none when some place has no reading, or when it is no word."""
    if len(word) > _LONGEST_WORD:
        return []
    partial: dict[int, list[str]] = {0: [""]}
    for at in range(len(word)):
        for length, letters in choices(word, at) if at in partial else ():
            grown = partial.setdefault(at + length, [])
            grown += [start + letters for start in partial[at]]
            if len(grown) > _MOST_SPELLINGS:
                raise TooMany
    return [nfc(spelling) for spelling in dict.fromkeys(partial.get(len(word), []))]


# -- the kinds -------------------------------------------------------------------------------


def _oem_choices(word: str, at: int, table: Mapping[str, str] = OEM) -> list[Choice]:
    sign = word[at]
    meant = [(1, letter) for letter in table.get(sign, "")]
    return [(1, sign), *meant] if sign.isascii() and sign.isprintable() else meant


def _oem_choices_of_all_peoples(word: str, at: int) -> list[Choice]:
    return _oem_choices(word, at, OEM_ALL)


def _code_point_choices(word: str, at: int) -> list[Choice]:
    if not word[at].isdecimal():
        return [(1, word[at])] if word[at].isascii() else []
    codes = [(size, _CODES.get(word[at : at + size], "")) for size in (3, 4)]
    return [(1, word[at]), *((size, letter) for size, letter in codes if letter)]


@lru_cache(maxsize=64)
def _lost_letters(shown: str) -> str:
    """The letters whose UTF-8 begins with the bytes shown and ends in one that can be lost."""
    found = (shown.encode("latin-1") + bytes([byte]) for byte in _LOST_BYTES)
    readings = (data.decode("utf-8", errors="ignore") for data in found)
    return "".join(c for c in readings if len(c) == 1 and (is_vietnamese(c) or c in MARKS))


def _lost_choices(word: str, at: int) -> list[Choice]:
    mark = word[at]
    shown = LOST_MARKS.get(mark) or DOUBTFUL_MARKS.get(mark)
    if shown is None:
        return [(1, mark)]
    lost = [
        (1 + len(after), letter)
        for after in _LOST_AFTER
        if word.startswith(after, at + 1)
        for letter in _lost_letters(shown)
    ]
    if mark in DOUBTFUL_MARKS:
        lost.append((1, shown))
    ended = LOST_BEFORE_SPACE.get(shown)
    return [*lost, (2, ended)] if ended and word.startswith(" ", at + 1) else lost


# -- which of them can be ----------------------------------------------------------------------


def _parts(word: str) -> list[str]:
    return [part for part in _PARTS.split(word) if part]


def plausible(word: str) -> bool:
    """Whether every part of a word is a Vietnamese syllable, a number or a code like 12A."""
    return all(part.isdecimal() or _CODE_LIKE.fullmatch(part) or is_syllable(part) for part in _parts(word))


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written, as far as its sound letters tell: what a letter put in must agree with."""

    capitals: bool | None = False  # all letters are capitals; None: it shows neither
    titled: bool = False  # every word begins with one
    digits: bool = True  # it may hold real digits

    def fits(self, spelling: str) -> bool:
        """Whether a spelling has capitals where this text has them."""
        if self.titled and spelling[:1].islower():
            return False
        if self.capitals is None:
            return True
        if self.capitals:
            return not any(c.islower() and not c.isascii() for c in spelling)
        return not any(c.isupper() and not c.isascii() for part in _parts(spelling) for c in part[1:])


def written_in_capitals(text: str, kinds: Set[str] = frozenset()) -> bool | None:
    """Whether a text is in capitals, None when too little is sure: under Alt codes h and i may be Ũ, ũ."""
    doubtful = OEM if "oem" in kinds else ""
    if any(c.islower() and c not in doubtful for c in text):
        return False
    return True if re.search(r"[A-Z]{2}", text) else None


def oem_readings(word: str, style: Style) -> list[str]:
    """The readings of a word under Alt codes cut to 256 (code page 437); the word itself when plain."""
    changed = [s for s in _spellings(word, _oem_choices) if s != word and style.fits(s) and plausible(s)]
    if word.isascii() and not _INNER_BRACKET.search(word):
        return [word, *changed]
    if changed:
        return changed
    spellings = [s for s in _spellings(word, _oem_choices_of_all_peoples) if s != word]
    return [s for s in spellings if style.fits(s)] or spellings or [word]


def code_point_readings(word: str, style: Style) -> list[str]:
    """The readings of a word under code points typed as decimals."""
    if not re.search(r"\d{3}", word):
        return [word]
    spellings = [s for s in _spellings(word, _code_point_choices) if s != word and style.fits(s)]
    if not style.digits:
        whole = [s for s in spellings if not re.search(r"\d", s)]
        return [s for s in whole if plausible(s)] or whole or [word]
    changed = [s for s in spellings if plausible(s)]
    if word.strip(_EDGES).isdecimal():  # a house number; a whole word of one letter is Ô, Ý
        changed = [s for s in changed if s.isupper()]
    return [*changed, word] if plausible(word) or not changed else changed


def lost_byte_readings(word: str, style: Style) -> list[str]:
    """The readings of a word in which UTF-8 shown as cp1252 lacks its last byte."""
    if not any(mark in word for mark in (*LOST_MARKS, *DOUBTFUL_MARKS)):
        return [word]
    spellings = _spellings(word, _lost_choices)
    fitting = [s for s in spellings if style.fits(s)]
    return [s for s in fitting if plausible(s)] or fitting or spellings or [word]


def shows_oem(word: str) -> bool:
    """Whether a word has signs that only Alt codes put between letters, and reads well without them."""
    if _UNIT.fullmatch(word):
        return False
    strange = any(c in OEM and not is_vietnamese(c) and not (c.isascii() and c.isprintable()) for c in word)
    if not (strange or _INNER_BRACKET.search(word)) or not re.search(r"[A-Za-z]", word):
        return False
    changed = (s for s in _spellings(word, _oem_choices) if s != word)
    return any(plausible(s) and not _INNER_BRACKET.search(s) for s in changed)


def may_be_oem(word: str) -> bool:
    """Whether a word of Vietnamese letters is none, but would be one under Alt codes: `Tríi`."""
    if plausible(word) or not any(c in OEM and is_vietnamese(c) for c in word):
        return False
    return any(plausible(s) for s in _spellings(word, _oem_choices))


def shows_code_points(word: str) -> bool:
    """Whether digits stand among small letters and spell a Vietnamese syllable: `C226n`, `Hu7871`."""
    if not re.search(r"[a-z]\d{3}|\d{3}[a-z]", word) or not word.isascii():
        return False
    return any(s != word and plausible(s) for s in code_point_readings(word, Style(digits=False)))


def shows_lost_bytes(word: str) -> bool:
    """Whether the beginning of a letter without its end can be filled so that the word is Vietnamese."""
    return any(plausible(s) for s in lost_byte_readings(word, Style()) if s != word)


def combine(readings: Iterable[list[str]]) -> list[str]:
    """Every text made of one reading of each word. Raises TooMany."""
    texts = [""]
    for choices in readings:
        texts = [text + choice for text in texts for choice in choices]
        if len(texts) > MOST_READINGS:
            raise TooMany
    return list(dict.fromkeys(texts))
