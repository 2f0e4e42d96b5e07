"""What the sender asks of the store: which rows are next, taking one, and writing what became of it.

Every function is one short transaction. No function here calls the portal, so nothing of the store waits for
it. A row is taken ("sending") before the first byte goes out: a program that is killed leaves it so, and the
next sender knows that it may have arrived.
"""

import contextlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.outbox import Frozen, Head, Phase, Task
from counter.models.states import AttemptOutcome, OutboxTarget, SyncState
from counter.models.sync import ProcedureCard
from counter.rules.sending import Verdict
from counter.services.office import Office
from counter.services.outbox import sync_rows
from counter.services.outbox.outbox_rows import (
    FROM_OPEN,
    NOT_YET,
    OTHER_WAY_FIRST,
    Kept,
    by_another_way,
    go_by,
    is_head,
    kept,
    not_yet,
    reasons_text,
    unsure,
)
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

LEASE_SHOWN = timedelta(minutes=5)  # how long a sending takes at most, for people that look; no rule uses it
_TO_A_PERSON = frozenset({SyncState.HELD, SyncState.CONFIRMED})


def go_this_way(office: Office, way: OutboxTarget) -> None:
    """What the ward's former way of sending never tried goes this way from now on."""
    with office.store.query() as connection:
        waiting = by_another_way(connection, way)
    if not waiting:
        return
    with office.store.write(office.now()) as transaction:
        go_by(transaction.connection, way)
        transaction.record(
            None, "outbox.event.way", subject=("outbox", ""), operation="", detail={"n": waiting}
        )


def heads(office: Office) -> tuple[Head, ...]:
    """The first open row of each dossier that is not held, the oldest first."""
    with office.store.query() as connection:
        rows = connection.execute(
            f"SELECT id, dossier_id, state, min(sequence) {FROM_OPEN} AND target = 'gateway'"
            f" AND NOT {NOT_YET} AND NOT {OTHER_WAY_FIRST} GROUP BY dossier_id"
        ).fetchall()
    found = (Head(id=i, dossier_id=d, state=SyncState(s)) for i, d, s, _ in rows)
    return tuple(sorted((h for h in found if h.state is not SyncState.HELD), key=lambda head: head.id))


def head_of(office: Office, dossier_id: int) -> Head | None:
    """The first open row of one dossier, when it is not held."""
    with office.store.query() as connection:
        row = connection.execute(
            f"SELECT id, state {FROM_OPEN} AND target = 'gateway' AND dossier_id = ?"
            f" AND NOT {NOT_YET} AND NOT {OTHER_WAY_FIRST} ORDER BY sequence LIMIT 1",
            (dossier_id,),
        ).fetchone()
    if row is None or row[1] == SyncState.HELD:
        return None
    return Head(id=row[0], dossier_id=dossier_id, state=SyncState(row[1]))


def claim(office: Office, row_id: int, lease: str) -> Task | None:
    """Take a row, with what it tells; None when a person closed or held it, or an earlier one is open.

    What it tells is made now if it never was, and kept with the row before anything is sent.
    """
    with contextlib.suppress(_NotOurs), office.store.write(office.now()) as transaction:
        connection = transaction.connection
        row = kept(connection, row_id)
        if not row.is_open or row.state is SyncState.HELD or not is_head(connection, row):
            raise _NotOurs
        if not_yet(connection, row):
            raise _NotOurs
        task = _task(office, transaction, row)
        connection.execute(
            "UPDATE outbox SET state = 'sending', lease = ?, lease_until = ?, payload = ?, steps_sent = ?,"
            " attempts = attempts + 1, next_at = NULL WHERE id = ?",
            (
                lease,
                to_micros(transaction.now + LEASE_SHOWN),
                canonical(sync_rows.frozen_json(task.frozen)),
                task.taken,
                row_id,
            ),
        )
        event = "outbox.event.asking" if task.phase is Phase.CONFIRM else "outbox.event.sending"
        transaction.record(None, event, subject=("outbox", row_id), operation="")
        return task
    return None


