"""The life of one dossier: its history, small moves, undoing the last one, putting an ended one back."""

from datetime import datetime, timedelta

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.dossier import Appointment, DossierState, DossierView, PapersHeld
from counter.models.instant import to_micros
from counter.models.life import MoveName
from counter.models.life_views import LifeView, MoveDraft, NoticeDraft, UndoOffer
from counter.models.tables import Dossier, DossierMove, DossierStruck, Notice
from counter.rules import moves
from counter.rules.free_text import reason_problems, text_problems
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, seen_row
from counter.services.dossier.dossier_views import dossier_view
from counter.services.life import life_rows, life_views, moving, supplements
from counter.services.life.moving import Change
from counter.services.office import Office, act
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import as_typed, one_line

UNDO_FOR = timedelta(minutes=5)
LONGEST = 500
_SENT = (
    "SELECT 1 FROM outbox WHERE dossier_id = ? AND created_at = ? AND target <> 'carry'"
    " AND (payload <> '{}' OR attempts > 0 OR state <> 'waiting') LIMIT 1"
)


@act(Act.READ, writes=False)
def get(office: Office, dossier_id: int) -> LifeView:
    """Everything that happened to it, and whether the last move can still be undone. NotFound."""
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        view = life_views.view(session, row)
    with office.store.query() as connection:
        return life_views.with_undo(view, _offer(connection, view, row, office.now()))


@act(Act.MOVE)
def receive(office: Office, draft: MoveDraft) -> DossierView:
    """Receive what was filed online (tiếp nhận)."""
    return _simple(office, MoveName.RECEIVE, draft, DossierState.RECEIVED)


@act(Act.MOVE)
def begin(office: Office, draft: MoveDraft) -> DossierView:
    """Somebody of the house begins to work on it (bắt đầu giải quyết)."""
    return _simple(office, MoveName.BEGIN, draft, DossierState.PROCESSING)


@act(Act.MOVE)
def ask_duty(office: Office, draft: MoveDraft) -> DossierView:
    """The resident has a duty to pay first (yêu cầu thực hiện nghĩa vụ tài chính); refused without which."""
    if not as_typed(draft.reason):
        raise Refused((Problem("reason", "life.duty_missing"),))
    return _simple(office, MoveName.ASK_DUTY, draft, DossierState.PAYMENT)


@act(Act.MOVE)
def duty_done(office: Office, draft: MoveDraft) -> DossierView:
    """The duty was paid: work goes on."""
    return _simple(office, MoveName.DUTY_DONE, draft, DossierState.PROCESSING)


def _simple(office: Office, name: MoveName, draft: MoveDraft, after: DossierState) -> DossierView:
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            problems = (*moving.allowed(name, row), *text_problems({"reason": draft.reason}))
            if problems:
                raise Refused(problems)
            reason = as_typed(draft.reason)[:LONGEST]
            change = Change(after=after, reason=reason)
            detail = {"reason": reason}
            moving.make(office, transaction, row, name, change, operation=draft.operation, detail=detail)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


@act(Act.MOVE)
def tell(office: Office, draft: NoticeDraft) -> LifeView:
    """Note that somebody was told of a move: how, whom. Refused when either is not said."""
    problems = list(text_problems({"whom": draft.whom, "note": draft.note}))
    if draft.way is None:
        problems.append(Problem("way", "life.way_missing"))
    if not one_line(draft.whom):
        problems.append(Problem("whom", "life.whom_missing"))
    if problems or draft.way is None:
        raise Refused(tuple(problems))
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        row = dossier_row(session, draft.dossier_id)
        if transaction.earlier(draft.operation) is None:
            whom = one_line(draft.whom)[:LONGEST]
            notice = Notice(
                dossier_id=draft.dossier_id,
                move_id=draft.move_id,
                way=draft.way,
                whom=whom,
                note=as_typed(draft.note)[:LONGEST],
                told_by=person(office).id,
                told_at=transaction.now,
                operation=draft.operation,
            )
            session.add(notice)
            transaction.record(
                person(office),
                f"dossier.event.told.{draft.way}",
                subject=("dossier", draft.dossier_id),
                operation=draft.operation,
                detail={"whom": whom},
            )
        return life_views.view(session, row)


# -- undoing -----------------------------------------------------------------------------------


