"""Hand-over lists between the counter and the bodies that work on dossiers (phiếu bàn giao).

Each list has the next number of its direction and year, names who gave and who took, and is never
overwritten: what the lists hold of one dossier, in order, is its control slip (Mẫu 06). Results come back on
such a list, by scan, and only then are ready.
"""

from sqlmodel import Session, col, func, select

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.dossier import DossierState, DossierView, PapersHeld
from counter.models.life import Direction, MoveName, Outcome
from counter.models.life_views import HandingDraft, HandingLine
from counter.models.tables import Dossier, Handing, HandingItem
from counter.rules.free_text import text_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, seen_row
from counter.services.dossier.dossier_views import dossier_view
from counter.services.life import life_rows, moving
from counter.services.life.moving import Change
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import as_typed, one_line

LONGEST = 200


@act(Act.MOVE)
def hand(office: Office, draft: HandingDraft) -> tuple[DossierView, ...]:
    """Record a hand-over list, all of it or nothing: every dossier of it moves in this one write.

    Refused with every reason, each at its dossier (`line<n>`): nothing in the list, one twice, no agency,
    nobody who gave or took it, a dossier that cannot go or is not there, a result without a name.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            rows = [seen_row(session, line.dossier_id, line.version) for line in draft.lines]
            if problems := (*_list_problems(draft), *_row_problems(session, draft, rows)):
                raise Refused(problems)
            _hand(office, transaction, draft, rows)
        return tuple(
            dossier_view(session, dossier_row(session, line.dossier_id), practice=office.practice)
            for line in draft.lines
        )


@act(Act.READ, writes=False)
def agencies(office: Office, procedure_code: str = "") -> tuple[str, ...]:
    """Who a dossier may go to: the agency of its procedure first, then those of the last lists."""
    found: dict[str, None] = {}
    try:
        if procedure_code:  # in brackets the data says who signs
            named = one_line(office.catalogue.get(procedure_code).authority).split(" (")[0]
            found |= {named[:LONGEST]: None} if named else {}
    except NotFound:
        pass  # the procedure has gone from the data: the lists still know who took its dossiers
    with office.store.read() as session:
        recent = session.exec(select(Handing.agency).order_by(col(Handing.id).desc()).limit(50))
        found |= dict.fromkeys(recent)
    return tuple(found)[:9]


@act(Act.READ, writes=False)
def away(office: Office, dossier_id: int) -> str:
    """The agency that has a dossier by its lists; "" when it is at the counter."""
    with office.store.read() as session:
        return life_rows.away(session, dossier_id)


def result_of(office: Office, procedure_code: str) -> str:
    """What the procedure gives (kết quả), as its data says; "" when it has gone from the data."""
    try:
        return one_line(office.catalogue.get(procedure_code).result)[:LONGEST]
    except NotFound:
        return ""


def _list_problems(draft: HandingDraft) -> tuple[Problem, ...]:
    found = list(text_problems({"agency": draft.agency, "person": draft.person, "note": draft.note}))
    if not draft.lines:
        found.append(Problem("lines", "life.list_empty"))
    if len({line.dossier_id for line in draft.lines}) < len(draft.lines):
        found.append(Problem("lines", "life.list_twice"))
    if not one_line(draft.agency):
        found.append(Problem("agency", "life.agency_missing"))
    if not one_line(draft.person):
        found.append(Problem("person", f"life.person_missing.{draft.direction}"))
    return tuple(found)


def _row_problems(session: Session, draft: HandingDraft, rows: list[Dossier]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for number, (line, row) in enumerate(zip(draft.lines, rows, strict=True)):
        field = f"line{number}"
        texts = {field: f"{line.result_name} {line.result_number} {line.note}"}
        found += text_problems(texts)
        agency = life_rows.away(session, id_of(row))
        name = _move_of(draft.direction, line.outcome)
        away = "" if name is MoveName.READY else agency  # a result ends being away, or was made in the house
        for problem in moving.allowed(name, row, away=away):
            params = {"code": row.short_code, **problem.params}
            found.append(Problem(field, problem.message_id, params))
        if line.outcome is Outcome.RESULT and not one_line(line.result_name):
            found.append(Problem(field, "life.result_missing", {"code": row.short_code}))
        if (line.outcome is Outcome.SENT) != (draft.direction is Direction.OUT):
            found.append(Problem(field, "life.outcome_missing", {"code": row.short_code}))
        if draft.direction is Direction.BACK and agency and agency != one_line(draft.agency):
            params = {"code": row.short_code, "agency": agency}
            found.append(Problem(field, "life.other_agency", params))
    return tuple(found)


def _move_of(direction: Direction, outcome: Outcome) -> MoveName:
    if direction is Direction.OUT:
        return MoveName.FORWARD
    return MoveName.READY if outcome is Outcome.RESULT else MoveName.BACK


def _hand(office: Office, transaction: Transaction, draft: HandingDraft, rows: list[Dossier]) -> None:
    session, year = transaction.session, local(transaction.now).year
    last = session.exec(
        select(func.max(col(Handing.number))).where(
            Handing.direction == draft.direction, Handing.year == year
        )
    ).one()
    handing = Handing(
        direction=draft.direction,
        year=year,
        number=(last or 0) + 1,
        agency=one_line(draft.agency)[:LONGEST],
        person=one_line(draft.person)[:LONGEST],
        staff_id=person(office).id,
        handed_at=transaction.now,
        note=as_typed(draft.note)[:LONGEST],
        operation=draft.operation,
    )
    session.add(handing)
    session.flush()
    for position, (line, row) in enumerate(zip(draft.lines, rows, strict=True)):
        _hand_one(office, transaction, handing, position, line, row)


def _hand_one(
    office: Office, transaction: Transaction, handing: Handing, position: int, line: HandingLine, row: Dossier
) -> None:
    name = _move_of(handing.direction, line.outcome)
    due = row.due_at
    move_id = moving.make(
        office,
        transaction,
        row,
        name,
        Change(
            after=DossierState.DONE if name is MoveName.READY else DossierState.PROCESSING,
            held=_held(handing.direction, row.papers_held),
            reason=as_typed(line.note)[:LONGEST],
        ),
        operation=handing.operation,
        detail={
            "list": handing.number,
            "agency": handing.agency,
            "person": handing.person,
            "outcome": line.outcome.value,
        },
    )
    transaction.session.add(
        HandingItem(
            handing_id=handing.id or 0,
            position=position,
            dossier_id=id_of(row),
            move_id=move_id,
            outcome=line.outcome,
            due_at=due,
            result_name=one_line(line.result_name)[:LONGEST],
            result_number=one_line(line.result_number)[:80],
            result_copies=max(0, line.result_copies),
            note=as_typed(line.note)[:LONGEST],
        )
    )


def _held(direction: Direction, held: PapersHeld) -> PapersHeld | None:
    """Papers that lie at the counter go along; papers that were away come back."""
    if direction is Direction.OUT:
        return PapersHeld.FORWARDED if held is PapersHeld.COUNTER else None
    return PapersHeld.COUNTER if held is PapersHeld.FORWARDED else None
