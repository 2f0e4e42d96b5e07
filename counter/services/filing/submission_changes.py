"""What the steps of a filing change in the rows, inside the write of `services.filing.submissions`."""

from datetime import datetime

from sqlmodel import Session, select

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.catalogue import Channel
from counter.models.submission import SyncState
from counter.models.tables import Submission, SubmissionField
from counter.rules import forms
from counter.rules.forms import Checked
from counter.services.catalogue import portal_data
from counter.services.dossier.dossier_rows import dossier_row, person
from counter.services.filing.submission_checks import current_fields
from counter.services.filing.submission_rows import move
from counter.services.money import fees
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.services.store.transaction import Transaction
from counter.text import one_line

Detail = dict[str, str | int]


def mark(office: Office, transaction: Transaction, row: Submission, key: str, *, is_skipped: bool) -> Detail:
    """Note a field as carried or skipped; the filing is under way from now on."""
    session = transaction.session
    known = current_fields(office, session, dossier_row(session, row.dossier_id))
    if key not in {field.key for field in known}:
        raise NotFound("submission.field_unknown", key=one_line(key)[:60])
    unmark(session, row, key)
    session.add(
        SubmissionField(
            submission_id=row.id or 0,
            field_key=key,
            copied_at=transaction.now,
            copied_by=person(office).id,
            skipped=is_skipped,
        )
    )
    row.typed_by = person(office).id
    move(transaction, row, SyncState.SENDING)
    return {"key": key, "skipped": int(is_skipped)}


def unmark(session: Session, row: Submission, key: str) -> None:
    """Forget that a field was carried or skipped."""
    found = session.get(SubmissionField, (row.id, key))
    if found is not None:
        session.delete(found)
        session.flush()


def carrying(session: Session, row: Submission) -> SyncState:
    """The state of a filing that the portal does not have: begun to be carried, or waiting."""
    begun = session.exec(select(SubmissionField).where(SubmissionField.submission_id == row.id)).first()
    return SyncState.SENDING if begun else SyncState.WAITING


def file(office: Office, transaction: Transaction, row: Submission, code: str, at: datetime | None) -> Detail:
    """Keep the portal's code: only now is the dossier an online one, and its fee that of online filing."""
    read = portal_data.portal_code(code, practice=office.practice)
    if isinstance(read, Problem):
        raise Refused((read,))
    row.portal_code, row.portal_code_reversed = read, read[::-1]
    row.filed_at = at or transaction.now
    move(transaction, row, SyncState.FILED)
    dossier = dossier_row(transaction.session, row.dossier_id)
    detail: Detail = {"code": read}
    if dossier.channel is not Channel.ONLINE:
        detail |= fees.refit(office, transaction.session, dossier, Channel.ONLINE)
        transaction.session.add(dossier)
    outbox.tell(office, transaction, dossier)
    return detail


def back_to_paper(office: Office, transaction: Transaction, row: Submission) -> Detail:
    """End the filing; the dossier stays received and goes on with the papers that were handed in."""
    move(transaction, row, SyncState.NONE)
    dossier = dossier_row(transaction.session, row.dossier_id)
    online = dossier.channel is Channel.ONLINE
    detail = fees.refit(office, transaction.session, dossier, Channel.DIRECT) if online else {}
    transaction.session.add(dossier)
    if online:
        outbox.tell(office, transaction, dossier)
    return detail


def checked_answer(
    office: Office, transaction: Transaction, dossier_id: int, key: str, value: str
) -> Checked:
    """A corrected answer in stored form. Refused for what the form refuses and where a fee depends on it."""
    row = dossier_row(transaction.session, dossier_id)
    procedure = office.catalogue.get(row.procedure_code)
    field = next((field for field in procedure.fields if field.key == key), None)
    if field is None:
        raise NotFound("submission.field_unknown", key=one_line(key)[:60])
    if field.gives:
        raise Refused((Problem(key, "submission.fee_depends", {"label": field.label}),))
    checked = forms.check(field, value, local(transaction.now).date())
    if isinstance(checked, Problem):
        raise Refused((checked,))
    return checked
