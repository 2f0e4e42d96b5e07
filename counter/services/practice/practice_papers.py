"""The papers and answers of a made-up dossier, and what its acceptance saw of papers that are known again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from counter.models.canonical import canonical
from counter.models.dossier import Answer, Applicant, IdentityCheck, IntakeDraft
from counter.models.instant import to_micros
from counter.rules import papers_seen
from counter.services.practice.practice_cases import Case
from counter.services.practice.practice_people import Person
from counter.services.practice.practice_rows import Rows


@dataclass(frozen=True, slots=True)
class Seen:
    """Which dossier, whose, who saw it, when."""

    dossier_id: int
    resident_id: int
    clerk_id: int
    at: datetime


def write(rows: Rows, dossier_id: int, case: Case, person: Person) -> None:
    """The official list with what became of each paper, and the answers of the form."""
    for place, mark in enumerate(case.papers):
        counts = mark.originals, mark.copies
        rows.add("dossier_paper", dossier_id, place, mark.key, mark.name, mark.state.value, *counts)
    for place, answer in enumerate(answers_for(case, person)):
        rows.add("dossier_answer", dossier_id, place, answer.key, answer.label, answer.value)


def write_seen(
    rows: Rows, kinds: papers_seen.Kinds, seen: Seen, case: Case, person: Person, *, for_another: bool
) -> None:
    """The papers of kinds that are known again, as an acceptance notes them; the card is always compared."""
    draft = IntakeDraft(
        id=f"practice-draft-{seen.dossier_id}",
        applicant=Applicant(dob=person.dob, issue_date=person.issued, from_card=True),
        identity=IdentityCheck.FOR_ANOTHER if for_another else IdentityCheck.SAME_PERSON,
        papers=case.papers,
    )
    for one in papers_seen.sightings(draft, case.procedure, kinds):
        days = (day.isoformat() if day else None for day in (one.issued_on, one.valid_until))
        what = one.key, one.kind, one.name, one.seen_as.value, *days, int(one.endless)
        rows.add(
            "paper_seen",
            seen.resident_id,
            seen.dossier_id,
            *what,
            seen.clerk_id,
            to_micros(seen.at),
            draft.id,
        )


def answers_for(case: Case, person: Person) -> tuple[Answer, ...]:
    """The case's answers, what the applicant's card says put in where a field takes it from there."""
    facts: Mapping[str, str] = {
        "full_name": person.full_name,
        "citizen_id": person.citizen_id,
        "gender": person.gender,
        "address": person.address,
        "dob": f"{person.dob:%d/%m/%Y}",
    }
    given = {answer.key: answer.value for answer in case.answers}
    given |= {f.key: facts[f.from_card or ""] for f in case.procedure.fields if f.from_card in facts}
    return tuple(
        Answer(key=f.key, label=f.label, value=given[f.key]) for f in case.procedure.fields if f.key in given
    )


def applicant_text(person: Person, resident_id: int) -> str:
    """The applicant as `dossier.applicant` keeps them."""
    return canonical(
        {
            "full_name": person.full_name,
            "citizen_id": person.citizen_id,
            "old_cmnd": person.old_cmnd,
            "dob": person.dob.isoformat(),
            "gender": person.gender,
            "address": person.address,
            "issue_date": person.issued.isoformat(),
            "resident_id": resident_id,
            "from_card": True,
            "extra_fields": [],
        }
    )
