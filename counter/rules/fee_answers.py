"""Fee inputs that the e-form already answers, and the other way round: nobody is asked twice."""

from collections.abc import Mapping
from datetime import date

from counter.errors import Problem
from counter.i18n import t
from counter.models.catalogue import FormField, Procedure
from counter.models.dossier import IntakeDraft
from counter.models.states import ResultWay
from counter.rules import fee_lists
from counter.rules.fee_inputs import CHOICES, DAYS, optional_copies
from counter.rules.form_dates import parse_day

_COPIES, _PAGES = "documents.copies", "documents.pages"


def from_answers(procedure: Procedure, answers: Mapping[str, str], on: date) -> dict[str, str]:
    """The fee inputs that stored answers settle on a day; what is empty or unreadable settles nothing."""
    found: dict[str, str] = {}
    for field in procedure.fields:
        if field.gives is not None and (value := _value(field, answers.get(field.key, ""), on)) is not None:
            found[field.gives] = value
    copies, pages = found.pop(_COPIES, None), found.pop(_PAGES, None)
    if copies and pages:
        found["documents"] = f"{copies}x{pages}"
    return found


def _value(field: FormField, answer: str, on: date) -> str | None:
    name = field.gives or ""
    if name in DAYS:
        day = parse_day(answer.partition(" ")[0], on, past=True)
        return str((on - day).days) if day is not None and day <= on else None
    if name in CHOICES:
        place = field.options.index(answer) if answer in field.options else None
        return None if place is None else CHOICES[name][place]
    return answer if answer.isascii() and answer.isdecimal() else None


def to_answers(procedure: Procedure, pairs: Mapping[str, str]) -> dict[str, str]:
    """The answers that given fee inputs settle, by field key: `ct 3x5` fills pages and copies."""
    parts = {name: fee_lists.stored(name, value) for name, value in pairs.items()}
    copies, sign, pages = parts.get("documents", "").partition("x")
    if sign and copies.isdecimal() and pages.isdecimal():
        parts |= {_COPIES: copies, _PAGES: pages}
    filled = {}
    for field in procedure.fields:
        value = parts.get(field.gives or "")
        if value is None or field.gives in DAYS:
            continue
        choices = CHOICES.get(field.gives or "", ())
        filled[field.key] = field.options[choices.index(value)] if value in choices else value
    return filled


def effective(procedure: Procedure, draft: IntakeDraft, on: date) -> dict[str, str]:
    """The NAME=VALUE pairs a draft is charged by: what was typed for the fee, then what the form says.

    Copies that may be asked for are 0 until somebody asks for them. Lists stand in their stored form.
    """
    answers = {answer.key: answer.value for answer in draft.answers}
    typed = {name: fee_lists.stored(name, value) for name, value in draft.fee_inputs.items()}
    typed.pop("result_way", None)  # an earlier dossier's; this one says its own
    pairs = optional_copies(procedure) | from_answers(procedure, answers, on) | typed
    # At the counter is what a quote takes for granted.
    return pairs | ({"result_way": ResultWay.POST.value} if draft.result_way is ResultWay.POST else {})


def disagreements(procedure: Procedure, draft: IntakeDraft, on: date) -> tuple[Problem, ...]:
    """Where form and fee say different things: one of them would be charged or issued wrongly."""
    answers = {answer.key: answer.value for answer in draft.answers}
    said = from_answers(procedure, answers, on)
    return tuple(
        Problem(
            name,
            "fee.input.differs",
            {"what": t(f"fee.name.{name}"), "fee": draft.fee_inputs[name], "form": value},
        )
        for name, value in said.items()
        if name in draft.fee_inputs and not _agree(name, draft.fee_inputs[name], value)
    )


def _agree(name: str, fee: str, form: str) -> bool:
    """Whether both say the same; the form has room for one paper, so a longer list contradicts nothing."""
    said = fee_lists.stored(name, fee)
    return said == form or "," in said
