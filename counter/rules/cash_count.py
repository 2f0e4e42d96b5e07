"""Counting a drawer by note, and where to look first when it differs from the ledger. Amounts in whole đồng.

The count is blind: nothing here needs the expected sum before the count is whole.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from counter.errors import Problem
from counter.i18n import money, number
from counter.models.drawer import ODD, CashCount
from counter.models.instant import CLOCK_STEP
from counter.rules.amounts import NOTES, notes_for
from counter.text import one_line

MOST_PIECES = 10_000
MOST_ODD = 5_000_000
BOXES = (*NOTES, ODD)  # the boxes of the sheet, in order: the notes in use, then odd money in đồng
_DIGITS = re.compile(r"[0-9]+")
_ODD_SUM = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+")
_LONGEST = 20
# Differences between two notes and the pairs they come from: (the larger, the smaller).
_SWAPS = {
    large - small: [(a, b) for a in NOTES for b in NOTES if a - b == large - small]
    for large in NOTES
    for small in NOTES
    if large > small
}


class Reason(StrEnum):
    """Why a payment may be the mistaken one, the likeliest first."""

    CHANGE = "change"  # the difference is its change: given twice, or not given
    DOUBLE = "double"  # the difference is its amount, and another payment has the same: recorded twice
    AMOUNT = "amount"  # the difference is its amount: recorded and not received, or received twice
    TWICE = "twice"  # the difference is twice its amount: money went the other way
    NOTE = "note"  # the difference is that of two notes, one of which belongs to it


_RANK = {reason: rank for rank, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class CashTaken:
    """Cash of one payment in the drawer. `amount` is negative for money given back; then the others are 0."""

    payment_id: int
    amount: int
    tendered: int = 0
    change: int = 0


@dataclass(frozen=True, slots=True)
class Suspect:
    """A payment to look at again (xem lại trước). `short`: money is missing, else there is too much.

    `swapped`: of NOTE the two notes that may have been mistaken for each other, larger first.
    """

    payment_id: int
    reason: Reason
    short: bool
    swapped: tuple[int, int] | None = None

    @property
    def message_id(self) -> str:
        """The id of the reason in words; it takes the params of `params`."""
        return f"cash.suspect.{self.reason.value}.{'short' if self.short else 'over'}"

    @property
    def params(self) -> dict[str, str | int]:
        """What the words of the reason need."""
        large, small = self.swapped or (0, 0)
        return {"large": money(large), "small": money(small)} if self.swapped else {}


def box(note: int) -> str:
    """The key of a note's box on the sheet, as the `field` of a Problem."""
    return "odd" if note == ODD else f"note_{note}"


def read_pieces(text: str, note: int) -> int | Problem:
    """How many pieces (tờ) of a note a clerk typed; blank is 0. A Problem unless it is plainly a number."""
    typed = text.strip(" ")
    if not typed:
        return 0
    if len(typed) > _LONGEST or (_DIGITS.fullmatch(typed) and int(typed) > MOST_PIECES):
        params = {"note": money(note), "most": number(MOST_PIECES)}
        return Problem(box(note), "cash.pieces_too_many", params)
    if not _DIGITS.fullmatch(typed):
        return Problem(box(note), "cash.pieces_unreadable", {"note": money(note), "text": one_line(typed)})
    return int(typed)


def read_odd(text: str) -> int | Problem:
    """Odd money (500 and 200 đồng notes together) in đồng as typed, dots allowed; blank is 0."""
    typed = text.strip(" ")
    if not typed:
        return 0
    if len(typed) > _LONGEST:
        return Problem("odd", "cash.odd_too_much", {"most": money(MOST_ODD)})
    if not _ODD_SUM.fullmatch(typed):
        return Problem("odd", "cash.odd_unreadable", {"text": one_line(typed)})
    amount = int(typed.replace(".", ""))
    if amount > MOST_ODD:
        return Problem("odd", "cash.odd_too_much", {"most": money(MOST_ODD)})
    if amount % 100:
        return Problem("odd", "cash.odd_not_hundreds", {"text": one_line(typed)})
    return amount


