"""One way to open a connection to the store, with every pragma it needs. Imports no ORM: a start waits.

SQLite and its encryption come from `sqlcipher3`; no other SQLite library may be used in this process, because
closing a handle of a second one drops the locks of the first (POSIX locks are per process).
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from sqlcipher3 import dbapi2

from counter.errors import StoreError
from counter.models.keys import DataKey

REAL_ID = 0x434E5452  # "CNTR", PRAGMA application_id of a store
PRACTICE_ID = 0x434E5450  # "CNTP", of a practice store: a file is one or the other for life
BUSY_SECONDS = 5.0
OLDEST_SQLITE = (3, 51, 3)  # before it a WAL with two connections could lose its newest pages
AUTOCHECKPOINT_PAGES = 3000  # 12 MB of WAL: idle checkpoints come first, this bounds a day without idleness

Key = str | DataKey
SqlValue = str | int | float | bytes | None
# A row of plain SQL has the types its statement asked for; DB-API cannot say which.
Row = tuple[Any, ...]

_PRAGMAS = (
    f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
    "synchronous = FULL",  # WAL with NORMAL loses the last commits at a power cut
    "foreign_keys = ON",
    "recursive_triggers = ON",  # else REPLACE deletes behind the triggers that keep rows append-only
    "temp_store = MEMORY",  # no temporary file holds personal data
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    f"wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}",
    "journal_size_limit = 16777216",
)

_REASONS = {
    "SQLITE_BUSY": "store.busy",
    "SQLITE_LOCKED": "store.busy",
    "SQLITE_FULL": "store.disk_full",
    "SQLITE_IOERR": "store.disk_fault",
    "SQLITE_READONLY": "store.read_only",
    "SQLITE_CANTOPEN": "store.cannot_open",
    "SQLITE_CORRUPT": "store.damaged",
    "SQLITE_NOTADB": "store.not_a_store",
    "SQLITE_PERM": "store.cannot_open",
    "SQLITE_AUTH": "store.cannot_open",
}


class Cursor(Protocol):
    """What a statement answers."""

    rowcount: int
    lastrowid: int

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """The part of a `sqlcipher3` connection the program uses; values only ever as parameters."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Sequence[SqlValue] = (), /) -> Cursor: ...
    def executemany(self, sql: str, parameters: "Rows", /) -> Cursor: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


class Rows(Protocol):
    """Many rows of parameters, one at a time: a generator keeps a bulk load small."""

    def __iter__(self) -> Iterator[Sequence[SqlValue]]: ...


def store_error(fault: BaseException, path: Path) -> StoreError | None:
    """What a person is told about a fault of the database; None for a fault that is the program's own.

    Takes errors of `sqlcipher3` and SQLAlchemy's wrapping of them (`orig`).
    """
    code = str(getattr(getattr(fault, "orig", fault), "sqlite_errorname", ""))
    for name, message_id in _REASONS.items():
        if code == name or code.startswith(name + "_"):
            return StoreError(message_id, file=path.name)
    return None


def database_errors() -> tuple[type[Exception], ...]:
    """The classes a fault of the database comes as; SQLAlchemy's only once something loaded it."""
    wrapper = sys.modules.get("sqlalchemy.exc")
    if wrapper is None:
        return (dbapi2.Error,)
    return dbapi2.Error, cast(type[Exception], wrapper.DBAPIError)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Whatever a disk or another process does to the block comes out as a StoreError for people."""
    try:
        yield
    except database_errors() as fault:
        told = store_error(fault, path)
        if told is None:
            raise
        raise told from fault
    except MemoryError as fault:  # SQLCipher's word for a page that it cannot read while it commits
        raise StoreError("store.disk_fault", file=path.name) from fault


def refuse_old_sqlite(version: tuple[int, int, int] = dbapi2.sqlite_version_info) -> None:
    """StoreError `store.sqlite_old` for an SQLite with the WAL-reset fault (sqlite.org/changes, 3.51.3)."""
    if version < OLDEST_SQLITE:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST_SQLITE))
        raise StoreError("store.sqlite_old", found=found, needed=needed)


def connect(path: Path, key: Key | None, *, mode: str = "rw") -> Connection:
    """Open an existing file. `mode` as in SQLite's URI: "rw", "ro", "immutable" (makes no file beside it);
    only "rw" is for use, the others are for a first look.

    Raises the errors of `sqlcipher3`; `store_error` puts them in words.
    """
    uri = path.as_uri() + ("?immutable=1" if mode == "immutable" else f"?mode={mode}")
    raw = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    connection = cast(Connection, raw)
    try:
        # first of all: else SQLCipher tells of a wrong key on stderr, over the screen
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            connection.execute(f"PRAGMA key = {_quoted(key)}")
        if mode == "rw":
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            _ensure_wal(connection)
    except (dbapi2.Error, StoreError):
        connection.close()
        raise
    return connection


def number_in(connection: Connection, sql: str, *values: SqlValue) -> int:
    """The number in the first column of a statement's first row; 0 when there is none."""
    row = connection.execute(sql, values).fetchone()
    return 0 if row is None or row[0] is None else int(row[0])


def make_reader(connection: Connection) -> Connection:
    """The same connection, unable to write by mistake."""
    connection.execute("PRAGMA query_only = ON")
    return connection


def make_writer(connection: Connection) -> Connection:
    """The same connection with SQLite's own waiting off: `begin_immediate` waits better."""
    connection.execute("PRAGMA busy_timeout = 0")
    return connection


_ASK_AGAIN = 0.0002, 0.0015  # seconds, at random
_ASK_AGAIN_ALONE = 0.0001, 0.0003


def begin_immediate(
    connection: Connection, path: Path, seconds: float = BUSY_SECONDS, *, next_one: bool = False
) -> None:
    """Begin a write, asking again every 0.2 to 1.5 ms while another process writes.

    SQLite's busy handler backs off without a queue and starves a writer for up to 1.8 s; a short random
    poll keeps the worst wait under 0.1 s with 8 writers. StoreError `store.busy` after `seconds`.
    `next_one`: all others stand behind us in the queue, so that we alone ask, and may ask more often.
    """
    again = _ASK_AGAIN_ALONE if next_one else _ASK_AGAIN
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except dbapi2.OperationalError as fault:
            told = store_error(fault, path)
            if told is None or told.message_id != "store.busy":
                raise
            if time.monotonic() > deadline:
                raise told from fault
            time.sleep(random.uniform(*again))  # noqa: S311  spreads the askers, guards nothing
        else:
            return


def _ensure_wal(connection: Connection) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",):
                return
        except dbapi2.OperationalError as fault:
            # two first starts at once: the switch itself does not wait
            if not str(fault.sqlite_errorname).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise StoreError("store.no_wal")
        time.sleep(0.001)


def _quoted(key: Key) -> str:
    """A key as PRAGMA key takes it (no parameter there): 64 or 96 hex digits, else a passphrase."""
    if isinstance(key, DataKey):
        return f"\"x'{key.raw()}'\""
    if len(key) in (64, 96) and all(c in "0123456789abcdefABCDEF" for c in key):
        return f"\"x'{key}'\""
    if "\0" in key:
        raise StoreError("store.key_unusable")
    return "'" + key.replace("'", "''") + "'"
