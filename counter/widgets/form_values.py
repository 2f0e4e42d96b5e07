"""From a field to its input and back: which widget asks it, what stands in it, what is wrong with it."""

from collections.abc import Iterable
from datetime import date

from textual.widget import Widget
from textual.widgets import TextArea

from counter.errors import Problem
from counter.i18n import t
from counter.widgets.fields import DAYS, WIDTHS, Field, Kind, leave, typed_day, typed_money
from counter.widgets.form_inputs import ChoiceField, WordField
from counter.widgets.form_sheet import WIDEST, Place
from counter.widgets.letters import tidy
from counter.widgets.vn_input import VnInput

NARROW = 19  # a box of fewer cells has no room for the whole "(không bắt buộc)"
TINY = 12  # nor such a box for "(nếu có)"


def input_for(field: Field) -> Widget | None:
    """The widget that asks a field; None for a note."""
    width = field.width or WIDTHS.get(field.kind, WIDEST)
    narrow = width < NARROW
    optional = "widget.field.optional_short" if narrow else "widget.field.optional"
    if width < TINY:
        optional = "widget.field.optional_tiny"
    blank = field.blank or ("" if field.required or field.each else t(optional))
    if field.kind is Kind.NOTE:
        return None
    if field.by_digit:
        return ChoiceField(field.answers, field.value)
    if field.by_words:
        return WordField(
            field.options, field.value, free=field.free, placeholder=blank, suggestion=field.suggestion
        )
    if field.kind is Kind.LONG:
        from counter.widgets.vn_text_area import VnTextArea  # dear to import, and few forms have one

        return VnTextArea(field.value, max_length=field.max_length)
    return VnInput(
        field.value,
        placeholder=field.suggestion or blank,
        suggestion=field.suggestion,
        offers=field.offers and not narrow,
        max_length=field.max_length,
        password=field.kind is Kind.PIN,
    )


def read(place: Place, today: date) -> str:
    """What stands in a field, tidied: a day as dd/mm/yyyy, an amount with dots, the key of a choice."""
    widget = place.widget
    if isinstance(widget, WordField):
        return tidy(widget.answer)
    if isinstance(widget, ChoiceField):
        return widget.value
    if isinstance(widget, VnInput):
        return leave(place.field, widget.value, today)
    return widget.text.strip() if isinstance(widget, TextArea) else ""


def write(place: Place, value: str) -> None:
    """Put a value into a field; for a choice its key."""
    widget = place.widget
    if isinstance(widget, WordField):
        widget.answer = value
    elif isinstance(widget, ChoiceField | VnInput):
        widget.value = value
    elif isinstance(widget, TextArea):
        widget.text = value


def day_of(place: Place, today: date) -> date | None:
    """The day in a field; None when it is none."""
    return typed_day(read(place, today), today, past=place.field.kind is Kind.BIRTH)


def problems(places: Iterable[Place], today: date) -> tuple[Problem, ...]:
    """What a form can know by itself: empty required fields, words that are no option, no day, no amount."""
    found = []
    for place in places:
        field, value = place.field, read(place, today)
        if not value:
            if field.required:
                offered = isinstance(place.widget, VnInput) and place.widget.suggestion
                told = "widget.problem.empty_offered" if offered else "widget.problem.empty"
                found.append(Problem(field.key, told, {"label": field.label.rstrip("?")}))
        elif field.by_words and not field.free and all(value != option.key for option in field.options):
            found.append(Problem(field.key, "widget.problem.option", {"label": field.label, "typed": value}))
        elif field.kind in DAYS and day_of(place, today) is None:
            found.append(Problem(field.key, "widget.problem.day", {"label": field.label, "typed": value}))
        elif field.kind is Kind.MONEY and typed_money(value) is None:
            found.append(Problem(field.key, "widget.problem.money", {"label": field.label, "typed": value}))
    return tuple(found)
