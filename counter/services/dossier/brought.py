"""Where a dossier came from that was brought over from the system or the list of before."""

from sqlmodel import Session, col, select

from counter.models.brought import Brought
from counter.models.tables import Dossier, DossierBrought, Staff
from counter.rules.old_codes import key_of
from counter.services.store.connection import Connection


def is_brought(connection: Connection, dossier_id: int) -> bool:
    """Whether this dossier was accepted elsewhere: the portal has it from there, under another code."""
    found = connection.execute("SELECT 1 FROM dossier_brought WHERE dossier_id = ?", (dossier_id,))
    return found.fetchone() is not None


def brought_of(session: Session, dossier_id: int) -> Brought | None:
    """What is kept of where it came from; None for one of our own."""
    found = session.exec(
        select(DossierBrought, Staff.name)
        .join(Staff, col(Staff.id) == DossierBrought.brought_by)
        .where(DossierBrought.dossier_id == dossier_id)
    ).first()
    if found is None:
        return None
    row, name = found
    return Brought(
        old_code=row.old_code,
        register=row.register_number,
        received_by=row.received_by,
        fee=row.fee,
        paid=row.paid,
        brought_at=row.brought_at,
        brought_by=name,
    )


def by_old_code(session: Session, typed: str) -> Dossier | None:
    """The dossier that had this code where it comes from, signs and case aside; None for none or several."""
    key = key_of(typed)
    if not key:
        return None
    rows = session.exec(
        select(Dossier)
        .join(DossierBrought, col(DossierBrought.dossier_id) == Dossier.id)
        .where(DossierBrought.old_key == key)
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None
