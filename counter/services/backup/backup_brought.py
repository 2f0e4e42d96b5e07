"""A back-up brought to a scratch place: copied, opened by its key, looked at by every check, compared.

What a restore and its rehearsal have in common. Nothing of the present store is written here.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from counter.errors import CounterError, Problem, Refused, StoreError
from counter.models.backup import LostErasure, Manifest, Present, RestoreFound
from counter.models.instant import from_micros
from counter.models.keys import DataKey
from counter.rules import backups
from counter.services.backup import backup, backup_files, origin
from counter.services.chain import anchors
from counter.services.key import key_file
from counter.services.setup import load_ward
from counter.services.store.connection import Connection, number_in
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from counter.text import one_line

_MOST_LIST_BYTES = 64 << 20

Unlock = Callable[[Path], DataKey]
"""Asks for the passphrase of a store whose key file lies beside this path."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A back-up in its scratch place: open, and found whole."""

    store: Store
    manifest: Manifest
    found: RestoreFound


def source_of(given: Path, place: Path | None = None) -> Path:
    """The folder of a back-up: the one given, or the newest whole one within it; of the store at `place`
    before those of others. Refused `backup.none`.
    """
    folder = given.expanduser().absolute()
    if (folder / backups.LIST).is_file():
        return folder
    within = sorted(folder.glob(f"*/{backups.LIST}")) if folder.is_dir() else []
    whole = [path.parent for path in within if backups.is_backup(path.parent.name)]
    if not whole:
        raise Refused((Problem("from", "backup.none", {"place": one_line(str(given))}),))
    return (place and origin.newest_of_own(whole, place)) or whole[-1]


def list_of(source: Path, practice: bool | None = None) -> Manifest:
    """The list of a back-up. StoreError `backup.damaged`; `backup.of_practice`, `backup.of_real` when it is
    of the other kind than what is asked for: a practice store never becomes a real one. None: either.
    """
    with backup_files.in_words("backup.stopped", source):
        content = b""
        if backup_files.is_regular(source / backups.LIST):
            with backup_files.regular(source / backups.LIST) as file:
                content = file.read(_MOST_LIST_BYTES + 1)
    whole = len(content) <= _MOST_LIST_BYTES
    manifest = backups.read(content.decode("utf-8", "replace")) if whole else None
    if manifest is None or len(anchors.given(manifest.head)) != 1:
        raise StoreError("backup.damaged", file=backups.LIST)
    if practice is not None and manifest.practice is not practice:
        raise StoreError("backup.of_practice" if manifest.practice else "backup.of_real", name=source.name)
    return manifest


@contextmanager
def opened(
    source: Path, manifest: Manifest, folder: Path, unlock: Unlock, now: datetime
) -> Iterator[Brought]:
    """The back-up within a folder that is the caller's to take away. Refused: no room there, the passphrase.

    StoreError: `backup.damaged` (a file is not as its list says), `backup.fails` (a check does), what the key
    file says.
    """
    began = time.perf_counter()
    with backup_files.in_words("backup.stopped", source):
        backup_files.must_fit(folder, manifest.size, "")
        backup.bring(source, folder, manifest.files)
    path = folder / manifest.store
    key = unlock(path) if key_file.is_sealed(path) else None
    with Store.open(path, key=key, practice=manifest.practice) as store:
        yield Brought(store, manifest, _found(store, manifest, now, began))


def compared(brought: Brought, place: Path, unlock: Unlock) -> RestoreFound:
    """What was found, beside what the present store holds where it opens; whether that is another store."""
    copy, found = brought.store, replace(brought.found, ward=one_line(load_ward(brought.store).ward_name))
    if not place.is_file():
        return found
    try:
        with _present(copy, place, unlock) as present:
            with copy.query() as one, present.query() as two:
                other = origin.origin_of(one) != origin.origin_of(two)
            return replace(found, present=_beside(copy, present), other=other)
    except CounterError:  # damaged, or another passphrase: that may be why somebody rehearses
        return replace(found, other=_of_other_key(copy, place))


