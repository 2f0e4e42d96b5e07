"""The hand-over sheet (phiếu bàn giao ngăn tiền) of a closed drawer, read from its rows as they stood at its
close: what was given back, matched or recorded later belongs to a later sheet."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from counter.errors import Problem, Refused
from counter.i18n import t
from counter.models.money import PaymentKind, PaymentMeans, PaymentView
from counter.models.states import BankStep, MoneyPaper, ReceiptStatus
from counter.models.tables import (
    BankLineStep,
    Dossier,
    Drawer,
    DrawerClose,
    Exemption,
    Payment,
    PaymentPart,
    PaymentShare,
    Receipt,
    ReceiptExcuse,
)
from counter.models.till import BookUse, DrawerSheet, KindSum
from counter.services.dossier.dossier_rows import name_of
from counter.services.money import money_prints, payment_rows
from counter.services.till import drawer_counts, drawer_views
from counter.services.till.drawer_views import CLOSE, counted, drawer_view


def sheet_of(session: Session, row: Drawer) -> DrawerSheet:
    """The sheet of a drawer. Refused `drawer.not_closed` while it is open."""
    ident = row.id or 0
    closed = session.get(DrawerClose, ident)
    if closed is None:
        raise Refused((Problem("drawer", "drawer.not_closed"),))
    return DrawerSheet(
        drawer=drawer_view(session, row, closed.closed_at),
        closed_by=name_of(session, closed.closed_by),
        approved_by=name_of(session, closed.approved_by),
        handed_to=name_of(session, closed.handed_to),
        counted=counted(session, ident, CLOSE),
        counted_total=closed.counted,
        expected=closed.expected,
        difference=closed.difference,
        reason=closed.reason,
        kept=closed.kept,
        to_safe=closed.counted - closed.kept,
        by_kind=_by_kind(session, ident),
        by_means=_by_means(session, ident),
        by_procedure=_by_procedure(session, ident),
        books=_books(session, row, closed.closed_at),
        reversals=_reversals(session, ident),
        moves=drawer_views.moves(session, ident),
        exemptions=_exemptions(session, row, closed.closed_at),
        unmatched=_unmatched(session, ident, closed.closed_at),
        excused=_excused(session, ident),
        counts=tuple(drawer_counts.trail(session, ident).counts),
        copy=money_prints.printed(session, MoneyPaper.DRAWER_SHEET, ident),
    )


def _by_kind(session: Session, drawer_id: int) -> tuple[KindSum, ...]:
    rows = session.exec(
        select(
            PaymentShare.fee_kind,
            Payment.kind,
            func.count(col(PaymentShare.payment_id).distinct()),
            func.sum(PaymentShare.amount),
        )
        .join(Payment, col(Payment.id) == PaymentShare.payment_id)
        .where(Payment.drawer_id == drawer_id)
        .group_by(PaymentShare.fee_kind, col(Payment.kind))
    )
    return _sums(rows)


def _by_means(session: Session, drawer_id: int) -> tuple[KindSum, ...]:
    rows = session.exec(
        select(PaymentPart.means, Payment.kind, func.count(), func.sum(PaymentPart.amount))
        .join(Payment, col(Payment.id) == PaymentPart.payment_id)
        .where(Payment.drawer_id == drawer_id)
        .group_by(PaymentPart.means, col(Payment.kind))
    )
    return _sums((str(means), kind, count, amount) for means, kind, count, amount in rows)


def _by_procedure(session: Session, drawer_id: int) -> tuple[KindSum, ...]:
    rows = session.exec(
        select(
            Dossier.procedure_name,
            Payment.kind,
            func.count(col(PaymentShare.dossier_id).distinct()),
            func.sum(PaymentShare.amount),
        )
        .join(PaymentShare, col(PaymentShare.dossier_id) == Dossier.id)
        .join(Payment, col(Payment.id) == PaymentShare.payment_id)
        .where(Payment.drawer_id == drawer_id)
        .group_by(Dossier.procedure_name, col(Payment.kind))
    )
    return _sums(rows)


def _sums(rows: Iterable[tuple[str, str, int, int]]) -> tuple[KindSum, ...]:
    """Net sums by key: what was given back is taken off, and only payments are counted."""
    sums: dict[str, tuple[int, int]] = {}
    for key, kind, count, amount in rows:
        before, total = sums.get(key, (0, 0))
        counts = count if kind == PaymentKind.PAYMENT else 0
        sums[key] = (before + counts, total + int(amount))
    return tuple(
        KindSum(key=key, count=count, amount=amount) for key, (count, amount) in sorted(sums.items())
    )


def _books(session: Session, row: Drawer, until: datetime) -> tuple[BookUse, ...]:
    """Which numbers of each series were used for payments of this drawer, or set aside by its cashier."""
    used = session.exec(
        select(Receipt)
        .join(Payment, col(Payment.id) == Receipt.payment_id)
        .where(Payment.drawer_id == row.id, Receipt.recorded_at <= until)
    ).all()
    aside = session.exec(
        select(Receipt).where(
            Receipt.status != ReceiptStatus.USED,
            Receipt.recorded_by == row.cashier_id,
            Receipt.recorded_at >= row.opened_at,
            Receipt.recorded_at <= until,
        )
    ).all()
    voided = set(
        session.exec(
            select(Payment.reverses).where(
                Payment.kind == PaymentKind.VOID,
                Payment.taken_at <= until,
                col(Payment.reverses).in_([receipt.payment_id for receipt in used]),
            )
        )
    )
    series = sorted({(receipt.form, receipt.serial) for receipt in (*used, *aside)})
    return tuple(_book(form, serial, used, aside, voided) for form, serial in series)


def _book(
    form: str, serial: str, used: Sequence[Receipt], aside: Sequence[Receipt], voided: set[int | None]
) -> BookUse:
    mine = sorted(
        (r for r in used if (r.form, r.serial) == (form, serial)), key=lambda receipt: receipt.value
    )
    spoiled = sorted(
        (r for r in aside if (r.form, r.serial) == (form, serial)), key=lambda receipt: receipt.value
    )
    every = sorted((*mine, *spoiled), key=lambda receipt: receipt.value)
    return BookUse(
        form=form,
        serial=serial,
        first=every[0].number,
        last=every[-1].number,
        used=len(mine),
        voided=tuple(r.number for r in mine if r.payment_id in voided),
        set_aside=tuple(
            t(f"drawer.set_aside.{r.status.value}", number=r.number, reason=r.reason) for r in spoiled
        ),
    )


def _reversals(session: Session, drawer_id: int) -> tuple[PaymentView, ...]:
    rows = session.exec(
        select(Payment)
        .where(Payment.drawer_id == drawer_id, Payment.kind != PaymentKind.PAYMENT)
        .order_by(col(Payment.id))
    ).all()
    return tuple(payment_rows.views(session, rows))


def _exemptions(session: Session, row: Drawer, until: datetime) -> tuple[KindSum, ...]:
    """By legal ground, with what was waived."""
    rows = session.exec(
        select(Exemption.ground, func.count(), func.sum(Exemption.waived))
        .where(
            Exemption.accepted_by == row.cashier_id,
            Exemption.accepted_at >= row.opened_at,
            Exemption.accepted_at <= until,
        )
        .group_by(Exemption.ground)
        .order_by(Exemption.ground)
    )
    return tuple(KindSum(key=ground, count=count, amount=int(waived)) for ground, count, waived in rows)


def _unmatched(session: Session, drawer_id: int, until: datetime) -> tuple[PaymentView, ...]:
    """Payments by transfer whose money was not seen on a statement by then, those voided left out."""
    later = (
        select(func.max(BankLineStep.id))
        .where(BankLineStep.done_at <= until)
        .group_by(col(BankLineStep.line_id))
    )
    matched = select(BankLineStep.payment_id).where(
        BankLineStep.step == BankStep.MATCHED,
        col(BankLineStep.id).in_(later),
        col(BankLineStep.payment_id).is_not(None),
    )
    voided = select(Payment.reverses).where(
        Payment.kind == PaymentKind.VOID, Payment.taken_at <= until, col(Payment.reverses).is_not(None)
    )
    rows = session.exec(
        select(Payment)
        .join(PaymentPart, col(PaymentPart.payment_id) == Payment.id)
        .where(
            Payment.drawer_id == drawer_id,
            Payment.kind == PaymentKind.PAYMENT,
            PaymentPart.means == PaymentMeans.TRANSFER,
            col(Payment.id).not_in(matched),
            col(Payment.id).not_in(voided),
        )
        .distinct()
        .order_by(col(Payment.id))
    ).all()
    return tuple(payment_rows.views(session, rows))


def _excused(session: Session, drawer_id: int) -> tuple[PaymentView, ...]:
    rows = session.exec(
        select(Payment)
        .join(ReceiptExcuse, col(ReceiptExcuse.payment_id) == Payment.id)
        .where(Payment.drawer_id == drawer_id)
        .order_by(col(Payment.id))
    ).all()
    return tuple(payment_rows.views(session, rows))
