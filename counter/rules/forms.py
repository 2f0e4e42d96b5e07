"""Answers to an e-form (tờ khai điện tử): checked field by field, all problems at once, stored in one form.

A value is text for the portal: dates dd/mm/yyyy, choices in the words of the list, numbers without blanks.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from counter.errors import Problem
from counter.i18n import money, t_in
from counter.models.catalogue import FieldType, FormField, Procedure
from counter.models.dossier import Answer, Applicant
from counter.rules.amounts import parse_amount
from counter.rules.form_dates import check_date, check_moment
from counter.rules.phones import parse_phone
from counter.rules.secrets import secret_problem
from counter.text import as_typed, fold, unsafe_character

MOST_SHORT = 500  # code points of a line
MOST_LONG = 4000  # of a text of several lines
MOST_MARKS = 4  # combining marks in a row; more is no writing
ID_DIGITS = 12  # số định danh cá nhân; 9: chứng minh nhân dân cũ
OLD_ID_DIGITS = 9
_GAPS_IN_NUMBER = re.compile(r"(?<=[0-9])[ .\-](?=[0-9])")
_RUNS = re.compile(r"[0-9]+")
_COUNT = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,([0-9]{1,6}))?"  # 1.250,5
    r"|([0-9]{1,12})\.([0-9]{1,2})"  # 85.5
)
_YES_NO = {"1": True, "co": True, "c": True, "x": True, "2": False, "khong": False, "k": False}
_ACCOUNT = re.compile(r"[0-9]{6,19}")


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that can be kept: the stored form, and what to say back to the resident."""

    value: str
    read_back: str = ""


def check(field: FormField, text: str, today: date) -> Checked | Problem:
    """One answer as typed. An empty one is fine unless the field is required."""
    many = field.type in {FieldType.LONG_TEXT, FieldType.LIST}
    typed = "\n".join(as_typed(line) for line in text.splitlines()).strip() if many else as_typed(text)
    if not typed:
        required = Problem(field.key, "form.required", {"label": field.label})
        return required if field.required else Checked("")
    refused = _unwritable(field, typed, MOST_LONG if many else MOST_SHORT)
    if refused := refused or secret_problem(field.key, typed):
        return refused
    return _CHECKS.get(field.type, _text)(field, typed, today)


def problems(procedure: Procedure, answers: Mapping[str, str], today: date) -> tuple[Problem, ...]:
    """Everything to mend in the answers, in the order of the form; an answer nobody asked for is one too."""
    found = [check(field, answers.get(field.key, ""), today) for field in procedure.fields]
    known = {field.key for field in procedure.fields}
    strangers = [Problem(key, "form.not_asked", {"key": key}) for key in answers if key not in known]
    return tuple(p for p in found if isinstance(p, Problem)) + tuple(strangers)


def clean(procedure: Procedure, answers: Mapping[str, str], today: date) -> tuple[Answer, ...]:
    """The answers that pass, in stored form and in the order of the form; empty ones left out."""
    found = []
    for field in procedure.fields:
        checked = check(field, answers.get(field.key, ""), today)
        if isinstance(checked, Checked) and checked.value:
            found.append(Answer(key=field.key, label=field.label, value=checked.value))
    return tuple(found)


def prefill(procedure: Procedure, applicant: Applicant) -> dict[str, str]:
    """What the applicant's card answers, by field key; for the person who acts in their own name."""
    born = applicant.dob
    facts = {
        "full_name": applicant.full_name,
        "citizen_id": applicant.citizen_id,
        "gender": applicant.gender,
        "address": applicant.address,
        "dob": f"{born.day:02}/{born.month:02}/{born.year}" if born else "",
    }
    filled = {field.key: facts[field.from_card] for field in procedure.fields if field.from_card}
    return {key: value for key, value in filled.items() if value}


def _unwritable(field: FormField, typed: str, most: int) -> Problem | None:
    if (character := unsafe_character(typed.replace("\n", ""))) is not None:
        return Problem(field.key, "form.text.character", {"character": character})
    if len(typed) > most:
        return Problem(field.key, "form.text.too_long", {"most": most, "count": len(typed)})
    marks = 0
    for letter in typed:
        marks = marks + 1 if unicodedata.category(letter) == "Mn" else 0
        if marks > MOST_MARKS:
            return Problem(field.key, "form.text.marks")
    return None


def _text(field: FormField, typed: str, today: date) -> Checked | Problem:
    return Checked(typed)


def _date(field: FormField, typed: str, today: date) -> Checked | Problem:
    found = check_date(field.key, typed, today, past=field.past, birth=field.birth)
    return found if isinstance(found, Problem) else Checked(found.value, found.read_back)


def _moment(field: FormField, typed: str, today: date) -> Checked | Problem:
    found = check_moment(field.key, typed, today, past=field.past)
    return found if isinstance(found, Problem) else Checked(found.value, found.read_back)


