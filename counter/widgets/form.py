"""`FormView`: draws a tuple of fields, moves through them, collects values, shows all problems at once."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from counter import i18n
from counter.errors import Problem
from counter.i18n import t
from counter.widgets import form_values
from counter.widgets.error_box import ErrorBox
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, Kind, read_back, typed_money
from counter.widgets.form_inputs import ChoiceField, WordField
from counter.widgets.form_sheet import Place, Sheet
from counter.widgets.vn_input import VnInput

SETTLE = 0.25  # seconds from a change to `Changed`, at most: a draft is saved while typing


class Scroller(ScrollableContainer, can_focus=False):
    """The window on a form that is longer than the screen."""

    DEFAULT_CSS = "Scroller { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"


def _today() -> date:
    return i18n.local(i18n.utc_now()).date()


class FormView(Widget):
    """A form. Tab, Enter and ↓ go to the next field, Shift+Tab and ↑ back; nothing is checked on the way.

    `today` is the day the form is filled in, for two-digit years and ages.
    """

    class Changed(Message):
        """Some values changed a moment ago: time to save a draft."""

        def __init__(self, form: "FormView", changed: frozenset[str]) -> None:
            super().__init__()
            self.form = form
            self.changed = changed

    class AtEnd(Message):
        """Enter in the last field. Nothing is done by it; the screen says which key finishes."""

        def __init__(self, form: "FormView") -> None:
            super().__init__()
            self.form = form

    class Entered(Message):
        """The keys go to this field now; `hint` is for the message line."""

        def __init__(self, form: "FormView", field: Field) -> None:
            super().__init__()
            self.form = form
            self.field = field
            self.hint = field.hint_for(practice=bool(getattr(form.screen, "practice", False)))

    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority: a burst of keys then reaches the field its Enter leads to.
        Binding("enter", "enter", show=False, priority=True),
        Binding("down", "step(1, True)", show=False),
        Binding("up", "step(-1, True)", show=False),
        Binding("ctrl+z", "undo", show=False),
    ]
    DEFAULT_CSS = "FormView { height: 1fr; min-height: 4; layout: vertical; }"

    def __init__(self, fields: Sequence[Field], *, today: date | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fields = tuple(fields)
        self.today = today or _today()
        self._places = [Place(field, form_values.input_for(field)) for field in self.fields]
        self._by_key = {place.field.key: place for place in self._places if place.widget is not None}
        self._sheet = Sheet(self._places)
        self._errors = ErrorBox()
        self._changed: set[str] = set()
        self._settle: Timer | None = None
        self._before = ""  # what the field with the keys held when they came
        self._left: dict[str, str] = {}  # what each field held when it was last left
        self._known: dict[str, str] = {}  # what was last reported of each field
        self._undo: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """The error box on top, the fields below it."""
        yield self._errors
        with Scroller():
            yield self._sheet

    # --- values -------------------------------------------------------------------------------------------

    def _read(self, place: Place) -> str:
        return form_values.read(place, self.today)

    def values(self) -> dict[str, str]:
        """What stands in the fields, tidied: days dd/mm/yyyy, amounts with dots, the keys of choices."""
        return {key: self._read(place) for key, place in self._by_key.items()}

    def value(self, key: str) -> str:
        """What stands in one field."""
        return self._read(self._by_key[key])

    @property
    def secrets(self) -> frozenset[str]:
        """The fields that hold a PIN: nothing of them is kept, not even for Ctrl+Z."""
        return frozenset(field.key for field in self.fields if field.kind is Kind.PIN)

    def day(self, key: str) -> date | None:
        """The day in a field; None when it is none."""
        return form_values.day_of(self._by_key[key], self.today)

    def amount(self, key: str) -> int | None:
        """The đồng in a field; None when it is no amount."""
        return typed_money(self.value(key))

    def set_value(self, key: str, value: str) -> None:
        """Put a value into a field; for a choice its key."""
        form_values.write(self._by_key[key], value)

    def set_suggestion(self, key: str, text: str) -> None:
        """Change the grey value of a field."""
        widget = self._by_key[key].widget
        if isinstance(widget, VnInput):
            widget.set_suggestion(text)

    def problems(self) -> tuple[Problem, ...]:
        """What a form can know by itself: required and empty, no such option, no day, no amount."""
        return form_values.problems(self._by_key.values(), self.today)

    # --- problems -----------------------------------------------------------------------------------------

    def set_errors(self, problems: Sequence[Problem]) -> None:
        """Show all problems, numbered in the box and under each field; the first field gets the keys."""
        sentences = [(problem.field, t(problem.message_id, **problem.params)) for problem in problems]
        told = dict(reversed(sentences))
        for key, place in self._by_key.items():
            place.error = told.get(key, "")
            if place.widget is not None:
                place.widget.set_class(bool(place.error), "-invalid")
        self._errors.show([(key, text) for key, text in sentences])
        self._sheet.changed()
        first = next((key for key, _ in sentences if key in self._by_key), None)
        if first is not None:
            self.focus_field(first)

    @on(ErrorBox.Jump)
    def _jump(self, message: ErrorBox.Jump) -> None:
        message.stop()
        if message.field in self._by_key:
            self.focus_field(message.field)

    # --- moving -------------------------------------------------------------------------------------------

    def focus_field(self, key: str) -> None:
        """Give the keys to a field, at once."""
        self.screen.set_focus(self._by_key[key].widget)

    def focus_first(self) -> None:
        """Arrival: the first required field that is empty, else the first field."""
        order = list(self._by_key.values())
        empty = [p for p in order if p.field.required and not p.field.aside and not self._read(p)]
        if target := next(iter(empty or order), None):
            self.screen.set_focus(target.widget)

    def step(self, direction: int, everywhere: bool = False) -> bool:
        """Go to the next or previous field; filled-in ones from a card only when `everywhere`."""
        order = list(self._by_key.values())
        here = self._sheet.place_of(self.screen.focused)
        if here is None:
            return False
        at = order.index(here) + direction
        while 0 <= at < len(order) and not everywhere and order[at].field.aside and self._read(order[at]):
            at += direction
        if not 0 <= at < len(order):
            return False
        self.screen.set_focus(order[at].widget)
        return True

    def action_step(self, direction: int, everywhere: bool = False) -> None:
        """↑ and ↓."""
        self.step(direction, everywhere)

    def action_enter(self) -> None:
        """Enter: the next field. In the last one the screen is told; nothing is ever committed by it."""
        focused = self.screen.focused
        if focused is self._errors:
            self._errors.jump(0)
        elif not self.step(1):
            self.post_message(self.AtEnd(self))

    @on(events.DescendantFocus)
    def _came(self, event: events.DescendantFocus) -> None:
        place = self._sheet.place_of(event.widget)
        if place is not None:
            self._before = "" if place.field.kind is Kind.PIN else self._read(place)
            self._sheet.refresh_place(event.widget)
            self.post_message(self.Entered(self, place.field))

    @on(events.DescendantBlur)
    def _went(self, event: events.DescendantBlur) -> None:
        """A field is left, and all keys meant for it have arrived: its text is tidied."""
        place = self._sheet.place_of(event.widget)
        if place is None:
            return
        value = self._read(place)
        box = place.widget
        if isinstance(box, VnInput) and not isinstance(box, WordField) and box.value != value:
            box.value = value
            box.cursor_position = len(value)  # Backspace takes away what was typed last
        if place.field.kind is not Kind.PIN and value != self._left.get(place.field.key, place.field.value):
            self._undo.append((place.field.key, self._left.get(place.field.key, place.field.value)))
            self._left[place.field.key] = value
        self._sheet.refresh_place(event.widget)

    @on(ScanReceived)
    def _scanned(self, message: ScanReceived) -> None:
        """The Enter at the end of a scan led away from the field: the keys go back to it."""
        if self._sheet.place_of(message.field) is not None:
            self.screen.set_focus(message.field)

    # --- changes ------------------------------------------------------------------------------------------

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Chosen)
    def _typed(self, message: Input.Changed | TextArea.Changed | ChoiceField.Chosen) -> None:
        message.stop()
        widget = message.field if isinstance(message, ChoiceField.Chosen) else message.control
        place = self._sheet.place_of(widget)
        if place is None:
            return
        told = read_back(place.field, widget.value if isinstance(widget, VnInput) else "", self.today)
        if told != place.read_back:
            place.read_back = told
            self._sheet.refresh_place(widget)
        if self._read(place) == self._known.get(place.field.key, place.field.value):
            return
        self._known[place.field.key] = self._read(place)
        self._changed.add(place.field.key)
        if self._settle is None:  # not put off by the next key: a hand that never rests is saved too
            self._settle = self.set_timer(SETTLE, self.flush)

    def flush(self) -> None:
        """Post `Changed` now for what changed since the last time; before a screen is left."""
        if self._settle is not None:
            self._settle.stop()
            self._settle = None
        if self._changed:
            changed, self._changed = frozenset(self._changed), set()
            self.post_message(self.Changed(self, changed))

    @on(WordField.Typed)
    def _offer(self, message: WordField.Typed) -> None:
        message.stop()
        self._sheet.show_matches(message.field, [option.label for option in message.found], message.at)

    def action_undo(self) -> None:
        """Ctrl+Z: first what was typed in this field, then the fields changed before it."""
        here = self._sheet.place_of(self.screen.focused)
        if here is not None and self._read(here) != self._before:
            form_values.write(here, self._before)
        elif self._undo:
            key, value = self._undo.pop()
            form_values.write(self._by_key[key], value)
            self._left[key] = value
            self.focus_field(key)
