"""The made-up bank: codes that were asked for, statements of the morning after, what does not match."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from counter.i18n import LOCAL_ZONE, money
from counter.models.bank import StatementLine
from counter.models.instant import to_micros
from counter.models.money import PaymentMeans
from counter.models.staff import Role, StaffView
from counter.rules import ledger as entries
from counter.rules.bank_match import digests
from counter.rules.vietqr import memo_of
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_days import Days
from counter.services.practice.practice_ledger import Ledger
from counter.services.practice.practice_money import Payment
from counter.services.practice.practice_rows import Journal, Rows

ACCOUNT = 1
_GARBLED = 8  # of a thousand transfers come with a memo that nobody was given
_UNKNOWN = 15  # of a thousand mornings bring money that nobody knows
_FOUND_AFTER = (3, 12)  # days until a garbled one is found
_GIVEN_UP = timedelta(minutes=5)
_FILE = "sao-ke-{day:%Y-%m-%d}.csv"


@dataclass(frozen=True, slots=True)
class _Coming:
    """Money that the next statement shows."""

    day: date
    amount: int
    memo: str
    reference: str
    payment_id: int | None = None  # None: card slips or the post, settled by `means`
    means: str = ""
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A code that was given."""

    id: int
    memo: str
    at: datetime
    who: StaffView
    payment: Payment
    dossier: int
    operation: str


