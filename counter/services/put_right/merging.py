"""Two records of one person: found, looked at, and made one by a supervisor (gộp hồ sơ người dân).

The record that goes is never deleted: it says into which it went, and the merge keeps both as they stood.
What belongs to the person (dossiers, numbers, contacts, visits, drafts) moves to the one that stays. What was
written down as history keeps the record it was written of; who reads it asks `standing` which one stays. A
payer is a name beside a payment, and a payment follows its dossier.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.models.instant import from_micros
from counter.models.merging import ApartDraft, Double, Merge, MergeDraft, Pair
from counter.models.resident import ResidentView
from counter.models.tables import ResidentApart, ResidentMerge
from counter.rules import doubles as rules
from counter.rules.free_text import reason_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.people.resident_views import views
from counter.services.put_right import merging_rows
from counter.services.store.connection import Connection, Row
from counter.services.store.transaction import Transaction
from counter.text import as_typed

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LONGEST = 500
MOST: Final = 200
_POOL: Final = 2000  # pairs that are looked at for a list of MOST

_SAME_NUMBER = """
WITH twice AS (SELECT number FROM resident_number GROUP BY number HAVING min(resident_id) <> max(resident_id))
SELECT DISTINCT a.resident_id, b.resident_id FROM twice
JOIN resident_number a ON a.number = twice.number
JOIN resident_number b ON b.number = twice.number AND b.resident_id > a.resident_id LIMIT ?
"""
_SAME_BIRTH = """
WITH twice AS (SELECT folded, dob FROM resident WHERE dob IS NOT NULL AND merged_into IS NULL
    GROUP BY folded, dob HAVING count(*) > 1)
SELECT a.id, b.id FROM twice
JOIN resident a ON a.folded = twice.folded AND a.dob = twice.dob AND a.merged_into IS NULL
JOIN resident b ON b.folded = twice.folded AND b.dob = twice.dob AND b.merged_into IS NULL AND b.id > a.id
LIMIT ?
"""
# One day of birth is unknown; by phone or by address, so that a common name alone brings nobody.
_SAME_PHONE = """
SELECT DISTINCT a.id, b.id FROM resident a
JOIN resident_contact p ON p.resident_id = a.id AND p.current = 1 AND p.phone <> ''
JOIN resident_contact q ON q.phone_reversed = p.phone_reversed AND q.current = 1
JOIN resident b ON b.id = q.resident_id AND b.folded = a.folded
WHERE a.dob IS NULL AND a.merged_into IS NULL AND b.merged_into IS NULL AND b.id <> a.id LIMIT ?
"""
_SAME_ADDRESS = """
SELECT a.id, b.id FROM resident a JOIN resident b ON b.folded = a.folded AND b.id <> a.id
WHERE a.dob IS NULL AND a.address <> '' AND b.address <> ''
    AND a.merged_into IS NULL AND b.merged_into IS NULL LIMIT ?
