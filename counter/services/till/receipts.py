"""Official receipts (biên lai): the next number, one recorded afterwards, and why a payment has none.

They are recorded, never issued: the number is that of a paper book or of the e-receipt software.
"""

from sqlmodel import Session, col, select

from counter.errors import Problem, Refused
from counter.models.money import Approval, OfficialReceipt, PaymentKind, PaymentView
from counter.models.staff import StaffView
from counter.models.tables import Payment, Receipt, ReceiptExcuse
from counter.rules.rights import Act, may
from counter.rules.secrets import secret_problems
from counter.services.catalogue.receipts_data import receipt_rules
from counter.services.dossier.dossier_rows import person
from counter.services.money import approval as approvals
from counter.services.money import payment_rows
from counter.services.money.payment_rows import payment_view
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.services.till import receipt_next, receipt_rows
from counter.services.till.receipt_books import books as books
from counter.services.till.receipt_books import register_book as register_book
from counter.services.till.receipt_books import set_aside as set_aside
from counter.text import one_line


@act(Act.READ, writes=False)
def next_receipt(office: Office) -> OfficialReceipt | None:
    """The receipt to offer: the next of the actor's book, else of the book in use, else after the last one.

    Its number is "" where only the ward's symbols are known, or a new year began a new series. None: nothing
    is known. Paper is no longer offered once its last day has passed.
    """
    with office.store.query() as connection:
        return receipt_next.of(office, connection)


@act(Act.TAKE_MONEY)
def record_receipt(
    office: Office,
    payment_id: int,
    receipt: OfficialReceipt,
    *,
    skipped_reason: str = "",
    operation: str,
) -> PaymentView:
    """Record the receipt of a payment that was taken without one; a second press finds the first.

    Refused: what is wrong with the receipt, or the payment has one. NotFound for an unknown payment.
    """
    receipt_rules()  # read before the write begins
    with office.store.write(office.now(), in_order=True) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            view = payment_view(session, payment_id)
            if problems := _standing_problems(view):
                raise Refused(problems)
            if wrong := receipt_rows.problems(
                office, transaction, receipt, skipped_reason=skipped_reason, taken_at=view.taken_at
            ):
                raise Refused(tuple(wrong))
            _tell(
                transaction,
                person(office),
                view,
                "payment.event.receipt",
                {"receipt": receipt_rows.written(receipt)},
                operation,
            )
            receipt_rows.add(
                transaction,
                person(office),
                payment_id,
                receipt,
                skipped_reason=skipped_reason,
                operation=operation,
            )
        return payment_view(session, payment_id)


@act(Act.TAKE_MONEY)
def excuse(
    office: Office, payment_id: int, reason: str, approval: Approval | None, operation: str
) -> PaymentView:
    """Record the supervisor's reason why a payment has no official receipt; a second press finds the first.

    The supervisor (phụ trách) gives their PIN in `approval`. None: the actor is one and excuses alone what
    somebody else took. Nobody excuses what they took themselves.
    """
    with office.store.read() as session:
        view = payment_view(session, payment_id)
        if _excused_by(session, payment_id, operation):
            return view
    if problems := _excuse_problems(view, reason):
        raise Refused(problems)
    supervisor = _supervisor(office, view, approval)
    with office.store.write(office.now(), in_order=True) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            view = payment_view(session, payment_id)
            if problems := _excuse_problems(view, reason):
                raise Refused(problems)
            _excuse(transaction, person(office), supervisor, view, one_line(reason), operation)
        return payment_view(session, payment_id)


@act(Act.READ, writes=False)
def open_receipts(office: Office) -> tuple[PaymentView, ...]:
    """Payments with neither a receipt nor a reason why not, oldest first, those voided left out.

    Everybody's for who sees the till (supervisor, administrator), else the actor's own.
    """
    actor = person(office)
    receipt = select(Receipt.id).where(Receipt.payment_id == Payment.id)
    excused = select(ReceiptExcuse.payment_id).where(ReceiptExcuse.payment_id == Payment.id)
    voids = select(Payment.reverses).where(
        Payment.kind == PaymentKind.VOID, col(Payment.reverses).is_not(None)
    )
    wanted = select(Payment).where(
        Payment.kind == PaymentKind.PAYMENT,
        ~receipt.exists(),
        ~excused.exists(),
        col(Payment.id).not_in(voids),
    )
    if not may(actor, Act.SEE_TILL):
        wanted = wanted.where(Payment.taken_by == actor.id)
    with office.store.read() as session:
        rows = session.exec(wanted.order_by(col(Payment.id))).all()
        return tuple(payment_rows.views(session, rows))


# -- the pieces of the writes -----------------------------------------------------------------


def _standing_problems(view: PaymentView) -> tuple[Problem, ...]:
    if view.kind is not PaymentKind.PAYMENT:
        return (Problem("payment", "receipt.of_a_reversal"),)
    if view.receipt is not None:
        return (Problem("payment", "receipt.has_one", {"receipt": receipt_rows.written(view.receipt)}),)
    return ()


def _excuse_problems(view: PaymentView, reason: str) -> tuple[Problem, ...]:
    found = list(_standing_problems(view))
    if view.excused:
        found.append(Problem("payment", "receipt.excused_before", {"reason": view.excused}))
    if not one_line(reason):
        found.append(Problem("reason", "receipt.excuse_reason_missing"))
    return (*found, *secret_problems({"reason": reason}))


def _supervisor(office: Office, view: PaymentView, approval: Approval | None) -> StaffView:
    """Who answers for it; never the one who took the money."""
    actor = person(office)
    if approval is not None:
        taker = frozenset({view.taken_by_id})
        return approvals.approve_on("approver", office, approval, Act.OVERRULE_MONEY, but=taker)
    if not may(actor, Act.OVERRULE_MONEY):
        raise Refused((Problem("approver", "approval.name_missing"),))
    if actor.id == view.taken_by_id:
        raise Refused((Problem("approver", "approval.same_person", {"name": actor.name}),))
    return actor


def _excuse(
    transaction: Transaction,
    actor: StaffView,
    supervisor: StaffView,
    view: PaymentView,
    reason: str,
    operation: str,
) -> None:
    transaction.session.add(
        ReceiptExcuse(
            payment_id=view.id,
            reason=reason,
            excused_by=supervisor.id,
            excused_at=transaction.now,
            operation=operation,
        )
    )
    detail: dict[str, str | int] = {"reason": reason, "approved_by": supervisor.id}
    _tell(transaction, actor, view, "payment.event.excused", detail, operation)


def _excused_by(session: Session, payment_id: int, operation: str) -> bool:
    row = session.get(ReceiptExcuse, payment_id)
    return row is not None and row.operation == operation


def _tell(
    transaction: Transaction,
    actor: StaffView,
    view: PaymentView,
    event: str,
    detail: dict[str, str | int],
    operation: str,
) -> None:
    """One event for each dossier of the payment, so that each one's history tells of it."""
    for share in view.shares:
        transaction.record(
            actor,
            event,
            subject=("dossier", share.dossier_id),
            operation=operation,
            detail={"payment": view.id, **detail},
            result={"payment_id": view.id},
        )
