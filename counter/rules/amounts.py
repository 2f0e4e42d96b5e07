"""Money as it is typed and given back at the counter: whole đồng, nothing guessed.

"30" is 30.000 and that is said; "30.000", "30000" and "30k" are the same sum. Anything else asks:
"25.000" is never 25, and a text that could be two sums is none.
"""

import re
from dataclasses import dataclass

from counter.errors import Problem
from counter.i18n import money
from counter.text import one_line

# Notes a cashier gives, largest first (tờ); 500 and 200 đồng have gone out of use.
NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
MOST = 999_999_999_999

_SHORT = re.compile(r"[1-9][0-9]{0,2}")  # 30 → 30.000
_THOUSANDS = re.compile(r"([1-9][0-9]{0,8})k", re.IGNORECASE)  # 30k
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")  # 30.000
_WHOLE = re.compile(r"[1-9][0-9]{3,11}")  # 30000
_COMMA = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")  # 25,000: a thousand or a decimal sign?


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """A sum in đồng; `short` when thousands were added to what was typed, which must be said."""

    amount: int
    short: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The notes to give back, largest first, and what is less than the smallest note."""

    amount: int
    notes: tuple[tuple[int, int], ...]  # (note, how many)
    remainder: int


def is_whole(amount: int) -> bool:
    """Whether a number is whole đồng: from outside the screens a fraction or a truth value may come."""
    return type(amount) is int


def parse_amount(text: str, field: str = "amount") -> TypedAmount | Problem:
    """A sum of money as typed; a Problem that asks when it is not plainly one."""
    typed = text.strip(" ")
    if len(typed) > 20:
        return Problem(field, "fee.amount.too_large", {"most": money(MOST)})
    if _SHORT.fullmatch(typed):
        return TypedAmount(int(typed) * 1000, short=True)
    if match := _THOUSANDS.fullmatch(typed):
        return TypedAmount(int(match[1]) * 1000)
    if _WHOLE.fullmatch(typed):
        return TypedAmount(int(typed))
    if _GROUPED.fullmatch(typed):
        amount = int(typed.replace(".", ""))
        if amount > MOST:
            return Problem(field, "fee.amount.too_large", {"most": money(MOST)})
        return TypedAmount(amount)
    if not typed:
        return Problem(field, "fee.amount.empty")
    if _COMMA.fullmatch(typed):
        dots = typed.replace(",", ".")
        return Problem(field, "fee.amount.comma", {"text": typed, "dots": dots})
    return Problem(field, "fee.amount.unreadable", {"text": one_line(typed)})


def change(due: int, tendered: int) -> Change | Problem:
    """What to give back for a sum due and the money handed over; how much is short when it is too little."""
    if tendered < due:
        lacking = {"short": money(due - tendered), "tendered": money(tendered), "due": money(due)}
        return Problem("tendered", "fee.amount.short", lacking)
    return notes_for(tendered - due)


def notes_for(amount: int) -> Change:
    """A sum of đồng in the fewest notes. ValueError for a negative one."""
    if amount < 0:
        raise ValueError(amount)
    left, notes = amount, []
    for note in NOTES:
        count, left = divmod(left, note)
        if count:
            notes.append((note, count))
    return Change(amount, tuple(notes), left)
