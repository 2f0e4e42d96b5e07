"""Giving money back: a void (huỷ) or a refund (hoàn trả), with a reason and a second person.

Both stay in the store: the payment, and what was given back of it.
"""

from sqlmodel import Session, select

from counter.errors import Problem, Refused
from counter.i18n import money
from counter.models.dossier import DossierState
from counter.models.ledger import Account, Share
from counter.models.money import (
    MoneyState,
    PaymentKind,
    PaymentMeans,
    PaymentView,
    ReversalDraft,
)
from counter.models.staff import StaffView
from counter.models.tables import Payment, PaymentPart, PaymentShare
from counter.rules import ledger as entries
from counter.rules import payments
from counter.rules.moves import OPEN
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, person
from counter.services.money import approval, ledger
from counter.services.money.payment_rows import (
    given_back_means,
    given_back_shares,
    payment_view,
    share_kinds,
)
from counter.services.office import Office, act
from counter.services.outbox import outbox
from counter.services.store.transaction import Transaction
from counter.services.till import drawer_rows
from counter.text import one_line

Kinds = list[tuple[int, str, int]]  # dossier, kind of fee, đồng
Means = list[tuple[PaymentMeans, int]]


@act(Act.TAKE_MONEY)
def give_back(office: Office, draft: ReversalDraft) -> PaymentView:
    """Record a void or a refund once, linked to its payment and never more than it.

    A void makes the fee due again; its receipt's number stays in the book as cancelled (ĐÃ HUỶ). A refund
    leaves the fee settled. Refused: no reason, no second person, too much, too little cash in the drawer.
    """
    with office.store.read() as session:
        first = payment_view(session, draft.payment_id)
        if done := _done(session, draft):
            return done
    if problems := payments.reversal_problems(draft, first):
        raise Refused(problems)
    taker = frozenset({first.taken_by_id})
    second = approval.approve_on("approver", office, draft.approval, Act.APPROVE_MONEY, but=taker)
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done_before := transaction.earlier(draft.operation):
            return payment_view(session, int(done_before["payment_id"]))
        first = payment_view(session, draft.payment_id)
        if problems := payments.reversal_problems(draft, first):
            raise Refused(problems)
        return _give_back(office, transaction, draft, first, second)


def _done(session: Session, draft: ReversalDraft) -> PaymentView | None:
    """What an earlier press of the same key recorded; no PIN is asked for again."""
    row = session.exec(
        select(Payment).where(Payment.operation == draft.operation, Payment.reverses == draft.payment_id)
    ).first()
    return None if row is None or row.id is None else payment_view(session, row.id)


def _give_back(
    office: Office, transaction: Transaction, draft: ReversalDraft, first: PaymentView, second: StaffView
) -> PaymentView:
    session, actor = transaction.session, person(office)
    kinds = _shares(session, draft, first)
    means = _means(session, first, sum(part for _, _, part in kinds))
    drawer_id = _drawer(transaction, actor, means)
    row = _write(transaction, actor, second, draft, first, kinds, drawer_id)
    ident = row.id or 0
    _add_parts(session, ident, kinds, means, one_line(draft.reference))
    if draft.kind is PaymentKind.VOID:
        _due_again(session, kinds)
    ledger.post(
        transaction,
        actor,
        draft.kind.value,
        entries.reversal(
            [(way.value, part) for way, part in means],
            [Share(dossier, kind, part) for dossier, kind, part in kinds],
            drawer_id,
        ),
        operation=draft.operation,
        payment_id=ident,
        drawer_id=drawer_id,
    )
    _record(transaction, actor, second, draft, kinds, ident)
    outbox.tell_money(office, transaction, (dossier for dossier, _, _ in kinds))
    return payment_view(session, ident)


def _drawer(transaction: Transaction, actor: StaffView, means: Means) -> int | None:
    """The actor's own drawer, which the cash leaves, wherever it came in.

    Refused: none is open, or too little is in it; how much is not said, the count stays blind.
    """
    cash = sum(part for way, part in means if way is PaymentMeans.CASH)
    drawer, problems = drawer_rows.for_money(transaction.session, actor.id, transaction.now, cash=bool(cash))
    ident = drawer.id if drawer else None
    if not problems and cash and ledger.balance(transaction.connection, Account.CASH, ident) < cash:
        problems = (Problem("drawer", "payment.too_little_cash", {"cash": money(cash)}),)
    if problems:
        raise Refused(problems)
    return ident


