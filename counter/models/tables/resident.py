"""Residents, the numbers they ever had, and how to reach them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from counter.models.dossier import ContactKind
from counter.models.numbers import NumberKind
from counter.models.tables.types import Day, Flag, Instant, JsonText, Word


class Resident(SQLModel, table=True):
    """A person who came to the counter. `folded` is `counter.text.fold(full_name)`, the search key."""

    __tablename__ = "resident"

    id: int | None = Field(default=None, primary_key=True)
    full_name: str
    folded: str
    dob: date | None = Field(default=None, sa_type=Day)
    gender: str = ""  # "Nam", "Nữ", or "" when not known
    address: str = ""  # as on the card: never rewritten
    card_issued_on: date | None = Field(default=None, sa_type=Day)
    card_extra: list[str] = Field(default=[], sa_type=JsonText)  # fields 8 to 11 of the card, raw
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    version: int = 1
    merged_into: int | None = Field(default=None, foreign_key="resident.id", index=True)  # the one that stays


class ResidentNumber(SQLModel, table=True):
    """One number a resident had. Numbers are cancelled and re-established, so nothing here is unique."""

    __tablename__ = "resident_number"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", index=True)
    kind: NumberKind = Field(sa_type=Word(NumberKind))
    number: str = Field(index=True)
    number_reversed: str = Field(index=True)  # for a search by its last digits
    current: bool = Field(default=True, sa_type=Flag)
    added_at: datetime = Field(sa_type=Instant)


class ResidentContact(SQLModel, table=True):
    """A way to reach a resident; `whose` names the relative or neighbour."""

    __tablename__ = "resident_contact"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", index=True)
    kind: ContactKind = Field(sa_type=Word(ContactKind))
    phone: str = ""  # digits only
    phone_reversed: str = Field(default="", index=True)
    whose: str = ""
    current: bool = Field(default=True, sa_type=Flag)
    added_at: datetime = Field(sa_type=Instant)
    best_time: str = ""  # when they are best called, as said
