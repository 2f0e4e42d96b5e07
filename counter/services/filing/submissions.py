"""Filing on the portal on a resident's behalf (nộp hộ), step by step, with the resident at the counter.

The resident stays the one who files: consent is read aloud, the values are read back, three names stand on
every filing (resident, who typed, who decided). Until the portal's code is here nothing is called online,
and while nobody knows whether it was filed a second filing is locked.
"""

from dataclasses import replace
from datetime import date

from sqlmodel import select

from counter.errors import Conflict, NotFound, Problem
from counter.i18n import language, local, t
from counter.models.submission import (
    ConsentDraft,
    ConsentKind,
    ConsentText,
    PortalField,
    SendOutcome,
    SentDraft,
    SubmissionView,
    SyncState,
)
from counter.models.tables import DossierAnswer, Submission
from counter.rules.portal_fields import data_used, mark_changed, proofs
from counter.rules.portal_fields import digest as digest_of
from counter.rules.rights import Act
from counter.rules.secrets import secret_problem
from counter.services.attachments import attachments
from counter.services.catalogue import portal_data
from counter.services.dossier.dossier_rows import applicant_of, dossier_row, person, seen_row
from counter.services.dossier.dossier_views import READ_BACK, contact_of, submission_row, submission_view
from counter.services.filing import submission_changes as changes
from counter.services.filing import submission_checks as checks
from counter.services.filing.submission_rows import ENDED, move, open_filing, view_of
from counter.services.filing.submission_step import FIELD, refuse, refuse_one, step, tell
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import one_line

_OUTCOMES = {
    SendOutcome.CODE: "submission.event.filed",
    SendOutcome.NOT_FILED: "submission.event.not_filed",
    SendOutcome.UNKNOWN: "submission.event.unknown",
}

digest = digest_of
"""The proof of the values on a screen, to be handed back with a read-back."""


# -- what is read aloud, what is carried ------------------------------------------------------


@act(Act.READ, writes=False)
def consent_text(office: Office, dossier_id: int, *, version: str = "") -> ConsentText:
    """The sentence to read aloud for a dossier, in the language in use: today's version, or another."""
    day = local(office.now()).date()
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        used = data_used(applicant_of(row), contact_of(row))
    procedure = office.catalogue.get(row.procedure_code)
    said = portal_data.sentence(version) if version else portal_data.sentence_on(day)
    text = said.texts[language()]
    filled = {
        "thu_tuc": procedure.name if language() == "vi" else procedure.name_en,
        "du_lieu": ", ".join(t(f"submission.data.{kind}") for kind in (*used, "form")),
        "trung_tam": office.ward.centre_name,
    }
    for place, value in filled.items():
        text = text.replace(f"{{{place}}}", value)
    return ConsentText(version=said.version, text=text)


@act(Act.READ, writes=False)
def fields(office: Office, dossier_id: int) -> tuple[PortalField, ...]:
    """The portal's fields in the portal's order, with what was carried or skipped so far."""
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        found = checks.current_fields(office, session, row)
        filing = submission_row(session, dossier_id)
        view = submission_view(session, filing) if filing and filing.state not in ENDED else None
    if view is None:
        return found
    return tuple(
        replace(field, copied=field.key in view.copied, skipped=field.key in view.skipped)
        for field in mark_changed(found, view.read_values)
    )


@act(Act.READ, writes=False)
def before_sending(office: Office, dossier_id: int) -> tuple[Problem, ...]:
    """Everything that would make the portal give this dossier back, all at once.

    Papers of which this program has no file come last (`submission_checks.NO_FILE`): they stop nothing.
    """
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        found = checks.sending_problems(office, session, row, local(office.now()).date())
        files = attachments.problems(office, session, dossier_id)
    return (*found, *(problem for problem in files if problem.message_id == checks.NO_FILE))


# -- the steps --------------------------------------------------------------------------------


