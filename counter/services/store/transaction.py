"""One write in progress: its rows, its audit event, its operation, all or nothing."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from counter.errors import Conflict, Forbidden
from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.staff import StaffView
from counter.rules.rights import LEFT
from counter.services.chain.chain import Watch
from counter.services.store import audit
from counter.services.store.connection import Connection, SqlValue

if TYPE_CHECKING:
    from sqlmodel import Session


class NothingRecorded(RuntimeError):
    """A write ended without an audit event: a fault of the program. Nothing was written."""


class Transaction:
    """What `Store.write` hands out. `now` is the instant every row of the write carries."""

    def __init__(
        self, connection: Connection, open_session: "Callable[[], Session]", now: datetime, watch: Watch
    ) -> None:
        self.now = now
        self.clock_said = ""  # by the machine, where it was behind what it follows
        self.connection = connection
        self._watch = watch
        self._open_session = open_session
        self._session: Session | None = None
        self._recorded = 0
        self._repeated = False
        self._operations: set[str] = set()
        self._here: set[int] = set()  # who was found active in this write

    @property
    def session(self) -> "Session":
        """The SQLModel session of this write. Plain SQL sees its rows after `flush` or `record`."""
        if self._session is None:
            self._session = self._open_session()
        return self._session

    def earlier(self, operation: str) -> dict[str, str | int] | None:
        """The result stored when this operation was done before; None when it is new."""
        row = self.connection.execute("SELECT result FROM operation WHERE id = ?", (operation,)).fetchone()
        if row is None:
            return None
        self._repeated = True
        result: dict[str, str | int] = json.loads(row[0])
        return result

    def next_number(self, series: str, day: date) -> int:
        """The next number of a series on a day, from 1; nobody else gets it once this write commits."""
        rows = self.connection.execute(
            "INSERT INTO day_counter (series, day, last) VALUES (?, ?, 1)"
            " ON CONFLICT (series, day) DO UPDATE SET last = last + 1 RETURNING last",
            (series, day.isoformat()),
        ).fetchall()
        return int(rows[0][0])

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

        One write may record several events of one operation; their results gather. An empty operation keeps
        none: a repeat must then be harmless (a draft saved again). `actor` None: the program itself.
        Conflict `store.operation_done` when an earlier write did this operation and `earlier` was not asked.
        Forbidden `right.left` when the actor was shut out, or got another role, since they signed in.
        """
        self.flush()
        self._must_be_open()
        self._must_be_here(actor)
        audit.append(
            self.connection,
            self.now,
            actor,
            event,
            subject=subject,
            operation=operation,
            detail={**(detail or {}), **({"clock": self.clock_said} if self.clock_said else {})},
        )
        self._recorded += 1
        if operation:
            self._keep(operation, event, actor, result or {})

    @property
    def touched(self) -> frozenset[tuple[SqlValue, ...]]:
        """The rows that this write has changed, added or taken away so far: table, then the key."""
        return self._watch.touched

    def flush(self) -> None:
        """Write the session's rows, so that they have ids and plain SQL sees them."""
        if self._session is not None:
            self._session.flush()

    def finish(self) -> None:
        """Seal what was done and commit. A second press changes nothing.

        NothingRecorded when no event tells of a first one.
        """
        if self._repeated and not self._recorded:
            return
        self.flush()
        self._must_be_open()
        if not self._recorded:
            raise NothingRecorded("a write left no audit event")
        self._watch.seal()
        self.connection.commit()

    def end(self) -> None:
        """Undo what was not committed and let the rows go."""
        self.connection.rollback()
        if self._session is not None:
            self._session.close()

    def _must_be_here(self, actor: StaffView | None) -> None:
        """What was known of the actor at their sign-in still holds: one look-up by id in each write."""
        if actor is None or actor.id in self._here:
            return
        row = self.connection.execute("SELECT active, role FROM staff WHERE id = ?", (actor.id,)).fetchone()
        if row is None or not row[0] or row[1] != actor.role.value:
            raise Forbidden(LEFT, who=actor.name)
        self._here.add(actor.id)

    def _must_be_open(self) -> None:
        if not self.connection.in_transaction:
            raise RuntimeError("an error rolled this write back and was not passed on")

    def _keep(
        self, operation: str, act: str, actor: StaffView | None, result: Mapping[str, str | int]
    ) -> None:
        if operation in self._operations:
            if result:
                self.connection.execute(
                    "UPDATE operation SET result = json_patch(result, ?) WHERE id = ?",
                    (canonical(dict(result)), operation),
                )
            return
        if self.earlier(operation) is not None:
            raise Conflict("store.operation_done")
        self.connection.execute(
            "INSERT INTO operation (id, act, staff_id, at, result) VALUES (?, ?, ?, ?, ?)",
            (operation, act, actor.id if actor else None, to_micros(self.now), canonical(dict(result))),
        )
        self._operations.add(operation)
