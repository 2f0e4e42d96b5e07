"""Who acts at the counter."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is at this counter; rights are one table in `counter.rules.rights`."""

    VOLUNTEER = "volunteer"  # đoàn viên, tổ công nghệ số cộng đồng: prepares and carries
    CLERK = "clerk"  # công chức, viên chức tiếp nhận
    SUPERVISOR = "supervisor"  # lãnh đạo trung tâm
    ADMINISTRATOR = "administrator"  # người quản trị máy


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff as the rest of the program knows them; never the PIN or its hash."""

    id: int
    name: str
    role: Role
    active: bool = True
    must_change: bool = (
        False  # signed in with a PIN that somebody else knows: chooses their own before all else
    )


@dataclass(frozen=True, slots=True)
class GivenPin:
    """A PIN that somebody else set and its owner has not changed yet."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SetPin:
    """A PIN that was set a few days ago by who now asks for an approval, or did what is approved."""

    whose: str
    by: str
    at: datetime
    others: tuple[str, ...]  # who could be asked instead: they signed in today


@dataclass(frozen=True, slots=True)
class Running:
    """The time since the machine was started: nobody sets it as they set the time of day."""

    boot: str  # which start this is
    millis: int  # since then


@dataclass(frozen=True, slots=True)
class Tried:
    """The last try at somebody's PIN that made the next one wait."""

    at: datetime
    wait: int = 0  # seconds that were asked for then
    since_start: Running | None = None
    behind: bool = False  # by a clock that stood before the tries of before: the longest wait was told


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftWork:
    """What somebody who leaves has in hand (bàn giao khi nghỉ): to be given on, or left knowingly."""

    dossiers: int = 0  # that are not ended
    drafts: int = 0
    second_looks: int = 0  # dossiers they took that wait for a second pair of eyes
    drawer_since: datetime | None = None  # their drawer that is open
    approvers: int = 0  # others who may be the second person for money

    @property
    def nothing(self) -> bool:
        """Whether nothing is left undone."""
        return not (self.dossiers or self.drafts or self.second_looks or self.drawer_since)
