"""Taking an acceptance back (huỷ tiếp nhận do nhập nhầm), for five minutes.

Decree 118/2025/NĐ-CP knows refusal, stop and withdrawal, each with its own paper; a slip of the hand is none
of them. So it may be taken back only while nothing has come of it: at the machine where it was received,
before any step, without money, with no paper handed on and nothing sent, the slip taken back. The code stays
used and its line in the register (Mẫu 07) is struck through, with the reason: nothing is deleted. The dossier
stands as not received (trạng thái 3) and nothing more happens to it. That the law leaves room for this is our
reading of it; a ward that reads it otherwise lets the resident withdraw.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from counter.errors import Problem, Refused
from counter.i18n import clock
from counter.models.dossier import DossierState, DossierView, PapersHeld
from counter.models.instant import to_micros
from counter.models.put_right import StrikeDraft, StrikeOffer
from counter.models.tables import Dossier, DossierStruck
from counter.rules.free_text import reason_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, seen_row
from counter.services.dossier.dossier_views import dossier_view, submission_row
from counter.services.dossier.dossiers import printed
from counter.services.filing import submission_rows
from counter.services.life import life_rows
from counter.services.money.payment_rows import paid_by_kind
from counter.services.office import Office, act
from counter.services.outbox import outbox_rows
from counter.services.store import audit
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import as_typed

STRIKE_FOR = timedelta(minutes=5)
LONGEST = 500
SLIPS: Final = ("slip", "slip_large", "thermal_58", "thermal_80")
_HERE = (
    "SELECT device FROM audit_event WHERE subject_kind = 'dossier' AND subject_id = CAST(?1 AS TEXT)"
    " AND event = 'dossier.event.accepted' ORDER BY seq LIMIT 1"
)
_VISIT_SLIP = (
    "SELECT 1 FROM audit_event WHERE subject_kind = 'visit' AND subject_id = CAST(? AS TEXT)"
    " AND event = 'visit.event.printed' LIMIT 1"
)
_TRANSFER = (
    "SELECT 1 FROM transfer_request_share s JOIN transfer_request r ON r.id = s.request_id"
    " WHERE s.dossier_id = ? AND r.state = 'waiting' LIMIT 1"
)
_PAPER = (
    "SELECT EXISTS (SELECT 1 FROM handing_item WHERE dossier_id = ?1)"
    " OR EXISTS (SELECT 1 FROM collected WHERE dossier_id = ?1)"
    " OR EXISTS (SELECT 1 FROM lent_original l WHERE l.dossier_id = ?1"
    "  AND NOT EXISTS (SELECT 1 FROM lent_back b WHERE b.lent_id = l.id))"
)
_CERTIFIED = (
    "SELECT 1 FROM certification c WHERE c.dossier_id = ? AND NOT EXISTS"
    " (SELECT 1 FROM certification_struck s WHERE s.certification_id = c.id) LIMIT 1"
)
_NOT_TOLD = (
    "UPDATE outbox SET state = 'refused', done_at = ?, last_error = 'dropped', next_at = NULL"
    " WHERE dossier_id = ? AND target <> 'carry' AND state IN ('waiting', 'held')"
)
_STRUCK = "SELECT reason FROM dossier_struck WHERE dossier_id = ?"


def struck(connection: Connection, dossier_id: int) -> str:
    """Why the acceptance of a dossier was taken back; "" when it stands."""
    row = connection.execute(_STRUCK, (dossier_id,)).fetchone()
    return str(row[0]) if row else ""


@act(Act.READ, writes=False)
def offer(office: Office, dossier_id: int) -> StrikeOffer:
    """Whether an acceptance can be taken back now. NotFound."""
    with office.store.read() as session, office.store.query() as connection:
        row = dossier_row(session, dossier_id)
        return StrikeOffer(
            until=row.received_at + STRIKE_FOR,
            printed=slip_is_out(session, connection, row),
            problem=_problem(session, connection, row, office.now()),
        )


def slip_is_out(session: Session, connection: Connection, row: Dossier) -> bool:
    """Whether a slip of it was printed, its own or that of the household's visit."""
    if any(printed(session, id_of(row), kind) for kind in SLIPS):
        return True
    return connection.execute(_VISIT_SLIP, (row.visit_id,)).fetchone() is not None


