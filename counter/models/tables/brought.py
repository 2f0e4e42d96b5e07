"""Dossiers that were brought over from the system or the list of before: where each came from. Only added."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.brought import PaidBefore
from counter.models.tables.types import Instant, Word


class DossierBrought(SQLModel, table=True):
    """What is kept of where a dossier came from; its own row has everything that is worked with here."""

    __tablename__ = "dossier_brought"

    dossier_id: int = Field(primary_key=True, foreign_key="dossier.id")
    ref: str = Field(unique=True)  # what made the row of the list this dossier and no other
    digest: str  # of what that row said
    old_code: str
    old_key: str = Field(index=True)  # its letters and digits: by its beginning
    old_key_reversed: str = Field(index=True)  # and by its end
    register_number: str
    received_by: str  # as the list named them
    fee: int | None = None  # đồng, as the list had it; money that was paid there is in no ledger here
    paid: PaidBefore = Field(sa_type=Word(PaidBefore))
    ended_at: datetime | None = Field(default=None, sa_type=Instant)  # withdrawn or stopped
    brought_by: int = Field(foreign_key="staff.id")
    brought_at: datetime = Field(sa_type=Instant)