class _NotOurs(Exception):
    """The row is not to be sent now; the write is undone."""


def _task(office: Office, transaction: Transaction, row: Kept) -> Task:
    connection = transaction.connection
    fresh = row.payload == "{}"
    made = freeze(office, transaction, row) if fresh else sync_rows.frozen_of(row.payload)
    taken = max(row.steps_sent, made.taken)
    filed, tries = _progress(connection, row)
    phase = Phase.TELL
    if filed:
        phase = Phase.CONFIRM if taken >= len(made.steps) else Phase.STEPS
    elif made.dossier.portal_code:
        phase = Phase.STEPS  # the portal has the dossier: it was filed there
    return Task(
        id=row.id,
        dossier_id=row.dossier_id,
        key=row.key,
        phase=phase,
        frozen=made,
        taken=taken,
        unknowns=tries,
        unsure=unsure(connection, row),
        told_before=fresh and _told_before(connection, row, made),
    )


def freeze(office: Office, transaction: Transaction, row: Kept) -> Frozen:
    """What a row tells, as its dossier stands in this write."""
    connection = transaction.connection
    made = sync_rows.frozen(office, transaction.session, connection, row.dossier_id)
    before = _taken_before(connection, row, made.dossier.portal_code)
    return replace(made, taken=min(before, len(made.steps)))


def _taken_before(connection: Connection, row: Kept, portal_code: str) -> int:
    """Steps that went out with earlier rows under the same code: a dossier's steps only grow."""
    found = connection.execute(
        "SELECT coalesce(max(steps_sent), 0) FROM outbox"
        " WHERE dossier_id = ? AND sequence < ? AND target <> 'carry'"  # whichever way they went
        " AND coalesce(json_extract(payload, '$.dossier.portal_code'), '') = ?"
        # the steps of one that a person found missing are to be told anew
        " AND NOT (last_error = 'replaced' AND (? <> '' OR target <> ?))",
        (row.dossier_id, row.sequence, portal_code, portal_code, row.target.value),
    ).fetchone()
    return int(found[0]) if found else 0


def _progress(connection: Connection, row: Kept) -> tuple[bool, int]:
    """Whether it was taken since a person last looked, and the answers since that settled nothing."""
    found = connection.execute(
        "WITH tried AS (SELECT id, outcome, coalesce(json_extract(detail, '$.held'), 0) AS held"
        "  FROM outbox_attempt WHERE outbox_id = ?1),"
        " looked AS (SELECT coalesce(max(id), 0) AS id FROM tried WHERE held = 1),"
        " took AS (SELECT coalesce(max(t.id), 0) AS id FROM tried t, looked WHERE t.id > looked.id"
        "  AND t.outcome = 'filed')"
        " SELECT took.id > 0, (SELECT count(*) FROM tried t WHERE t.id > max(took.id, looked.id)"
        "  AND t.outcome IN ('known', 'unknown')) FROM took, looked",
        (row.id,),
    ).fetchone()
    filed, tries = found or (0, 0)
    return bool(filed), int(tries)


def _told_before(connection: Connection, row: Kept, made: Frozen) -> bool:
    """Whether the row before it told the same, and the portal has it."""
    found = connection.execute(
        "SELECT state, payload FROM outbox WHERE dossier_id = ? AND sequence < ? AND target = ?"
        " ORDER BY sequence DESC LIMIT 1",
        (row.dossier_id, row.sequence, row.target.value),
    ).fetchone()
    if found is None or found[0] != SyncState.CONFIRMED:
        return False
    before = sync_rows.frozen_of(found[1])
    return (before.dossier, before.steps) == (made.dossier, made.steps) and made.taken == len(made.steps)


# -- what became of it -------------------------------------------------------------------------


