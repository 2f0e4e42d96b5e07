"""A place on a screen for one form whose questions change with the answers; what was typed is kept."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from counter.widgets.burst import HELD_GAP, START_GAP
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.fast_keys import FastKeys
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.form_inputs import ChoiceField

_PATIENCE = 40  # looks at whether a scan has ended; the slowest scanner is done long before


class LiveForm(FormView):
    """A form that tells every key, not only the rest of the hands: money is reckoned while it is typed."""

    class Live(Message):
        """A field holds something else now: the text as it stands there, or the key of a choice.

        `by_hand`: the field has the keys; otherwise the program filled it in.
        """

        def __init__(self, key: str, typed: str, *, by_hand: bool) -> None:
            super().__init__()
            self.key = key
            self.typed = typed
            self.by_hand = by_hand

    @on(Input.Changed)
    @on(ChoiceField.Chosen)
    def _live(self, message: Input.Changed | ChoiceField.Chosen) -> None:
        if isinstance(message, ChoiceField.Chosen):
            self._tell_live(message.field, message.key)
        else:
            self._tell_live(message.control, message.value)

    def _tell_live(self, widget: Widget, typed: str) -> None:
        if key := self.key_of(widget):
            self.post_message(self.Live(key, typed, by_hand=widget.has_focus))

    def key_of(self, widget: Widget | None) -> str:
        """The field that a widget asks; "" for any other widget."""
        return next((key for key, place in self._by_key.items() if widget and place.widget is widget), "")


class FormPanel(Vertical, can_focus=False):
    """Holds the form; `ask` puts another one in its place."""

    class Resized(Message):
        """The form takes more or fewer rows now."""

    DEFAULT_CSS = """
    FormPanel {
        height: auto;
        & LiveForm { height: auto; min-height: 1; }
        & Scroller { height: auto; }
    }
    """

    def __init__(self, fields: Sequence[Field], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.typed: dict[str, str] = {}
        self._anew = False
        self._one_at_a_time = asyncio.Lock()
        self.form = LiveForm(fields)

    def compose(self) -> Iterable[Widget]:
        """The first form."""
        yield self.form

    def on_resize(self) -> None:
        """Others may have the rows it left; errors that came may have moved the field out of sight."""
        self.post_message(self.Resized())
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            self.call_after_refresh(focused.scroll_visible, animate=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that are asked now."""
        return tuple(field.key for field in self.form.fields)

    @property
    def focused_key(self) -> str:
        """The field that has the keys; "" when none has."""
        return self.form.key_of(self.screen.focused)

    def forget(self) -> None:
        """Begin anew: nothing of what was typed is kept for the next form."""
        self.typed.clear()
        self._anew = True

    def drop(self, key: str) -> None:
        """Empty one field, and nothing of it is kept for the next form."""
        self.form.set_value(key, "")
        self.typed.pop(key, None)

    def values(self) -> dict[str, str]:
        """What stands in the fields that are asked now, tidied."""
        return self.form.values()

    def value(self, key: str) -> str:
        """What stands in a field, tidied; of one that is not asked now, what stood in it last."""
        now = self.form.values()
        self._keep(now)
        return now.get(key, "") or self.typed.get(key, "")

    def _keep(self, values: dict[str, str]) -> None:
        """For the next form; a PIN is for none but this one."""
        self.typed |= {key: value for key, value in values.items() if key not in self.form.secrets}

    async def ask(self, fields: Sequence[Field], *, focus: str = "", as_given: str = "") -> None:
        """Ask these instead. What was changed by hand stays, whatever a field offers now; a field without a
        value holds what was typed in it before.

        `focus`: the field that gets the keys, by default the first required one that is empty. `as_given`:
        one that shows what it is given, whatever was chosen before.
        """
        async with self._one_at_a_time:  # a scan may bring other questions while the first are still coming
            await self._until_quiet()  # before anything is changed: this may be cancelled by a newer question
            await self._ask(fields, focus, as_given)

    async def _ask(self, fields: Sequence[Field], focus: str, as_given: str) -> None:
        now, changed = self.form.values(), dict[str, str]()
        if self._anew:
            self._anew = False
        else:
            offered = {field.key: field.value for field in self.form.fields}
            changed = {key: value for key, value in now.items() if value and value != offered.get(key, "")}
            changed.pop(as_given, "")
            self._keep(now)
        kept = [
            replace(field, value=changed.get(field.key, "") or field.value or self.typed.get(field.key, ""))
            for field in fields
        ]
        before, form, source = self.form, LiveForm(kept), self.screen.focused
        with self.app.batch_update():
            await self.mount(form, after=before)  # until it is there, keys go to the one before it
            self._hand_on(before, form, now)
            self.form = form
            if focus:
                form.focus_field(focus)
            else:
                form.focus_first()
            if source is not None:
                await self._handed(source)  # it tells nobody of a scan any more once it is being removed
            await before.remove()

    async def _until_quiet(self) -> None:
        """Let a scan end where it began: half of it in one form and half in the next would be no card."""
        for _ in range(_PATIENCE):
            source = self.screen.focused or self.screen
            await self._handed(source)
            if not (isinstance(source, FastKeys | DigitKeys) and source.in_burst(monotonic())):
                return
            await asyncio.sleep(START_GAP)

    async def _handed(self, source: Widget) -> None:
        """Wait until a widget has looked at the keys that have arrived for it by now."""
        handed = asyncio.Event()
        self.app.call_later(source.call_later, handed.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(handed.wait(), HELD_GAP)

    def _hand_on(self, before: LiveForm, form: LiveForm, known: Mapping[str, str]) -> None:
        """What was typed while the new form was made: no key of a quick hand is lost."""
        asked = {field.key for field in form.fields}
        for key, value in before.values().items():
            if value != known.get(key, "") and key in asked:
                form.set_value(key, value)
