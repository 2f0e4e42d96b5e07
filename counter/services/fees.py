"""The fee of a dossier: what is due and why, and the one time it is taken (thu phí, lệ phí).

The program records the official receipt (biên lai), it issues none (Decree 254/2026/NĐ-CP).
"""

from sqlmodel import Session, col, func, select

from counter.errors import NotFound, Problem, Refused
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import DossierState, DossierView
from counter.models.money import (
    MoneyState,
    OfficialReceipt,
    PaymentDraft,
    PaymentMeans,
    PaymentView,
    Quote,
)
from counter.models.tables import Dossier, LateReceipt, Payment
from counter.rules import fees as fee_rules
from counter.rules import payments
from counter.rules.fee_inputs import parse_inputs
from counter.rules.moves import OPEN, SETTLED
from counter.rules.payments import Settlement
from counter.rules.receipts import following, symbol
from counter.rules.rights import Act
from counter.services.dossier_rows import (
    dossier_row,
    id_of,
    keep_quote,
    payments_of,
    person,
    quote_of,
    seen_row,
)
from counter.services.dossier_views import dossier_view
from counter.services.office import Office, act
from counter.services.payment_rows import entry_of, gap, receipt_problems, told, write, written
from counter.text import one_line

_LOOK_BACK = 5_000  # payments among which the last receipt of a book is looked for


@act(Act.READ, writes=False)
def quote(
    office: Office, dossier_id: int, *, exempt_group: str | None = None, channel: Channel | None = None
) -> Quote:
    """What is due for a dossier: as it was told, or reckoned anew for another exempt group or channel.

    `exempt_group` "" asks for the fee of somebody who is in no group. NotFound for an unknown dossier.
    """
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        if exempt_group is None and channel is None:
            return quote_of(session, row)
        group = row.exempt_group if exempt_group is None else exempt_group
        return reckon(office, row, group, channel or row.channel)


def reckon(office: Office, row: Dossier, group: str, channel: Channel) -> Quote:
    """The fee by the rules of the day the dossier was received. NotFound when its procedure is gone."""
    procedure = office.catalogue.get(row.procedure_code)
    inputs = parse_inputs(procedure, {name: str(value) for name, value in row.fee_inputs.items()})
    return fee_rules.quote(procedure, inputs, channel=channel, on=row.day, exempt_group=group or None)


@act(Act.TAKE_MONEY)
def take(office: Office, draft: PaymentDraft) -> PaymentView:
    """Record that the fee was taken, or that a group is exempt; a dossier's fee is taken once.

    A group may be free of a part: the rest is taken by cash or transfer with it, as two entries. Refused with
    every reason at once; Conflict when the dossier changed; a second press returns the first entry.
    """
    office.catalogue.all()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            return entry_of(session, draft.dossier_id, int(done["payment_id"]))
        row = seen_row(session, draft.dossier_id, draft.version)
        _must_be_open(row)
        procedure = office.catalogue.get(row.procedure_code)
        settlement = _settlement(office, session, row, procedure, draft)
        _must_be_sound(office, session, draft, settlement)
        entry = write(transaction, person(office), row, draft, settlement)
        transaction.record(
            person(office),
            f"payment.event.{draft.means}",
            subject=("dossier", draft.dossier_id),
            operation=draft.operation,
            detail=told(draft, settlement) | gap(session, draft),
            result={"payment_id": entry},
        )
        return entry_of(session, draft.dossier_id, entry)


@act(Act.TAKE_MONEY)
def later(office: Office, dossier_id: int, *, operation: str, version: int) -> DossierView:
    """Note that the fee is paid later (thu sau): with the result, at the latest."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            row = seen_row(session, dossier_id, version)
            _must_be_open(row)
            row.money, row.version = MoneyState.LATER, row.version + 1
            session.add(row)
            transaction.record(
                person(office), "payment.event.later", subject=("dossier", dossier_id), operation=operation
            )
        return dossier_view(session, dossier_row(session, dossier_id), practice=office.practice)


@act(Act.TAKE_MONEY)
def record_receipt(
    office: Office, dossier_id: int, receipt: OfficialReceipt, *, operation: str
) -> PaymentView:
    """Record the official receipt of a fee that was taken without one. Refused when there is one already."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(operation):
            return entry_of(session, dossier_id, int(done["payment_id"]))
        open_entries = [p for p in payments_of(session, dossier_id) if p.amount and p.receipt is None]
        problems = receipt_problems(office.ward, session, receipt)
        if not open_entries:
            problems = (Problem("receipt_number", "payment.no_open_receipt"), *problems)
        if problems:
            raise Refused(problems)
        entry = open_entries[0].id
        session.add(
            LateReceipt(
                payment_id=entry,
                receipt_form=symbol(receipt.form),
                receipt_serial=symbol(receipt.serial),
                receipt_number=receipt.number.strip(),
                recorded_by=person(office).id,
                recorded_at=transaction.now,
                operation=operation,
            )
        )
        transaction.record(
            person(office),
            "payment.event.receipt",
            subject=("dossier", dossier_id),
            operation=operation,
            detail={"receipt": written(receipt)},
            result={"payment_id": entry},
        )
        return entry_of(session, dossier_id, entry)


