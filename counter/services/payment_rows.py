"""Writing what was taken for a dossier, and the numbers of official receipts that were used."""

from sqlmodel import Session, col, select

from counter.errors import NotFound, Problem
from counter.i18n import money
from counter.models.money import MoneyState, OfficialReceipt, PaymentDraft, PaymentMeans, PaymentView
from counter.models.staff import StaffView
from counter.models.tables import Dossier, LateReceipt, Payment
from counter.rules.payments import Settlement
from counter.rules.receipts import check_receipt, following, symbol, writings
from counter.services.dossier_rows import dossier_row, id_of, keep_quote, payments_of
from counter.services.transaction import Transaction
from counter.settings import WardSettings
from counter.text import one_line


def entry_of(session: Session, dossier_id: int, payment_id: int) -> PaymentView:
    """One entry of a dossier's payments. NotFound `payment.not_found`."""
    for entry in payments_of(session, dossier_id):
        if entry.id == payment_id:
            return entry
    raise NotFound("payment.not_found")


def receipt_problems(ward: WardSettings, session: Session, receipt: OfficialReceipt) -> tuple[Problem, ...]:
    """What is wrong with an official receipt: its symbols, its number, or that it was used before."""
    found = check_receipt(
        receipt.form,
        receipt.serial,
        receipt.number,
        ward_form=ward.receipt_form,
        ward_serial=ward.receipt_serial,
    )
    return found or _used(session, receipt)


def _used(session: Session, receipt: OfficialReceipt) -> tuple[Problem, ...]:
    """A number of one book is used once, with or without leading zeros."""
    form, serial, numbers = symbol(receipt.form), symbol(receipt.serial), writings(receipt.number.strip())
    at_once = session.exec(
        select(Payment.dossier_id).where(
            Payment.receipt_form == form,
            Payment.receipt_serial == serial,
            col(Payment.receipt_number).in_(numbers),
        )
    ).first()
    after = session.exec(
        select(Payment.dossier_id)
        .join(LateReceipt, col(LateReceipt.payment_id) == Payment.id)
        .where(
            LateReceipt.receipt_form == form,
            LateReceipt.receipt_serial == serial,
            col(LateReceipt.receipt_number).in_(numbers),
        )
    ).first()
    holder = at_once or after
    if holder is None:
        return ()
    params = {"number": receipt.number.strip(), "code": dossier_row(session, holder).code}
    return (Problem("receipt_number", "payment.receipt_used", params),)


def gap(session: Session, draft: PaymentDraft) -> dict[str, str | int]:
    """The number before, when this receipt does not follow it in its book: no number is skipped silently."""
    if not draft.receipt_number.strip():
        return {}
    form, serial = symbol(draft.receipt_form), symbol(draft.receipt_serial)
    earlier = session.exec(
        select(Payment.receipt_number)
        .where(Payment.receipt_form == form, Payment.receipt_serial == serial)
        .order_by(col(Payment.id).desc())
        .limit(2)
    ).all()
    before = next((n for n in earlier if n != draft.receipt_number.strip()), "")
    if not before or int(following(before) or 0) == int(draft.receipt_number):
        return {}
    return {"after": before}


def write(
    transaction: Transaction, actor: StaffView, row: Dossier, draft: PaymentDraft, settlement: Settlement
) -> int:
    """Add the entries, bring the dossier's money line and quote up to date; the id of the main entry."""
    session, ident = transaction.session, id_of(row)
    main = None
    if settlement.exempted:
        main = Payment(
            dossier_id=ident,
            means=PaymentMeans.EXEMPT,
            amount=0,
            exempt_group=draft.exempt_group,
            exempt_ground="; ".join(settlement.grounds),
            exempt_proof=one_line(draft.exempt_proof),
            waived=settlement.waived,
            taken_by=actor.id,
            taken_at=transaction.now,
            operation=draft.operation,
        )
        session.add(main)
        session.flush()
    if draft.means is not PaymentMeans.EXEMPT:
        main = _taken(transaction, actor, ident, draft, settlement.due or 0)
        session.add(main)
    keep_quote(session, row, settlement.quote)
    row.money = _state(draft, settlement)
    row.exempt_group = draft.exempt_group or row.exempt_group
    row.version += 1
    session.add(row)
    transaction.flush()
    if main is None or main.id is None:
        raise RuntimeError("a flushed row has an id")
    return main.id


def _taken(
    transaction: Transaction, actor: StaffView, dossier_id: int, draft: PaymentDraft, due: int
) -> Payment:
    cash = draft.means is PaymentMeans.CASH
    tendered = (draft.tendered or 0) if cash else None
    numbered = bool(draft.receipt_number.strip())
    return Payment(
        dossier_id=dossier_id,
        means=draft.means,
        amount=due,
        tendered=tendered,
        change=tendered - due if tendered is not None else None,
        reference="" if cash else one_line(draft.reference),
        receipt_form=symbol(draft.receipt_form) if numbered else "",
        receipt_serial=symbol(draft.receipt_serial) if numbered else "",
        receipt_number=draft.receipt_number.strip(),
        receipt_later="" if numbered else one_line(draft.receipt_later),
        taken_by=actor.id,
        taken_at=transaction.now,
        operation=draft.operation,
    )


def _state(draft: PaymentDraft, settlement: Settlement) -> MoneyState:
    if draft.means is PaymentMeans.EXEMPT:
        return MoneyState.EXEMPT
    return MoneyState.PAID if settlement.due else MoneyState.NONE


def told(draft: PaymentDraft, settlement: Settlement) -> dict[str, str | int]:
    """What the event of a payment says."""
    due = settlement.due or 0
    detail: dict[str, str | int] = {"means": draft.means, "amount": due, "sum": money(due)}
    if draft.means is PaymentMeans.CASH and draft.tendered is not None:
        detail |= {"tendered": draft.tendered, "change": draft.tendered - due}
    if settlement.exempted:
        detail |= {"exempt_group": draft.exempt_group, "waived": settlement.waived}
    if draft.stated_amount is not None:
        detail |= {"stated": draft.stated_amount, "source": one_line(draft.stated_source)}
    if draft.receipt_number.strip():
        receipt = OfficialReceipt(
            form=draft.receipt_form, serial=draft.receipt_serial, number=draft.receipt_number
        )
        detail["receipt"] = written(receipt)
    elif draft.receipt_later:
        detail["receipt_later"] = one_line(draft.receipt_later)
    return detail


def written(receipt: OfficialReceipt) -> str:
    """Form, serial and number in one text."""
    return f"{symbol(receipt.form)} {symbol(receipt.serial)} {receipt.number.strip()}"
