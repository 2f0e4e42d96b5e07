"""Dates as they are typed in one box: 121125, 12/11/2025, 12.11.25; and how they are read back."""

import re
from dataclasses import dataclass
from datetime import date, time

from counter.errors import Problem
from counter.i18n import day as show
from counter.i18n import t, weekday

OLDEST_AGE = 125  # a person; older is a typing error
_EARLIEST_YEAR = 1850  # any date on a paper
_SEPARATED = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_RUN = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_TIME = re.compile(r"([0-9]{1,2})(?:[:hg.]([0-9]{2})|[hg])")


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date as typed: `value` as it is stored, `read_back` for the ear. `day` None: the year only."""

    day: date | None
    value: str
    read_back: str


def parse_day(text: str, today: date, *, past: bool = False) -> date | None:
    """A date from day, month and year in this order (or ISO); None when it is none or does not exist.

    A year of two digits lies in this century, or in the last where the date must be past.
    """
    if match := _ISO.fullmatch(text):
        year, month, number = (int(group) for group in match.groups())
    elif match := _SEPARATED.fullmatch(text) or _RUN.fullmatch(text):
        number, month, year = (int(group) for group in match.groups())
        if len(match[3]) == 2:
            year += 2000
            if past and (year, month, number) > (today.year, today.month, today.day):
                year -= 100
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def check_date(field: str, text: str, today: date, *, past: bool, birth: bool) -> TypedDate | Problem:
    """A date answer. A date of birth may be the year alone, as on old papers; the age is read back."""
    if birth and _YEAR.fullmatch(text):
        return _year_only(field, int(text), today)
    day = parse_day(text, today, past=past or birth)
    if day is None:
        return Problem(field, "form.date.unreadable", {"text": text[:30]})
    if day > today and (past or birth):
        return Problem(field, "form.date.future", {"day": show(day)})
    if day.year < (today.year - OLDEST_AGE if birth else _EARLIEST_YEAR):
        return Problem(field, "form.date.too_old", {"day": show(day)})
    said = f"{weekday(day)}, {age_in_words(day, today)}" if birth else weekday(day)
    return TypedDate(day, show(day), said)


def _year_only(field: str, year: int, today: date) -> TypedDate | Problem:
    if year > today.year:
        return Problem(field, "form.date.future", {"day": year})
    if year < today.year - OLDEST_AGE:
        return Problem(field, "form.date.too_old", {"day": year})
    return TypedDate(None, str(year), t("form.date.year_only", age=today.year - year))


def check_moment(field: str, text: str, today: date, *, past: bool) -> TypedDate | Problem:
    """A date with an hour in either order: "08:30 12/11/2025", "121125 8h30". The hour may be missing."""
    words = text.split()
    clocks = [(word, found) for word in words if (found := _clock(word)) is not None]
    if not clocks or len(words) == 1:
        return check_date(field, text, today, past=past, birth=False)
    hour, at = clocks[-1]
    words.remove(hour)
    typed = check_date(field, " ".join(words), today, past=past, birth=False)
    if isinstance(typed, Problem):
        return typed
    return TypedDate(typed.day, f"{typed.value} {at:%H:%M}", typed.read_back)


def _clock(word: str) -> time | None:
    match = _TIME.fullmatch(word.lower())
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def age_in_words(born: date, today: date) -> str:
    """An age as people say it: days up to two months, months up to three years, then years."""
    days = (today - born).days
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if days < 60:
        return t("form.age.days", n=days)
    if months < 36:
        return t("form.age.months", n=months)
    return t("form.age.years", n=months // 12)
