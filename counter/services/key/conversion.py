"""From a plain store to an encrypted one (mã hoá kho cũ), so that at no point of the way anything is lost.

    counter.db                      plain, as before
    counter.db-sealing              1. its encrypted copy, compared row for row; nobody has its key yet
    counter.db-key                  2. the key file
    counter.db → counter.db-plain   3. two renames
    counter.db-sealing → counter.db
    counter.db-plain                4. overwritten and deleted

Before 2 an interrupted way begins anew; from 2 on the next opening by the key goes on where it ended
(`finish`). A new store is built the same way, without a plain one. The plain file is held by an exclusive
lock while it is copied, so that no other program writes into what is about to go.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import cast

from sqlcipher3 import dbapi2

from counter import on_disk, sealing
from counter.errors import CounterError, StoreError
from counter.models.keys import DataKey, NewKeys
from counter.services.key import key_file
from counter.services.store.connection import (
    PRACTICE_ID,
    Connection,
    Row,
    connect,
    in_words,
    number_in,
    store_error,
)
from counter.services.store.place import refuse_shared_place
from counter.services.store.store import Store
from counter.services.store.store_file import refuse_emptied
from counter.services.store.write_queue import queue_path

_RENAMES_OPEN = sys.platform != "win32"  # elsewhere the lock can be held until the copy has its place
_BESIDE = ("", "-wal", "-shm", "-journal", "-queue")


def aside_of(store: Path) -> Path:
    """Where the encrypted copy lies until it takes the store's place."""
    return store.with_name(f"{store.name}-sealing")


def plain_of(store: Path) -> Path:
    """Where the plain file lies until it is destroyed."""
    return store.with_name(f"{store.name}-plain")


def convert(store: Path, keys: NewKeys) -> None:
    """Encrypt a plain store; afterwards it opens by this key alone.

    StoreError, and the store is as it was: it is no plain real store, another program has it open, the disk
    is full, the copy is not the same (`key.copy_differs`).
    """
    place = refuse_shared_place(store)
    if key_file.is_sealed(place):
        raise StoreError("key.sealed_already", file=place.name)
    Store.open(place).close()  # up to date, and no practice store
    with in_words(place), _alone(place) as connection:
        _export(connection, place, keys.key)
        key_file.write(place, keys.file)
        if _RENAMES_OPEN:
            _swap(place)
    if not _RENAMES_OPEN:
        _swap(place)
    destroy(plain_of(place))


def establish(store: Path, keys: NewKeys) -> None:
    """A new store, whose encrypted file lies ready at `aside_of`, comes into its place with its key file.

    StoreError `key.in_use` when somebody has an empty plain one open there: its log would be read as this
    one's.
    """
    if store.with_name(f"{store.name}-wal").exists():
        raise StoreError("key.in_use", file=store.name)
    key_file.write(store, keys.file)
    _into_place(aside_of(store), store)


def clear_aside(store: Path) -> None:
    """Remove what an interrupted way left; nothing in it was ever in use."""
    for suffix in _BESIDE:
        aside_of(store).with_name(aside_of(store).name + suffix).unlink(missing_ok=True)


def finish(store: Path, key: DataKey) -> bool:
    """Go on where a conversion was interrupted; whether anything was left to do. Call before opening.

    StoreError `key.copy_differs`: the plain store is not what was copied: somebody changed it since;
    `key.store_empty`.
    """
    refuse_emptied(store)
    aside, plain = aside_of(store), plain_of(store)
    left = aside.exists() or plain.exists()
    if aside.exists():
        if not store.exists():
            _into_place(aside, store)
        elif _opens(store, key):
            clear_aside(store)
        else:
            _go_on(store, aside, key)
    if plain.exists() and store.exists() and _opens(store, key):
        with suppress(StoreError):  # the work goes on; `counter doctor` tells of it
            destroy(plain)
    return left


def _go_on(store: Path, aside: Path, key: DataKey) -> None:
    with in_words(store), _alone(store) as connection:
        _attach(connection, aside, key)
        _compare(connection, store)
        connection.execute("DETACH DATABASE sealed")
        if _RENAMES_OPEN:
            _swap(store)
    if not _RENAMES_OPEN:
        _swap(store)


def destroy(path: Path) -> None:
    """Overwrite a plain file and what SQLite left beside it, then delete them.

    A drive that writes elsewhere than it is told (SSD, USB stick) may keep old blocks until it uses them
    again: only encryption of the whole disk from the first day helps there. StoreError `key.plain_left`.
    """
    try:
        for suffix in _BESIDE:
            one = path.with_name(path.name + suffix)
            if one.is_file() and not one.is_symlink():
                sealing.destroy(one)
        on_disk.sync_folder(path.parent)
    except OSError as fault:
        raise StoreError("key.plain_left", file=path.name) from fault


