"""Names, PINs and how long a wrong PIN has to wait."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

from counter.errors import Problem
from counter.models.staff import Running, Tried
from counter.text import one_line

MAX_NAME = 100
MAX_WAIT_SECONDS = 300
OTHERS_PIN_DAYS = 7  # so long a PIN that somebody else set may still be known to them, and sign for them
_FREE_TRIES = 1
_PIN = re.compile(r"[0-9]{4,12}")
_BLOCK = re.compile(r"([0-9]{1,4})\1+")  # 1212, 123123, 0000
_DOUBLES = re.compile(r"(?:([0-9])\1){2,}")  # 1122, 112233
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_KEYPAD = frozenset({"2580", "0852", "1470", "7410", "3690", "1590", "7530", "147258", "258369", "147258369",
                     "159753", "159357", "123654", "789456", "456789", "1379", "3179", "2486"})  # fmt: skip


def pin_problems(pin: str, field: str = "pin") -> tuple[Problem, ...]:
    """A new PIN is 4 to 12 digits, and none that is guessed first: digits that repeat or follow each other, a
    year, a line of the keypad (the top of every list of PINs that leaked).
    """
    if not _PIN.fullmatch(pin):
        return (Problem(field, "staff.pin_shape"),)
    return (Problem(field, "staff.pin_easy"),) if _easy(pin) else ()


def _easy(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    in_a_row = len(steps) == 1 and steps <= {0, 1, 9}
    shapes = (_BLOCK, _DOUBLES, _YEAR)
    return in_a_row or pin in _KEYPAD or any(shape.fullmatch(pin) for shape in shapes)


def name_problems(name: str, field: str = "name") -> tuple[Problem, ...]:
    """A name is one line that is not empty, of at most 100 characters."""
    if not one_line(name):
        return (Problem(field, "staff.name_missing"),)
    if len(one_line(name)) > MAX_NAME:
        return (Problem(field, "staff.name_long", {"most": MAX_NAME}),)
    return ()


def wait_seconds(tries: int) -> int:
    """How long after the `tries`-th try in a row the next one may come: 0, 1, 2, 4 … 300 seconds.

    A guesser gets at most 21 tries in an hour; a clerk who mistypes once waits for nothing.
    """
    if tries <= _FREE_TRIES:
        return 0
    return min(1 << min(tries - _FREE_TRIES - 1, 9), MAX_WAIT_SECONDS)


def seconds_left(last: Tried, wait_until: datetime, now: datetime, run: Running | None) -> float:
    """Until the next try may be looked at, 0 or less when it may; `run`: the machine's own time now.

    The wait has to be over by the time of day and by the time since the machine was started, so that a clock
    set forward gains nothing; after another start, or where no system tells, only by the time of day.
    A clock that was set right stands far before `wait_until`: nobody waits longer than the longest wait, from
    the first try of then (`is_behind`).
    """
    by_day = (wait_until - now).total_seconds()
    if by_day > MAX_WAIT_SECONDS:
        by_day = (last.at + timedelta(seconds=last.wait) - now).total_seconds()
    then = last.since_start
    if run is None or then is None or run.boot != then.boot:
        return by_day
    return max(by_day, last.wait - (run.millis - then.millis) / 1000)


def is_behind(last: Tried, wait_until: datetime, now: datetime) -> bool:
    """Whether the clock stands so far before the last try that the longest wait has to begin now."""
    told = last.behind and last.at <= now
    return not told and wait_until - now > timedelta(seconds=MAX_WAIT_SECONDS)
