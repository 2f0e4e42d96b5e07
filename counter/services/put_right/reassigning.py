"""Who is in charge of a dossier, and giving a colleague's work to another (giao lại hồ sơ), one or all.

In charge is who received it, until a supervisor gives it to somebody else; who received it stays written. It
forbids nobody else to work on it: it says whom to ask, and whose list it stands in.
"""

from typing import Final

from counter.errors import NotFound, Problem, Refused
from counter.models.charge import Load, ReassignDraft, Reassigned, Work, WorkRow
from counter.models.instant import instant_or_none
from counter.models.staff import StaffView
from counter.models.states import DossierState
from counter.models.tables import ChargeChange, Dossier
from counter.rules.free_text import reason_problems
from counter.rules.rights import Act, may
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.staff import staff
from counter.services.store.connection import Connection, Row, number_in
from counter.services.store.transaction import Transaction
from counter.text import as_typed

LONGEST = 500
# Two index ranges that are short: what is open, what waits to be collected.
_ALIVE: Final = (
    "SELECT id, coalesce(in_charge, received_by) AS who FROM dossier INDEXED BY dossier_open"
    " WHERE state IN (1, 2, 4, 5, 6)"
    " UNION ALL SELECT id, coalesce(in_charge, received_by) FROM dossier INDEXED BY dossier_ready"
    " WHERE state = 9"
)
_LAST: Final = "SELECT max(c.id) FROM charge_change c WHERE c.{column} = {ident} AND c.to_id = ?1"
_DOSSIERS = f"""
SELECT d.id, d.short_code, d.applicant_name, d.procedure_name, d.state, d.due_at,
    coalesce(f.name, ''), coalesce(b.name, ''), c.made_at, coalesce(c.reason, '')
FROM ({_ALIVE}) a JOIN dossier d ON d.id = a.id
LEFT JOIN charge_change c ON c.id = ({_LAST.format(column="dossier_id", ident="d.id")})
LEFT JOIN staff f ON f.id = c.from_id LEFT JOIN staff b ON b.id = c.made_by
WHERE a.who = ?1 ORDER BY d.due_at IS NULL, d.due_at, d.id LIMIT ?2
"""  # noqa: S608  constants only
_DRAFTS = f"""
SELECT r.id, r.applicant_name, r.procedure_code, coalesce(p.name, ''),
    coalesce(f.name, ''), coalesce(b.name, ''), c.made_at, coalesce(c.reason, '')
FROM draft r LEFT JOIN procedure p ON p.code = r.procedure_code
LEFT JOIN charge_change c ON c.id = ({_LAST.format(column="draft_id", ident="r.id")})
LEFT JOIN staff f ON f.id = c.from_id LEFT JOIN staff b ON b.id = c.made_by
WHERE r.owner_id = ?1 ORDER BY r.saved_at DESC LIMIT ?2
"""  # noqa: S608  constants only
MOST = 2000


# -- looking ---------------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def loads(office: Office) -> tuple[Load, ...]:
    """How much everybody has in hand, those who left and still have something too."""
    with office.store.query() as connection:
        dossiers: dict[int, int] = dict(
            connection.execute(f"SELECT who, count(*) FROM ({_ALIVE}) GROUP BY who").fetchall()  # noqa: S608  constants
        )
        drafts: dict[int, int] = dict(
            connection.execute("SELECT owner_id, count(*) FROM draft GROUP BY owner_id").fetchall()
        )
        rows = connection.execute("SELECT id FROM staff ORDER BY active DESC, name").fetchall()
        people = [staff.one(connection, ident) for (ident,) in rows]
    found = (Load(person=p, dossiers=dossiers.get(p.id, 0), drafts=drafts.get(p.id, 0)) for p in people)
    return tuple(load for load in found if load.person.active or load.dossiers or load.drafts)


def in_hand(connection: Connection, staff_id: int) -> tuple[int, int]:
    """How many dossiers and drafts one person has in hand."""
    dossiers = number_in(connection, f"SELECT count(*) FROM ({_ALIVE}) WHERE who = ?", staff_id)  # noqa: S608  constants
    return dossiers, number_in(connection, "SELECT count(*) FROM draft WHERE owner_id = ?", staff_id)


@act(Act.READ, writes=False)
def work(office: Office, staff_id: int, limit: int = MOST) -> Work:
    """What one person has in hand. NotFound `staff.unknown`."""
    with office.store.query() as connection:
        person_ = staff.one(connection, staff_id)
        dossiers = connection.execute(_DOSSIERS, (staff_id, limit)).fetchall()
        drafts = connection.execute(_DRAFTS, (staff_id, limit)).fetchall()
    return Work(
        person=person_,
        dossiers=tuple(map(_dossier, dossiers)),
        drafts=tuple(_draft(office, row) for row in drafts),
    )


def _dossier(row: Row) -> WorkRow:
    ident, short, name, procedure, state, due, given_from, given_by, at, reason = row
    return WorkRow(
        dossier_id=ident,
        short_code=short,
        applicant=name,
        procedure=procedure,
        state=DossierState(state),
        due=instant_or_none(due),
        given_from=given_from,
        given_by=given_by,
        given_at=instant_or_none(at),
        reason=reason,
    )


