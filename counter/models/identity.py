"""What an identity card's QR says (thẻ căn cước, CCCD gắn chip)."""

from dataclasses import dataclass
from datetime import date

from counter.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The fields of one card, as printed; the address is the one at issue and is never rewritten."""

    citizen_id: str  # 12 digits (số định danh cá nhân)
    old_cmnd: str | None
    full_name: str
    dob: date | None
    gender: str  # "Nam" or "Nữ"
    address: str
    issue_date: date | None
    extra_fields: tuple[str, ...] = ()  # fields 8 to 11 of the 2024 card, raw: their order is not known
    field_count: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The outcome of reading a payload: a card with warnings, or the reasons why not.

    `candidates` holds whole readings where more than one is possible; a person chooses, the program never does.
    """

    accepted: bool
    card: Card | None = None
    warnings: tuple[Problem, ...] = ()
    reasons: tuple[Problem, ...] = ()
    repaired: bool = False
    candidates: tuple[Card, ...] = ()
