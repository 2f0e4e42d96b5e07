"""From a file to a counter at work: open the store, know the ward, know who may sign in; without the ORM.

A real store is encrypted from its first moment; one that an earlier version made plain stays usable until
somebody who leads converts it.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from counter.errors import Conflict, CounterError, Forbidden, StoreError
from counter.i18n import utc_now
from counter.models.keys import DataKey, NewKeys
from counter.models.staff import Role, StaffView
from counter.paths import key_path
from counter.rules.rights import RIGHTS, Act, may
from counter.services import setup
from counter.services.backup import swap
from counter.services.key import key_file
from counter.services.key.key_copies import looks_encrypted
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings

PUT_BACK = "key.event.put_back"


class Lies(StrEnum):
    """What lies at the place of a store, by the names of its files alone."""

    NOTHING = "nothing"
    PLAIN = "plain"  # of practice, or of an earlier version
    SEALED = "sealed"  # encrypted: it needs its key


def what_lies(store: Path) -> Lies:
    """Looks at names only: the first screen waits for it."""
    if key_file.is_sealed(store):
        return Lies.SEALED
    return Lies.PLAIN if os.path.lexists(store) else Lies.NOTHING  # unlike Path.exists, it takes any path


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A store that is open. `actor` is known at once in practice, or when name and PIN came with the call."""

    store: Store
    ward: WardSettings
    needs_setup: bool
    staff: tuple[StaffView, ...]
    actor: StaffView | None = None


def open_store(path: Path, key: DataKey | None, *, practice: bool = False) -> Store:
    """Open a store by its key, ending first what an interrupted conversion left.

    The store takes the key over. StoreError as `Store.open`, and `key.needed` for an encrypted one without
    its key, `key.store_gone` for a key file without its store, `key.of_another` when the key is of another.
    """
    swap.finish(path)
    if practice or (key is None and not key_file.is_sealed(path)):
        return _open_plain(path, key, practice)
    if key is None:
        raise StoreError("key.needed", file=path.name)
    from counter.services.key import conversion

    conversion.finish(path, key)
    if not path.exists():
        raise StoreError("key.store_gone", file=path.name, key=key_path(path).name)
    back = key.put_back
    try:
        store = Store.open(path, key=key)
    except StoreError as error:
        key.forget()
        if error.message_id != "store.wrong_key":
            raise
        raise StoreError("key.of_another", file=path.name) from error
    if back:
        with suppress(CounterError):  # on a disk that takes nothing the store can be read all the same
            note_key(store, None, PUT_BACK, utc_now())
    return store


def _open_plain(path: Path, key: DataKey | None, practice: bool) -> Store:
    """A store without a key file: plain, or the copy of a rehearsal, whose key is at hand."""
    try:
        return Store.open(path, key=key, practice=practice)
    except StoreError as error:
        if error.message_id != "store.not_a_store" or practice or not looks_encrypted(path):
            raise
        raise StoreError("key.file_lost", file=path.name, key=key_path(path).name) from error


def open_counter(
    machine: MachineSettings, now: datetime, pin: str | None = None, key: DataKey | None = None
) -> Opened:
    """Open the machine's store. A practice store is made and filled when it does not exist.

    Raises StoreError when the file cannot be used, Refused when the given name and PIN do not fit.
    """
    store = open_store(machine.store, key, practice=machine.practice)
    try:
        if setup.needs_setup(store):
            if not machine.practice:
                return Opened(store=store, ward=WardSettings(), needs_setup=True, staff=())
            _begin_practice(store, now)
        _end_deletion(store, now)
        people = _people(store, machine)
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
    keys: NewKeys,
) -> Opened:
    """Make the encrypted store with its ward and its first member of staff, who is signed in.

    It is built beside its place and comes there whole, after its key file: whatever ends the program on the
    way leaves either no store or all of it. Raises Refused with every problem at once, StoreError when the
    place cannot hold a store, Conflict when one with people in it is there.
    """
    from counter.services.key import conversion
    from counter.services.store.place import refuse_shared_place

    place = refuse_shared_place(machine.store)
    _must_be_free(place)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    conversion.clear_aside(place)
    with Store.open(conversion.aside_of(place), key=keys.key.copy()) as store:
        person = setup.set_up(store, ward, name=name, role=role, pin=pin, operation=operation, now=now)
    conversion.establish(place, keys)
    store = open_store(machine.store, keys.key)
    return Opened(
        store=store, ward=setup.load_ward(store), needs_setup=False, staff=staff.names(store), actor=person
    )


