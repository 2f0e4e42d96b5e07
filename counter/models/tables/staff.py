"""Who works here, and what the ward has set."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from counter.models.staff import Role
from counter.models.tables.types import Flag, Instant, Word


class Staff(SQLModel, table=True):
    """A member of staff. `pin_hash` is argon2id with its parameters; the PIN itself is nowhere."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    folded: str
    role: Role = Field(sa_type=Word(Role))
    pin_hash: str
    active: bool = Field(default=True, sa_type=Flag)
    tries: int = 0  # sign-ins tried since the last that succeeded
    wait_until: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    version: int = 1


class Setting(SQLModel, table=True):
    """One field of `counter.settings.WardSettings`; `value` is JSON."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str
    updated_at: datetime = Field(sa_type=Instant)
    updated_by: int | None = Field(default=None, foreign_key="staff.id")
