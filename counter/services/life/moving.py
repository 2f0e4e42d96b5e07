"""Writing one move of a dossier: its row, its history, what the portal is told, the audit event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from counter.errors import Problem, Refused
from counter.models.dossier import Appointment, DossierState, PapersHeld
from counter.models.life import MoveName
from counter.models.tables import Dossier, DossierMove
from counter.rules import moves
from counter.services.dossier.dossier_rows import id_of, person
from counter.services.intake import second_looks
from counter.services.life import life_rows
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.services.personal.erasure_scope import must_not_be_emptied
from counter.services.store.transaction import Transaction

EVENTS = MappingProxyType(
    {
        MoveName.RECEIVE: "dossier.event.received",
        MoveName.BEGIN: "dossier.event.begun",
        MoveName.FORWARD: "dossier.event.forwarded",
        MoveName.BACK: "dossier.event.back",
        MoveName.ASK_SUPPLEMENT: "dossier.event.supplement_asked",
        MoveName.RESUME: "dossier.event.supplemented",
        MoveName.ASK_DUTY: "dossier.event.duty_asked",
        MoveName.DUTY_DONE: "dossier.event.duty_done",
        MoveName.REFUSE: "dossier.event.refused",
        MoveName.STOP: "dossier.event.stopped",
        MoveName.WITHDRAW: "dossier.event.withdrawn",
        MoveName.EXTEND: "dossier.event.extended",
        MoveName.READY: "dossier.event.ready",
        MoveName.HAND_OVER: "dossier.event.returned",
        MoveName.CORRECT: "dossier.event.corrected",
        MoveName.UNDO: "dossier.event.undone",
    }
)
_SEEN_FIRST = frozenset({MoveName.FORWARD, MoveName.READY})
NO_DETAIL: Mapping[str, str | int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a move changes beside the state. None: it stays as it is."""

    after: DossierState
    held: PapersHeld | None = None
    appointment: Appointment | None = None
    reason: str = ""
    approved_by: int | None = None
    undoes: int | None = None
    was: Mapping[str, object] = field(default_factory=dict)  # what else an undo puts back


def allowed(name: MoveName, row: Dossier, *, away: str = "") -> tuple[Problem, ...]:
    """Why this dossier cannot make this move now: where it stands, or where it lies. Empty: it may."""
    if problem := moves.state_problem(name, row.state):
        return (problem,)
    needs = {need for rule in moves.RULES if rule.name is name for need in rule.needs}
    if moves.Need.HERE in needs and away:
        return (Problem("state", "life.away", {"agency": away}),)
    if moves.Need.AWAY in needs and not away:
        return (Problem("state", "life.not_away"),)
    return ()


def require(name: MoveName, row: Dossier, *, away: str = "") -> None:
    """Refused with why not."""
    if problems := allowed(name, row, away=away):
        raise Refused(problems)


def make(
    office: Office,
    transaction: Transaction,
    row: Dossier,
    name: MoveName,
    change: Change,
    *,
    operation: str,
    detail: Mapping[str, str | int] = NO_DETAIL,
    result: Mapping[str, str | int] = NO_DETAIL,
) -> int:
    """Move the dossier and write all of it; the id of the move. The caller has checked that it may.

    Refused `second_look.waits`: it leaves the counter no further before somebody else has looked at it;
    `erasure.emptied`: the personal data were deleted.
    A dossier that is refused or stopped before anybody began with it begins in the same write.
    """
    must_not_be_emptied(transaction.connection, id_of(row))
    if name in _SEEN_FIRST and second_looks.waits(transaction.connection, id_of(row)):
        raise Refused((Problem("state", "second_look.waits"),))
    if moves.begins_first(name, row.state):
        _write(office, transaction, row, MoveName.BEGIN, Change(after=DossierState.PROCESSING), operation)
        transaction.record(
            person(office), EVENTS[MoveName.BEGIN], subject=("dossier", id_of(row)), operation=operation
        )
    move_id = _write(office, transaction, row, name, change, operation)
    if name is not MoveName.UNDO:  # what an undo takes back was not sent, and will be told as it stands then
        outbox.tell(office, transaction, row)
    undone = f".{detail['what']}" if name is MoveName.UNDO and "what" in detail else ""
    transaction.record(
        person(office),
        EVENTS[name] + undone,
        subject=("dossier", id_of(row)),
        operation=operation,
        detail=detail,
        result={"move": move_id, **result},
    )
    return move_id


def _write(
    office: Office, transaction: Transaction, row: Dossier, name: MoveName, change: Change, operation: str
) -> int:
    session, now = transaction.session, transaction.now
    move = DossierMove(
        dossier_id=id_of(row),
        name=name,
        state_before=row.state,
        state_after=change.after,
        held_before=row.papers_held,
        held_after=change.held or row.papers_held,
        due_before=row.due_at,
        due_after=change.appointment.due if change.appointment else row.due_at,
        was={"reason": row.due_reason, "warnings": list(row.due_warnings), **change.was},
        reason=change.reason,
        made_by=person(office).id,
        approved_by=change.approved_by,
        made_at=now,
        undoes=change.undoes,
        operation=operation,
    )
    session.add(move)
    row.state, row.papers_held = change.after, change.held or row.papers_held
    if change.appointment is not None:
        set_due(row, change.appointment)
    _stamp(row, now)
    row.version += 1
    session.add(row)
    session.flush()
    return life_rows.move_id(move)


def set_due(row: Dossier, appointment: Appointment) -> None:
    """Another date, with its reckoning."""
    row.due_at, row.due_reason = appointment.due, appointment.reason
    row.due_warnings = list(appointment.warnings)


def _stamp(row: Dossier, now: datetime) -> None:
    """When the result was there and who took it, as the state now says."""
    if row.state not in {DossierState.DONE, DossierState.RETURNED}:
        row.ready_at = None
    elif row.ready_at is None:
        row.ready_at = now
    if row.state is not DossierState.RETURNED:
        row.returned_at = row.returned_by = None
        row.returned_to = ""
