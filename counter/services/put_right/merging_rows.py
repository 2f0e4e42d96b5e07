"""What moves when two records of one person become one: rows of the tables that name a resident."""

import json
from collections.abc import Mapping
from typing import Final

from counter.models.merging import Trait
from counter.models.resident import ResidentView
from counter.models.tables import Resident
from counter.services.store.connection import Connection, number_in
from counter.services.store.transaction import Transaction
from counter.text import fold

MOVES: Final[Mapping[tuple[str, str], str]] = {
    ("resident_number", "resident_id"): "id",
    ("resident_contact", "resident_id"): "id",
    ("visit", "resident_id"): "id",
    ("dossier", "resident_id"): "id",
}
"""(table, column) of what belongs to a person and goes with them, and the key of its rows."""

STAYS: Final = frozenset(
    {
        ("call_try", "resident_id"),
        ("data_request", "resident_id"),  # `data_requests` reads over the record that stays
        ("paper_seen", "resident_id"),  # `papers_seen` reads over the record that stays
        ("resident", "merged_into"),
        ("resident_merge", "kept_id"),
        ("resident_merge", "gone_id"),
        ("resident_apart", "first_id"),
        ("resident_apart", "second_id"),
        ("applicant_change", "before_id"),
        ("applicant_change", "after_id"),
        ("erased_resident", "resident_id"),  # which record was emptied; an emptied one takes nothing
    }
)
"""What is history: it says which record it was then."""

_DRAFTS = "FROM draft WHERE json_extract(body, '$.applicant.resident_id') = ?"
_NUMBER_IN_USE = (
    "UPDATE resident_number SET current = (id = (SELECT n.id FROM resident_number n"
    " WHERE n.resident_id = ?1 AND n.number = ?2 ORDER BY n.current DESC, n.id DESC LIMIT 1))"
    " WHERE resident_id = ?1"
)
# Of one way to reach them that both had, the older row is enough.
_ONE_CONTACT = (
    "UPDATE resident_contact SET current = 0 WHERE resident_id = ?1 AND current = 1 AND EXISTS"
    " (SELECT 1 FROM resident_contact o WHERE o.resident_id = ?1 AND o.current = 1"
    " AND o.kind = resident_contact.kind AND o.phone = resident_contact.phone"
    " AND o.whose = resident_contact.whose AND o.id < resident_contact.id)"
)
_FIELDS: Final[Mapping[Trait, tuple[str, ...]]] = {
    Trait.NAME: ("full_name", "folded"),
    Trait.BORN: ("dob",),
    Trait.GENDER: ("gender",),
    Trait.ADDRESS: ("address",),
    Trait.CARD: ("card_issued_on", "card_extra"),
}


def drafts_of(connection: Connection, ident: int) -> int:
    """How many drafts are of this record."""
    return number_in(connection, f"SELECT count(*) {_DRAFTS}", ident)


def move(
    transaction: Transaction, kept: ResidentView, gone: ResidentView, take: frozenset[Trait]
) -> dict[str, tuple[int | str, ...]]:
    """Bring everything of `gone` to `kept`, and what `take` says of its fields; the ids by table."""
    connection = transaction.connection
    moved: dict[str, tuple[int | str, ...]] = {}
    for (table, column), key in MOVES.items():
        rows = connection.execute(f"SELECT {key} FROM {table} WHERE {column} = ?", (gone.id,))  # noqa: S608  names of ours
        moved[table] = tuple(row[0] for row in rows.fetchall())
        connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608  names of ours
            (kept.id, gone.id),
        )
    moved["draft"] = _move_drafts(connection, kept.id, gone.id)
    in_use = gone.citizen_id if Trait.NUMBER in take else kept.citizen_id
    if in_use:
        connection.execute(_NUMBER_IN_USE, (kept.id, in_use))
    connection.execute(_ONE_CONTACT, (kept.id,))
    _take(transaction, kept.id, gone.id, take)
    return moved


def _move_drafts(connection: Connection, kept: int, gone: int) -> tuple[str, ...]:
    found = tuple(str(row[0]) for row in connection.execute(f"SELECT id {_DRAFTS}", (gone,)).fetchall())
    connection.executemany(
        "UPDATE draft SET body = json_set(body, '$.applicant.resident_id', ?) WHERE id = ?",
        [(kept, ident) for ident in found],
    )
    return found


def _take(transaction: Transaction, kept: int, gone: int, take: frozenset[Trait]) -> None:
    session = transaction.session
    stays, goes = session.get_one(Resident, kept), session.get_one(Resident, gone)
    for trait in take:
        for name in _FIELDS.get(trait, ()):
            setattr(stays, name, getattr(goes, name))
    stays.folded = fold(stays.full_name)
    goes.merged_into = kept
    for row in (stays, goes):
        row.updated_at = transaction.now
        row.version += 1
        session.add(row)
    transaction.flush()
    transaction.connection.execute(
        "UPDATE resident SET merged_into = ? WHERE merged_into = ?", (kept, gone)
    )  # what had gone into it before: one step leads to the one that stays


def counts(moved: str) -> dict[str, int]:
    """How many rows of each table a merge moved, from what it keeps."""
    found: dict[str, list[int | str]] = json.loads(moved)
    return {table: len(ids) for table, ids in found.items() if ids}
