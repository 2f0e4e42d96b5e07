"""The dossier code (mã số hồ sơ) of the national grammar, and the short code on the slip.

    code = unit "-" YYMMDD "-" sequence of the day      000.00.15.H57-250910-0001, H57.15-250910-0001

Groups of the unit stand province last (Thông tư 01/2018/TT-VPCP Điều 19) or first (Quyết định
20/2020/QĐ-TTg); both are read. Until the ward's own unit code is set, codes begin with TAM (tạm: for the time
being) and are never shown as official.

The short code is a number in an alphabet of 19 signs without look-alikes and without vowels, so that Telex
leaves it alone; its last sign checks the others. 19 is a prime and the weights are powers of 2, so that every
single wrong sign and every swap of two neighbours is noticed.
"""

import re
from dataclasses import dataclass
from datetime import date

from counter.errors import Problem
from counter.text import one_line

PROVISIONAL = "TAM"
MAX_UNIT = 35
ALPHABET = "23456789CFHKMNPRTVX"
_GROUP = 3  # signs before the dash
_DIGITS = 5  # 19^5 is 2.4 million dossiers; more take a sixth sign

_CODE = re.compile(r"([A-Z0-9]+(?:\.[A-Z0-9]+){0,6})-([0-9]{6})-([0-9]{4,5})")
_UNIT = re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+){0,6}")
_PROVINCE = re.compile(r"[A-Z][0-9]{2}")
_NOTHING = re.compile(r"0*")


@dataclass(frozen=True, slots=True)
class DossierCode:
    """A code taken apart. `sequence_text` keeps its zeros."""

    unit: str
    day: date
    sequence_text: str

    def __str__(self) -> str:
        return f"{self.unit}-{self.day:%y%m%d}-{self.sequence_text}"

    @property
    def sequence(self) -> int:
        """The number within the day."""
        return int(self.sequence_text)

    @property
    def provisional(self) -> bool:
        """Whether this counter made it up before the ward's unit code was known."""
        return self.unit == PROVISIONAL

    @property
    def key(self) -> tuple[tuple[str, ...], date, int]:
        """Equal for the two orders of one code: the unit from the province down, groups of zeros left out."""
        return unit_key(self.unit), self.day, self.sequence


def unit_key(unit: str) -> tuple[str, ...]:
    """The groups of a unit code from the province down: H57.15 and 000.00.15.H57 are one."""
    groups = unit.split(".")
    if _PROVINCE.fullmatch(groups[-1]) and not _PROVINCE.fullmatch(groups[0]):
        groups.reverse()
    while len(groups) > 1 and _NOTHING.fullmatch(groups[-1]):
        groups.pop()
    return tuple(groups)


def unit_problem(text: str) -> Problem | None:
    """Why a text is not a unit code (mã định danh cơ quan), or None. Unknown parts are written "?"."""
    known = text.replace("?", "0")
    if len(text) <= MAX_UNIT and _UNIT.fullmatch(known) and text != PROVISIONAL:
        return None
    return Problem("unit_code", "form.code.unit", {"text": one_line(text)[:40]})


def build(unit: str, day: date, sequence: int) -> DossierCode:
    """The code of the nth dossier received on a day. ValueError for a number outside 1 to 99999."""
    if not 1 <= sequence <= 99999:
        raise ValueError(sequence)
    return DossierCode(PROVISIONAL if "?" in unit or not unit else unit, day, f"{sequence:04}")


def parse(text: str) -> DossierCode | Problem:
    """A dossier code as typed, small letters and outer blanks allowed."""
    typed = text.strip().upper()
    match = _CODE.fullmatch(typed)
    day = _day(match[2]) if match else None
    if match is None or day is None or len(match[1]) > MAX_UNIT:
        return Problem("code", "form.code.unreadable", {"text": one_line(text)[:60]})
    return DossierCode(match[1], day, match[3])


def _day(yymmdd: str) -> date | None:
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None


def _check(values: list[int]) -> int:
    """The value that makes the weighted sum of all signs, from the right, a multiple of 19."""
    total = sum(value * pow(2, place, len(ALPHABET)) for place, value in enumerate(reversed(values), start=1))
    return -total % len(ALPHABET)


def short_code(number: int) -> str:
    """The short code of a dossier's number in the store, "K3M-7PX": three signs, a dash, the rest."""
    values: list[int] = []
    left = number
    while left or len(values) < _DIGITS:
        left, value = divmod(left, len(ALPHABET))
        values.insert(0, value)
    signs = "".join(ALPHABET[value] for value in (*values, _check(values)))
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}"


def short_beginning(text: str) -> str:
    """How the short codes begin that are typed so far, "k3m7" → "K3M-7"; empty for what begins none.

    Three signs at least: the third cuts 130,000 codes down to some hundreds. A whole one is `parse_short`'s.
    """
    signs = re.sub(r"[\s-]", "", text).upper()
    if not _GROUP <= len(signs) <= _DIGITS or any(sign not in ALPHABET for sign in signs):
        return ""
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}"


def parse_short(text: str) -> int | Problem:
    """The number of a short code, dash, blanks and small letters allowed; a Problem when it was mistyped."""
    signs = re.sub(r"[\s-]", "", text).upper()
    if not _DIGITS < len(signs) <= 12 or any(sign not in ALPHABET for sign in signs):
        return Problem("code", "form.short.unreadable", {"text": one_line(text)[:20]})
    *values, check = (ALPHABET.index(sign) for sign in signs)
    number = 0
    for value in values:
        number = number * len(ALPHABET) + value
    if _check(values) != check or short_code(number).replace("-", "") != signs:
        return Problem("code", "form.short.mistyped", {"text": one_line(text)[:20]})
    return number
