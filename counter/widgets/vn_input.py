"""`VnInput`: the one-row field of the program. It survives Vietnamese input methods, scanners and pastes."""

from typing import ClassVar, NamedTuple

from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import NULL_OFFSET, Offset
from textual.validation import ValidationResult
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from counter.i18n import t
from counter.widgets.fast_keys import FastKeys, FieldFull, PasteCut, ScanReceived
from counter.widgets.letters import join, letter_end, letter_start, looks_like_scan, one_row, rows
from counter.widgets.tints import Tinted

__all__ = ["FieldFull", "PasteCut", "ScanReceived", "VnInput"]


class Held(NamedTuple):
    """What a one-row field holds."""

    value: str
    selection: Selection


def offered(suggestion: str) -> str:
    """A grey value with the key that takes it: without colour it would look like what was typed."""
    return t("widget.field.offer", text=suggestion) if suggestion else ""


class VnInput(FastKeys[Held], Tinted, Input, inherit_bindings=False):
    """A one-row field for Vietnamese text, numbers and scans.

    `scans`: a scan is welcome here. `suggestion`: a grey value that F5, or → in the empty field, fills in;
    `offers`: it says so itself, where the box has room for that.
    `max_length` counts composed characters. The content is always NFC without control characters.
    Letters are never refused one by one (no `restrict`): an input method would then delete a good letter.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor_left", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("ctrl+left", "cursor_left_word", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("ctrl+right", "cursor_right_word", show=False),
        Binding("home", "home", show=False),
        Binding("shift+home", "home(True)", show=False),
        Binding("end", "end", show=False),
        Binding("shift+end", "end(True)", show=False),
        Binding("ctrl+a", "select_all", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w,ctrl+backspace", "delete_left_word", show=False),
        Binding("ctrl+u", "delete_left_all", show=False),
        Binding("ctrl+x", "cut", show=False),
        Binding("ctrl+c", "copy", show=False),
        Binding("ctrl+v", "paste", show=False),
        Binding("ctrl+j", "line_feed", show=False),
        Binding("f5", "fill", show=False),
        Binding("enter", "submit", show=False),
    ]

    DEFAULT_CSS = """
    VnInput {
        height: 1; padding: 0 1; border: none;
        border-left: solid $primary; border-right: solid $primary;
        background: $surface; color: $foreground;
        scrollbar-size-horizontal: 0;
        &:focus {
            border: none;
            border-left: inner $block-cursor-background; border-right: inner $block-cursor-background;
            background: $block-cursor-background; background-tint: $foreground 0%;
            color: $block-cursor-foreground;
        }
        &.-covered:focus {
            background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
            border-left: solid $primary; border-right: solid $primary;
        }
        &.-invalid, &.-invalid:focus { border: none; border-left: inner $error; border-right: inner $error; }
    }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        suggestion: str = "",
        offers: bool = False,
        scans: bool = False,
        password: bool = False,
        max_length: int = 0,
        select_on_focus: bool = False,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        self._begin_fast_keys()
        self._at_focus = Held("", Selection.cursor(0))
        super().__init__(
            value,
            placeholder=one_row(offered(suggestion) if offers and suggestion else placeholder or suggestion),
            password=password,
            max_length=max_length,
            select_on_focus=select_on_focus,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.cursor_blink = False
        self.scans = scans
        self.suggestion = one_row(suggestion)
        self.offers = offers

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: Style | None = None
    ) -> Style:
        """What Input asks its style sheet for, from the theme: see `tints`."""
        focused = self.has_focus and not self.has_class("-covered")
        parts = {"input--cursor": "caret", "input--selection": "selection"}
        return self.tint(parts.get(names[0], "faint" if focused else "weak"))

    def validate_value(self, value: str) -> str:
        """Whatever is set from outside is composed and safe too."""
        return one_row(value)

    def validate(self, value: str) -> ValidationResult | None:
        """No validators here: rules check on F9, and a class less to style for every letter."""
        return None

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` in place of a range, composed with the letters beside it, the cursor behind it.

        A change that would pass `max_length` is not made, and `FieldFull` is posted.
        """
        value = self.value
        start, end = sorted((max(0, start), min(len(value), end)))
        new, cursor = join(value[:start], one_row(text), value[end:])
        if self.max_length and len(new) > max(self.max_length, len(value)):
            self._no_room, _ = join(self._no_room, one_row(text), "")
            self.post_message(FieldFull(self.max_length))
            return
        self.value = new
        self.cursor_position = cursor

    def set_suggestion(self, text: str) -> None:
        """Change the grey value."""
        self.suggestion = one_row(text)
        self.placeholder = offered(self.suggestion) if self.offers else self.suggestion

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the next letter will stand; input methods and magnifiers look for the cursor there."""
        offset = super().cursor_screen_offset
        return offset - (1, 0) if self.cursor_at_end else offset

    @property
    def scroll_offset(self) -> Offset:
        """A field that was left shows its beginning: the caret behind a day that just fits hides a digit."""
        return super().scroll_offset if self.has_focus else NULL_OFFSET

    def forget(self) -> None:
        """Hold nothing, and nothing that could come back either: a PIN is never left behind."""
        self._at_focus = Held("", Selection.cursor(0))
        self.value = ""

    def _holding(self) -> Held:
        return Held(self.value, self.selection)

    def _hold(self, what: Held) -> None:
        self.value, self.selection = what

    def _put(self, text: str) -> None:
        self.replace(text, *self.selection)

    def _on_focus(self, event: events.Focus) -> None:
        self._at_focus = self._holding()

    def _on_blur(self, event: events.Blur) -> None:
        if looks_like_scan(self.value):
            self._give_back(self._at_focus, self.value)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take_paste(event.text)

    def take_paste(self, text: str) -> None:
        """Insert a pasted text, its lines joined; what finds no room is dropped and told. Never submits."""
        lines = rows(text)
        whole = " ".join(lines)
        if looks_like_scan(whole):
            self.post_message(ScanReceived(self, whole, expected=self.scans))
            return
        start, end = sorted(self.selection)
        dropped = 0
        if self.max_length:
            room = max(0, self.max_length - len(self.value) + (end - start))
            dropped = max(0, len(whole) - room)
            whole = whole[: len(whole) - dropped]
        if whole:
            self.replace(whole, start, end)
        if len(lines) > 1 or dropped:
            self.post_message(PasteCut(lines=len(lines), dropped=dropped))

    async def action_submit(self) -> None:
        """Enter: a slow scan is told by its shape; anything else is submitted."""
        if looks_like_scan(self.value):
            self._give_back(self._at_focus, self.value)
        else:
            await super().action_submit()

    def action_fill(self) -> None:
        """Take the grey value; without one the key is not ours."""
        if not self.suggestion or self.value == self.suggestion:
            raise SkipAction
        self.value = self.suggestion
        self.cursor_position = len(self.value)

    def _go(self, start: int, to: int, *, select: bool) -> None:
        self.selection = Selection(start, to) if select else Selection.cursor(to)

    def action_cursor_left(self, select: bool = False) -> None:
        """One letter to the left, with its marks."""
        start, end = self.selection
        to = letter_start(self.value, end)
        self._go(start, to if select or start == end else min(start, end), select=select)

    def action_cursor_right(self, select: bool = False) -> None:
        """One letter to the right; in an empty field the grey value."""
        start, end = self.selection
        if not self.value and self.suggestion and not select:
            self.action_fill()
            return
        to = letter_end(self.value, end)
        self._go(start, to if select or start == end else max(start, end), select=select)

    def action_delete_left(self) -> None:
        """Delete the selection, or one whole letter."""
        if self.selection.is_empty:
            self.delete(letter_start(self.value, self.cursor_position), self.cursor_position)
        else:
            self.delete_selection()

    def action_delete_right(self) -> None:
        """Delete the selection, or the whole letter to the right."""
        if self.selection.is_empty:
            self.delete(self.cursor_position, letter_end(self.value, self.cursor_position))
        else:
            self.delete_selection()

    def action_line_feed(self) -> None:
        """A line break inside an unbracketed paste is a space; it never submits."""
        if self.value and not self.value.endswith(" "):
            self._put(" ")

    def action_paste(self) -> None:
        """Paste what was copied inside the program."""
        self.take_paste(self.app.clipboard)


def forget_secrets(screen: Widget) -> None:
    """Empty every field of a screen whose content is shown as dots."""
    for field in screen.query(VnInput):
        if field.password:
            field.forget()


# See `tints`: with Input's four component classes a form opens a third slower. Read by Textual for each
# class; it offers the switch for node classes but not for widgets.
VnInput._inherit_component_classes = False
