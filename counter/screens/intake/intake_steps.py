"""The journey through intake as pure steps: what a procedure brings, which step is next, what is open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from counter.models.catalogue import Channel, FieldType, FormField, Paper, Procedure
from counter.models.dossier import (
    Applicant,
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperMark,
    PaperState,
    ResultWay,
    Step,
)
from counter.models.papers_seen import Proof
from counter.models.resident import ResidentView
from counter.rules import citizen_id, fee_answers, forms, intake_checks, visits
from counter.rules.fee_inputs import NeededInput, needs
from counter.rules.phones import parse_phone

ORDER = tuple(Step)
_SEXES = {citizen_id.MALE, citizen_id.FEMALE}  # the words of the card, which every form uses


# -- the person -----------------------------------------------------------------------------


def with_person(draft: IntakeDraft, applicant: Applicant, known: ResidentView | None) -> IntakeDraft:
    """The draft of this person, filled with what the store knows of them. A new look at the face is due."""
    if known is not None:
        applicant = replace(
            applicant,
            resident_id=known.id,
            full_name=applicant.full_name or known.full_name,
            citizen_id=applicant.citizen_id or known.citizen_id,
            dob=applicant.dob or known.dob,
            gender=applicant.gender or known.gender,
            address=applicant.address or known.address,
            issue_date=applicant.issue_date or known.issue_date,
        )
    contact = draft.contact
    if contact.kind is None and known is not None and known.contacts:
        contact = replace(known.contacts[0], comes_back_on=None)
    return replace(
        draft,
        applicant=applicant,
        contact=contact,
        identity=IdentityCheck.NOT_DONE,
        behalf_of="",
        behalf_paper="",
    )


def is_somebody_else(before: Applicant, typed: Applicant) -> bool:
    """Whether another person is typed over one: the name is another, and so is the number or the birthday.

    Nobody has looked at that face yet, and the card of the one before is not theirs. A name alone is mended.
    """
    if not before.full_name or typed.full_name == before.full_name:
        return False
    return (typed.citizen_id, typed.dob) != (before.citizen_id, before.dob)


def of_resident(known: ResidentView) -> Applicant:
    """The applicant a clerk chose from the list of known people."""
    return Applicant(
        full_name=known.full_name,
        citizen_id=known.citizen_id,
        dob=known.dob,
        gender=known.gender,
        address=known.address,
        issue_date=known.issue_date,
        resident_id=known.id,
        extra_fields=known.extra_fields,
    )


# -- the procedure --------------------------------------------------------------------------


def with_procedure(
    draft: IntakeDraft, procedure: Procedure, quantities: Mapping[str, str], today: date
) -> IntakeDraft:
    """The draft for this procedure: its papers, the answers a card or "3x5" gives, a way of filing it allows.

    Answers of the same procedure stay; those of another do not.
    """
    same = draft.procedure_code == procedure.code
    kept = {answer.key: answer.value for answer in draft.answers} if same else {}
    values = _prefilled(draft, procedure) | kept | fee_answers.to_answers(procedure, quantities)
    answers = forms.clean(procedure, values, today)
    said = fee_answers.from_answers(procedure, {a.key: a.value for a in answers}, today)
    inputs = (draft.fee_inputs if same else {}) | dict(quantities)
    channel = draft.channel if procedure.channels.get(draft.channel) is not False else channels(procedure)[0]
    return replace(
        draft,
        procedure_code=procedure.code,
        papers=draft.papers if same and draft.papers else first_marks(procedure),
        answers=answers,
        # What the form says is not kept twice: it would be wrong after the first correction.
        fee_inputs={name: value for name, value in inputs.items() if said.get(name) != value},
        channel=channel,
        result_way=draft.result_way or ResultWay.COUNTER,
        contact=_contact_for(draft.contact, procedure),
        duplicate_reason=draft.duplicate_reason if same else "",
    )


def _prefilled(draft: IntakeDraft, procedure: Procedure) -> dict[str, str]:
    """What the card answers: of the person who acts in their own name."""
    return {} if draft.identity is IdentityCheck.FOR_ANOTHER else forms.prefill(procedure, draft.applicant)


def _contact_for(contact: Contact, procedure: Procedure) -> Contact:
    """Somebody who waits at the counter for a copy of the same day need not be called."""
    waits = contact.kind is None and visits.waits_at_counter(procedure)
    return replace(contact, kind=ContactKind.NONE) if waits else contact


def channels(procedure: Procedure) -> tuple[Channel, ...]:
    """The ways of filing that the procedure allows; where the data does not say, it does not forbid."""
    allowed = tuple(channel for channel in Channel if procedure.channels.get(channel) is not False)
    return allowed or (Channel.DIRECT,)


def first_marks(procedure: Procedure) -> tuple[PaperMark, ...]:
    """How the list of papers starts: look-ups offered first, papers of a case not needed until it arises."""
    return tuple(PaperMark(key=p.key, name=p.name, state=first_state(p)) for p in procedure.papers)


def first_state(paper: Paper) -> PaperState:
    """A required paper that a database holds is looked up; the paper is the fallback (TTHC 1.001193)."""
    if not paper.required:
        return PaperState.NOT_NEEDED
    return PaperState.FROM_DATABASE if paper.databases else PaperState.ASKED


def with_known(draft: IntakeDraft, procedure: Procedure, proofs: Mapping[str, Proof]) -> IntakeDraft:
    """The draft whose papers rest on what was seen before: the required ones that nobody has touched yet.

    What the clerk refused stays refused; a proof that stands no longer is let go of.
    """
    papers = {paper.key: paper for paper in procedure.papers}
    marks = []
    for mark in draft.papers:
        paper, proof = papers.get(mark.key), proofs.get(mark.key)
        if paper is None:
            marks.append(mark)
            continue
        untouched = paper.required and not mark.refused and mark.state is first_state(paper)
        if proof is not None and (mark.proof is not None or untouched):
            mark = PaperMark(key=mark.key, name=mark.name, state=PaperState.PRESENTED, proof=proof)
        elif mark.proof is not None:
            mark = PaperMark(key=mark.key, name=mark.name, state=first_state(paper))
        marks.append(mark)
    return replace(draft, papers=tuple(marks))


def states_of(paper: Paper) -> tuple[PaperState, ...]:
    """The states that Space goes through, the first one first."""
    done = intake_checks.paper_done(paper)
    database = (PaperState.FROM_DATABASE,) if paper.databases else ()
    may_not_arise = (PaperState.NOT_NEEDED,) if paper.condition is not None or not paper.required else ()
    if not paper.required:
        return (PaperState.NOT_NEEDED, done, *database, PaperState.MISSING)
    if database:
        return (*database, done, PaperState.MISSING, *may_not_arise)
    return (PaperState.ASKED, done, PaperState.MISSING, *may_not_arise)


# -- the way --------------------------------------------------------------------------------


def asks(draft: IntakeDraft, procedure: Procedure | None, today: date, step: Step) -> bool:
    """Whether a step still has something to ask, so that going forward stops there."""
    if step is Step.REVIEW:
        return True
    if step is Step.PAPERS:
        return procedure is not None and bool(procedure.papers)
    return bool(intake_checks.problems(draft, procedure, today, step))


def next_step(draft: IntakeDraft, procedure: Procedure | None, today: date, after: Step) -> Step:
    """The next step that asks something; the review at the latest."""
    later = ORDER[ORDER.index(after) + 1 :]
    return next((step for step in later if asks(draft, procedure, today, step)), Step.REVIEW)


def previous_step(draft: IntakeDraft, before: Step) -> Step | None:
    """One step back, also to one that was passed by; None from the first."""
    at = ORDER.index(before)
    if at == 0:
        return None
    return ORDER[at - 1] if draft.procedure_code else ORDER[min(at - 1, ORDER.index(Step.PROCEDURE))]


def step_of_problem(field: str, procedure: Procedure | None) -> Step:
    """Where a problem of the whole draft is mended."""
    if field in {"citizen_id", "old_cmnd", "dob", "gender", "address", "full_name", "identity"}:
        return Step.RESIDENT
    if field in {"behalf_of", "behalf_paper"}:
        return Step.RESIDENT
    if field == "procedure" or procedure is None:
        return Step.PROCEDURE
    if field in {"channel", "contact", "phone", "whose", "comes_back_on", "result_way", "note", "best_time"}:
        return Step.CONTACT
    return Step.PAPERS if any(paper.key == field for paper in procedure.papers) else Step.QUESTIONS


# -- fee questions --------------------------------------------------------------------------


def fee_questions(procedure: Procedure) -> tuple[NeededInput, ...]:
    """What the fee depends on and no question of the form settles."""
    given = {(f.gives or "").partition(".")[0] for f in procedure.fields}
    if "copies" in given:
        given.add("items")  # a list of copies x events says the same again
    return tuple(needed for needed in needs(procedure) if needed.name not in given)


# -- contact --------------------------------------------------------------------------------


def contact_kind(kind: str, phone: str) -> ContactKind | None:
    """What a number says when nobody said whose it is: 0 is nobody's, a fixed line is the house's."""
    if kind:
        return ContactKind(kind)
    if phone.strip() == "0":
        return ContactKind.NONE
    if not phone.strip():
        return None
    return ContactKind.LANDLINE if parse_phone(phone).type == "fixed" else ContactKind.OWN_PHONE


# -- reading back ---------------------------------------------------------------------------


def error_prone(draft: IntakeDraft, procedure: Procedure | None) -> tuple[str, ...]:
    """The facts most often wrong, in capitals, to be read letter by letter: name, day of birth, sex."""
    answers = {answer.key: answer.value for answer in draft.answers}
    fields = procedure.fields if procedure else ()
    name = next((answers[f.key] for f in fields if _is_name(f) and answers.get(f.key)), "")
    found = [name or draft.behalf_of or draft.applicant.full_name]
    found += [answers[f.key].partition(" ")[0] for f in fields if f.birth and answers.get(f.key)]
    found += [answers[f.key] for f in fields if set(f.options) == _SEXES and answers.get(f.key)]
    if len(found) == 1 and draft.applicant.citizen_id:
        found.append(draft.applicant.citizen_id)
    return tuple(fact.upper() for fact in found if fact)[:4]


def _is_name(field: FormField) -> bool:
    """The first short text of a form that no card fills is the name of the person it is about."""
    return field.type is FieldType.TEXT and field.required and field.from_card is None
