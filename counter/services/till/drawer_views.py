"""Reading drawers (ngăn tiền) as they stand, inside a session. Nothing here tells what should be in one."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from counter.errors import NotFound
from counter.models.drawer import CashCount
from counter.models.money import PaymentKind, PaymentMeans, PaymentView
from counter.models.tables import (
    CashMove,
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
from counter.models.till import CashMoveView, DrawerRow, DrawerView, KeptFloat
from counter.rules.cash_count import CashTaken, opened_ahead, too_long_open
from counter.rules.cash_kept import notes_kept
from counter.services.dossier.dossier_rows import name_of
from counter.services.money import payment_rows
from counter.services.till import drawer_counts

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
        ahead=closed is None and opened_ahead(row.opened_at, now),
        payments=kinds.get(PaymentKind.PAYMENT, 0),
        by_means=_by_means(session, ident),
        reversals=sum(kinds.values()) - kinds.get(PaymentKind.PAYMENT, 0),
        exemptions=_exemptions(session, row, ended or now),
        without_receipt=without_receipt(session, ident),
        moves=moves(session, ident),
    )


def moves(session: Session, drawer_id: int) -> tuple[CashMoveView, ...]:
    """Cash put in and taken out that was no fee, in order."""
    rows = session.exec(
        select(CashMove, Staff.name)
        .join(Staff, col(Staff.id) == CashMove.moved_by)
        .where(CashMove.drawer_id == drawer_id)
        .order_by(col(CashMove.id))
    )
    told = drawer_counts.trail(session, drawer_id)
    return tuple(
        CashMoveView(
            amount=row.amount,
            reason=row.reason,
            moved_by=name,
            moved_at=row.moved_at,
            approved_by=told.approved.get(row.operation, ""),
            after_count=row.operation in told.after,
        )
        for row, name in rows
    )


def rows(
    session: Session, now: datetime, *, cashier_id: int | None, limit: int, before: int | None
) -> tuple[DrawerRow, ...]:
    """Drawers, the newest first: of one cashier or of all, those before an id."""
    query = (
        select(Drawer, DrawerClose, Staff.name)
        .join(Staff, col(Staff.id) == Drawer.cashier_id)
        .outerjoin(DrawerClose, col(DrawerClose.drawer_id) == Drawer.id)
        .order_by(col(Drawer.id).desc())
        .limit(limit)
    )
    if cashier_id is not None:
        query = query.where(Drawer.cashier_id == cashier_id)
    if before is not None:
        query = query.where(col(Drawer.id) < before)
    found = session.exec(query).all()
    return tuple(_row(session, now, drawer, closed, name) for drawer, closed, name in found)


def _row(session: Session, now: datetime, drawer: Drawer, closed: DrawerClose | None, name: str) -> DrawerRow:
    return DrawerRow(
        id=drawer.id or 0,
        cashier=name,
        cashier_id=drawer.cashier_id,
        counter_name=drawer.counter_name,
        opened_at=drawer.opened_at,
        closed_at=closed.closed_at if closed else None,
        too_long=closed is None and too_long_open(drawer.opened_at, now),
        ahead=closed is None and opened_ahead(drawer.opened_at, now),
        counted=closed.counted if closed else None,
        difference=closed.difference if closed else None,
        kept=closed.kept if closed else None,
        handed_to=name_of(session, closed.handed_to) if closed else "",
    )


def kept_float(session: Session, cashier_id: int, counter_name: str) -> KeptFloat | None:
    """What the last close of this counter or this cashier kept, unless a drawer took it up since."""
    found = session.exec(
        select(Drawer, DrawerClose)
        .join(DrawerClose, col(DrawerClose.drawer_id) == Drawer.id)
        .where((Drawer.counter_name == counter_name) | (Drawer.cashier_id == cashier_id))
        .order_by(col(DrawerClose.closed_at).desc(), col(Drawer.id).desc())
        .limit(1)
    ).first()
    if found is None or not found[1].kept or found[1].handed_to is not None:
        return None
    drawer, closed = found
    later = select(Drawer.id).where(
        Drawer.counter_name == drawer.counter_name,
        Drawer.opened_at >= closed.closed_at,
        Drawer.id != drawer.id,
        Drawer.float_amount > 0,
    )
    count = notes_kept(counted(session, drawer.id or 0, CLOSE), closed.kept)
    if count is None or session.exec(later.limit(1)).first() is not None:
        return None
    return KeptFloat(count=count, cashier=name_of(session, drawer.cashier_id), kept_at=closed.closed_at)


def cash_taken(session: Session, drawer_id: int) -> list[CashTaken]:
    """The cash of each payment and of each one given back, the newest first."""
    rows = session.exec(
        select(
            PaymentPart.payment_id,
            func.sum(PaymentPart.amount),
            func.sum(PaymentPart.tendered),
            func.sum(PaymentPart.change),
        )
        .join(Payment, col(Payment.id) == PaymentPart.payment_id)
        .where(Payment.drawer_id == drawer_id, PaymentPart.means == PaymentMeans.CASH)
        .group_by(col(PaymentPart.payment_id))
        .order_by(col(PaymentPart.payment_id).desc())
    )
    return [
        CashTaken(payment, int(amount), int(tendered or 0), int(change or 0))
        for payment, amount, tendered, change in rows
    ]


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
