"""Phone numbers as people say them: read, written in one form, old numbers brought up to date.

The numbering plan is libphonenumber's (package `phonenumbers`), imported when first needed: 45 ms that a
start does not pay. Its geocoder is not used (0.9 s, 96 MB); the areas are our own table.
"""

import re
from typing import TYPE_CHECKING

from counter.errors import Problem
from counter.models.identity import Phone
from counter.rules.phone_codes import AREAS, MOBILE_PREFIXES
from counter.text import as_typed

if TYPE_CHECKING:
    import phonenumbers

FIXED_LINE_DIGITS = 11  # 0 + area + number, everywhere since 17/06/2017

_TYPING_AIDS = re.compile(r"[\s().\-/]")
# The prefixes operators hold; old area codes (054, 037) are not among them.
_MOBILE_SHAPE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}")
_OLD_AREAS = {old: new for new, (old, _) in AREAS.items() if old != new}


def _national_digits(text: str) -> str:
    """The digits dialled inside the country, +84 and 84 as 0; anything else as it stands."""
    bare = _TYPING_AIDS.sub("", as_typed(text))
    for abroad in ("+84", "0084", "84"):
        if bare.startswith(abroad) and len(bare) - len(abroad) >= 9:
            return "0" + bare.removeprefix(abroad).removeprefix("0")
    return bare


def convert_11_to_10(text: str) -> str | None:
    """The 10-digit mobile that an 11-digit one of before 15/09/2018 became; None for any other number."""
    digits = _national_digits(text)
    if len(digits) != 11 or not digits.isdecimal() or digits[:4] not in MOBILE_PREFIXES:
        return None
    return MOBILE_PREFIXES[digits[:4]] + digits[4:]


def area_code_change(code: str) -> str | None:
    """The area code (mã vùng) that an old one became in 2017; today's codes stay; None for no area code."""
    return code if code in AREAS else _OLD_AREAS.get(code)


def _area(digits: str) -> str | None:
    for size in (3, 4):
        if found := AREAS.get(digits[:size]):
            return found[1]
    return None


def _old_fixed_line(digits: str) -> str | None:
    """Today's number of a fixed line dialled with its code of before 2017 (054 3823456 → 0234 3823456)."""
    for size in (2, 3, 4):
        new = _OLD_AREAS.get(digits[:size])
        if new and len(new + digits[size:]) == FIXED_LINE_DIGITS:
            return new + digits[size:]
    return None


def _refusal(digits: str) -> Problem:
    """Why a number is none, with the number that is probably meant."""
    if newer := convert_11_to_10(digits) or _old_fixed_line(digits):
        return Problem("phone", "phones.renumbered", {"old": digits, "new": newer})
    if len(digits) == 3:
        return Problem("phone", "phones.service", {"number": digits})
    return Problem("phone", "phones.digits", {"count": len(digits)})


def parse_phone(text: str) -> Phone:
    """A phone number as typed: spaces, dots, brackets, +84. Never raises.

    A 10-digit number of a mobile prefix that the plan does not know yet (089x, 052x) is usable with a
    warning. Three-digit service numbers (113) are not subscribers.
    """
    import phonenumbers  # 45 ms and carrier 30: see above

    digits = _national_digits(text)
    try:
        # Letters would be read as the keys they stand on (0901ABC567): nobody here means that.
        number = phonenumbers.parse("" if re.search(r"[^\d+]", digits) else digits, "VN")
    except phonenumbers.NumberParseException:
        refused = _refusal(digits) if digits.isdecimal() else Problem("phone", "phones.unreadable")
        return Phone(valid=False, usable=False, type="unknown", error="unparsable", problem=refused)
    if phonenumbers.is_valid_number(number):
        return _known(digits, number)
    if _MOBILE_SHAPE.fullmatch(digits):
        doubt = Problem("phone", "phones.prefix_unknown", {"prefix": digits[:4]})
        return Phone(
            valid=False, usable=True, type="unknown", e164=f"+84{digits[1:]}",
            national=f"{digits[:4]} {digits[4:7]} {digits[7:]}", warnings=(doubt,),
        )  # fmt: skip
    return Phone(valid=False, usable=False, type="unknown", problem=_refusal(digits))


def _known(digits: str, number: "phonenumbers.PhoneNumber") -> Phone:
    import phonenumbers
    from phonenumbers import carrier

    kinds = {
        phonenumbers.PhoneNumberType.MOBILE: "mobile",
        phonenumbers.PhoneNumberType.FIXED_LINE: "fixed",
    }
    kind = kinds.get(phonenumbers.number_type(number), "other")
    home = number.country_code == 84
    form = phonenumbers.PhoneNumberFormat
    return Phone(
        valid=True,
        usable=True,
        type=kind,
        e164=phonenumbers.format_number(number, form.E164),
        national=phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL),
        carrier=(carrier.name_for_number(number, "en") or None) if kind == "mobile" else None,
        area=_area(digits) if kind == "fixed" and home else None,
    )
