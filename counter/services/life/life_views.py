"""From rows to the frozen view of a dossier's life."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session, col, select

from counter.models.life_views import (
    DecisionView,
    HandingRow,
    LackingPaper,
    LifeView,
    MoveView,
    NoticeView,
    SupplementView,
    UndoOffer,
)
from counter.models.tables import (
    Decision,
    Dossier,
    DossierMove,
    Handing,
    HandingItem,
    Notice,
    Supplement,
    SupplementAnswer,
    SupplementItem,
)
from counter.services.dossier.dossier_rows import id_of, name_of
from counter.services.life import life_rows


def with_undo(view: LifeView, offer: UndoOffer | None) -> LifeView:
    """The view with what can be undone."""
    return replace(view, undo=offer)


def view(session: Session, row: Dossier) -> LifeView:
    """Everything of one dossier, in one snapshot."""
    ident = id_of(row)
    moves = life_rows.moves_of(session, ident)
    gone = life_rows.undone(moves)
    names = _names(session, moves)
    return LifeView(
        dossier_id=ident,
        version=row.version,
        state=row.state,
        moves=tuple(_move(move, names, gone) for move in moves),
        supplements=tuple(_supplements(session, ident, gone)),
        decisions=tuple(_decisions(session, ident, gone)),
        handings=tuple(_handings(session, ident, gone)),
        notices=tuple(_notices(session, ident)),
        away=life_rows.away(session, ident),
    )


def _names(session: Session, moves: Iterable[DossierMove]) -> dict[int, str]:
    ids = {m.made_by for m in moves} | {m.approved_by for m in moves if m.approved_by}
    return {i: name_of(session, i) for i in ids if i is not None}


def _move(move: DossierMove, names: dict[int, str], gone: frozenset[int]) -> MoveView:
    return MoveView(
        id=life_rows.move_id(move),
        name=move.name,
        before=move.state_before,
        after=move.state_after,
        due_before=move.due_before,
        due_after=move.due_after,
        reason=move.reason,
        made_by=names.get(move.made_by, ""),
        approved_by=names.get(move.approved_by or 0, ""),
        made_at=move.made_at,
        undone=move.id in gone,
    )


def _supplements(session: Session, ident: int, gone: frozenset[int]) -> Iterable[SupplementView]:
    rows = session.exec(select(Supplement).where(Supplement.dossier_id == ident).order_by(col(Supplement.id)))
    for row in rows.all():
        answers = session.exec(select(SupplementAnswer).where(SupplementAnswer.supplement_id == row.id))
        answer = next((one for one in answers if one.move_id not in gone), None)
        yield SupplementView(
            id=row.id or 0,
            move_id=row.move_id,
            round=row.round,
            stage=row.stage,
            reason=row.reason,
            legal_basis=row.legal_basis,
            answer_by=row.answer_by,
            policy=row.policy,
            items=tuple(_items(session, row)),
            due_before=row.due_before,
            asked_by=name_of(session, row.asked_by),
            asked_at=row.asked_at,
            undone=row.move_id in gone,
            answered_at=answer.answered_at if answer else None,
            received_by=name_of(session, answer.received_by) if answer else "",
            due_after=answer.due_after if answer else None,
            due_reason=answer.due_reason if answer else "",
        )


def _items(session: Session, row: Supplement) -> Iterable[LackingPaper]:
    items = session.exec(
        select(SupplementItem)
        .where(SupplementItem.supplement_id == row.id)
        .order_by(col(SupplementItem.position))
    )
    for item in items:
        yield LackingPaper(
            name=item.name,
            lacking=item.lacking,
            paper_key=item.paper_key,
            originals=item.originals,
            certified=item.certified,
            copies=item.copies,
        )


def _decisions(session: Session, ident: int, gone: frozenset[int]) -> Iterable[DecisionView]:
    rows = session.exec(select(Decision).where(Decision.dossier_id == ident).order_by(col(Decision.id)))
    for row in rows.all():
        yield DecisionView(
            id=row.id or 0,
            move_id=row.move_id,
            kind=row.kind,
            year=row.year,
            number=row.number,
            asked_by=row.asked_by,
            ground=row.ground,
            reason=row.reason,
            papers_back=row.papers_back,
            money=row.money,
            due_before=row.due_before,
            due_after=row.due_after,
            made_by=name_of(session, row.made_by),
            approved_by=name_of(session, row.approved_by),
            made_at=row.made_at,
            undone=row.move_id in gone,
        )


def _handings(session: Session, ident: int, gone: frozenset[int]) -> Iterable[HandingRow]:
    rows = session.exec(
        select(HandingItem, Handing)
        .join(Handing, col(Handing.id) == HandingItem.handing_id)
        .where(HandingItem.dossier_id == ident)
        .order_by(col(Handing.id))
    )
    for item, handing in rows.all():
        yield HandingRow(
            handing_id=item.handing_id,
            move_id=item.move_id,
            direction=handing.direction,
            year=handing.year,
            number=handing.number,
            agency=handing.agency,
            person=handing.person,
            staff=name_of(session, handing.staff_id),
            handed_at=handing.handed_at,
            outcome=item.outcome,
            due_at=item.due_at,
            result_name=item.result_name,
            result_number=item.result_number,
            result_copies=item.result_copies,
            note=item.note,
            undone=item.move_id in gone,
        )


def _notices(session: Session, ident: int) -> Iterable[NoticeView]:
    rows = session.exec(select(Notice).where(Notice.dossier_id == ident).order_by(col(Notice.id)))
    for row in rows.all():
        yield NoticeView(
            move_id=row.move_id,
            way=row.way,
            whom=row.whom,
            note=row.note,
            told_by=name_of(session, row.told_by),
            told_at=row.told_at,
        )
