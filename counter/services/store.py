"""The store: one encrypted SQLite file, one writer, many readers.

    with store.write(office.now()) as transaction:      # BEGIN IMMEDIATE … COMMIT, any exception rolls back
        if done := transaction.earlier(operation):      # the second press finds the first result
            return …
        transaction.session.add(row)                    # SQLModel, or transaction.connection for plain SQL
        transaction.record(office.actor, "dossier.ready", subject=("dossier", 7), operation=operation)
    with store.read() as session: …                     # one snapshot, SQLModel
    with store.query() as connection: …                 # one snapshot, plain SQL, cannot write

Opening an up-to-date file imports no SQLAlchemy and takes under 2 ms; the ORM comes with the first session.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlcipher3 import dbapi2

from counter.errors import Conflict, StoreError
from counter.i18n import utc_now
from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.staff import StaffView
from counter.services import audit
from counter.services.connection import (
    PRACTICE_ID,
    REAL_ID,
    Connection,
    begin_immediate,
    connect,
    make_reader,
    make_writer,
    store_error,
)
from counter.services.migrations import HEAD
from counter.services.place import refuse_shared_place

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlmodel import Session


class NothingRecorded(RuntimeError):
    """A write ended without an audit event: a fault of the program. Nothing was written."""


class Transaction:
    """One write in progress. `now` is the instant every row of it carries."""

    def __init__(self, store: "Store", connection: Connection, now: datetime) -> None:
        self.now = now
        self.connection = connection
        self._store = store
        self._session: Session | None = None
        self._recorded = 0
        self._operations: set[str] = set()

    @property
    def session(self) -> "Session":
        """The SQLModel session of this write. Plain SQL sees its rows after a `flush`."""
        if self._session is None:
            self._session = self._store.writing_session()
        return self._session

    def earlier(self, operation: str) -> dict[str, str | int] | None:
        """The result stored when this operation was done before; None when it is new."""
        row = self.connection.execute("SELECT result FROM operation WHERE id = ?", (operation,)).fetchone()
        if row is None:
            return None
        result: dict[str, str | int] = json.loads(row[0])
        return result

    def next_number(self, series: str, day: date) -> int:
        """The next number of a series on a day, from 1; given to nobody else once this write commits."""
        row = self.connection.execute(
            "INSERT INTO day_counter (series, day, last) VALUES (?, ?, 1)"
            " ON CONFLICT (series, day) DO UPDATE SET last = last + 1 RETURNING last",
            (series, day.isoformat()),
        ).fetchall()
        return int(row[0][0])

    def record(
        self,
        actor: StaffView | None,
        event: str,
        *,
        subject: audit.Subject,
        operation: str,
        detail: Mapping[str, str | int] | None = None,
        result: Mapping[str, str | int] | None = None,
    ) -> None:
        """Write the audit event, and keep the operation with its result so that a second press finds it.

        One write may record several events of one operation; the results gather. An empty operation keeps
        none: a repeat must then be harmless in itself (a draft saved again). Conflict `store.operation_done`
        when the operation belongs to an earlier write and `earlier` was not asked.
        """
        self.flush()
        self.must_be_open()
        audit.append(
            self.connection, self.now, actor, event, subject=subject, operation=operation, detail=detail or {}
        )
        self._recorded += 1
        if operation:
            self._keep(operation, event, actor, dict(result or {}))

    def flush(self) -> None:
        """Write the session's rows, so that they have ids and plain SQL sees them."""
        if self._session is not None:
            self._session.flush()

    def must_be_open(self) -> None:
        """RuntimeError when an error already rolled this write back and was swallowed."""
        if not self.connection.in_transaction:
            raise RuntimeError("the write was rolled back by an earlier error")

    def finish(self) -> None:
        """Commit. NothingRecorded when no event tells of this write."""
        self.flush()
        self.must_be_open()
        if not self._recorded:
            raise NothingRecorded("a write left no audit event")
        self.connection.commit()

    def end(self) -> None:
        """Undo what was not committed and let the rows go."""
        self.connection.rollback()
        if self._session is not None:
            self._session.close()

    def _keep(
        self, operation: str, act: str, actor: StaffView | None, result: dict[str, str | int]
    ) -> None:
        if operation in self._operations:
            if result:
                self.connection.execute(
                    "UPDATE operation SET result = json_patch(result, ?) WHERE id = ?",
                    (canonical(result), operation),
                )
            return
        if self.earlier(operation) is not None:
            raise Conflict("store.operation_done")
        self.connection.execute(
            "INSERT INTO operation (id, act, staff_id, at, result) VALUES (?, ?, ?, ?, ?)",
            (operation, act, actor.id if actor else None, to_micros(self.now), canonical(result)),
        )
        self._operations.add(operation)


