"""Papers a resident has shown before (giấy tờ đã xem): who saw them, when, what is taken from them.

Reading is plain SQL; what an acceptance saw and took is written inside its own transaction.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import day as show
from counter.i18n import local
from counter.models.canonical import canonical
from counter.models.catalogue import Procedure
from counter.models.dossier import IntakeDraft, PaperMark
from counter.models.instant import from_micros, instant_or_none, to_micros
from counter.models.papers_seen import Known, Proof, SeenAs, SeenLine, SeenPaper, Sighting
from counter.rules import papers_seen as rules
from counter.rules.free_text import text_problems
from counter.rules.rights import Act, require
from counter.services.office import Office, act
from counter.services.people.resident_views import standing
from counter.text import as_typed

if TYPE_CHECKING:
    from counter.services.store.connection import Connection, Row
    from counter.services.store.transaction import Transaction

MOST: Final = 200  # sightings of one person that are looked at, the newest
REASON: Final = 200  # letters

# A supplement that was taken back showed nothing.
# A merged record's papers are those of the record that stays. A sighting counts only while its dossier is
# still that person's: one that was taken for somebody else proves nothing of either.
_ROWS: Final = """
WITH RECURSIVE who (id, head) AS (SELECT value, value FROM json_each(?1)
  UNION SELECT r.id, who.head FROM resident r JOIN who ON r.merged_into = who.id)
SELECT s.id, w.head, h.full_name, s.kind, s.name, s.seen_as, s.seen_at, coalesce(p.name, ''),
  s.dossier_id, d.short_code, s.issued_on, s.valid_until, s.endless,
  f.refused_at, coalesce(q.name, ''), coalesce(f.reason, ''),
  (SELECT count(DISTINCT u.dossier_id) FROM paper_used u WHERE u.seen_id = s.id)
FROM who w JOIN paper_seen s ON s.resident_id = w.id JOIN dossier d ON d.id = s.dossier_id
JOIN who v ON v.id = d.resident_id AND v.head = w.head JOIN resident h ON h.id = w.head
LEFT JOIN staff p ON p.id = s.seen_by LEFT JOIN paper_refused f ON f.seen_id = s.id
LEFT JOIN staff q ON q.id = f.refused_by
WHERE NOT EXISTS (SELECT 1 FROM dossier_struck x WHERE x.dossier_id = s.dossier_id)
AND NOT EXISTS (SELECT 1 FROM supplement_answer a JOIN dossier_move m ON m.undoes = a.move_id
  WHERE a.operation = s.operation)
ORDER BY s.id DESC LIMIT ?2
"""


# -- reading --------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def known(
    office: Office,
    resident_id: int,
    procedure: str,
    *,
    also: tuple[int, ...] = (),
    visit_id: int | None = None,
    for_another: bool = False,
) -> tuple[Known, ...]:
    """The papers of a procedure that this resident need not show again today, each with its proof.

    `also`: residents of the same household who are here too, and so are those of the visit `visit_id`; of
    theirs only what a household shares serves.
    `for_another`: the resident stands here for somebody else. NotFound for an unknown procedure.
    """
    asked = office.catalogue.get(procedure)
    with office.store.query() as connection:
        resident_id = standing(connection, resident_id)
        here = () if visit_id is None else _here(connection, visit_id)
        seen = of_people(connection, (resident_id, *also, *here))
    return rules.known(
        asked,
        office.catalogue.kinds,
        seen,
        resident_id=resident_id,
        on=local(office.now()).date(),
        for_another=for_another,
    )


@act(Act.READ, writes=False)
def listing(office: Office, resident_id: int) -> tuple[SeenLine, ...]:
    """Every paper of a known kind that a resident has shown, newest first, with what it is worth today."""
    kinds, today = office.catalogue.kinds, local(office.now()).date()
    with office.store.query() as connection:
        seen = of_people(connection, (standing(connection, resident_id),))
    found = []
    for one in seen:
        kind = kinds.get(one.kind)
        found.append(
            SeenLine(
                paper=one,
                kind_name=kind.name if kind else one.name,
                end=rules.last_day(kind, one),
                standing=rules.standing(kind, one, today),
            )
        )
    return tuple(found)


def of_people(connection: "Connection", people: Iterable[int]) -> tuple[SeenPaper, ...]:
    """What these residents have shown, newest first; of records merged into theirs too."""
    wanted = canonical(list(dict.fromkeys(people)))
    return tuple(_refused_with(_seen(row) for row in connection.execute(_ROWS, (wanted, MOST))))


def _refused_with(seen: Iterable[SeenPaper]) -> Iterable[SeenPaper]:
    """With a refused paper go the earlier sightings of its kind, those of a record that was merged since too:
    nobody could refuse them when the other record's were."""
    refused: dict[tuple[int, str], SeenPaper] = {}
    for one in seen:
        of = (one.resident_id, one.kind)
        if one.refused_at is not None:
            refused.setdefault(of, one)
        elif newer := refused.get(of):
            one = replace(
                one, refused_at=newer.refused_at, refused_by=newer.refused_by, refusal=newer.refusal
            )
        yield one


