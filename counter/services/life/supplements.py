"""Asking for what is missing (yêu cầu bổ sung, Mẫu 02), and going on when it is here.

Decree 61/2018 Art. 15.3: once, completely and exactly. A second request is not forbidden; it counts the
dossier as overdue in the national index, so it is not made without saying that this is known. The clock
stands still meanwhile; the new date follows the procedure's policy, and the old one is kept beside it.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, select

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.catalogue import PaperMode, Procedure
from counter.models.dossier import Appointment, DossierState, DossierView, PapersHeld, PaperState
from counter.models.life import MoveName, Stage
from counter.models.life_views import LackingPaper, Outlook, ResumeDraft, SupplementDraft
from counter.models.tables import (
    Dossier,
    DossierMove,
    DossierPaper,
    Supplement,
    SupplementAnswer,
    SupplementItem,
)
from counter.rules import deadline_changes, deadline_limits
from counter.rules.free_text import text_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, seen_row
from counter.services.dossier.dossier_views import appointment_of, dossier_view
from counter.services.life import life_facts, life_rows, moving
from counter.services.life.moving import Change
from counter.services.office import Office, act
from counter.services.people import papers_brought
from counter.services.store.transaction import Transaction
from counter.text import as_typed, one_line

LONGEST = 500


@act(Act.READ, writes=False)
def before_asking(office: Office, dossier_id: int) -> Outlook:
    """What to know before papers are asked for: the round, the limits, what becomes of the date."""
    with office.store.read() as session:
        known = life_facts.running(office, session, dossier_row(session, dossier_id))
        notices = deadline_limits.supplement_notices(known.facts, office.now(), office.calendar, known.hours)
        return Outlook(notices=notices, policy=known.limit.supplement)


@act(Act.READ, writes=False)
def before_resuming(office: Office, dossier_id: int) -> Outlook:
    """The date as it would be if the dossier were whole now."""
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        request = life_rows.open_supplement(session, dossier_id)
        return Outlook(
            appointment=_resumed(office, session, row, request, office.now()),
            policy=request.policy if request else None,
        )


@act(Act.MOVE)
def ask(office: Office, draft: SupplementDraft) -> DossierView:
    """Ask for what is missing: the dossier waits for the resident from now on.

    Refused with every reason: nothing named, no reason, it waits or has ended already, a second request
    that was not said to be known.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            today = local(transaction.now).date()
            rounds = len(life_rows.supplements(session, draft.dossier_id))
            problems = (*moving.allowed(MoveName.ASK_SUPPLEMENT, row), *_problems(draft, rounds, today))
            if problems:
                raise Refused(problems)
            _ask(office, transaction, row, draft, rounds + 1)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _problems(draft: SupplementDraft, rounds: int, today: date) -> tuple[Problem, ...]:
    texts = {"reason": draft.reason, "legal_basis": draft.legal_basis}
    for number, item in enumerate(draft.items):
        texts[f"item{number}"] = f"{item.name} {item.lacking} {item.paper_key}"
    found = list(text_problems(texts))
    if not draft.items or any(not one_line(item.name) for item in draft.items):
        found.append(Problem("items", "life.items_missing"))
    if any(min(item.originals, item.certified, item.copies) < 0 for item in draft.items):
        found.append(Problem("items", "life.count_wrong"))
    if not one_line(draft.reason):
        found.append(Problem("reason", "life.reason_missing"))
    if draft.answer_by is not None and draft.answer_by < today:
        found.append(Problem("answer_by", "life.answer_by_past"))
    if rounds and not draft.again:
        found.append(Problem("again", "life.again_unsaid", {"n": rounds + 1}))
    return tuple(found)


def _ask(office: Office, transaction: Transaction, row: Dossier, draft: SupplementDraft, round_: int) -> None:
    session = transaction.session
    known = life_facts.running(office, session, row)
    stage = Stage.SUBSTANCE if row.state is DossierState.PROCESSING else Stage.ENTRY
    reason, names = as_typed(draft.reason)[:LONGEST], "; ".join(one_line(item.name) for item in draft.items)
    due = row.due_at
    move_id = moving.make(
        office,
        transaction,
        row,
        MoveName.ASK_SUPPLEMENT,
        Change(after=DossierState.SUPPLEMENT, reason=reason),
        operation=draft.operation,
        detail={"round": round_, "papers": names[:300], "reason": reason},
    )
    request = Supplement(
        dossier_id=id_of(row),
        move_id=move_id,
        round=round_,
        stage=stage,
        reason=reason,
        legal_basis=as_typed(draft.legal_basis)[:LONGEST],
        answer_by=draft.answer_by,
        policy=known.limit.supplement,
        due_before=due,
        asked_by=person(office).id,
        asked_at=transaction.now,
        operation=draft.operation,
    )
    session.add(request)
    session.flush()
    session.add_all(_item(request, n, item) for n, item in enumerate(draft.items))


def _item(request: Supplement, position: int, item: LackingPaper) -> SupplementItem:
    return SupplementItem(
        supplement_id=request.id or 0,
        position=position,
        paper_key=item.paper_key,
        name=one_line(item.name)[:LONGEST],
        lacking=as_typed(item.lacking)[:LONGEST],
        originals=item.originals,
        certified=item.certified,
        copies=item.copies,
    )


