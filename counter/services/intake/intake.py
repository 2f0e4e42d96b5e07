"""Intake (tiếp nhận hồ sơ): from an empty form to an accepted dossier, the one transaction that makes it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import LOCAL_ZONE, local
from counter.models.canonical import canonical
from counter.models.catalogue import Procedure
from counter.models.dossier import (
    Accepted,
    Answer,
    Applicant,
    Appointment,
    DossierState,
    Duplicate,
    IntakeDraft,
    PaperMark,
    Preview,
)
from counter.models.identity import Card
from counter.models.instant import from_micros
from counter.models.money import MoneyState
from counter.rules import fee_answers, forms
from counter.rules.fee_inputs import InputKind, missing, needs, parse_inputs
from counter.rules.moves import OPEN
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.dossier.dossiers import get
from counter.services.intake import acceptance, acceptance_rows, drafts
from counter.services.intake.acceptance import Prepared
from counter.services.intake.acceptance_rows import Case
from counter.services.intake.appointments import appoint
from counter.services.office import Office, act
from counter.services.people import papers_seen
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

Quantities = str | tuple[tuple[int, int], ...]


# -- starting -------------------------------------------------------------------------------


@act(Act.SAVE_DRAFT, writes=False)
def start(
    office: Office,
    *,
    procedure: str = "",
    quantities: Quantities = "",
    payload: Card | None = None,
    from_dossier: int | None = None,
) -> IntakeDraft:
    """A new draft with an id of its own, nothing saved yet.

    `procedure`: a code or a short code; `quantities`: "3x5" as in `ct 3x5`; `payload`: a scanned card;
    `from_dossier`: an earlier dossier that says who, how to reach them, what for and what was answered. Never
    copied: the identity check, papers seen, an exemption, consent. NotFound, Refused for what cannot be read.
    """
    draft = IntakeDraft(id=uuid.uuid4().hex)
    if from_dossier is not None:
        draft = _from_dossier(office, draft, from_dossier)
    if payload is not None:
        draft = replace(draft, applicant=Applicant.of_card(payload))
    if procedure:
        draft = _with_procedure(office, draft, office.catalogue.get(procedure), quantities)
    return draft


def _from_dossier(office: Office, draft: IntakeDraft, dossier_id: int) -> IntakeDraft:
    earlier = get(office, str(dossier_id))
    try:
        procedure = office.catalogue.get(earlier.procedure_code)
    except NotFound:  # the procedure has ended: the person is still the person
        return replace(draft, applicant=earlier.applicant, contact=earlier.contact, started_from=earlier.id)
    known = {field.key for field in procedure.fields}
    answers = tuple(answer for answer in earlier.answers if answer.key in known)
    return replace(
        draft,
        applicant=replace(earlier.applicant, resident_id=earlier.resident_id, from_card=False),
        contact=replace(earlier.contact, comes_back_on=None),
        procedure_code=procedure.code,
        papers=unseen_papers(procedure),
        answers=answers,
        fee_inputs=_not_said(office, procedure, answers, earlier.fee_inputs),
        result_way=earlier.result_way,
        started_from=earlier.id,
    )


def unseen_papers(procedure: Procedure) -> tuple[PaperMark, ...]:
    """The official list of a procedure, nothing of it seen yet."""
    return tuple(PaperMark(key=paper.key, name=paper.name) for paper in procedure.papers)


def _with_procedure(
    office: Office, draft: IntakeDraft, procedure: Procedure, quantities: Quantities
) -> IntakeDraft:
    pairs = _quantity_pairs(procedure, quantities)
    kept = {} if draft.procedure_code != procedure.code else {a.key: a.value for a in draft.answers}
    values = forms.prefill(procedure, draft.applicant) | kept | fee_answers.to_answers(procedure, pairs)
    answers = forms.clean(procedure, values, local(office.now()).date())
    return replace(
        draft,
        procedure_code=procedure.code,
        papers=unseen_papers(procedure),
        answers=answers,
        fee_inputs=_not_said(office, procedure, answers, pairs),
    )


def _not_said(
    office: Office, procedure: Procedure, answers: tuple[Answer, ...], pairs: Mapping[str, str]
) -> dict[str, str]:
    """The fee inputs that the form does not say: what stands twice is wrong after the first correction."""
    today = local(office.now()).date()
    said = fee_answers.from_answers(procedure, {a.key: a.value for a in answers}, today)
    return {name: value for name, value in pairs.items() if name not in said}


def _quantity_pairs(procedure: Procedure, quantities: Quantities) -> dict[str, str]:
    """ "3x5" under the NAME of the procedure's list: copies x pages or copies x events; else Refused."""
    if isinstance(quantities, tuple):
        quantities = ",".join(f"{copies}x{each}" for copies, each in quantities)
    if not quantities:
        return {}
    lists = [n.name for n in needs(procedure) if n.kind in {InputKind.SHEETS, InputKind.ITEMS}]
    if not lists:
        raise Refused((Problem("quantities", "intake.no_quantities", {"name": procedure.name}),))
    pairs = {lists[0]: quantities}
    parse_inputs(procedure, pairs)
    return pairs


