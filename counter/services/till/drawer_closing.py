"""Closing a drawer (chốt ca): a blind count, the comparison, the close, and the hand-over to another cashier.

Reached through `drawers.compare` and `drawers.close`.
"""

from dataclasses import dataclass

from sqlmodel import Session

from counter.errors import Conflict, Forbidden, Problem, Refused
from counter.i18n import money, t, written
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.staff import StaffView
from counter.models.tables import Drawer, DrawerClose
from counter.models.till import ClosingDraft, Comparison, DrawerSheet, SuspectView
from counter.rules import ledger as entries
from counter.rules.cash_count import suspects, within_tolerance
from counter.rules.cash_kept import notes_kept
from counter.rules.rights import Act, may
from counter.rules.secrets import secret_problems
from counter.services.chain import anchors
from counter.services.dossier.dossier_rows import person
from counter.services.money import approval, ledger, payment_rows
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.services.till import drawer_rows
from counter.services.till.drawer_sheets import sheet_of
from counter.services.till.drawer_views import CLOSE, cash_taken, drawer_row, without_receipt
from counter.services.till.drawer_writes import begin, keep_count
from counter.text import one_line


@dataclass(frozen=True, slots=True)
class _Second:
    """Who else stands for a close: the supervisor of a difference, the cashier who takes over."""

    approver: StaffView | None = None
    taker: StaffView | None = None


def compare(office: Office, drawer_id: int, count: CashCount) -> Comparison:
    """A count against the book. Each one is an event with its sum, so that counting until it fits shows."""
    with office.store.write(office.now(), in_order=True) as transaction:
        session = transaction.session
        row = _open_row(office, session, drawer_id)
        expected = ledger.balance(transaction.connection, Account.CASH, drawer_id)
        difference = count.total - expected
        transaction.record(
            person(office),
            "drawer.event.counted",
            subject=("drawer", drawer_id),
            operation="",
            detail={"counted": count.total, "difference": difference, "sum": money(count.total)},
        )
        tolerance = office.ward.drawer_tolerance
        return Comparison(
            drawer_id=row.id or 0,
            counted=count.total,
            expected=expected,
            difference=difference,
            within_tolerance=within_tolerance(difference, tolerance),
            tolerance=tolerance,
            suspects=_suspects(session, drawer_id, difference),
            clock_said=transaction.clock_said,
        )


def close(office: Office, draft: ClosingDraft) -> DrawerSheet:
    """Close a drawer once, and open the next cashier's with what is kept when it is handed over."""
    with office.store.read() as session:
        if (done := _done(session, draft)) is not None:
            return anchors.on_sheet(office.store, done)
        cashier_id = _open_row(office, session, draft.drawer_id).cashier_id
        problems = _problems(office, session, draft, cashier_id)
    with office.store.query() as connection:
        other = ledger.balance(connection, Account.CASH, draft.drawer_id) != draft.expected
    if other:
        compare(office, draft.drawer_id, draft.count)  # this count leaves its event too
        raise Conflict("drawer.changed", seen=money(draft.expected))
    if problems:
        raise Refused(problems)
    second = _second(office, draft, cashier_id)
    with office.store.write(office.now(), in_order=True) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = _open_row(office, session, draft.drawer_id)
            _same_sum(transaction.connection, draft)
            if problems := _problems(office, session, draft, cashier_id):
                raise Refused(problems)
            _close(office, transaction, row, draft, second)
        sheet = sheet_of(session, drawer_row(session, draft.drawer_id))
    return anchors.on_sheet(office.store, sheet)


def _same_sum(connection: Connection, draft: ClosingDraft) -> None:
    """Conflict when the drawer should hold another sum than the clerk was shown; which one stays unsaid."""
    expected = ledger.balance(connection, Account.CASH, draft.drawer_id)
    if expected != draft.expected:
        raise Conflict("drawer.changed", seen=money(draft.expected))


def _done(session: Session, draft: ClosingDraft) -> DrawerSheet | None:
    """The sheet when an earlier press of the same key closed this drawer."""
    closed = session.get(DrawerClose, draft.drawer_id)
    if closed is None or closed.operation != draft.operation:
        return None
    return sheet_of(session, drawer_row(session, draft.drawer_id))


def _open_row(office: Office, session: Session, drawer_id: int) -> Drawer:
    """The drawer, if it is open and this actor may close it: their own, or anybody's for a supervisor."""
    row = drawer_row(session, drawer_id)
    if row.cashier_id != person(office).id and not may(office.actor, Act.OVERRULE_MONEY):
        raise Forbidden("drawer.of_another")
    if session.get(DrawerClose, drawer_id) is not None:
        raise Refused((Problem("drawer", "drawer.closed_already"),))
    return row


