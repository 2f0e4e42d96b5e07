"""Reading payments and exemptions as they stand, and what a dossier still owes."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlmodel import Session, col, func, select

from counter.errors import NotFound
from counter.models.money import (
    ExemptionView,
    MeansView,
    OfficialReceipt,
    PaymentKind,
    PaymentView,
    ShareView,
)
from counter.models.tables import (
    BankAccountRow,
    Dossier,
    Exemption,
    MoneyPrint,
    Payment,
    PaymentPart,
    PaymentShare,
    Receipt,
    ReceiptExcuse,
    Staff,
)

V = TypeVar("V")

SLIP = "payment_slip"


def payments_of(session: Session, dossier_id: int) -> tuple[PaymentView, ...]:
    """Every payment, void and refund that has a share of a dossier, in order."""
    shares = select(PaymentShare.payment_id).where(PaymentShare.dossier_id == dossier_id)
    rows = session.exec(select(Payment).where(col(Payment.id).in_(shares)).order_by(col(Payment.id))).all()
    return tuple(views(session, rows))


def payment_view(session: Session, payment_id: int) -> PaymentView:
    """One payment. NotFound `payment.not_found`."""
    row = session.get(Payment, payment_id)
    if row is None:
        raise NotFound("payment.not_found")
    return views(session, [row])[0]


def views(session: Session, rows: Sequence[Payment]) -> list[PaymentView]:
    """The views of some payments, in their order, read together."""
    ids = [row.id for row in rows if row.id is not None]
    means = _parts(session, ids)
    shares = _shares(session, ids)
    receipts, excuses = _receipts(session, ids)
    back = _given_back(session, ids)
    prints = _prints(session, ids)
    names = _names(session, rows)
    return [
        PaymentView(
            id=(ident := row.id or 0),
            kind=row.kind,
            total=row.total,
            means=tuple(means.get(ident, ())),
            shares=tuple(shares.get(ident, ())),
            payer=row.payer_relation,
            payer_name=row.payer_name,
            taken_by=names.get(row.taken_by, ""),
            taken_at=row.taken_at,
            taken_by_id=row.taken_by,
            drawer_id=row.drawer_id,
            receipt=_receipt(receipts.get(ident)),
            receipt_later=row.receipt_later,
            excused=excuses.get(ident, ""),
            reverses=row.reverses,
            reason=row.reason,
            approved_by=names.get(row.approved_by or 0, ""),
            given_back=back.get(ident, (0, False))[0],
            voided=back.get(ident, (0, False))[1],
            prints=prints.get(ident, 0),
        )
        for row in rows
    ]


def exemptions_of(session: Session, dossier_id: int) -> tuple[ExemptionView, ...]:
    """The exemptions of a dossier, in order."""
    rows = session.exec(
        select(Exemption, Staff.name)
        .join(Staff, col(Staff.id) == Exemption.accepted_by)
        .where(Exemption.dossier_id == dossier_id)
        .order_by(col(Exemption.id))
    )
    return tuple(
        ExemptionView(
            id=row.id or 0,
            group=row.exempt_group,
            ground=row.ground,
            proof=row.proof,
            waived=row.waived,
            accepted_by=name,
            accepted_at=row.accepted_at,
        )
        for row, name in rows
    )


def paid_by_kind(session: Session, dossier_id: int) -> dict[str, int]:
    """What stands paid for a dossier of each kind of fee, voids taken off; a refund leaves it paid."""
    rows = session.exec(
        select(PaymentShare.fee_kind, func.sum(PaymentShare.amount))
        .join(Payment, col(Payment.id) == PaymentShare.payment_id)
        .where(PaymentShare.dossier_id == dossier_id, Payment.kind != PaymentKind.REFUND)
        .group_by(PaymentShare.fee_kind)
    )
    return {kind: int(amount) for kind, amount in rows if amount}


def touched(session: Session, dossier_id: int) -> bool:
    """Whether something stands taken or exempted for a dossier; a voided payment stands no more."""
    freed = select(Exemption.id).where(Exemption.dossier_id == dossier_id).limit(1)
    return bool(paid_by_kind(session, dossier_id)) or session.exec(freed).first() is not None


def share_kinds(session: Session, payment_id: int) -> list[PaymentShare]:
    """The rows of a payment's shares, in order."""
    return list(
        session.exec(
            select(PaymentShare)
            .where(PaymentShare.payment_id == payment_id)
            .order_by(col(PaymentShare.position))
        )
    )


