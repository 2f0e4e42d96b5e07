"""What the acceptance of a dossier checks and writes, inside the one transaction of `intake.accept`."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from counter.errors import Problem
from counter.i18n import midnight
from counter.models.canonical import canonical
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import (
    Accepted,
    Appointment,
    Contact,
    DossierState,
    IntakeDraft,
    PapersHeld,
    PaperState,
)
from counter.models.money import MoneyState, Quote
from counter.models.numbers import digits
from counter.models.tables import (
    Dossier,
    DossierAnswer,
    DossierPaper,
    HouseholdVisit,
    ProcedureRow,
    Visit,
)
from counter.rules import (
    applicant_checks,
    dossier_code,
    fee_answers,
    fees,
    forms,
    intake_checks,
    payments,
)
from counter.rules.fee_inputs import parse_inputs
from counter.rules.free_text import text_problems
from counter.rules.phones import parse_phone
from counter.rules.secrets import secret_problems
from counter.services import exemptions, outbox, papers_seen, residents, second_looks, submission_rows
from counter.services.dossier_rows import applicant_json, id_of, keep_quote, person
from counter.services.dossier_views import plain
from counter.services.dossiers import PRACTICE_MARK
from counter.services.office import Office
from counter.services.transaction import Transaction
from counter.text import as_typed, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft that passed every check, with what it comes to."""

    draft: IntakeDraft
    procedure: Procedure
    quote: Quote  # with the draft's exempt group counted
    full: Quote  # nobody's exemption counted
    appointment: Appointment
    day: date  # of reception, in the ward's zone
    duplicates: int  # open dossiers of the same person and procedure


# -- before ---------------------------------------------------------------------------------


def tidy(draft: IntakeDraft) -> IntakeDraft:
    """The draft in stored form: one Unicode form, no stray blanks, a phone number as it is dialled here."""
    return replace(
        draft,
        applicant=applicant_checks.tidy(draft.applicant),
        behalf_of=as_typed(draft.behalf_of),
        behalf_paper=as_typed(draft.behalf_paper),
        exempt_proof=as_typed(draft.exempt_proof),
        duplicate_reason=as_typed(draft.duplicate_reason),
        note=as_typed(draft.note),
        contact=tidy_contact(draft.contact),
    )


def tidy_contact(contact: Contact) -> Contact:
    """How somebody is reached in stored form."""
    phone = parse_phone(contact.phone)
    dialled = phone.national or contact.phone if phone.usable else contact.phone
    return replace(
        contact, phone=as_typed(dialled), whose=as_typed(contact.whose), best_time=as_typed(contact.best_time)
    )


def problems(
    office: Office, draft: IntakeDraft, procedure: Procedure | None, today: date
) -> tuple[Problem, ...]:
    """Everything that stands between a tidied draft and its acceptance."""
    texts = {"exempt_proof": draft.exempt_proof, "duplicate_reason": draft.duplicate_reason}
    person_ = {"full_name": draft.applicant.full_name, "address": draft.applicant.address}
    found = [
        *intake_checks.problems(draft, procedure, today),
        *applicant_checks.problems(draft.applicant, today),
        *secret_problems(person_),
        *text_problems(texts),
    ]
    listed = {group.id for group in office.catalogue.groups_for(procedure)} if procedure else set[str]()
    if procedure and draft.exempt_group and draft.exempt_group not in listed:
        found.append(Problem("exempt_group", "payment.exempt_not_listed", {"name": procedure.name}))
    return tuple(found)


def quote_for(procedure: Procedure, draft: IntakeDraft, day: date, *, group: str) -> Quote:
    """What is due for a draft on a day, for a member of an exempt group or nobody's. Refused with a gap."""
    inputs = parse_inputs(procedure, fee_answers.effective(procedure, draft, day))
    return fees.quote(procedure, inputs, channel=draft.channel, on=day, exempt_group=group or None)


# -- writing --------------------------------------------------------------------------------


