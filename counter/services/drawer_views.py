"""Reading drawers (ngăn tiền) as they stand, inside a session. Nothing here tells what should be in one."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from counter.errors import NotFound
from counter.models.drawer import CashCount
from counter.models.money import PaymentKind, PaymentView
from counter.models.tables import (
    Drawer,
    DrawerClose,
    DrawerCount,
    Exemption,
    Payment,
    PaymentPart,
    Receipt,
    ReceiptExcuse,
    Staff,
)
from counter.models.till import DrawerView
from counter.rules.cash_count import too_long_open
from counter.services import payment_rows

OPEN, CLOSE = "open", "close"


def drawer_row(session: Session, drawer_id: int) -> Drawer:
    """The row of a drawer. NotFound `drawer.not_found`."""
    row = session.get(Drawer, drawer_id)
    if row is None:
        raise NotFound("drawer.not_found")
    return row


def drawer_view(session: Session, row: Drawer, now: datetime) -> DrawerView:
    """A drawer with the number of things done in it, and the payments that still need a receipt."""
    ident = row.id or 0
    closed = session.get(DrawerClose, ident)
    ended = closed.closed_at if closed else None
    kinds = dict(
        session.exec(
            select(Payment.kind, func.count()).where(Payment.drawer_id == ident).group_by(col(Payment.kind))
        ).all()
    )
    return DrawerView(
        id=ident,
        cashier=name_of(session, row.cashier_id),
        cashier_id=row.cashier_id,
        counter_name=row.counter_name,
        float_amount=row.float_amount,
        opened_at=row.opened_at,
        closed_at=ended,
        too_long=closed is None and too_long_open(row.opened_at, now),
        payments=kinds.get(PaymentKind.PAYMENT, 0),
        by_means=_by_means(session, ident),
        reversals=sum(kinds.values()) - kinds.get(PaymentKind.PAYMENT, 0),
        exemptions=_exemptions(session, row, ended or now),
        without_receipt=without_receipt(session, ident),
    )


def name_of(session: Session, staff_id: int | None) -> str:
    """Somebody's name; "" for nobody."""
    if staff_id is None:
        return ""
    return session.exec(select(Staff.name).where(Staff.id == staff_id)).first() or ""


def counted(session: Session, drawer_id: int, moment: str) -> CashCount:
    """What was counted by note when a drawer was opened or closed."""
    rows = session.exec(
        select(DrawerCount.note, DrawerCount.pieces).where(
            DrawerCount.drawer_id == drawer_id, DrawerCount.moment == moment
        )
    )
    return CashCount.of(rows.all())


def without_receipt(session: Session, drawer_id: int) -> tuple[PaymentView, ...]:
    """Payments with neither an official receipt nor a supervisor's reason, those voided left out."""
    receipt = select(Receipt.id).where(Receipt.payment_id == Payment.id)
    excuse = select(ReceiptExcuse.payment_id).where(ReceiptExcuse.payment_id == Payment.id)
    voids = select(Payment.reverses).where(
        Payment.kind == PaymentKind.VOID, col(Payment.reverses).is_not(None)
    )
    rows = session.exec(
        select(Payment)
        .where(
            Payment.drawer_id == drawer_id,
            Payment.kind == PaymentKind.PAYMENT,
            ~receipt.exists(),
            ~excuse.exists(),
            col(Payment.id).not_in(voids),
        )
        .order_by(col(Payment.id))
    ).all()
    return tuple(payment_rows.views(session, rows))


def _by_means(session: Session, drawer_id: int) -> tuple[tuple[str, int], ...]:
    """How many payments came by each means, one of several means counted under each."""
    rows = session.exec(
        select(PaymentPart.means, func.count())
        .join(Payment, col(Payment.id) == PaymentPart.payment_id)
        .where(Payment.drawer_id == drawer_id, Payment.kind == PaymentKind.PAYMENT)
        .group_by(PaymentPart.means)
    )
    return tuple(sorted((str(means), count) for means, count in rows))


def _exemptions(session: Session, row: Drawer, until: datetime) -> int:
    """How many exemptions this cashier accepted while the drawer was open."""
    return session.exec(
        select(func.count())
        .select_from(Exemption)
        .where(
            Exemption.accepted_by == row.cashier_id,
            Exemption.accepted_at >= row.opened_at,
            Exemption.accepted_at <= until,
        )
    ).one()
