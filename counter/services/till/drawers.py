"""The cashier's drawer (ngăn tiền, ca thu): opened with a counted float, closed with a blind count.

Nothing here needs a network. Each write is one transaction: the drawer's rows, the ledger's entry, the event.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from counter.errors import Problem, Refused, StoreError
from counter.i18n import money, t
from counter.models.drawer import CashCount
from counter.models.till import (
    CashMoveDraft,
    ClosingDraft,
    Comparison,
    DrawerRow,
    DrawerSheet,
    DrawerView,
    KeptFloat,
    OpeningDraft,
)
from counter.rules.count_checks import count_problems, float_problems
from counter.rules.rights import Act, may
from counter.services.chain import anchors
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act, must_have
from counter.services.store import reserve
from counter.services.till import drawer_closing, drawer_moves, drawer_rows, drawer_views
from counter.services.till.drawer_sheets import sheet_of
from counter.services.till.drawer_views import drawer_row, drawer_view
from counter.services.till.drawer_writes import begin

T = TypeVar("T")
_NO_WRITING: Final = {
    "store.read_only": "drawer.why.read_only",
    "store.disk_full": "drawer.why.disk_full",
    "store.disk_fault": "drawer.why.disk_fault",
}


@act(Act.TAKE_MONEY)
def open_drawer(office: Office, draft: OpeningDraft) -> DrawerView:
    """Open the actor's drawer with the float that was counted by note; a second press returns the same one.

    Room on the disk is kept for its close. Refused `drawer.already_open`: one drawer for each cashier; or a
    count that nobody can make.
    """
    _must_be_money(draft.count)
    _refuse(float_problems("notes", draft.count.total))
    if not office.practice:
        reserve.keep(office.store.path)
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


@act(Act.TAKE_MONEY, writes=False)
def last_kept(office: Office) -> KeptFloat | None:
    """The float that the last close of this counter or this cashier kept, to be counted again at the opening.

    None: nothing was kept, or a drawer was opened with it since.
    """
    with office.store.read() as session:
        return drawer_views.kept_float(session, person(office).id, office.ward.counter_name)


@act(Act.TAKE_MONEY)
def move_cash(office: Office, draft: CashMoveDraft) -> DrawerView:
    """Record cash put in (above 0) or taken out (below 0) that is no fee (thu, chi khác).

    Refused: no open drawer, no reason, no sum, more than the drawer holds, or without the supervisor what
    goes out after a count or above the ward's tolerance.
    """
    return drawer_moves.move(office, draft)


@act(Act.TAKE_MONEY)
def compare(office: Office, drawer_id: int, count: CashCount) -> Comparison:
    """A count against the book: the expected sum appears only here, after the count (đếm mù).

    Each count is an event in the audit trail, when the disk is full too. Forbidden for another cashier's
    drawer, but for a supervisor; Refused `drawer.closed_already`, or a count that nobody can make.
    """
    _must_be_money(count)
    return _always(office, lambda: drawer_closing.compare(office, drawer_id, count))


@act(Act.TAKE_MONEY)
def close(office: Office, draft: ClosingDraft) -> DrawerSheet:
    """Close a drawer (chốt ca) once; with `hand_to` the other cashier's opens with what is kept.

    It can be closed when the disk is full: room was kept for it; and when the clock is behind: it follows
    what was recorded last, and the sheet says so. StoreError `drawer.cannot_write`: the disk takes nothing.
    Refused with every reason: payments without a receipt, a difference without reason or, above the ward's
    tolerance, without the supervisor, a kept sum that the counted notes do not make. Conflict
    `drawer.changed` when the expected sum is another than the clerk was shown: count again.
    """
    _must_be_money(draft.count)
    _refuse(float_problems("kept", draft.kept))
    return _always(office, lambda: drawer_closing.close(office, draft))


@act(Act.READ, writes=False)
def sheet(office: Office, drawer_id: int) -> DrawerSheet:
    """The hand-over sheet of a closed drawer: a cashier's own, or anybody's for those who see the till."""
    with office.store.read() as session:
        row = drawer_row(session, drawer_id)
        if row.cashier_id != person(office).id:
            must_have(office, Act.SEE_TILL)
        found = sheet_of(session, row)
    return anchors.on_sheet(office.store, found)


@act(Act.READ, writes=False)
def listing(office: Office, limit: int = 50, before: int | None = None) -> tuple[DrawerRow, ...]:
    """Drawers, the newest first: all of them for those who see the till, else the actor's own."""
    everybody = may(office.actor, Act.SEE_TILL)
    with office.store.read() as session:
        return drawer_views.rows(
            session,
            office.now(),
            cashier_id=None if everybody else person(office).id,
            limit=limit,
            before=before,
        )


def _always(office: Office, action: Callable[[], T]) -> T:
    """With the room that was kept; where that does not help either, what to do with the cash."""
    try:
        return reserve.always(office.store.path, action)
    except StoreError as fault:
        if fault.message_id not in _NO_WRITING:
            raise
        raise StoreError("drawer.cannot_write", why=t(_NO_WRITING[fault.message_id])) from fault


def _must_be_money(count: CashCount) -> None:
    _refuse(count_problems(count))


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Refused(problems)
