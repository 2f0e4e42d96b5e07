"""Who and what a deletion is about: the records of a person, their dossiers, what a law still wants kept, and
what stands in the way. Plain SQL; nothing is written here."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from counter.errors import NotFound, Problem, Refused
from counter.models.canonical import canonical
from counter.models.erasure import Obstacle
from counter.models.life import Certified
from counter.models.retention import FOR_EVER, Kind
from counter.rules.retention import kept_until
from counter.services.personal.erasure_steps import Scope
from counter.services.store.connection import Connection

Periods = Mapping[Kind, int | None]
_MOST_ID: Final = (1 << 63) - 1
_SAME: Final = (
    "WITH RECURSIVE same(id) AS (SELECT id FROM resident WHERE id = ?1"
    " UNION SELECT r.merged_into FROM resident r JOIN same s ON r.id = s.id WHERE r.merged_into > 0"
    " UNION SELECT r.id FROM resident r JOIN same s ON r.merged_into = s.id)"
    " SELECT id FROM same ORDER BY id"
)
_DOSSIERS: Final = (
    "SELECT d.id FROM dossier d WHERE d.resident_id IN (SELECT value FROM json_each(?1))"
    " AND NOT EXISTS (SELECT 1 FROM erased_dossier e WHERE e.dossier_id = d.id) ORDER BY d.id"
)
_CERTIFIED: Final = (
    "SELECT c.dossier_id, c.kind, max(c.day) FROM certification c"
    " WHERE c.dossier_id IN (SELECT value FROM json_each(?1))"
    " AND NOT EXISTS (SELECT 1 FROM certification_struck k WHERE k.certification_id = c.id)"
    " GROUP BY c.dossier_id, c.kind ORDER BY c.dossier_id"
)
_KINDS: Final = {
    Certified.SIGNATURE.value: Kind.SIGNATURE,
    Certified.TRANSACTION.value: Kind.CONTRACT,
    Certified.COPY.value: Kind.COPY,
}
_CHOSEN: Final = "d.id IN (SELECT value FROM json_each(?1))"
OBSTACLES: Final = {
    "open": "d.state IN (1, 2, 4, 5, 6, 9)",
    "owed": "d.money IN ('due', 'later') AND d.state NOT IN (3, 7, 8)",
    "papers": "d.papers_held IN ('counter', 'forwarded')",
    "lent": "EXISTS (SELECT 1 FROM lent_original l WHERE l.dossier_id = d.id"
    " AND NOT EXISTS (SELECT 1 FROM lent_back b WHERE b.lent_id = l.id))",
    "unsent": "d.sync IN ('prepared', 'waiting', 'sending', 'unknown', 'held')"
    " OR EXISTS (SELECT 1 FROM outbox o WHERE o.dossier_id = d.id"
    " AND o.state IN ('waiting', 'sending', 'unknown', 'held'))",
    "transfer": "EXISTS (SELECT 1 FROM transfer_request_share s"
    " JOIN transfer_request r ON r.id = s.request_id WHERE s.dossier_id = d.id AND r.state = 'waiting')",
    "hold": "EXISTS (SELECT 1 FROM erasure_hold h WHERE h.dossier_id = d.id AND h.lifted_at IS NULL)",
}
"""What of a dossier is not over yet, by the end of its message id."""
_REQUESTS: Final = (
    "SELECT q.id, q.kind FROM data_request q WHERE q.resident_id IN (SELECT value FROM json_each(?1))"
    " AND NOT EXISTS (SELECT 1 FROM data_request_step e WHERE e.request_id = q.id"
    "  AND e.step IN ('done', 'refused')) ORDER BY q.id"
)

_ASKED: Final = (
    "SELECT q.kind = 'delete' AND q.resident_id IN (SELECT value FROM json_each(?2)), EXISTS (SELECT 1"
    " FROM data_request_step e WHERE e.request_id = q.id AND e.step IN ('done', 'refused'))"
    " FROM data_request q WHERE q.id = ?1"
)
_DELETED_FOR: Final = (
    "SELECT 1 FROM audit_event a JOIN erasure e ON e.operation = a.operation WHERE e.request_id = ?1"
    " AND a.event = ?3 AND a.subject_kind = 'resident'"
    " AND a.subject_id IN (SELECT CAST(value AS TEXT) FROM json_each(?2)) LIMIT 1"
)
ERASED: Final = "erasure.event.resident"


def must_be_asked(connection: Connection, scope: Scope, request_id: int | None) -> None:
    """A deletion answers no request (None), or an open one to delete the data of this very person.

    Refused `data_request.ended`, `data_request.not_to_delete`; NotFound `data_request.unknown`.
    """
    if request_id is None:
        return
    number = request_id if 0 < request_id <= _MOST_ID else 0
    row = connection.execute(_ASKED, (number, scope.parameters[1])).fetchone()
    if row is None:
        raise NotFound("data_request.unknown", number=request_id)
    if not row[0]:
        raise Refused((Problem("request", "data_request.not_to_delete"),))
    if row[1]:
        raise Refused((Problem("request", "data_request.ended"),))


def deleted_for(connection: Connection, request_id: int, resident_id: int) -> bool:
    """Whether the data of this person, under any of their records, were deleted because of this request."""
    people = canonical(list(records(connection, resident_id)))
    return connection.execute(_DELETED_FOR, (request_id, people, ERASED)).fetchone() is not None


def records(connection: Connection, resident_id: int) -> tuple[int, ...]:
    """The record, those that went into it, and the one it went into. NotFound `resident.unknown`."""
    rows = connection.execute(_SAME, (min(resident_id, _MOST_ID),)).fetchall()
    if not rows:
        raise NotFound("resident.unknown")
    return tuple(int(row[0]) for row in rows)


def of_person(
    connection: Connection, resident_id: int, periods: Periods, today: date
) -> tuple[Scope, tuple[int, ...]]:
    """What goes with a person, and the dossiers of theirs that a law still wants kept."""
    people = records(connection, resident_id)
    found = connection.execute(_DOSSIERS, (canonical(list(people)),)).fetchall()
    every = tuple(int(row[0]) for row in found)
    kept = kept_by_law(connection, every, periods, today)
    return Scope(tuple(one for one in every if one not in kept), people), tuple(sorted(kept))


def kept_by_law(
    connection: Connection, dossiers: Iterable[int], periods: Periods, today: date
) -> frozenset[int]:
    """Those of which a certification has not been kept for as long as it must be."""
    rows = connection.execute(_CERTIFIED, (canonical(list(dossiers)),)).fetchall()
    kept = set()
    for dossier, kind, day in rows:
        months = periods.get(_KINDS[kind])
        if months == FOR_EVER or (months and kept_until(date.fromisoformat(day), months) >= today):
            kept.add(int(dossier))
    return frozenset(kept)


def obstacles(
    connection: Connection, scope: Scope, *, but: int | None = None, any_request: bool = False
) -> tuple[Obstacle, ...]:
    """Why nothing may be deleted now. `but`: the request that asks for it; `any_request`: an open request to
    delete stands in the way too, for what is deleted for its age is not what was asked."""
    dossiers, residents, _ = scope.parameters
    found = [
        Obstacle(f"erasure.obstacle.{name}", {"code": str(code)})
        for name, condition in OBSTACLES.items()
        for (code,) in connection.execute(_stopped(condition), (dossiers,))
    ]
    for ident, kind in connection.execute(_REQUESTS, (residents,)):
        if ident != but and (any_request or kind != "delete"):
            found.append(Obstacle("erasure.obstacle.request", {"n": int(ident)}))
    return tuple(found)


def must_not_be_emptied(connection: Connection, dossier_id: int) -> None:
    """Refused `erasure.emptied` for a dossier whose personal data were deleted: it has no life any more."""
    row = connection.execute("SELECT 1 FROM erased_dossier WHERE dossier_id = ?", (dossier_id,)).fetchone()
    if row is not None:
        raise Refused((Problem("state", "erasure.emptied"),))


def codes(connection: Connection, dossiers: Iterable[int]) -> tuple[str, ...]:
    """The codes of dossiers, in the order of their ids."""
    rows = connection.execute(
        "SELECT code FROM dossier WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
        (canonical(list(dossiers)),),
    )
    return tuple(str(row[0]) for row in rows)


def _stopped(condition: str) -> str:
    return f"SELECT d.code FROM dossier d WHERE {_CHOSEN} AND ({condition}) ORDER BY d.id"  # noqa: S608  written above
