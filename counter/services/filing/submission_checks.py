"""What must be so before each step of a filing on a resident's behalf (nộp hộ): all reasons at once."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from counter.errors import NotFound, Problem
from counter.i18n import local
from counter.models.submission import (
    ConsentDraft,
    ConsentKind,
    PortalField,
    SendOutcome,
    SentDraft,
    SyncState,
)
from counter.models.tables import Dossier, Submission
from counter.rules import forms
from counter.rules.intake_checks import missing_papers
from counter.rules.moves import OPEN
from counter.rules.portal_fields import digest, portal_fields
from counter.rules.secrets import secret_problems
from counter.rules.standing import expired
from counter.services.attachments import attachments
from counter.services.catalogue import portal_data
from counter.services.dossier.brought import is_brought
from counter.services.dossier.dossier_rows import answers_of, applicant_of, id_of, papers_of
from counter.services.dossier.dossier_views import contact_of, submission_view
from counter.services.dossier.dossiers import PRACTICE_MARK, takes_online
from counter.services.filing.submission_rows import FILED
from counter.services.office import Office
from counter.services.outbox import outbox_rows
from counter.services.store.transaction import Transaction
from counter.text import fold, one_line

CLOCKS_DIFFER = timedelta(minutes=10)
NO_FILE = "attachment.paper_missing"  # told, never a bar: a file may be put on the portal from elsewhere
CARRYING = frozenset({SyncState.WAITING, SyncState.SENDING})


def current_fields(office: Office, session: Session, row: Dossier) -> tuple[PortalField, ...]:
    """The fields to carry for a dossier as it stands. NotFound when its procedure is gone from the data."""
    procedure = office.catalogue.get(row.procedure_code)
    return portal_fields(
        procedure,
        applicant_of(row),
        contact_of(row),
        answers_of(session, id_of(row)),
        portal_data.order_of(row.procedure_code),
    )


def begin_problems(office: Office, row: Dossier) -> tuple[Problem, ...]:
    """Why a filing of this dossier cannot begin."""
    found = []
    if row.state not in OPEN:
        found.append(Problem("state", "submission.not_open"))
    if not takes_online(office, row.procedure_code):
        found.append(Problem("procedure", "submission.no_online"))
    return tuple(found)


def told_problems(transaction: Transaction, dossier_id: int) -> tuple[Problem, ...]:
    """Why it may not be filed on the portal by hand: this counter sent it there, it would be there twice."""
    if is_brought(transaction.connection, dossier_id):
        return (Problem("state", "dossier.brought_filed"),)
    if outbox_rows.may_be_there(transaction.connection, dossier_id):
        return (Problem("state", "submission.told"),)
    return ()


def settled_problem(row: Submission) -> Problem | None:
    """Why nothing may be changed now: the portal has it, or nobody knows whether it has."""
    if row.state in FILED:
        return Problem("state", "submission.already_filed")
    if row.state is SyncState.UNKNOWN:
        return Problem("state", "submission.look_up_first")
    return None


def authority_problems(session: Session, row: Submission, today: date) -> tuple[Problem, ...]:
    """Why who stands here may not file: nobody asked, or the paper has run out since."""
    if submission_view(session, row).standing_at is None and not row.consent_kind:
        return (Problem("submitter", "submission.standing.first"),)
    gone = expired(row.authority_until, today)
    return (gone,) if gone else ()


def consent_problems(transaction: Transaction, row: Submission, draft: ConsentDraft) -> tuple[Problem, ...]:
    """Why this answer of the resident cannot be recorded."""
    found = list(secret_problems({"read_by": draft.read_by, "witnesses": " ".join(draft.witnesses)}))
    if settled := settled_problem(row):
        found.append(settled)
    elif row.consent_kind:
        found.append(Problem("kind", "submission.consent_given"))
    elif draft.kind is not ConsentKind.REFUSED:  # who says no needs no paper
        found += authority_problems(transaction.session, row, local(transaction.now).date())
    try:
        portal_data.sentence(draft.text_version)
    except NotFound as fault:
        found.append(Problem("text_version", fault.message_id, fault.params))
    named = {fold(name) for name in draft.witnesses if one_line(name)}
    if draft.kind is ConsentKind.WITNESSES and len(named) < 2:
        found.append(Problem("witnesses", "submission.two_witnesses"))
    return tuple(found)


def carry_problems(row: Submission, today: date) -> tuple[Problem, ...]:
    """Why staff may not carry this resident's data to the portal."""
    if settled := settled_problem(row):
        return (settled,)
    if gone := expired(row.authority_until, today):
        return (gone,)
    if not row.consent_kind:
        return (Problem("kind", "submission.consent_first"),)
    if not ConsentKind(row.consent_kind).lets_us_type:
        return (Problem("kind", "submission.resident_types"),)
    return ()


