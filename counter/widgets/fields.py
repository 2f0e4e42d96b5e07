"""Forms as data: what a field asks, how its value is tidied when left, what is read back beside it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter import i18n
from counter.i18n import t
from counter.rules.amounts import TypedAmount, parse_amount
from counter.text import fold
from counter.widgets.letters import tidy

DIGITS = 9  # options that a digit can choose; more are chosen by typing words


class Kind(StrEnum):
    """How a field is typed."""

    TEXT = "text"
    LONG = "long"  # several rows
    DAY = "day"  # one box: 121125 is 12/11/2025
    BIRTH = "birth"  # a day in the past; the age is read back
    MONEY = "money"  # đồng; 30 is 30.000
    NUMBER = "number"
    CITIZEN_ID = "citizen_id"  # 12 digits, counted while typing
    PHONE = "phone"
    CHOICE = "choice"  # by digit, or by words when there are more than nine options
    YES_NO = "yes_no"
    PIN = "pin"  # shown as dots
    NOTE = "note"  # a line of text among the fields


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: what is stored and what is shown."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. All texts are ready to show.

    `suggestion`: grey, filled in by F5 or by → in the empty field. `section`: a heading above the field.
    `aside`: already filled from a card; Tab and Enter pass it by, ↑ reaches it. `hint`: for the message line.
    `free`: a choice by words may be answered with other words too. `width`: of the box, 0 for the kind's own.
    `each`: how many đồng one of a number is worth; the sum is read back. `most`: the largest such number that
    is taken; of a larger one no sum is read back, as of one that is not in plain digits.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    value: str = ""
    hint: str = ""
    practice_hint: str = ""  # instead of it where nothing is real
    options: tuple[Option, ...] = ()
    required: bool = True
    suggestion: str = ""
    offers: bool = False  # the grey value says that F5 takes it
    blank: str = ""  # what an empty box says where "(không bắt buộc)" would mislead: one of two is wanted
    max_length: int = 0
    section: str = ""
    aside: bool = False
    free: bool = False
    width: int = 0
    each: int = 0
    most: int = 9_999_999

    @property
    def by_digit(self) -> bool:
        """Whether digits choose."""
        return self.kind is Kind.YES_NO or (self.kind is Kind.CHOICE and len(self.options) <= DIGITS)

    @property
    def by_words(self) -> bool:
        """Whether typed words choose."""
        return self.kind is Kind.CHOICE and len(self.options) > DIGITS

    def hint_for(self, *, practice: bool) -> str:
        """What the message line says while the keys are here; without own words, how it is answered."""
        if practice and self.practice_hint:
            return self.practice_hint
        if self.hint:
            return self.hint
        if self.by_digit:
            return t("widget.hint.digit", label=self.label)
        if self.by_words:
            return t("widget.hint.words", label=self.label)
        return t("widget.hint.number", label=self.label) if self.kind is Kind.NUMBER else self.label

    @property
    def answers(self) -> tuple[Option, ...]:
        """The options, also those of a yes-or-no question."""
        if self.kind is Kind.YES_NO:
            return (Option("yes", t("widget.yes")), Option("no", t("widget.no")))
        return self.options


DAYS = frozenset({Kind.DAY, Kind.BIRTH})
WIDTHS = {Kind.DAY: 14, Kind.BIRTH: 14, Kind.MONEY: 16, Kind.NUMBER: 10, Kind.CITIZEN_ID: 18, Kind.PHONE: 18}


def typed_day(text: str, today: date, *, past: bool = False) -> date | None:
    """The day meant by 121125, 12112025, 12/11/25, 12-11-2025 or 12.11.2025; None when it is no day.

    Of a year with two digits the century is this one; with `past` the last one if the day would be to come.
    """
    parts = re.split(r"[\s./-]+", text.strip())
    if len(parts) == 1 and re.fullmatch(r"\d{6}|\d{8}", text.strip()):
        whole = parts[0]
        parts = [whole[:2], whole[2:4], whole[4:]]
    if len(parts) != 3 or not all(re.fullmatch(r"\d{1,2}|\d{4}", part) for part in parts):
        return None
    numbers = [int(part) for part in parts]
    try:
        if len(parts[2]) == 4:
            return date(numbers[2], numbers[1], numbers[0])
        day = date(today.year - today.year % 100 + numbers[2], numbers[1], numbers[0])
        return day.replace(year=day.year - 100) if past and day > today else day
    except ValueError:
        return None


def typed_money(text: str) -> int | None:
    """The đồng meant by "30" (30.000), "30.000", "30k", "30.000đ" or "0"; None where the counter asks."""
    bare = text.strip().removesuffix(i18n.DONG)
    typed = parse_amount(bare)
    if isinstance(typed, TypedAmount):
        return typed.amount
    return 0 if bare == "0" else None


def leave(field: Field, text: str, today: date) -> str:
    """The text as it stands when the field is left: a day with slashes, an amount with dots."""
    text = tidy(text)
    if field.kind in DAYS:
        day = typed_day(text, today, past=field.kind is Kind.BIRTH)
        return i18n.day(day) if day else text
    if field.kind is Kind.MONEY:
        amount = typed_money(text)
        return i18n.number(amount) if amount is not None else text
    return text


def read_back(field: Field, text: str, today: date) -> str:
    """What stands beside the box so that a slip is seen at once: weekday, age, amount, digits counted."""
    if not text:
        return ""
    if field.kind is Kind.MONEY:
        amount = typed_money(text)
        return "" if amount is None else i18n.money(amount)
    if field.each:
        plain = re.fullmatch(r"[0-9]{1,9}", text.strip())
        pieces = int(plain[0]) if plain else field.most + 1
        return f"= {i18n.number(pieces * field.each)}" if pieces <= field.most else ""
    if field.kind is Kind.CITIZEN_ID:
        return f"{sum(map(str.isdigit, text))}/12"
    day = typed_day(text, today, past=field.kind is Kind.BIRTH) if field.kind in DAYS else None
    if day is None:
        return ""
    if field.kind is Kind.BIRTH and day <= today:
        return f"{i18n.weekday(day)}, {_age(day, today)}"
    return i18n.weekday(day)


def _age(born: date, today: date) -> str:
    days = (today - born).days
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if days < 62:
        return t("widget.age.days", count=days)
    if months < 36:
        return t("widget.age.months", count=months)
    return t("widget.age.years", count=months // 12)


def matches(options: tuple[Option, ...], typed: str) -> list[Option]:
    """The options that a typed text can mean, without accents: those that begin so, then by their words."""
    wanted = fold(typed)
    if not wanted:
        return list(options)
    folded = [(option, fold(option.label)) for option in options]
    begins = [option for option, label in folded if label.startswith(wanted)]
    words = wanted.split()
    inside = [
        option
        for option, label in folded
        if option not in begins and all(any(w.startswith(x) for w in label.split()) for x in words)
    ]
    return begins + inside