# -- looking ahead --------------------------------------------------------------------------


@act(Act.READ, writes=False)
def preview(office: Office, draft: IntakeDraft) -> Preview:
    """What the draft would come to now: procedure, quote, appointment, everything still to mend. Never raises
    for what is merely missing."""
    try:
        procedure = office.catalogue.get(draft.procedure_code) if draft.procedure_code else None
    except NotFound:
        procedure = None
    now = office.now()
    case = acceptance.tidy(draft)
    problems = acceptance.problems(office, case, procedure, local(now).date())
    if procedure is None:
        return Preview(problems=problems)
    with office.store.query() as connection:
        problems += papers_seen.problems(office, connection, case, procedure)
    try:
        inputs = parse_inputs(procedure, fee_answers.effective(procedure, case, local(now).date()))
        asked = tuple(gap.name for gap in missing(procedure, inputs))
        quoted = (
            None
            if asked
            else acceptance.quote_for(procedure, case, local(now).date(), group=case.exempt_group)
        )
    except Refused:  # told among the problems
        asked, quoted = (), None
    return Preview(
        procedure=procedure,
        quote=quoted,
        appointment=appoint(office, procedure, draft.channel, now),
        problems=problems,
        next_questions=asked,
    )


@act(Act.READ, writes=False)
def duplicates(office: Office, draft: IntakeDraft) -> tuple[Duplicate, ...]:
    """Open dossiers of the same person and procedure, newest first: to be shown before a second is taken."""
    with office.store.query() as connection:
        return _duplicates(connection, acceptance.tidy(draft), local(office.now()).date())


_ALIKE = (
    "SELECT id, code, short_code, procedure_name, applicant_name, state, received_at, day FROM dossier"
    " WHERE resident_id IN (SELECT value FROM json_each(?)) AND procedure_code = ?"
    " AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 5"
)


def _duplicates(connection: Connection, draft: IntakeDraft, today: date) -> tuple[Duplicate, ...]:
    applicant = draft.applicant
    people = set[int]() if applicant.resident_id is None else {applicant.resident_id}
    if applicant.citizen_id:
        bearers = "SELECT resident_id FROM resident_number WHERE number = ?"
        people.update(row[0] for row in connection.execute(bearers, (applicant.citizen_id,)))
    if not people or not draft.procedure_code:
        return ()
    rows = connection.execute(
        _ALIKE, (canonical(sorted(people)), draft.procedure_code, canonical(sorted(OPEN)))
    )
    return tuple(
        Duplicate(
            dossier_id=ident,
            code=code,
            short_code=short,
            procedure_name=procedure,
            applicant_name=applicant_name,
            state=DossierState(state),
            received_at=from_micros(received),
            same_day=day == today.isoformat(),
        )
        for ident, code, short, procedure, applicant_name, state, received, day in rows
    )


