"""Dossiers that are not deleted while a complaint, a lawsuit or an inspection goes on (giữ lại, chưa
được xóa)."""

from typing import Final

from counter.errors import NotFound, Problem, Refused
from counter.models.instant import to_micros
from counter.rules.free_text import reason_problems
from counter.rules.rights import Act, require
from counter.services.office import Office, act
from counter.text import one_line

PLACED, LIFTED = "dossier.event.hold_placed", "dossier.event.hold_lifted"
_MOST: Final = 200
_PLACE: Final = (
    "INSERT INTO erasure_hold (dossier_id, reason, placed_by, placed_at, operation) VALUES (?, ?, ?, ?, ?)"
)
_LIFT: Final = (
    "UPDATE erasure_hold SET lifted_by = ?2, lifted_at = max(placed_at, ?3)"
    " WHERE dossier_id = ?1 AND lifted_at IS NULL"
)
_HELD: Final = "SELECT 1 FROM erasure_hold WHERE dossier_id = ? AND lifted_at IS NULL"


@act(Act.ERASE)
def place(office: Office, dossier_id: int, reason: str, *, operation: str) -> None:
    """Hold a dossier. Refused: no reason, held already, emptied already. NotFound."""
    actor = require(office.actor, Act.ERASE)
    said = one_line(reason)[:_MOST]
    if problems := reason_problems(said, "erasure.hold.reason_missing"):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if transaction.earlier(operation) is not None:
            return
        if connection.execute("SELECT 1 FROM dossier WHERE id = ?", (dossier_id,)).fetchone() is None:
            raise NotFound("dossier.not_found", ref=str(dossier_id))
        if connection.execute(_HELD, (dossier_id,)).fetchone():
            raise Refused((Problem("dossier", "erasure.hold.already"),))
        gone = "SELECT 1 FROM erased_dossier WHERE dossier_id = ?"
        if connection.execute(gone, (dossier_id,)).fetchone():
            raise Refused((Problem("dossier", "erasure.emptied"),))
        given = (dossier_id, said, actor.id, to_micros(transaction.now), operation)
        connection.execute(_PLACE, given)
        transaction.record(
            actor, PLACED, subject=("dossier", dossier_id), operation=operation, detail={"reason": said}
        )


@act(Act.ERASE)
def lift(office: Office, dossier_id: int, *, operation: str) -> None:
    """Let a held dossier go its way. Refused when it is not held."""
    actor = require(office.actor, Act.ERASE)
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        lifted = transaction.connection.execute(_LIFT, (dossier_id, actor.id, to_micros(transaction.now)))
        if not lifted.rowcount:
            raise Refused((Problem("dossier", "erasure.hold.none"),))
        transaction.record(actor, LIFTED, subject=("dossier", dossier_id), operation=operation)
