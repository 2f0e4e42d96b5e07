"""Restoring (phục hồi): a back-up is brought to a scratch place, opened and verified; only then does it take
the place of the store, and what was there is put aside under another name, never deleted.

A rehearsal (diễn tập) goes the whole way but the last step: what would come back is told, and the scratch
place goes. Nothing of the present store is touched by it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from counter import on_disk
from counter.errors import CounterError, Problem, Refused, StoreError
from counter.models.backup import Manifest, RestoreFound
from counter.models.keys import DataKey
from counter.models.staff import StaffView
from counter.paths import kept_dir, key_path
from counter.rules import backups
from counter.rules.anchors import code_of
from counter.rules.rights import Act, require
from counter.services import anchors, backup, backup_files, backup_state, clock, key_file
from counter.services.connection import number_in
from counter.services.place import refuse_shared_place
from counter.services.store import Store
from counter.services.verify import checks
from counter.text import one_line

RESTORED = "backup.event.restored"
ASIDE = ".truoc-"
_BESIDE = ("", "-wal", "-shm", "-journal")
_MOST_LIST_BYTES = 64 << 20

Unlock = Callable[[Path], DataKey]
"""Asks for the passphrase of a store whose key file lies beside this path."""

SignIn = Callable[[Store], StaffView]
"""Asks who is there, by name and PIN in that store."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A back-up in its scratch place: open, and found whole."""

    store: Store
    manifest: Manifest
    found: RestoreFound


def source_of(given: Path) -> Path:
    """The folder of a back-up: the one given, or the newest whole one within it. Refused `backup.none`."""
    folder = given.expanduser().absolute()
    if (folder / backups.LIST).is_file():
        return folder
    within = sorted(folder.glob(f"*/{backups.LIST}")) if folder.is_dir() else []
    whole = [path.parent for path in within if backups.is_backup(path.parent.name)]
    if not whole:
        raise Refused((Problem("from", "backup.none", {"place": one_line(str(given))}),))
    return whole[-1]


def rehearse(source: Path, place: Path, unlock: Unlock, now: datetime) -> RestoreFound:
    """Bring a back-up back beside the store, look at all of it, and take it away again.

    Raises as `restore`; the present store is read for a comparison only when it opens by the same key.
    """
    with _brought(source, place, unlock, now) as brought:
        return replace(brought.found, missing=_missing(brought.store, place))


def restore(source: Path, place: Path, unlock: Unlock, sign_in: SignIn, now: datetime) -> RestoreFound:
    """Put a back-up in the place of the store; the one who does it leads, by the back-up's own staff.

    Refused: no back-up there, no room. StoreError: `backup.damaged` (a file is not as its list says),
    `backup.fails` (a check does), `backup.in_use` (a counter has the store open), what the key file says.
    Forbidden for who may not. Until everything was looked at, nothing is changed.
    """
    with _brought(source, place, unlock, now) as brought:
        store, found = brought.store, brought.found
        actor = require(sign_in(store), Act.RESTORE)
        folder = store.path.parent
        _must_be_free(place, store)
        with store.write(now, any_clock=True) as transaction:
            backup_state.keep(transaction, actor, brought.manifest.made_at, source.parent)
            transaction.record(
                actor,
                RESTORED,
                subject=("store", ""),
                operation="",
                detail={"name": source.name, "head": code_of(anchors.given(brought.manifest.head)[0])},
            )
        store.close()
        with backup_files.in_words("backup.stopped", place.parent):
            aside = _put_aside(place, brought.manifest.practice, now)
            _put_in_place(folder, brought.manifest, place)
    return replace(found, aside=aside)


