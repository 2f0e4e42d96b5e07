"""Each count of a drawer that was compared with the book, and who stood for what went out, by the events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from counter.models.instant import from_micros
from counter.models.till import CountView
from counter.services.store.connection import Connection

COUNTED = "drawer.event.counted"
_COUNTED = "SELECT 1 FROM audit_event WHERE subject_kind = 'drawer' AND subject_id = ? AND event = ? LIMIT 1"
_EVENTS = (
    "SELECT a.seq, a.at, a.event, a.operation, a.detail, s.name FROM audit_event a"
    " LEFT JOIN staff s ON s.id = json_extract(a.detail, '$.approved_by')"
    " WHERE a.subject_kind = 'drawer' AND a.subject_id = ?"
    " AND a.event IN ('drawer.event.counted', 'drawer.event.cash_out') ORDER BY a.seq"
)


@dataclass(slots=True)
class Trail:
    """What the events of one drawer say. `approved` and `after`: by the operation of a cash move."""

    counts: list[CountView] = field(default_factory=list)
    approved: dict[str, str] = field(default_factory=dict)
    after: set[str] = field(default_factory=set)


def counted_before(connection: Connection, drawer_id: int) -> bool:
    """Whether a drawer's cashier has seen a count compared with the book."""
    return connection.execute(_COUNTED, (str(drawer_id), COUNTED)).fetchone() is not None


def trail(session: Session, drawer_id: int) -> Trail:
    """The counts of a drawer in order, and what its cash moves out rest on."""
    found = Trail()
    rows = session.connection().exec_driver_sql(_EVENTS, (str(drawer_id),))
    for _, at, event, operation, detail, name in rows:
        if event == COUNTED:
            found.counts.append(_count(from_micros(at), json.loads(detail)))
            continue
        if name:
            found.approved[operation] = str(name)
        if found.counts:
            found.after.add(operation)
    return found


def _count(at: datetime, detail: Mapping[str, int]) -> CountView:
    return CountView(counted_at=at, counted=detail["counted"], difference=detail["difference"])
