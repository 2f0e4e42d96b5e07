"""Taking a fee (thu phí, lệ phí): one payment for one or several dossiers by one or several means, once.

The till and the dossier are one transaction: the payment, its means and shares, the official receipt that was
recorded, the ledger's entry, each dossier's money line, the events and the operation come or do not come.
"""

from collections.abc import Sequence

from sqlmodel import Session

from counter.errors import Conflict, Problem, Refused
from counter.i18n import money
from counter.models.dossier import DossierView
from counter.models.ledger import Share
from counter.models.money import (
    DueView,
    ExemptionDraft,
    MeansDraft,
    MoneyState,
    PaymentDraft,
    PaymentMeans,
    PaymentView,
    Quote,
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
from counter.rules.rights import Act
from counter.rules.secrets import secret_problems
from counter.services.dossier.dossier_rows import dossier_row, id_of, keep_quote, person, quote_of, seen_row
from counter.services.dossier.dossier_views import dossier_view
from counter.services.money import exemptions, fees, ledger, payment_codes
from counter.services.money.payment_cases import Case, asked, cases_of, due_view, must_be_open, must_be_whole
from counter.services.money.payment_rows import paid_by_kind, payment_view, touched
from counter.services.office import Office, act
from counter.services.outbox import outbox
from counter.services.store.transaction import Transaction
from counter.services.till import drawer_rows, receipt_rows
from counter.text import one_line


@act(Act.READ, writes=False)
def get(office: Office, payment_id: int) -> PaymentView:
    """One payment. NotFound when there is none."""
    with office.store.read() as session:
        return payment_view(session, payment_id)


@act(Act.READ, writes=False)
def due(office: Office, dossier_ids: Sequence[int]) -> tuple[DueView, ...]:
    """What these dossiers still owe, in their order. NotFound for an unknown one."""
    with office.store.read() as session:
        return tuple(due_view(office, session, dossier_row(session, ident)) for ident in dossier_ids)


@act(Act.TAKE_MONEY)
def take(office: Office, draft: PaymentDraft) -> PaymentView:
    """Record a payment once. Refused with every reason at once; Conflict when a dossier changed meanwhile;
    a second press returns the first payment."""
    must_be_whole(draft)
    office.catalogue.all()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            return payment_view(session, int(done["payment_id"]))
        cases = cases_of(office, session, draft.shares)
        means = payments.spread(draft.means, sum(case.amount for case in cases))
        drawer, problems = drawer_rows.for_money(
            session, person(office).id, transaction.now, cash=_cash(means)
        )
        problems += _problems(office, transaction, draft, cases, means)
        if problems:
            raise Refused(problems)
        row = _write(transaction, person(office).id, draft, cases, means, drawer)
        _post(office, transaction, row, cases, means)
        _record(office, transaction, draft, cases, means, row.id or 0)
        outbox.tell_money(office, transaction, (id_of(case.row) for case in cases))
        if draft.receipt is not None:
            receipt_rows.add(
                transaction,
                person(office),
                row.id or 0,
                draft.receipt,
                skipped_reason=draft.skipped_reason,
                operation=draft.operation,
            )
        return payment_view(session, row.id or 0)


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
            must_be_open(row)
            exemptions.record(office, transaction, row, draft)
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
            told, before = _unstated(office, session, row), row.fee_total
            if problems := payments.stated_problems(told, amount, source):
                raise Refused(problems)
            keep_quote(session, row, payments.stated(told, amount, source))
            if row.money is not MoneyState.LATER or not amount:
                row.money = fee_rules.money_state(quote_of(session, row))
            row.version += 1
            session.add(row)
            detail: dict[str, str | int] = {
                "stated": amount,
                "sum": money(amount),
                "source": one_line(source),
            }
            if before is not None:
                detail["before"] = before - _known(told)
            transaction.record(
                person(office),
                "payment.event.stated",
                subject=("dossier", dossier_id),
                operation=operation,
                detail=detail,
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


def _unstated(office: Office, session: Session, row: Dossier) -> Quote:
    """The quote without a sum that a clerk stated before, while nothing stands paid: a typing error is
    stated anew."""
    told = asked(office, session, row)
    if told.total is None or paid_by_kind(session, id_of(row)):
        return told
    group = row.exempt_group if touched(session, id_of(row)) else ""
    fresh = fees.reckon(office, row, group, row.channel)
    return fresh if fresh.total is None else told


def _known(quote: Quote) -> int:
    return sum(line.amount or 0 for line in quote.lines)


# -- the pieces of `take` ---------------------------------------------------------------------


def _cash(means: Sequence[MeansDraft]) -> bool:
    return any(part.means is PaymentMeans.CASH for part in means)


def _problems(
    office: Office,
    transaction: Transaction,
    draft: PaymentDraft,
    cases: Sequence[Case],
    means: Sequence[MeansDraft],
) -> tuple[Problem, ...]:
    found = list(payments.means_problems(means, sum(case.amount for case in cases)))
    found += payment_codes.problems(transaction, means)
    found += payments.payer_problems(draft.payer, draft.payer_name)
    if draft.receipt is not None:
        found += receipt_rows.problems(
            office, transaction, draft.receipt, skipped_reason=draft.skipped_reason
        )
    elif not one_line(draft.receipt_later):
        found.append(Problem("receipt_number", "payment.receipt_missing"))
    texts = {"receipt_later": draft.receipt_later, "skipped_reason": draft.skipped_reason}
    return (*found, *secret_problems(texts))


def _write(
    transaction: Transaction,
    actor_id: int,
    draft: PaymentDraft,
    cases: Sequence[Case],
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
    _settle(session, cases)
    if draft.request_id is not None:
        _paid(session, draft.request_id, ident)
    transaction.flush()
    return payment


def _settle(session: Session, cases: Sequence[Case]) -> None:
    """The money line of every dossier, and the quote where the clerk said what the data does not know."""
    for case in cases:
        if case.quote != quote_of(session, case.row):
            keep_quote(session, case.row, case.quote)
        if not case.left:
            case.row.money = MoneyState.PAID
        elif case.row.money is MoneyState.UNKNOWN:
            case.row.money = MoneyState.DUE
        case.row.version += 1
        session.add(case.row)


def _post(
    office: Office,
    transaction: Transaction,
    row: Payment,
    cases: Sequence[Case],
    means: Sequence[MeansDraft],
) -> None:
    """The ledger's entry of the payment."""
    ledger.post(
        transaction,
        person(office),
        "payment",
        entries.payment(
            [(part.means.value, part.amount or 0) for part in means],
            [Share(id_of(case.row), kind, amount) for case in cases for kind, amount in case.kinds],
            row.drawer_id,
        ),
        operation=row.operation,
        payment_id=row.id,
        drawer_id=row.drawer_id,
    )


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
    cases: Sequence[Case],
    means: Sequence[MeansDraft],
    payment_id: int,
) -> None:
    """One event for each dossier, so that each one's history tells of it."""
    way = means[0].means.value if len(means) == 1 else "mixed"
    for case in cases:
        transaction.record(
            person(office),
            f"payment.event.{way}",
            subject=("dossier", id_of(case.row)),
            operation=draft.operation,
            detail=_told(draft, case, means) | {"payment": payment_id},
            result={"payment_id": payment_id},
        )


def _told(draft: PaymentDraft, case: Case, means: Sequence[MeansDraft]) -> dict[str, str | int]:
    """What the event of one dossier's share says."""
    detail: dict[str, str | int] = {
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
    return detail