@act(Act.ACCEPT)
def strike(office: Office, draft: StrikeDraft) -> DossierView:
    """Take the acceptance back, all of it in one transaction; the resident's papers go back to them.

    Refused: after five minutes, at another machine, after a step, with money, a paper that went, something
    sent or being carried to the portal, a slip that is still out, no reason. Conflict, NotFound.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            if problems := _problems(transaction, row, draft):
                raise Refused(problems)
            _strike(office, transaction, row, draft)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _problems(transaction: Transaction, row: Dossier, draft: StrikeDraft) -> tuple[Problem, ...]:
    session = transaction.session
    found = list(reason_problems(draft.reason, "strike.reason_missing"))
    if slip_is_out(session, transaction.connection, row) and not draft.slip_back:
        found.append(Problem("slip_back", "strike.slip_out"))
    if problem := _problem(session, transaction.connection, row, transaction.now):
        found.append(problem)
    return tuple(found)


def _problem(session: Session, connection: Connection, row: Dossier, now: datetime) -> Problem | None:
    """The first thing that has come of it."""
    ident = id_of(row)
    if struck(connection, ident):
        return Problem("", "strike.already")
    if row.state is not DossierState.RECEIVED or life_rows.standing(life_rows.moves_of(session, ident)):
        return Problem("", "strike.moved")
    if now > row.received_at + STRIKE_FOR:
        return Problem("", "strike.too_late", {"time": clock(row.received_at)})
    device = connection.execute(_HERE, (ident,)).fetchone()
    if device is None or device[0] != audit.device():
        return Problem("", "strike.elsewhere")
    return _gone_out(session, connection, row)


def _gone_out(session: Session, connection: Connection, row: Dossier) -> Problem | None:
    """Money, papers, or word of it that went to somebody."""
    ident = id_of(row)
    if any(paid_by_kind(session, ident).values()):
        return Problem("", "strike.money")
    if connection.execute(_TRANSFER, (ident,)).fetchone():
        return Problem("", "strike.transfer")
    paper = connection.execute(_PAPER, (ident,)).fetchone()
    if paper and paper[0]:
        return Problem("", "strike.paper")
    if connection.execute(_CERTIFIED, (ident,)).fetchone():
        return Problem("", "strike.certified")
    if outbox_rows.may_be_there(connection, ident):
        return Problem("", "strike.sent")
    filing = submission_row(session, ident)
    if filing is not None and filing.state in submission_rows.CARRIED:
        return Problem("", "strike.filing")
    return None


def _strike(office: Office, transaction: Transaction, row: Dossier, draft: StrikeDraft) -> None:
    session, reason = transaction.session, as_typed(draft.reason)[:LONGEST]
    submission_rows.stop(transaction, id_of(row))
    transaction.flush()
    transaction.connection.execute(_NOT_TOLD, (to_micros(transaction.now), id_of(row)))
    session.add(
        DossierStruck(
            dossier_id=id_of(row),
            held_before=row.papers_held,
            slip_back=draft.slip_back,
            reason=reason,
            made_by=person(office).id,
            made_at=transaction.now,
            operation=draft.operation,
        )
    )
    row.state = DossierState.NOT_RECEIVED
    if row.papers_held is PapersHeld.COUNTER:
        row.papers_held = PapersHeld.RETURNED
    row.version += 1
    session.add(row)
    transaction.record(
        person(office),
        "dossier.event.struck",
        subject=("dossier", id_of(row)),
        operation=draft.operation,
        detail={"reason": reason},
    )
