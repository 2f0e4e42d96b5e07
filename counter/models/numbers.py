"""Identity numbers and phones as text: which kind, which digits, and how others may see them."""

import re
from enum import StrEnum

_DIGITS = re.compile(r"\D")
_LONG = re.compile(r"[0-9]{9,12}")


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


def mask_numbers(text: str) -> str:
    """A text with every identity number or phone that stands in it masked."""
    return _LONG.sub(lambda found: mask_number(found.group()), text)
