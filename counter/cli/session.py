"""A counter for a command that reads or writes people's data: the store open, somebody signed in."""

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from counter.cli.options import Shared, UsageProblem, store_of
from counter.errors import Forbidden, Problem, Refused, StoreError
from counter.i18n import t, utc_now
from counter.models.keys import DataKey
from counter.models.staff import StaffView
from counter.services import setup
from counter.services.backup import swap
from counter.services.key import key_file, opening
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import MachineSettings
from counter.text import fold


def store_path(shared: Shared) -> Path:
    """The file the command speaks of; a restore of it that was cut off has ended. StoreError."""
    path = store_of(shared)
    swap.finish(path)
    return path


def open_existing(shared: Shared) -> Store:
    """The store of the command, real or practice as the file itself says. StoreError when there is none."""
    path = store_path(shared)
    if not path.exists() and not shared.practice and not key_file.is_sealed(path):
        raise StoreError("cli.no_store", file=str(path))
    if shared.practice:
        return opening.open_counter(MachineSettings(store=path, practice=True), utc_now()).store
    if key_file.is_sealed(path):
        return opening.open_store(path, unlocked(path))
    try:
        return opening.open_store(path, None)
    except StoreError as error:
        if error.message_id != "store.practice_not_real":
            raise
        return Store.open(path, practice=True)


def unlocked(path: Path) -> DataKey:
    """The key of an encrypted store. Refused for a wrong passphrase, Forbidden: nobody is there to ask."""
    typed = secret("COUNTER_PASSPHRASE", "key.passphrase_ask", "key.passphrase_needed")
    return key_file.unlock(path, typed)


def unlocking() -> Callable[[Path], DataKey]:
    """As `unlocked`, for one command that opens several files: the passphrase is asked for once."""
    typed = ""

    def unlock(path: Path) -> DataKey:
        nonlocal typed
        typed = typed or secret("COUNTER_PASSPHRASE", "key.passphrase_ask", "key.passphrase_needed")
        return key_file.unlock(path, typed)

    return unlock


def secret(variable: str, ask_id: str, needed_id: str, **params: str) -> str:
    """What a variable of the environment says, else what is typed unseen on the terminal.

    Forbidden `needed_id` when there is neither.
    """
    if given := os.environ.get(variable, ""):
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise Forbidden(needed_id, **params)
    return getpass.getpass(t(ask_id, **params) + " ")


@contextmanager
def opened(shared: Shared) -> Iterator[Office]:
    """A counter at work. Forbidden when nobody works there yet, Refused when name and PIN do not fit."""
    with open_existing(shared) as store:
        actor = actor_of(shared, store)
        yield Office(store=store, actor=actor, ward=setup.load_ward(store), practice=store.practice)


def actor_of(shared: Shared, store: Store) -> StaffView:
    """Who acts, by name and PIN in this store. Forbidden when nobody works there, Refused for a wrong PIN."""
    return _actor(store, shared.as_name or os.environ.get("COUNTER_AS", ""))


def _actor(store: Store, name: str) -> StaffView:
    people = staff.names(store)
    if not people:
        raise Forbidden("cli.not_set_up")
    if store.practice:
        return _practising(people, name)
    if not name and len(people) > 1:
        raise UsageProblem("cli.who", needs=("--as",), names=", ".join(person.name for person in people))
    who = name or people[0].name
    return staff.sign_in(store, who, _pin(who), utc_now())


def _practising(people: tuple[StaffView, ...], name: str) -> StaffView:
    """In practice nobody has a PIN: the one named, else the first."""
    if not name:
        return people[0]
    for person in people:
        if fold(person.name) == fold(name):
            return person
    raise Refused((Problem("name", "staff.name_unknown", {"name": name}),))


def _pin(who: str) -> str:
    """The PIN from `COUNTER_PIN`, else asked for on the terminal; Forbidden when nobody is there to ask."""
    return secret("COUNTER_PIN", "cli.pin_ask", "cli.pin_needed", who=who)
