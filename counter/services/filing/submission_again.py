"""Doing a part of a filing (nộp hộ) over: all fields are carried again, a code that was misread is mended."""

from sqlmodel import select

from counter.errors import Problem, Refused
from counter.models.submission import SubmissionView, SyncState
from counter.models.tables import Submission, SubmissionField
from counter.rules.rights import Act
from counter.services.catalogue import portal_data
from counter.services.dossier.dossier_rows import dossier_row
from counter.services.filing import submission_changes as changes
from counter.services.filing import submission_checks as checks
from counter.services.filing.submission_rows import move
from counter.services.filing.submission_step import refuse_one, step
from counter.services.office import Office, act
from counter.services.outbox import outbox
from counter.services.store.transaction import Transaction


@act(Act.CARRY)
def carry_again(office: Office, dossier_id: int, *, operation: str) -> SubmissionView:
    """Forget which fields are on the portal: its session ended and its page is empty again.

    What was read to the resident stays read, the values are the same. Refused when the portal has the
    dossier, or nobody knows whether it has.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        refuse_one(checks.settled_problem(row))
        session = transaction.session
        marks = session.exec(select(SubmissionField).where(SubmissionField.submission_id == row.id)).all()
        for mark in marks:
            session.delete(mark)
        session.flush()
        begun = row.state in checks.CARRYING
        move(transaction, row, changes.carrying(session, row) if begun else row.state)
        return {"fields": len(marks)}

    return step(office, dossier_id, operation, None, "submission.event.again", change)


@act(Act.SEND)
def mend_code(office: Office, dossier_id: int, code: str, *, operation: str, version: int) -> SubmissionView:
    """Put the portal's right code in place of one that was misread; both stand in the dossier's story.

    Refused when no code is here yet, when the portal has answered for the code by itself, for a code of no
    known form, one that is another dossier's, and the one that is here already.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        if row.state is not SyncState.FILED:
            confirmed = row.state is SyncState.CONFIRMED
            reason = "submission_again.confirmed" if confirmed else "submission_again.no_code"
            refuse_one(Problem("portal_code", reason))
        refuse_one(checks.code_problem(office, transaction.session, code, dossier_id))
        read = portal_data.portal_code(code, practice=office.practice)
        before = row.portal_code
        if isinstance(read, Problem) or read == before:
            raise Refused((Problem("portal_code", "submission_again.same_code"),))
        row.portal_code, row.portal_code_reversed = read, read[::-1]
        move(transaction, row, row.state)
        outbox.tell(office, transaction, dossier_row(transaction.session, dossier_id))
        return {"before": before, "after": read}

    return step(office, dossier_id, operation, version, "submission.event.code_mended", change, ended=True)
