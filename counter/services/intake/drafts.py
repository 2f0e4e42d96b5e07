"""Drafts (hồ sơ nháp): an intake in progress, kept in the store while it is typed. Plain SQL, to be quick."""

from functools import lru_cache
from typing import TYPE_CHECKING

from counter.errors import Conflict, Forbidden, NotFound, StoreError
from counter.models.canonical import canonical
from counter.models.dossier import Applicant, DraftView, IntakeDraft
from counter.models.instant import from_micros, to_micros
from counter.models.staff import StaffView
from counter.rules.rights import Act, require
from counter.rules.secrets import looks_like_secret
from counter.services.office import Office, act
from counter.services.store.store import Connection, Transaction
from counter.text import fold, one_line, unbroken

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MOST_OF_ONE = 20
_OFFICIAL = frozenset({"id", "key", "label", "name"})
_ROWS = (
    "SELECT d.id, d.body, s.name, d.owner_id, d.saved_at, d.version, s.active"
    " FROM draft d JOIN staff s ON s.id = d.owner_id"
)


@act(Act.SAVE_DRAFT)
def save(office: Office, draft: IntakeDraft) -> int:
    """Keep the draft as it stands and return its version, 1 for the first time.

    Conflict when it is no longer the actor's to save: `draft.taken_over` by a colleague, `draft.accepted` as
    a dossier, `draft.discarded`, `draft.erased`, or `draft.erased_person`; a save that comes late never
    brings one back, nor a person whose data were deleted meanwhile.

    What looks like a password or a one-time code is left out: acceptance refuses it, and until it is taken
    out it stands on the screen alone.
    """
    body = canonical(_without_secrets(_shape().dump_python(draft, mode="json")))
    with office.store.write(office.now()) as transaction:
        actor = require(office.actor, Act.SAVE_DRAFT)
        version = _next_version(transaction, draft.id, actor)
        must_not_bring_back(transaction.connection, draft)
        name = one_line(draft.applicant.full_name)
        name = "" if looks_like_secret(name) else name
        transaction.connection.execute(
            "INSERT INTO draft (id, owner_id, step, applicant_name, folded, procedure_code, body, version,"
            " created_at, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET step = excluded.step, applicant_name = excluded.applicant_name,"
            " folded = excluded.folded, procedure_code = excluded.procedure_code, body = excluded.body,"
            " version = excluded.version, saved_at = excluded.saved_at",
            (
                draft.id,
                actor.id,
                draft.step.value,
                name,
                fold(name),
                draft.procedure_code,
                body,
                version,
                to_micros(transaction.now),
                to_micros(transaction.now),
            ),
        )
        _tell(transaction, actor, "draft.saved", draft.id, version=version, step=draft.step.value)
        return version