def _seen(row: "Row") -> SeenPaper:
    return SeenPaper(
        id=row[0],
        resident_id=row[1],
        resident_name=row[2],
        kind=row[3],
        name=row[4],
        seen_as=SeenAs(row[5]),
        seen_at=from_micros(row[6]),
        seen_by=row[7],
        dossier_id=row[8],
        dossier_code=row[9],
        issued_on=date.fromisoformat(row[10]) if row[10] else None,
        valid_until=date.fromisoformat(row[11]) if row[11] else None,
        endless=bool(row[12]),
        refused_at=instant_or_none(row[13]),
        refused_by=row[14],
        refusal=row[15],
        used=row[16],
    )


# -- refusing -------------------------------------------------------------------------------


@act(Act.ACCEPT)
def refuse(office: Office, seen_id: int, reason: str, *, operation: str) -> None:
    """Say that a paper holds no longer: nothing is taken from it any more. What was taken stays as it was.

    The earlier sightings of its kind go with it: they saw the same paper, or the one before it. Refused
    without a reason, NotFound `papers_seen.unknown`, Conflict `papers_seen.refused_already`.
    """
    why = as_typed(reason)
    if not why or len(why) > REASON:
        raise Refused((Problem("reason", "papers_seen.reason", {"n": REASON}),))
    if told := text_problems({"reason": why}):
        raise Refused(told)
    with office.store.write(office.now()) as transaction:
        actor = require(office.actor, Act.ACCEPT)
        if transaction.earlier(operation) is not None:
            return
        one, gone = _with_earlier(transaction.connection, seen_id)
        transaction.connection.executemany(
            "INSERT INTO paper_refused (seen_id, reason, refused_by, refused_at, operation)"
            " VALUES (?, ?, ?, ?, ?)",
            [(ident, why, actor.id, to_micros(transaction.now), operation) for ident in gone],
        )
        transaction.record(
            actor,
            "papers_seen.refused",
            subject=("resident", one.resident_id),
            operation=operation,
            detail={"seen": seen_id, "name": one.name, "reason": why, "sightings": len(gone)},
        )


def _with_earlier(connection: "Connection", seen_id: int) -> tuple[SeenPaper, list[int]]:
    """A sighting, and all of its kind up to it that nobody refused yet."""
    row = connection.execute(
        "SELECT coalesce(r.merged_into, r.id) FROM paper_seen s JOIN resident r ON r.id = s.resident_id"
        " WHERE s.id = ?",
        (seen_id,),
    ).fetchone()
    seen = of_people(connection, (row[0],)) if row else ()
    one = next((paper for paper in seen if paper.id == seen_id), None)
    if one is None:
        raise NotFound("papers_seen.unknown")
    if one.refused_at is not None:
        raise Conflict("papers_seen.refused_already")
    alike = (p for p in seen if p.kind == one.kind and p.id <= one.id and p.refused_at is None)
    return one, [paper.id for paper in alike]


# -- inside the acceptance ------------------------------------------------------------------


def problems(
    office: Office, connection: "Connection", draft: IntakeDraft, procedure: Procedure
) -> tuple[Problem, ...]:
    """The papers of a draft that rest on what does not stand for them today."""
    if not any(mark.proof for mark in draft.papers):
        return ()
    chosen = draft.applicant.resident_id
    person = None if chosen is None else standing(connection, chosen)  # it may be merged since
    seen = of_people(connection, [] if person is None else [person, *_others(connection, draft)])
    return rules.problems(
        draft,
        procedure,
        office.catalogue.kinds,
        {one.id: one for one in seen},
        resident_id=person,
        on=local(office.now()).date(),
    )