# -- accepting ------------------------------------------------------------------------------


@act(Act.ACCEPT)
def accept(office: Office, draft: IntakeDraft) -> Accepted:
    """Take the dossier: the authority on every rule, and one transaction for all it writes.

    The draft's id is the operation: a second press returns the first result. Refused with every problem at
    once; Conflict when a colleague took the draft over or discarded it, or the person's data were deleted
    meanwhile; NotFound for an unknown resident.
    """
    now = office.now()
    prepared = acceptance.prepare(office, draft, now)
    _warm(office, now)
    with office.store.write(now) as transaction:
        if done := transaction.earlier(draft.id):
            return _accepted_of(done)
        _must_be_mine(office, transaction, draft.id)
        drafts.must_not_bring_back(transaction.connection, draft)
        if local(transaction.now).date() != prepared.day:  # it waited over midnight
            prepared = acceptance.prepare(office, draft, transaction.now)
        case = _checked(office, transaction, prepared)
        accepted = acceptance_rows.write(office, transaction, case)
        drafts.forget(transaction, draft.id)
        transaction.record(
            person(office),
            "dossier.event.accepted",
            subject=("dossier", accepted.dossier_id),
            operation=draft.id,
            detail=acceptance_rows.told(case, accepted),
            result=_result_of(accepted),
        )
        return accepted


def _warm(office: Office, now: datetime) -> None:
    """Read the calendar before the write begins, so that no other writer waits for a file."""
    office.calendar.is_working(local(now).date())


def _must_be_mine(office: Office, transaction: Transaction, draft_id: str) -> None:
    row = transaction.connection.execute(
        "SELECT s.id, s.name FROM draft d JOIN staff s ON s.id = d.owner_id WHERE d.id = ?", (draft_id,)
    ).fetchone()
    if row is None:
        drafts.must_be_new(transaction.connection, draft_id)
    elif row[0] != person(office).id:
        raise Conflict("draft.taken_over", who=row[1])


def _checked(office: Office, transaction: Transaction, prepared: Prepared) -> Case:
    """The draft as a case that may be written, by what stands in the store now. Refused otherwise."""
    draft, procedure, problems = prepared.draft, prepared.procedure, list(prepared.problems)
    if procedure is not None:
        problems += papers_seen.problems(office, transaction.connection, draft, procedure)
    alike = _duplicates(transaction.connection, draft, prepared.day)
    if alike and not draft.duplicate_reason:
        problems.append(Problem("duplicate_reason", "intake.duplicate", {"code": alike[0].short_code}))
    if problems or procedure is None or prepared.said is None:
        raise Refused(tuple(problems) or (Problem("procedure", "procedure.intake.none"),))
    return Case(
        said=prepared.said,
        appointment=appoint(office, procedure, draft.channel, transaction.now),
        duplicates=len(alike),
    )


def _result_of(accepted: Accepted) -> dict[str, str | int]:
    due = accepted.appointment.due
    return {
        "dossier_id": accepted.dossier_id,
        "code": accepted.code,
        "provisional": int(accepted.provisional),
        "short_code": accepted.short_code,
        "due": due.isoformat() if due else "",
        "reason": accepted.appointment.reason,
        "warnings": json.dumps(accepted.appointment.warnings, ensure_ascii=False),
        "money": accepted.money.value,
        "total": "" if accepted.total is None else accepted.total,
    }


def _accepted_of(done: Mapping[str, str | int]) -> Accepted:
    due = str(done["due"])
    return Accepted(
        dossier_id=int(done["dossier_id"]),
        code=str(done["code"]),
        provisional=bool(done["provisional"]),
        short_code=str(done["short_code"]),
        appointment=Appointment(
            due=datetime.fromisoformat(due).astimezone(LOCAL_ZONE) if due else None,
            reason=str(done["reason"]),
            warnings=tuple(json.loads(str(done["warnings"]))),
        ),
        money=MoneyState(str(done["money"])),
        total=None if done["total"] == "" else int(done["total"]),
    )
