"""`VnTextArea`: the field of several rows, as careful as `VnInput`. Apart, as TextArea is dear to import."""

from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import EditResult, Location, Selection

from counter.text import plain
from counter.widgets.fast_keys import FastKeys, FieldFull, ScanReceived
from counter.widgets.letters import is_mark, join, letter_end, letter_start, looks_like_scan, rows


class Held(NamedTuple):
    """What a field of several rows holds."""

    text: str
    selection: Selection


class VnTextArea(FastKeys[Held], TextArea, inherit_bindings=False):
    """Several rows of Vietnamese text. Tab leaves the field, Enter breaks the line; the text is NFC and safe.

    `max_length` counts composed characters, line breaks included; 0 is no limit.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("shift+up", "cursor_up(True)", show=False),
        Binding("shift+down", "cursor_down(True)", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("ctrl+left", "cursor_word_left", show=False),
        Binding("ctrl+right", "cursor_word_right", show=False),
        Binding("home", "cursor_line_start", show=False),
        Binding("end", "cursor_line_end", show=False),
        Binding("shift+home", "cursor_line_start(True)", show=False),
        Binding("shift+end", "cursor_line_end(True)", show=False),
        Binding("pageup", "cursor_page_up", show=False),
        Binding("pagedown", "cursor_page_down", show=False),
        Binding("ctrl+a", "select_all", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w,ctrl+backspace", "delete_word_left", show=False),
        Binding("ctrl+u", "delete_to_start_of_line", show=False),
        Binding("ctrl+x", "cut", show=False),
        Binding("ctrl+c", "copy", show=False),
        Binding("ctrl+v", "paste", show=False),
        Binding("enter", "line_break", show=False),
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    DEFAULT_CSS = """
    VnTextArea {
        height: 3; padding: 0 1; border: none;
        border-left: solid $primary; border-right: solid $primary;
        background: $surface; color: $foreground;
        &:focus {
            border: none;
            border-left: inner $block-cursor-background; border-right: inner $block-cursor-background;
        }
        & .text-area--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & .text-area--selection { background: $input-selection-background; }
    }
    """

    def __init__(
        self,
        text: str = "",
        *,
        max_length: int = 0,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        self._begin_fast_keys()
        super().__init__(
            plain(text, lines=True),
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            id=id,
            classes=classes,
            disabled=disabled,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self.max_length = max_length

    def replace(
        self,
        insert: str,
        start: Location,
        end: Location,
        *,
        maintain_selection_offset: bool = True,
    ) -> EditResult:
        """Put `insert` in place of a range, composed with the letter before it."""
        start, end, insert = self._composed(insert, *sorted((start, end)))
        return super().replace(insert, start, end, maintain_selection_offset=maintain_selection_offset)

    def load_text(self, text: str) -> None:
        """A whole new text, safe like everything that is typed."""
        super().load_text(plain(text, lines=True))

    def _composed(self, insert: str, start: Location, end: Location) -> tuple[Location, Location, str]:
        """The range and the text, a leading mark taken back to its letter and dropped when it has none."""
        insert = plain(insert.replace("\r\n", "\n").replace("\r", "\n"), lines=True)
        if insert and is_mark(insert[0]):
            row, column = start
            start = (row, letter_start(self.document[row], column))
            insert, _ = join(self.document[row][start[1] : column], insert, "")
        return start, end, insert

    def _holding(self) -> Held:
        return Held(self.text, self.selection)

    def _hold(self, what: Held) -> None:
        if self.text != what.text:
            self.replace(what.text, self.document.start, self.document.end)
        self.selection = what.selection

    def _put(self, text: str) -> None:
        start, end, text = self._composed(text, *sorted(self.selection))
        grows = len(text) - len(self.get_text_range(start, end))
        if self.max_length and grows > 0 and len(self.text) + grows > self.max_length:
            self._no_room, _ = join(self._no_room, text, "")
            self.post_message(FieldFull(self.max_length))
        else:
            super().replace(text, start, end, maintain_selection_offset=False)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if looks_like_scan(event.text):
            self.post_message(ScanReceived(self, " ".join(rows(event.text)), expected=self.scans))
        else:
            self._put(event.text)

    def action_paste(self) -> None:
        """Paste what was copied inside the program."""
        self._put(self.app.clipboard)

    def action_line_break(self) -> None:
        """Enter begins a new line."""
        self._put("\n")

    def action_delete_left(self) -> None:
        """Delete the selection, or one whole letter."""
        start, end = self.selection
        row, column = end
        if start == end and column > 0:
            start = (row, letter_start(self.document[row], column))
            self._delete_via_keyboard(start, end)
        else:
            TextArea.action_delete_left(self)

    def action_delete_right(self) -> None:
        """Delete the selection, or the whole letter to the right."""
        start, end = self.selection
        row, column = end
        line = self.document[row]
        if start == end and column < len(line):
            self._delete_via_keyboard(end, (row, letter_end(line, column)))
        else:
            super().action_delete_right()
