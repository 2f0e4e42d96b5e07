"""Symbols and numbers of official receipts (biên lai thu phí, lệ phí), recorded by the program, never issued.

Electronic receipts since 01/06/2025 (Circular 32/2025/TT-BTC, Annex II.B): form EBL01 or EBL02, a serial of
three characters that begins with the year. Paper and older electronic ones (Circular 78/2021/TT-BTC, Annex
I.B): form 01BLP2-001, serial 01AA-23P on tax-office books, AA-23P on an agency's own. CTT50 is the tax
office's receipt. At most eight digits in a number (Decree 254/2026/NĐ-CP, art. 23.2).

Parts of this are unconfirmed (the third character of the electronic serial, letter T, paper after 2025), so
a symbol that the ward has set in its settings is taken as it is. When paper receipts end (Decree 254/2026/
NĐ-CP, art. 44.2) is data: `ReceiptRules`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from counter.errors import Problem
from counter.i18n import day_with_weekday
from counter.text import nfc

LETTERS = "ABCDEGHKLMNPQRSTUVXY"
MAX_DIGITS = 8
_BOOK_FORM = re.compile(r"(0[12])([A-Z]{3})(\d)-(\d{3})")
_E_FORM = re.compile(r"EBL(0[12])")
_BOOK_SERIAL = re.compile(rf"(?:\d\d)?[{LETTERS}]{{2}}-\d\d[PET]")
_E_SERIAL = re.compile(r"[0-9]{2}[A-Z0-9]")
TAX_OFFICE_FORM = "CTT50"
OLD_DAYS = 31  # a receipt is made when the money is taken; an older day is most often a typing error


@dataclass(frozen=True, slots=True)
class ReceiptRules:
    """What the data says of official receipts."""

    paper_until: date | None  # the last day (ngày lập) of a paper receipt; None: not known
    source: str = ""  # its legal source


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptForm:
    """A form symbol (ký hiệu mẫu) taken apart. `kind` 01: no printed value, 02: with printed value."""

    kind: str
    name: str  # "BLP", "EBL", "CTT"
    copies: int | None  # liên; 0 on electronic receipts of the older grammar
    template: int | None

    @property
    def electronic(self) -> bool:
        """Whether it is an electronic receipt."""
        return self.name == "EBL" or self.copies == 0


@lru_cache(maxsize=256)
def symbol(text: str) -> str:
    """A symbol as it is written: capitals, no blanks."""
    return "".join(nfc(text).upper().split())


def read_form(text: str) -> ReceiptForm | Problem:
    """Take a form symbol apart, or say what is wrong with it."""
    form = symbol(text)
    if form == TAX_OFFICE_FORM:
        return ReceiptForm(kind="", name="CTT", copies=None, template=None)
    if found := _E_FORM.fullmatch(form):
        return ReceiptForm(kind=found[1], name="EBL", copies=None, template=None)
    if found := _BOOK_FORM.fullmatch(form):
        return ReceiptForm(kind=found[1], name=found[2], copies=int(found[3]), template=int(found[4]))
    return Problem("receipt_form", _form_fault(form), {"form": form})


def _form_fault(form: str) -> str:
    if not form:
        return "receipt.form_missing"
    if "EBL" in form[:5]:
        if not form.startswith("EBL"):
            return "receipt.e_form_letters_first"
        return "receipt.e_form_kind" if len(form) == 5 else "receipt.e_form_length"
    if "-" not in form:
        return "receipt.form_hyphen"
    return "receipt.form_length" if len(form) != 10 else "receipt.form_grammar"


def check_receipt(
    form: str,
    serial: str,
    number: str,
    *,
    ward_form: str = "",
    ward_serial: str = "",
    issued_on: date | None = None,
    today: date | None = None,
    rules: ReceiptRules | None = None,
) -> tuple[Problem, ...]:
    """Everything wrong with a receipt's form symbol, serial (ký hiệu), number (số) and day, all at once.

    `ward_form` and `ward_serial` are the ward's own settings and are taken as they are; a form that cannot be
    read is neither paper nor electronic to the program. `issued_on` is the day of the receipt (ngày lập),
    `today` the local day. Without `issued_on` nothing is said of days, without `rules` not of paper's end.
    """
    problems: list[Problem] = []
    read = read_form(form)
    own_form = bool(ward_form) and symbol(form) == symbol(ward_form)
    if isinstance(read, Problem) and not own_form:
        problems.append(read)
    own_serial = bool(ward_serial) and symbol(serial) == symbol(ward_serial)
    if not own_serial and (fault := _serial_fault(serial, None if own_form else read)):
        problems.append(Problem("receipt_serial", fault, {"serial": symbol(serial)}))
    if fault := _number_fault(number):
        problems.append(Problem("receipt_number", fault, {"number": number.strip()}))
    if issued_on is not None:
        problems += _day_problems(read, symbol(serial), issued_on, today, rules)
    return tuple(problems)


def _day_problems(
    form: ReceiptForm | Problem, serial: str, day: date, today: date | None, rules: ReceiptRules | None
) -> list[Problem]:
    said, found = day_with_weekday(day), []
    if today is not None and day > today:
        found.append(Problem("receipt_issued_on", "receipt.day_future", {"day": said}))
    if not isinstance(form, ReceiptForm):
        return found
    last = rules.paper_until if rules else None
    if rules and last and day > last and not form.electronic:
        params = {"day": said, "last": day_with_weekday(last), "source": rules.source}
        found.append(Problem("receipt_form", "receipt.paper_ended", params))
    if form.name == "EBL" and _E_SERIAL.fullmatch(serial) and int(serial[:2]) != day.year % 100:
        params = {"serial": serial, "digits": serial[:2], "right": f"{day.year % 100:02}", "day": said}
        found.append(Problem("receipt_serial", "receipt.serial_year", params))
    return found


def old_day(issued_on: date, today: date) -> Problem | None:
    """A warning, no refusal: the day of a receipt lies more than OLD_DAYS days back."""
    days = (today - issued_on).days
    if days <= OLD_DAYS:
        return None
    return Problem("receipt_issued_on", "receipt.day_old", {"day": day_with_weekday(issued_on), "days": days})


def is_electronic(form: str) -> bool:
    """Whether a form symbol is that of an electronic receipt; not so for one that cannot be read."""
    read = read_form(form)
    return isinstance(read, ReceiptForm) and read.electronic


def _serial_fault(text: str, form: ReceiptForm | Problem | None) -> str | None:
    serial = symbol(text)
    if not serial:
        return "receipt.serial_missing"
    if isinstance(form, ReceiptForm):
        grammar = _E_SERIAL if form.name == "EBL" else _BOOK_SERIAL
        return None if grammar.fullmatch(serial) else "receipt.serial_grammar"
    return None if _E_SERIAL.fullmatch(serial) or _BOOK_SERIAL.fullmatch(serial) else "receipt.serial_grammar"


def _number_fault(text: str) -> str | None:
    number = text.strip()
    if not number:
        return "receipt.number_missing"
    if not (number.isascii() and number.isdecimal()):
        return "receipt.number_digits"
    return None if len(number) <= MAX_DIGITS and int(number) > 0 else "receipt.number_length"


def value_of(number: str) -> int | None:
    """The number without its leading zeros; None when `check_receipt` finds fault with it."""
    return None if _number_fault(number) else int(number.strip())


def writings(number: str) -> tuple[str, ...]:
    """Every way the same number can be written with leading zeros: "1873", "01873", … up to eight digits."""
    bare = str(int(number))
    return tuple(bare.zfill(width) for width in range(len(bare), MAX_DIGITS + 1))


def following(number: str) -> str:
    """The next number of the same book, as wide as this one; "" after the last."""
    after = str(int(number) + 1).zfill(len(number))
    return after if len(after) <= MAX_DIGITS else ""
