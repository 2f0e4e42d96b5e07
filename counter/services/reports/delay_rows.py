"""The facts of the delay ledger as the store has them, in plain SQL: one dossier, or thousands at once."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from counter.errors import NotFound, Problem
from counter.models.delay import DelayFacts, Message, Move, MoveKind, Outage, Proof, ProofKind, Try
from counter.models.instant import from_micros, instant_or_none, to_micros
from counter.models.life import MoveName
from counter.models.states import AttemptOutcome
from counter.rules.delay_events import MADE, TOLD
from counter.rules.delay_tries import outages as outages_of
from counter.services.office import Office
from counter.services.store.connection import Connection, Row

_LOOK_BACK: Final = timedelta(days=1)  # an outage that was there already has its first try earlier
_MINUTE: Final = 60_000_000  # microseconds
_PIECE: Final = 1000  # dossiers that are read at once
_EVENTS: Final = ", ".join(f"'{name}'" for name in TOLD)
_NAMES: Final = ", ".join(f"'{name}'" for name in MADE)
_COLUMNS: Final = (
    "d.id, d.code, d.short_code, d.procedure_code, d.procedure_name, d.received_at, d.due_at, d.ready_at"
)
ONE: Final = f"SELECT {_COLUMNS} FROM dossier d WHERE d.id = ? AND d.state NOT IN (1, 3)"  # noqa: S608  constants
# Received within the days ?1 to ?2 and not ended with all said before ?3; and what has long been open.
UNDER_WAY: Final = (
    f"SELECT {_COLUMNS} FROM dossier d WHERE d.id IN ("  # noqa: S608  constants
    " SELECT e.id FROM dossier e INDEXED BY dossier_life WHERE e.day >= ?1 AND e.day < ?2"
    "  AND (e.ready_at IS NULL OR e.ready_at >= ?3)"
    " UNION SELECT o.dossier_id FROM outbox o WHERE o.target <> 'carry' AND o.done_at IS NULL"
    " UNION SELECT o.dossier_id FROM outbox o WHERE o.target <> 'carry' AND o.done_at >= ?3"
    ") AND d.day >= ?1 AND d.day < ?2 AND d.state NOT IN (1, 3)"
    f" UNION ALL SELECT {_COLUMNS} FROM dossier d INDEXED BY dossier_open"
    " WHERE d.state IN (1, 2, 4, 5, 6) AND d.state <> 1 AND d.day < ?1"
)
_TOLD: Final = (
    "SELECT a.subject_id, a.seq, a.at, a.event, coalesce(s.name, '')"  # noqa: S608  constants
    " FROM audit_event a INDEXED BY audit_event_subject LEFT JOIN staff s ON s.id = a.staff_id"
    " WHERE a.subject_kind = 'dossier' AND a.subject_id IN (SELECT value FROM json_each(?1))"
    f" AND a.event IN ({_EVENTS}) ORDER BY a.seq"
)
_MADE: Final = (
    "SELECT m.dossier_id, m.id, m.made_at, m.name, coalesce(s.name, '')"  # noqa: S608  constants
    " FROM dossier_move m LEFT JOIN staff s ON s.id = m.made_by"
    f" WHERE m.dossier_id IN (SELECT value FROM json_each(?1)) AND m.name IN ({_NAMES})"
    " AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = m.id) ORDER BY m.id"
)
# A row that was made with the result tells it; one made before does when it was made up only after that.
_MESSAGES: Final = (
    "SELECT o.dossier_id, o.id, o.created_at, o.done_at, o.state = 'confirmed', CASE"
    " WHEN o.created_at >= d.ready_at THEN 1"
    " WHEN d.ready_at IS NULL OR o.done_at < d.ready_at THEN 0"
    " ELSE coalesce(json_extract(o.payload, '$.dossier.state'), 0) >= 9 END"
    " FROM outbox o JOIN dossier d ON d.id = o.dossier_id"
    " WHERE o.dossier_id IN (SELECT value FROM json_each(?1)) AND o.target <> 'carry'"
    " ORDER BY o.dossier_id, o.sequence"
)
_TRIES: Final = (
    "SELECT a.outbox_id, a.id, a.started_at, a.ended_at, a.outcome, a.detail FROM outbox_attempt a"
    " WHERE a.outbox_id IN (SELECT value FROM json_each(?1)) ORDER BY a.id"
)
# The failed tries of a stretch, and the one after each.
_FAILED: Final = (
    "SELECT 0, id, started_at, ended_at, outcome, detail FROM ("
    " SELECT a.*, lag(a.outcome) OVER (ORDER BY a.id) AS before FROM outbox_attempt a"
    " JOIN outbox o ON o.id = a.outbox_id AND o.target = 'gateway' WHERE a.id BETWEEN ?1 AND ?2)"
    " WHERE outcome IN ('unreachable', 'unknown') OR before IN ('unreachable', 'unknown') ORDER BY id"
)
_ENDS: Final = (  # apart, each is one look into the index
    "SELECT coalesce((SELECT min(id) FROM outbox_attempt), 1),"
    " coalesce((SELECT max(id) FROM outbox_attempt), 0) + 1"
)


def facts(
    office: Office, connection: Connection, rows: Sequence[Row], *, all_tries: bool = True
) -> Iterable[DelayFacts]:
    """The facts of these dossiers (rows of `ONE` or `UNDER_WAY`), a thousand at a time.

    Without `all_tries`, those of a message that was confirmed in the minute it was made are left out: they
    prove no minute. Where an agency elsewhere has the dossier by its message they are always there.
    """
    elsewhere: dict[str, bool] = {}
    for code in {row[3] for row in rows}:
        elsewhere[code] = _elsewhere(office, code)
    for start in range(0, len(rows), _PIECE):
        piece = rows[start : start + _PIECE]
        ids = [row[0] for row in piece]
        whole = {row[0] for row in piece if all_tries or elsewhere[row[3]]}
        moves, messages = _moves(connection, ids), _messages(connection, ids, whole)
        for row in piece:
            yield _facts(row, elsewhere[row[3]], moves[row[0]], messages[row[0]])


def _facts(row: Row, elsewhere: bool, moves: Sequence[Move], messages: Sequence[Message]) -> DelayFacts:
    ident, code, short_code, _, procedure, received, due, ready = row
    accepted = [move.at for move in moves if move.kind is MoveKind.ACCEPTED]  # of one filed online: later
    return DelayFacts(
        dossier_id=ident,
        code=code,
        short_code=short_code,
        procedure=procedure,
        received_at=max(accepted, default=from_micros(received)),
        due_at=instant_or_none(due),
        ready_at=instant_or_none(ready),
        elsewhere=elsewhere,
        moves=tuple(moves),
        messages=tuple(_telling(messages, moves) if ready is None else messages),
    )


def _telling(messages: Iterable[Message], moves: Iterable[Move]) -> Iterable[Message]:
    """Of a dossier that ended without a result: what was made since then tells so."""
    ended = next((move.at for move in moves if move.kind is MoveKind.ENDED), None)
    for one in messages:
        tells = ended is not None and one.made_at >= ended
        yield replace(one, tells_result=tells)


def _elsewhere(office: Office, procedure: str) -> bool:
    try:
        return not office.catalogue.get(procedure).decided_at_commune
    except NotFound:
        return False


def _moves(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[Move]]:
    found: dict[int, list[Move]] = defaultdict(list)
    told = connection.execute(_TOLD, (json.dumps([str(ident) for ident in ids]),))
    for subject, seq, at, event, who in told:
        found[int(subject)].append(_move(TOLD[event], ProofKind.EVENT, seq, at, who))
    for dossier, ident, at, name, who in connection.execute(_MADE, (json.dumps(ids),)):
        found[dossier].append(_move(MADE[MoveName(name)], ProofKind.MOVE, ident, at, who))
    return found


def _move(kind: MoveKind, source: ProofKind, number: int, at: int, who: str) -> Move:
    when = from_micros(at)
    return Move(
        kind=kind, at=when, proof=Proof(kind=source, number=number, at=when, said=kind.value, who=who)
    )


def _messages(
    connection: Connection, ids: Sequence[int], whole: Collection[int]
) -> Mapping[int, list[Message]]:
    rows = connection.execute(_MESSAGES, (json.dumps(ids),)).fetchall()
    slow = [
        ident
        for dossier, ident, made, done, *_ in rows
        if dossier in whole or done is None or done // _MINUTE != made // _MINUTE
    ]
    tries: dict[int, list[Try]] = defaultdict(list)
    for row in connection.execute(_TRIES, (json.dumps(slow),)):
        tries[row[0]].append(_try(row))
    found: dict[int, list[Message]] = defaultdict(list)
    for dossier, ident, made, done, confirmed, tells in rows:
        found[dossier].append(
            Message(
                id=ident,
                made_at=from_micros(made),
                tells_result=bool(tells),
                closed_at=instant_or_none(done),
                confirmed=bool(confirmed),
                tries=tuple(tries[ident]),
            )
        )
    return found


def _try(row: Row) -> Try:
    _, ident, began, ended, outcome, text = row
    detail = json.loads(text) if text != "{}" else {}
    reasons = detail.get("reasons") or ()
    return Try(
        id=ident,
        began=from_micros(began),
        ended=from_micros(ended),
        outcome=AttemptOutcome(outcome),
        reason=Problem(*reasons[0]) if reasons else None,
        held=detail.get("held") == 1,
    )


def outages(connection: Connection, began: datetime, until: datetime) -> tuple[Outage, ...]:
    """When nothing of this counter came through, among the tries of a stretch of time."""
    first = _first_try(connection, to_micros(began - _LOOK_BACK))
    last = _first_try(connection, to_micros(until))
    return outages_of(_try(row) for row in connection.execute(_FAILED, (first, last)))


def _first_try(connection: Connection, micros: int) -> int:
    """The number of the first try that began then or later: tries are numbered as they are made, so it is
    looked for by halves instead of reading years of them."""
    low, high = connection.execute(_ENDS).fetchone() or (1, 1)
    while low < high:
        middle = (low + high) // 2
        here = connection.execute(
            "SELECT id, started_at FROM outbox_attempt WHERE id >= ? ORDER BY id LIMIT 1", (middle,)
        ).fetchone()
        if here is not None and here[1] < micros:
            low = here[0] + 1
        else:
            high = middle
    return int(low)