def _present(copy: Store, place: Path, unlock: Unlock) -> Store:
    """The store at a place, by the key of the copy or else by its own. Refused, StoreError."""
    with suppress(CounterError):
        return copy.open_copy(place)
    return Store.open(place, key=unlock(place) if key_file.is_sealed(place) else None, practice=copy.practice)


def _of_other_key(copy: Store, place: Path) -> bool | None:
    """Whether the store at a place, which does not open, has another key than the copy; None: who knows."""
    salts, key = origin.salts_of(place), copy.key_copy()
    if key is None or not salts:
        return None
    salt = key.salt
    key.forget()
    return salt not in salts


def _found(store: Store, manifest: Manifest, now: datetime, began: float) -> RestoreFound:
    looked = tuple(checks(store, anchors.given(manifest.head)))
    if bad := ", ".join(check.name for check in looked if check.failed):
        raise StoreError("backup.fails", checks=bad)
    with store.query() as connection:
        residents, dossiers, payments = (number_in(connection, statement) for statement in _COUNTS)
        newest = newest_of(connection)
        _must_be_of_its_list(connection, manifest)
    return RestoreFound(
        made_at=manifest.made_at,
        newest=newest,
        residents=residents,
        dossiers=dossiers,
        payments=payments,
        checks=len(looked),
        seconds=round(time.perf_counter() - began, 1),
    )


def _must_be_of_its_list(connection: Connection, manifest: Manifest) -> None:
    """StoreError `backup.damaged` for a list of another store, or one older than the copy it lies with."""
    if not manifest.origin:  # of an earlier version
        return
    newest = backup.newest_event(connection)
    older = newest is not None and newest > manifest.made_at and not manifest.behind
    if older or manifest.origin != origin.origin_of(connection):
        raise StoreError("backup.damaged", file=backups.LIST)


_COUNTS = ("SELECT count(*) FROM resident", "SELECT count(*) FROM dossier", "SELECT count(*) FROM payment")
_NEWEST = (
    "SELECT at FROM audit_event WHERE staff_id IS NOT NULL"
    " AND subject_kind NOT IN ('staff', 'store', 'ward') ORDER BY seq DESC LIMIT 1"
)


def newest_of(connection: Connection) -> datetime | None:
    """When somebody last did something for a resident or with money: what a back-up is asked for."""
    row = connection.execute(_NEWEST).fetchone()
    return None if row is None else from_micros(int(row[0]))


_KNOWN = {
    "payment": "SELECT id, operation, total FROM payment",
    "erasure": "SELECT id, operation, made_at FROM erasure ORDER BY id",
    "data_request": "SELECT id, operation, 0 FROM data_request",
    "breach": "SELECT id, operation, 0 FROM breach",
}


def _beside(copy: Store, present: Store) -> Present:
    """What the present store holds, and what of it the copy does not."""
    with copy.query() as connection, present.query() as other:
        codes = {str(row[0]) for row in connection.execute("SELECT code FROM dossier")}
        here = [str(row[0]) for row in other.execute("SELECT code FROM dossier")]
        lost = {name: _unknown(connection, other, statement) for name, statement in _KNOWN.items()}
        return Present(
            newest=newest_of(other),
            dossiers=len(here),
            payments=number_in(other, "SELECT count(*) FROM payment"),
            lost_dossiers=sum(code not in codes for code in here),
            lost_payments=len(lost["payment"]),
            lost_money=sum(total for _, total in lost["payment"]),
            erased=tuple(LostErasure(number, from_micros(at)) for number, at in lost["erasure"]),
            lost_requests=len(lost["data_request"]),
            lost_breaches=len(lost["breach"]),
        )


def _unknown(copy: Connection, present: Connection, statement: str) -> list[tuple[int, int]]:
    """Number and third column of the rows the present store has and the copy has not, by their operation."""
    known = {(ident, operation) for ident, operation, _ in copy.execute(statement)}
    return [
        (int(ident), int(value))
        for ident, operation, value in present.execute(statement)
        if (ident, operation) not in known
    ]
