"""The one write of a deletion: rows are emptied, events too, the chain loses their digests, and it is
noted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter.models.canonical import canonical
from counter.models.erasure import ErasureKind
from counter.models.instant import to_micros
from counter.models.staff import StaffView
from counter.rules.erasing import emptied
from counter.services.chain import chain, chain_emptied
from counter.services.chain.chain_rows import Key
from counter.services.personal import erasure_steps
from counter.services.personal.erasure_steps import Scope
from counter.services.store import guards
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

EMPTIED: Final = "dossier.event.emptied"
_EVENTS: Final = (
    "SELECT seq, event, detail FROM audit_event WHERE"
    " (subject_kind = 'dossier' AND subject_id IN (SELECT CAST(value AS TEXT) FROM json_each(?1)))"
    " OR (subject_kind = 'resident' AND subject_id IN (SELECT CAST(value AS TEXT) FROM json_each(?2)))"
    " OR (subject_kind = 'outbox' AND subject_id IN (SELECT CAST(o.id AS TEXT) FROM outbox o"
    "  WHERE o.dossier_id IN (SELECT value FROM json_each(?1))))"
    " OR (subject_kind = 'draft' AND subject_id IN (SELECT d.operation FROM dossier d"
    "  WHERE d.id IN (SELECT value FROM json_each(?1)) UNION SELECT value FROM json_each(?3)))"
)
_TRIES: Final = (
    "SELECT a.id, a.detail FROM outbox_attempt a JOIN outbox o ON o.id = a.outbox_id"
    " WHERE o.dossier_id IN (SELECT value FROM json_each(?1))"
)
_NOTE: Final = (
    "INSERT INTO erasure (kind, reason, request_id, dossiers, changed, files, made_by, made_at, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_OURS: Final = ("erasure.", "retention.")
"""An event of a deletion says nothing of the person."""
_OF_TABLE: Final = {
    "attachment": ("attachment.",),
    "call_try": ("dossier.event.call.",),
    "notice": ("dossier.event.told.",),
    "draft": ("draft.",),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What a deletion would touch: rows by table, events and tries with what is left of each, the older seals
    that name them, and where the chain ended when it was looked at."""

    scope: Scope
    rows: Mapping[str, set[Key]]
    events: Mapping[int, str]
    tries: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Looked:
    """The older seals that name rows of a deletion, found before its write begins: reading them all takes
    seconds in a large store, and nobody should wait for that. `head`: where the chain ended then."""

    rows: chain_emptied.Wanted
    seals: tuple[int, ...]
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Why it is deleted, and which files go with it."""

    kind: ErasureKind
    reason: str
    operation: str
    request_id: int | None = None
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The number of the deletion, and how many rows it emptied or took away."""

    erasure_id: int
    rows: int


def plan(connection: Connection, scope: Scope) -> Planned:
    """Everything that would change, without changing it."""
    rows = erasure_steps.rows(connection, scope)
    drafts = canonical(sorted(str(key[0]) for key in rows.get("draft", ())))
    events = dict(_events(connection, scope, drafts))
    return Planned(scope, rows, events, {} if scope.only else dict(_tries(connection, scope)))


def look(connection: Connection, parts: Sequence[Planned]) -> Looked:
    """The seals that name rows of these parts."""
    rows = chain_emptied.wanted(
        (table, key) for part in parts for table, keys in part.rows.items() for key in keys
    )
    for part in parts:
        rows.setdefault("audit_event", set()).update(map(str, part.events))
        rows.setdefault("outbox_attempt", set()).update(map(str, part.tries))
    head = chain.head(connection).seq
    return Looked(rows, tuple(chain_emptied.naming(connection, rows)), head)


def write(
    transaction: Transaction, actor: StaffView, parts: Sequence[Planned], order: Order, looked: Looked
) -> Written:
    """Empty all parts, and note what was done; the caller records the event. Inside a write.

    `looked`: the seals as they were found before; what was sealed since, and rows that were not foreseen, are
    looked for here.
    """
    connection = transaction.connection
    connection.execute("PRAGMA secure_delete = ON")
    before = chain.head(connection).seq
    changed = 0
    with guards.lifted(connection, erasure_steps.TABLES):
        for part in parts:
            changed += erasure_steps.apply(connection, part.scope) + len(part.events) + len(part.tries)
            connection.executemany("UPDATE audit_event SET detail = ?2 WHERE seq = ?1", part.events.items())
            connection.executemany("UPDATE outbox_attempt SET detail = ?2 WHERE id = ?1", part.tries.items())
    touched = chain_emptied.wanted((str(table), tuple(key)) for table, *key in transaction.touched)
    whole = [part.scope for part in parts if not part.scope.only]
    made = connection.execute(
        _NOTE,
        (order.kind.value, order.reason, order.request_id, sum(len(one.dossiers) for one in whole), changed,
         len(order.files), actor.id, to_micros(transaction.now), order.operation),
    ).fetchall()  # fmt: skip
    erasure_id = int(made[0][0])
    for scope in whole:
        _name(connection, scope, erasure_id)
        for ident in scope.dossiers:
            transaction.record(
                actor, EMPTIED, subject=("dossier", ident), operation="", detail={"n": erasure_id}
            )
    connection.executemany(
        "INSERT INTO erasure_file (erasure_id, path) VALUES (?, ?)",
        [(erasure_id, str(path)) for path in order.files],
    )
    chain_emptied.empty(connection, _seals(connection, touched, looked, before), touched, erasure_id)
    return Written(erasure_id, changed)


def _seals(connection: Connection, touched: chain_emptied.Wanted, looked: Looked, before: int) -> list[int]:
    """Every older seal that names a touched row."""
    found = {*looked.seals, *chain_emptied.naming(connection, touched, looked.head)}
    unforeseen = {
        table: left
        for table in erasure_steps.TABLES & touched.keys()
        if (left := touched[table] - looked.rows.get(table, set()) - _new(table, touched, before))
    }
    if unforeseen:
        found.update(chain_emptied.naming(connection, unforeseen))
    return sorted(seq for seq in found if seq <= before)


def _new(table: str, touched: chain_emptied.Wanted, before: int) -> set[str]:
    """The events of this very write: no older seal can name them."""
    return {seq for seq in touched[table] if int(seq) > before} if table == "audit_event" else set()


def _name(connection: Connection, scope: Scope, erasure_id: int) -> None:
    """Which records are empty now."""
    for table, ids in (("resident", scope.residents), ("dossier", scope.dossiers)):
        connection.executemany(
            f"INSERT INTO erased_{table} ({table}_id, erasure_id) VALUES (?, ?)"  # noqa: S608  two words of ours
            f" ON CONFLICT ({table}_id) DO NOTHING",
            [(ident, erasure_id) for ident in ids],
        )


def _tries(connection: Connection, scope: Scope) -> Iterator[tuple[int, str]]:
    for ident, detail in connection.execute(_TRIES, (scope.parameters[0],)):
        if (less := canonical(emptied("", json.loads(detail)))) != detail:
            yield int(ident), less


def _events(connection: Connection, scope: Scope, drafts: str) -> Iterator[tuple[int, str]]:
    """The events that lose something; of a part, those that tell of its tables."""
    told = tuple(prefix for table in scope.only for prefix in _OF_TABLE.get(table, ()))
    dossiers, residents, _ = scope.parameters
    for seq, event, detail in connection.execute(_EVENTS, (dossiers, residents, drafts)):
        if event.startswith(_OURS) or (scope.only and not event.startswith(told)):
            continue
        if (less := canonical(emptied(event, json.loads(detail)))) != detail:
            yield int(seq), less
