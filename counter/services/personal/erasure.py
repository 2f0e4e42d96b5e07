"""Deleting a resident's data (xóa dữ liệu cá nhân, Luật 91/2025/QH15 Điều 14): first what would go,
then it goes.

What a law wants stays: code, day, procedure, amounts, result, every number of a series, the ledger,
the registers of certifications, who did what when. What could say who it was is emptied or taken
away, in one write with an event that holds none of it; then its traces are removed from the file
and the disk.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import local
from counter.models.canonical import canonical
from counter.models.erasure import Counted, Erased, ErasureDraft, ErasureKind, ErasurePreview, Obstacle
from counter.rules.erasing import GONE, birth_in, given_names_in, names_in
from counter.rules.free_text import reason_problems
from counter.rules.rights import Act, require
from counter.services.office import Office, act
from counter.services.personal import (
    erasure_cleaning,
    erasure_copies,
    erasure_files,
    erasure_named,
    erasure_scope,
    erasure_write,
    retention_periods,
)
from counter.services.personal.erasure_steps import Scope
from counter.services.store.connection import Connection, number_in
from counter.services.store.transaction import Transaction
from counter.text import fold, one_line

MOST_REASON: Final = 200
_STAYS: Final = {
    "payment": "SELECT count(DISTINCT payment_id) FROM payment_share"
    " WHERE dossier_id IN (SELECT value FROM json_each(?1))",
    "certification": "SELECT count(*) FROM certification"
    " WHERE dossier_id IN (SELECT value FROM json_each(?1))",
    "audit_event": "SELECT count(*) FROM audit_event WHERE subject_kind = 'dossier'"
    " AND subject_id IN (SELECT CAST(value AS TEXT) FROM json_each(?1))",
}


@act(Act.ERASE, writes=False)
def preview(office: Office, resident_id: int, *, request_id: int | None = None) -> ErasurePreview:
    """What deleting one resident's data would do, and what stands in its way.

    NotFound `resident.unknown`; Refused, NotFound for a request that is not theirs, open, and to delete.
    """
    with office.store.query() as connection:
        return _preview(office, connection, resident_id, request_id)


@act(Act.ERASE)
def erase(office: Office, draft: ErasureDraft) -> Erased:
    """Delete one resident's data. A second press gives the first result.

    Refused: no reason, a reason that names the person, something that stands in the way, with every reason;
    a request that is not an open one to delete this person.
    Conflict `erasure.changed`: it is not what was seen. NotFound `resident.unknown`.
    """
    actor = require(office.actor, Act.ERASE)
    with office.store.query() as connection:
        scope = _scope(office, connection, draft.resident_id)[0]
        known = _known_by(connection, scope)
        looked = erasure_write.look(connection, (erasure_write.plan(connection, scope),))
    reason = _reason(draft.reason, known)
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(draft.operation):
            copies = erasure_copies.known(transaction.connection)
            return Erased(**{key: int(value) for key, value in done.items()}, left=0, copies=copies)
        connection = transaction.connection
        planned = erasure_write.plan(connection, _scope(office, connection, draft.resident_id)[0])
        _must_be_as_seen(connection, planned, draft)
        numbers = _write(office, transaction, planned, replace(draft, reason=reason), looked)
        copies = erasure_copies.known(connection)  # after the commit nothing may fail any more
    return Erased(**numbers, left=erasure_cleaning.finish(office.store, office.now(), actor), copies=copies)


def _write(
    office: Office,
    transaction: Transaction,
    planned: erasure_write.Planned,
    draft: ErasureDraft,
    looked: erasure_write.Looked,
) -> dict[str, int]:
    """Empty it and tell of it, in the write that is open; the numbers of what was done."""
    actor = require(office.actor, Act.ERASE)
    files = erasure_files.of_scope(transaction.connection, office.store, planned.scope)
    order = erasure_write.Order(
        kind=ErasureKind.RESIDENT,
        reason=draft.reason,
        request_id=draft.request_id,
        operation=draft.operation,
        files=files,
    )
    written = erasure_write.write(transaction, actor, (planned,), order, looked)
    done = {"dossiers": len(planned.scope.dossiers), "rows": written.rows, "files": len(files)}
    numbers = {"erasure_id": written.erasure_id, "resident_id": draft.resident_id, **done}
    transaction.record(
        actor,
        erasure_scope.ERASED,
        subject=("resident", draft.resident_id),
        operation=draft.operation,
        detail={"reason": draft.reason, **done},
        result=numbers,
    )
    return numbers


def _must_be_as_seen(connection: Connection, planned: erasure_write.Planned, draft: ErasureDraft) -> None:
    if obstacles := _obstacles(connection, planned, draft.request_id):
        raise Refused(tuple(Problem("resident", one.message_id, one.params) for one in obstacles))
    if fingerprint((planned,), ()) != draft.seen:
        raise Conflict("erasure.changed")


def _preview(
    office: Office, connection: Connection, resident_id: int, request_id: int | None
) -> ErasurePreview:
    scope, kept = _scope(office, connection, resident_id)
    row = connection.execute("SELECT full_name FROM resident WHERE id = ?", (resident_id,)).fetchone()
    planned = erasure_write.plan(connection, scope)
    obstacles = _obstacles(connection, planned, request_id)
    files = erasure_files.of_scope(connection, office.store, scope)
    goes = list(_goes(planned))
    if files:
        goes.append(Counted("slips", len(files)))
    return ErasurePreview(
        resident_id=resident_id,
        name=str(row[0]) if row else "",
        dossiers=erasure_scope.codes(connection, scope.dossiers),
        kept_dossiers=erasure_scope.codes(connection, kept),
        goes=tuple(goes),
        stays=tuple(_stays(connection, planned, len(kept))),
        obstacles=obstacles,
        copies=erasure_copies.known(connection),
        seen=fingerprint((planned,), obstacles),
    )


def _obstacles(
    connection: Connection, planned: erasure_write.Planned, request_id: int | None
) -> tuple[Obstacle, ...]:
    """What stands in the way. Refused, NotFound: the request is none for this."""
    erasure_scope.must_be_asked(connection, planned.scope, request_id)
    found = erasure_scope.obstacles(connection, planned.scope, but=request_id)
    return found if planned.rows else (*found, Obstacle("erasure.obstacle.nothing"))


def _goes(planned: erasure_write.Planned) -> Iterable[Counted]:
    """How much of each table; a dossier of somebody else only loses a way to reach them."""
    for table, keys in sorted(planned.rows.items()):
        theirs = {(ident,) for ident in planned.scope.dossiers} if table == "dossier" else keys
        if own := len(keys & theirs):
            yield Counted(table, own)
        if others := len(keys - theirs):
            yield Counted("dossier_contact", others)


def fingerprint(
    parts: Iterable[erasure_write.Planned], obstacles: Iterable[Obstacle], files: Iterable[Path] = ()
) -> str:
    """A short code over everything that was seen: eight letters and digits, said on the telephone too."""
    rows = [{table: sorted(map(list, keys)) for table, keys in part.rows.items()} for part in parts]
    stops = [[one.message_id, dict(one.params)] for one in obstacles]
    said = canonical({"rows": rows, "stops": stops, "files": sorted(map(str, files))})
    return hashlib.sha256(f"counter.erasure.1\n{said}".encode()).hexdigest()[:8].upper()


def _scope(office: Office, connection: Connection, resident_id: int) -> tuple[Scope, tuple[int, ...]]:
    periods = {kind: one.months for kind, one in retention_periods.current(connection).items()}
    return erasure_scope.of_person(connection, resident_id, periods, local(office.now()).date())


def _stays(connection: Connection, planned: erasure_write.Planned, kept: int) -> Iterable[Counted]:
    scope = planned.scope
    ids = scope.parameters[0]
    for kind, statement in _STAYS.items():
        if count := number_in(connection, statement, ids):
            yield Counted(kind, count, f"erasure.why.{kind}")
    if kept:
        yield Counted("dossier", kept, "erasure.why.dossier")
    yield from erasure_named.elsewhere(connection, scope, planned.rows)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a person is known by: `texts` by their search key (names, numbers, phones, addresses)."""

    texts: frozenset[str]
    names: tuple[str, ...]
    born: tuple[date, ...]