def given_back_shares(session: Session, payment_id: int) -> dict[tuple[int, str], int]:
    """What was given back of a payment by dossier and kind of fee, as sums above 0."""
    rows = session.exec(
        select(PaymentShare.dossier_id, PaymentShare.fee_kind, func.sum(PaymentShare.amount))
        .join(Payment, col(Payment.id) == PaymentShare.payment_id)
        .where(Payment.reverses == payment_id)
        .group_by(col(PaymentShare.dossier_id), PaymentShare.fee_kind)
    )
    return {(dossier, kind): -int(amount) for dossier, kind, amount in rows}


def given_back_means(session: Session, payment_id: int) -> dict[str, int]:
    """What was given back of a payment by means, as sums above 0."""
    rows = session.exec(
        select(PaymentPart.means, func.sum(PaymentPart.amount))
        .join(Payment, col(Payment.id) == PaymentPart.payment_id)
        .where(Payment.reverses == payment_id)
        .group_by(PaymentPart.means)
    )
    return {means: -int(amount) for means, amount in rows}


def _parts(session: Session, ids: Sequence[int]) -> dict[int, list[MeansView]]:
    """The means of some payments, in order."""
    return _grouped(
        (part.payment_id, _means(part, account))
        for part, account in session.exec(
            select(PaymentPart, BankAccountRow)
            .outerjoin(BankAccountRow, col(BankAccountRow.id) == PaymentPart.account_id)
            .where(col(PaymentPart.payment_id).in_(ids))
            .order_by(col(PaymentPart.payment_id), col(PaymentPart.position))
        )
    )


def _receipts(session: Session, ids: Sequence[int]) -> tuple[dict[int | None, Receipt], dict[int, str]]:
    """The official receipts of some payments, and the supervisor's reasons where there is none."""
    receipts = session.exec(select(Receipt).where(col(Receipt.payment_id).in_(ids)))
    excuses = session.exec(
        select(ReceiptExcuse.payment_id, ReceiptExcuse.reason).where(col(ReceiptExcuse.payment_id).in_(ids))
    )
    return {row.payment_id: row for row in receipts}, dict(excuses.all())


def _means(part: PaymentPart, account: BankAccountRow | None) -> MeansView:
    return MeansView(
        means=part.means,
        amount=part.amount,
        tendered=part.tendered,
        change=part.change,
        reference=part.reference,
        account=f"{account.label or account.holder} {account.number}".strip() if account else "",
    )


def _shares(session: Session, ids: Sequence[int]) -> dict[int, list[ShareView]]:
    """By payment; several kinds of fee of one dossier are one share."""
    rows = session.exec(
        select(PaymentShare, Dossier)
        .join(Dossier, col(Dossier.id) == PaymentShare.dossier_id)
        .where(col(PaymentShare.payment_id).in_(ids))
        .order_by(col(PaymentShare.payment_id), col(PaymentShare.position))
    )
    sums: dict[tuple[int, int], ShareView] = {}
    for share, dossier in rows:
        key = (share.payment_id, share.dossier_id)
        before = sums[key].amount if key in sums else 0
        sums[key] = ShareView(
            dossier_id=share.dossier_id,
            short_code=dossier.short_code,
            applicant=dossier.applicant_name,
            procedure=dossier.procedure_name,
            amount=before + share.amount,
        )
    return _grouped((payment, view) for (payment, _), view in sums.items())


def _given_back(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, bool]]:
    found: dict[int, tuple[int, bool]] = {}
    rows = session.exec(
        select(Payment.reverses, Payment.kind, Payment.total).where(col(Payment.reverses).in_(ids))
    )
    for first, kind, total in rows:
        if first is not None:
            before, voided = found.get(first, (0, False))
            found[first] = (before - total, voided or kind is PaymentKind.VOID)
    return found


def _prints(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.exec(
        select(MoneyPrint.subject_id, func.sum(MoneyPrint.copies))
        .where(MoneyPrint.kind == SLIP, col(MoneyPrint.subject_id).in_(ids))
        .group_by(col(MoneyPrint.subject_id))
    )
    return {subject: int(copies) for subject, copies in rows}


def _names(session: Session, rows: Iterable[Payment]) -> dict[int, str]:
    wanted = {who for row in rows for who in (row.taken_by, row.approved_by) if who is not None}
    found = session.exec(select(Staff.id, Staff.name).where(col(Staff.id).in_(wanted)))
    return {ident: name for ident, name in found if ident is not None}


def _receipt(row: Receipt | None) -> OfficialReceipt | None:
    if row is None:
        return None
    return OfficialReceipt(form=row.form, serial=row.serial, number=row.number, issued_on=row.issued_on)


def _grouped(pairs: Iterable[tuple[int, V]]) -> dict[int, list[V]]:
    found: dict[int, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
