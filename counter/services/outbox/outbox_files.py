"""What the outbox hands over by file: which rows, what they tell, and what the province says of them.

A row that stands in a file is "sending" under the file's digest until it is acknowledged.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from counter.errors import Problem
from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.outbox import Handed, Phase, Task
from counter.models.states import AttemptOutcome, OutboxTarget, SyncState
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office
from counter.services.outbox import sync_rows
from counter.services.outbox.outbox_rows import (
    FROM_OPEN,
    NOT_YET,
    OTHER_WAY_FIRST,
    kept,
    not_yet,
    reasons_text,
)
from counter.services.outbox.outbox_sending import freeze, go_this_way

_FREE = frozenset({SyncState.WAITING, SyncState.UNKNOWN})


def take(office: Office) -> tuple[Task, ...]:
    """Every row that may stand in the next file, the oldest first, with what it tells made and kept.

    What comes behind a row that a person has to look at stays behind it.
    """
    go_this_way(office, OutboxTarget.FILE)
    with office.store.query() as connection:
        rows = connection.execute(
            f"SELECT id, dossier_id, state {FROM_OPEN} AND target = 'file'"
            f" AND NOT {NOT_YET} AND NOT {OTHER_WAY_FIRST} ORDER BY dossier_id, sequence"
        ).fetchall()
    stopped = {dossier for _, dossier, state in rows if state == SyncState.HELD}
    ready = [i for i, d, s in rows if d not in stopped and s in _FREE]
    if not ready:
        return ()
    tasks: list[Task] = []
    with office.store.write(office.now()) as transaction:
        for row_id in sorted(ready):
            row = kept(transaction.connection, row_id)
            if row.state not in _FREE or not_yet(transaction.connection, row):
                continue  # since it was looked for
            fresh = row.payload == "{}"
            made = freeze(office, transaction, row) if fresh else sync_rows.frozen_of(row.payload)
            transaction.connection.execute(
                "UPDATE outbox SET payload = ?, steps_sent = ? WHERE id = ?",
                (canonical(sync_rows.frozen_json(made)), len(made.steps), row_id),
            )
            tasks.append(
                Task(
                    id=row.id,
                    dossier_id=row.dossier_id,
                    key=row.key,
                    phase=Phase.TELL,
                    frozen=made,
                    taken=made.taken,
                )
            )
        transaction.record(person(office), "outbox.event.made", subject=("outbox", ""), operation="")
    return tuple(tasks)


def begun(office: Office, row_ids: Iterable[int]) -> frozenset[int]:
    """Those of these rows that may still go into the file: from now on they may be in one, whatever becomes
    of this program. The others were held, dropped or set aside for a filing by hand since they were taken."""
    with office.store.write(office.now()) as transaction:
        found = transaction.connection.execute(
            "UPDATE outbox SET attempts = attempts + 1 WHERE id IN (SELECT value FROM json_each(?))"
            " AND state IN ('waiting', 'unknown') AND payload <> '{}' RETURNING id",
            (json.dumps(list(row_ids)),),
        ).fetchall()
        transaction.record(person(office), "outbox.event.made", subject=("outbox", ""), operation="")
        return frozenset(row[0] for row in found)


def not_begun(office: Office, row_ids: Iterable[int]) -> None:
    """No file came of it: these rows stand in none."""
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "UPDATE outbox SET attempts = attempts - 1 WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(row_ids)),),
        )
        transaction.record(person(office), "outbox.event.made", subject=("outbox", ""), operation="")


def handed(office: Office, row_ids: Iterable[int], digest: str) -> None:
    """These rows, which were `begun`, stand in the file with this digest."""
    with office.store.write(office.now()) as transaction:
        transaction.connection.executemany(
            "UPDATE outbox SET state = 'sending', lease = ?, reasons = '[]' WHERE id = ?",
            [(digest, row_id) for row_id in row_ids],
        )
        transaction.record(
            person(office),
            "outbox.event.handed",
            subject=("outbox", ""),
            operation="",
            detail={"digest": digest},
        )


def digests(office: Office) -> tuple[str, ...]:
    """The digests of every file that was handed over."""
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT lease, max(id) FROM outbox WHERE target = 'file' AND lease <> '' GROUP BY lease"
            " ORDER BY max(id) DESC"
        ).fetchall()
    return tuple(row[0] for row in rows)


def in_file(office: Office, digest: str) -> tuple[Handed, ...]:
    """The rows of one file."""
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT id, dossier_id, key, state, payload FROM outbox WHERE target = 'file' AND lease = ?"
            " ORDER BY id",
            (digest,),
        ).fetchall()
        answered: dict[int, set[str]] = {ident: set() for ident, *_ in rows}
        tries = connection.execute(
            "SELECT outbox_id, detail FROM outbox_attempt"
            " WHERE outbox_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(answered)),),
        )
        for ident, text in tries:
            answered[ident].update(json.loads(text).get("keys", ()))
    return tuple(
        Handed(
            id=ident,
            dossier_id=dossier,
            key=key,
            state=SyncState(state),
            frozen=sync_rows.frozen_of(payload),
            answered=frozenset(answered[ident]),
        )
        for ident, dossier, key, state, payload in rows
    )


def acknowledge(
    office: Office,
    row: Handed,
    *,
    outcome: AttemptOutcome,
    state: SyncState,
    keys: Iterable[str],
    reasons: tuple[Problem, ...],
    began: datetime,
) -> None:
    """What the province said of one row: taken, not taken, or not all of it answered yet."""
    with office.store.write(office.now()) as transaction:
        now = transaction.now
        detail: dict[str, object] = {"keys": sorted(keys), "sent": 1}
        detail |= {"reasons": json.loads(reasons_text(reasons)), "held": 1} if reasons else {}
        transaction.connection.execute(
            "INSERT INTO outbox_attempt (outbox_id, started_at, ended_at, outcome, detail)"
            " VALUES (?, ?, ?, ?, ?)",
            (row.id, to_micros(min(began, now)), to_micros(now), outcome.value, canonical(detail)),
        )
        done = to_micros(now) if state is SyncState.CONFIRMED else None
        transaction.connection.execute(
            "UPDATE outbox SET state = ?, reasons = ?, done_at = ?,"
            " steps_sent = CASE WHEN ? = 'held' THEN 0 ELSE steps_sent END WHERE id = ?",
            (state.value, reasons_text(reasons), done, state.value, row.id),
        )
        transaction.record(
            person(office), "outbox.event.acknowledged", subject=("dossier", row.dossier_id), operation=""
        )
