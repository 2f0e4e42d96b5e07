"""From a dossier and its life to the facts of the papers of the law. What was undone makes no paper."""

from collections.abc import Sequence
from datetime import datetime

from counter.i18n import local
from counter.models.catalogue import Procedure
from counter.models.dossier import (
    Appointment,
    DossierState,
    DossierView,
    IntakeDraft,
    MoneyState,
    ResultWay,
    SyncState,
)
from counter.models.law_papers import (
    ExtensionFacts,
    HandStep,
    LawForm,
    PaperNumber,
    RefusalFacts,
    StepKind,
    StopFacts,
    SupplementFacts,
    WantedPaper,
)
from counter.models.life import DecisionKind, Direction, MoveName, Outcome
from counter.models.life_views import DecisionView, HandingRow, LifeView, SupplementView
from counter.models.money import Quote
from counter.rules.intake_checks import missing_papers

ENDED_WITHOUT = frozenset({DossierState.NOT_RECEIVED, DossierState.STOPPED, DossierState.WITHDRAWN})
"""Ended without a result: the slip of such a dossier promises what nobody will keep."""

FORM_OF_DECISION = {
    DecisionKind.REFUSED: LawForm.REFUSAL,
    DecisionKind.EXTENDED: LawForm.EXTENSION,
    DecisionKind.STOPPED: LawForm.STOP,
    DecisionKind.WITHDRAWN: LawForm.STOP,  # status 7 and 8 share the notice (one-stop-law 2.3)
}


def requests(life: LifeView) -> tuple[SupplementView, ...]:
    """The requests for supplement that stand, oldest first."""
    return tuple(one for one in life.supplements if not one.undone)


def decisions(life: LifeView, form: LawForm) -> tuple[DecisionView, ...]:
    """The decisions that stand and are told by this form, oldest first."""
    return tuple(one for one in life.decisions if not one.undone and FORM_OF_DECISION[one.kind] is form)


def put_right(life: LifeView, made: DecisionView) -> bool:
    """Whether the head put the dossier back after a decision that ended it: its paper is not so any more.

    An extension ends nothing: its letter stands whatever was put right later.
    """
    if made.kind is DecisionKind.EXTENDED:
        return False
    later = (move for move in life.moves if move.name is MoveName.CORRECT and not move.undone)
    return any(move.id > made.move_id for move in later)


def supplement_facts(view: DossierView, request: SupplementView) -> SupplementFacts:
    """Mẫu 02 of one request; the new date only once the papers came."""
    return SupplementFacts(
        dossier=view,
        asked_at=request.asked_at,
        asked_by=request.asked_by,
        wanted=tuple(
            WantedPaper(
                name=item.name,
                originals=item.originals,
                certified=item.certified,
                photocopies=item.copies,
                note=item.lacking,
            )
            for item in request.items
        ),
        reason=request.reason,
        stage=request.stage,
        basis=request.legal_basis,
        answer_by=request.answer_by,
        nth=request.round,
        new_due=request.due_after,
    )


def missing_facts(
    draft: IntakeDraft, procedure: Procedure, *, by: str, at: datetime, practice: bool
) -> SupplementFacts:
    """Mẫu 02 of an intake that cannot be received yet: the required papers that are not there. No code.

    `reason` is left to the caller, who knows the words.
    """
    return SupplementFacts(
        dossier=_not_received(draft, procedure, by=by, at=at, practice=practice),
        asked_at=at,
        asked_by=by,
        wanted=tuple(
            WantedPaper(name=paper.name, originals=paper.originals or 0, photocopies=paper.copies or 0)
            for paper in missing_papers(procedure, draft.papers)
        ),
        reason="",
    )