def _integer(field: FormField, typed: str, today: date) -> Checked | Problem:
    if not _COUNT.fullmatch(typed):
        return Problem(field.key, "form.number.unreadable", {"text": typed[:30]})
    return Checked(str(int(typed)))


def _decimal(field: FormField, typed: str, today: date) -> Checked | Problem:
    """85,5 as Vietnamese writes it; 85.5 too, but 1.250 is one thousand two hundred and fifty."""
    match = _DECIMAL.fullmatch(typed)
    if match is None:
        return Problem(field.key, "form.decimal.unreadable", {"text": typed[:30]})
    whole, part = (match[1].replace(".", ""), match[2]) if match[1] else (match[3], match[4])
    return Checked(str(int(whole)) + (f",{part}" if part else ""))


def _money(field: FormField, typed: str, today: date) -> Checked | Problem:
    found = parse_amount(typed, field.key)
    if isinstance(found, Problem):
        return found
    return Checked(str(found.amount), money(found.amount))


def _chosen(field: FormField, word: str) -> str | None:
    """An option by its number in the list, its text, or a beginning that only it has."""
    if word.isascii() and word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(field.options):
        return field.options[int(word) - 1]
    wanted = fold(word)
    same = [option for option in field.options if fold(option) == wanted]
    begun = [option for option in field.options if fold(option).startswith(wanted)]
    return same[0] if same else begun[0] if len(begun) == 1 else None


def _choice(field: FormField, typed: str, today: date) -> Checked | Problem:
    if not field.options:  # the list is not known: the words of the paper form are taken
        return Checked(typed)
    option = _chosen(field, typed)
    return Checked(option) if option is not None else _not_in_list(field, typed)


def _not_in_list(field: FormField, word: str) -> Problem:
    options = " · ".join(f"{number} {option}" for number, option in enumerate(field.options, start=1))
    return Problem(field.key, "form.choice", {"text": word[:30], "options": options})


def _choices(field: FormField, typed: str, today: date) -> Checked | Problem:
    """Several options: numbers or texts with ; between them ("1 3" and "1, 3" for numbers)."""
    if not field.options:
        return Checked(typed)
    words = re.split(r"[\s,;]+", typed) if re.fullmatch(r"[0-9\s,;]+", typed) else typed.split(";")
    chosen: list[str] = []
    for word in (part.strip() for part in words if part.strip()):
        option = _chosen(field, word)
        if option is None:
            return _not_in_list(field, word)
        if option not in chosen:
            chosen.append(option)
    return Checked("; ".join(chosen))


def _yes_no(field: FormField, typed: str, today: date) -> Checked | Problem:
    answer = _YES_NO.get(fold(typed))
    if answer is None:
        return Problem(field.key, "form.yes_no", {"text": typed[:30]})
    return Checked(t_in("vi", "form.yes" if answer else "form.no"))  # the portal speaks Vietnamese


def _id_number(field: FormField, typed: str, today: date) -> Checked | Problem:
    """12 digits, or the 9 of an old card; blanks and dots inside go. Some fields ask for a name beside it."""
    joined = _GAPS_IN_NUMBER.sub("", typed)
    runs = [run for run in _RUNS.findall(joined) if len(run) in {ID_DIGITS, OLD_ID_DIGITS}]
    if field.more_text and len(runs) == 1:
        return Checked(joined)
    if joined.isascii() and joined.isdecimal():
        if len(joined) in {ID_DIGITS, OLD_ID_DIGITS}:
            return Checked(joined)
        return Problem(field.key, "form.id.digits", {"count": len(joined)})
    return Problem(field.key, "form.id.with_text" if field.more_text else "form.id.unreadable")


def _phone(field: FormField, typed: str, today: date) -> Checked | Problem:
    """A number people can call; 0 says that there is none."""
    if typed == "0" and not field.required:
        return Checked("")
    phone = parse_phone(typed)
    if phone.usable:
        return Checked(phone.national or typed)
    problem = phone.problem or Problem("", "phones.unreadable")
    return Problem(field.key, problem.message_id, problem.params)


def _account(field: FormField, typed: str, today: date) -> Checked | Problem:
    joined = _GAPS_IN_NUMBER.sub("", typed)
    if not any(_ACCOUNT.fullmatch(run) for run in _RUNS.findall(joined)):
        return Problem(field.key, "form.account")
    return Checked(joined)


_CHECKS: Mapping[FieldType, Callable[[FormField, str, date], Checked | Problem]] = {
    FieldType.DATE: _date,
    FieldType.DATE_TIME: _moment,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.CHOICE: _choice,
    FieldType.MULTI_CHOICE: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.ID_NUMBER: _id_number,
    FieldType.PHONE: _phone,
    FieldType.BANK_ACCOUNT: _account,
}
