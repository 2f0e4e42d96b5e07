"""Cash put into a drawer or taken out that is no fee (thu, chi khác), reached through `drawers.move_cash`."""

from dataclasses import dataclass

from counter.errors import Problem, Refused
from counter.i18n import money
from counter.models.ledger import Account
from counter.models.staff import StaffView
from counter.models.tables import CashMove, Drawer
from counter.models.till import CashMoveDraft, DrawerView
from counter.rules import ledger as entries
from counter.rules.amounts import is_whole
from counter.rules.rights import Act
from counter.rules.secrets import secret_problems
from counter.services.dossier.dossier_rows import person
from counter.services.money import approval, ledger
from counter.services.office import Office
from counter.services.store.connection import Connection, number_in
from counter.services.store.transaction import Transaction
from counter.services.till import drawer_counts, drawer_rows
from counter.services.till.drawer_views import drawer_row, drawer_view
from counter.text import one_line

MOST_MOVED = 999_999_999  # đồng of one cash move; more is a typing error
_GONE_OUT = "SELECT coalesce(sum(-amount), 0) FROM cash_move WHERE drawer_id = ? AND amount < 0"


@dataclass(frozen=True, slots=True)
class _Need:
    """Why a move needs the supervisor."""

    message_id: str
    tolerance: int

    def problem(self) -> Problem:
        return Problem("approver", self.message_id, {"tolerance": money(self.tolerance)})


def move(office: Office, draft: CashMoveDraft) -> DrawerView:
    """Record it once. Money that goes out after a count, or above the tolerance, needs the supervisor's PIN,
    for it could hide what is missing."""
    second = _second(office, draft)
    with office.store.write(office.now()) as transaction:
        session, actor = transaction.session, person(office)
        if done := transaction.earlier(draft.operation):
            return drawer_view(session, drawer_row(session, int(done["drawer_id"])), transaction.now)
        drawer, found = drawer_rows.for_money(session, actor.id, transaction.now, cash=True)
        problems = (*found, *_move_problems(draft), *_held_problems(transaction.connection, drawer, draft))
        if drawer is not None and second is None and not (problems and draft.approval):
            need = _need(office, transaction.connection, drawer.id or 0, draft)
            problems += (need.problem(),) if need else ()
        if problems or drawer is None:
            raise Refused(problems)
        _move(transaction, actor, drawer.id or 0, draft, second)
        return drawer_view(session, drawer, transaction.now)


def _need(office: Office, connection: Connection, drawer_id: int, draft: CashMoveDraft) -> _Need | None:
    if draft.amount >= 0:
        return None
    tolerance = office.ward.drawer_tolerance
    if drawer_counts.counted_before(connection, drawer_id):
        return _Need("drawer.move_after_count", tolerance)
    gone = number_in(connection, _GONE_OUT, drawer_id)
    return _Need("drawer.move_approval", tolerance) if gone - draft.amount > tolerance else None


def _second(office: Office, draft: CashMoveDraft) -> StaffView | None:
    """Look at the supervisor's PIN, outside any write, where one is needed and was given."""
    if draft.approval is None or _move_problems(draft):
        return None
    with office.store.read() as session:
        drawer = drawer_rows.open_drawer_of(session, person(office).id)
    with office.store.query() as connection:
        done = connection.execute("SELECT 1 FROM operation WHERE id = ?", (draft.operation,)).fetchone()
        if done or drawer is None or drawer.id is None or _held_problems(connection, drawer, draft):
            return None
        if _need(office, connection, drawer.id, draft) is None:
            return None
    return approval.approve_on("approver", office, draft.approval, Act.OVERRULE_MONEY)


def _move_problems(draft: CashMoveDraft) -> tuple[Problem, ...]:
    found = []
    if not is_whole(draft.amount) or not 0 < abs(draft.amount) <= MOST_MOVED:
        found.append(Problem("amount", "drawer.amount_missing"))
    if not one_line(draft.reason):
        found.append(Problem("reason", "drawer.move_reason_missing"))
    return (*found, *secret_problems({"reason": draft.reason}))


def _held_problems(
    connection: Connection, drawer: Drawer | None, draft: CashMoveDraft
) -> tuple[Problem, ...]:
    """A drawer gives no more than it holds; how much that is stays unsaid until it is counted."""
    if drawer is None or drawer.id is None:
        return ()
    held = ledger.balance(connection, Account.CASH, drawer.id)
    return (Problem("amount", "drawer.too_little_cash"),) if held + draft.amount < 0 else ()


def _move(
    transaction: Transaction, actor: StaffView, drawer_id: int, draft: CashMoveDraft, second: StaffView | None
) -> None:
    """The rows, the ledger's entry and the event of cash that was put in or taken out."""
    reason = one_line(draft.reason)
    transaction.session.add(
        CashMove(
            drawer_id=drawer_id,
            amount=draft.amount,
            reason=reason,
            moved_by=actor.id,
            moved_at=transaction.now,
            operation=draft.operation,
        )
    )
    ledger.post(
        transaction,
        actor,
        "cash_move",
        entries.cash_move(draft.amount, drawer_id),
        operation=draft.operation,
        drawer_id=drawer_id,
        note=reason,
    )
    detail: dict[str, str | int] = {
        "amount": draft.amount,
        "sum": money(abs(draft.amount)),
        "reason": reason,
    }
    transaction.record(
        actor,
        "drawer.event.cash_in" if draft.amount > 0 else "drawer.event.cash_out",
        subject=("drawer", drawer_id),
        operation=draft.operation,
        detail=detail | ({"approved_by": second.id} if second else {}),
        result={"drawer_id": drawer_id},
    )
