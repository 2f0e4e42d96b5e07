"""Leaving the counter (nghỉ việc, bàn giao), and coming back: by who keeps the staff, with a trace.

What somebody has in hand is shown first, and is given on (`put_right.reassigning`) or left knowingly:
a dismissal does not wait for dossiers. Their name stays with all they did; what they still have signed in
writes nothing more and is covered.
"""

from counter.errors import Conflict, Problem, Refused
from counter.models.canonical import canonical
from counter.models.instant import instant_or_none
from counter.models.staff import LeftWork, Role, StaffView
from counter.models.timeline import TimelineEntry
from counter.rules.free_text import reason_problems
from counter.rules.rights import RIGHTS, Act
from counter.services.office import Office, act
from counter.services.put_right import reassigning
from counter.services.search.desk_lanes import LOOKS
from counter.services.staff import staff
from counter.services.staff.others_pins import NOTED
from counter.services.store import audit
from counter.services.store.connection import Connection, number_in
from counter.text import as_typed

LEFT = "staff.let_go"
_TRACE = frozenset(
    {
        *("staff.added", "staff.pin_given", "staff.own_pin", LEFT, "staff.let_in"),
        NOTED,
        *("staff.pin_set", "staff.shut_out"),  # as stores of before say it
    }
)
_DRAWER = (
    "SELECT min(d.opened_at) FROM drawer d WHERE d.cashier_id = ?"
    " AND NOT EXISTS (SELECT 1 FROM drawer_close c WHERE c.drawer_id = d.id)"
)
_LOOKS = f"SELECT count(*) FROM second_look l WHERE l.made_by = ? AND {LOOKS}"  # noqa: S608  constants
_OTHERS = (
    "SELECT count(*) FROM staff WHERE active = 1 AND id <> ? AND role IN (SELECT value FROM json_each(?))"
)


@act(Act.MANAGE_STAFF, writes=False)
def left_work(office: Office, staff_id: int) -> LeftWork:
    """What this person has in hand now. NotFound `staff.unknown`."""
    with office.store.query() as connection:
        staff.one(connection, staff_id)
        return _left(connection, staff_id)


@act(Act.MANAGE_STAFF)
def let_go(office: Office, staff_id: int, operation: str, *, reason: str, seen: LeftWork) -> StaffView:
    """Let somebody sign in no longer, for a reason that is kept with what they had in hand.

    Refused: no reason; the last head of the centre, the last administrator by themselves. Conflict
    `staff.left_changed` when they have other work in hand than was `seen`. Forbidden `right.keep_staff`;
    NotFound `staff.unknown`.
    """
    if problems := reason_problems(reason, "staff.leave_reason"):
        raise Refused(problems)
    actor = staff.must_keep(office, staff_id)
    with office.store.write(office.now(), any_clock=True) as transaction:
        connection = transaction.connection
        person = staff.one(connection, staff_id)
        if transaction.earlier(operation) is not None:
            return person
        if (now := _left(connection, staff_id)) != seen or not person.active:
            raise Conflict("staff.left_changed")
        if found := _must_stay(connection, person, actor):
            raise Refused((found,))
        transaction.record(  # first: whoever shuts out themselves is here until then
            actor,
            LEFT,
            subject=("staff", staff_id),
            operation=operation,
            detail={
                "name": person.name,
                "reason": as_typed(reason)[: staff.MOST_REASON],
                "dossiers": now.dossiers,
                "drafts": now.drafts,
                "drawers": int(now.drawer_since is not None),
            },
        )
        _set(connection, staff_id, active=False)
        return staff.one(connection, staff_id)


@act(Act.MANAGE_STAFF)
def let_back(office: Office, staff_id: int, operation: str) -> StaffView:
    """Let somebody who left sign in again, with the PIN they had. Forbidden, NotFound as `let_go`."""
    actor = staff.must_keep(office, staff_id)
    with office.store.write(office.now(), any_clock=True) as transaction:
        person = staff.one(transaction.connection, staff_id)
        if transaction.earlier(operation) is not None:
            return person
        if person.active:
            raise Conflict("staff.left_changed")
        transaction.record(  # first: nobody who left lets themselves back in
            actor,
            "staff.let_in",
            subject=("staff", staff_id),
            operation=operation,
            detail={"name": person.name},
        )
        _set(transaction.connection, staff_id, active=True)
        return staff.one(transaction.connection, staff_id)


@act(Act.MANAGE_STAFF, writes=False)
def trace(office: Office, staff_id: int, limit: int = 4) -> tuple[TimelineEntry, ...]:
    """Who gave this person a PIN, let them go and back, the newest first; tries at their PIN are no part."""
    with office.store.query() as connection:
        staff.one(connection, staff_id)
        told = [one for one in audit.timeline(connection, ("staff", staff_id)) if one.event in _TRACE]
    return tuple(reversed(told[-limit:]))


def _left(connection: Connection, staff_id: int) -> LeftWork:
    dossiers, drafts = reassigning.in_hand(connection, staff_id)
    row = connection.execute(_DRAWER, (staff_id,)).fetchone()
    second = canonical(sorted(RIGHTS[Act.APPROVE_MONEY]))
    return LeftWork(
        dossiers=dossiers,
        drafts=drafts,
        second_looks=number_in(connection, _LOOKS, staff_id),
        drawer_since=instant_or_none(row[0]) if row else None,
        approvers=number_in(connection, _OTHERS, staff_id, second),
    )


def _must_stay(connection: Connection, person: StaffView, actor: StaffView) -> Problem | None:
    """Who may not leave: without them nobody could do what only they may."""
    alone = not number_in(connection, _OTHERS, person.id, canonical([person.role.value]))
    leads = canonical(sorted(RIGHTS[Act.MANAGE_STAFF]))
    if not number_in(connection, _OTHERS, person.id, leads):
        return Problem("reason", "staff.last_leader")
    if alone and person.role is Role.SUPERVISOR:
        return Problem("reason", "staff.last_head")
    if alone and person.role is Role.ADMINISTRATOR and person.id == actor.id:
        return Problem("reason", "staff.last_administrator")
    return None


def _set(connection: Connection, staff_id: int, *, active: bool) -> None:
    connection.execute(
        "UPDATE staff SET active = ?, version = version + 1 WHERE id = ?", (int(active), staff_id)
    )
