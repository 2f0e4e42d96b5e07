"""Taking a fee (thu phí, lệ phí): one payment for one or several dossiers by one or several means, once.

The till and the dossier are one transaction: the payment, its means and shares, the official receipt that was
recorded, the ledger's entry, each dossier's money line, the events and the operation come or do not come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from counter.errors import Conflict, Problem, Refused
from counter.i18n import money
from counter.models.dossier import DossierState, DossierView
from counter.models.ledger import Share
from counter.models.money import (
    DueView,
    ExemptionDraft,
    MeansDraft,
    MoneyState,
    Payer,
    PaymentDraft,
    PaymentMeans,
    PaymentView,
    Quote,
    ShareDraft,
)
from counter.models.states import RequestState
from counter.models.tables import (
    Dossier,
    Drawer,
    Payment,
    PaymentPart,
    PaymentShare,
    TransferRequest,
)
from counter.rules import fees as fee_rules
from counter.rules import ledger as entries
from counter.rules import payments
from counter.rules.moves import OPEN, SETTLED
from counter.rules.rights import Act
from counter.services import drawer_rows, exemptions, fees, ledger, receipt_rows
from counter.services.dossier_rows import dossier_row, id_of, keep_quote, person, quote_of, seen_row
from counter.services.dossier_views import dossier_view
from counter.services.office import Office, act
from counter.services.payment_rows import paid_by_kind, payment_view, touched
from counter.services.transaction import Transaction
from counter.text import one_line


@dataclass(frozen=True, slots=True)
class _Case:
    """One dossier of a payment: its row, its quote with what the clerk stated, and what is paid for it now."""

    row: Dossier
    draft: ShareDraft
    quote: Quote
    kinds: tuple[tuple[str, int], ...]
    left: int  # what is still due after this payment

    @property
    def amount(self) -> int:
        return sum(amount for _, amount in self.kinds)


@act(Act.READ, writes=False)
def get(office: Office, payment_id: int) -> PaymentView:
    """One payment. NotFound when there is none."""
    with office.store.read() as session:
        return payment_view(session, payment_id)


@act(Act.READ, writes=False)
def due(office: Office, dossier_ids: Sequence[int]) -> tuple[DueView, ...]:
    """What these dossiers still owe, in their order. NotFound for an unknown one."""
    with office.store.read() as session:
        return tuple(_due_view(session, dossier_row(session, ident)) for ident in dossier_ids)


@act(Act.TAKE_MONEY)
def take(office: Office, draft: PaymentDraft) -> PaymentView:
    """Record a payment once. Refused with every reason at once; Conflict when a dossier changed meanwhile;
    a second press returns the first payment."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            return payment_view(session, int(done["payment_id"]))
        actor = person(office)
        cases = _cases(session, draft.shares)
        means = payments.spread(draft.means, sum(case.amount for case in cases))
        drawer, problems = drawer_rows.for_money(session, actor.id, transaction.now, cash=_cash(means))
        problems += _problems(office, transaction, draft, cases, means)
        if problems:
            raise Refused(problems)
        row = _write(transaction, actor.id, draft, cases, means, drawer)
        ident = row.id or 0
        if draft.receipt is not None:
            receipt_rows.add(transaction, actor, ident, draft.receipt, skipped_reason=draft.skipped_reason)
        ledger.post(
            transaction,
            actor,
            "payment",
            entries.payment(
                [(part.means.value, part.amount or 0) for part in means],
                [Share(id_of(case.row), kind, amount) for case in cases for kind, amount in case.kinds],
                row.drawer_id,
            ),
            operation=draft.operation,
            payment_id=ident,
            drawer_id=row.drawer_id,
        )
        _record(office, transaction, draft, cases, means, ident)
        return payment_view(session, ident)


@act(Act.TAKE_MONEY)
def exempt(office: Office, draft: ExemptionDraft) -> DossierView:
    """Record that a group is exempt, with the paper that was seen; the rest, if any, is still due.

    Nobody is exempt without ground and proof. Refused with every reason; Conflict when the dossier changed.
    """
    office.catalogue.all()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            _exempt(office, transaction, row, draft)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