@contextmanager
def _brought(source: Path, place: Path, unlock: Unlock, now: datetime) -> Iterator[Brought]:
    began = time.perf_counter()
    manifest = _manifest(source)
    target = refuse_shared_place(place)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with backup_files.in_words("backup.stopped", source):
        backup_files.must_fit(target.parent, manifest.size, "")
    with backup.scratch(target) as folder:
        with backup_files.in_words("backup.stopped", source):
            backup.bring(source, folder, manifest.files)
        path = folder / manifest.store
        key = unlock(path) if key_file.is_sealed(path) else None
        with Store.open(path, key=key, practice=manifest.practice) as store:
            yield Brought(store, manifest, _found(store, manifest, now, began))


def _manifest(source: Path) -> Manifest:
    with backup_files.in_words("backup.stopped", source):
        text = (source / backups.LIST).read_bytes()[:_MOST_LIST_BYTES].decode("utf-8", "replace")
    manifest = backups.read(text)
    if manifest is None or len(anchors.given(manifest.head)) != 1:
        raise StoreError("backup.damaged", file=backups.LIST)
    return manifest


def _found(store: Store, manifest: Manifest, now: datetime, began: float) -> RestoreFound:
    looked = tuple(checks(store, anchors.given(manifest.head)))
    if bad := ", ".join(check.name for check in looked if check.failed):
        raise StoreError("backup.fails", checks=bad)
    with store.query() as connection:
        residents, dossiers, payments = (number_in(connection, statement) for statement in _COUNTS)
        newest = clock.newest(connection)
    return RestoreFound(
        made_at=manifest.made_at,
        newest=newest,
        residents=residents,
        dossiers=dossiers,
        payments=payments,
        checks=len(looked),
        seconds=round(time.perf_counter() - began, 1),
    )


_COUNTS = ("SELECT count(*) FROM resident", "SELECT count(*) FROM dossier", "SELECT count(*) FROM payment")


def _missing(copy: Store, place: Path) -> int | None:
    """How many dossiers of the present store are not in the back-up; None when that cannot be read."""
    if not place.is_file():
        return None
    with copy.query() as connection:
        known = {str(row[0]) for row in connection.execute("SELECT code FROM dossier")}
    try:
        with copy.open_copy(place) as present, present.query() as connection:
            return sum(str(row[0]) not in known for row in connection.execute("SELECT code FROM dossier"))
    except CounterError:  # another key, or damaged: that may be why somebody rehearses
        return None


def _must_be_free(place: Path, copy: Store) -> None:
    """StoreError `backup.in_use` while another program has the store open: it would go on with that file."""
    if not place.is_file():
        return
    try:
        copy.open_copy(place).close()  # the last one to close takes the files of the log away
    except CounterError:
        return  # it opens by no key of ours, so nobody works in it
    if place.with_name(f"{place.name}-shm").exists():
        raise StoreError("backup.in_use", file=place.name)


def _put_aside(place: Path, practice: bool, now: datetime) -> str:
    """Give the present store another name, with all that belongs to it. The name, "" for none. OSError."""
    mark = f"{ASIDE}{backups.name_of(now).removeprefix('sao-luu-')}"
    moved = ""
    files = [place.with_name(place.name + end) for end in _BESIDE]
    for path in (*files, key_path(place), anchors.notes_of(place)):
        if path.exists():
            new = path.with_name(path.name.replace(place.name, f"{place.name}{mark}", 1))
            path.rename(new)
            moved = moved or new.name
    slips = kept_dir(place, practice=practice)
    if slips.is_dir():
        slips.rename(slips.with_name(slips.name + mark))
    on_disk.sync_folder(place.parent)
    return moved


def _put_in_place(folder: Path, manifest: Manifest, place: Path) -> None:
    """The key file first: a store without it would not open. OSError."""
    made = folder / manifest.store
    pairs = [(key_path(made), key_path(place)), (anchors.notes_of(made), anchors.notes_of(place))]
    pairs.append((kept_dir(made, practice=manifest.practice), kept_dir(place, practice=manifest.practice)))
    for old, new in (*pairs, (made, place)):
        if old.exists():
            old.rename(new)
    on_disk.sync_folder(place.parent)
