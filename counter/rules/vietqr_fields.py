"""The fields of a VietQR payload (mã VietQR): how they are cut, and what each may hold.

Source: NAPAS, format of VietQR codes v1.0 (09/2021), tables 1, 2, 4 and 8 (Bảng 1, 2, 4, 8). A field is two
digits that name it, two digits that count its characters, and the characters. Fields 38, 38.01 and 62
are made of fields again. Every fault is a Problem whose field is the path of the field ("38.01.01").
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from counter.errors import Params, Problem
from counter.text import one_line

GUID = "A000000727"  # NAPAS
TO_ACCOUNT = "QRIBFTTA"
TO_CARD = "QRIBFTTC"
CURRENCY = "704"  # đồng, ISO 4217
COUNTRY = "VN"
METHODS = {"11": "static", "12": "dynamic"}  # many uses, one use
MAX_PAYLOAD = 512  # EMVCo, Merchant-Presented Mode, v1.1 §3.2
MAX_ACCOUNT = 19
MAX_MEMO = 25
MAX_NAME = 25
MAX_AMOUNT = 13
# One transfer stays below 500 million đồng (NAPAS document §8.1.1, 2021; may have been changed since).
TRANSFER_LIMIT = 500_000_000

_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_CARD = re.compile(r"[0-9]{12,19}")
_BIN = re.compile(r"[0-9]{6}")
_HEADER = re.compile(r"([0-9]{2})([0-9]{2})")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")

Field = tuple[str, str]
"""Name and value of one field: ("53", "704")."""


def valid_amount(text: str) -> bool:
    """Whether a text is an amount of field 54 (§5.2.6): digits and at most one ".", 13 in all, not 0."""
    return len(text) <= MAX_AMOUNT and bool(_AMOUNT.fullmatch(text)) and text.strip("0.") != ""


def amount_problem(amount: int) -> Problem | None:
    """Why a sum of đồng cannot be asked for by one transfer: not above 0, or 500 million and more."""
    if amount <= 0:
        return Problem("54", "vietqr.amount_none")
    return None if amount < TRANSFER_LIMIT else Problem("54", "vietqr.amount_limit")


def valid_account(number: str) -> bool:
    """Whether a text can be an account number (số tài khoản): 1 to 19 letters and digits, no blanks."""
    return bool(_ACCOUNT.fullmatch(number))


def valid_card(number: str) -> bool:
    """Whether a text can be a card number (số thẻ): 12 to 19 digits (ISO/IEC 7812 allows no more)."""
    return bool(_CARD.fullmatch(number))


def valid_bin(text: str) -> bool:
    """Whether a text can be the six digits of a bank (mã BIN)."""
    return bool(_BIN.fullmatch(text))


def cut(text: str, path: str = "") -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
    """The fields of a text in their order, and what does not fit; reading stops where it no longer fits."""
    found: list[Field] = []
    problems: list[Problem] = []
    place = 0
    while place < len(text):
        header = _HEADER.match(text, place)
        if header is None:
            problems.append(Problem(path, "vietqr.header", {"path": path or "–", "place": place + 1}))
            break
        name, length = header[1], int(header[2])
        value = text[place + 4 : place + 4 + length]
        inner = joined(path, name)
        if len(value) < length:
            told: Params = {"path": inner, "length": length, "left": len(value)}
            problems.append(Problem(inner, "vietqr.length", told))
            break
        if not length:
            problems.append(Problem(inner, "vietqr.empty", {"path": inner}))
        if any(name == known for known, _ in found):
            problems.append(Problem(inner, "vietqr.twice", {"path": inner}))
        found.append((name, value))
        place += 4 + length
    return tuple(found), tuple(problems)


def joined(path: str, name: str) -> str:
    """The path of a field inside another: "38" and "01" → "38.01"."""
    return f"{path}.{name}" if path else name


def written(name: str, value: str) -> str:
    """One field as it stands in a payload. ValueError for a value of no or of more than 99 characters."""
    if not 1 <= len(value) <= 99:
        raise ValueError(name)
    return f"{name}{len(value):02}{value}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a field may hold: at most `longest` characters, of a form; `message_id` says what it must be."""

    longest: int
    fits: Callable[[str], bool]
    message_id: str


