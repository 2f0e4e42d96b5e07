"""The rows of a drawer that opens, inside a write that records it."""

from counter.errors import Problem, Refused
from counter.models.drawer import CashCount
from counter.models.staff import StaffView
from counter.models.tables import Drawer, DrawerCount
from counter.rules import ledger as entries
from counter.services.money import ledger
from counter.services.office import Office
from counter.services.store.transaction import Transaction
from counter.services.till import drawer_rows
from counter.services.till.drawer_views import OPEN


def begin(
    office: Office,
    transaction: Transaction,
    cashier: StaffView,
    count: CashCount,
    operation: str,
    *,
    from_drawer: int | None = None,
) -> Drawer:
    """Write the rows and the ledger's entry of a drawer that opens; the caller records the event.

    Refused `drawer.already_open`: one drawer for each cashier.
    """
    session = transaction.session
    if drawer_rows.open_drawer_of(session, cashier.id) is not None:
        raise Refused((Problem("drawer", "drawer.already_open", {"name": cashier.name}),))
    row = Drawer(
        cashier_id=cashier.id,
        counter_name=office.ward.counter_name,
        float_amount=count.total,
        from_drawer=from_drawer,
        opened_at=transaction.now,
        operation=operation,
    )
    session.add(row)
    session.flush()
    ident = row.id or 0
    keep_count(transaction, ident, OPEN, count)
    ledger.post(
        transaction,
        cashier,
        "opening",
        entries.opening(count.total, ident),
        operation=operation,
        drawer_id=ident,
    )
    return row


def keep_count(transaction: Transaction, drawer_id: int, moment: str, count: CashCount) -> None:
    """Write what was counted by note."""
    transaction.session.add_all(
        DrawerCount(drawer_id=drawer_id, moment=moment, note=note, pieces=pieces)
        for note, pieces in count.pieces
    )
    transaction.flush()
