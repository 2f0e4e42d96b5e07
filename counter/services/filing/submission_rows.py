"""The rows of a filing on the portal: opening one, moving it, and what every step of it must check."""

import uuid

from sqlmodel import Session, col, func, select

from counter.errors import Conflict, NotFound
from counter.models.staff import StaffView
from counter.models.submission import SubmissionView, SyncState
from counter.models.tables import Dossier, Outbox, Submission
from counter.services.dossier.dossier_rows import dossier_row, id_of
from counter.services.dossier.dossier_views import submission_row, submission_view
from counter.services.outbox import outbox_rows
from counter.services.store.transaction import Transaction

ENDED = frozenset({SyncState.NONE, SyncState.REFUSED})
"""States after which a new filing of the same dossier may begin."""

FILED = frozenset({SyncState.FILED, SyncState.CONFIRMED})
"""States in which the portal holds the dossier."""

CARRIED = FILED | {SyncState.SENDING, SyncState.UNKNOWN}
"""States in which the portal holds the dossier, or may hold it."""

_OUTBOX = {
    SyncState.PREPARED: SyncState.WAITING,
    SyncState.WAITING: SyncState.WAITING,
    SyncState.SENDING: SyncState.SENDING,
    SyncState.UNKNOWN: SyncState.UNKNOWN,
    SyncState.FILED: SyncState.CONFIRMED,
    SyncState.CONFIRMED: SyncState.CONFIRMED,
    SyncState.REFUSED: SyncState.REFUSED,
    SyncState.HELD: SyncState.HELD,
    SyncState.NONE: SyncState.REFUSED,  # stopped by the resident: nothing of it is sent any more
}


def open_filing(transaction: Transaction, actor: StaffView, dossier: Dossier) -> Submission:
    """Begin a filing with its outbox row. Nothing is on the portal, and its state says so.

    What waits to be told of the dossier waits for what comes of it: told whole, the portal had it twice.
    """
    session = transaction.session
    transaction.flush()
    outbox_rows.make_anew(transaction.connection, id_of(dossier))
    row = Submission(
        dossier_id=id_of(dossier),
        state=SyncState.PREPARED,
        since=transaction.now,
        typed_by=actor.id,
        created_at=transaction.now,
    )
    session.add(row)
    session.flush()
    before = session.exec(
        select(func.coalesce(func.max(Outbox.sequence), 0)).where(Outbox.dossier_id == row.dossier_id)
    ).one()
    session.add(
        Outbox(
            key=uuid.uuid4().hex,
            dossier_id=row.dossier_id,
            submission_id=row.id,
            sequence=int(before) + 1,
            kind="type_along",
            payload={"submission": row.id or 0},
            created_at=transaction.now,
        )
    )
    dossier.sync, dossier.sync_since = SyncState.PREPARED, transaction.now
    session.add(dossier)
    return row


def filing_of(session: Session, dossier_id: int) -> Submission:
    """The filing of a dossier that is not stopped. NotFound `submission.none` when there is none."""
    dossier_row(session, dossier_id)
    row = submission_row(session, dossier_id)
    if row is None or row.state in ENDED:
        raise NotFound("submission.none")
    return row


def seen_filing(session: Session, dossier_id: int, version: int) -> Submission:
    """The filing that is to be changed. Conflict when it is no longer the version that was seen."""
    row = filing_of(session, dossier_id)
    if row.version != version:
        raise Conflict("submission.changed", seen=version, now=row.version)
    return row


def move(transaction: Transaction, row: Submission, state: SyncState) -> None:
    """Bring a filing, its outbox row and the dossier's sync line to one state, in this write."""
    session = transaction.session
    if row.state is not state:
        row.state, row.since = state, transaction.now
        dossier = dossier_row(session, row.dossier_id)
        dossier.sync, dossier.sync_since = state, None if state is SyncState.NONE else transaction.now
        dossier.version += 1
        session.add(dossier)
        _move_outbox(transaction, row, state)
    row.version += 1
    session.add(row)


def stop(transaction: Transaction, dossier_id: int) -> bool:
    """End the filing that is under way; whether there was one."""
    row = submission_row(transaction.session, dossier_id)
    if row is None or row.state in ENDED:
        return False
    move(transaction, row, SyncState.NONE)
    return True


def _move_outbox(transaction: Transaction, row: Submission, state: SyncState) -> None:
    session = transaction.session
    waiting = session.exec(
        select(Outbox).where(Outbox.submission_id == row.id).order_by(col(Outbox.sequence).desc()).limit(1)
    ).first()
    if waiting is None:
        return
    waiting.state = _OUTBOX[state]
    done = state in FILED or state in ENDED
    waiting.done_at = transaction.now if done else None
    waiting.last_error = "stopped" if state is SyncState.NONE else ""
    if state is SyncState.UNKNOWN:
        waiting.attempts += 1
    session.add(waiting)


def view_of(transaction: Transaction, dossier_id: int) -> SubmissionView:
    """The filing as it stands in this write."""
    transaction.flush()
    row = submission_row(transaction.session, dossier_id)
    if row is None:
        raise NotFound("submission.none")
    return submission_view(transaction.session, row)
