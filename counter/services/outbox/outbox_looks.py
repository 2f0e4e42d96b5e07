"""Asking the portal from time to time what it has (hỏi lại trạng thái): which dossiers, and what came of it.

Open dossiers alone, each by its last row, once the portal confirmed that. `outbox.next_at` of such a row is
when it is asked for next, so that a restart goes on where the last program was; a try is written only where
the answer says something new. No function here calls the portal.
"""

import contextlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from counter.models.canonical import canonical
from counter.models.instant import from_micros, to_micros
from counter.models.outbox import Look, Watched
from counter.models.states import DossierState
from counter.rules.portal_state import Seen
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.outbox import sync_rows
from counter.services.outbox.outbox_rows import reasons_text
from counter.services.store import setting_rows
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

_KEY = "portal_asked"  # of the ward's settings; no field of them
_WATCHED = """
FROM (SELECT id FROM dossier INDEXED BY dossier_open WHERE state IN (1, 2, 4, 5, 6)
  UNION ALL SELECT id FROM dossier INDEXED BY dossier_ready WHERE state = 9) d
JOIN outbox o ON o.dossier_id = d.id
WHERE o.target = 'gateway' AND o.state = 'confirmed' AND o.sequence =
  (SELECT max(n.sequence) FROM outbox n WHERE n.dossier_id = d.id AND n.target <> 'carry')
"""
_ONE = (
    "SELECT o.dossier_id, o.payload FROM outbox o JOIN dossier d ON d.id = o.dossier_id"
    " WHERE o.id = ? AND o.state = 'confirmed' AND d.state NOT IN (3, 7, 8, 10) AND NOT EXISTS"
    " (SELECT 1 FROM outbox n WHERE n.dossier_id = o.dossier_id AND n.target <> 'carry'"
    " AND n.sequence > o.sequence)"
)
_TRY = "INSERT INTO outbox_attempt (outbox_id, started_at, ended_at, outcome, detail) VALUES (?, ?, ?, ?, ?)"


def watched(office: Office) -> dict[int, datetime | None]:
    """The rows whose dossiers are asked for, the oldest first, with when that is due by the wall clock."""
    with office.store.query() as connection:
        rows = connection.execute(f"SELECT o.id, o.next_at {_WATCHED} ORDER BY o.id").fetchall()
    return {ident: None if at is None else from_micros(at) for ident, at in rows}


def look(office: Office, row_id: int) -> Look | None:
    """What to compare an answer with; None when the dossier ended, moved on or is held meanwhile."""
    with office.store.query() as connection:
        return _look(connection, row_id)


def _look(connection: Connection, row_id: int) -> Look | None:
    row = connection.execute(_ONE, (row_id,)).fetchone()
    if row is None:
        return None
    dossier_id, payload = row
    told = sync_rows.frozen_of(payload).dossier
    theirs, odd = _seen_before(connection, row_id)
    return Look(id=row_id, dossier_id=dossier_id, dossier=told, theirs=theirs, odd=odd)


def _seen_before(connection: Connection, row_id: int) -> tuple[DossierState | None, int]:
    """The last state that the portal named and was believed, and the answers since that were not."""
    theirs, odd = None, 0
    rows = connection.execute(
        "SELECT json_extract(detail, '$.theirs'), json_extract(detail, '$.reasons') IS NOT NULL"
        " FROM outbox_attempt WHERE outbox_id = ? AND outcome <> 'unreachable' ORDER BY id",
        (row_id,),
    )
    for named, strange in rows:
        odd = odd + 1 if strange else 0
        theirs = DossierState(named) if named is not None and not strange else theirs
    return theirs, odd


def note(office: Office, before: Look, seen: Seen, *, began: datetime) -> None:
    """Write what a look found. Nothing is written when the dossier moved on meanwhile."""
    with contextlib.suppress(_MovedOn), office.store.write(office.now()) as transaction:
        if _look(transaction.connection, before.id) != before:
            raise _MovedOn
        _add_try(transaction, before, seen, began)
        if seen.held:
            transaction.connection.execute(
                "UPDATE outbox SET state = 'held', done_at = NULL, next_at = NULL, reasons = ?,"
                " last_error = ? WHERE id = ?",
                (reasons_text(seen.reasons), seen.reasons[0].message_id, before.id),
            )
        _tell(transaction, before, seen)


class _MovedOn(Exception):
    """The answer is about what stands no more; the write is undone."""


def _add_try(transaction: Transaction, before: Look, seen: Seen, began: datetime) -> None:
    detail: dict[str, object] = {"looked": 1, "sent": 1, **seen.detail}
    detail |= {"reasons": json.loads(reasons_text(seen.reasons))} if seen.reasons else {}
    detail |= {"held": 1} if seen.held else {}
    ended = max(transaction.now, began)
    transaction.connection.execute(
        _TRY,
        (before.id, to_micros(began), to_micros(ended), seen.outcome.value, canonical(detail)),
    )
    transaction.connection.execute(
        "UPDATE outbox SET attempts = attempts + 1, reasons = ? WHERE id = ?",
        (reasons_text(seen.reasons), before.id),
    )


def _tell(transaction: Transaction, before: Look, seen: Seen) -> None:
    """Into the dossier's own history what a person would ask about; the rest beside the row."""
    if seen.held:
        transaction.record(None, "outbox.event.held", subject=("dossier", before.dossier_id), operation="")
    elif seen.moved is not None:
        event = f"outbox.event.theirs.{int(seen.moved)}"
        transaction.record(None, event, subject=("dossier", before.dossier_id), operation="")
    else:
        transaction.record(None, "outbox.event.looked", subject=("outbox", before.id), operation="")


def asked(office: Office, again_in: Mapping[int, float]) -> None:
    """These rows were asked for in a round; each is asked for again after so many seconds."""
    with office.store.write(office.now()) as transaction:
        now = transaction.now
        transaction.connection.executemany(
            "UPDATE outbox SET next_at = ? WHERE id = ? AND state = 'confirmed'",
            [(to_micros(now + timedelta(seconds=wait)), row_id) for row_id, wait in again_in.items()],
        )
        setting_rows.keep(transaction, None, {_KEY: {"asked": len(again_in)}})
        transaction.record(
            None,
            "outbox.event.looked",
            subject=("outbox", ""),
            operation="",
            detail={"asked": len(again_in)},
        )


@act(Act.READ, writes=False)
def standing(office: Office) -> Watched:
    """How many dossiers are asked for, and when the last round was."""
    with office.store.query() as connection:
        [(count,)] = connection.execute(f"SELECT count(*) {_WATCHED}").fetchall()
        row = connection.execute("SELECT value, updated_at FROM setting WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return Watched(dossiers=count)
    value = json.loads(row[0])
    known = value.get("asked") if isinstance(value, dict) else None
    return Watched(dossiers=count, asked_at=from_micros(row[1]), asked=known if isinstance(known, int) else 0)