@act(Act.TAKE_MONEY)
def state(
    office: Office, dossier_id: int, amount: int, source: str, *, operation: str, version: int
) -> DossierView:
    """Record the sum (đồng) that the data does not know, as the ward's posted table says it, and where."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            row = seen_row(session, dossier_id, version)
            must_be_open(row)
            told = quote_of(session, row)
            if problems := payments.stated_problems(told, amount, source):
                raise Refused(problems)
            keep_quote(session, row, payments.stated(told, amount, source))
            if row.money is not MoneyState.LATER or not amount:
                row.money = fee_rules.money_state(quote_of(session, row))
            row.version += 1
            session.add(row)
            transaction.record(
                person(office),
                "payment.event.stated",
                subject=("dossier", dossier_id),
                operation=operation,
                detail={"stated": amount, "sum": money(amount), "source": one_line(source)},
            )
        return dossier_view(session, dossier_row(session, dossier_id), practice=office.practice)


@act(Act.TAKE_MONEY)
def later(office: Office, dossier_id: int, *, operation: str, version: int) -> DossierView:
    """Note that the fee is paid later (thu sau): with the result, at the latest."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            row = seen_row(session, dossier_id, version)
            must_be_open(row)
            row.money, row.version = MoneyState.LATER, row.version + 1
            session.add(row)
            transaction.record(
                person(office), "payment.event.later", subject=("dossier", dossier_id), operation=operation
            )
        return dossier_view(session, dossier_row(session, dossier_id), practice=office.practice)


def must_be_open(row: Dossier) -> None:
    """Refused when the fee is settled, or the dossier ended without a result."""
    if row.money in SETTLED:
        raise Refused((Problem("money", f"payment.settled.{row.money}", {"code": row.short_code}),))
    if row.state not in OPEN and row.state is not DossierState.DONE:
        raise Refused((Problem("state", "payment.dossier_ended", {"code": row.short_code}),))


def left_of(session: Session, row: Dossier) -> int | None:
    """What a dossier still owes in đồng; None while an amount is not known."""
    if row.fee_total is None:
        return None
    return max(0, row.fee_total - sum(paid_by_kind(session, id_of(row)).values()))


def _due_view(session: Session, row: Dossier) -> DueView:
    return DueView(
        dossier_id=id_of(row),
        version=row.version,
        short_code=row.short_code,
        applicant=row.applicant_name,
        procedure=row.procedure_name,
        total=row.fee_total,
        paid=sum(paid_by_kind(session, id_of(row)).values()),
        left=0 if row.money in SETTLED else left_of(session, row),
        money=row.money,
    )


# -- the pieces of `take` ---------------------------------------------------------------------


def _cases(session: Session, drafts: Sequence[ShareDraft]) -> list[_Case]:
    """The dossiers with what is paid of each. Refused: none, one twice, nothing due, a sum it does not owe."""
    if not drafts or len({draft.dossier_id for draft in drafts}) < len(drafts):
        raise Refused((Problem("dossiers", "payment.dossiers"),))
    problems: list[Problem] = []
    cases = []
    for draft in drafts:
        row = seen_row(session, draft.dossier_id, draft.version)
        must_be_open(row)
        told = quote_of(session, row)
        wrong = payments.stated_problems(told, draft.stated_amount, draft.stated_source)
        if not wrong and draft.stated_amount is not None:
            told = payments.stated(told, draft.stated_amount, draft.stated_source)
        paid = paid_by_kind(session, id_of(row))
        left = max(0, (told.total or 0) - sum(paid.values()))
        wrong = wrong or payments.part_problems(draft.amount, left)
        if not wrong and not left:
            wrong = (Problem("amount", "payment.nothing_due", {"code": row.short_code}),)
        problems += wrong
        amount = left if draft.amount is None else draft.amount
        cases.append(_Case(row, draft, told, payments.kinds(told.lines, paid, amount), left - amount))
    if problems:
        raise Refused(tuple(problems))
    return cases


def _cash(means: Sequence[MeansDraft]) -> bool:
    return any(part.means is PaymentMeans.CASH for part in means)


def _problems(
    office: Office,
    transaction: Transaction,
    draft: PaymentDraft,
    cases: Sequence[_Case],
    means: Sequence[MeansDraft],
) -> tuple[Problem, ...]:
    found = list(payments.means_problems(means, sum(case.amount for case in cases)))
    if draft.payer is not Payer.SELF and not one_line(draft.payer_name):
        found.append(Problem("payer_name", "payment.payer_missing"))
    if draft.receipt is not None:
        found += receipt_rows.problems(
            office, transaction, draft.receipt, skipped_reason=draft.skipped_reason
        )
    elif not one_line(draft.receipt_later):
        found.append(Problem("receipt_number", "payment.receipt_missing"))
    return tuple(found)


