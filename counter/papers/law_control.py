"""Mẫu 06, the control slip: the hand-over history of one dossier, row by row.

It is drawn from what happened and holds nothing of its own, so it can be printed at any time.
"""

from counter.i18n import day, local
from counter.models.law_papers import ControlFacts, HandStep, LawForm, StepKind
from counter.papers import words
from counter.papers.law_head import head_of, qr_of, subject_of
from counter.papers.law_values import ControlData, StepLine
from counter.papers.words import say
from counter.rules.hand_steps import outcome
from counter.settings import WardSettings
from counter.text import one_line


def control_data(
    facts: ControlFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> ControlData:
    """Mẫu 06 as the history stands. Raises DataFault."""
    view, at = facts.dossier, facts.printed_at
    top = head_of(LawForm.CONTROL, view, ward, at, copy=copy, practice=practice)
    return ControlData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, view=view),
        subject=subject_of(view, ward),
        book=say("law_paper.book", year=facts.book_year),
        row=f"{facts.row:02}",
        agency=one_line(facts.agency),
        partners=", ".join(map(one_line, facts.partners)),
        steps=tuple(
            _step(nth, step, one_line(ward.centre_name)) for nth, step in enumerate(facts.steps, start=1)
        ),
    )


def _step(nth: int, step: HandStep, centre: str) -> StepLine:
    found = outcome(step.due, step.ready_at)
    agency = one_line(step.agency)
    giver_place, taker_place = {
        StepKind.RECEIVED: ("", centre),
        StepKind.OUT: (centre, agency),
        StepKind.BACK: (agency, centre),
        StepKind.RETURNED: (centre, ""),
    }[step.kind]
    notes = (
        one_line(step.note),
        say(f"law_paper.handed.{step.outcome}") if step.outcome else "",
        say("law_paper.undone") if step.undone else "",
    )
    return StepLine(
        number=str(nth),
        giver=one_line(step.giver),
        giver_place=giver_place,
        taker=one_line(step.taker),
        taker_place=taker_place,
        at=say("law_paper.at", hour=words.hour(step.at), day=day(local(step.at).date())),
        outcome=say(f"law_paper.outcome.{found}") if found else "",
        note="; ".join(filter(None, notes)),
    )