"""
_APART = """
SELECT coalesce(f.merged_into, f.id), coalesce(s.merged_into, s.id) FROM resident_apart a
JOIN resident f ON f.id = a.first_id JOIN resident s ON s.id = a.second_id
"""


# -- finding and looking -------------------------------------------------------------------------


@act(Act.MERGE, writes=False)
def doubles(office: Office, limit: int = MOST) -> tuple[Double, ...]:
    """Pairs of records that may be of one person, the surest first; without those somebody said are two."""
    with office.store.query() as connection:
        pairs = _candidates(connection) - _apart(connection)
        ids = sorted({ident for pair in pairs for ident in pair})
        known = {view.id: view for view in views(connection, ids)}
    found = (rules.likeness(known[one], known[other]) for one, other in pairs)
    return tuple(sorted((double for double in found if double is not None), key=rules.order)[:limit])


def _candidates(connection: Connection) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for statement in (_SAME_NUMBER, _SAME_BIRTH, _SAME_PHONE, _SAME_ADDRESS):
        found.update(_sorted(connection.execute(statement, (_POOL,))))
    return found


def _apart(connection: Connection) -> set[tuple[int, int]]:
    return set(_sorted(connection.execute(_APART)))


def _sorted(rows: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    return ((min(one, other), max(one, other)) for one, other in rows)


@act(Act.MERGE, writes=False)
def pair(office: Office, first_id: int, second_id: int) -> Pair:
    """Two records side by side, whatever speaks for it. NotFound; Refused for one that went into another."""
    with office.store.query() as connection:
        one, other = _both(connection, first_id, second_id)
        found = rules.likeness(one, other)
        first, second = sorted((one, other), key=lambda view: view.id)
        return Pair(
            double=found or Double(first=first, second=second, why=()),
            drafts={view.id: merging_rows.drafts_of(connection, view.id) for view in (first, second)},
        )


def _both(connection: Connection, first_id: int, second_id: int) -> tuple[ResidentView, ResidentView]:
    found = views(connection, [first_id, second_id])
    if len(found) < 2:
        raise NotFound("resident.unknown")
    if first_id == second_id:
        raise Refused((Problem("gone", "merge.same_record"),))
    gone = [view.full_name for view in found if view.merged_into is not None]
    if gone:
        raise Refused((Problem("gone", "merge.already", {"name": gone[0]}),))
    return found[0], found[1]


@act(Act.READ, writes=False)
def record(office: Office, resident_id: int) -> ResidentView:
    """A record as it is, one that went into another too: `merged_into` says which. NotFound."""
    with office.store.query() as connection:
        for view in views(connection, [resident_id]):
            return view
    raise NotFound("resident.unknown")


_MERGES = (
    "SELECT m.kept_id, m.kept_was, m.gone_was, m.moved, m.reason, s.name, m.made_at"
    " FROM resident_merge m JOIN staff s ON s.id = m.made_by"
)


@act(Act.READ, writes=False)
def history(office: Office, resident_id: int) -> tuple[Merge, ...]:
    """The merges that a record took part in, oldest first, with both records as they stood before."""
    with office.store.query() as connection:
        rows = connection.execute(
            f"{_MERGES} WHERE m.kept_id = ?1 OR m.gone_id = ?1 ORDER BY m.id", (resident_id,)
        ).fetchall()
    return _merges(rows)


@act(Act.MERGE, writes=False)
def recent(office: Office, limit: int = 50) -> tuple[Merge, ...]:
    """The newest merges of the ward, newest first."""
    with office.store.query() as connection:
        rows = connection.execute(f"{_MERGES} ORDER BY m.id DESC LIMIT ?", (limit,)).fetchall()
    return _merges(rows)


def _merges(rows: Sequence[Row]) -> tuple[Merge, ...]:
    shape = _shape()
    return tuple(
        Merge(
            kept_id=kept_id,
            kept=shape.validate_json(kept),
            gone=shape.validate_json(gone),
            moved=merging_rows.counts(moved),
            reason=reason,
            made_by=who,
            made_at=from_micros(at),
        )
        for kept_id, kept, gone, moved, reason, who, at in rows
    )


# -- deciding ------------------------------------------------------------------------------------


@act(Act.MERGE)
def merge(office: Office, draft: MergeDraft) -> ResidentView:
    """Make one record of two; the one that stays, as it is now. One transaction.

    Refused: no reason, the same record twice, one that went into another already. Conflict when one of them
    is no longer as it was looked at. NotFound.
    """
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if transaction.earlier(draft.operation) is None:
            _must_say(draft.reason)
            kept, gone = _both(connection, draft.kept_id, draft.gone_id)
            if (kept.version, gone.version) != (draft.kept_version, draft.gone_version):
                raise Conflict("merge.changed", name=kept.full_name)
            _write(office, transaction, draft, kept, gone)
        return views(connection, [draft.kept_id])[0]


def _write(
    office: Office, transaction: Transaction, draft: MergeDraft, kept: ResidentView, gone: ResidentView
) -> None:
    reason, take = as_typed(draft.reason)[:LONGEST], rules.taken(kept, gone, draft.take)
    moved = merging_rows.move(transaction, kept, gone, take)
    transaction.session.add(
        ResidentMerge(
            kept_id=kept.id,
            gone_id=gone.id,
            kept_was=_plain(kept),
            gone_was=_plain(gone),
            moved={table: list(ids) for table, ids in moved.items()},
            reason=reason,
            made_by=person(office).id,
            made_at=transaction.now,
            operation=draft.operation,
        )
    )
    detail: dict[str, str | int] = {
        "reason": reason,
        "dossiers": len(moved["dossier"]),
        "taken": " ".join(sorted(take)),
    }
    for event, ident, other in (
        ("resident.merged", kept.id, gone.id),
        ("resident.merged_into", gone.id, kept.id),
    ):
        transaction.record(
            person(office),
            event,
            subject=("resident", ident),
            operation=draft.operation,
            detail={**detail, "other": other},
            result={"kept": kept.id},
        )


@act(Act.MERGE)
def keep_apart(office: Office, draft: ApartDraft) -> None:
    """Say that two records are two people: they are not listed again. Refused: no reason. NotFound."""
    first, second = sorted((draft.first_id, draft.second_id))
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(draft.operation) is not None:
            return
        _must_say(draft.reason)
        _both(transaction.connection, first, second)
        if (first, second) in _apart(transaction.connection):
            raise Conflict("merge.apart_already")
        reason = as_typed(draft.reason)[:LONGEST]
        transaction.session.add(
            ResidentApart(
                first_id=first,
                second_id=second,
                reason=reason,
                made_by=person(office).id,
                made_at=transaction.now,
                operation=draft.operation,
            )
        )
        for ident, other in ((first, second), (second, first)):
            transaction.record(
                person(office),
                "resident.apart",
                subject=("resident", ident),
                operation=draft.operation,
                detail={"reason": reason, "other": other},
            )


def _must_say(reason: str) -> None:
    if problems := reason_problems(reason, "merge.reason_missing"):
        raise Refused(problems)


# -- both as they stood --------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _shape() -> "TypeAdapter[ResidentView]":
    from pydantic import TypeAdapter

    return TypeAdapter(ResidentView)


def _plain(view: ResidentView) -> dict[str, object]:
    plain: dict[str, object] = _shape().dump_python(view, mode="json")
    return plain
