"""The made-up till: payments, exemptions, voids and refunds in the order of time, with all they belong to."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from counter.i18n import LOCAL_ZONE, money
from counter.models.instant import to_micros
from counter.models.ledger import Account, Share
from counter.models.money import PaymentMeans
from counter.models.staff import Role, StaffView
from counter.rules import ledger as entries
from counter.rules.deposits import due_on
from counter.services.practice.practice_bank import Bank
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_days import Days
from counter.services.practice.practice_drawers import Drawers
from counter.services.practice.practice_ledger import Ledger
from counter.services.practice.practice_life import Event
from counter.services.practice.practice_money import Exempted, GivenBack, Part, Payment, cash
from counter.services.practice.practice_receipts import Books
from counter.services.practice.practice_rows import Journal, Rows
from counter.services.store.connection import Connection

_NOBODY_ELSE = timedelta(minutes=10)  # how long a payment waits for the next resident's
_WHILE_THEY_PAY = timedelta(seconds=100)
_CANCELLED = 20  # of a hundred codes that brought no money
_EXCUSED = 25  # of a hundred payments without a receipt
_Detail = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class _Item:
    """What of a payment is for one dossier."""

    dossier: int
    code: str
    kinds: tuple[tuple[str, int], ...]
    stated: int | None
    left: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """A payment that will be given back."""

    id: int
    payment: Payment


class Till:
    """Writes what life asks for."""

    def __init__(self, seed: int, habits: Habits, days: Days, rows: Rows, journal: Journal) -> None:
        self._rng = random.Random(f"till {seed}")  # noqa: S311  made-up work, not secrets
        self._habits, self._days, self._rows, self._journal = habits, days, rows, journal
        self._ledger = Ledger(rows)
        self._books = Books(self._rng, habits, rows, journal)
        self._drawers = Drawers(self._rng, habits, rows, journal, self._ledger)
        self._bank = Bank(self._rng, habits, days, rows, journal, self._ledger)
        self._payments = self._deposits = 0
        self._standing: dict[int, _Standing] = {}  # by dossier
        self._waiting: tuple[StaffView, Payment, _Item] | None = None
        self._collected: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])  # month → cash, others

    def first(self, connection: Connection, made: int) -> None:
        """The accounts that transfers go to; all but the first are not in use."""
        connection.executemany(
            "INSERT INTO bank_account (id, bin, number, holder, label, active, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (n, a.bin, a.number, a.holder, a.label, int(n == 1), made)
                for n, a in enumerate(self._habits.bank_accounts, start=1)
            ],
        )

    def expect(self, dossier: int, code: str, event: Event, now: datetime) -> None:
        """Something with money, to be done when its time comes."""
        who = self._journal.person(event.by, dossier)
        match event.money:
            case Payment() as payment:
                if payment.cash:
                    self._drawers.need(who, event.at, now)
                item = _Item(dossier, code, payment.kinds, payment.stated, payment.left)
                if payment.asked:
                    asks = partial(self._bank.asks, who, (dossier, code), payment, "paid")
                    self._journal.at(max(event.at - _WHILE_THEY_PAY, now), asks)
                self._journal.at(event.at, partial(self._comes, who, payment, item))
            case Exempted() as freed:
                self._journal.at(event.at, partial(self._exempted, who, dossier, freed))
            case GivenBack() as back:
                if back.cash:
                    self._drawers.need(who, event.at, now)
                self._journal.at(event.at, partial(self._given_back, who, dossier, back))

    def waits_for(self, dossier: int, code: str, payment: Payment, asked_at: datetime) -> None:
        """A code was given and no money has come: it is waited for, or was cancelled."""
        state = "cancelled" if self._rng.randrange(100) < _CANCELLED else "waiting"
        who = self._journal.person(Role.CLERK, dossier)
        self._journal.at(asked_at, partial(self._bank.asks, who, (dossier, code), payment, state))

    # -- payments -------------------------------------------------------------------------------

    def _comes(self, who: StaffView, payment: Payment, item: _Item, at: datetime, operation: str) -> None:
        """A resident pays; who waits for the next one pays with them."""
        if payment.waits and self._waiting is None and at + _NOBODY_ELSE < self._evening(at):
            self._waiting = who, payment, item
            self._journal.at(at + _NOBODY_ELSE, partial(self._alone, item))
            return
        items, first = [item], self._waiting
        single = len(payment.parts) == 1 and not (payment.goes_back or payment.asked)
        if first is not None and first[0] == who and single:
            self._waiting = None
            items.insert(0, first[2])
            payment = _joined(payment, first[1])
        self._take(who, payment, items, at, operation)

    def _alone(self, item: _Item, at: datetime, operation: str) -> None:
        if self._waiting is not None and self._waiting[2] is item:
            who, payment, _ = self._waiting
            self._waiting = None
            self._take(who, payment, [item], at, operation)

    def _evening(self, at: datetime) -> datetime:
        return datetime.combine(at.date(), time(17, 15), LOCAL_ZONE)

    def _take(
        self, who: StaffView, payment: Payment, items: Sequence[_Item], at: datetime, operation: str
    ) -> None:
        self._payments += 1
        ident, drawer = self._payments, self._drawers.of(who)
        self._rows.add(
            "payment", ident, "payment", None, payment.total, payment.payer_name, payment.payer.value, drawer,
            "", payment.receipt_later, who.id, None, to_micros(at), operation,
        )  # fmt: skip
        shares = [Share(item.dossier, kind, part) for item in items for kind, part in item.kinds]
        self._add_parts(ident, payment.parts, shares)
        said = self._said(payment, ident)
        if payment.receipt_later:
            said["receipt_later"] = payment.receipt_later
            self._receipt_later(who, ident, items[0].dossier, at)
        else:
            said["receipt"] = self._books.use(at, who, ident, operation)
        means = [(part.means.value, part.amount) for part in payment.parts]
        lines = entries.payment(means, shares, drawer)
        self._ledger.post(at, who, "payment", lines, operation, payment_id=ident, drawer_id=drawer)
        self._for_treasury(at, payment.parts, shares, 1)
        self._tell(at, who, payment, items, said, operation, ident)
        self._bank.paid(at, ident, payment, items[-1].dossier)
        if payment.goes_back:
            self._standing[items[-1].dossier] = _Standing(ident, payment)

    def _add_parts(self, ident: int, parts: Sequence[Part], shares: Sequence[Share], sign: int = 1) -> None:
        for position, part in enumerate(parts):
            change = part.tendered - part.amount if part.tendered is not None else None
            account = 1 if part.means is PaymentMeans.TRANSFER and sign > 0 else None
            self._rows.add(
                "payment_means", ident, position, part.means.value, sign * part.amount, part.tendered, change,
                part.reference, account,
            )  # fmt: skip
        for position, share in enumerate(shares):
            self._rows.add(
                "payment_share", ident, position, share.dossier_id, share.fee_kind, sign * share.amount
            )

    def _said(self, payment: Payment, ident: int) -> _Detail:
        return {"payment": ident, "means": "+".join(part.means.value for part in payment.parts)}

    def _tell(
        self,
        at: datetime,
        who: StaffView,
        payment: Payment,
        items: Sequence[_Item],
        said: _Detail,
        operation: str,
        ident: int,
    ) -> None:
        """One event for each dossier, one operation for all."""
        way = payment.parts[0].means.value if len(payment.parts) == 1 else "mixed"
        event = f"payment.event.{way}"
        for number, item in enumerate(items):
            amount = sum(part for _, part in item.kinds)
            detail: _Detail = said | {"amount": amount, "sum": money(amount)}
            if item.left:
                detail["left"] = item.left
            if item.stated is not None:
                detail |= {"stated": item.stated, "source": self._habits.stated_source}
            subject = "dossier", item.dossier
            if number == 0:
                result: _Detail = {"payment_id": ident}
                self._journal.note(at, who, subject, event, operation, detail, result)
            else:
                self._journal.told(at, who, subject, event, operation, detail)

    # -- receipts that come later ---------------------------------------------------------------

    def _receipt_later(self, who: StaffView, ident: int, dossier: int, at: datetime) -> None:
        """Before the drawer closes it has one, or the supervisor says why it has none."""
        later = at + timedelta(minutes=self._rng.randrange(15, 60))
        excused = self._rng.randrange(100) < _EXCUSED
        self._journal.at(later, partial(self._excused if excused else self._recorded, who, ident, dossier))

    def _recorded(self, who: StaffView, ident: int, dossier: int, at: datetime, operation: str) -> None:
        written = self._books.use(at, who, ident, operation)
        said: _Detail = {"payment": ident, "receipt": written}
        self._journal.note(at, who, ("dossier", dossier), "payment.event.receipt", operation, said)

    def _excused(self, who: StaffView, ident: int, dossier: int, at: datetime, operation: str) -> None:
        supervisor, reason = self._journal.person(Role.SUPERVISOR, 0), self._habits.till["excuses"][0]
        self._rows.add("receipt_excuse", ident, reason, supervisor.id, to_micros(at), operation)
        said: _Detail = {"payment": ident, "reason": reason}
        self._journal.note(at, supervisor, ("dossier", dossier), "payment.event.excused", operation, said)

    # -- exemptions, money given back -------------------------------------------------------------

    def _exempted(self, who: StaffView, dossier: int, freed: Exempted, at: datetime, operation: str) -> None:
        self._rows.add(
            "exemption", dossier, freed.group, freed.ground, freed.proof, freed.waived, who.id, to_micros(at),
            operation,
        )  # fmt: skip
        said: _Detail = {"exempt_group": freed.group, "waived": freed.waived, "sum": money(freed.waived)}
        self._journal.note(at, who, ("dossier", dossier), "payment.event.exempt", operation, said)

    def _given_back(
        self, who: StaffView, dossier: int, back: GivenBack, at: datetime, operation: str
    ) -> None:
        """All of it or a part, by the means it came by, with somebody else's word."""
        first = self._standing.pop(dossier)
        self._payments += 1
        ident, drawer, second = (
            self._payments,
            self._drawers.of(who),
            self._journal.person(Role.SUPERVISOR, 0),
        )
        amount, shares = back.amount, []
        for kind, part in first.payment.kinds:
            take = min(part, amount)
            amount -= take
            if take:
                shares.append(Share(dossier, kind, take))
        parts = _cut(first.payment.parts, back.amount)
        self._rows.add(
            "payment", ident, back.kind.value, first.id, -back.amount, first.payment.payer_name,
            first.payment.payer.value, drawer, back.reason, "", who.id, second.id, to_micros(at), operation,
        )  # fmt: skip
        self._add_parts(ident, parts, shares, -1)
        means = [(part.means.value, part.amount) for part in parts]
        lines = entries.reversal(means, shares, drawer)
        self._ledger.post(at, who, back.kind.value, lines, operation, payment_id=ident, drawer_id=drawer)
        self._for_treasury(at, parts, shares, -1)
        said: _Detail = {
            "payment": ident,
            "of": first.id,
            "amount": back.amount,
            "sum": money(back.amount),
            "reason": back.reason,
            "approved_by": second.id,
        }
        event, result = f"payment.event.{back.kind}", {"payment_id": ident}
        self._journal.note(at, who, ("dossier", dossier), event, operation, said, result)

    # -- the Treasury -----------------------------------------------------------------------------

    def _for_treasury(self, at: datetime, parts: Sequence[Part], shares: Sequence[Share], sign: int) -> None:
        """What a month has collected is deposited by the 5th of the next one; postage is the post's."""
        month = f"{at:%Y-%m}"
        if month not in self._collected:
            day = self._days.worked_by(due_on(month))
            when = datetime.combine(day, time(14), LOCAL_ZONE)
            if when < self._days.end:
                self._journal.at(when, partial(self._deposited, month))
        for part in parts:
            self._collected[month][part.means is not PaymentMeans.CASH] += sign * part.amount
        self._collected[month][1] -= sign * sum(share.amount for share in shares if share.fee_kind == "post")

    def _deposited(self, month: str, at: datetime, operation: str) -> None:
        """Cash from the safe, the rest from the bank; only what is there can be taken."""
        who = self._journal.person(Role.SUPERVISOR, 0)
        in_cash, others = self._collected.pop(month)
        of_safe = max(0, min(in_cash, self._ledger.balance(Account.SAFE)))
        of_bank = max(0, min(in_cash + others - of_safe, self._ledger.balance(Account.BANK)))
        for place, amount in (("safe", of_safe), ("bank", of_bank)):
            if not amount:
                continue
            self._deposits += 1
            one, reference = f"{operation}-{place}", f"NKB-{month}-{place} (tập)"
            self._rows.add(
                "deposit", month, amount, place, reference, at.date().isoformat(), who.id, to_micros(at), one
            )
            self._ledger.post(at, who, "deposit", entries.deposit(amount, place), one, note=month)
            said: _Detail = {"month": month, "sum": money(amount), "reference": reference}
            subject, result = ("deposit", self._deposits), {"deposit_id": self._deposits}
            self._journal.note(at, who, subject, "deposit.event.recorded", one, said, result)


def _joined(payment: Payment, first: Payment) -> Payment:
    """Both in one, by the means of the one who pays."""
    (part,) = payment.parts
    amount = part.amount + first.total
    whole = (
        cash(amount, part.tendered or amount)
        if part.means is PaymentMeans.CASH
        else replace(part, amount=amount)
    )
    return replace(payment, parts=(whole,))


def _cut(parts: Sequence[Part], amount: int) -> list[Part]:
    """Of each means in order until the amount is reached; no note is handed over."""
    found = []
    for part in parts:
        take = min(part.amount, amount)
        amount -= take
        if take:
            reference = "" if part.means is PaymentMeans.CASH else part.reference
            found.append(Part(means=part.means, amount=take, reference=reference))
    return found
