"""What a cashier may want to do next, as a draft that can be done again after a power cut."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from counter.errors import CounterError
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.money import (
    Approval,
    MeansDraft,
    OfficialReceipt,
    Payer,
    PaymentDraft,
    PaymentKind,
    PaymentMeans,
    ReversalDraft,
    ShareDraft,
)
from counter.models.till import CashMoveDraft, ClosingDraft, OpeningDraft
from counter.rules.amounts import notes_for
from counter.services.money import ledger, payments, reversals
from counter.services.office import Office
from counter.services.till import drawers

FORM, SERIAL = "EBL01", "26E"
LEADER, PIN = "Lê Lãnh Đạo", "482915"
FLOAT = CashCount.of([(50_000, 4), (10_000, 10), (1_000, 50)])
_NEXT_FLOATS = (0, 100_000, 350_000)
Draft = PaymentDraft | ReversalDraft | CashMoveDraft | OpeningDraft | ClosingDraft


class Act(StrEnum):
    """What is done at the till."""

    PAY = "pay"
    BACK = "back"
    MOVE = "move"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True)
class Intent:
    """One thing that a cashier sets out to do. `id` stands in the rows: each is there once, or not at all."""

    id: str
    act: Act
    draft: Draft


@dataclass(frozen=True)
class Answer:
    """What came of it. `row` is the id of the payment or the drawer, `amount` the total of a payment."""

    row: int
    amount: int = 0


def do(office: Office, intent: Intent) -> Answer:
    """Do it with the real services. CounterError when it is refused: then nothing was written."""
    match intent.draft:
        case PaymentDraft() as draft:
            taken = payments.take(office, draft)
            return Answer(taken.id, taken.total)
        case ReversalDraft() as draft:
            back = reversals.give_back(office, draft)
            return Answer(back.id, back.total)
        case CashMoveDraft() as draft:
            return Answer(drawers.move_cash(office, draft).id, draft.amount)
        case OpeningDraft() as draft:
            return Answer(drawers.open_drawer(office, draft).id)
        case ClosingDraft() as draft:
            return Answer(drawers.close(office, draft).drawer.id)


class Cashier:
    """Sets out to do something that may be done now, with a random mind of its own."""

    def __init__(
        self, office: Office, mind: random.Random, name: str, dossiers: tuple[int, ...], only: Act | None
    ) -> None:
        self._office, self._mind, self._name = office, mind, name
        self._dossiers, self._only = dossiers, only
        self._count = 0

    def next(self) -> Intent:
        """The next intent; its operation is its id, made before anything is sent."""
        self._count += 1
        ident = f"{self._name}-{self._count}"
        drawer = drawers.mine(self._office)
        if drawer is None:
            count = CashCount.of(notes_for(self._mind.choice(_NEXT_FLOATS) + FLOAT.total).notes)
            return Intent(ident, Act.OPEN, OpeningDraft(operation=ident, count=count))
        act = (
            self._only
            or self._mind.choices([Act.PAY, Act.BACK, Act.MOVE, Act.CLOSE], cum_weights=[60, 82, 94, 100])[0]
        )
        make: dict[Act, Callable[[str, int], Draft | None]] = {
            Act.BACK: self._back,
            Act.MOVE: self._move,
            Act.CLOSE: self._close,
        }
        if act in make and (draft := make[act](ident, drawer.id)) is not None:
            return Intent(ident, act, draft)
        return Intent(ident, Act.PAY, self._pay(ident))

    def _pay(self, ident: str) -> PaymentDraft:
        """A part or all of one to three dossiers, by one means or two."""
        mind = self._mind
        chosen = mind.sample(self._dossiers, min(len(self._dossiers), mind.choice((1, 1, 1, 2, 3))))
        due = payments.due(self._office, chosen)
        shares = tuple(
            ShareDraft(
                dossier_id=one.dossier_id,
                version=one.version,
                amount=min(one.left or 1_000, mind.choice((1_000, 1_000, 2_000, 3_000, 5_000, 20_000))),
            )
            for one in due
        )
        total = sum(share.amount or 0 for share in shares)
        cash = MeansDraft(means=PaymentMeans.CASH, tendered=total + mind.choice((0, 1_000, 50_000)))
        other = mind.choice((PaymentMeans.TRANSFER, PaymentMeans.CARD, PaymentMeans.POST))
        proof = f"T{mind.randrange(10**9):09}"
        drawn = mind.randrange(10)
        if drawn < 6:
            means: tuple[MeansDraft, ...] = (cash,)
        elif drawn < 9 or total < 2_000:
            means = (MeansDraft(means=other, reference=proof),)
        else:
            means = (MeansDraft(means=other, amount=1_000, reference=proof), cash)
        number = str(mind.randrange(1, 10**8))
        return PaymentDraft(
            operation=ident,
            shares=shares,
            means=means,
            payer=Payer.RELATIVE,
            payer_name=ident,
            receipt=OfficialReceipt(form=FORM, serial=SERIAL, number=number),
        )

    def _back(self, ident: str, drawer: int) -> ReversalDraft | None:
        """A void or a refund of some payment in this drawer, its own maker's or not."""
        with self._office.store.query() as connection:
            row = connection.execute(
                "SELECT id, total FROM payment WHERE kind = 'payment' AND id > ?"
                " ORDER BY (id * 7919 + ?) % 101 LIMIT 1",
                (self._mind.randrange(40) - 1, self._mind.randrange(101)),
            ).fetchone()
        if row is None:
            return None
        kind = self._mind.choice((PaymentKind.VOID, PaymentKind.REFUND))
        amount = self._mind.choice((None, 1_000)) if kind is PaymentKind.REFUND else None
        return ReversalDraft(
            operation=ident,
            payment_id=int(row[0]),
            kind=kind,
            reason=ident,
            approval=Approval(name=LEADER, pin=PIN),
            amount=amount,
        )

    def _move(self, ident: str, drawer: int) -> CashMoveDraft:
        amount = self._mind.choice((-20_000, -5_000, 10_000, 100_000))
        second = Approval(name=LEADER, pin=PIN) if amount < 0 else None
        return CashMoveDraft(operation=ident, amount=amount, reason=ident, approval=second)

    def _close(self, ident: str, drawer: int) -> ClosingDraft:
        """Counted right, or off by a little."""
        with self._office.store.query() as connection:
            expected = ledger.balance(connection, Account.CASH, drawer)
        counted = max(0, expected + self._mind.choice((0, 0, 0, -1_000, 2_000)))
        return ClosingDraft(
            operation=ident,
            drawer_id=drawer,
            count=CashCount.of(notes_for(counted).notes),
            kept=0,
            expected=expected,
            reason=ident,
        )


def anew(office: Office, intent: Intent) -> Intent:
    """What a program does that forgot what it sent: the same wish as a new operation on fresh versions."""
    draft, operation = intent.draft, f"{intent.id}-again"
    if isinstance(draft, PaymentDraft):
        try:
            asked = [share.dossier_id for share in draft.shares]
            due = {one.dossier_id: one for one in payments.due(office, asked)}
        except CounterError:
            return intent
        shares = tuple(replace(share, version=due[share.dossier_id].version) for share in draft.shares)
        receipt = draft.receipt and replace(draft.receipt, number=str(int(draft.receipt.number) + 1))
        return replace(intent, draft=replace(draft, operation=operation, shares=shares, receipt=receipt))
    return replace(intent, draft=replace(draft, operation=operation))
