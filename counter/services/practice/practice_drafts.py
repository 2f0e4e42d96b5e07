"""Made-up intakes in progress: left by whoever had to go, to be taken up by the learner."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from counter.i18n import LOCAL_ZONE
from counter.models.dossier import Applicant, Contact, ContactKind, IdentityCheck, IntakeDraft, Step
from counter.models.instant import to_micros
from counter.models.staff import StaffView
from counter.services.practice.practice_cases import Case, Cases
from counter.services.practice.practice_days import Days
from counter.services.practice.practice_people import Person
from counter.services.store.connection import SqlValue

MOST = 12


def drafts(
    rng: random.Random, cases: Cases, persons: Sequence[Person], staff: Sequence[StaffView], days: Days
) -> Iterator[tuple[SqlValue, ...]]:
    """At most MOST rows of the draft table, saved on the last working day."""
    from pydantic import TypeAdapter

    shape = TypeAdapter(IntakeDraft)
    day = days.last
    steps = list(Step)
    for number in range(MOST):
        person, owner = rng.choice(persons), staff[number % len(staff)]
        draft = _draft(number, cases.draw(day), person, steps[number % len(steps)])
        saved = datetime.combine(day, time(16), LOCAL_ZONE) + timedelta(minutes=number * 4)
        at = to_micros(saved)
        yield (
            draft.id, owner.id, draft.step.value, person.full_name, person.folded, draft.procedure_code,
            shape.dump_json(draft).decode(), 1, at - 300_000_000, at,
        )  # fmt: skip


def _draft(number: int, case: Case, person: Person, step: Step) -> IntakeDraft:
    """An intake that has come as far as a step."""
    draft = IntakeDraft(
        id=f"practice-intake-{number}",
        step=step,
        applicant=Applicant(
            full_name=person.full_name,
            citizen_id=person.citizen_id,
            dob=person.dob,
            gender=person.gender,
            address=person.address,
            issue_date=person.issued,
            from_card=True,
        ),
    )
    if step is Step.RESIDENT:
        return draft
    draft = replace(draft, identity=IdentityCheck.SAME_PERSON)
    if step is Step.PROCEDURE:
        return draft
    draft = replace(draft, procedure_code=case.procedure.code, papers=case.papers)
    if step in (Step.PAPERS, Step.QUESTIONS):
        return draft
    contact = Contact(kind=ContactKind.OWN_PHONE if person.phone else ContactKind.NONE, phone=person.phone)
    return replace(draft, answers=case.answers, fee_inputs=dict(case.fee_inputs), contact=contact)
