"""The made-up drawers: one for each cashier and day with cash, opened, counted, closed, its float kept."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from counter.i18n import LOCAL_ZONE, money
from counter.models.drawer import CashCount
from counter.models.instant import to_micros
from counter.models.ledger import Account
from counter.models.staff import Role, StaffView
from counter.rules import ledger as entries
from counter.rules.amounts import notes_for
from counter.rules.cash_count import within_tolerance
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_ledger import Ledger
from counter.services.practice.practice_rows import Journal, Rows
from counter.settings import WardSettings

_OPENS, _CLOSES = time(7, 10), time(17, 20)  # before the counter opens, after the last resident has gone
_DIFFERS, _MOVES = 4, 5  # of a hundred drawers
_DIFFERENCES = (-1_000, -1_000, 1_000, -2_000, 2_000, -5_000, -20_000, 10_000)
_MOVED = (100_000, 200_000, -50_000)


@dataclass(frozen=True, slots=True)
class _Shift:
    """An open drawer and its cashier."""

    id: int
    cashier: StaffView
    float_: CashCount


class Drawers:
    """Opens and closes drawers as the days go by."""

    def __init__(
        self, rng: random.Random, habits: Habits, rows: Rows, journal: Journal, ledger: Ledger
    ) -> None:
        self._rng, self._habits, self._rows = rng, habits, rows
        self._journal, self._ledger = journal, ledger
        self._asked: set[tuple[int, date]] = set()
        self._open: dict[int, _Shift] = {}
        self._last, self._day = 0, date.min

    def need(self, cashier: StaffView, moment: datetime, now: datetime) -> None:
        """Have a drawer of this cashier open at a moment, and closed that evening."""
        day = moment.date()
        if (cashier.id, day) in self._asked:
            return
        self._asked.add((cashier.id, day))
        opens = datetime.combine(day, _OPENS, LOCAL_ZONE) + timedelta(minutes=self._rng.randrange(15))
        closes = datetime.combine(day, _CLOSES, LOCAL_ZONE) + timedelta(minutes=self._rng.randrange(20))
        self._journal.at(max(opens, now), partial(self._opened, cashier))
        self._journal.at(closes, partial(self._closed, cashier.id))
        if self._rng.randrange(100) < _MOVES:
            at = datetime.combine(day, time(15), LOCAL_ZONE) + timedelta(minutes=self._rng.randrange(90))
            if at > max(opens, now):
                self._journal.at(at, partial(self._moved, cashier.id))

    def of(self, cashier: StaffView) -> int | None:
        """The drawer that this cashier has open."""
        shift = self._open.get(cashier.id)
        return shift.id if shift else None

    def _opened(self, cashier: StaffView, at: datetime, operation: str) -> None:
        if at.date() != self._day:  # yesterday's drawers are closed before today's open
            self._rows.cut()
            self._day = at.date()
        self._last += 1
        shift = _Shift(self._last, cashier, CashCount.of(self._habits.float_notes.items()))
        self._open[cashier.id] = shift
        amount, counter = shift.float_.total, self._habits.counter_word.format(number=cashier.id)
        self._rows.add("drawer", shift.id, cashier.id, counter, amount, None, to_micros(at), operation)
        self._count(shift.id, "open", shift.float_.pieces)
        opening = entries.opening(amount, shift.id)
        self._ledger.post(at, cashier, "opening", opening, operation, drawer_id=shift.id)
        said: dict[str, str | int] = {"float": amount, "sum": money(amount)}
        self._journal.note(
            at, cashier, ("drawer", shift.id), "drawer.event.opened", operation, said, {"drawer_id": shift.id}
        )

    def _count(self, drawer: int, moment: str, pieces: Iterable[tuple[int, int]]) -> None:
        for note, number in pieces:
            self._rows.add("drawer_count", drawer, moment, note, number)

    def _moved(self, cashier_id: int, at: datetime, operation: str) -> None:
        shift = self._open[cashier_id]
        amount = self._rng.choice(_MOVED)
        if self._ledger.balance(Account.CASH, shift.id) + amount < 0:
            return
        way = "cash_in" if amount > 0 else "cash_out"
        reason = self._rng.choice(self._habits.till[way])
        self._rows.add("cash_move", shift.id, amount, reason, cashier_id, to_micros(at), operation)
        lines = entries.cash_move(amount, shift.id)
        self._ledger.post(at, shift.cashier, "cash_move", lines, operation, drawer_id=shift.id, note=reason)
        said: dict[str, str | int] = {"amount": amount, "sum": money(abs(amount)), "reason": reason}
        self._journal.note(at, shift.cashier, ("drawer", shift.id), f"drawer.event.{way}", operation, said)

    def _closed(self, cashier_id: int, at: datetime, operation: str) -> None:
        """Counted by note; what was too much or missing has its reason, a large sum the supervisor's word."""
        shift = self._open.pop(cashier_id)
        expected = self._ledger.balance(Account.CASH, shift.id)
        counted = expected
        if self._rng.randrange(100) < _DIFFERS:
            counted = max(0, expected + self._rng.choice(_DIFFERENCES))
        kept, notes = _notes(counted, shift.float_)
        self._count(shift.id, "close", notes.pieces)
        differs = counted != expected
        reason = self._rng.choice(self._habits.till["difference_reasons"]) if differs else ""
        tolerated = within_tolerance(counted - expected, WardSettings().drawer_tolerance)
        approver = None if tolerated else self._journal.person(Role.SUPERVISOR, 0).id
        lines = entries.closing(counted, expected, kept, shift.id)
        self._ledger.post(at, shift.cashier, "closing", lines, operation, drawer_id=shift.id, note=reason)
        self._rows.add(
            "drawer_close", shift.id, counted, expected, counted - expected, kept, reason, approver, None,
            cashier_id, to_micros(at), operation,
        )  # fmt: skip
        said: dict[str, str | int] = {
            "counted": counted,
            "expected": expected,
            "difference": counted - expected,
            "kept": kept,
            "sum": money(counted),
        }
        if differs:
            said["reason"] = reason
        if approver is not None:
            said["approved_by"] = approver
        self._journal.note(
            at, shift.cashier, ("drawer", shift.id), "drawer.event.closed", operation, said,
            {"drawer_id": shift.id},
        )  # fmt: skip


def _notes(counted: int, float_: CashCount) -> tuple[int, CashCount]:
    """What is kept for tomorrow, and the notes that were counted: those of the float among them."""
    if counted < float_.total:
        return 0, CashCount.of(_pieces(counted))
    pieces = dict(float_.pieces)
    for note, number in _pieces(counted - float_.total):
        pieces[note] = pieces.get(note, 0) + number
    return float_.total, CashCount.of(pieces.items())


def _pieces(amount: int) -> list[tuple[int, int]]:
    """The notes of a sum; what is less than the smallest is odd money, counted in đồng."""
    found = notes_for(amount)
    return [*found.notes, *([(1, found.remainder)] if found.remainder else [])]
