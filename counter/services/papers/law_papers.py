"""The papers of the law of one dossier: which can be printed now, what they say, how often they were.

Everything comes from what was recorded; nothing is kept for a paper alone. Words and pages: `counter.papers`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from sqlmodel import Session, col, select

from counter.errors import NotFound
from counter.models.dossier import DossierView
from counter.models.law_papers import (
    ControlFacts,
    HandStep,
    LawFacts,
    LawForm,
    PaperChoice,
    PaperNumber,
    ResultFacts,
    StepKind,
)
from counter.models.life_views import DecisionView, LifeView
from counter.models.tables import Collected
from counter.rules import law_facts
from counter.rules.rights import Act
from counter.services.dossier import dossiers
from counter.services.dossier.dossier_rows import name_of
from counter.services.life import handings, life
from counter.services.office import Office, act
from counter.services.papers import law_register

OF_A_DOSSIER: Final = (
    LawForm.RECEIPT,
    LawForm.SUPPLEMENT,
    LawForm.REFUSAL,
    LawForm.EXTENSION,
    LawForm.STOP,
    LawForm.CONTROL,
    LawForm.RESULT,
)
"""The forms that are about one dossier, in the order of their numbers."""

T = TypeVar("T")
_DECISIONS = (LawForm.REFUSAL, LawForm.EXTENSION, LawForm.STOP)
_ALWAYS = (LawForm.RECEIPT, LawForm.CONTROL)


def kind_of(form: LawForm, which: int = 0) -> str:
    """The word of `print_record.kind`: "mau_02:17"; Mẫu 01 is counted as the "slip" it always was."""
    if form is LawForm.RECEIPT:
        return "slip"
    name = "result" if form is LawForm.RESULT else f"mau_{form}"
    return f"{name}:{which}" if which else name


@act(Act.PRINT, writes=False)
def choices(office: Office, ref: str) -> tuple[PaperChoice, ...]:
    """Every paper of a dossier, the forms in their order; one that is not there yet says why. NotFound."""
    view = dossiers.get(office, ref)
    history = life.get(office, view.id)
    found = [choice for form in OF_A_DOSSIER for choice in _of_form(form, view, history)]
    with office.store.read() as session:
        counted = tuple(
            replace(one, copies=dossiers.printed(session, view.id, kind_of(one.form, one.which)))
            for one in found
        )
    return (*counted, *_lists(office, history))


def _lists(office: Office, history: LifeView) -> tuple[PaperChoice, ...]:
    """The hand-over lists the dossier stands in; each is a paper of all the dossiers on it."""
    found = []
    for row in history.handings:
        form = law_register.FORMS[row.direction]
        number = PaperNumber(form=form, year=row.year, number=row.number)
        copies = law_register.printed(office, form, law_register.list_name(number))
        found.append(
            PaperChoice(form=form, which=row.handing_id, at=row.handed_at, number=number, copies=copies)
        )
    return tuple(found)


def _of_form(form: LawForm, view: DossierView, history: LifeView) -> tuple[PaperChoice, ...]:
    found: tuple[PaperChoice, ...] = ()
    if form is LawForm.RECEIPT and view.state in law_facts.ENDED_WITHOUT:
        return (PaperChoice(form=form, at=view.received_at, reason="law_paper.no_appointment"),)
    if form in _ALWAYS:
        return (PaperChoice(form=form, at=view.received_at),)
    if form is LawForm.SUPPLEMENT:
        found = tuple(
            PaperChoice(form=form, which=one.id, at=one.asked_at) for one in law_facts.requests(history)
        )
    elif form in _DECISIONS:
        found = tuple(
            PaperChoice(
                form=form,
                which=one.id,
                at=one.made_at,
                number=law_facts.number_of(one),
                reason="law_paper.put_right" if law_facts.put_right(history, one) else "",
            )
            for one in law_facts.decisions(history, form)
        )
    elif view.returned_at is not None:
        found = (PaperChoice(form=form, at=view.returned_at),)
    return found or (PaperChoice(form=form, reason=f"law_paper.none.{form}"),)


@act(Act.PRINT, writes=False)
def facts(office: Office, form: LawForm, ref: str, which: int = 0) -> LawFacts:
    """What a paper of a dossier says. `which` 0 is the last one of its form.

    Not for Mẫu 01, which is made of the dossier alone. NotFound: no such dossier, or nothing to print yet.
    """
    view = dossiers.get(office, ref)
    history = life.get(office, view.id)
    match form:
        case LawForm.SUPPLEMENT:
            request = _chosen(law_facts.requests(history), which, lambda one: one.id, form, view)
            return law_facts.supplement_facts(view, request)
        case LawForm.REFUSAL:
            return law_facts.refusal_facts(view, _decision(history, form, which, view))
        case LawForm.EXTENSION:
            made = _decision(history, form, which, view)
            return law_facts.extension_facts(view, made, _sector(office, view))
        case LawForm.STOP:
            return law_facts.stop_facts(view, _decision(history, form, which, view))
        case LawForm.CONTROL:
            return _control(office, view, history)
        case LawForm.RESULT:
            return _result(office, view, history)
    raise ValueError(f"form {form} is not about one dossier")


def _chosen(
    found: tuple[T, ...], which: int, ident: Callable[[T], int], form: LawForm, view: DossierView
) -> T:
    match = [one for one in found if not which or ident(one) == which]
    if not match:
        raise NotFound(f"law_paper.none.{form}", code=view.code)
    return match[-1]


def _decision(history: LifeView, form: LawForm, which: int, view: DossierView) -> DecisionView:
    return _chosen(law_facts.decisions(history, form), which, lambda one: one.id, form, view)


def _sector(office: Office, view: DossierView) -> str:
    try:
        return office.catalogue.get(view.procedure_code).sector
    except NotFound:
        return ""


def _control(office: Office, view: DossierView, history: LifeView) -> ControlFacts:
    year = law_facts.year_of(view)
    return ControlFacts(
        dossier=view,
        printed_at=office.now(),
        book_year=year,
        row=law_register.number_of(office, view.id, year),
        steps=law_facts.steps(view, history, _collections(office, view, history)),
        agency=law_facts.agency_of(history),
    )


def _collections(office: Office, view: DossierView, history: LifeView) -> tuple[HandStep, ...]:
    """Each time the result was collected; what the dossier itself says where that was not recorded."""
    undone = {move.id for move in history.moves if move.undone}
    with office.store.read() as session:
        found = tuple(
            HandStep(
                kind=StepKind.RETURNED,
                at=row.given_at,
                giver=name_of(session, row.given_by),
                taker=", ".join(filter(None, (row.name, row.other_name))),
                due=view.appointment.due,
                ready_at=view.ready_at,
                undone=row.move_id in undone,
            )
            for row in _collected(session, view)
        )
    last = law_facts.returned_step(view, view.ready_at)
    return found or ((last,) if last else ())


def _collected(session: Session, view: DossierView) -> Sequence[Collected]:
    """Each time the result was collected, also what was undone since, oldest first."""
    return session.exec(
        select(Collected).where(Collected.dossier_id == view.id).order_by(col(Collected.move_id))
    ).all()


def _result(office: Office, view: DossierView, history: LifeView) -> ResultFacts:
    if view.returned_at is None:
        raise NotFound(f"law_paper.none.{LawForm.RESULT}", code=view.code)
    undone = {move.id for move in history.moves if move.undone}
    brought = law_facts.result_of(history)
    with office.store.read() as session:
        last = next((row for row in reversed(_collected(session, view)) if row.move_id not in undone), None)
        return ResultFacts(
            dossier=view,
            given_at=view.returned_at,
            given_by=view.returned_by,
            collector=last.name if last else view.returned_to,
            kind=last.collector if last else None,
            second=last.other_name if last else "",
            paper=last.authority_paper if last else "",
            result_kind=brought.result_name if brought else handings.result_of(office, view.procedure_code),
            result_number=brought.result_number if brought else "",
            result_copies=brought.result_copies if brought else 0,
        )


@act(Act.PRINT)
def record_print(
    office: Office, form: LawForm, dossier_id: int, *, which: int = 0, operation: str, target: str = ""
) -> int:
    """Count a print of a paper and return which it is: 1 the paper itself, a later one is a BẢN SAO.

    `target` names the printer or the file. A second press of one operation counts once. NotFound.
    """
    kind = kind_of(form, which)
    return dossiers.record_print(office, dossier_id, kind, operation=operation, target=target)
