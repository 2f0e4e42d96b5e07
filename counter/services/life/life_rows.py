"""What a dossier went through: the moves that count, the open request, where it lies, what was decided."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from counter.models.life import DecisionKind, Direction, MoveName
from counter.models.tables import (
    Decision,
    DossierMove,
    Handing,
    HandingItem,
    Supplement,
    SupplementAnswer,
)


def move_id(move: DossierMove) -> int:
    """The id of a move that was flushed."""
    if move.id is None:
        raise RuntimeError("a flushed row has an id")
    return move.id


def moves_of(session: Session, dossier_id: int) -> Sequence[DossierMove]:
    """Every move of a dossier, oldest first, undone ones too."""
    return session.exec(
        select(DossierMove).where(DossierMove.dossier_id == dossier_id).order_by(col(DossierMove.id))
    ).all()


def undone(moves: Sequence[DossierMove]) -> frozenset[int]:
    """The ids of the moves that were undone."""
    return frozenset(move.undoes for move in moves if move.undoes is not None)


def standing(moves: Sequence[DossierMove]) -> list[DossierMove]:
    """The moves that count: neither undone nor an undo."""
    gone = undone(moves)
    return [move for move in moves if move.name is not MoveName.UNDO and move.id not in gone]


def _counts(session: Session, dossier_id: int) -> frozenset[int]:
    return frozenset(move_id(move) for move in standing(moves_of(session, dossier_id)))


def supplements(session: Session, dossier_id: int) -> list[Supplement]:
    """The requests for supplement that count, oldest first."""
    ids = _counts(session, dossier_id)
    rows = session.exec(
        select(Supplement).where(Supplement.dossier_id == dossier_id).order_by(col(Supplement.id))
    )
    return [row for row in rows if row.move_id in ids]


def open_supplement(session: Session, dossier_id: int) -> Supplement | None:
    """The last request, when no answer of it counts; None when there is none."""
    found = supplements(session, dossier_id)
    if not found:
        return None
    answers = session.exec(
        select(SupplementAnswer.move_id).where(SupplementAnswer.supplement_id == found[-1].id)
    ).all()
    ids = _counts(session, dossier_id)
    return None if any(answer in ids for answer in answers) else found[-1]


def extended(session: Session, dossier_id: int) -> bool:
    """Whether the date was put off once already."""
    rows = session.exec(
        select(Decision.move_id).where(
            Decision.dossier_id == dossier_id, Decision.kind == DecisionKind.EXTENDED
        )
    ).all()
    return bool(rows) and not _counts(session, dossier_id).isdisjoint(rows)


def away(session: Session, dossier_id: int) -> str:
    """The agency that has the dossier by its hand-over lists; "" when it is at the counter."""
    rows = session.exec(
        select(Handing, HandingItem.move_id)
        .join(HandingItem, col(HandingItem.handing_id) == Handing.id)
        .where(HandingItem.dossier_id == dossier_id)
        .order_by(col(Handing.id).desc())
    ).all()
    if not rows:
        return ""
    ids = _counts(session, dossier_id)
    last = next((handing for handing, move in rows if move in ids), None)
    return last.agency if last is not None and last.direction is Direction.OUT else ""
