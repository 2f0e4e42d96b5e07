"""The numbers of official receipts (biên lai) that were used or set aside, inside a write."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE
from counter.models.money import OfficialReceipt
from counter.models.staff import StaffView
from counter.models.states import ReceiptStatus
from counter.models.tables import Dossier, PaymentShare, Receipt
from counter.rules.receipts import check_receipt, symbol
from counter.services.office import Office
from counter.services.transaction import Transaction


def problems(
    office: Office, transaction: Transaction, receipt: OfficialReceipt, *, skipped_reason: str = ""
) -> Sequence[Problem]:
    """What is wrong with an official receipt: its symbols, its number, its day, or that it was used before."""
    found = check_receipt(
        receipt.form,
        receipt.serial,
        receipt.number,
        ward_form=office.ward.receipt_form,
        ward_serial=office.ward.receipt_serial,
    )
    return found or _used(transaction.session, receipt)


def _used(session: Session, receipt: OfficialReceipt) -> tuple[Problem, ...]:
    """A number of one serial is used once, with or without leading zeros."""
    row = session.exec(
        select(Receipt).where(
            Receipt.form == symbol(receipt.form),
            Receipt.serial == symbol(receipt.serial),
            Receipt.value == int(receipt.number),
        )
    ).first()
    if row is None:
        return ()
    number = receipt.number.strip()
    if row.payment_id is None:
        return (Problem("receipt_number", f"payment.receipt_{row.status}", {"number": number}),)
    code = session.exec(
        select(Dossier.code)
        .join(PaymentShare, col(PaymentShare.dossier_id) == Dossier.id)
        .where(PaymentShare.payment_id == row.payment_id)
    ).first()
    return (Problem("receipt_number", "payment.receipt_used", {"number": number, "code": code or ""}),)


def add(
    transaction: Transaction,
    actor: StaffView,
    payment_id: int,
    receipt: OfficialReceipt,
    *,
    skipped_reason: str = "",
) -> None:
    """Write the number that a payment's receipt has."""
    number = receipt.number.strip()
    today = transaction.now.astimezone(LOCAL_ZONE).date()
    transaction.session.add(
        Receipt(
            payment_id=payment_id,
            form=symbol(receipt.form),
            serial=symbol(receipt.serial),
            number=number,
            value=int(number),
            status=ReceiptStatus.USED,
            issued_on=receipt.issued_on or today,
            recorded_by=actor.id,
            recorded_at=transaction.now,
            operation="-",
        )
    )
    transaction.flush()


def written(receipt: OfficialReceipt) -> str:
    """Form, serial and number in one text."""
    return f"{symbol(receipt.form)} {symbol(receipt.serial)} {receipt.number.strip()}"
