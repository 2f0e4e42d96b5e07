"""A dossier that was brought over from the system or the list of before (hồ sơ chuyển từ hệ thống cũ)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PaidBefore(StrEnum):
    """What the old list says of the fee; money that was paid elsewhere is told and never in our ledger."""

    PAID = "paid"  # đã thu ở nơi cũ
    FREE = "free"  # không thu, được miễn
    UNPAID = "unpaid"  # chưa thu
    UNSAID = "unsaid"  # the list does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What is kept of where a dossier came from. `fee` in đồng as the list had it; None: it had none."""

    old_code: str
    register: str  # its place in the register of before (số vào sổ)
    received_by: str  # as the list names them
    fee: int | None
    paid: PaidBefore
    brought_at: datetime
    brought_by: str