class Store:
    """An open store. Threads share it: writes take turns, reads run beside them."""

    def __init__(self, path: Path, key: str | None, practice: bool, writer: Connection) -> None:
        self.path = path
        self.practice = practice
        self._key = key
        self._writer = make_writer(writer)
        self._turn = threading.Lock()
        self._turn_of: int | None = None
        self._idle: list[Connection] = []
        self._pool = threading.Lock()
        self._engines: tuple[Engine, Engine] | None = None
        self._closed = False

    @classmethod
    def open(cls, path: Path, *, key: str | None = None, practice: bool = False) -> Self:
        """Open the store, making or migrating the file where needed.

        `key`: 64 hex digits (the key itself), 96 (key and salt), or a passphrase (150 ms); None: plain.
        StoreError: a network or synchronised folder, a file that is no store or of a newer program (left as
        it was, byte for byte), practice opened as real or the reverse, a wrong key, no right to write.
        """
        place = refuse_shared_place(path)
        try:
            version = 0 if _made(place) else _look(place, key, practice)
            writer = connect(place, key)
            try:
                if version < HEAD:
                    from counter.services.migrations.run import migrate

                    migrate(writer, place, practice=practice)
                _identify(writer, place, practice, key)
            except BaseException:
                writer.close()
                raise
        except (dbapi2.Error, OSError) as fault:
            raise _told(fault, place, key) from fault
        return cls(place, key, practice, writer)

    @contextmanager
    def write(self, now: datetime | None = None) -> Iterator[Transaction]:
        """One write: BEGIN IMMEDIATE to COMMIT. Any exception rolls back.

        StoreError `store.busy` after 5 s of waiting, `store.disk_full` and the like; NothingRecorded when the
        block recorded no event.
        """
        with self._my_turn():
            begin_immediate(self._writer, self.path)
            transaction = Transaction(self, self._writer, now or utc_now())
            try:
                yield transaction
                transaction.finish()
            except BaseException as fault:
                if told := store_error(fault, self.path):
                    raise told from fault
                raise
            finally:
                transaction.end()

    @contextmanager
    def read(self) -> Iterator["Session"]:
        """A SQLModel session on one snapshot, for details. No row leaves the block."""
        from counter.services.orm import session_on

        try:
            with session_on(self._engine_pair()[0]) as session:
                yield session
        except dbapi2.Error as fault:
            raise store_error(fault, self.path) or fault from fault

    @contextmanager
    def query(self) -> Iterator[Connection]:
        """A connection for plain SQL on one snapshot; it cannot write."""
        connection = self._take_reader()
        try:
            connection.execute("BEGIN")
            yield connection
        except dbapi2.Error as fault:
            raise store_error(fault, self.path) or fault from fault
        finally:
            connection.rollback()
            self._give_back(connection)

    def checkpoint(self) -> bool:
        """Move the WAL into the file while nobody waits; whether all of it moved. Never blocks a write."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            row = self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            return row is not None and row[0] == 0 and row[1] == row[2]
        finally:
            self._turn.release()

    def writing_session(self) -> "Session":
        """For `Transaction`: a session over the writing connection."""
        from counter.services.orm import session_on

        return session_on(self._engine_pair()[1])

    def close(self) -> None:
        """Close every connection; the last one moves the WAL into the file. A second call does nothing."""
        with self._turn, self._pool:
            if self._closed:
                return
            self._closed = True
            if self._engines is not None:
                self._engines[0].dispose()
            while self._idle:
                self._idle.pop().close()
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._turn_of == me:
            raise RuntimeError("a write inside a write")
        with self._turn:
            if self._closed:
                raise StoreError("store.closed", file=self.path.name)
            self._turn_of = me
            try:
                yield
            finally:
                self._turn_of = None

    def _open_reader(self) -> Connection:
        return make_reader(connect(self.path, self._key))

    def _take_reader(self) -> Connection:
        with self._pool:
            if self._closed:
                raise StoreError("store.closed", file=self.path.name)
            if self._idle:
                return self._idle.pop()
        return self._open_reader()

    def _give_back(self, connection: Connection) -> None:
        with self._pool:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _engine_pair(self) -> "tuple[Engine, Engine]":
        with self._pool:
            if self._engines is None:
                from counter.services.orm import reader_engine, writer_engine

                readers = reader_engine(self._open_reader)
                self._engines = readers, writer_engine(readers, self._writer)
            return self._engines


def _made(path: Path) -> bool:
    """Whether a new empty file was made, readable by its owner alone (SQLite's would be 0644)."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def _look(path: Path, key: str | None, practice: bool) -> int:
    """The version of an existing file, looked at without a chance to change it."""
    if not path.is_file():
        raise StoreError("store.not_a_file", file=path.name)
    # Without a WAL the file is whole and "immutable" leaves nothing beside it; with one, it must be read too.
    mode = "ro" if path.with_name(path.name + "-wal").exists() else "immutable"
    connection = connect(path, key, mode=mode)
    try:
        return _identify(connection, path, practice, key)
    finally:
        connection.close()


def _identify(connection: Connection, path: Path, practice: bool, key: str | None) -> int:
    version = _number(connection, "user_version")
    mark = _number(connection, "application_id")
    if mark not in (REAL_ID, PRACTICE_ID):
        if mark == 0 and version == 0 and not _number(connection, "schema_version"):
            return 0  # an empty file: a store that is still to be made
        raise StoreError("store.not_a_store", file=path.name)
    if mark == REAL_ID and practice:
        raise StoreError("store.real_not_practice", file=path.name)
    if mark == PRACTICE_ID and not practice:
        raise StoreError("store.practice_not_real", file=path.name)
    if version > HEAD:
        raise StoreError("store.newer", file=path.name, found=version, known=HEAD)
    return version


def _number(connection: Connection, pragma: str) -> int:
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(row[0]) if row else 0


def _told(fault: dbapi2.Error | OSError, path: Path, key: str | None) -> Exception:
    told = store_error(fault, path)
    if told is not None and told.message_id == "store.not_a_store" and key is not None:
        return StoreError("store.wrong_key", file=path.name)
    if isinstance(fault, OSError):
        return StoreError("store.cannot_open", file=path.name)
    return told or fault
