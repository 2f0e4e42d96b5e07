"""The audit trail: one event for each thing done, in the transaction that does it."""

import json
import platform
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from counter.models.canonical import canonical
from counter.models.instant import from_micros, to_micros
from counter.models.staff import StaffView
from counter.models.timeline import TimelineEntry
from counter.services.store.connection import Connection

Subject = tuple[str, int | str]


@lru_cache(maxsize=1)
def device() -> str:
    """The name of this machine as events carry it."""
    return platform.node()[:64]


def append(
    connection: Connection,
    at: datetime,
    actor: StaffView | None,
    event: str,
    *,
    subject: Subject,
    operation: str,
    detail: Mapping[str, str | int],
) -> int:
    """Write one event and return its place in the order. `actor` None: the program itself."""
    kind, ident = subject
    cursor = connection.execute(
        "INSERT INTO audit_event"
        " (at, staff_id, role, device, event, subject_kind, subject_id, operation, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            to_micros(at),
            actor.id if actor else None,
            actor.role.value if actor else "",
            device(),
            event,
            kind,
            str(ident),
            operation,
            canonical(dict(detail)),
        ),
    )
    return cursor.lastrowid


def timeline(connection: Connection, subject: Subject) -> tuple[TimelineEntry, ...]:
    """Everything that happened to one subject (diễn biến), oldest first, in the order it was done."""
    kind, ident = subject
    rows = connection.execute(
        "SELECT a.at, coalesce(s.name, ''), a.event, a.detail FROM audit_event a"
        " LEFT JOIN staff s ON s.id = a.staff_id"
        " WHERE a.subject_kind = ? AND a.subject_id = ? ORDER BY a.seq",
        (kind, str(ident)),
    )
    return tuple(
        TimelineEntry(
            at=from_micros(at),
            who=who,
            event=event,
            detail={key: str(value) for key, value in json.loads(detail).items()},
        )
        for at, who, event, detail in rows
    )
