"""What the acceptance of a dossier checks, and all of it that can be made before its write begins.

Other counters wait while one writes: whatever reads nothing that they may change is made in `prepare`.
`acceptance_rows` writes the rest, in the one transaction of `intake.accept`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.catalogue import Procedure
from counter.models.dossier import Contact, IntakeDraft
from counter.models.money import Quote
from counter.rules import applicant_checks, fee_answers, fees, intake_checks
from counter.rules.fee_inputs import parse_inputs
from counter.rules.free_text import text_problems
from counter.rules.phones import parse_phone
from counter.rules.secrets import secret_problems
from counter.services.intake.acceptance_rows import Said, said_by
from counter.services.office import Office
from counter.text import as_typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A draft with what the day and the data say of it. `said` None: it may not be written as it is."""

    draft: IntakeDraft  # tidied
    day: date  # of reception, in the ward's zone
    procedure: Procedure | None
    problems: tuple[Problem, ...]
    said: Said | None


def prepare(office: Office, draft: IntakeDraft, now: datetime) -> Prepared:
    """Tidy and check a draft, and make its rows as far as they are known before its number is."""
    draft, day = tidy(draft), local(now).date()
    try:
        procedure = office.catalogue.get(draft.procedure_code) if draft.procedure_code else None
    except NotFound:
        procedure = None
    found = problems(office, draft, procedure, day)
    said = None
    if procedure is not None and not found:
        try:
            full = quote_for(procedure, draft, day, group="")
            group = draft.exempt_group
            quote = quote_for(procedure, draft, day, group=group) if group else full
            said = said_by(draft, procedure, day, quote, full)
        except Refused as gap:
            found = gap.problems
    return Prepared(draft=draft, day=day, procedure=procedure, problems=found, said=said)


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