def write(office: Office, transaction: Transaction, case: Case) -> Accepted:
    """Write the resident, the visit, the dossier and all that hangs on it; the caller records the event."""
    session, draft = transaction.session, case.draft
    resident = residents.register_or_update(
        transaction, person(office), draft.applicant, draft.contact, operation=draft.id
    )
    _mirror(session, case.procedure, transaction.now)
    row = _dossier(office, transaction, case)
    row.resident_id = resident
    row.visit_id = _visit(office, session, resident, case, transaction.now)
    session.add(row)
    session.flush()
    row.short_code = dossier_code.short_code(id_of(row))
    _write_papers(session, row, case)
    papers_seen.keep(office, transaction, row, draft, case.procedure)
    _write_answers(session, row, case)
    keep_quote(session, row, case.quote)
    row.money = _settle(office, transaction, row, case)
    if draft.channel is Channel.ONLINE:
        submission_rows.open_filing(transaction, person(office), row)
    session.add(row)
    outbox.tell(office, transaction, row)
    transaction.flush()
    second_looks.want(office, transaction, id_of(row))
    return Accepted(
        dossier_id=id_of(row),
        code=row.code,
        provisional=row.provisional,
        short_code=row.short_code,
        appointment=case.appointment,
        money=row.money,
        total=case.quote.total,
    )


def told(case: Case, accepted: Accepted) -> dict[str, str | int]:
    """What the event of the acceptance says."""
    detail: dict[str, str | int] = {
        "code": accepted.code,
        "procedure": case.procedure.code,
        "channel": case.draft.channel,
        "fee": "?" if accepted.total is None else accepted.total,
    }
    if case.duplicates:
        detail |= {"duplicates": case.duplicates, "reason": case.draft.duplicate_reason}
    return detail


def _dossier(office: Office, transaction: Transaction, case: Case) -> Dossier:
    draft = case.draft
    unit = office.ward.unit_code if office.ward.unit_code_known else dossier_code.PROVISIONAL
    number = transaction.next_number(f"dossier:{unit}", case.day)
    code = dossier_code.build(office.ward.unit_code, case.day, number)
    written = (PRACTICE_MARK if office.practice else "") + str(code)
    if draft.result_way is None:
        raise RuntimeError("a checked draft says how the result is collected")
    row = Dossier(
        code=written,
        code_reversed=written[::-1],
        short_code="",
        provisional=code.provisional,
        day=case.day,
        sequence=number,
        state=DossierState.RECEIVED,
        money=MoneyState.UNKNOWN,
        procedure_code=case.procedure.code,
        procedure_name=case.procedure.name,
        applicant=applicant_json(draft.applicant),
        applicant_name=draft.applicant.full_name,
        folded=fold(f"{draft.applicant.full_name} {draft.behalf_of}"),
        identity=draft.identity,
        channel=draft.channel,
        result_way=draft.result_way,
        received_at=transaction.now,
        received_by=person(office).id,
        operation=draft.id,
    )
    _say_more(row, case)
    return row


def _say_more(row: Dossier, case: Case) -> None:
    """For whom, how to reach them, when it is due, what the fee depends on."""
    draft, contact = case.draft, case.draft.contact
    row.papers_held = _held(draft)
    row.behalf_of, row.behalf_paper = draft.behalf_of, draft.behalf_paper
    row.contact_kind, row.contact_whose, row.contact_time = contact.kind, contact.whose, contact.best_time
    row.contact_phone = digits(contact.phone)
    row.contact_phone_reversed = row.contact_phone[::-1]
    row.comes_back_on = contact.comes_back_on
    row.due_at, row.due_reason = case.appointment.due, case.appointment.reason
    row.due_warnings = list(case.appointment.warnings)
    row.fee_inputs = dict(fee_answers.effective(case.procedure, draft, case.day))
    row.exempt_group = draft.exempt_group
    row.started_from = draft.started_from
    row.note = draft.note