def _draft(office: Office, row: Row) -> WorkRow:
    ident, name, code, procedure, given_from, given_by, at, reason = row
    return WorkRow(
        draft_id=ident,
        applicant=name,
        procedure=procedure or office.procedure_name(code),
        given_from=given_from,
        given_by=given_by,
        given_at=instant_or_none(at),
        reason=reason,
    )


@act(Act.READ, writes=False)
def holder(office: Office, dossier_id: int) -> StaffView:
    """Who is in charge of a dossier. NotFound `dossier.not_found`."""
    with office.store.query() as connection:
        row = connection.execute(
            "SELECT coalesce(in_charge, received_by) FROM dossier WHERE id = ?", (dossier_id,)
        ).fetchone()
        if row is None:
            raise NotFound("dossier.not_found", ref=str(dossier_id))
        return staff.one(connection, int(row[0]))


# -- giving ----------------------------------------------------------------------------------------


@act(Act.REASSIGN)
def reassign(office: Office, draft: ReassignDraft) -> Reassigned:
    """Give work to another person, all of it in one transaction; each dossier's history says so.

    Refused: no reason, nobody to give it to, somebody who may not accept dossiers, the same person, nothing
    that is in the first one's hands.
    """
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if (done := transaction.earlier(draft.operation)) is None:
            _must_fit(connection, draft)
            done = _give(office, transaction, draft)
        to = staff.one(connection, draft.to_id).name
        return Reassigned(to=to, dossiers=int(done["dossiers"]), drafts=int(done["drafts"]))


def _must_fit(connection: Connection, draft: ReassignDraft) -> None:
    found = list(reason_problems(draft.reason, "charge.reason_missing"))
    to = staff.one(connection, draft.to_id)
    staff.one(connection, draft.from_id)
    if draft.to_id == draft.from_id:
        found.append(Problem("to", "charge.same_person", {"name": to.name}))
    elif not may(to, Act.ACCEPT):
        found.append(Problem("to", "charge.not_a_clerk", {"name": to.name}))
    if found:
        raise Refused(tuple(found))


def _give(office: Office, transaction: Transaction, draft: ReassignDraft) -> dict[str, str | int]:
    dossiers = _dossiers_of(transaction.connection, draft)
    drafts = _drafts_of(transaction.connection, draft)
    if not dossiers and not drafts:
        raise Refused((Problem("from", "charge.nothing"),))
    giver = staff.one(transaction.connection, draft.from_id)
    taker = staff.one(transaction.connection, draft.to_id)
    reason = as_typed(draft.reason)[:LONGEST]
    detail = {"from": giver.name, "to": taker.name, "reason": reason}
    result: dict[str, str | int] = {"dossiers": len(dossiers), "drafts": len(drafts)}
    for ident in dossiers:
        row = transaction.session.get_one(Dossier, ident)
        row.in_charge, row.version = draft.to_id, row.version + 1
        transaction.session.add(row)
        _note(office, transaction, draft, reason, dossier_id=ident)
    for draft_id in drafts:
        transaction.connection.execute(
            "UPDATE draft SET owner_id = ?, version = version + 1 WHERE id = ?", (draft.to_id, draft_id)
        )
        _note(office, transaction, draft, reason, draft_id=draft_id)
    told = [("dossier.event.reassigned", "dossier", str(ident)) for ident in dossiers]
    told += [("draft.reassigned", "draft", ident) for ident in drafts]
    for event, kind, subject in told:
        transaction.record(
            person(office),
            event,
            subject=(kind, subject),
            operation=draft.operation,
            detail=detail,
            result=result,
        )
    return result


def _note(
    office: Office,
    transaction: Transaction,
    draft: ReassignDraft,
    reason: str,
    *,
    dossier_id: int | None = None,
    draft_id: str = "",
) -> None:
    transaction.session.add(
        ChargeChange(
            dossier_id=dossier_id,
            draft_id=draft_id,
            from_id=draft.from_id,
            to_id=draft.to_id,
            reason=reason,
            made_by=person(office).id,
            made_at=transaction.now,
            operation=draft.operation,
        )
    )


def _dossiers_of(connection: Connection, draft: ReassignDraft) -> list[int]:
    """Those in the first one's hands, of the ones named; one that went elsewhere meanwhile stays there."""
    rows = connection.execute(f"SELECT id FROM ({_ALIVE}) WHERE who = ? ORDER BY id", (draft.from_id,))  # noqa: S608  constants
    mine = [int(row[0]) for row in rows]
    return mine if draft.dossier_ids is None else [ident for ident in mine if ident in draft.dossier_ids]


def _drafts_of(connection: Connection, draft: ReassignDraft) -> list[str]:
    rows = connection.execute(
        "SELECT id FROM draft WHERE owner_id = ? ORDER BY saved_at, id", (draft.from_id,)
    )
    mine = [str(row[0]) for row in rows]
    return mine if draft.draft_ids is None else [ident for ident in mine if ident in draft.draft_ids]
