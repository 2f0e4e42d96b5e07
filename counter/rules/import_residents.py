"""A row of a list of residents (danh sách công dân) as a person of the store: repaired where one reading is
left, refused with every reason otherwise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from counter.errors import Problem
from counter.models.dossier import Applicant, Contact, ContactKind
from counter.rules import applicant_checks, old_letters
from counter.rules.citizen_id import FEMALE, MALE
from counter.rules.list_table import Table
from counter.rules.old_letters import Letters
from counter.rules.phones import parse_phone
from counter.text import fold

NAMES: Final = ("họ và tên", "họ tên", "tên công dân", "công dân", "full name", "name")
COLUMNS: Final = {
    "full_name": NAMES,
    "citizen_id": ("số định danh", "số cccd", "cccd", "số định danh cá nhân", "số căn cước", "citizen id"),
    "old_cmnd": ("số cmnd", "cmnd", "cmnd cũ", "số cmnd cũ"),
    "dob": ("ngày sinh", "ngày tháng năm sinh", "sinh ngày", "date of birth"),
    "gender": ("giới tính", "gender", "sex"),
    "address": ("địa chỉ", "nơi thường trú", "thường trú", "nơi cư trú", "address"),
    "phone": ("điện thoại", "số điện thoại", "sđt", "phone"),
}
_SEX: Final = {"nam": MALE, "nu": FEMALE, "male": MALE, "female": FEMALE, "m": MALE, "f": FEMALE}
_YEAR = re.compile(r"(18|19|20)\d\d")
_DAY = re.compile(
    r"(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})"
    r"|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})(?:[T ]\d{2}:\d{2})?"  # as a workbook has it
)
_ZERO_LOST = re.compile(r"[1-9]\d{10}")  # a spreadsheet takes the leading 0 of a number away


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of a list. `repairs` says what was read otherwise than it was written."""

    applicant: Applicant
    contact: Contact
    repairs: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one list: where its columns are, and in which letters it was typed."""

    places: dict[str, int]
    letters: Letters
    today: date

    def letters_of(self, cells: tuple[str, ...]) -> Letters | None:
        """In which letters a row was typed; None when its name is damaged."""
        return old_letters.of_row(cells[self.places["full_name"]].strip(), self.letters)

    def readable(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """A row in Unicode, so that what is written of it can be read, mended and taken again."""
        letters = self.letters_of(cells) or self.letters
        return tuple(old_letters.read_cell(cell, letters) for cell in cells)

    def heading(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The heading in Unicode."""
        return tuple(old_letters.read_cell(cell, self.letters) for cell in cells)

    def person(self, cells: tuple[str, ...]) -> Person | tuple[Problem, ...]:
        """A row; every problem of it when it cannot be taken."""
        said = {key: cells[at].strip() for key, at in self.places.items()}
        repairs: list[Problem] = []
        problems: list[Problem] = []
        letters = self.letters_of(cells)
        if letters is None:
            return (Problem("full_name", "import.name_damaged", {"name": said["full_name"]}),)
        for key in ("full_name", "address", "gender"):
            said[key] = _text(key, said.get(key, ""), letters, repairs)
        applicant = applicant_checks.tidy(
            Applicant(
                full_name=said["full_name"],
                citizen_id=_number(said.get("citizen_id", ""), repairs),
                old_cmnd=said.get("old_cmnd", ""),
                dob=_dob(said.get("dob", ""), repairs, problems),
                gender=_gender(said["gender"], problems),
                address=said["address"],
            )
        )
        if not applicant.full_name:
            problems.append(Problem("full_name", "import.no_name"))
        if applicant.citizen_id.isdecimal() and len(applicant.citizen_id) == 9:  # the column held an old one
            old = applicant.old_cmnd or applicant.citizen_id
            applicant = replace(applicant, citizen_id="", old_cmnd=old)
        problems += applicant_checks.problems(applicant, self.today)
        phone = _phone(said.get("phone", ""), repairs, problems)
        contact = Contact(kind=ContactKind.OWN_PHONE if phone else None, phone=phone)
        return tuple(problems) or Person(applicant=applicant, contact=contact, repairs=tuple(repairs))


def reader_of(
    table: Table, today: date, columns: Mapping[str, tuple[str, ...]] = COLUMNS
) -> Reader | Problem:
    """How to read this list; the problem when its letters can be read in two ways. `columns`: what the
    columns of a person may be called in it."""
    found = {key: table.column(names) for key, names in columns.items()}
    places = {key: at for key, at in found.items() if at is not None}
    letters = old_letters.letters_of(cells[places["full_name"]].strip() for _, cells in table.rows)
    return Problem("file", "import.letters_unclear") if letters is None else Reader(places, letters, today)


def _text(key: str, text: str, letters: Letters, repairs: list[Problem]) -> str:
    read = old_letters.read(text, letters)
    if read != text:
        repairs.append(Problem(key, "import.letters", {"old": text, "new": read}))
    return read


def _number(text: str, repairs: list[Problem]) -> str:
    if not _ZERO_LOST.fullmatch(text):
        return text
    repairs.append(Problem("citizen_id", "import.zero_lost", {"old": text, "new": f"0{text}"}))
    return f"0{text}"


def _dob(text: str, repairs: list[Problem], problems: list[Problem]) -> date | None:
    if not text:
        return None
    if _YEAR.fullmatch(text):
        repairs.append(Problem("dob", "import.year_only", {"year": text}))
        return None
    match = _DAY.fullmatch(text)
    year, month, day = (match[name] or match[name + "2"] for name in "ymd") if match else ("0", "0", "0")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        problems.append(Problem("dob", "import.day_unreadable", {"text": text}))
        return None


def _gender(text: str, problems: list[Problem]) -> str:
    if text and fold(text) not in _SEX:
        problems.append(Problem("gender", "intake.gender"))
    return _SEX.get(fold(text), "")


def _phone(text: str, repairs: list[Problem], problems: list[Problem]) -> str:
    if not text:
        return ""
    lost = f"0{text}" if re.fullmatch(r"[1-9]\d{8}", text) else text  # a spreadsheet took the 0 away
    phone = parse_phone(lost)
    if phone.problem is not None and phone.problem.message_id == "phones.renumbered":
        newer = str(phone.problem.params["new"])
        repairs.append(Problem("phone", "import.phone_new", {"old": text, "new": newer}))
        return newer
    if not phone.usable:
        problems.append(phone.problem or Problem("phone", "phones.unreadable"))
        return ""
    return re.sub(r"\D", "", phone.national or lost)
