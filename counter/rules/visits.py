"""What the procedures of one visit share: who was looked at, how a household is reached, papers seen once."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from counter.errors import Problem
from counter.models.catalogue import Channel, Paper, PaperMode, Procedure, TimeUnit
from counter.models.dossier import (
    Applicant,
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperMark,
    PaperState,
)
from counter.models.papers_seen import PaperKind, PaperOwner
from counter.models.visit import VisitDraft, VisitPerson
from counter.rules.intake_checks import missing_papers, paper_done
from counter.text import fold

_PHONES = frozenset({ContactKind.OWN_PHONE, ContactKind.LANDLINE})
_OPEN = frozenset({PaperState.ASKED, PaperState.MISSING})
_HELD = frozenset({PaperState.SUBMITTED, PaperState.PRESENTED})


def person_key(applicant: Applicant, behalf_of: str = "") -> str:
    """The same for the same person in one visit: the identity number, else name and day of birth."""
    born = applicant.dob.isoformat() if applicant.dob else ""
    who = applicant.citizen_id or f"{fold(applicant.full_name)} {born}".strip()
    return f"{who}|{fold(behalf_of)}" if behalf_of else who


def looked_at(draft: IntakeDraft) -> bool:
    """Whether somebody's face was compared with their card, and it is known for whom they act."""
    if draft.identity is IdentityCheck.FOR_ANOTHER:
        return bool(draft.behalf_of and draft.behalf_paper)
    return draft.identity is IdentityCheck.SAME_PERSON


def waits_at_counter(procedure: Procedure) -> bool:
    """Whether the resident waits for the result: then nobody asks how they are reached."""
    return procedure.time_limit.unit is TimeUnit.SAME_DAY and procedure.channels.get(Channel.ONLINE) is False


def merge(people: Iterable[VisitPerson]) -> tuple[VisitPerson, ...]:
    """Each person once, in the order they came, with the last way to reach them that was said."""
    found: dict[str, VisitPerson] = {}
    for one in people:
        before = found.get(one.key)
        contact = one.contact if one.contact.kind or before is None else before.contact
        way = one.result_way or (before.result_way if before else None)
        found[one.key] = replace(one, contact=contact, result_way=way)
    return tuple(found.values())


def contact_for(person: VisitPerson, people: Iterable[VisitPerson]) -> Contact:
    """How to reach somebody of the household: as they said, else over the phone another one gave."""
    if person.contact.kind is not None:
        return replace(person.contact, comes_back_on=None)
    for one in people:
        if one.contact.kind in _PHONES and one.contact.phone:
            if one.contact.kind is ContactKind.LANDLINE or _same(one.applicant, person.applicant):
                return replace(one.contact, comes_back_on=None)
            whose = one.applicant.full_name
            return Contact(kind=ContactKind.RELATIVE, phone=one.contact.phone, whose=whose)
    return Contact()


def _same(one: Applicant, other: Applicant) -> bool:
    return person_key(one) == person_key(other)


def household_kinds(kinds: Mapping[str, PaperKind]) -> frozenset[str]:
    """The kinds of paper (loại giấy tờ) that serve everybody of a household."""
    return frozenset(ident for ident, kind in kinds.items() if kind.owner is PaperOwner.HOUSEHOLD)


def shareable(paper: Paper) -> bool:
    """Whether one look serves several procedures: the same kind (loại) of paper, shown and given back.

    The original to be copied, the form to be filled and what is kept belong to one procedure alone.
    """
    return paper.kind is not None and paper.mode is PaperMode.PRESENT


def listed(procedure: Procedure, draft: IntakeDraft) -> tuple[tuple[Paper, PaperMark], ...]:
    """The papers to hold in the hand for a draft: required ones no database answers, and those ticked."""
    marks = {mark.key: mark for mark in draft.papers}
    return tuple(
        (paper, marks[paper.key])
        for paper in procedure.papers
        if paper.key in marks
        and (marks[paper.key].state in _HELD or (paper.required and marks[paper.key].state in _OPEN))
    )


def turned(draft: IntakeDraft, paper: Paper) -> IntakeDraft:
    """The draft with one of its papers taken into the hand, or laid down again: a proof is then refused."""
    done = paper_done(paper)
    marks = tuple(
        (
            PaperMark(key=mark.key, name=mark.name, refused=mark.refused or mark.proof is not None)
            if mark.state is done
            else replace(mark, state=done, originals=paper.originals or 0, copies=paper.copies or 0)
        )
        if mark.key == paper.key
        else mark
        for mark in draft.papers
    )
    return replace(draft, papers=marks)


def with_seen_papers(
    draft: IntakeDraft,
    procedures: Mapping[str, Procedure],
    others: Iterable[IntakeDraft],
    household: Container[str] = (),
) -> IntakeDraft:
    """The draft with those papers ticked that were held for another procedure of the same visit.

    `procedures` by code; `household`: the kinds of paper that serve everybody of a household, any other only
    the person who showed it. What somebody has already settled for this draft stays.
    """
    procedure = procedures.get(draft.procedure_code)
    if procedure is None:
        return draft
    kinds = {paper.key: paper.kind for paper in procedure.papers if shareable(paper)}
    held = {
        kind
        for other in others
        if other.id != draft.id
        for kind in _shown(other, procedures.get(other.procedure_code))
        if kind in household or _same(other.applicant, draft.applicant)
    }
    marks = tuple(
        replace(mark, state=PaperState.PRESENTED, originals=1, refused=False)
        if kinds.get(mark.key) in held and mark.state in _OPEN
        else mark
        for mark in draft.papers
    )
    return replace(draft, papers=marks) if marks != draft.papers else draft


def problems(one: VisitDraft) -> tuple[Problem, ...]:
    """What stands between a procedure of the visit and its acceptance, its papers as ticked now."""
    procedure = one.preview.procedure
    if procedure is None:
        return one.preview.problems
    keys = {paper.key for paper in procedure.papers}
    lacking = (
        Problem(paper.key, "procedure.intake.paper_missing", {"name": paper.name})
        for paper in missing_papers(procedure, one.draft.papers)
    )
    return (*(found for found in one.preview.problems if found.field not in keys), *lacking)


def _shown(draft: IntakeDraft, procedure: Procedure | None) -> set[str]:
    """The kinds of paper that were shown for a draft."""
    shown = {mark.key for mark in draft.papers if mark.state is PaperState.PRESENTED}
    papers = procedure.papers if procedure else ()
    return {paper.kind for paper in papers if paper.kind and shareable(paper) and paper.key in shown}
