"""The cashier's drawer (ngăn tiền, ca thu): opened with a counted float, closed with a blind count.

Nothing here needs a network. Each write is one transaction: the drawer's rows, the ledger's entry, the event.
"""

from counter.errors import Problem, Refused
from counter.i18n import money
from counter.models.drawer import CashCount
from counter.models.staff import StaffView
from counter.models.tables import Drawer, DrawerCount
from counter.models.till import DrawerView, OpeningDraft
from counter.rules import ledger as entries
from counter.rules.rights import Act, may
from counter.services import drawer_rows, ledger
from counter.services.dossier_rows import person
from counter.services.drawer_views import OPEN, drawer_row, drawer_view
from counter.services.office import Office, act
from counter.services.transaction import Transaction


@act(Act.TAKE_MONEY)
def open_drawer(office: Office, draft: OpeningDraft) -> DrawerView:
    """Open the actor's drawer with the float that was counted by note; a second press returns the same one.

    Refused `drawer.already_open`: one drawer for each cashier.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            return drawer_view(session, drawer_row(session, int(done["drawer_id"])), transaction.now)
        row = begin(office, transaction, person(office), draft.count, draft.operation)
        transaction.record(
            person(office),
            "drawer.event.opened",
            subject=("drawer", row.id or 0),
            operation=draft.operation,
            detail={"float": row.float_amount, "sum": money(row.float_amount)},
            result={"drawer_id": row.id or 0},
        )
        return drawer_view(session, row, transaction.now)


@act(Act.READ, writes=False)
def mine(office: Office) -> DrawerView | None:
    """The drawer that the actor has open. None: none is, or the actor takes no money."""
    if office.actor is None or not may(office.actor, Act.TAKE_MONEY):
        return None
    with office.store.read() as session:
        row = drawer_rows.open_drawer_of(session, office.actor.id)
        return None if row is None else drawer_view(session, row, office.now())


def begin(
    office: Office,
    transaction: Transaction,
    cashier: StaffView,
    count: CashCount,
    operation: str,
    *,
    from_drawer: int | None = None,
) -> Drawer:
    """Write the rows and the ledger's entry of a drawer that opens; the caller records the event."""
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