def convert_counter(machine: MachineSettings, name: str, pin: str, keys: NewKeys, now: datetime) -> Opened:
    """Encrypt a plain store (mã hoá kho cũ) and open it, who asked for it signed in.

    Refused when name and PIN do not fit, Forbidden for who may not change settings, StoreError: the store is
    then as it was.
    """
    from counter.services.key import conversion

    with open_store(machine.store, None) as store:
        leader(store, name, pin, now)
    conversion.convert(machine.store, keys)
    store = open_store(machine.store, keys.key)
    person = next(one for one in staff.names(store) if one.name == name)
    note_key(store, person, "key.event.converted", now)
    return Opened(
        store=store, ward=setup.load_ward(store), needs_setup=False, staff=staff.names(store), actor=person
    )


def leaders(machine: MachineSettings) -> tuple[str, ...]:
    """Who may decide to encrypt a plain store; nobody when nobody works there yet."""
    with open_store(machine.store, None) as store:
        allowed = RIGHTS[Act.CHANGE_SETTINGS]
        return tuple(person.name for person in staff.names(store) if person.role in allowed)


def check_leader(machine: MachineSettings, name: str, pin: str, now: datetime) -> WardSettings:
    """The ward of a plain store, for a leader by name and PIN. Refused, Forbidden."""
    with open_store(machine.store, None) as store:
        leader(store, name, pin, now)
        return setup.load_ward(store)


def leader(store: Store, name: str, pin: str, now: datetime) -> StaffView:
    """Who may decide about the key, by name and PIN. Refused, Forbidden."""
    person = staff.sign_in(store, name, pin, now)
    if person.role not in RIGHTS[Act.CHANGE_SETTINGS]:
        raise Forbidden("key.leaders_only")
    return person


def note_key(store: Store, person: StaffView | None, event: str, now: datetime) -> None:
    """Put into the trail that the passphrase or the paper of the store is another one now."""
    with store.write(now, any_clock=True) as transaction:
        transaction.record(person, event, subject=("store", ""), operation="")


def _must_be_free(place: Path) -> None:
    """Conflict when a store with people in it lies there, or a key file, whose store may only be away."""
    if key_file.is_sealed(place):
        raise StoreError("key.sealed_already", file=place.name)
    if place.exists():
        with Store.open(place) as store:
            if not setup.needs_setup(store):
                raise Conflict("setup.done_already")


def _who(
    store: Store, machine: MachineSettings, people: tuple[StaffView, ...], now: datetime, pin: str | None
) -> StaffView | None:
    if not machine.asks_who:
        # A learner is whoever may do everything at the counter: nothing is locked without a way to unlock it.
        leading = (person for person in people if person.role is Role.SUPERVISOR)
        return next(leading, people[0] if people else None)
    if machine.as_name and pin:
        return staff.sign_in(store, machine.as_name, pin, now)
    return None


def _end_deletion(store: Store, now: datetime) -> None:
    """A deletion that was cut off goes on: its traces leave the file and the disk. On no disk it waits."""
    with store.query() as connection:
        if not connection.execute("SELECT 1 FROM erasure WHERE cleaned_at IS NULL LIMIT 1").fetchone():
            return
    from counter.services.personal import erasure_cleaning  # a start without one does not pay for it

    with suppress(StoreError):
        erasure_cleaning.finish(store, now, None)


def _people(store: Store, machine: MachineSettings) -> tuple[StaffView, ...]:
    """Who may sign in; to the copy of a rehearsal, whoever may rehearse: their looks leave no trace."""
    return tuple(
        person for person in staff.names(store) if not machine.rehearsal or may(person, Act.REHEARSE)
    )


def _begin_practice(store: Store, now: datetime) -> None:
    from counter.services.practice import practice  # a real counter never needs it

    practice.begin(store, now)
