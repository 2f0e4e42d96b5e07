"""A store on a disk that takes nothing: looked into as a copy, so that reading goes on.

A system turns a disk with faults into one that is only read. SQLite cannot open a store there, and a sign-in
is itself a write. So the store is copied, encrypted as it is, to where files can be made, and opened there as
the copy of a rehearsal is: for those who may rehearse, under a band, with nothing sent, kept or noted.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from counter.errors import StoreError
from counter.models.backup import LookedInto
from counter.models.keys import DataKey
from counter.paths import key_path, key_spare
from counter.services.backup import backup_files
from counter.services.backup.backup_brought import newest_of
from counter.services.backup.rehearsal import mark, quieten
from counter.services.store.store import Store


def takes_nothing(store: Path) -> bool:
    """Whether a store is there, on a file system that is mounted to be read only. False on Windows."""
    if not hasattr(os, "statvfs"):
        return False
    try:
        return store.is_file() and bool(os.statvfs(store).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def bring(store: Path, key: DataKey | None, now: datetime) -> LookedInto:
    """Copy the store to where it can be opened; whoever calls takes the copy away with `rehearsal.end`.

    The copy of the key is the caller's too. StoreError `read_only.no_room` where no other disk has room for
    it, and what `Store.open` says of a store that is damaged.
    """
    with ExitStack() as undo:
        path = _copy(store)
        undo.callback(backup_files.remove, path.parent)
        with Store.open(path, key=key and key.copy()) as copy:
            with copy.query() as connection:
                newest = newest_of(connection) or now
            quieten(copy, store.name, now)
        mark(path, key)
        undo.pop_all()
    return LookedInto(store=path, at=newest, key=key and key.copy())


@contextmanager
def copied(store: Path) -> Iterator[Path]:
    """A copy of a store's files where something can be written; it is taken away again.

    StoreError `read_only.no_room`, `read_only.stopped`.
    """
    path = _copy(store)
    try:
        yield path
    finally:
        backup_files.remove(path.parent)


def _copy(store: Path) -> Path:
    parts = [store, store.with_name(f"{store.name}-wal"), key_path(store), key_spare(store)]
    parts = [part for part in parts if part.is_file()]
    room = _room(sum(part.stat().st_size for part in parts), store)
    backup_files.clear_left(room / store.name)
    folder = Path(tempfile.mkdtemp(prefix=f"{backup_files.LOOKED_INTO}{os.getpid()}-", dir=room))
    with ExitStack() as undo:
        undo.callback(backup_files.remove, folder)
        with backup_files.in_words("read_only.stopped", store):
            for part in parts:
                backup_files.copy(part, folder / part.name)
        undo.pop_all()
    return folder / store.name


def _room(size: int, store: Path) -> Path:
    """A folder of this machine that takes so many bytes. StoreError `read_only.no_room`."""
    for folder in _folders():
        with suppress(OSError):
            free = shutil.disk_usage(folder).free
            if os.access(folder, os.W_OK) and free > size + backup_files.SPARE:
                return folder
    raise StoreError("read_only.no_room", file=store.name, needed=(size + backup_files.SPARE) >> 20)


def _folders() -> Iterator[Path]:
    with suppress(FileNotFoundError):  # no folder for temporary files takes anything
        yield Path(tempfile.gettempdir())
    yield from (Path(folder) for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm") if folder)  # noqa: S108  encrypted, in a folder of its own
