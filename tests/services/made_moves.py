"""Moves of a dossier as its history keeps them, without the papers and lists that belong to them."""

from counter.models.dossier import DossierState, PapersHeld
from counter.models.life import MoveName
from counter.models.tables import DossierMove
from counter.services.dossier.dossier_rows import dossier_row, person
from counter.services.office import Office

_AFTER = {
    MoveName.ASK_SUPPLEMENT: DossierState.SUPPLEMENT,
    MoveName.ASK_DUTY: DossierState.PAYMENT,
    MoveName.STOP: DossierState.STOPPED,
}


def moved(office: Office, dossier_id: int, name: MoveName, *, undoes: int | None = None) -> int:
    """Make one move now; its number. An undo puts back the state before the one it undoes."""
    with office.store.write(office.now()) as transaction:
        session, actor = transaction.session, person(office)
        dossier = dossier_row(session, dossier_id)
        before = dossier.state
        undone = session.get(DossierMove, undoes) if undoes else None
        after = undone.state_before if undone else _AFTER.get(name, DossierState.PROCESSING)
        row = DossierMove(
            dossier_id=dossier_id,
            name=name,
            state_before=before,
            state_after=after,
            held_before=PapersHeld.NONE,
            held_after=PapersHeld.NONE,
            reason="thử",
            made_by=actor.id,
            made_at=transaction.now,
            undoes=undoes,
            operation=f"{name}-{dossier_id}-{office.now()}",
        )
        dossier.state = after
        session.add(dossier)
        session.add(row)
        transaction.record(actor, "test.moved", subject=("dossier", dossier_id), operation="")
        return row.id or 0