class Bank:
    """Requests, and statements imported by the supervisor on the morning after."""

    def __init__(
        self, rng: random.Random, habits: Habits, days: Days, rows: Rows, journal: Journal, ledger: Ledger
    ) -> None:
        self._rng, self._habits, self._days = rng, habits, days
        self._rows, self._journal, self._ledger = rows, journal, ledger
        self._coming: list[_Coming] = []
        self._asked: dict[int, _Asked] = {}  # by dossier, until paid
        self._settling: dict[str, int] = {}  # means → đồng of the day
        self._import_at = datetime.min.replace(tzinfo=LOCAL_ZONE)
        self._requests = self._lines = 0
        self._month = ""

    def paid(self, at: datetime, payment_id: int, payment: Payment, dossier: int) -> None:
        """A payment by other means than cash: what the bank will tell of it."""
        for part in payment.parts:
            if part.means is PaymentMeans.TRANSFER:
                asked = self._asked.pop(dossier, None) if payment.asked else None
                memo = f"{payment.payer_name} nop phi" if asked is None else self._paid(asked, payment_id)
                garbled = self._rng.randrange(1000) < _GARBLED
                if garbled:
                    memo = self._rng.choice(self._habits.till["unknown_money"])
                self._coming.append(
                    _Coming(at.date(), part.amount, memo, part.reference, payment_id, "", garbled)
                )
            elif part.means is not PaymentMeans.CASH:
                before = self._settling.get(part.means.value, 0)
                self._settling[part.means.value] = before + part.amount
        if not all(part.means is PaymentMeans.CASH for part in payment.parts):
            self._expect_statement(at)

    def asks(
        self,
        who: StaffView,
        dossier: tuple[int, str],
        payment: Payment,
        state: str,
        at: datetime,
        operation: str,
    ) -> None:
        """A code is given; `state` "paid" when its payment follows, else how it stands at the end."""
        self._requests += 1
        number, (ident, code) = self._requests, dossier
        memo = memo_of([code], number)
        request = _Asked(number, memo, at, who, payment, ident, operation)
        if state == "paid":
            self._asked[ident] = request
        else:
            self._request(request, state, None)
        said: dict[str, str | int] = {"memo": memo, "amount": payment.total, "sum": money(payment.total)}
        result: dict[str, str | int] = {"request_id": number}
        self._journal.note(at, who, ("dossier", ident), "transfer.event.asked", operation, said, result)
        if state == "cancelled":
            self._journal.at(at + _GIVEN_UP, partial(self._cancelled, who, ident, memo))

    def _cancelled(self, who: StaffView, dossier: int, memo: str, at: datetime, operation: str) -> None:
        self._journal.note(
            at, who, ("dossier", dossier), "transfer.event.cancelled", operation, {"memo": memo}
        )

    def _paid(self, asked: _Asked, payment_id: int) -> str:
        self._request(asked, "paid", payment_id)
        return asked.memo

    def _request(self, asked: _Asked, state: str, payment_id: int | None) -> None:
        payment, version, at = asked.payment, 1 if state == "waiting" else 2, to_micros(asked.at)
        self._rows.add(
            "transfer_request", asked.id, asked.memo, payment.total, ACCOUNT, payment.payer_name,
            payment.payer.value, state, payment_id, asked.who.id, at, asked.operation, version,
        )  # fmt: skip
        self._rows.add("transfer_request_share", asked.id, 0, asked.dossier, payment.total)

    # -- the statement --------------------------------------------------------------------------

    def _expect_statement(self, at: datetime) -> None:
        if at < self._import_at:
            return
        evening = datetime.combine(at.date(), time(23), LOCAL_ZONE)
        self._import_at = self._days.open_at(evening)
        if self._import_at < self._days.end:
            self._journal.at(self._import_at, self._imported)

    def _imported(self, at: datetime, operation: str) -> None:
        """Every line of the days before; what is sure is matched at once, the rest gets a name."""
        who = self._journal.person(Role.SUPERVISOR, 0)
        coming = [line for line in self._coming if line.day < at.date()]
        self._coming = [line for line in self._coming if line.day >= at.date()]
        before = at.date() - timedelta(days=1)
        for means, amount in self._settling.items():
            coming.append(_Coming(before, amount, f"TT {means.upper()}", f"TT{before:%d%m%y}", None, means))
        self._settling.clear()
        coming += self._other_money(at)
        if not coming:
            return
        self._ledger.post(at, who, "bank_in", entries.bank_in(sum(line.amount for line in coming)), operation)
        for line, digest in zip(coming, self._digests(coming), strict=True):
            self._line(at, who, operation, line, digest)
        new, file = len(coming), _FILE.format(day=before)
        said: dict[str, str | int] = {"file": file, "new": new, "lines": new}
        self._journal.note(
            at, who, ("account", ACCOUNT), "bank.event.imported", operation, said, {"new": new}
        )

    def _other_money(self, at: datetime) -> list[_Coming]:
        """Interest once a month, and now and then a transfer that nobody knows."""
        found, before, month = [], at.date() - timedelta(days=1), f"{at:%Y-%m}"
        if month != self._month:
            memo = self._rng.choice(self._habits.till["explained_money"])
            found.append(_Coming(before, self._rng.randrange(20, 90) * 100, memo, f"LAI{month}", None))
            self._month = month
        if self._rng.randrange(1000) < _UNKNOWN:
            memo = self._rng.choice(self._habits.till["unknown_money"])
            amount = self._rng.randrange(1, 20) * 1000
            found.append(
                _Coming(before, amount, memo, f"FT{self._rng.randrange(10**10):010}", None, "", True)
            )
        return found

    def _digests(self, coming: Sequence[_Coming]) -> Sequence[str]:
        return digests(
            ACCOUNT,
            [
                StatementLine(booked_on=c.day, amount=c.amount, memo=c.memo, reference=c.reference)
                for c in coming
            ],
        )

    def _line(self, at: datetime, who: StaffView, operation: str, line: _Coming, digest: str) -> None:
        self._lines += 1
        ident = self._lines
        self._rows.add(
            "bank_line", ident, ACCOUNT, line.day.isoformat(), line.amount, line.memo, line.reference,
            _FILE.format(day=at.date() - timedelta(days=1)), digest, who.id, to_micros(at), operation,
        )  # fmt: skip
        if line.garbled:
            task = self._rng.choice(self._habits.till["tasks"])
            helper = self._journal.person(Role.CLERK, ident)
            self._step(at, who, operation, ident, "assigned", to_staff=helper.id, note=task)
            if line.payment_id is not None:
                later = at + timedelta(days=self._rng.randrange(*_FOUND_AFTER))
                found = partial(self._found, ident, line)
                if (later := self._days.open_at(later)) < self._days.end:
                    self._journal.at(later, found)
        elif line.payment_id is not None:
            self._matched(at, who, operation, ident, line)
        elif line.means:
            self._step(at, who, operation, ident, "settled", note=line.means)
            lines = entries.bank_settled(line.means, line.amount)
            self._ledger.post(at, who, "bank_settled", lines, operation)
        else:
            self._step(at, who, operation, ident, "explained", note=line.memo)
            self._ledger.post(at, who, "bank_explained", entries.bank_explained(line.amount), operation)

    def _matched(self, at: datetime, who: StaffView, operation: str, ident: int, line: _Coming) -> None:
        self._step(at, who, operation, ident, "matched", payment_id=line.payment_id)
        lines = entries.bank_matched(line.amount)
        self._ledger.post(at, who, "bank_matched", lines, operation, payment_id=line.payment_id)

    def _found(self, ident: int, line: _Coming, at: datetime, operation: str) -> None:
        """Whose money it was came out some days later."""
        who = self._journal.person(Role.SUPERVISOR, 0)
        self._matched(at, who, operation, ident, line)
        said: dict[str, str | int] = {"payment": line.payment_id or 0, "sum": money(line.amount)}
        self._journal.note(at, who, ("bank_line", ident), "bank.event.matched", operation, said)

    def _step(
        self,
        at: datetime,
        who: StaffView,
        operation: str,
        line: int,
        step: str,
        *,
        payment_id: int | None = None,
        to_staff: int | None = None,
        note: str = "",
    ) -> None:
        self._rows.add(
            "bank_line_step", line, step, payment_id, to_staff, note, who.id, to_micros(at), operation
        )
