"""One step of a filing in one write: found again by its operation, refused whole, told in the audit trail."""

from collections.abc import Callable

from counter.errors import Problem, Refused
from counter.models.submission import SubmissionView
from counter.models.tables import Submission
from counter.rules.moves import OPEN
from counter.services.dossier.dossier_rows import dossier_row, person
from counter.services.filing import submission_changes as changes
from counter.services.filing.submission_rows import filing_of, seen_filing, view_of
from counter.services.office import Office
from counter.services.store.audit import Subject
from counter.services.store.transaction import Transaction

FIELD = "submission.event.field"
Change = Callable[[Transaction, Submission], changes.Detail]


def step(
    office: Office,
    dossier_id: int,
    operation: str,
    version: int | None,
    event: str,
    change: Change,
    *,
    ended: bool = False,
) -> SubmissionView:
    """One step in one write: the second press finds the first, a stale version is a Conflict.

    Refused for a dossier that was withdrawn, stopped or is done, but for `ended` steps: to stop filing it,
    and to tell what has come of it on the portal.
    """
    office.catalogue.all()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            session = transaction.session
            row = (
                filing_of(session, dossier_id)
                if version is None
                else seen_filing(session, dossier_id, version)
            )
            if not ended and dossier_row(session, dossier_id).state not in OPEN:
                refuse_one(Problem("state", "submission.not_open"))
            detail = change(transaction, row)
            # Fields carried are the filing's own story: forty of them would bury the dossier's.
            subject: Subject = ("submission", row.id or 0) if event == FIELD else ("dossier", dossier_id)
            tell(office, transaction, event, subject, operation, detail)
        return view_of(transaction, dossier_id)


def tell(
    office: Office,
    transaction: Transaction,
    event: str,
    subject: Subject,
    operation: str,
    detail: changes.Detail,
) -> None:
    """Write the event of a step into the audit trail."""
    transaction.record(person(office), event, subject=subject, operation=operation, detail=detail)


def refuse(problems: tuple[Problem, ...]) -> None:
    """Refuse a step for every reason at once; nothing against it lets it pass."""
    if problems:
        raise Refused(problems)


def refuse_one(problem: Problem | None) -> None:
    """Refuse a step for one reason, if there is one."""
    refuse((problem,) if problem else ())
