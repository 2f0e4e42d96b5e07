"""Who acts at the counter."""

from dataclasses import dataclass
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
