"""Everything held on one resident, for the resident (cung cấp dữ liệu cá nhân cho chủ thể dữ liệu).

What belongs to a person is found by the references of the schema itself: from the resident to what names
them, from there on to what names that. So a table of a later revision is in it without a word here. What is
of several people (a visit, a payment for a family, a hand-over list) leads to nobody else. The contents of
attached files are left to `counter attachments`; each is listed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from counter.errors import NotFound, Problem, Refused
from counter.models.canonical import canonical
from counter.models.person_data import PersonData, Section, Value
from counter.rules.free_text import text_problems
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.store.connection import Connection
from counter.text import one_line

EXPORTED: Final = "person.event.exported"
MOST_REASON = 200
_MOST_ID: Final = (1 << 63) - 1  # typed: the store has no number as long as that
_BEGIN = ("resident", "dossier")
_UP: Final = {"payment_share": ("payment_id", "payment")}
"""Rows that stand above one of the person's: a payment above its share, and what hangs on it."""
_PASSED_BY: Final = frozenset(
    {"staff", "audit_event", "audit_seal", "resident_apart", "handing", "ledger_entry", "attachment_content"}
)
_TO_OTHERS: Final = frozenset(
    {("dossier", "visit_id"), ("dossier", "started_from"), ("payment_share", "payment_id")}
)
"""References by which a person's records would lead to somebody else's."""
_HIDDEN: Final = frozenset({"folded", "number_reversed", "phone_reversed", "code_reversed", "operation",
                            "contact_phone_reversed", "portal_code_reversed", "content"})  # fmt: skip

_CHANGED: Final = "dossier.event.applicant_changed"
_NAMES: Final = frozenset({"from", "to"})  # of that event: one of the two is somebody else


@dataclass(frozen=True, slots=True)
class _Reference:
    table: str
    column: str
    to: str


@act(Act.EXPORT_PERSON)
def export(office: Office, resident_id: int, reason: str) -> PersonData:
    """Gather it, and note in the trail who asked for it and why. Refused without a reason.

    NotFound `resident.unknown`.
    """
    why = one_line(reason)
    if not why or len(why) > MOST_REASON:
        raise Refused((Problem("reason", "person.reason_missing", {"most": MOST_REASON}),))
    if problems := text_problems({"reason": why}):
        raise Refused(problems)
    with office.store.query() as connection:
        found = _gathered(connection, resident_id)
        name = next((str(row["full_name"]) for row in found["resident"]), "")
        events = tuple(_events(connection, found))
        staff = {int(row[0]): str(row[1]) for row in connection.execute("SELECT id, name FROM staff")}
    made_at = office.now()
    sections = tuple(Section(table, tuple(rows)) for table, rows in found.items() if rows)
    data = PersonData(resident_id, name, made_at, (*sections, Section("audit_event", events)), staff)
    with office.store.write(made_at) as transaction:
        transaction.record(
            office.actor,
            EXPORTED,
            subject=("resident", resident_id),
            operation="",
            detail={"reason": why, "rows": data.rows},
        )
    return data


Rows = dict[str, list[dict[str, Value]]]


def _gathered(connection: Connection, resident_id: int) -> Rows:
    people = _records(connection, resident_id)
    found: Rows = defaultdict(list)
    _take(connection, found, "resident", "id", people)
    for whose in people:  # a draft names nobody by reference: it is one text, by the record or by a number
        _take(connection, found, "draft", "id", [row[0] for row in connection.execute(_DRAFTS, (whose,))])
    references = list(_references(connection))
    waiting = ["resident"]
    while waiting:
        table = waiting.pop(0)
        key = _key(connection, table)
        ids = [row[key] for row in found[table] if row.get(key) is not None]
        for one in references:
            followed = one.table not in _PASSED_BY and (one.table, one.column) not in _TO_OTHERS
            if followed and one.to == table and _take(connection, found, one.table, one.column, ids):
                waiting.append(one.table)
        if table in _UP:
            column, above = _UP[table]
            if _take(connection, found, above, "id", [row[column] for row in found[table]]):
                waiting.append(above)
    _leave_out_others(found, people)
    for rows in found.values():
        for row in rows:
            for name in _HIDDEN & row.keys():
                del row[name]
    return found


