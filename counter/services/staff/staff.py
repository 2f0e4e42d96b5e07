"""Who works at the counter: signing in, adding people, changing a PIN. Plain SQL: a start waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from counter.errors import NotFound, Problem, Refused
from counter.models.instant import from_micros, to_micros
from counter.models.staff import GivenPin, Role, StaffView
from counter.rules.free_text import reason_problems
from counter.rules.rights import Act, keeps_staff, require
from counter.rules.sign_in import MAX_WAIT_SECONDS, name_problems, pin_problems
from counter.services.office import Office, act, must_have
from counter.services.staff import tries
from counter.services.store import reserve
from counter.services.store.store import Connection, Store, Transaction
from counter.text import as_typed, fold, one_line

_PERSON = "SELECT id, name, role, active FROM staff"
GIVEN = "staff.pin_given"
MOST_REASON = 200  # characters
_LAST_PIN = (  # the event that last set somebody's PIN, by whom
    "SELECT e.event, s.name, e.at, e.detail ->> 'reason' FROM audit_event e"
    " LEFT JOIN staff s ON s.id = e.staff_id WHERE e.subject_kind = 'staff' AND e.subject_id = ?1"
    " AND e.event IN ('staff.added', 'staff.pin_set', 'staff.pin_given', 'staff.own_pin')"
    " ORDER BY e.seq DESC LIMIT 1"
)
_CHANGED = "SELECT 1 FROM operation WHERE id = ? AND staff_id = ?"


def names(store: Store) -> tuple[StaffView, ...]:
    """Everybody who may sign in, in the order they were added."""
    with store.query() as connection:
        return tuple(map(_view, connection.execute(f"{_PERSON} WHERE active = 1 ORDER BY id")))


@act(Act.MANAGE_STAFF, writes=False)
def everyone(office: Office) -> tuple[StaffView, ...]:
    """All staff, those who left too."""
    with office.store.query() as connection:
        return tuple(map(_view, connection.execute(f"{_PERSON} ORDER BY active DESC, id")))


def sign_in(store: Store, name: str, pin: str, now: datetime) -> StaffView:
    """The person whose name and PIN these are; takes about 250 ms.

    Refused with a problem on `name` (nobody has it) or `pin` (wrong, or too soon after wrong ones).
    """
    person = reserve.always(store.path, lambda: check_pin(store, name, pin, now, event="staff.signed_in"))
    return replace(person, must_change=given_pin(store, person.id) is not None)


def given_pin(store: Store, staff_id: int) -> GivenPin | None:
    """By whom, when and why a PIN was set anew that its owner has not changed since; None: it is theirs."""
    with store.query() as connection:
        row = connection.execute(_LAST_PIN, (str(staff_id),)).fetchone()
    if row is None or row[0] != GIVEN:
        return None
    return GivenPin(by=str(row[1] or ""), at=from_micros(row[2]), reason=str(row[3] or ""))


def here(store: Store, actor: StaffView) -> bool:
    """Whether what was known of the actor at their sign-in still holds: they work here, in that role, and
    nobody has set their PIN anew since."""
    with store.query() as connection:
        row = connection.execute("SELECT active, role FROM staff WHERE id = ?", (actor.id,)).fetchone()
    if row is None or not row[0] or row[1] != actor.role.value:
        return False
    return actor.must_change or given_pin(store, actor.id) is None


def check_pin(
    store: Store,
    name: str,
    pin: str,
    now: datetime,
    *,
    event: str,
    also: Callable[[Transaction], None] | None = None,
) -> StaffView:
    """The person whose name and PIN these are, noted as `event` and by `also`. Refused as by `sign_in`.

    A try is counted in the store before the PIN is looked at, so that ending the program gives no free guess.
    """
    from counter.services.staff import pins  # 25 ms that a start without a sign-in does not need

    person, stored = _try(store, name, now)
    right = pins.fits(stored, pin)
    with store.write(now, any_clock=True) as transaction:
        if right:
            fresh = pins.hash_pin(pin) if pins.outdated(stored) else stored
            transaction.connection.execute(
                "UPDATE staff SET tries = 0, wait_until = NULL, pin_hash = ? WHERE id = ?", (fresh, person.id)
            )
        told = event if right else "staff.sign_in_failed"
        transaction.record(person if right else None, told, subject=("staff", person.id), operation="")
        if right and also is not None:
            also(transaction)
    if not right:
        raise Refused((Problem("pin", "staff.pin_wrong"),))
    return person


def named(store: Store, name: str) -> StaffView:
    """Who may sign in by this name. Refused with a problem on `name` when nobody has it."""
    with store.query() as connection:
        return _named(connection, name)


@act(Act.MANAGE_STAFF)
def add(office: Office, name: str, role: Role, pin: str, operation: str) -> StaffView:
    """Add a member of staff. Refused with every problem of name and PIN at once.

    Forbidden `right.keep_staff` for an administrator made by who is none, while one works here.
    """
    from counter.services.staff import pins

    problems = name_problems(name) + pin_problems(pin)
    if problems:
        raise Refused(problems)
    if role is Role.ADMINISTRATOR:
        must_keep(office, None)
    hashed = pins.hash_pin(pin)
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return one(transaction.connection, int(done["staff_id"]))
        person = insert(transaction, name, role, hashed)
        transaction.record(
            office.actor,
            "staff.added",
            subject=("staff", person.id),
            operation=operation,
            detail={"name": person.name, "role": role.value},
            result={"staff_id": person.id},
        )
        return person


@act(Act.MANAGE_STAFF)
def set_pin(office: Office, staff_id: int, pin: str, operation: str, *, reason: str) -> StaffView:
    """Give somebody who forgot theirs a new PIN, for a reason that is kept; they sign in at once, are told by
    whom it was set, and choose their own before anything else.

    Refused: the PIN, no reason, the actor's own (`change_own_pin` asks for the one so far). Forbidden
    `right.keep_staff` for who does not keep the staff. NotFound when there is no such person.
    """
    from counter.services.staff import pins

    if problems := pin_problems(pin) + reason_problems(reason, "staff.pin_reason"):
        raise Refused(problems)
    actor = must_keep(office, staff_id)
    if actor.id == staff_id:
        raise Refused((Problem("pin", "staff.pin_own"),))
    hashed = pins.hash_pin(pin)
    with office.store.write(office.now(), any_clock=True) as transaction:
        person = one(transaction.connection, staff_id)
        if transaction.earlier(operation) is not None:
            return person
        transaction.connection.execute(
            "UPDATE staff SET pin_hash = ?, tries = 0, wait_until = NULL, version = version + 1 WHERE id = ?",
            (hashed, staff_id),
        )
        detail = {"name": person.name, "reason": as_typed(reason)[:MOST_REASON]}
        transaction.record(actor, GIVEN, subject=("staff", staff_id), operation=operation, detail=detail)
        return person


@act(Act.OWN_PIN)
def choose_pin(office: Office, new: str, operation: str) -> StaffView:
    """The own PIN of who has just signed in with one that somebody else set. A second press finds the first.

    Refused: the new one has no shape, is easily guessed or is the one that was set; `staff.pin_asked` when
    none was set: the one so far is asked for then.
    """
    from counter.services.staff import pins

    actor = require(office.actor, Act.OWN_PIN)
    mine = replace(actor, must_change=False)
    if problems := pin_problems(new, "new"):
        raise Refused(problems)
    with office.store.query() as connection:
        if connection.execute(_CHANGED, (operation, actor.id)).fetchone():
            return mine
        stored = connection.execute("SELECT pin_hash FROM staff WHERE id = ?", (actor.id,)).fetchone()
    if given_pin(office.store, actor.id) is None or not actor.must_change:
        raise Refused((Problem("new", "staff.pin_asked"),))
    if stored is None or pins.fits(str(stored[0]), new):
        raise Refused((Problem("new", "staff.pin_same"),))
    _keep_own(office, actor, pins.hash_pin(new), operation)
    return mine


@act(Act.OWN_PIN)
def change_own_pin(office: Office, now: str, new: str, operation: str) -> StaffView:
    """Change the PIN of whoever acts, who alone knows it from then on. `now` is the one so far.

    A second press finds the first: by then `now` is no longer their PIN, and would count as a wrong try.
    Refused: the new one (`new`) has no shape, is easily guessed or is the old one; the old one (`now`) is
    wrong or was tried too often.
    """
    from counter.services.staff import pins

    actor = require(office.actor, Act.OWN_PIN)
    with office.store.query() as connection:
        if connection.execute(_CHANGED, (operation, actor.id)).fetchone():
            return actor
    same = (Problem("new", "staff.pin_same"),) if now == new else ()
    if problems := pin_problems(new, "new") or same:
        raise Refused(problems)
    try:
        check_pin(office.store, actor.name, now, office.now(), event="staff.pin_shown")
    except Refused as refused:
        raise Refused(tuple(replace(problem, field="now") for problem in refused.problems)) from None
    _keep_own(office, actor, pins.hash_pin(new), operation)
    return replace(actor, must_change=False)


def _keep_own(office: Office, actor: StaffView, hashed: str, operation: str) -> None:
    """A wrong clock keeps nobody with a PIN that others know."""
    with office.store.write(office.now(), any_clock=True) as transaction:
        transaction.connection.execute(
            "UPDATE staff SET pin_hash = ?, version = version + 1 WHERE id = ?", (hashed, actor.id)
        )
        transaction.record(actor, "staff.own_pin", subject=("staff", actor.id), operation=operation)


def must_keep(office: Office, whom: int | None) -> StaffView:
    """The actor, who may keep this person (`counter.rules.rights.keeps_staff`), outside any write.

    Forbidden `right.keep_staff`, noted in the trail; NotFound `staff.unknown`.
    """
    with office.store.query() as connection:
        if whom is not None:
            one(connection, whom)
        known = administrators(connection)
    if office.actor is not None and keeps_staff(office.actor, whom, known):
        return office.actor
    return must_have(office, Act.KEEP_STAFF)


def administrators(connection: Connection) -> frozenset[int]:
    """Who administers here and works, by id."""
    rows = connection.execute(
        "SELECT id FROM staff WHERE active = 1 AND role = ?", (Role.ADMINISTRATOR.value,)
    )
    return frozenset(int(row[0]) for row in rows)


def insert(transaction: Transaction, name: str, role: Role, pin_hash: str) -> StaffView:
    """A new person, inside a write that records it. Refused when somebody has that name."""
    known = one_line(name)
    connection = transaction.connection
    if connection.execute("SELECT 1 FROM staff WHERE name = ?", (known,)).fetchone():
        raise Refused((Problem("name", "staff.name_taken", {"name": known}),))
    cursor = connection.execute(
        "INSERT INTO staff (name, folded, role, pin_hash, active, tries, created_at, version)"
        " VALUES (?, ?, ?, ?, 1, 0, ?, 1)",
        (known, fold(known), role.value, pin_hash, to_micros(transaction.now)),
    )
    return StaffView(cursor.lastrowid, known, role)


def one(connection: Connection, staff_id: int) -> StaffView:
    """One member of staff by id. NotFound `staff.unknown`."""
    row = connection.execute(f"{_PERSON} WHERE id = ?", (staff_id,)).fetchone()
    if row is None:
        raise NotFound("staff.unknown")
    return _view(row)


def _try(store: Store, name: str, now: datetime) -> tuple[StaffView, str]:
    """Count a try and say whose it is; the wait is written before the PIN is looked at."""
    with store.write(now, any_clock=True) as transaction:
        person = _named(transaction.connection, name)
        stored = tries.count(transaction, person.id)
    if stored is None:
        raise tries.wait(MAX_WAIT_SECONDS)
    return person, stored


def _named(connection: Connection, name: str) -> StaffView:
    """By the name as written, or without accents when only one person has it."""
    known = one_line(name)
    rows = connection.execute(f"{_PERSON} WHERE active = 1 AND name = ?", (known,)).fetchall()
    rows = rows or connection.execute(f"{_PERSON} WHERE active = 1 AND folded = ?", (fold(known),)).fetchall()
    if len(rows) != 1:
        raise Refused((Problem("name", "staff.name_unknown", {"name": known}),))
    return _view(rows[0])


def _view(row: tuple[int, str, str, int]) -> StaffView:
    ident, name, role, active = row
    return StaffView(ident, name, Role(role), bool(active))
