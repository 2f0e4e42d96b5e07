"""`LineList`: rows drawn line by line. A key costs the redraw of two lines, however many rows there are."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.widgets.cells import fit
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.rows import Column, Row, line, widths
from counter.widgets.tints import Tinted

_SIDE = 3  # the focus sign, the mark of the state (or the number), a space
_KEPT = 2000  # drawn lines kept in memory


class LineList(DigitKeys, Tinted, Widget, can_focus=True):
    """A list of rows with one focus bar. Arrows, PgUp, PgDn, Home, End move it; Enter chooses.

    `numbered`: the first nine rows have a number, and its digit chooses.
    `follows`: the list belongs to an input that keeps the keys: its row is marked ► without focus.
    `rows` may be any sequence; only what is in the window is read. With `more` set, `NeedMore` is posted
    once when the cursor comes near the end, and the screen answers with `add_rows`.
    """

    class RowChosen(Message):
        """Enter, a digit or a click chose a row."""

        def __init__(self, sender: "LineList", row: Row) -> None:
            super().__init__()
            self.list = sender
            self.row = row
            self.key = row.key

        @property
        def control(self) -> "LineList":
            """The list."""
            return self.list

    class RowHighlighted(Message):
        """The cursor came to a row."""

        def __init__(self, sender: "LineList", row: Row) -> None:
            super().__init__()
            self.list = sender
            self.row = row
            self.key = row.key

        @property
        def control(self) -> "LineList":
            """The list."""
            return self.list

    class NeedMore(Message):
        """The end of what is loaded is near; `after` is the key of the last row."""

        def __init__(self, sender: "LineList", after: str) -> None:
            super().__init__()
            self.list = sender
            self.after = after

        @property
        def control(self) -> "LineList":
            """The list."""
            return self.list

    DEFAULT_CSS = """
    LineList {
        height: 1fr; color: $foreground; background: $background;
    }
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row] = (),
        *,
        header: bool = True,
        numbered: bool = False,
        follows: bool = False,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = rows
        self.header = 1 if header else 0
        self.numbered = numbered
        self.follows = follows
        self.empty = empty
        self.more = False
        self.cursor = 0
        self._top = 0
        self._asked = False
        self._drawn: dict[tuple[int, int], Strip] = {}
        self._widths: list[int] = []
        if follows:
            self.can_focus = False

    # --- rows ---------------------------------------------------------------------------------------------

    @property
    def current(self) -> Row | None:
        """The row under the focus bar."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def set_rows(self, rows: Sequence[Row], *, more: bool = False, keep: bool = True) -> None:
        """Show other rows. `keep`: stay on the row of the same key when it is still there."""
        was = self.current
        self.rows = rows
        self.more, self._asked = more, False
        found = None
        if keep and was is not None:
            found = next((i for i, row in enumerate(rows[:_KEPT]) if row.key == was.key), None)
        self.cursor = self._selectable(0, 1) if found is None else found
        if found is None:
            self._top = 0
        self._drawn.clear()
        self._show_cursor()
        self.refresh()
        self._tell()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns, for the rows that are set next."""
        self.columns, self._widths = tuple(columns), []

    def add_rows(self, rows: Sequence[Row], *, more: bool) -> None:
        """The next page, put behind what is there."""
        self.rows = [*self.rows, *rows]
        self.more, self._asked = more, False
        self.refresh()

    def _tell(self) -> None:
        row = self.current
        if row is not None:
            self.post_message(self.RowHighlighted(self, row))
        if self.more and not self._asked and self.cursor >= len(self.rows) - 2 * self._window():
            self._asked = True
            self.post_message(self.NeedMore(self, self.rows[-1].key if self.rows else ""))

    # --- moving -------------------------------------------------------------------------------------------

    def _window(self) -> int:
        return max(1, self.size.height - self.header)

    def _selectable(self, index: int, step: int) -> int:
        """The first row from `index` on, in the direction of `step`, that is not a heading."""
        last = len(self.rows) - 1
        at = max(0, min(last, index))
        while 0 <= at <= last and self.rows[at].tone == "head":
            at += 1 if step >= 0 else -1
        return at if 0 <= at <= last else max(0, min(self.cursor, last))

    def _show_cursor(self) -> bool:
        """Move the window so that the cursor is in it; True when it moved."""
        window, old = self._window(), self._top
        if self.cursor < self._top:
            self._top = self.cursor
        elif self.cursor >= self._top + window:
            self._top = self.cursor - window + 1
        self._top = max(0, min(self._top, len(self.rows) - window))  # no blank lines below rows out of sight
        if self._top == 1 and self.rows and self.rows[0].tone == "head" and self.cursor < window:
            self._top = 0
        return self._top != old

    def move(self, step: int) -> None:
        """Move the focus bar by so many rows; it stops at the ends."""
        self.move_to(self._selectable(self.cursor + step, step))

    def move_to(self, index: int) -> None:
        """Put the focus bar on a row."""
        old, self.cursor = self.cursor, max(0, min(len(self.rows) - 1, index))
        if self._show_cursor():
            self.refresh()
        elif old != self.cursor:
            lines = [i - self._top + self.header for i in (old, self.cursor)]
            self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))
            if self._counts:
                self.refresh(Region(0, 0, self.size.width, 1))
        if old != self.cursor:
            self._tell()

    def choose(self, index: int | None = None) -> None:
        """Choose a row, the current one by default. A heading cannot be chosen."""
        at = self.cursor if index is None else index
        if at < len(self.rows) and self.rows[at].tone != "head":
            self.move_to(at)
            self.post_message(self.RowChosen(self, self.rows[at]))

    def take_key(self, key: str) -> bool:
        """Obey a key that an input hands on or that came to the list; False when it means nothing here."""
        steps = {"up": -1, "down": 1, "pageup": 1 - self._window(), "pagedown": self._window() - 1}
        if key in steps:
            self.move(steps[key] or (1 if key == "pagedown" else -1))
        elif key == "home":
            self.move_to(self._selectable(0, 1))
        elif key == "end":
            self.move_to(self._selectable(len(self.rows) - 1, -1))
        else:
            return False
        return True

    def take_digit(self, digit: int) -> None:
        """A digit chooses a row of a numbered list; in any other it is the screen's."""
        if self.numbered:
            self.choose(digit - 1)
        elif isinstance(self.screen, DigitKeys):
            self.screen.take_digit(digit)

    async def _on_key(self, event: events.Key) -> None:
        if self.watch_key(event):
            pass
        elif event.key == "enter":
            self.choose()
        elif not self.take_key(event.key):
            return
        event.stop()
        event.prevent_default()

    async def _on_click(self, event: events.Click) -> None:
        index = self._top + event.y - self.header
        if event.y >= self.header and index < len(self.rows):
            self.choose(index)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move(3)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move(-3)

    # --- drawing ------------------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """New colours: nothing drawn so far holds."""
        super().notify_style_update()
        self._drawn.clear()

    def _on_resize(self, event: events.Resize) -> None:
        self._drawn.clear()
        self._widths = []
        self._show_cursor()
        self.refresh()  # what was painted for the new size may have taken the columns of the old one

    def _on_focus(self, event: events.Focus) -> None:
        self.refresh()

    def _on_blur(self, event: events.Blur) -> None:
        self.refresh()

    @property
    def _counts(self) -> bool:
        return bool(self.header) and len(self.rows) > self._window()

    def _cells(self, cells: Sequence[str]) -> str:
        if not self._widths:
            self._widths = widths(self.columns, self.size.width, _SIDE)
        return line(cells, self.columns, self._widths)

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the header, a row, or nothing."""
        width = self.size.width
        if y < self.header:
            return self._header_line(width)
        index = self._top + y - self.header
        if index >= len(self.rows):
            hint = self.empty if not self.rows and y == self.header + 1 else ""
            return Strip([Segment(fit(f"   {hint}", width), self.tint("weak"))], width)
        state = 0
        if index == self.cursor:
            state = 1 if self.has_focus and not self.has_class("-covered") else 2
        strip = self._drawn.get((index, state))
        if strip is None:
            if len(self._drawn) > _KEPT:
                self._drawn.clear()
            strip = self._drawn[index, state] = self._row_line(index, state, width)
        return strip

    def _header_line(self, width: int) -> Strip:
        text = fit("   " + self._cells([c.title for c in self.columns]).rstrip(), width).rstrip()
        if self._counts:
            count = f" {self.cursor + 1}/{len(self.rows)}{'+' if self.more else ''}"
            text = fit(text, width - len(count)) + count
        return Strip([Segment(fit(text, width), self.tint("header"))], width)

    def _row_line(self, index: int, state: int, width: int) -> Strip:
        row = self.rows[index]
        if row.tone == "head":
            return Strip([Segment(fit(" " + row.cells[0], width), self.tint("head"))], width)
        sign = "►" if state == 1 or (state == 2 and self.follows) else " "
        if self.numbered:
            number = str(index + 1) if index < 9 else " "
            if row.locked:  # both signs are seen: the row is marked, and it cannot be chosen
                sign, number = ("–", number) if sign == " " else (sign, "–")
            sign += number
        else:
            sign += row.mark
        text = fit(f"{fit(sign, 2)} {self._cells(row.cells)}", width)
        tone = "weak" if row.tone == "dim" or (row.locked and not row.tone) else row.tone
        return Strip([Segment(text, self.tint(("", "focus", "unfocused")[state] or tone))], width)