def read_back_problems(
    office: Office, session: Session, row: Submission, dossier: Dossier, today: date
) -> tuple[Problem, ...]:
    """Why the values cannot be read back yet, the last step before the portal's button: all reasons."""
    if settled := settled_problem(row):
        return (settled,)
    if not row.consent_kind:
        return (Problem("kind", "submission.consent_first"),)
    gone = expired(row.authority_until, today)
    return (*((gone,) if gone else ()), *sending_problems(office, session, dossier, today))


def sending_problems(office: Office, session: Session, row: Dossier, today: date) -> tuple[Problem, ...]:
    """The reasons that dossiers bounce, all at once: papers, files, the ward's contact, the e-form.

    A practice ward need not have a telephone.
    """
    procedure = office.catalogue.get(row.procedure_code)
    found = [] if row.state in OPEN else [Problem("state", "submission.not_open")]
    lacking = missing_papers(procedure, papers_of(session, id_of(row)))
    found += [Problem("papers", "submission.sending.paper", {"name": paper.name}) for paper in lacking]
    found += [p for p in attachments.problems(office, session, id_of(row)) if p.message_id != NO_FILE]
    if not one_line(office.ward.phone) and not office.practice:
        found.append(Problem("ward", "submission.sending.ward_phone"))
    answers = {answer.key: answer.value for answer in answers_of(session, id_of(row))}
    labels = {field.key: field.label for field in procedure.fields}
    for problem in forms.problems(procedure, answers, today):
        params = {"label": labels.get(problem.field, problem.field), **problem.params}
        found.append(Problem(problem.field, problem.message_id, params))
    return tuple(found)


def sent_problems(
    office: Office, transaction: Transaction, row: Submission, dossier: Dossier, draft: SentDraft
) -> tuple[Problem, ...]:
    """Why it cannot be said now that this dossier was sent, and what is wrong with the portal's code."""
    found = list(secret_problems({"note": draft.note, "portal_code": draft.portal_code}))
    if settled := settled_problem(row):
        return (*found, settled)
    found += _ready_problems(office, transaction.session, row, dossier)
    if draft.outcome is SendOutcome.CODE:
        code = code_problem(office, transaction.session, draft.portal_code, id_of(dossier))
        found += [code] if code else []
    if draft.at is not None and draft.at > transaction.now + CLOCKS_DIFFER:
        found.append(Problem("at", "submission.at_future"))
    return tuple(found)


def _ready_problems(office: Office, session: Session, row: Submission, dossier: Dossier) -> list[Problem]:
    if not row.consent_kind:
        return [Problem("kind", "submission.consent_first")]
    if not ConsentKind(row.consent_kind).lets_us_type:
        return []  # the resident did it alone: there is nothing of ours to check
    found = []
    if row.identity_at is None:
        found.append(Problem("identity", "submission.identity_first"))
    if row.read_back_at is None:
        found.append(Problem("read_back", "submission.read_back_first"))
    elif row.read_back_digest != digest(current_fields(office, session, dossier)):
        found.append(Problem("read_back", "submission.read_again"))
    return found


def code_problem(office: Office, session: Session, text: str, dossier_id: int) -> Problem | None:
    """What is wrong with the portal's code: its form, that it is one of the practice portal, or that another
    dossier has it already.
    """
    read = portal_data.portal_code(text, practice=office.practice)
    if isinstance(read, Problem):
        return read
    holder = session.exec(
        select(Dossier)
        .join(Submission, col(Submission.dossier_id) == Dossier.id)
        .where(Submission.portal_code_reversed == read[::-1], Dossier.id != dossier_id)
        .limit(1)
    ).first()
    if holder is None:  # nor one that this counter gave to another dossier, under which it is told
        ours = (read, PRACTICE_MARK + read)
        holder = session.exec(
            select(Dossier).where(col(Dossier.code).in_(ours), Dossier.id != dossier_id)
        ).first()
    if holder is None:
        return None
    return Problem("portal_code", "submission.code_used", {"code": holder.code})
