"""A resident as the rest of the program sees one."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter.models.dossier import Contact

_DIGITS = re.compile(r"\D")


class NumberKind(StrEnum):
    """What a number of the history is."""

    CCCD = "cccd"  # số định danh cá nhân, 12 digits
    CMND9 = "cmnd9"  # giấy chứng minh nhân dân, 9 digits
    PASSPORT = "passport"


def kind_of_number(number: str) -> NumberKind:
    """By shape alone: 12 digits, 9 digits, or something else that a person showed."""
    if number.isdecimal() and len(number) == 12:
        return NumberKind.CCCD
    return NumberKind.CMND9 if number.isdecimal() and len(number) == 9 else NumberKind.PASSPORT


def digits(phone: str) -> str:
    """The digits of a phone number: what the store keeps and searches by."""
    return _DIGITS.sub("", phone)


def mask_number(number: str) -> str:
    """A number as lists show it: "046195001234" → "046195••••34"; a short one keeps less."""
    if len(number) < 6:
        return "•" * len(number)
    head = 6 if len(number) >= 12 else 3
    return number[:head] + "•" * (len(number) - head - 2) + number[-2:]


def mask_phone(phone: str) -> str:
    """A phone number as lists show it: "0905112233" → "0905 112 •••"; nothing of a short one."""
    known = digits(phone)[:-3]
    if len(known) < 4:
        return "•" * len(digits(phone))
    return " ".join(part for part in (known[:4], known[4:]) if part) + " •••"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentView:
    """A resident the store knows. `numbers` are the earlier ones, newest first."""

    id: int
    full_name: str
    citizen_id: str  # the number in use, whatever its kind; "" when none was ever shown
    numbers: tuple[str, ...] = ()
    dob: date | None = None
    gender: str = ""
    address: str = ""
    issue_date: date | None = None
    extra_fields: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()  # current ones, newest first
    dossiers: int = 0
    last_dossier: str = ""  # code of the newest
    updated_at: datetime
    version: int = 1

    @property
    def masked_id(self) -> str:
        """The number as a list may show it."""
        return mask_number(self.citizen_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What the store knows of a person just typed or scanned.

    `known`: exactly one resident has (or had) this number. `likely`: people who may be the same; a clerk
    chooses. `by_old_number`: known by a number that is no longer the one in use. `differs`: names of the
    fields of `Applicant` where what was typed and what is stored are not the same.
    """

    known: ResidentView | None = None
    likely: tuple[ResidentView, ...] = ()
    by_old_number: bool = False
    differs: tuple[str, ...] = ()
