"""Who works at the counter: signing in, adding people, changing a PIN. Plain SQL: a start waits."""

from dataclasses import replace
from datetime import datetime, timedelta

from counter.errors import NotFound, Problem, Refused
from counter.models.canonical import canonical
from counter.models.instant import from_micros, to_micros
from counter.models.staff import Role, StaffView
from counter.rules.rights import RIGHTS, Act, require
from counter.rules.sign_in import MAX_WAIT_SECONDS, name_problems, pin_problems, wait_seconds
from counter.services import reserve
from counter.services.office import Office, act
from counter.services.store import Connection, Store, Transaction
from counter.text import fold, one_line

_PERSON = "SELECT id, name, role, active FROM staff"
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
    return reserve.always(store.path, lambda: check_pin(store, name, pin, now, event="staff.signed_in"))


def check_pin(store: Store, name: str, pin: str, now: datetime, *, event: str) -> StaffView:
    """The person whose name and PIN these are, noted as `event`. Refused as by `sign_in`.

    A try is counted in the store before the PIN is looked at, so that ending the program gives no free guess.
    """
    from counter.services import pins  # 25 ms that a start without a sign-in does not need

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
    if not right:
        raise Refused((Problem("pin", "staff.pin_wrong"),))
    return person


def named(store: Store, name: str) -> StaffView:
    """Who may sign in by this name. Refused with a problem on `name` when nobody has it."""
    with store.query() as connection:
        return _named(connection, name)


@act(Act.MANAGE_STAFF)
def add(office: Office, name: str, role: Role, pin: str, operation: str) -> StaffView:
    """Add a member of staff. Refused with every problem of name and PIN at once."""
    from counter.services import pins

    problems = name_problems(name) + pin_problems(pin)
    if problems:
        raise Refused(problems)
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
def set_pin(office: Office, staff_id: int, pin: str, operation: str) -> StaffView:
    """Give somebody a new PIN and let them sign in at once. NotFound when there is no such person."""
    from counter.services import pins

    if problems := pin_problems(pin):
        raise Refused(problems)
    hashed = pins.hash_pin(pin)
    with office.store.write(office.now()) as transaction:
        person = one(transaction.connection, staff_id)
        if transaction.earlier(operation) is not None:
            return person
        transaction.connection.execute(
            "UPDATE staff SET pin_hash = ?, tries = 0, wait_until = NULL, version = version + 1 WHERE id = ?",
            (hashed, staff_id),
        )
        transaction.record(office.actor, "staff.pin_set", subject=("staff", staff_id), operation=operation)
        return person


@act(Act.OWN_PIN)
def change_own_pin(office: Office, now: str, new: str, operation: str) -> StaffView:
    """Change the PIN of whoever acts, who alone knows it from then on. `now` is the one so far.

    A second press finds the first: by then `now` is no longer their PIN, and would count as a wrong try.
    Refused: the new one (`new`) has no shape, is easily guessed or is the old one; the old one (`now`) is
    wrong or was tried too often.
    """
    from counter.services import pins

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
    hashed = pins.hash_pin(new)
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "UPDATE staff SET pin_hash = ?, version = version + 1 WHERE id = ?", (hashed, actor.id)
        )
        transaction.record(actor, "staff.own_pin", subject=("staff", actor.id), operation=operation)
        return actor


@act(Act.MANAGE_STAFF)
def set_active(office: Office, staff_id: int, active: bool, operation: str) -> StaffView:
    """Let somebody sign in, or no longer. Refused for the last person who may manage staff."""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            one(transaction.connection, staff_id)
            transaction.record(  # first: whoever shuts out themselves is here until then
                office.actor,
                "staff.let_in" if active else "staff.shut_out",
                subject=("staff", staff_id),
                operation=operation,
            )
            transaction.connection.execute(
                "UPDATE staff SET active = ?, version = version + 1 WHERE id = ?", (int(active), staff_id)
            )
            if not _leaders(transaction.connection):
                raise Refused((Problem("active", "staff.last_leader"),))
        return one(transaction.connection, staff_id)


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
        connection = transaction.connection
        person = _named(connection, name)
        row = connection.execute(
            "SELECT pin_hash, tries, wait_until FROM staff WHERE id = ?", (person.id,)
        ).fetchone()
        stored, tries, wait_until = row or ("", 0, None)
        left = 0.0 if wait_until is None else (from_micros(wait_until) - now).total_seconds()
        if 0 < left <= MAX_WAIT_SECONDS:
            raise _wait(left)
        set_back = left > 0  # a clock that has since gone back set this wait: the longest one begins now
        tries += not set_back
        wait = MAX_WAIT_SECONDS if set_back else wait_seconds(tries)
        connection.execute(
            "UPDATE staff SET tries = ?, wait_until = ? WHERE id = ?",
            (tries, to_micros(now + timedelta(seconds=wait)), person.id),
        )
        transaction.record(
            None,
            "staff.sign_in_tried",
            subject=("staff", person.id),
            operation="",
            detail={"tries": tries},
        )
    if set_back:
        raise _wait(MAX_WAIT_SECONDS)
    return person, str(stored)


def _wait(seconds: float) -> Refused:
    return Refused((Problem("pin", "staff.wait", {"seconds": max(1, round(seconds))}),))


def _named(connection: Connection, name: str) -> StaffView:
    """By the name as written, or without accents when only one person has it."""
    known = one_line(name)
    rows = connection.execute(f"{_PERSON} WHERE active = 1 AND name = ?", (known,)).fetchall()
    rows = rows or connection.execute(f"{_PERSON} WHERE active = 1 AND folded = ?", (fold(known),)).fetchall()
    if len(rows) != 1:
        raise Refused((Problem("name", "staff.name_unknown", {"name": known}),))
    return _view(rows[0])


def _leaders(connection: Connection) -> bool:
    roles = canonical(sorted(RIGHTS[Act.MANAGE_STAFF]))
    row = connection.execute(
        "SELECT 1 FROM staff WHERE active = 1 AND role IN (SELECT value FROM json_each(?))", (roles,)
    ).fetchone()
    return row is not None


def _view(row: tuple[int, str, str, int]) -> StaffView:
    ident, name, role, active = row
    return StaffView(ident, name, Role(role), bool(active))