def _problems(office: Office, session: Session, draft: ClosingDraft, cashier_id: int) -> tuple[Problem, ...]:
    """What stands in the way of a close, all at once; the PINs of others are looked at after."""
    found = []
    tolerance = office.ward.drawer_tolerance
    alone = cashier_id == person(office).id
    if open_ones := without_receipt(session, draft.drawer_id):
        found.append(Problem("receipts", "drawer.without_receipts", {"count": len(open_ones)}))
    if not 0 <= draft.kept <= draft.count.total:
        found.append(Problem("kept", "drawer.kept_range", {"counted": money(draft.count.total)}))
    elif notes_kept(draft.count, draft.kept) is None:
        found.append(Problem("kept", "drawer.kept_notes", {"kept": money(draft.kept)}))
    difference = draft.count.total - draft.expected
    if difference and not one_line(draft.reason):
        found.append(Problem("reason", "drawer.reason_missing"))
    if alone and draft.approval is None and not within_tolerance(difference, tolerance):
        found.append(Problem("approver", "drawer.approval_missing", {"tolerance": money(tolerance)}))
    return (*found, *secret_problems({"reason": draft.reason}))


def _second(office: Office, draft: ClosingDraft, cashier_id: int) -> _Second:
    """Look at the PINs, outside any write.

    A supervisor who closes somebody else's drawer is the second person already.
    """
    actor = person(office)
    taker, approver = None, None if actor.id == cashier_id else actor
    if draft.hand_to is not None:
        taker = approval.approve_on(
            "hand_to", office, draft.hand_to, Act.TAKE_MONEY, but=frozenset({cashier_id})
        )
        with office.store.read() as session:
            if drawer_rows.open_drawer_of(session, taker.id) is not None:
                raise Refused((Problem("hand_to", "drawer.already_open", {"name": taker.name}),))
    difference = draft.count.total - draft.expected
    above = not within_tolerance(difference, office.ward.drawer_tolerance)
    if above and approver is None and draft.approval is not None:
        approver = approval.approve_on(
            "approver", office, draft.approval, Act.OVERRULE_MONEY, but=frozenset({cashier_id})
        )
    return _Second(approver=approver, taker=taker)


def _close(
    office: Office, transaction: Transaction, row: Drawer, draft: ClosingDraft, second: _Second
) -> None:
    """The ledger's entry first: a closed drawer takes no line."""
    actor, ident = person(office), draft.drawer_id
    counted, taker = draft.count.total, second.taker
    keep_count(transaction, ident, CLOSE, draft.count)
    ledger.post(
        transaction,
        actor,
        "closing",
        entries.closing(counted, draft.expected, draft.kept, ident),
        operation=draft.operation,
        drawer_id=ident,
        note=_told(draft, transaction),
    )
    transaction.session.add(
        DrawerClose(
            drawer_id=ident,
            counted=counted,
            expected=draft.expected,
            difference=counted - draft.expected,
            kept=draft.kept,
            reason=_told(draft, transaction),
            approved_by=second.approver.id if second.approver else None,
            handed_to=taker.id if taker else None,
            closed_by=actor.id,
            closed_at=transaction.now,
            operation=draft.operation,
        )
    )
    transaction.flush()
    _record(transaction, actor, draft, second)
    if taker is not None:
        _open_next(office, transaction, taker, row, draft)


def _told(draft: ClosingDraft, transaction: Transaction) -> str:
    """The clerk's reason, and on the sheet too what a clock said that was behind."""
    reason = one_line(draft.reason)
    if not transaction.clock_said:
        return reason
    note = t("drawer.clock_note", said=transaction.clock_said, at=written(transaction.now))
    return " · ".join(filter(None, (reason, note)))


def _record(transaction: Transaction, actor: StaffView, draft: ClosingDraft, second: _Second) -> None:
    counted = draft.count.total
    detail: dict[str, str | int] = {
        "counted": counted,
        "expected": draft.expected,
        "difference": counted - draft.expected,
        "kept": draft.kept,
        "sum": money(counted),
    }
    if counted != draft.expected:
        detail["reason"] = _told(draft, transaction)
    if second.approver is not None:
        detail["approved_by"] = second.approver.id
    if second.taker is not None:
        detail["handed_to"] = second.taker.id
    transaction.record(
        actor,
        "drawer.event.closed",
        subject=("drawer", draft.drawer_id),
        operation=draft.operation,
        detail=detail,
        result={"drawer_id": draft.drawer_id},
    )


def _open_next(
    office: Office, transaction: Transaction, taker: StaffView, row: Drawer, draft: ClosingDraft
) -> None:
    """The drawer of the cashier who takes over: both counted the same notes."""
    kept = notes_kept(draft.count, draft.kept)
    if kept is None:
        raise Refused((Problem("kept", "drawer.kept_notes", {"kept": money(draft.kept)}),))
    following = begin(office, transaction, taker, kept, draft.operation, from_drawer=row.id)
    transaction.record(
        taker,
        "drawer.event.taken_over",
        subject=("drawer", following.id or 0),
        operation=draft.operation,
        detail={
            "from": draft.drawer_id,
            "name": staff.one(transaction.connection, row.cashier_id).name,
            "float": kept.total,
            "sum": money(kept.total),
        },
        result={"next_drawer_id": following.id or 0},
    )


def _suspects(session: Session, drawer_id: int, difference: int) -> tuple[SuspectView, ...]:
    return tuple(
        SuspectView(
            payment=payment_rows.payment_view(session, found.payment_id),
            message_id=found.message_id,
            params=found.params,
        )
        for found in suspects(difference, cash_taken(session, drawer_id))
    )