def _write(
    transaction: Transaction,
    actor: StaffView,
    second: StaffView,
    draft: ReversalDraft,
    first: PaymentView,
    kinds: Kinds,
    drawer_id: int | None,
) -> Payment:
    row = Payment(
        kind=draft.kind,
        reverses=first.id,
        total=-sum(part for _, _, part in kinds),
        payer_name=first.payer_name,
        payer_relation=first.payer,
        drawer_id=drawer_id,
        reason=one_line(draft.reason),
        taken_by=actor.id,
        approved_by=second.id,
        taken_at=transaction.now,
        operation=draft.operation,
    )
    transaction.session.add(row)
    transaction.session.flush()
    return row


def _shares(session: Session, draft: ReversalDraft, first: PaymentView) -> Kinds:
    """What goes back for which dossier and kind of fee: all that is left, or a sum from the first on.

    A void gives all of it back, whichever dossier is named.
    """
    void = draft.kind is PaymentKind.VOID
    back = given_back_shares(session, first.id)
    left: Kinds = []
    for row in share_kinds(session, first.id):
        rest = row.amount - back.get((row.dossier_id, row.fee_kind), 0)
        if rest > 0 and (void or draft.dossier_id in (None, row.dossier_id)):
            left.append((row.dossier_id, row.fee_kind, rest))
    whole = sum(part for _, _, part in left)
    wanted = whole if void or draft.amount is None else draft.amount
    if not 0 < wanted <= whole:
        raise Refused((Problem("amount", "payment.refund_range", {"left": money(whole)}),))
    found: Kinds = []
    for dossier, kind, part in left:
        take = min(part, wanted)
        wanted -= take
        if take:
            found.append((dossier, kind, take))
    return found


def _means(session: Session, first: PaymentView, amount: int) -> Means:
    """By which means it goes back: those of the payment, in its order, each until it is used up."""
    back = given_back_means(session, first.id)
    found: Means = []
    for part in first.means:
        take = min(part.amount - back.get(part.means, 0), amount)
        if take > 0:
            found.append((part.means, take))
            amount -= take
    return found


def _add_parts(session: Session, ident: int, kinds: Kinds, means: Means, reference: str) -> None:
    session.add_all(
        PaymentPart(
            payment_id=ident,
            position=position,
            means=way,
            amount=-part,
            reference="" if way is PaymentMeans.CASH else reference,
        )
        for position, (way, part) in enumerate(means)
    )
    session.add_all(
        PaymentShare(payment_id=ident, position=position, dossier_id=dossier, fee_kind=kind, amount=-part)
        for position, (dossier, kind, part) in enumerate(kinds)
    )
    session.flush()


def _due_again(session: Session, kinds: Kinds) -> None:
    """The fee of a voided payment is open again. Refused for a dossier that has ended: refund instead."""
    for ident in dict.fromkeys(dossier for dossier, _, _ in kinds):
        row = dossier_row(session, ident)
        if row.state not in OPEN and row.state is not DossierState.DONE:
            raise Refused((Problem("payment", "payment.void_after_end", {"code": row.short_code}),))
        row.money, row.version = MoneyState.DUE, row.version + 1
        session.add(row)
    session.flush()


def _record(
    transaction: Transaction,
    actor: StaffView,
    second: StaffView,
    draft: ReversalDraft,
    kinds: Kinds,
    payment_id: int,
) -> None:
    sums: dict[int, int] = {}
    for dossier, _, part in kinds:
        sums[dossier] = sums.get(dossier, 0) + part
    for dossier, amount in sums.items():
        transaction.record(
            actor,
            f"payment.event.{draft.kind}",
            subject=("dossier", dossier),
            operation=draft.operation,
            detail={
                "payment": payment_id,
                "of": draft.payment_id,
                "amount": amount,
                "sum": money(amount),
                "reason": one_line(draft.reason),
                "approved_by": second.id,
            },
            result={"payment_id": payment_id},
        )