def _others(connection: "Connection", draft: IntakeDraft) -> list[int]:
    """Whose papers the draft rests on; whether they are here too is looked at when it is written."""
    wanted = canonical([mark.proof.seen_id for mark in draft.papers if mark.proof])
    rows = connection.execute(
        "SELECT DISTINCT d.resident_id FROM paper_seen s JOIN dossier d ON d.id = s.dossier_id"
        " WHERE s.id IN (SELECT value FROM json_each(?)) AND d.resident_id IS NOT NULL",
        (wanted,),
    )
    return [row[0] for row in rows]


class At(NamedTuple):
    """The acceptance that papers are seen at: its dossier is written, with its person and visit."""

    dossier_id: int
    resident_id: int
    visit_id: int
    received_at: datetime
    operation: str


def keep(
    office: Office, transaction: "Transaction", at: At, draft: IntakeDraft, procedure: Procedure
) -> None:
    """Write what an acceptance took from earlier sightings, and what it saw itself; its papers are written.

    Refused for a paper of somebody who is not here in the same visit.
    """
    from counter.models.tables import PaperSeen, PaperUsed  # the ORM: reading above does without
    from counter.services.store.inserting import insert, insert_all

    taken = [(mark, mark.proof) for mark in draft.papers if mark.proof is not None]
    _must_be_here(transaction.connection, at, taken)
    positions = {paper.key: position for position, paper in enumerate(procedure.papers)}
    for mark, proof in taken:
        insert(
            transaction.connection,
            PaperUsed,
            dossier_id=at.dossier_id,
            position=positions[mark.key],
            seen_id=proof.seen_id,
            valid_until=proof.valid_until,
            used_at=transaction.now,
        )
    actor = require(office.actor, Act.ACCEPT)
    seen = rules.sightings(draft, procedure, office.catalogue.kinds)
    insert_all(transaction.connection, PaperSeen, [_seen_values(at, one, actor.id) for one in seen])
    if taken:
        transaction.record(
            actor,
            "dossier.event.papers_known",
            subject=("dossier", at.dossier_id),
            operation=draft.id,
            detail={"papers": in_words(draft)},
        )


def _seen_values(at: At, one: Sighting, seen_by: int) -> dict[str, object]:
    return {
        "resident_id": at.resident_id,
        "dossier_id": at.dossier_id,
        "paper_key": one.key,
        "kind": one.kind,
        "name": one.name,
        "seen_as": one.seen_as,
        "issued_on": one.issued_on,
        "valid_until": one.valid_until,
        "endless": one.endless,
        "seen_by": seen_by,
        "seen_at": at.received_at,
        "operation": at.operation,
    }


def _here(connection: "Connection", visit_id: int) -> tuple[int, ...]:
    """The residents of a visit: whose it is, who has a dossier in it, who was looked at for one under way."""
    rows = connection.execute(
        "SELECT resident_id FROM visit WHERE id = ?1"
        " UNION SELECT resident_id FROM dossier WHERE visit_id = ?1"
        " UNION SELECT json_extract(body, '$.applicant.resident_id') FROM draft"
        " WHERE json_extract(body, '$.visit_id') = ?1"
        " AND json_extract(body, '$.identity') IN (SELECT value FROM json_each(?2))",
        (visit_id, canonical(sorted(rules.STANDS_HERE))),
    )
    return tuple(row[0] for row in rows if row[0] is not None)


def in_words(draft: IntakeDraft) -> str:
    """What a draft took from earlier sightings: each paper with the day, who saw it and in which dossier."""
    return "; ".join(
        f"{mark.name} ({', '.join(filter(None, (show(p.seen_on), p.seen_by, p.dossier_code, p.whose)))})"
        for mark in draft.papers
        if (p := mark.proof) is not None
    )


def _must_be_here(connection: "Connection", at: At, taken: list[tuple[PaperMark, Proof]]) -> None:
    """Refused for what was shown by somebody who neither is the applicant nor came in the same visit."""
    if not taken:
        return
    here = {at.resident_id, *_here(connection, at.visit_id)}
    rows = connection.execute(
        "SELECT s.id, d.resident_id FROM paper_seen s JOIN dossier d ON d.id = s.dossier_id"
        " WHERE s.id IN (SELECT value FROM json_each(?))",
        (canonical([proof.seen_id for _, proof in taken]),),
    )
    strangers = {seen for seen, resident in rows if resident not in here}
    if strangers:
        raise Refused(
            tuple(
                Problem(mark.key, "papers_seen.not_here", {"name": mark.name, "who": proof.whose})
                for mark, proof in taken
                if proof.seen_id in strangers
            )
        )