def read_count(typed: Mapping[int, str]) -> CashCount | tuple[Problem, ...]:
    """The count from what was typed in each box, or everything that is wrong with it, in the boxes' order.

    A box that is not given is 0. KeyError for a note that is not in use.
    """
    if strange := set(typed) - set(BOXES):
        raise KeyError(min(strange))
    read = {note: _read(typed.get(note, ""), note) for note in BOXES}
    problems = tuple(found for found in read.values() if isinstance(found, Problem))
    if problems:
        return problems
    return CashCount.of((note, found) for note, found in read.items() if isinstance(found, int))


def _read(text: str, note: int) -> int | Problem:
    return read_odd(text) if note == ODD else read_pieces(text, note)


def within_tolerance(difference: int, tolerance: int) -> bool:
    """Whether a difference, missing or too much, needs no supervisor. ValueError: a negative tolerance."""
    if tolerance < 0:
        raise ValueError(tolerance)
    return abs(difference) <= tolerance


def too_long_open(opened_at: datetime, now: datetime, hours: int = 24) -> bool:
    """Whether a drawer has been open for more than so many hours and takes no money. Instants in UTC.

    One opened in the future, by a clock that ran ahead, is too: nobody knows since when it is open.
    """
    return now - opened_at > timedelta(hours=hours) or opened_ahead(opened_at, now)


def opened_ahead(opened_at: datetime, now: datetime) -> bool:
    """Whether a drawer was opened after now: the clock stands behind, or ran ahead then. Instants in UTC."""
    return opened_at - now > CLOCK_STEP


def suspects(difference: int, payments: Sequence[CashTaken], most: int = 3) -> tuple[Suspect, ...]:
    """The payments most likely mistaken, by reason and then in the order given; none without a difference.

    `difference` is counted less expected: negative when money is missing. Each payment comes once, for its
    likeliest reason.
    """
    amounts = [payment.amount for payment in payments]
    found = []
    for payment in payments:
        suspect = _suspect(difference, payment, doubled=amounts.count(payment.amount) > 1)
        if suspect is not None:
            found.append(suspect)
    return tuple(sorted(found, key=lambda suspect: _RANK[suspect.reason])[:most])


def _suspect(difference: int, payment: CashTaken, *, doubled: bool) -> Suspect | None:
    off, short, amount = abs(difference), difference < 0, abs(payment.amount)
    if not off:
        return None
    if payment.change == off:
        return Suspect(payment.payment_id, Reason.CHANGE, short)
    # Money is missing when too much was recorded as taken, or too little as given back.
    too_much_recorded = short == (payment.amount > 0)
    if amount == off:
        reason = Reason.DOUBLE if doubled and too_much_recorded else Reason.AMOUNT
        return Suspect(payment.payment_id, reason, short)
    if 2 * amount == off and too_much_recorded:
        return Suspect(payment.payment_id, Reason.TWICE, short)
    swapped = _swapped(off, short, payment)
    return Suspect(payment.payment_id, Reason.NOTE, short, swapped) if swapped else None


def _swapped(off: int, short: bool, payment: CashTaken) -> tuple[int, int] | None:
    """Two notes that differ by the difference, one of them among the notes of this payment.

    Missing: a small note was taken for the large one that is recorded, or a large one went out for a small
    one. Too much: the other way round. The notes are the fewest for the sum; nobody recorded the real ones.
    """
    came = {note for note, _ in notes_for(max(payment.tendered, 0)).notes}
    went = {note for note, _ in notes_for(max(payment.change, -payment.amount, 0)).notes}
    for large, small in _SWAPS.get(off, ()):
        recorded_in, recorded_out = (large, small) if short else (small, large)
        if recorded_in in came or recorded_out in went:
            return large, small
    return None