def _known_by(connection: Connection, scope: Scope) -> _Known:
    ids = scope.parameters[1]
    if not scope.residents:
        raise NotFound("resident.unknown")
    rows = connection.execute(
        "SELECT full_name FROM resident WHERE id IN (SELECT value FROM json_each(?1))"
        " UNION SELECT number FROM resident_number WHERE resident_id IN (SELECT value FROM json_each(?1))"
        " UNION SELECT phone FROM resident_contact WHERE resident_id IN (SELECT value FROM json_each(?1))"
        " UNION SELECT address FROM resident"
        "  WHERE length(address) > 7 AND id IN (SELECT value FROM json_each(?1))",
        (ids,),
    )
    texts = frozenset(fold(str(row[0])) for row in rows if len(str(row[0])) > 1)
    people = connection.execute(
        "SELECT full_name, dob FROM resident WHERE id IN (SELECT value FROM json_each(?1))", (ids,)
    ).fetchall()
    names = tuple(str(name) for name, _ in people if name != GONE)
    return _Known(texts, names, tuple(date.fromisoformat(dob) for _, dob in people if dob))


def _reason(reason: str, known: _Known) -> str:
    said = one_line(reason)
    problems = list(reason_problems(said, "erasure.reason_missing"))
    if len(said) > MOST_REASON:
        problems.append(Problem("reason", "erasure.reason_long", {"most": MOST_REASON}))
    if names_in(said, known.texts) or given_names_in(said, known.names) or birth_in(said, known.born):
        problems.append(Problem("reason", "erasure.reason_names"))
    if problems:
        raise Refused(tuple(problems))
    return said