@act(Act.READ, writes=False)
def next_receipt(office: Office) -> OfficialReceipt | None:
    """The receipt that would come next in the actor's book, else the book last used here; None: unknown."""
    with office.store.read() as session:
        newest = session.exec(select(func.max(Payment.id))).one()
        last = (
            select(Payment)
            .where(col(Payment.id) > (newest or 0) - _LOOK_BACK, Payment.receipt_number != "")
            .order_by(col(Payment.id).desc())
            .limit(1)
        )
        row = session.exec(last.where(Payment.taken_by == person(office).id)).first()
        row = row or session.exec(last).first()
        if row is not None:
            return OfficialReceipt(
                form=row.receipt_form, serial=row.receipt_serial, number=following(row.receipt_number)
            )
    ward = office.ward
    if ward.receipt_form and ward.receipt_serial:
        return OfficialReceipt(form=ward.receipt_form, serial=ward.receipt_serial, number="")
    return None


def refit(office: Office, session: Session, row: Dossier, channel: Channel) -> dict[str, str | int]:
    """Give a dossier its other channel, and the fee of that channel while nothing was taken yet.

    What was taken stays; the event then tells both sums (đồng) so that a person can decide.
    """
    row.channel = channel
    before = row.fee_total
    try:
        now = reckon(office, row, row.exempt_group, channel)
    except NotFound:  # the procedure is gone from the data: what was told stands
        return {}
    if now == quote_of(session, row) or now.total == before:
        return {}
    if payments_of(session, id_of(row)):
        return {"fee_taken": before or 0, "fee_now": "?" if now.total is None else now.total}
    keep_quote(session, row, now)
    if row.money is not MoneyState.LATER or now.total == 0:
        freed = payments.exemption(
            office.catalogue.get(row.procedure_code),
            row.exempt_group,
            reckon(office, row, "", channel),
            now,
        )
        row.money = fee_rules.money_state(now)
        if freed[0] and row.money is not MoneyState.UNKNOWN:
            row.money = MoneyState.DUE  # the group's paper is still to be shown
    return {"fee": "?" if now.total is None else now.total}


# -- the pieces of `take` -------------------------------------------------------------------


def _must_be_open(row: Dossier) -> None:
    """Refused when the fee is settled, or the dossier ended without a result."""
    if row.money in SETTLED:
        raise Refused((Problem("money", f"payment.settled.{row.money}"),))
    if row.state not in OPEN and row.state is not DossierState.DONE:
        raise Refused((Problem("state", "payment.dossier_ended"),))


def _settlement(
    office: Office, session: Session, row: Dossier, procedure: Procedure, draft: PaymentDraft
) -> Settlement:
    """Nobody is exempt without a proof: a group noted at intake counts only when it is shown now, or was."""
    told = quote_of(session, row)
    if payments_of(session, id_of(row)):  # an exemption shown at acceptance stands; the rest is due
        return payments.settle(procedure, draft, told, told)
    full = reckon(office, row, "", row.channel) if row.exempt_group else told
    freed = reckon(office, row, draft.exempt_group, row.channel) if draft.exempt_group else full
    return payments.settle(procedure, draft, full, freed)


def _must_be_sound(office: Office, session: Session, draft: PaymentDraft, settlement: Settlement) -> None:
    problems = list(payments.problems(draft, settlement))
    receipt = OfficialReceipt(
        form=draft.receipt_form, serial=draft.receipt_serial, number=draft.receipt_number
    )
    given = any(map(one_line, (receipt.form, receipt.serial, receipt.number)))
    money_moves = bool(settlement.due) and draft.means is not PaymentMeans.EXEMPT
    if given and (receipt.number.strip() or not one_line(draft.receipt_later)):
        problems += receipt_problems(office.ward, session, receipt)
    elif money_moves and not one_line(draft.receipt_later):
        problems.append(Problem("receipt_number", "payment.receipt_missing"))
    if problems:
        raise Refused(tuple(problems))