def _leave_out_others(found: Rows, people: list[Value]) -> None:
    """What a dossier has of somebody else: it was taken in their name, and then put right.

    Out go rows that name another resident, the other side of the change, and what the portal was told before.
    """
    for table, rows in found.items():
        rows[:] = [row for row in rows if row.get("resident_id") in (None, *people)]
        if table == "applicant_change":
            for row in rows:
                for whose, said in (("before_id", "was"), ("after_id", "became")):
                    if row[whose] not in people:
                        del row[said]
    theirs = {row["dossier_id"]: row["made_at"] for row in found["applicant_change"] if "was" not in row}
    for row in found["outbox"]:
        made, since = row["created_at"], theirs.get(row["dossier_id"])
        if isinstance(made, int) and isinstance(since, int) and made < since:
            del row["payload"]


def _records(connection: Connection, resident_id: int) -> list[Value]:
    """The record, those that went into it, and the one it went into."""
    rows = connection.execute(
        "WITH RECURSIVE same(id) AS (SELECT id FROM resident WHERE id = ?1"
        " UNION SELECT r.merged_into FROM resident r JOIN same s ON r.id = s.id WHERE r.merged_into > 0"
        " UNION SELECT r.id FROM resident r JOIN same s ON r.merged_into = s.id)"
        " SELECT id FROM same ORDER BY id",
        (min(resident_id, _MOST_ID),),
    ).fetchall()
    if not rows:
        raise NotFound("resident.unknown")
    return [int(row[0]) for row in rows]


def _take(connection: Connection, found: Rows, table: str, column: str, ids: Iterable[Value]) -> bool:
    """Add the rows of a table that name one of these; whether any was new."""
    known = [tuple(row.items()) for row in found[table]]
    new = False
    names = [str(row[0]) for row in connection.execute(_COLUMNS, (table,)) if row[1] != "BLOB"]
    for one in dict.fromkeys(ids):
        statement = f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ?"  # noqa: S608  names of our schema
        for values in connection.execute(statement, (one,)):
            row = dict(zip(names, values, strict=True))
            if tuple(row.items()) not in known:
                found[table].append(row)
                known.append(tuple(row.items()))
                new = True
    return new


def _references(connection: Connection) -> Iterator[_Reference]:
    for table, column, to in connection.execute(_ALL_REFERENCES):
        yield _Reference(str(table), str(column), str(to))


def _key(connection: Connection, table: str) -> str:
    row = connection.execute("SELECT name FROM pragma_table_info(?1) WHERE pk = 1", (table,)).fetchone()
    return str(row[0]) if row else "id"


def _events(connection: Connection, found: Rows) -> Iterator[dict[str, Value]]:
    """Who did or saw what of this person, with names: to know that is the person's right too."""
    for table in _BEGIN:
        for row in found[table]:
            for at, who, role, event, detail in connection.execute(_OF, (table, str(row["id"]))):
                if event == _CHANGED:
                    detail = canonical({k: v for k, v in json.loads(str(detail)).items() if k not in _NAMES})
                yield {"at": at, "who": who, "role": role, "event": event, "detail": detail}


_DRAFTS = (
    "SELECT id FROM draft WHERE json_extract(body, '$.applicant.resident_id') = ?1"
    " OR json_extract(body, '$.applicant.citizen_id') IN"
    " (SELECT number FROM resident_number WHERE resident_id = ?1)"
    " OR json_extract(body, '$.applicant.old_cmnd') IN"
    " (SELECT number FROM resident_number WHERE resident_id = ?1)"
)
_COLUMNS = "SELECT name, type FROM pragma_table_info(?1)"
_ALL_REFERENCES = (
    'SELECT t.name, f."from", f."table" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f'
    " WHERE t.schema = 'main' AND t.type = 'table' ORDER BY t.name, f.id"
)
_OF = (
    "SELECT a.at, coalesce(s.name, ''), a.role, a.event, a.detail FROM audit_event a"
    " LEFT JOIN staff s ON s.id = a.staff_id WHERE a.subject_kind = ?1 AND a.subject_id = ?2 ORDER BY a.seq"
)
