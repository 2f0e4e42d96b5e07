"""From rows to the frozen view of one dossier, in one snapshot; and a view as plain values for `--json`."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

from sqlmodel import Session, col, func, select

from counter.i18n import known, local, t
from counter.models.dossier import Appointment, Contact, DossierState, DossierView, TimelineEntry
from counter.models.submission import SubmissionView
from counter.models.tables import (
    ApplicantChange,
    AuditEvent,
    Dossier,
    DossierStruck,
    SecondLook,
    SecondLookFinding,
    Staff,
    Submission,
    SubmissionField,
)
from counter.rules.moves import SETTLED
from counter.services.dossier.brought import brought_of
from counter.services.dossier.dossier_rows import (
    answers_of,
    applicant_of,
    id_of,
    name_of,
    papers_of,
    quote_of,
)
from counter.services.money.payment_rows import exemptions_of, paid_by_kind, payments_of

STANDING = "submission.event.standing"
READ_BACK = "submission.event.read_back"

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def dossier_view(session: Session, row: Dossier, *, practice: bool) -> DossierView:
    """Everything about one dossier. Nothing of the session leaves with it."""
    view, brought = _as_received(session, row, practice), brought_of(session, id_of(row))
    waits, wrong = _look(session, row)
    if brought is not None:  # who noted it here did not receive it
        view = dataclasses.replace(view, received_by=brought.received_by or t("ward_report.brought"))
    return dataclasses.replace(
        view,
        brought=brought,
        exemptions=exemptions_of(session, id_of(row)),
        left=_left(session, row),
        ready_at=row.ready_at,
        returned_at=row.returned_at,
        returned_to=row.returned_to,
        returned_by=name_of(session, row.returned_by),
        in_charge=name_of(session, row.in_charge) if row.in_charge != row.received_by else "",
        struck=_struck(session, row),
        replaced_at=replaced_at(session, id_of(row)),
        waits_look=waits,
        look_wrong=wrong,
    )


def _look(session: Session, row: Dossier) -> tuple[bool, str]:
    """Whether it waits for a second pair of eyes (xem lại), and what the last look found wrong."""
    look = session.get(SecondLook, row.id)
    if look is None or look.done_at is not None or row.state is DossierState.NOT_RECEIVED:
        return False, ""
    newest = (
        select(SecondLookFinding.note)
        .where(SecondLookFinding.dossier_id == row.id)
        .order_by(col(SecondLookFinding.id).desc())
        .limit(1)
    )
    return True, session.exec(newest).first() or ""


def _struck(session: Session, row: Dossier) -> str:
    if row.state is not DossierState.NOT_RECEIVED:
        return ""
    struck = session.get(DossierStruck, row.id)
    return struck.reason if struck else ""


def replaced_at(session: Session, dossier_id: int) -> datetime | None:
    """When its papers were replaced because they were in another name; None when they never were."""
    return session.exec(
        select(func.max(ApplicantChange.made_at)).where(ApplicantChange.dossier_id == dossier_id)
    ).one()


def _as_received(session: Session, row: Dossier, practice: bool) -> DossierView:
    return DossierView(
        id=(ident := id_of(row)),
        code=row.code,
        provisional=row.provisional,
        short_code=row.short_code,
        state=row.state,
        money=row.money,
        sync=row.sync,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        applicant=applicant_of(row),
        behalf_of=row.behalf_of,
        channel=row.channel,
        result_way=row.result_way,
        contact=contact_of(row),
        received_at=row.received_at,
        received_by=name_of(session, row.received_by),
        appointment=appointment_of(row),
        papers=papers_of(session, ident),
        answers=answers_of(session, ident),
        quote=quote_of(session, row),
        payments=payments_of(session, ident),
        submission=latest_submission(session, ident),
        timeline=_timeline(session, ident),
        practice=practice,
        version=row.version,
        resident_id=row.resident_id,
        identity=row.identity,
        behalf_paper=row.behalf_paper,
        papers_held=row.papers_held,
        exempt_group=row.exempt_group,
        fee_inputs={name: str(value) for name, value in row.fee_inputs.items()},
        note=row.note,
    )


def _left(session: Session, row: Dossier) -> int | None:
    if row.money in SETTLED:
        return 0
    return None if row.fee_total is None else row.fee_total - sum(paid_by_kind(session, id_of(row)).values())


def contact_of(row: Dossier) -> Contact:
    """Whom to tell, as said on the day of reception."""
    return Contact(
        kind=row.contact_kind,
        phone=row.contact_phone,
        whose=row.contact_whose,
        best_time=row.contact_time,
        comes_back_on=row.comes_back_on,
    )


def appointment_of(row: Dossier) -> Appointment:
    """The appointment that was given, in local time."""
    return Appointment(
        due=local(row.due_at) if row.due_at else None,
        reason=row.due_reason,
        warnings=tuple(row.due_warnings),
    )


def submission_row(session: Session, dossier_id: int) -> Submission | None:
    """The newest filing of a dossier; earlier ones were stopped."""
    return session.exec(
        select(Submission)
        .where(Submission.dossier_id == dossier_id)
        .order_by(col(Submission.id).desc())
        .limit(1)
    ).first()


def latest_submission(session: Session, dossier_id: int) -> SubmissionView | None:
    """The view of the newest filing, None when there never was one."""
    row = submission_row(session, dossier_id)
    return None if row is None else submission_view(session, row)


def submission_view(session: Session, row: Submission) -> SubmissionView:
    """One filing as the screens see it."""
    fields = session.exec(
        select(SubmissionField)
        .where(SubmissionField.submission_id == row.id)
        .order_by(col(SubmissionField.copied_at), col(SubmissionField.field_key))
    ).all()
    told = _told(session, row)
    asked = told.get(STANDING)
    read = told.get(READ_BACK)
    return SubmissionView(
        id=row.id or 0,
        state=row.state,
        consent_kind=row.consent_kind,
        consent_text_version=row.consent_text_version,
        consent_at=row.consent_at,
        read_back_at=row.read_back_at,
        copied=tuple(f.field_key for f in fields if not f.skipped),
        portal_code=row.portal_code,
        since=row.since,
        typed_by=name_of(session, row.typed_by),
        decided_by=name_of(session, row.decided_by),
        note=row.note,
        version=row.version,
        consent_by=row.consent_read_by,
        witnesses=tuple(row.witnesses),
        identity_at=row.identity_at,
        identity_by=name_of(session, row.identity_by),
        read_back_digest=row.read_back_digest,
        skipped=tuple(f.field_key for f in fields if f.skipped),
        filed_at=row.filed_at,
        way=row.way,
        submitter=row.submitter,
        standing_at=asked.at if asked else None,
        authority_paper=row.authority_paper,
        authority_scope=row.authority_scope,
        authority_until=row.authority_until,
        read_values=_read_values(read) if read else (),
    )


def _told(session: Session, row: Submission) -> dict[str, AuditEvent]:
    """The last of each of the two events that say more of a filing than its row has room for."""
    events = session.exec(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "dossier",
            AuditEvent.subject_id == str(row.dossier_id),
            col(AuditEvent.event).in_((STANDING, READ_BACK)),
        )
        .order_by(col(AuditEvent.seq))
    )
    return {event.event: event for event in events if event.detail.get("submission") == row.id}


def _read_values(event: AuditEvent) -> tuple[tuple[str, str], ...]:
    """ "key:proof key:proof" taken apart."""
    parts = (part.rpartition(":") for part in str(event.detail.get("values", "")).split())
    return tuple((key, proof) for key, _, proof in parts)


def _timeline(session: Session, dossier_id: int) -> tuple[TimelineEntry, ...]:
    rows = session.exec(
        select(AuditEvent, Staff.name)
        .outerjoin(Staff, col(Staff.id) == AuditEvent.staff_id)
        .where(AuditEvent.subject_kind == "dossier", AuditEvent.subject_id == str(dossier_id))
        .order_by(col(AuditEvent.seq))
    )
    return tuple(
        TimelineEntry(
            at=event.at,
            who=name or "",
            event=_words_of(event.event, event.detail),
            detail={key: str(value) for key, value in event.detail.items()},
        )
        for event, name in rows
    )


def _words_of(event: str, detail: Mapping[str, object]) -> str:
    """The message id of an event; a print says of which paper it was."""
    named = f"{event}.{detail.get('paper', '')}"
    return named if known(named) else event


def plain(value: object) -> Plain:
    """A view as JSON holds it: enumerations by value, days YYYY-MM-DD, instants in local time with zone.

    TypeError for anything a view should not carry.
    """
    match value:
        case None | bool():
            return value
        case Enum():
            return plain(value.value)
        case int() | str():
            return value
        case datetime():
            return local(value).isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case tuple() | list():
            return [plain(item) for item in value]
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(type(value).__name__)
