"""A count by note that comes from elsewhere than the sheet on the screen must be one that a person can make.

Amounts in whole đồng. The sheet reads typed text by `cash_count.read_count`; a service is handed numbers.
"""

from counter.errors import Problem
from counter.i18n import money, number
from counter.models.drawer import ODD, CashCount
from counter.rules.amounts import NOTES, is_whole
from counter.rules.cash_count import MOST_ODD, MOST_PIECES, box

MOST_FLOAT = 200_000_000  # đồng that stay in a drawer for the next shift; more belongs in the safe


def count_problems(count: CashCount) -> tuple[Problem, ...]:
    """Everything by which a count cannot be of money: notes not in use, too many pieces, no whole numbers."""
    return tuple(problem for note, pieces in count.pieces if (problem := _problem(note, pieces)) is not None)


def float_problems(field: str, amount: int) -> tuple[Problem, ...]:
    """What is wrong with a sum that stays in a drawer as float (tiền lẻ)."""
    if not is_whole(amount):
        return (Problem(field, "fee.amount.not_whole"),)
    if amount > MOST_FLOAT:
        return (Problem(field, "cash.float_too_much", {"most": money(MOST_FLOAT)}),)
    return ()


def _problem(note: int, pieces: int) -> Problem | None:
    if note == ODD and is_whole(note):
        return _odd_problem(pieces)
    if not is_whole(note) or note not in NOTES:
        return Problem("notes", "cash.note_unknown", {"note": money(note)})
    if not is_whole(pieces):
        return Problem(box(note), "cash.pieces_unreadable", {"note": money(note), "text": str(pieces)})
    if pieces > MOST_PIECES:
        return Problem(box(note), "cash.pieces_too_many", {"note": money(note), "most": number(MOST_PIECES)})
    return None


def _odd_problem(amount: int) -> Problem | None:
    if not is_whole(amount):
        return Problem(box(ODD), "cash.odd_unreadable", {"text": str(amount)})
    if amount > MOST_ODD:
        return Problem(box(ODD), "cash.odd_too_much", {"most": money(MOST_ODD)})
    if amount % 100:
        return Problem(box(ODD), "cash.odd_not_hundreds", {"text": str(amount)})
    return None