def _without_secrets(value: object) -> object:
    """The same with every text that gives one away emptied; what the official form asks stays."""
    if isinstance(value, dict):
        return {key: one if key in _OFFICIAL else _without_secrets(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    if isinstance(value, str):
        return "" if looks_like_secret(value) else unbroken(value)
    return value


@act(Act.READ, writes=False)
def load(office: Office, draft_id: str) -> DraftView:
    """One draft. NotFound `draft.unknown`; StoreError `draft.unreadable` when its body is not a draft."""
    with office.store.query() as connection:
        return _one(connection, draft_id)


@act(Act.READ, writes=False)
def listing(office: Office, limit: int = 50) -> tuple[DraftView, ...]:
    """The newest drafts of everybody, the actor's own first."""
    actor = require(office.actor, Act.READ)
    with office.store.query() as connection:
        rows = connection.execute(
            f"{_ROWS} ORDER BY d.owner_id <> ?, d.saved_at DESC LIMIT ?", (actor.id, limit)
        )
        return tuple(map(_view, rows))


@act(Act.READ, writes=False)
def of_person(office: Office, person: Applicant, *, but: str) -> tuple[DraftView, ...]:
    """The drafts of one person, newest first, without the draft `but`.

    The same person: the same identity number; where one of the two has none, the same name and day of birth.
    """
    with office.store.query() as connection:
        rows = connection.execute(
            f"{_ROWS} WHERE d.id <> ?"
            " AND (d.folded = ? OR json_extract(d.body, '$.applicant.citizen_id') = ?)"
            " ORDER BY d.saved_at DESC LIMIT ?",
            (but, fold(one_line(person.full_name)), person.citizen_id or None, MOST_OF_ONE),
        )
        return tuple(view for view in map(_view, rows) if _same(view.draft.applicant, person))


@act(Act.READ, writes=False)
def of_visit(office: Office, visit_id: int) -> tuple[DraftView, ...]:
    """The drafts of a household's visit, in the order they were begun."""
    with office.store.query() as connection:
        rows = connection.execute(
            f"{_ROWS} WHERE json_extract(d.body, '$.visit_id') = ? ORDER BY d.created_at, d.rowid",
            (visit_id,),
        )
        return tuple(map(_view, rows))


def _same(one: Applicant, other: Applicant) -> bool:
    if one.citizen_id and other.citizen_id:
        return one.citizen_id == other.citizen_id
    return one.dob is not None and one.dob == other.dob


@act(Act.TAKE_OVER_DRAFT)
def take_over(office: Office, draft_id: str) -> DraftView:
    """Make a colleague's draft the actor's, as it was last saved; their next save is told so.

    Taking over one's own changes nothing. NotFound `draft.unknown`.
    """
    with office.store.write(office.now()) as transaction:
        actor = require(office.actor, Act.TAKE_OVER_DRAFT)
        before = _one(transaction.connection, draft_id)
        version = before.version + (before.owner_id != actor.id)
        transaction.connection.execute(
            "UPDATE draft SET owner_id = ?, version = ? WHERE id = ?", (actor.id, version, draft_id)
        )
        _tell(transaction, actor, "draft.took_over", draft_id, version=version, owner=before.owner)
        return _one(transaction.connection, draft_id)


@act(Act.SAVE_DRAFT)
def discard(office: Office, draft_id: str) -> None:
    """Delete one's own draft. Forbidden `draft.not_yours` for a colleague's: take it over first.

    A draft that is gone already is fine: the second press of the same key.
    """
    with office.store.write(office.now()) as transaction:
        actor = require(office.actor, Act.SAVE_DRAFT)
        row = transaction.connection.execute(
            "SELECT owner_id FROM draft WHERE id = ?", (draft_id,)
        ).fetchone()
        if row is None and transaction.earlier(draft_id) is not None:
            return  # it became a dossier: nothing was thrown away
        if row is not None and row[0] != actor.id:
            raise Forbidden("draft.not_yours", who=_one(transaction.connection, draft_id).owner)
        forget(transaction, draft_id)
        _tell(transaction, actor, "draft.threw_away", draft_id)


def forget(transaction: Transaction, draft_id: str) -> None:
    """Delete a draft inside the write that made a dossier of it (or discards it); that write records why."""
    transaction.connection.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def _next_version(transaction: Transaction, draft_id: str, actor: StaffView) -> int:
    connection = transaction.connection
    row = connection.execute(
        "SELECT d.version, d.owner_id, s.name FROM draft d JOIN staff s ON s.id = d.owner_id WHERE d.id = ?",
        (draft_id,),
    ).fetchone()
    if row is None:
        must_be_new(connection, draft_id)
        return 1
    version, owner_id, owner = row
    if owner_id != actor.id:
        raise Conflict("draft.taken_over", who=owner)
    return int(version) + 1


def must_be_new(connection: Connection, draft_id: str) -> None:
    """Conflict for a draft that is not in the store because it was accepted, thrown away or deleted."""
    if connection.execute("SELECT 1 FROM operation WHERE id = ?", (draft_id,)).fetchone():
        raise Conflict("draft.accepted")
    known = connection.execute(
        "SELECT event FROM audit_event WHERE subject_kind = 'draft' AND subject_id = ?", (draft_id,)
    ).fetchall()
    if ("draft.threw_away",) in known:
        raise Conflict("draft.discarded")
    if known:
        raise Conflict("draft.erased")  # it was here, and nobody took it away but a deletion


def must_not_bring_back(connection: Connection, draft: IntakeDraft) -> None:
    """Conflict for what still holds a person, or a dossier it was copied from, whose data were deleted."""
    row = connection.execute(
        "SELECT 1 FROM erased_resident WHERE resident_id = ?1 UNION ALL"
        " SELECT 1 FROM erased_dossier WHERE dossier_id = ?2",
        (draft.applicant.resident_id, draft.started_from),
    ).fetchone()
    if row is not None:
        raise Conflict("draft.erased_person")


def _tell(transaction: Transaction, actor: StaffView, event: str, draft_id: str, **detail: str | int) -> None:
    transaction.record(actor, event, subject=("draft", draft_id), operation="", detail=detail)


def _one(connection: Connection, draft_id: str) -> DraftView:
    row = connection.execute(f"{_ROWS} WHERE d.id = ?", (draft_id,)).fetchone()
    if row is None:
        raise NotFound("draft.unknown")
    return _view(row)


def _view(row: tuple[str, str, str, int, int, int, int]) -> DraftView:
    ident, body, owner, owner_id, saved_at, version, here = row
    from pydantic import ValidationError

    try:
        draft = _shape().validate_json(body)
    except ValidationError as fault:
        raise StoreError("draft.unreadable", owner=owner) from fault
    return DraftView(
        id=ident,
        draft=draft,
        owner=owner,
        owner_id=owner_id,
        saved_at=from_micros(saved_at),
        version=version,
        owner_here=bool(here),
    )


@lru_cache(maxsize=1)
def _shape() -> "TypeAdapter[IntakeDraft]":
    from pydantic import TypeAdapter  # comes with the ORM, after the first paint

    return TypeAdapter(IntakeDraft)
