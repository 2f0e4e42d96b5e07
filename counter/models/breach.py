"""A breach of personal data (vi phạm quy định bảo vệ dữ liệu cá nhân): what a notice says. Values only.

Luật 91/2025/QH15 Điều 23: the specialised authority is told within 72 hours of the finding.
Nghị định 356/2025/NĐ-CP Điều 28, Mẫu 08: what the notice says.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """The facts of a notice, each a text of the person in charge; "" where it is not known yet."""

    happened: str = ""  # thời gian xảy ra, in words
    place: str = ""
    act: str = ""  # hành vi vi phạm: what happened
    who: str = ""  # tổ chức, cá nhân liên quan
    kinds: str = ""  # loại dữ liệu
    amount: str = ""  # số lượng
    contact: str = ""  # đầu mối liên hệ
    consequences: str = ""
    measures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachDraft:
    """A breach as it is recorded first. `found_at`: aware, None is now; `device` "": this machine."""

    operation: str
    facts: BreachFacts
    device: str = ""
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachView:
    """A breach as it stands. `minutes_left`: until the 72 hours are over, below 0 after that; None once the
    authority was told."""

    id: int
    found_at: datetime
    due_at: datetime
    device: str
    recorded_by: str
    recorded_at: datetime
    facts: BreachFacts
    missing: tuple[str, ...]  # names of the facts that are not filled in
    versions: int
    told_at: datetime | None
    told_whom: str
    minutes_left: int | None
    ground: str  # the law that asks for the notice