# -- the copy ----------------------------------------------------------------------------------


def _export(connection: Connection, store: Path, key: DataKey) -> None:
    aside = aside_of(store)
    clear_aside(store)
    os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _attach(connection, aside, key)
        connection.execute("SELECT sqlcipher_export('sealed')").fetchall()
        for pragma in ("user_version", "application_id"):
            number = number_in(connection, f"PRAGMA main.{pragma}")
            connection.execute(f"PRAGMA sealed.{pragma} = {number}")
        _compare(connection, store)
        connection.execute("DETACH DATABASE sealed")
        _must_be_whole(aside, key)
    except (CounterError, dbapi2.Error):
        clear_aside(store)
        raise
    on_disk.sync_folder(store.parent)


@contextmanager
def _alone(store: Path) -> Iterator[Connection]:
    """The plain store with its write-ahead log folded in, for nobody else while the block runs."""
    raw = dbapi2.connect(f"{store.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=0.5)
    connection = cast(Connection, raw)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        if connection.execute("PRAGMA main.journal_mode = DELETE").fetchone() != ("delete",):
            raise StoreError("key.in_use", file=store.name)
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")  # the lock stays with this connection
        yield connection
    except dbapi2.OperationalError as fault:
        told = store_error(fault, store)
        if told is not None and told.message_id == "store.busy":
            raise StoreError("key.in_use", file=store.name) from fault
        raise
    finally:
        connection.close()


def _attach(connection: Connection, aside: Path, key: DataKey) -> None:
    connection.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(aside), f"x'{key.raw()}'"))


def _compare(connection: Connection, store: Path) -> None:
    """Every object of the schema, and every row of every table, is the same on both sides."""
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_schema ORDER BY type, name"
    objects = connection.execute(schema.format("main")).fetchall()
    if objects != connection.execute(schema.format("sealed")).fetchall():
        raise StoreError("key.copy_differs", file=store.name)
    for pragma in ("user_version", "application_id"):
        if number_in(connection, f"PRAGMA main.{pragma}") != number_in(connection, f"PRAGMA sealed.{pragma}"):
            raise StoreError("key.copy_differs", file=store.name)
    for kind, name, _, sql in objects:
        if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL"):
            ours, theirs = (_rows(connection, side, str(name)) for side in ("main", "sealed"))
            if any(one != other for one, other in zip_longest(ours, theirs)):
                raise StoreError("key.copy_differs", file=store.name)


def _rows(connection: Connection, side: str, table: str) -> Iterator[Row]:
    quoted = table.replace('"', '""')
    return iter(connection.execute(f'SELECT * FROM {side}."{quoted}"'))  # noqa: S608  a name of the schema


def _must_be_whole(aside: Path, key: DataKey) -> None:
    """The copy opens by the key alone, and every page of it holds."""
    with ExitStack() as stack:
        connection = connect(aside, key, mode="ro")
        stack.callback(connection.close)
        bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        good = connection.execute("PRAGMA integrity_check").fetchall()
        if bad or good != [("ok",)]:
            raise StoreError("key.copy_differs", file=aside.name)


# -- the swap ----------------------------------------------------------------------------------


def _swap(store: Path) -> None:
    _into_place(store, plain_of(store))
    _into_place(aside_of(store), store)


def _into_place(source: Path, target: Path) -> None:
    try:
        source.replace(target)
        queue_path(source).unlink(missing_ok=True)  # nobody writes under that name any more
    except OSError as fault:
        raise StoreError("store.cannot_open", file=source.name) from fault
    on_disk.sync_folder(target.parent)


def _opens(store: Path, key: DataKey) -> bool:
    """Whether the file opens by this key; False for a plain one. Other faults come through in words."""
    with in_words(store):
        try:
            live = store.with_name(f"{store.name}-wal").exists()
            connection = connect(store, key, mode="ro" if live else "immutable")
        except dbapi2.DatabaseError as fault:
            return _is_no(fault)
        try:
            return number_in(connection, "PRAGMA application_id") != PRACTICE_ID
        except dbapi2.DatabaseError as fault:
            return _is_no(fault)
        finally:
            connection.close()


def _is_no(fault: dbapi2.DatabaseError) -> bool:
    if str(getattr(fault, "sqlite_errorname", "")).startswith("SQLITE_NOTADB"):
        return False
    raise fault
