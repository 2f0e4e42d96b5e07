"""Who somebody is and how they are reached: identity cards (thẻ căn cước), personal numbers, phones."""

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

    `candidates` holds whole readings where more than one is possible; a person chooses, never the program.
    """

    accepted: bool
    card: Card | None = None
    warnings: tuple[Problem, ...] = ()
    reasons: tuple[Problem, ...] = ()
    repaired: bool = False
    candidates: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """One damaged value put right: `text` where one reading exists, else the readings a person chooses from.

    Both empty (None and no candidates): damage that nothing known explains.
    """

    text: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading:
    """What a personal number (số định danh cá nhân) says of its holder at birth registration.

    `province` is None for a prefix that is not in the table: a country code, or one given out later.
    """

    format_ok: bool
    reason: str | None = None  # "11 digits", "not digits"
    province_code: str | None = None
    province: str | None = None
    gender: str | None = None  # "Nam" or "Nữ"
    birth_year: int | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone number. `valid` by the numbering plan's metadata; `usable` also where only a warning stands.

    `carrier` is a hint (chuyển mạng giữ số); `area` is the province of a fixed line.
    """

    valid: bool
    usable: bool
    type: str  # "mobile", "fixed", "other" or "unknown"
    e164: str | None = None
    national: str | None = None
    carrier: str | None = None
    area: str | None = None
    error: str | None = None  # "unparsable"
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()