def _not_received(
    draft: IntakeDraft, procedure: Procedure, *, by: str, at: datetime, practice: bool
) -> DossierView:
    """An intake as the papers look at a dossier: whose it is, what for, and nothing that it has not yet."""
    return DossierView(
        id=0,
        code="",
        provisional=False,
        short_code="",
        state=DossierState.REGISTERED,
        money=MoneyState.NONE,
        sync=SyncState.NONE,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        applicant=draft.applicant,
        behalf_of=draft.behalf_of,
        channel=draft.channel,
        result_way=draft.result_way or ResultWay.COUNTER,
        contact=draft.contact,
        received_at=at,
        received_by=by,
        appointment=Appointment(due=None, reason=""),
        papers=draft.papers,
        answers=(),
        quote=Quote(lines=(), total=None, waived=0),
        payments=(),
        submission=None,
        timeline=(),
        practice=practice,
        version=0,
    )


def refusal_facts(view: DossierView, made: DecisionView) -> RefusalFacts:
    """Mẫu 03 of a refusal."""
    return RefusalFacts(
        dossier=view,
        refused_at=made.made_at,
        refused_by=made.made_by,
        reason=made.reason,
        basis=made.ground,
        approved_by=made.approved_by,
        number=number_of(made),
    )


def extension_facts(view: DossierView, made: DecisionView, sector: str) -> ExtensionFacts:
    """Mẫu 04 of the one extension; the second person, who approved it, signs."""
    return ExtensionFacts(
        dossier=view,
        written_at=made.made_at,
        due=made.due_before,
        new_due=made.due_after,
        reason=made.reason,
        signed_by=made.approved_by,
        sector=sector,
        number=number_of(made),
    )


def stop_facts(view: DossierView, made: DecisionView) -> StopFacts:
    """Mẫu 05 of a stop or of a withdrawal; the latter has nobody's approval and no number."""
    return StopFacts(
        dossier=view,
        decided_at=made.made_at,
        asker=made.asked_by,
        reason=made.reason,
        signed_by=made.approved_by,
        basis=made.ground,
        papers_back=made.papers_back,
        money=made.money,
        number=number_of(made),
    )


def number_of(made: DecisionView) -> PaperNumber | None:
    """The number of a decision in the series of its form; None for one that has none."""
    if made.number is None:
        return None
    return PaperNumber(form=FORM_OF_DECISION[made.kind], year=made.year, number=made.number)


def steps(view: DossierView, life: LifeView, collections: Sequence[HandStep] = ()) -> tuple[HandStep, ...]:
    """Mẫu 06: reception, every hand-over list it stands in, every time its result was collected.

    `collections` are the last kind, as they were recorded. Undone rows stay, and are said to be undone.
    """
    received = HandStep(
        kind=StepKind.RECEIVED,
        at=view.received_at,
        giver=view.applicant.full_name,
        taker=view.received_by,
        due=view.appointment.due,
    )
    found = [received, *map(_handing, life.handings), *collections]
    return tuple(sorted(found, key=lambda step: step.at))


def returned_step(view: DossierView, ready_at: datetime | None) -> HandStep | None:
    """The hand-over of the result of a dossier that has no record of its own for it; None: not returned."""
    if view.returned_at is None:
        return None
    return HandStep(
        kind=StepKind.RETURNED,
        at=view.returned_at,
        giver=view.returned_by,
        taker=view.returned_to,
        due=view.appointment.due,
        ready_at=ready_at,
    )


def _handing(row: HandingRow) -> HandStep:
    out = row.direction is Direction.OUT
    return HandStep(
        kind=StepKind.OUT if out else StepKind.BACK,
        at=row.handed_at,
        giver=row.staff if out else row.person,
        taker=row.person if out else row.staff,
        agency=row.agency,
        due=row.due_at,
        ready_at=row.handed_at if row.outcome is Outcome.RESULT else None,
        outcome=row.outcome,
        note=row.note,
        undone=row.undone,
    )


def agency_of(life: LifeView) -> str:
    """The body that works on it: the last one it went to; "" when it never left the counter."""
    out = [row for row in life.handings if row.direction is Direction.OUT and not row.undone]
    return out[-1].agency if out else ""


def result_of(life: LifeView) -> HandingRow | None:
    """The result as the last hand-over list brought it."""
    found = [row for row in life.handings if row.outcome is Outcome.RESULT and not row.undone]
    return found[-1] if found else None


def year_of(view: DossierView) -> int:
    """The year of the register a dossier stands in."""
    return local(view.received_at).year
