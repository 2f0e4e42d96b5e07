"""The personal number (số định danh cá nhân) and how long a card is valid (conventions section 1).

Twelve digits: three for the place of birth registration, one for century and sex, two for the year, six at
random; there is no check digit (Circular 59/2021/TT-BCA Art. 4, Law 26/2023/QH15 Art. 12). Two papers of one
person may disagree and numbers are cancelled and made anew, so a mismatch is a warning, never a refusal.
"""

import re
import unicodedata
from collections.abc import Mapping, Set
from datetime import date

from counter.errors import Problem
from counter.models.identity import NumberReading
from counter.models.units import NumberPrefix

MALE, FEMALE = "Nam", "Nữ"
DIGITS = 12
_TYPING_AIDS = re.compile(r"[\s.\-_]")
_AGES = {"2014": (25, 40, 60), "2023": (14, 25, 40, 60)}
_NEW_LAW = date(2024, 7, 1)  # Law 26/2023/QH15: "Thẻ căn cước"
_LAST_CMND_DAY = date(2024, 12, 31)  # Law 26/2023/QH15 Art. 46
_CMND_YEARS = 15  # Decree 05/1999/NĐ-CP
WARNINGS = frozenset({"citizen_id.gender_differs", "citizen_id.year_differs", "citizen_id.prefix_unknown"})


def is_warning(problem: Problem) -> bool:
    """Whether a clerk may go on after reading this one."""
    return problem.message_id in WARNINGS


def normalise(text: str) -> str:
    """The number without typing aids: spaces, dots, hyphens, zero-width and full-width characters."""
    kept = unicodedata.normalize("NFKC", text)
    return _TYPING_AIDS.sub("", "".join(c for c in kept if unicodedata.category(c) != "Cf"))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def decode(text: str, provinces: Mapping[str, NumberPrefix] | None = None) -> NumberReading:
    """What a number says: place of birth registration, sex, year of birth. Says why when it is none."""
    number = normalise(text)
    if not _is_digits(number):
        return NumberReading(format_ok=False, reason="not digits" if number else "empty")
    if len(number) != DIGITS:
        return NumberReading(format_ok=False, reason=f"{len(number)} digits")
    century = int(number[3])
    place = (provinces or {}).get(number[:3])
    return NumberReading(
        format_ok=True,
        province_code=number[:3],
        province=place.province if place else None,
        gender=FEMALE if century % 2 else MALE,
        birth_year=1900 + century // 2 * 100 + int(number[4:6]),
        serial=number[6:],
    )


def document_kind(text: str) -> str:
    """The kind of paper a number is of: "cmnd9" (Chứng minh nhân dân), "personal12" or "unknown"."""
    number = normalise(text)
    kinds = {9: "cmnd9", DIGITS: "personal12"}
    return kinds.get(len(number), "unknown") if _is_digits(number) else "unknown"


def card_name(issued: date) -> str:
    """What a card of that day is called: "cccd" before 01/07/2024 (Căn cước công dân), then "can_cuoc"."""
    return "can_cuoc" if issued >= _NEW_LAW else "cccd"


def birthday(dob: date, age: int) -> date:
    """The day somebody turns an age; 29 February is kept on 28 in a year without it (Civil Code Art. 148)."""
    if (dob.month, dob.day) == (2, 29):
        leap = (dob.year + age) % 4 == 0 and ((dob.year + age) % 100 != 0 or (dob.year + age) % 400 == 0)
        return date(dob.year + age, 2, 29 if leap else 28)
    return dob.replace(year=dob.year + age)


def card_expiry(dob: date, issued: date, law: str | None = None) -> date | None:
    """The day a card must be changed, None for never (không thời hạn). The date printed on a card wins.

    `law` is "2014" (change at 25, 40, 60) or "2023" (14, 25, 40, 60); left out, the one of the issue date. A
    card issued within the two years before such an age runs to the next one.
    """
    for age in _AGES[law or ("2023" if issued >= _NEW_LAW else "2014")]:
        if issued < birthday(dob, age - 2):
            return birthday(dob, age)
    return None


def document_valid_on(
    kind: str, day: date, *, dob: date | None = None, issued: date | None = None, expires: date | None = None
) -> bool:
    """Whether a paper is valid on a day, as far as what is known of it says.

    No CMND is valid after 31/12/2024, nor after 15 years. A card is valid through the day before it must be
    changed; the printed date `expires` wins over the reckoned one.
    """
    if kind == "cmnd9":
        return day <= _LAST_CMND_DAY and (issued is None or day <= birthday(issued, _CMND_YEARS))
    if expires is None and dob is not None and issued is not None:
        expires = card_expiry(dob, issued)
    return expires is None or day <= expires


def cross_check(number: NumberReading, birth_year: int | None, gender: str) -> tuple[Problem, ...]:
    """Where a number and the paper disagree on sex or year of birth: warnings, sex first."""
    found = []
    said = gender.strip().casefold()
    if number.gender and said in (MALE.casefold(), FEMALE.casefold()) and said != number.gender.casefold():
        found.append(Problem("gender", "citizen_id.gender_differs", {"gender": number.gender}))
    if number.birth_year and birth_year and birth_year != number.birth_year:
        found.append(Problem("dob", "citizen_id.year_differs", {"year": number.birth_year}))
    return tuple(found)


def prefix_warning(number: str, prefixes: Set[str] | None) -> tuple[Problem, ...]:
    """A first three digits that the list does not have: a country code, or one given out later."""
    if prefixes and number[:3] not in prefixes:
        return (Problem("citizen_id", "citizen_id.prefix_unknown", {"prefix": number[:3]}),)
    return ()


def check(
    citizen_id: str,
    dob: date | int | None = None,
    gender: str = "",
    prefixes: Set[str] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of a number in a form. `is_warning` tells those a clerk may pass from the others.

    `dob` may be the year alone, as old people know it. An empty number has no problem: whether it must be
    there is the form's matter.
    """
    number = normalise(citizen_id)
    if not number:
        return ()
    if not _is_digits(number):
        return (Problem("citizen_id", "citizen_id.not_digits"),)
    if len(number) != DIGITS:
        return (Problem("citizen_id", "citizen_id.length", {"count": len(number)}),)
    return (
        *cross_check(decode(number), dob.year if isinstance(dob, date) else dob, gender),
        *prefix_warning(number, prefixes),
    )
