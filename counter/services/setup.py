"""The first start, and what the ward is. Plain SQL: a start waits for `needs_setup` and `load_ward`."""

import json
from dataclasses import asdict, fields, replace
from datetime import datetime

from counter.errors import Conflict, Problem, Refused
from counter.models.staff import Role, StaffView
from counter.rules.rights import RIGHTS, Act
from counter.rules.sign_in import name_problems, pin_problems
from counter.rules.ward import tidy, ward_problems
from counter.services.office import Office, act
from counter.services.staff import staff
from counter.services.store import setting_rows
from counter.services.store.store import Connection, Store, Transaction
from counter.settings import WardSettings


def needs_setup(store: Store) -> bool:
    """Whether nobody works here yet: the store was just made."""
    with store.query() as connection:
        return connection.execute("SELECT 1 FROM staff LIMIT 1").fetchone() is None


def load_ward(store: Store) -> WardSettings:
    """The ward's settings; what was never set is as shipped for Phú Xuân."""
    with store.query() as connection:
        return _stored(connection)


def set_up_problems(ward: WardSettings, name: str, role: Role, pin: str) -> tuple[Problem, ...]:
    """What stands against this ward and this first person, all at once."""
    problems = ward_problems(tidy(ward)) + name_problems(name) + pin_problems(pin)
    if role not in RIGHTS[Act.MANAGE_STAFF]:
        problems += (Problem("role", "setup.role_must_lead"),)
    return problems


def set_up(
    store: Store,
    ward: WardSettings,
    *,
    name: str,
    role: Role,
    pin: str,
    operation: str,
    now: datetime,
) -> StaffView:
    """The first member of staff and the ward's settings, both or neither.

    Refused with every problem at once: of the settings, the name, the PIN, and a role that could not add the
    others. Conflict `setup.done_already` when somebody else was first; the same operation gives its result.
    """
    from counter.services.staff import pins  # 25 ms

    if problems := set_up_problems(ward, name, role, pin):
        raise Refused(problems)
    hashed = pins.hash_pin(pin)
    with store.write(now) as transaction:
        if done := transaction.earlier(operation):
            return staff.one(transaction.connection, int(done["staff_id"]))
        if transaction.connection.execute("SELECT 1 FROM staff LIMIT 1").fetchone():
            raise Conflict("setup.done_already")
        person = staff.insert(transaction, name, role, hashed)
        _keep(transaction, person, tidy(ward))
        transaction.record(
            person,
            "setup.done",
            subject=("staff", person.id),
            operation=operation,
            detail={"name": person.name, "role": role.value},
            result={"staff_id": person.id},
        )
        return person


@act(Act.CHANGE_SETTINGS)
def save_ward(office: Office, ward: WardSettings, operation: str) -> WardSettings:
    """Change the ward's settings; the event holds each changed field before and after.

    Refused with every problem at once. The same operation again changes nothing.
    """
    if problems := ward_problems(tidy(ward)):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        before = _stored(transaction.connection)
        if transaction.earlier(operation) is not None:
            return before
        after = tidy(ward)
        changed = _keep(transaction, office.actor, after)
        old, new = asdict(before), asdict(after)
        detail = {f"{key}.before": str(old[key]) for key in changed}
        detail |= {f"{key}.after": str(new[key]) for key in changed}
        transaction.record(
            office.actor, "setup.ward_saved", subject=("ward", ""), operation=operation, detail=detail
        )
        return after


def _stored(connection: Connection) -> WardSettings:
    shipped = WardSettings()
    stored = {key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM setting")}
    # a field of another kind than today's is as good as none
    kinds = {key: type(value) for key, value in asdict(shipped).items()}
    return replace(shipped, **{key: value for key, value in stored.items() if type(value) is kinds.get(key)})


def _keep(transaction: Transaction, actor: StaffView | None, ward: WardSettings) -> tuple[str, ...]:
    """Write every field that differs from what is stored; their names."""
    before, after = asdict(_stored(transaction.connection)), asdict(ward)
    changed = tuple(f.name for f in fields(ward) if before[f.name] != after[f.name])
    setting_rows.keep(transaction, actor, {key: after[key] for key in changed})
    return changed
