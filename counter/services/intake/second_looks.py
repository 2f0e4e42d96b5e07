"""A newcomer's first dossiers wait until somebody else has looked at them (xem lại). Plain SQL.

A dossier that waits is open for everything at the counter but three steps: nothing of it is told to the
portal by itself, it goes to no other agency, and its result is not ready.
"""

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.models.instant import from_micros, to_micros
from counter.models.second_look import Finding, FindingDraft, Waiting
from counter.models.staff import Role, StaffView
from counter.rules import second_look
from counter.rules.free_text import text_problems
from counter.rules.rights import RIGHTS, Act, require
from counter.services.office import Office, act
from counter.services.search.desk_lanes import LOOKS
from counter.services.store.connection import Connection, number_in
from counter.services.store.transaction import Transaction
from counter.text import one_line

MOST_NOTE = 200  # characters
_LOOKS_BACK = 10
_WRONG = (
    "EXISTS (SELECT 1 FROM second_look_finding f WHERE f.dossier_id = l.dossier_id AND f.finding = 'wrong')"
)
_LOOKED = (
    f"SELECT {_WRONG} FROM second_look l WHERE l.made_by = ? AND l.done_at IS NOT NULL"  # noqa: S608
    " ORDER BY l.dossier_id DESC LIMIT ?"
)
# An acceptance that was taken back is nobody's first one: its dossier was never worked on.
_TAKEN = (
    "SELECT count(*) FROM"
    " (SELECT 1 FROM dossier d INDEXED BY dossier_received_by WHERE d.received_by = ?"
    " AND NOT EXISTS (SELECT 1 FROM dossier_struck k WHERE k.dossier_id = d.id) LIMIT ?)"
)
_LIST = (
    "SELECT l.dossier_id, d.short_code, d.applicant_name, d.procedure_name, s.name, l.wanted_at,"  # noqa: S608
    " coalesce((SELECT f.note FROM second_look_finding f WHERE f.dossier_id = l.dossier_id"
    "  ORDER BY f.id DESC LIMIT 1), '')"
    " FROM second_look l INDEXED BY second_look_open JOIN dossier d ON d.id = l.dossier_id"
    f" JOIN staff s ON s.id = l.made_by WHERE {LOOKS}"
    " ORDER BY l.dossier_id LIMIT ?"
)


def want(office: Office, transaction: Transaction, dossier_id: int) -> bool:
    """Inside the write that accepts a dossier, after its row is there: let it wait if its maker is new."""
    actor, connection = require(office.actor, Act.ACCEPT), transaction.connection
    first = office.ward.newcomer_dossiers
    if office.practice or not first or not _somebody_else(connection, actor):
        return False
    before = number_in(connection, _TAKEN, actor.id, first + 1) - 1  # without this one
    if not second_look.waits(actor.role, before, _wrong(connection, actor.id), first):
        return False
    connection.execute(
        "INSERT INTO second_look (dossier_id, made_by, wanted_at) VALUES (?, ?, ?)",
        (dossier_id, actor.id, to_micros(transaction.now)),
    )
    return True


def waits(connection: Connection, dossier_id: int) -> bool:
    """Whether a dossier waits for a second pair of eyes."""
    found = connection.execute(
        "SELECT 1 FROM second_look WHERE dossier_id = ? AND done_at IS NULL", (dossier_id,)
    ).fetchone()
    return found is not None


@act(Act.READ, writes=False)
def waiting(office: Office, limit: int = 200) -> tuple[Waiting, ...]:
    """What waits, the oldest first."""
    with office.store.query() as connection:
        return tuple(
            Waiting(ident, code, applicant, procedure, maker, from_micros(wanted), note)
            for ident, code, applicant, procedure, maker, wanted, note in connection.execute(_LIST, (limit,))
        )


@act(Act.SECOND_LOOK)
def find(office: Office, draft: FindingDraft) -> None:
    """Say what was found; right ends the waiting, wrong keeps it until somebody finds it right.

    Refused: the maker's own dossier, somebody whose own dossiers still wait, wrong without what is wrong.
    NotFound: it waits for nobody, or its acceptance was taken back. Conflict: somebody else has ended it.
    """
    actor = require(office.actor, Act.SECOND_LOOK)
    note = one_line(draft.note)[:MOST_NOTE] if draft.finding is Finding.WRONG else ""
    if problems := _problems(draft, note):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(draft.operation) is not None:
            return
        _must_be_able(office, transaction.connection, actor, draft.dossier_id)
        _write(transaction, actor, draft, note)
        transaction.record(
            actor, f"second_look.{draft.finding}", subject=("dossier", draft.dossier_id),
            operation=draft.operation, detail={"note": note} if note else {},
        )  # fmt: skip


def _write(transaction: Transaction, actor: StaffView, draft: FindingDraft, note: str) -> None:
    at = to_micros(transaction.now)
    transaction.connection.execute(
        "INSERT INTO second_look_finding (dossier_id, finding, note, looked_by, looked_at, operation)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (draft.dossier_id, draft.finding.value, note, actor.id, at, draft.operation),
    )
    if draft.finding is Finding.RIGHT:
        transaction.connection.execute(
            "UPDATE second_look SET done_at = ? WHERE dossier_id = ?", (at, draft.dossier_id)
        )


def _problems(draft: FindingDraft, note: str) -> tuple[Problem, ...]:
    if draft.finding is Finding.WRONG and not note:
        return (Problem("note", "second_look.note_missing"),)
    return text_problems({"note": note})


def _must_be_able(office: Office, connection: Connection, actor: StaffView, dossier_id: int) -> None:
    row = connection.execute(
        "SELECT l.made_by, l.done_at, k.dossier_id FROM second_look l"
        " LEFT JOIN dossier_struck k ON k.dossier_id = l.dossier_id WHERE l.dossier_id = ?",
        (dossier_id,),
    ).fetchone()
    if row is None or row[2] is not None:
        raise NotFound("second_look.none")
    if row[1] is not None:
        raise Conflict("second_look.ended")
    if row[0] == actor.id:
        raise Refused((Problem("finding", "second_look.own"),))
    if actor.role is not Role.SUPERVISOR and _is_new(office, connection, actor):
        raise Refused((Problem("finding", "second_look.new_yourself"),))


def _is_new(office: Office, connection: Connection, actor: StaffView) -> bool:
    first = office.ward.newcomer_dossiers
    taken = number_in(connection, _TAKEN, actor.id, first + 1)
    return second_look.every(taken, _wrong(connection, actor.id), first) > 0


def _somebody_else(connection: Connection, actor: StaffView) -> bool:
    """Whether anybody but the maker could look; in a ward of one nothing waits for ever."""
    rows = connection.execute("SELECT role FROM staff WHERE active = 1 AND id <> ?", (actor.id,)).fetchall()
    return any(Role(role) in RIGHTS[Act.SECOND_LOOK] for (role,) in rows)


def _wrong(connection: Connection, staff_id: int) -> list[bool]:
    return [bool(row[0]) for row in connection.execute(_LOOKED, (staff_id, _LOOKS_BACK))]