@act(Act.MOVE)
def undo(office: Office, dossier_id: int, *, operation: str, version: int) -> DossierView:
    """Take the last move back (hoàn tác): state, papers, date and result stand as before it.

    Refused after five minutes, when a sender has taken it, a paper was handed over, or somebody was told.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(operation) is None:
            row = seen_row(session, dossier_id, version)
            view = life_views.view(session, row)
            offer = _offer(transaction.connection, view, row, transaction.now)
            if offer is None or offer.reason:
                raise Refused((Problem("", offer.reason if offer else "life.nothing_to_undo"),))
            _undo(office, transaction, row, operation)
        return dossier_view(session, dossier_row(session, dossier_id), practice=office.practice)


def _undo(office: Office, transaction: Transaction, row: Dossier, operation: str) -> None:
    """Back through every move of the last operation: a refusal may have begun the work first."""
    found = life_rows.standing(life_rows.moves_of(transaction.session, id_of(row)))
    for move in reversed([move for move in found if move.operation == found[-1].operation]):
        back = Change(
            after=move.state_before,
            held=move.held_before,
            appointment=_date_before(move),
            undoes=life_rows.move_id(move),
        )
        supplements.put_back(transaction.session, row, move.was)
        detail = {"what": move.name.value}
        moving.make(
            office, transaction, row, MoveName.UNDO, back, operation=operation, detail=detail
        )  # fmt: skip


def _date_before(move: DossierMove) -> Appointment | None:
    if move.due_before == move.due_after and move.name not in {MoveName.RESUME, MoveName.EXTEND}:
        return None
    said = move.was
    warnings = said.get("warnings", [])
    return Appointment(
        due=local(move.due_before) if move.due_before else None,
        reason=str(said.get("reason", "")),
        warnings=tuple(str(w) for w in warnings) if isinstance(warnings, list) else (),
    )


def _offer(connection: Connection, view: LifeView, row: Dossier, now: datetime) -> UndoOffer | None:
    """The last move and why it cannot be undone; None when there is none to undo."""
    last = next(
        (m for m in reversed(view.moves) if not m.undone and m.name is not MoveName.UNDO), None
    )  # fmt: skip
    if last is None or last.name is MoveName.CORRECT:
        return None
    until = last.made_at + UNDO_FOR
    reason = ""
    if now > until:
        reason = "life.undo.too_late"
    elif connection.execute(_SENT, (view.dossier_id, to_micros(last.made_at))).fetchone():
        reason = "life.undo.sent"
    elif any(notice.move_id == last.id for notice in view.notices):
        reason = "life.undo.told"
    elif last.name is MoveName.HAND_OVER or _paper_went(connection, last.id):
        reason = "life.undo.paper"
    return UndoOffer(move_id=last.id, name=last.name, until=until, reason=reason)


def _paper_went(connection: Connection, move_id: int) -> bool:
    """Whether a paper changed hands with a move: papers held moved, or it stands in a hand-over list."""
    found = connection.execute(
        "SELECT m.held_before <> m.held_after AND m.held_after IN ('forwarded', 'returned')"
        " OR EXISTS (SELECT 1 FROM handing_item i WHERE i.move_id = m.id AND"
        "  (m.held_before <> m.held_after OR i.outcome = 'result'))"
        " FROM dossier_move m WHERE m.id = ?",
        (move_id,),
    ).fetchone()
    return bool(found and found[0])


# -- putting an ended one back -------------------------------------------------------------------


@act(Act.CORRECT)
def correct(office: Office, draft: MoveDraft) -> DossierView:
    """The head puts an ended dossier back where it was before its end, with the reason; it stays logged.

    Refused: not ended, no reason, an acceptance that was taken back.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if transaction.earlier(draft.operation) is None:
            row = seen_row(session, draft.dossier_id, draft.version)
            found = list(moving.allowed(MoveName.CORRECT, row))
            found += reason_problems(draft.reason, "life.reason_missing")
            if session.get(DossierStruck, draft.dossier_id) is not None:
                found.append(Problem("", "strike.already"))
            if found:
                raise Refused(tuple(found))
            _correct(office, transaction, row, draft)
        return dossier_view(session, dossier_row(session, draft.dossier_id), practice=office.practice)


def _correct(office: Office, transaction: Transaction, row: Dossier, draft: MoveDraft) -> None:
    found = life_rows.standing(life_rows.moves_of(transaction.session, id_of(row)))
    last = found[-1] if found and found[-1].state_after is row.state else None
    after = moves.corrected(row.state, last.state_before if last else None)
    if after is None:
        raise RuntimeError("an end state can be corrected")
    reason = as_typed(draft.reason)[:LONGEST]
    before = row.state
    moving.make(
        office,
        transaction,
        row,
        MoveName.CORRECT,
        Change(after=after, held=_held_again(last, row), reason=reason),
        operation=draft.operation,
        detail={"reason": reason, "from": int(before), "to": int(after)},
    )


def _held_again(last: DossierMove | None, row: Dossier) -> PapersHeld | None:
    """A wrong hand-over gave nothing back to whom it belongs: the papers stand as before it."""
    return last.held_before if last and row.papers_held is PapersHeld.RETURNED else None