def settle(
    office: Office, task: Task, verdict: Verdict, *, began: datetime, again_in: float | None = None
) -> None:
    """Write what a try came to, and how its row stands now. `again_in`: seconds, to be shown only."""
    with office.store.write(office.now()) as transaction:
        ended = max(transaction.now, began)  # the wall clock may have been set back meanwhile
        held = verdict.state is SyncState.HELD
        detail: dict[str, object] = dict(verdict.detail)
        detail |= {"reasons": json.loads(reasons_text(verdict.reasons))} if verdict.reasons else {}
        detail |= {"held": 1} if held else {}
        detail |= {"sent": 1} if verdict.sent else {}
        transaction.connection.execute(
            "INSERT INTO outbox_attempt (outbox_id, started_at, ended_at, outcome, detail)"
            " VALUES (?, ?, ?, ?, ?)",
            (task.id, to_micros(began), to_micros(ended), verdict.outcome.value, canonical(detail)),
        )
        _leave(transaction, task, verdict, again_in)


def _leave(transaction: Transaction, task: Task, verdict: Verdict, again_in: float | None) -> None:
    done = verdict.state is SyncState.CONFIRMED
    if done and verdict.outcome is AttemptOutcome.KNOWN and task.frozen.dossier.portal_code:
        _confirm_filing(transaction, task)
    shown = None if again_in is None else to_micros(transaction.now + timedelta(seconds=again_in))
    first = verdict.reasons[0].message_id if verdict.reasons else ""
    transaction.connection.execute(
        "UPDATE outbox SET state = ?, lease = '', lease_until = NULL, reasons = ?, last_error = ?,"
        " steps_sent = ?, next_at = ?, done_at = ? WHERE id = ?",
        (
            verdict.state.value,
            reasons_text(verdict.reasons),
            first,
            verdict.taken,
            shown,
            to_micros(transaction.now) if done else None,
            task.id,
        ),
    )
    told = verdict.state in _TO_A_PERSON
    word = verdict.state.value if told else verdict.outcome.value
    if verdict.state is SyncState.HELD and verdict.outcome is AttemptOutcome.REFUSED:
        word = "refused"
    subject = ("dossier", task.dossier_id) if told else ("outbox", task.id)
    transaction.record(None, f"outbox.event.{word}", subject=subject, operation="")


def _confirm_filing(transaction: Transaction, task: Task) -> None:
    """The portal itself says that it has what was filed there (nộp hộ). No version is counted on: nothing
    changes that a person could have been about to write."""
    connection, now = transaction.connection, to_micros(transaction.now)
    code = task.frozen.dossier.portal_code
    found = connection.execute(
        "UPDATE submission SET state = 'confirmed', since = ? WHERE dossier_id = ? AND portal_code = ?"
        " AND state = 'filed' RETURNING id",
        (now, task.dossier_id, code),
    ).fetchall()
    if found:
        connection.execute(
            "UPDATE dossier SET sync = 'confirmed', sync_since = ? WHERE id = ? AND sync = 'filed'",
            (now, task.dossier_id),
        )


# -- the portal's cards ------------------------------------------------------------------------


def card(office: Office, procedure_code: str) -> ProcedureCard | None:
    """The portal's card of a procedure, as it was kept."""
    with office.store.query() as connection:
        row = connection.execute(
            "SELECT card FROM portal_card WHERE procedure_code = ?", (procedure_code,)
        ).fetchone()
    return None if row is None else sync_rows.card_of(row[0])


def keep_card(office: Office, found: ProcedureCard) -> None:
    """Keep the portal's card of a procedure; the newest counts."""
    with office.store.write(office.now()) as transaction:
        put_card(transaction, found)
        transaction.record(None, "outbox.event.card", subject=("procedure", found.code), operation="")


def put_card(transaction: Transaction, found: ProcedureCard) -> None:
    """The same in an open write."""
    transaction.connection.execute(
        "INSERT INTO portal_card (procedure_code, card, fetched_at) VALUES (?, ?, ?)"
        " ON CONFLICT (procedure_code) DO UPDATE SET card = excluded.card,"
        " fetched_at = excluded.fetched_at",
        (found.code, canonical(sync_rows.card_json(found)), to_micros(transaction.now)),
    )