@act(Act.CARRY)
def begin(office: Office, dossier_id: int, *, operation: str, version: int) -> SubmissionView:
    """Begin a filing (`version` is the dossier's); one that is under way is given back as it stands."""
    with office.store.read() as session:
        dossier_row(session, dossier_id)
        running = submission_row(session, dossier_id)
        if running is not None and running.state not in ENDED:
            return submission_view(session, running)
    office.catalogue.all()
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            row = seen_row(transaction.session, dossier_id, version)
            refuse(checks.begin_problems(office, row) + checks.told_problems(transaction, dossier_id))
            open_filing(transaction, person(office), row)
            row.version += 1
            tell(office, transaction, "submission.event.begun", ("dossier", dossier_id), operation, {})
        return view_of(transaction, dossier_id)


@act(Act.RECORD_CONSENT)
def record_consent(office: Office, draft: ConsentDraft) -> SubmissionView:
    """Record the resident's answer, how it was given, who read the sentence and which version it was.

    REFUSED goes back to paper without loss. Refused: an answer is there already, two witnesses are missing.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse(checks.consent_problems(transaction, row, draft))
        row.consent_kind, row.consent_text_version = draft.kind.value, draft.text_version
        row.consent_at, row.consent_by = transaction.now, person(office).id
        row.consent_read_by = one_line(draft.read_by) or person(office).name
        row.witnesses = [one_line(name) for name in draft.witnesses if one_line(name)]
        if draft.kind is ConsentKind.SELF:
            row.typed_by = None
        if draft.kind is ConsentKind.REFUSED:
            changes.back_to_paper(office, transaction, row)
        else:
            move(transaction, row, SyncState.WAITING)
        return {"kind": draft.kind, "text": draft.text_version, "read_by": row.consent_read_by}

    return step(
        office,
        draft.dossier_id,
        draft.operation,
        draft.version,
        f"submission.event.consent.{draft.kind}",
        change,
        ended=draft.kind is ConsentKind.REFUSED,
    )


@act(Act.CHECK_IDENTITY)
def verify_identity(office: Office, dossier_id: int, *, operation: str, version: int) -> SubmissionView:
    """Note that a clerk compared the person, the card and the dossier, and that this person may file."""

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse_one(checks.settled_problem(row))
        row.identity_at, row.identity_by = transaction.now, person(office).id
        move(transaction, row, row.state)
        return {}

    return step(office, dossier_id, operation, version, "submission.event.identity", change)


@act(Act.CARRY)
def copied(office: Office, dossier_id: int, key: str, *, operation: str) -> SubmissionView:
    """Note that a field is on the portal now. The place is kept: after a cut it goes on from here."""

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse(checks.carry_problems(row, _today(transaction)))
        return changes.mark(office, transaction, row, key, is_skipped=False)

    return step(office, dossier_id, operation, None, FIELD, change)


@act(Act.CARRY)
def skipped(office: Office, dossier_id: int, key: str, *, operation: str) -> SubmissionView:
    """Note that the portal does not have this field."""

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse(checks.carry_problems(row, _today(transaction)))
        return changes.mark(office, transaction, row, key, is_skipped=True)

    return step(office, dossier_id, operation, None, FIELD, change)


@act(Act.CARRY)
def unskip(office: Office, dossier_id: int, key: str, *, operation: str) -> SubmissionView:
    """Take a mark back: the field is to be carried again."""

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse(checks.carry_problems(row, _today(transaction)))
        changes.unmark(transaction.session, row, key)
        move(transaction, row, row.state)
        return {"key": key}

    return step(office, dossier_id, operation, None, FIELD, change)


@act(Act.CARRY)
def read_back(
    office: Office, dossier_id: int, digest: str, *, operation: str, version: int
) -> SubmissionView:
    """Note that the values with this digest were read to the resident. Conflict when they are others now."""

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        session = transaction.session
        dossier = dossier_row(session, dossier_id)
        refuse(checks.read_back_problems(office, session, row, dossier, _today(transaction)))
        now = checks.current_fields(office, session, dossier)
        if digest_of(now) != digest:
            raise Conflict("submission.values_changed")
        row.read_back_at, row.read_back_by = transaction.now, person(office).id
        row.read_back_digest = digest
        move(transaction, row, row.state)
        values = " ".join(f"{key}:{proof}" for key, proof in proofs(now).items())
        return {"submission": row.id or 0, "values": values}

    return step(office, dossier_id, operation, version, READ_BACK, change)


@act(Act.CARRY)
def correct(
    office: Office, dossier_id: int, key: str, value: str, *, operation: str, version: int
) -> SubmissionView:
    """Mend one answer before it is sent: the field is carried again and everything read back again.

    Refused for a value the form refuses and for an answer that a fee depends on.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse_one(checks.settled_problem(row))
        session = transaction.session
        checked = changes.checked_answer(office, transaction, dossier_id, key, value)
        answer = session.exec(
            select(DossierAnswer).where(DossierAnswer.dossier_id == dossier_id, DossierAnswer.key == key)
        ).first()
        if answer is None:
            raise NotFound("submission.field_unknown", key=one_line(key)[:60])
        before, answer.value = answer.value, checked.value
        session.add(answer)
        changes.unmark(session, row, key)
        dossier_row(session, dossier_id).version += 1
        move(transaction, row, row.state)
        return {"field": answer.label, "before": before, "after": checked.value}

    return step(office, dossier_id, operation, version, "submission.event.corrected", change)