def _held(draft: IntakeDraft) -> PapersHeld:
    kept = any(mark.state is PaperState.SUBMITTED for mark in draft.papers)
    return PapersHeld.COUNTER if kept else PapersHeld.NONE


def _mirror(session: Session, procedure: Procedure, now: datetime) -> None:
    """The procedure as it stands in the data today, so that the dossier has a name when the data moves on."""
    version = hashlib.sha256(canonical(plain(procedure)).encode()).hexdigest()[:16]
    row = session.get(ProcedureRow, procedure.code)
    if row is None:
        row = ProcedureRow(code=procedure.code, name="", updated_at=now)
    if row.data_version != version:
        row.name, row.sector, row.data_version = procedure.name, procedure.sector, version
        row.updated_at = now
        session.add(row)
        session.flush()


def _visit(office: Office, session: Session, resident: int, case: Case, now: datetime) -> int:
    """The household's visit of the day that the draft belongs to; else the resident's own one that is still
    open today, or a new one."""
    household = select(HouseholdVisit.visit_id)
    wanted = select(Visit).where(col(Visit.started_at) >= midnight(case.day), col(Visit.ended_at).is_(None))
    row = None
    if case.draft.visit_id is not None:
        its = wanted.where(Visit.id == case.draft.visit_id, col(Visit.id).in_(household))
        row = session.exec(its).first()
    if row is None:
        own = wanted.where(Visit.resident_id == resident, col(Visit.id).not_in(household))
        row = session.exec(own.order_by(col(Visit.id).desc()).limit(1)).first()
    if row is None:
        row = Visit(resident_id=resident, staff_id=person(office).id, started_at=now)
        session.add(row)
        session.flush()
    if row.id is None:
        raise RuntimeError("a flushed row has an id")
    if row.resident_id is None:  # a visit that was begun before anybody's first procedure
        row.resident_id = resident
        session.add(row)
    return row.id


def _write_papers(session: Session, row: Dossier, case: Case) -> None:
    """The whole official list, in its order and its words."""
    marks = {mark.key: mark for mark in case.draft.papers}
    for position, paper in enumerate(case.procedure.papers):
        mark = marks.get(paper.key)
        state = mark.state if mark else PaperState.ASKED
        originals, copies = (mark.originals, mark.copies) if mark else (0, 0)
        certified = mark.certified if mark else 0
        in_hand = state in {PaperState.SUBMITTED, PaperState.PRESENTED} and not (mark and mark.proof)
        if in_hand and not originals + copies + certified:
            originals, copies = paper.originals or 0, paper.copies or 0
        session.add(
            DossierPaper(
                dossier_id=id_of(row),
                position=position,
                key=paper.key,
                name=paper.name,
                state=state,
                originals=originals,
                copies=copies,
                certified=certified,
            )
        )


def _write_answers(session: Session, row: Dossier, case: Case) -> None:
    given = {answer.key: answer.value for answer in case.draft.answers}
    for position, answer in enumerate(forms.clean(case.procedure, given, case.day)):
        session.add(
            DossierAnswer(
                dossier_id=id_of(row),
                position=position,
                key=answer.key,
                label=answer.label,
                value=answer.value,
            )
        )


def _settle(office: Office, transaction: Transaction, row: Dossier, case: Case) -> MoneyState:
    """The money line. An exemption is settled only with the paper that shows it; else the fee is open."""
    state = fees.money_state(case.quote)
    group, proof = case.draft.exempt_group, case.draft.exempt_proof
    found, waived = payments.exemption(group, case.full, case.quote) if group else ((), 0)
    if not found:
        return state
    if not proof:
        return MoneyState.UNKNOWN if case.quote.total is None else MoneyState.DUE
    exemptions.add(
        transaction,
        row,
        group=group,
        grounds=found,
        proof=proof,
        waived=waived,
        actor_id=person(office).id,
        operation=case.draft.id,
    )
    return state
