"""Symbols and numbers of official receipts (biên lai thu phí, lệ phí), recorded by the program, never issued.

Electronic receipts since 01/06/2025 (Circular 32/2025/TT-BTC, Annex II.B): form EBL01 or EBL02, a serial of
three characters that begins with the year. Paper and older electronic ones (Circular 78/2021/TT-BTC, Annex
I.B): form 01BLP2-001, serial 01AA-23P on tax-office books, AA-23P on an agency's own. CTT50 is the tax
office's receipt. At most eight digits in a number (Decree 254/2026/NĐ-CP, art. 23.2).

Parts of this are unconfirmed (the third character of the electronic serial, letter T, paper after 2025), so
a symbol that the ward has set in its settings is taken as it is.
"""

import re
from dataclasses import dataclass

from counter.errors import Problem
from counter.text import nfc

LETTERS = "ABCDEGHKLMNPQRSTUVXY"
MAX_DIGITS = 8
_BOOK_FORM = re.compile(r"(0[12])([A-Z]{3})(\d)-(\d{3})")
_E_FORM = re.compile(r"EBL(0[12])")
_BOOK_SERIAL = re.compile(rf"(?:\d\d)?[{LETTERS}]{{2}}-\d\d[PET]")
_E_SERIAL = re.compile(r"\d\d[A-Z0-9]")
TAX_OFFICE_FORM = "CTT50"


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
    form: str, serial: str, number: str, *, ward_form: str = "", ward_serial: str = ""
) -> tuple[Problem, ...]:
    """Everything wrong with a receipt's form symbol, serial (ký hiệu) and number (số), all at once.

    `ward_form` and `ward_serial` are the ward's own settings and are taken as they are.
    """
    problems: list[Problem] = []
    read: ReceiptForm | Problem | None = None
    if not (ward_form and symbol(form) == symbol(ward_form)):
        read = read_form(form)
        if isinstance(read, Problem):
            problems.append(read)
    if not (ward_serial and symbol(serial) == symbol(ward_serial)) and (fault := _serial_fault(serial, read)):
        problems.append(Problem("receipt_serial", fault, {"serial": symbol(serial)}))
    if fault := _number_fault(number):
        problems.append(Problem("receipt_number", fault, {"number": number.strip()}))
    return tuple(problems)


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


def writings(number: str) -> tuple[str, ...]:
    """Every way the same number can be written with leading zeros: "1873", "01873", … up to eight digits."""
    bare = str(int(number))
    return tuple(bare.zfill(width) for width in range(len(bare), MAX_DIGITS + 1))


def following(number: str) -> str:
    """The next number of the same book, as wide as this one; "" after the last."""
    after = str(int(number) + 1).zfill(len(number))
    return after if len(after) <= MAX_DIGITS else ""