@act(Act.SEND)
def sent(office: Office, draft: SentDraft) -> SubmissionView:
    """Say what came of pressing "Nộp" on the portal: its code, certainly nothing, or nobody knows.

    Only a code makes the dossier an online one. Refused with every reason: no consent, identity or read-back,
    values changed since, a code of no known form or of another dossier.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        dossier = dossier_row(transaction.session, draft.dossier_id)
        refuse(checks.sent_problems(office, transaction, row, dossier, draft))
        row.decided_by, row.note = person(office).id, one_line(draft.note)
        detail: changes.Detail = {"outcome": draft.outcome}
        if draft.outcome is SendOutcome.CODE:
            return detail | changes.file(office, transaction, row, draft.portal_code, draft.at)
        unknown = draft.outcome is SendOutcome.UNKNOWN
        move(transaction, row, SyncState.UNKNOWN if unknown else changes.carrying(transaction.session, row))
        return detail | {"note": row.note}

    event = _OUTCOMES[draft.outcome]
    return step(office, draft.dossier_id, draft.operation, draft.version, event, change, ended=True)


@act(Act.SEND)
def looked_up(
    office: Office, dossier_id: int, *, operation: str, version: int, portal_code: str = ""
) -> SubmissionView:
    """Say what the portal shows after an unknown outcome: its code, or (empty) that it has nothing.

    Only now may a second filing begin. Refused when the outcome is not unknown.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        if row.state is not SyncState.UNKNOWN:
            refuse_one(Problem("state", "submission.not_unknown"))
        row.decided_by = person(office).id
        if not portal_code.strip():
            move(transaction, row, changes.carrying(transaction.session, row))
            return {}
        refuse_one(checks.code_problem(office, transaction.session, portal_code, dossier_id))
        return changes.file(office, transaction, row, portal_code, None)

    event = "submission.event.found" if portal_code.strip() else "submission.event.not_found"
    return step(office, dossier_id, operation, version, event, change, ended=True)


@act(Act.RECORD_CONSENT)
def stop(
    office: Office, dossier_id: int, *, operation: str, version: int, reason: str = ""
) -> SubmissionView:
    """Stop at the resident's word: the dossier goes on as a paper one, nothing of it is lost.

    Refused when the portal has it, or nobody knows whether it has.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        secret = secret_problem("reason", reason)
        refuse(tuple(p for p in (checks.settled_problem(row), secret) if p))
        said: changes.Detail = {"reason": one_line(reason)} if reason else {}
        return said | changes.back_to_paper(office, transaction, row)

    return step(office, dossier_id, operation, version, "submission.event.stopped", change, ended=True)


def _today(transaction: Transaction) -> date:
    return local(transaction.now).date()