# -- going on ------------------------------------------------------------------------------------


@act(Act.MOVE)
def resume(office: Office, draft: ResumeDraft) -> DossierView:
    """Everything that was asked for is here: go on from where it stood, with the date of the policy.

    Refused while something of the request is still missing, naming it.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            moving.require(MoveName.RESUME, row)
            request = life_rows.open_supplement(session, draft.dossier_id)
            items = _items(session, request)
            missing = [item.name for item in items if item.position not in draft.brought]
            problems = text_problems({"note": draft.note})
            if missing:
                problems = (*problems, Problem("brought", "life.still_missing", {"name": "; ".join(missing)}))
            if problems:
                raise Refused(tuple(problems))
            _resume(office, transaction, row, draft, request, items)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _items(session: Session, request: Supplement | None) -> list[SupplementItem]:
    if request is None:
        return []
    rows = session.exec(select(SupplementItem).where(SupplementItem.supplement_id == request.id))
    return sorted(rows, key=lambda item: item.position)


def _resume(
    office: Office,
    transaction: Transaction,
    row: Dossier,
    draft: ResumeDraft,
    request: Supplement | None,
    items: list[SupplementItem],
) -> None:
    session, before = transaction.session, _marks(transaction.session, row)
    appointment = _resumed(office, session, row, request, transaction.now)
    kept = _take_papers(office, session, row, items)
    held = PapersHeld.COUNTER if kept and row.papers_held is PapersHeld.NONE else None
    move_id = moving.make(
        office,
        transaction,
        row,
        MoveName.RESUME,
        Change(
            after=_goes_on_to(session, request),
            held=held,
            appointment=appointment,
            was={"papers": [mark for mark in before if mark not in _marks(session, row)]},
        ),
        operation=draft.operation,
        detail={"reason": appointment.reason if appointment else row.due_reason},
    )
    if request is not None and request.id is not None:
        session.add(
            SupplementAnswer(
                move_id=move_id,
                supplement_id=request.id,
                due_after=row.due_at,
                due_reason=row.due_reason,
                note=as_typed(draft.note)[:LONGEST],
                received_by=person(office).id,
                answered_at=transaction.now,
                operation=draft.operation,
            )
        )
        papers_brought.keep(office, transaction, row, items, _procedure(office, row), draft.operation)


def _resumed(
    office: Office, session: Session, row: Dossier, request: Supplement | None, now: datetime
) -> Appointment | None:
    """The appointment after the supplement; None where nothing is known of the request: the date stays."""
    if request is None:
        return None
    known = life_facts.running(office, session, row)
    change = deadline_changes.resume(
        known.limit,
        appointment_of(row),
        request.asked_at,
        now,
        office.calendar,
        known.hours,
        policy=request.policy,
        keep_hour=office.ward.keeps_hour,
    )
    return change.after


def _goes_on_to(session: Session, request: Supplement | None) -> DossierState:
    """Where it stood when the papers were asked for; what was not yet received is received now."""
    move = session.get(DossierMove, request.move_id) if request else None
    return DossierState.RECEIVED if move and move.state_before in _NOT_BEGUN else DossierState.PROCESSING


_NOT_BEGUN = frozenset({DossierState.REGISTERED, DossierState.RECEIVED})


def _take_papers(office: Office, session: Session, row: Dossier, items: list[SupplementItem]) -> bool:
    """Note the papers of the official list as here; whether one of them was kept."""
    modes = _modes(office, row)
    asked = {item.paper_key: item for item in items if item.paper_key}
    kept = False
    for paper in session.exec(select(DossierPaper).where(DossierPaper.dossier_id == row.id)):
        item = asked.get(paper.key)
        if item is None:
            continue
        shown = modes.get(paper.key) is PaperMode.PRESENT
        paper.state = PaperState.PRESENTED if shown else PaperState.SUBMITTED
        if item.originals + item.certified + item.copies:
            paper.originals, paper.certified, paper.copies = item.originals, item.certified, item.copies
        elif not paper.originals + paper.certified + paper.copies:
            paper.originals = 1
        kept = kept or not shown
        session.add(paper)
    return kept


def _marks(session: Session, row: Dossier) -> list[list[str | int]]:
    """The papers as an undo needs them: position, state, counts."""
    rows = session.exec(select(DossierPaper).where(DossierPaper.dossier_id == row.id))
    return [[p.position, p.state.value, p.originals, p.certified, p.copies] for p in rows]


def put_back(session: Session, row: Dossier, was: Mapping[str, object]) -> None:
    """The papers as they were before an answer that is undone."""
    marks = was.get("papers", [])
    for position, state, originals, certified, copies in marks if isinstance(marks, list) else []:
        paper = session.get_one(DossierPaper, (row.id, position))
        paper.state = PaperState(state)
        paper.originals, paper.certified, paper.copies = originals, certified, copies
        session.add(paper)


def _modes(office: Office, row: Dossier) -> dict[str, PaperMode]:
    procedure = _procedure(office, row)
    return {paper.key: paper.mode for paper in procedure.papers} if procedure else {}


def _procedure(office: Office, row: Dossier) -> Procedure | None:
    """As it is now; None when the data has moved on."""
    try:
        return office.catalogue.get(row.procedure_code)
    except NotFound:
        return None
