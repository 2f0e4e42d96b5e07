"""The numbered items that are read back to a resident; a digit or Enter mends one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.containers import ScrollableContainer
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.widgets.cells import cut, fit, width_of, wrap
from counter.widgets.digit_keys import DigitKeys

_HEAD = 5  # "►1 " and the margin


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: its name, its lines, and the word beside it for what its number does."""

    key: str
    label: str
    lines: tuple[str, ...]
    mend: str = ""
    tone: str = ""  # "warn": something of it is to be mended
    most: int = 0  # rows; what does not fit ends in "…"; 0: all of it


class ReviewList(DigitKeys, Widget, can_focus=True):
    """Items of one row or more under one focus bar."""

    class Chosen(Message):
        """Mend this item."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"review--{n}" for n in ("cursor", "unfocused", "label", "warn")}
    DEFAULT_CSS = """
    ReviewList {
        height: auto; width: 1fr; color: $foreground; background: $background;
        & > .review--cursor { color: $block-cursor-foreground; background: $block-cursor-background; }
        & > .review--unfocused {
            color: $block-cursor-blurred-foreground; background: $block-cursor-blurred-background;
        }
        & > .review--label { color: $secondary; }
        & > .review--warn { color: $error; text-style: bold; }
    }
    """

    def __init__(self, entries: Sequence[Entry] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries = tuple(entries)
        self.cursor = 0

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these instead."""
        self.entries = tuple(entries)
        self.refresh(layout=True)

    def take_digit(self, digit: int) -> None:
        """A digit mends its item."""
        if digit <= len(self.entries):
            self.cursor = digit - 1
            self.refresh()
            self.post_message(self.Chosen(self.entries[self.cursor].key))

    async def _on_key(self, event: events.Key) -> None:
        steps = {"up": -1, "down": 1}
        if self.watch_key(event):
            pass
        elif event.key in steps and 0 <= self.cursor + steps[event.key] < len(self.entries):
            self.cursor += steps[event.key]
            self.refresh()
            self._in_sight()
        elif event.key == "enter":
            self.take_digit(self.cursor + 1)
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_focus(self, event: events.Focus) -> None:
        self.refresh()

    def _on_blur(self, event: events.Blur) -> None:
        self.refresh()

    def _in_sight(self) -> None:
        """Scroll the screen's body so that the whole item with the keys is seen."""
        mine = [y for y, row in enumerate(self._rows(self.size.width)) if row[0] == self.cursor]
        body = next((node for node in self.ancestors if isinstance(node, ScrollableContainer)), None)
        if mine and body is not None:
            top = self.virtual_region.y + mine[0]
            body.scroll_to_region(Region(0, top, 1, len(mine)), animate=False)

    # --- drawing ------------------------------------------------------------------------------------------

    def _rows(self, width: int) -> list[tuple[int, str, str, str]]:
        """For each row: the item, what stands at the left, the text, the word at the right."""
        column = max((width_of(entry.label) for entry in self.entries), default=0)
        mend = max((width_of(entry.mend) for entry in self.entries), default=0)
        room = max(16, width - _HEAD - column - 2 - mend - 2)
        rows = []
        for index, entry in enumerate(self.entries):
            texts = [part for text in entry.lines for part in wrap(text, room)] or [""]
            if 0 < entry.most < len(texts):
                texts = [*texts[: entry.most - 1], cut(f"{texts[entry.most - 1]} …", room)]
            for number, text in enumerate(texts):
                head = f"{index + 1} {fit(entry.label, column)}" if not number else " " * (column + 2)
                rows.append((index, head, fit(text, room), entry.mend if not number else ""))
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All rows of all items."""
        return max(1, len(self._rows(width)))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        rows = self._rows(width)
        if y >= len(rows):
            return Strip.blank(width, self.rich_style)
        index, head, text, mend = rows[y]
        here = index == self.cursor
        first = not y or rows[y - 1][0] != index
        sign = " ►" if here and self.has_focus and first else "  "
        if here:
            style = self.get_component_rich_style(f"review--{'cursor' if self.has_focus else 'unfocused'}")
            return Strip([Segment(fit(f"{sign}{head}  {text}  {mend}", width), style)])
        warn = self.entries[index].tone == "warn"
        label = self.get_component_rich_style("review--warn" if warn else "review--label")
        weak = self.get_component_rich_style("review--label")
        return Strip(
            [Segment(f"{sign}{head}  ", label), Segment(f"{text}  ", self.rich_style), Segment(mend, weak)]
        ).adjust_cell_length(width, self.rich_style)
