"""Which drawer (ngăn tiền) money goes into, inside a session."""

from datetime import datetime

from sqlmodel import Session, col, select

from counter.errors import Problem
from counter.models.tables import Drawer, DrawerClose
from counter.rules.cash_count import opened_ahead, too_long_open


def open_drawer_of(session: Session, staff_id: int) -> Drawer | None:
    """The drawer that this cashier has open."""
    closed = select(DrawerClose.drawer_id).where(DrawerClose.drawer_id == Drawer.id)
    return session.exec(
        select(Drawer)
        .where(Drawer.cashier_id == staff_id, ~closed.exists())
        .order_by(col(Drawer.id).desc())
        .limit(1)
    ).first()


def for_money(
    session: Session, staff_id: int, now: datetime, *, cash: bool
) -> tuple[Drawer | None, tuple[Problem, ...]]:
    """The cashier's drawer and why it takes no money: none is open for cash, or it is open for too long."""
    drawer = open_drawer_of(session, staff_id)
    if drawer is None:
        return None, (Problem("drawer", "drawer.none_open"),) if cash else ()
    if too_long_open(drawer.opened_at, now):
        ahead = opened_ahead(drawer.opened_at, now)
        return drawer, (Problem("drawer", "drawer.opened_ahead" if ahead else "drawer.open_too_long"),)
    return drawer, ()
