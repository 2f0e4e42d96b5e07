"""The store: one SQLite file, one writer at a time, many readers.

    with store.write(office.now()) as transaction:      # BEGIN IMMEDIATE … COMMIT, any exception rolls back
        if done := transaction.earlier(operation):      # the second press finds the first result
            return …
        transaction.session.add(row)                    # SQLModel, or transaction.connection for plain SQL
        transaction.record(office.actor, "dossier.ready", subject=("dossier", 7), operation=operation)
    with store.read() as session: …                     # one snapshot, SQLModel
    with store.query() as connection: …                 # one snapshot, plain SQL, cannot write

Opening an up-to-date file imports no SQLAlchemy; the ORM comes with the first session.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from counter import sealing
from counter.errors import Conflict, StoreError
from counter.i18n import utc_now
from counter.models.keys import DataKey
from counter.services.chain.chain import Watch
from counter.services.store import clock, same_file, write_queue
from counter.services.store.connection import (
    BUSY_SECONDS,
    Connection,
    Key,
    begin_immediate,
    connect,
    in_words,
    make_reader,
    make_writer,
)
from counter.services.store.place import refuse_shared_place
from counter.services.store.store_file import open_writer
from counter.services.store.transaction import NothingRecorded, Transaction

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlmodel import Session

__all__ = ["Connection", "NothingRecorded", "Store", "Transaction", "must_match"]


def must_match(stored: int, seen: int) -> int:
    """The next version of a row, when the one that was seen is the one stored.

    Conflict `store.changed` with both versions when somebody changed it first.
    """
    if stored != seen:
        raise Conflict("store.changed", stored=stored, seen=seen)
    return stored + 1


class Store:
    """An open store. Threads share it: writes take turns, reads run beside them."""

    def __init__(self, path: Path, key: Key | None, practice: bool, writer: Connection) -> None:
        self.path = path
        self.practice = practice
        self._key = key
        if isinstance(key, DataKey):
            sealing.use(path, key)
        self._file = same_file.mark_of(path)
        self._log_noted = False
        self._writer = make_writer(writer)
        self._watch = Watch(self._writer)
        self._turn = threading.Lock()
        self._turn_of: int | None = None
        self._idle: list[Connection] = []
        self._idle_lock = threading.Lock()
        self._engines: tuple[Engine, Engine] | None = None
        self._engine_lock = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, path: Path, *, key: Key | None = None, practice: bool = False) -> Self:
        """Open the store, making or migrating the file where needed.

        `key`: the key of its key file, which the store takes over and forgets when it closes; or a text: 64
        hex digits (the key itself), 96 (key and salt), or a passphrase (150 ms); None: plain.
        StoreError: a network or synchronised folder, a file that is no store or of a newer program (left as
        it was, byte for byte), practice opened as real or the reverse, a wrong key, no right to write,
        beside it a log of another file.
        """
        place = refuse_shared_place(path)
        same_file.refuse_log_of_another(place)
        return cls(place, key, practice, open_writer(place, key, practice=practice))

    @contextmanager
    def write(
        self, now: datetime | None = None, *, any_clock: bool = False, in_order: bool = False
    ) -> Iterator[Transaction]:
        """One write: BEGIN IMMEDIATE to COMMIT. Any exception rolls back.

        StoreError `store.busy` after 5 s of waiting, `store.clock_back` when the clock is behind the newest
        event (not asked with `any_clock`, for signing in, and in practice, where time is made up; with
        `in_order`, for what leads to a closed drawer, it follows that event instead, and its events say so),
        `store.disk_full` and the like, `store.replaced` when another file lies in the place of the store;
        NothingRecorded when the block recorded no event.
        """
        with in_words(self.path), self._my_turn():
            self._watch.begin()
            end = time.monotonic() + BUSY_SECONDS
            with write_queue.turn(self.path) as next_one:
                begin_immediate(self._writer, self.path, end - time.monotonic(), next_one=next_one)
            transaction = Transaction(self._writer, self._writing_session, now or utc_now(), self._watch)
            try:
                self._must_be_there()
                self._note_log()
                if in_order and not self.practice:
                    transaction.now, transaction.clock_said = clock.in_order(self._writer, transaction.now)
                elif not (any_clock or self.practice):
                    transaction.now = clock.moment(self._writer, transaction.now)
                yield transaction
                self._must_be_there()
                transaction.finish()
            finally:
                transaction.end()

    @contextmanager
    def read(self) -> Iterator["Session"]:
        """A SQLModel session on one snapshot, for details. No row leaves the block."""
        from counter.services.store.orm import session_on

        with in_words(self.path), session_on(self._engine_pair()[0]) as session:
            yield session

    @contextmanager
    def query(self) -> Iterator[Connection]:
        """A connection for plain SQL on one snapshot; it cannot write."""
        with in_words(self.path):
            connection = self._take_reader()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.rollback()
                self._give_back(connection)

    def copy_into(self, target: Path) -> None:
        """Write a whole copy, of one moment, under the same key, into a file that is not there: VACUUM INTO.

        Others go on reading and writing. The errors of the database come through: they may be the target's.
        """
        self._must_be_open()
        self._must_be_there()
        connection = connect(self.path, self._key)
        try:
            connection.execute("VACUUM INTO ?1", (str(target),))
        finally:
            connection.close()

    def open_copy(self, path: Path) -> Self:
        """Open a copy that `copy_into` made, by the same key. StoreError."""
        key = self._key.copy() if isinstance(self._key, DataKey) else self._key
        return type(self).open(path, key=key, practice=self.practice)

    def key_copy(self) -> DataKey | None:
        """The key of its key file with a life of its own; None for a store that has none."""
        return self._key.copy() if isinstance(self._key, DataKey) else None

    def checkpoint(self) -> bool:
        """Move the WAL into the file while nobody waits; whether all of it moved. Never blocks a write."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            if self._closed:
                return False
            with in_words(self.path):
                row = self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            return row is not None and row[0] == 0 and row[1] == row[2]
        finally:
            self._turn.release()

    def scrub(self) -> bool:
        """Write the file anew without a trace of deleted rows; False while somebody reads an older state.

        Writers wait: seconds for a ward of 130,000 people, room for the file once more is needed. StoreError.
        """
        from counter.services.personal.scrubbing import scrub

        with in_words(self.path), self._my_turn():
            self._must_be_there()
            self._note_log()
            return scrub(self._writer)

    def close(self) -> None:
        """Close every connection; the last one moves the WAL into the file. A second call does nothing.

        Where another file was put in the place of the store, that one is left as it is.
        """
        with self._turn, self._engine_lock, self._idle_lock:
            if self._closed:
                return
            self._closed = True
            if isinstance(self._key, DataKey):
                sealing.forget(self.path)
                self._key.forget()
            self._key = None
            if self._engines is not None:
                self._engines[0].dispose()
            while self._idle:
                self._idle.pop().close()
            self._writer.close()
            same_file.leave_log(self.path, self._file)

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
            self._must_be_open()
            self._turn_of = me
            try:
                yield
            finally:
                self._turn_of = None

    def _must_be_open(self) -> None:
        if self._closed:
            raise StoreError("store.closed", file=self.path.name)

    def _must_be_there(self) -> None:
        if same_file.mark_of(self.path) != self._file:
            raise StoreError("store.replaced", file=self.path.name)

    def _note_log(self) -> None:
        if not self._log_noted:
            same_file.note_log(self.path, self._file)
            self._log_noted = True

    def _writing_session(self) -> "Session":
        from counter.services.store.orm import session_on

        return session_on(self._engine_pair()[1])

    def _open_reader(self) -> Connection:
        self._must_be_there()
        return make_reader(connect(self.path, self._key))

    def _take_reader(self) -> Connection:
        with self._idle_lock:
            self._must_be_open()
            if self._idle:
                return self._idle.pop()
        return self._open_reader()

    def _give_back(self, connection: Connection) -> None:
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _engine_pair(self) -> "tuple[Engine, Engine]":
        with self._engine_lock:
            self._must_be_open()
            if self._engines is None:
                from counter.services.store.orm import reader_engine, writer_engine

                readers = reader_engine(self._open_reader)
                self._engines = readers, writer_engine(self._writer)
            return self._engines
