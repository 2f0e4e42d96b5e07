"""What is left of a record when a person's data are deleted: pure, so that it can be tried on anything.

What stays says what was done and when (code, day, procedure, amounts, result); what goes could say who it
was. A value is kept because its key is known to hold no person, never because it looks harmless.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from counter.text import fold, nfc

GONE: Final = "—"
"""Stands where a text must not be empty and the one that stood there is deleted."""

Detail = Mapping[str, str | int]

_MONEY: Final = ("payment.", "transfer.", "receipt.", "bank.")
"""Events of money stay as the ledger does: `counter verify` holds one against the other."""
_PAYERS: Final = frozenset({"name", "payer_name"})
_KEPT: Final = frozenset({
    "code", "procedure", "channel", "fee", "copy", "kind", "list", "outcome", "round", "number",
    "year", "agency", "collector", "exempt_group", "sum", "amount", "left", "means", "receipt",
    "memo", "old", "new", "what", "before", "after", "version", "submission", "way", "why", "try",
    "keys", "held", "sent", "looked", "status", "target", "changed", "approved_by", "payment",
    "of", "move", "n", "size", "pages", "rows",
})  # fmt: skip
_MOST_FIGURES: Final = 4  # of a day, a month, a year
_READ: Final = frozenset({"where", "files", "folder", "device", "values", "order", "digest"})
"""Keys that a program reads: empty is understood there, a dash is not."""


def emptied(event: str, detail: Detail) -> dict[str, str | int]:
    """An event's details without anything of a person. Done twice, it changes nothing more."""
    money = event.startswith(_MONEY)
    return {key: _kept(key, value, money) for key, value in detail.items()}


def _kept(key: str, value: str | int, money: bool) -> str | int:
    if not isinstance(value, str) or key in _KEPT or (money and key not in _PAYERS):
        return value
    if not value or key in _READ:
        return ""
    return GONE


def names_in(text: str, known: frozenset[str]) -> bool:
    """Whether a text holds one of these: names by their search key, numbers and phones digit by digit."""
    said, digits = fold(text), "".join(c for c in text if c.isdigit())
    return any((one in digits) if one.isdigit() else (one in said) for one in known if one)


def given_names_in(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds one of these given names (tên) as a word, with its marks or typed without any."""
    words = set(re.findall(r"\w+", nfc(text).casefold()))
    given = [name.split()[-1] for name in names if name.split()]
    return any(nfc(one).casefold() in words or (len(one) > 1 and fold(one) in words) for one in given)


def birth_in(text: str, days: Iterable[date]) -> bool:
    """Whether a text holds one of these days, the day or the year first."""
    said = re.findall(r"\d+", text)
    numbers = [int(one) for one in said if len(one) <= _MOST_FIGURES]
    three = set(zip(numbers, numbers[1:], numbers[2:], strict=False))
    for day in days:
        d, m, y = day.day, day.month, day.year
        if three & {(d, m, y), (d, m, y % 100), (y, m, d)}:
            return True
        if {f"{d:02}{m:02}{y}", f"{y}{m:02}{d:02}"} & set(said):
            return True
    return False