def _text(value: str) -> bool:
    return bool(_PRINTABLE.fullmatch(value))


def _any(value: str) -> bool:
    """A template: its own fields are looked at."""
    return bool(value)


def _one_of(*words: str) -> Callable[[str], bool]:
    return lambda value: value in words


def _percent(value: str) -> bool:
    """A percentage as field 57 writes it: 0.01 to 99.99."""
    return bool(re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{0,2})?", value)) and value.strip("0.") != ""


def _asked(value: str) -> bool:
    """Field 62.09: which of address (A), phone (M), e-mail (E) the payer is asked for, each once."""
    return bool(re.fullmatch(r"[AME]{1,3}", value)) and len(set(value)) == len(value)


ROOT: Mapping[str, Rule] = {
    "00": Rule(2, _one_of("01"), "vietqr.version"),
    "01": Rule(2, _one_of(*METHODS), "vietqr.method"),
    "38": Rule(99, _any, "vietqr.text"),
    "52": Rule(4, lambda value: bool(re.fullmatch(r"[0-9]{4}", value)), "vietqr.category"),
    "53": Rule(3, _one_of(CURRENCY), "vietqr.currency"),
    "54": Rule(MAX_AMOUNT, valid_amount, "vietqr.amount"),
    "55": Rule(2, _one_of("01", "02", "03"), "vietqr.tip"),
    "56": Rule(MAX_AMOUNT, valid_amount, "vietqr.amount"),
    "57": Rule(5, _percent, "vietqr.percent"),
    "58": Rule(2, _one_of(COUNTRY), "vietqr.country"),
    "59": Rule(MAX_NAME, _text, "vietqr.text"),
    "60": Rule(15, _text, "vietqr.text"),
    "61": Rule(10, _text, "vietqr.text"),
    "62": Rule(99, _any, "vietqr.text"),
    "63": Rule(4, lambda value: bool(re.fullmatch(r"[0-9A-F]{4}", value)), "vietqr.crc_form"),
}
MANDATORY = ("00", "01", "38", "53", "58", "63")

RECEIVER: Mapping[str, Rule] = {  # 38
    "00": Rule(32, _one_of(GUID), "vietqr.guid"),
    "01": Rule(99, _any, "vietqr.text"),
    "02": Rule(10, _one_of(TO_ACCOUNT, TO_CARD), "vietqr.service"),
}
HOLDER: Mapping[str, Rule] = {  # 38.01
    "00": Rule(6, valid_bin, "vietqr.bin"),
    "01": Rule(MAX_ACCOUNT, valid_account, "vietqr.account"),
}
ADDITIONAL: Mapping[str, Rule] = {  # 62
    **{f"{number:02}": Rule(25, _text, "vietqr.text") for number in range(1, 9)},
    "09": Rule(3, _asked, "vietqr.asked"),
}


def value_problems(fields: Iterable[Field], rules: Mapping[str, Rule], path: str = "") -> list[Problem]:
    """What is wrong with the values of fields by the table; a field the table does not have is one too."""
    problems = []
    for name, value in fields:
        where = joined(path, name)
        rule = rules.get(name)
        if rule is None:
            problems.append(Problem(where, "vietqr.unknown", {"path": where}))
        elif len(value) > rule.longest:
            told: Params = {"path": where, "length": len(value), "longest": rule.longest}
            problems.append(Problem(where, "vietqr.too_long", told))
        elif not rule.fits(value):
            problems.append(Problem(where, rule.message_id, {"path": where, "value": one_line(value)[:30]}))
    return problems
