"""From a file to a counter at work: open the store, know the ward, know who may sign in; without the ORM."""

from dataclasses import dataclass
from datetime import datetime

from counter.errors import CounterError
from counter.models.staff import Role, StaffView
from counter.services import setup, staff
from counter.services.store import Store
from counter.settings import MachineSettings, WardSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A store that is open. `actor` is known at once in practice, or when name and PIN came with the call."""

    store: Store
    ward: WardSettings
    needs_setup: bool
    staff: tuple[StaffView, ...]
    actor: StaffView | None = None


def open_counter(machine: MachineSettings, now: datetime, pin: str | None = None) -> Opened:
    """Open the machine's store. A practice store is made and filled when it does not exist.

    Raises StoreError when the file cannot be used, Refused when the given name and PIN do not fit.
    """
    store = Store.open(machine.store, practice=machine.practice)
    try:
        if setup.needs_setup(store):
            if not machine.practice:
                return Opened(store=store, ward=WardSettings(), needs_setup=True, staff=())
            _begin_practice(store, now)
        people = staff.names(store)
        actor = _who(store, machine, people, now, pin)
        return Opened(store=store, ward=setup.load_ward(store), needs_setup=False, staff=people, actor=actor)
    except CounterError:
        store.close()
        raise


def set_up_counter(
    machine: MachineSettings,
    ward: WardSettings,
    name: str,
    role: Role,
    pin: str,
    operation: str,
    now: datetime,
) -> Opened:
    """Make the store with its ward and its first member of staff, who is signed in.

    Raises Refused with every problem at once, StoreError when the place cannot hold a store.
    """
    store = Store.open(machine.store)
    try:
        person = setup.set_up(store, ward, name=name, role=role, pin=pin, operation=operation, now=now)
    except CounterError:
        store.close()
        raise
    return Opened(
        store=store, ward=setup.load_ward(store), needs_setup=False, staff=staff.names(store), actor=person
    )


def _who(
    store: Store, machine: MachineSettings, people: tuple[StaffView, ...], now: datetime, pin: str | None
) -> StaffView | None:
    if machine.practice:
        # A learner is whoever may do everything at the counter: nothing is locked without a way to unlock it.
        leading = (person for person in people if person.role is Role.SUPERVISOR)
        return next(leading, people[0] if people else None)
    if machine.as_name and pin:
        return staff.sign_in(store, machine.as_name, pin, now)
    return None


def _begin_practice(store: Store, now: datetime) -> None:
    from counter.services import practice  # a real counter never needs it

    practice.begin(store, now)
