"""The fields of a form that are not plain text boxes: a choice by digit and a choice by words."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.text import fold
from counter.widgets.cells import cut, width_of
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.fields import Option, matches
from counter.widgets.tints import Tinted
from counter.widgets.vn_input import VnInput


class ChoiceField(DigitKeys, Tinted, Widget, can_focus=True):
    """Options on one row or more, each with its digit; the chosen one is marked √. None is preset.

    A digit chooses, ← → go through the options, Backspace takes the answer back.
    """

    class Chosen(Message):
        """The answer changed."""

        def __init__(self, field: "ChoiceField", key: str) -> None:
            super().__init__()
            self.field = field
            self.key = key

    DEFAULT_CSS = """
    ChoiceField {
        height: 1; padding: 0 1; border: none;
        border-left: solid $primary; border-right: solid $primary;
        background: $surface; color: $foreground;
        &:focus {
            border-left: inner $block-cursor-background; border-right: inner $block-cursor-background;
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
        &.-covered:focus {
            background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
            border-left: solid $primary; border-right: solid $primary;
        }
        &.-invalid, &.-invalid:focus { border-left: inner $error; border-right: inner $error; }
    }
    """

    def __init__(self, options: Sequence[Option], key: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self._key = key

    @property
    def value(self) -> str:
        """The key of the answer, empty when there is none."""
        return self._key

    @value.setter
    def value(self, key: str) -> None:
        if key != self._key:
            self._key = key
            self.refresh()
            self.post_message(self.Chosen(self, key))

    def _at(self) -> int:
        return next((i for i, option in enumerate(self.options) if option.key == self._key), -1)

    def take_digit(self, digit: int) -> None:
        """A digit chooses its option."""
        if digit <= len(self.options):
            self.value = self.options[digit - 1].key

    async def _on_key(self, event: events.Key) -> None:
        if self.watch_key(event):
            pass
        elif event.key == "right":
            self.value = self.options[(self._at() + 1) % len(self.options)].key
        elif event.key == "left":
            self.value = self.options[(self._at() - 1) % len(self.options)].key
        elif event.key in ("backspace", "delete"):
            self.value = ""
        else:
            return
        event.stop()
        event.prevent_default()

    def lines(self, width: int) -> list[list[tuple[str, bool]]]:
        """The options in rows of `width` cells, each with whether it is the answer."""
        rows: list[list[tuple[str, bool]]] = [[]]
        used = 0
        for number, option in enumerate(self.options, 1):
            chosen = option.key == self._key
            text = cut(f"{'√' if chosen else ' '}{number} {option.label}  ", width)
            if used and used + width_of(text.rstrip()) > width:
                rows.append([])
                used = 0
            rows[-1].append((text, chosen))
            used += width_of(text)
        return rows

    def render_line(self, y: int) -> Strip:
        """One row of options."""
        width = self.size.width
        rows = self.lines(width)
        style = self.tint()
        chosen = self.tint("chosen")
        row = rows[y] if y < len(rows) else []
        segments = [Segment(text, chosen if mine else style) for text, mine in row]
        return Strip(segments).adjust_cell_length(width, style)


class WordField(VnInput):
    """A choice among many options by typing words without accents. The form shows the matches below it.

    Leaving the field takes the match that is marked; ↑ ↓ mark another one.
    """

    class Typed(Message):
        """The matches changed, or the field was left (no matches)."""

        def __init__(self, field: "WordField", found: Sequence[Option], at: int) -> None:
            super().__init__()
            self.field = field
            self.found = tuple(found)
            self.at = at

    def __init__(
        self,
        options: Sequence[Option],
        key: str = "",
        *,
        free: bool = False,
        placeholder: str = "",
        suggestion: str = "",
        id: str | None = None,
    ) -> None:
        self.options = tuple(options)
        self.free = free
        self._found: list[Option] = []
        self._marked = 0
        super().__init__(self._label(key), placeholder=placeholder, suggestion=suggestion, id=id)

    def _label(self, key: str) -> str:
        return next((option.label for option in self.options if option.key == key), key)

    @property
    def answer(self) -> str:
        """The key of the option whose words stand in the field; other words as they are."""
        return next((option.key for option in self.options if option.label == self.value), self.value)

    @answer.setter
    def answer(self, key: str) -> None:
        self.value = self._label(key)

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if self.has_focus:
            self._found = [] if self._exact(value) else matches(self.options, value)
            self._marked = 0
            self._tell()

    def _exact(self, value: str) -> bool:
        return any(option.label == value for option in self.options)

    def _tell(self) -> None:
        self.post_message(self.Typed(self, self._found, self._marked))

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("up", "down") and self._found:
            step = 1 if event.key == "down" else -1
            self._marked = max(0, min(len(self._found) - 1, self._marked + step))
            self._tell()
            event.stop()
            event.prevent_default()
        elif event.key == "down" and not self.value:
            self._found = list(self.options)
            self._tell()
            event.stop()
            event.prevent_default()

    def _on_blur(self, event: events.Blur) -> None:
        self.take()

    def take(self) -> None:
        """Take the marked match, when something was typed that has one."""
        found, self._found = self._found, []
        if found and self.value:
            option = found[self._marked]
            if not self.free or self._marked or fold(self.value) == fold(option.label):
                self.value = option.label
        self._tell_closed()

    def _tell_closed(self) -> None:
        self.post_message(self.Typed(self, (), 0))
