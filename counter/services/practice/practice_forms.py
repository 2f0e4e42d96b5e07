"""Papers and answers of made-up dossiers: a few sets for each procedure, each one the rules would accept."""

import random
from datetime import date, timedelta

from counter.models.catalogue import FieldType, FormField, Paper, PaperMode, Procedure
from counter.models.dossier import Answer, PaperMark, PaperState
from counter.rules import forms
from counter.services.practice.practice_data import Habits
from counter.text import fold

VARIANTS = 8
_LOOK_BACK = date(2020, 1, 1)  # answers are checked as of a day on which every made-up date is past
_CHECKED_ON = date(2024, 6, 3)


def paper_variants(rng: random.Random, procedure: Procedure) -> tuple[tuple[PaperMark, ...], ...]:
    """Sets of marks over the whole official list; what is required is there."""
    return tuple(tuple(_mark(rng, paper) for paper in procedure.papers) for _ in range(VARIANTS))


def _mark(rng: random.Random, paper: Paper) -> PaperMark:
    state = PaperState.SUBMITTED if paper.mode is PaperMode.SUBMIT else PaperState.PRESENTED
    if not paper.required and rng.randrange(100) < 75:
        state = PaperState.NOT_NEEDED
    elif paper.databases and rng.randrange(100) < 60:
        state = PaperState.FROM_DATABASE
    seen = state in (PaperState.SUBMITTED, PaperState.PRESENTED)
    return PaperMark(
        key=paper.key,
        name=paper.name,
        state=state,
        originals=(paper.originals or 0) if seen else 0,
        copies=(paper.copies or 0) if seen else 0,
    )


def answer_variants(
    rng: random.Random, procedure: Procedure, habits: Habits
) -> tuple[tuple[Answer, ...], ...]:
    """Sets of answers in stored form; what the applicant's card answers is filled in later."""
    sets = []
    for _ in range(VARIANTS):
        typed = {field.key: _typed(rng, field, habits) for field in procedure.fields}
        sets.append(forms.clean(procedure, typed, _CHECKED_ON))
    return tuple(sets)


def _typed(rng: random.Random, field: FormField, habits: Habits) -> str:
    if not field.required and rng.randrange(100) < 40:
        return ""
    if field.options and field.type in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
        return rng.choice(field.options)
    day = f"{_LOOK_BACK + timedelta(days=rng.randrange(1400)):%d/%m/%Y}"
    number = f"0461{rng.randrange(60, 99)}9{rng.randrange(100_000):05}"
    match field.type:
        case FieldType.DATE:
            return day
        case FieldType.DATE_TIME:
            return f"{day} {rng.randrange(24):02}:{rng.randrange(60):02}"
        case FieldType.INTEGER:
            return str(rng.randrange(1, 4))
        case FieldType.DECIMAL:
            return f"{rng.randrange(40, 250)},5"
        case FieldType.MONEY:
            return str(rng.randrange(1, 60) * 1_000_000)
        case FieldType.YES_NO:
            return rng.choice(("có", "không"))
        case FieldType.ID_NUMBER:
            return number
        case FieldType.PHONE:
            return f"0891{rng.randrange(1_000_000):06}"
        case FieldType.BANK_ACCOUNT:
            return f"9{rng.randrange(10**9):09}"
        case FieldType.ADDRESS:
            return rng.choice(habits.texts["address"])
        case FieldType.LONG_TEXT | FieldType.LIST:
            return rng.choice(habits.texts["long_text"])
        case _:
            return rng.choice(habits.texts[_about(field)])


def _about(field: FormField) -> str:
    """Which made-up words fit: a name that is read aloud with the result must be somebody's name."""
    asked = fold(field.label)
    if "ho ten" in asked or "chu dem" in asked or "ho va ten" in asked:
        return "name"
    return "people" if "dan toc" in asked else "text"
