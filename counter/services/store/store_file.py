"""Which file may be opened as which store: new, older, newer, practice, or no store at all."""

import os
from contextlib import ExitStack
from pathlib import Path

from counter.errors import StoreError
from counter.paths import has_key_file, key_path
from counter.services.migrations import HEAD
from counter.services.store.connection import (
    PRACTICE_ID,
    REAL_ID,
    Connection,
    Key,
    connect,
    database_errors,
    number_in,
    refuse_old_sqlite,
    store_error,
)


def open_writer(path: Path, key: Key | None, *, practice: bool) -> Connection:
    """The first connection to a store whose place is known to be good; made or migrated where needed.

    StoreError as `Store.open` says.
    """
    refuse_old_sqlite()
    refuse_emptied(path)
    try:
        if not _made(path):
            _look(path, key, practice)
        with ExitStack() as undo:
            writer = connect(path, key)
            undo.callback(writer.close)
            if _identify(writer, path, practice) < HEAD:
                from counter.services.migrations.run import migrate

                migrate(writer, path, practice=practice)
                _identify(writer, path, practice)
            undo.pop_all()
            return writer
    except database_errors() as fault:
        told = store_error(fault, path)
        if told is None:
            raise
        if told.message_id == "store.not_a_store" and key is not None:
            told = StoreError("store.wrong_key", file=path.name)
        raise told from fault
    except UnicodeDecodeError as fault:  # SQLite says which page is damaged, in the bytes of that page
        raise StoreError("store.damaged", file=path.name) from fault
    except OSError as fault:
        raise StoreError("store.cannot_open", file=path.name) from fault


def refuse_emptied(path: Path) -> None:
    """StoreError `key.store_empty` for a file of no bytes beside a key file: a store was there, and is gone.

    SQLite takes it for one that is still to be made; people would work on in an empty one.
    """
    try:
        emptied = path.stat().st_size == 0 and has_key_file(path)
    except OSError:
        return
    if emptied:
        raise StoreError("key.store_empty", file=path.name, key=key_path(path).name)


def _made(path: Path) -> bool:
    """Whether a new empty file was made. It, or one made before, is its owner's alone (SQLite's: 0644)."""
    if path.exists():
        if path.is_file() and path.stat().st_size == 0:
            path.chmod(0o600)  # now: SQLite gives the files beside it the same rights
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def _look(path: Path, key: Key | None, practice: bool) -> None:
    """Refuse a file before a connection exists that could change it.

    Without a WAL the file is whole, and "immutable" makes nothing beside it; with one, it must be read too.
    """
    if not path.is_file():
        raise StoreError("store.not_a_store", file=path.name)
    mode = "ro" if path.with_name(path.name + "-wal").exists() else "immutable"
    connection = connect(path, key, mode=mode)
    try:
        _identify(connection, path, practice)
    finally:
        connection.close()


def _identify(connection: Connection, path: Path, practice: bool) -> int:
    """The version of the store, 0 for an empty file that is still to be made into one."""
    version = number_in(connection, "PRAGMA user_version")
    mark = number_in(connection, "PRAGMA application_id")
    if mark not in (REAL_ID, PRACTICE_ID):
        if mark == 0 and version == 0 and number_in(connection, "PRAGMA schema_version") == 0:
            return 0
        raise StoreError("store.not_a_store", file=path.name)
    if mark == REAL_ID and practice:
        raise StoreError("store.real_not_practice", file=path.name)
    if mark == PRACTICE_ID and not practice:
        raise StoreError("store.practice_not_real", file=path.name)
    if version > HEAD:
        raise StoreError("store.newer", file=path.name, found=version, known=HEAD)
    return version