def _write(
    transaction: Transaction,
    actor_id: int,
    draft: PaymentDraft,
    cases: Sequence[_Case],
    means: Sequence[MeansDraft],
    drawer: Drawer | None,
) -> Payment:
    """The rows of the payment, and the money line of every dossier."""
    session = transaction.session
    payment = Payment(
        total=sum(case.amount for case in cases),
        payer_name=one_line(draft.payer_name) or cases[0].row.applicant_name,
        payer_relation=draft.payer,
        drawer_id=drawer.id if drawer else None,
        receipt_later="" if draft.receipt else one_line(draft.receipt_later),
        taken_by=actor_id,
        taken_at=transaction.now,
        operation=draft.operation,
    )
    session.add(payment)
    session.flush()
    ident = payment.id or 0
    session.add_all(_part(ident, position, part) for position, part in enumerate(means))
    shares = [(id_of(case.row), kind, amount) for case in cases for kind, amount in case.kinds]
    session.add_all(
        PaymentShare(payment_id=ident, position=position, dossier_id=dossier, fee_kind=kind, amount=amount)
        for position, (dossier, kind, amount) in enumerate(shares)
    )
    for case in cases:
        if case.draft.stated_amount is not None:
            keep_quote(session, case.row, case.quote)
        if not case.left:
            case.row.money = MoneyState.PAID
        elif case.row.money is MoneyState.UNKNOWN:
            case.row.money = MoneyState.DUE
        case.row.version += 1
        session.add(case.row)
    if draft.request_id is not None:
        _paid(session, draft.request_id, ident)
    transaction.flush()
    return payment


def _part(payment_id: int, position: int, part: MeansDraft) -> PaymentPart:
    cash = part.means is PaymentMeans.CASH
    amount = part.amount or 0
    return PaymentPart(
        payment_id=payment_id,
        position=position,
        means=part.means,
        amount=amount,
        tendered=part.tendered if cash else None,
        change=(part.tendered or 0) - amount if cash else None,
        reference="" if cash else one_line(part.reference),
        account_id=part.account_id if part.means is PaymentMeans.TRANSFER else None,
    )


def _paid(session: Session, request_id: int, payment_id: int) -> None:
    request = session.get(TransferRequest, request_id)
    if request is None or request.state is not RequestState.WAITING:
        raise Conflict("transfer.not_waiting")
    request.state, request.payment_id, request.version = RequestState.PAID, payment_id, request.version + 1
    session.add(request)
    session.flush()


def _record(
    office: Office,
    transaction: Transaction,
    draft: PaymentDraft,
    cases: Sequence[_Case],
    means: Sequence[MeansDraft],
    payment_id: int,
) -> None:
    """One event for each dossier, so that each one's history tells of it."""
    way = means[0].means.value if len(means) == 1 else "mixed"
    for case in cases:
        detail: dict[str, str | int] = {
            "payment": payment_id,
            "amount": case.amount,
            "sum": money(case.amount),
            "means": "+".join(part.means.value for part in means),
        }
        if case.left:
            detail["left"] = case.left
        if case.draft.stated_amount is not None:
            detail |= {"stated": case.draft.stated_amount, "source": one_line(case.draft.stated_source)}
        if draft.receipt is not None:
            detail["receipt"] = receipt_rows.written(draft.receipt)
        else:
            detail["receipt_later"] = one_line(draft.receipt_later)
        transaction.record(
            person(office),
            f"payment.event.{way}",
            subject=("dossier", id_of(case.row)),
            operation=draft.operation,
            detail=detail,
            result={"payment_id": payment_id},
        )


# -- the pieces of `exempt` -------------------------------------------------------------------


def _exempt(office: Office, transaction: Transaction, row: Dossier, draft: ExemptionDraft) -> None:
    session = transaction.session
    must_be_open(row)
    if touched(session, id_of(row)):
        raise Refused((Problem("exempt_group", "payment.exempt_after_payment"),))
    told = quote_of(session, row)
    full = fees.reckon(office, row, "", row.channel) if row.exempt_group else told
    freed = fees.reckon(office, row, draft.group, row.channel) if draft.group else full
    found, waived = payments.exemption(office.catalogue.get(row.procedure_code), draft.group, full, freed)
    if problems := payments.exemption_problems(draft, found):
        raise Refused(problems)
    exemptions.add(
        transaction,
        row,
        group=draft.group,
        grounds=found,
        proof=draft.proof,
        waived=waived,
        actor_id=person(office).id,
        operation=draft.operation,
    )
    keep_quote(session, row, freed)
    row.money = MoneyState.EXEMPT if freed.total == 0 else fee_rules.money_state(freed)
    row.exempt_group, row.version = draft.group, row.version + 1
    session.add(row)
    transaction.record(
        person(office),
        "payment.event.exempt",
        subject=("dossier", id_of(row)),
        operation=draft.operation,
        detail={"exempt_group": draft.group, "waived": waived, "sum": money(waived)},
    )
