"""What a list shows: its columns and rows, and how columns share the width of a window."""

from collections.abc import Sequence
from dataclasses import dataclass

from counter.widgets.cells import Align, fit


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `title` is a text, `width` the least in cells; what is left over goes by `grow`.

    In a list narrower than `from_width` the column is not shown; it is the last columns that go when
    room is short.
    """

    title: str
    width: int
    grow: int = 0
    from_width: int = 0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `mark` is one character that says the state without colour, `tone` the colour beside it.

    `tone`: "", "late", "today", "done", "dim", "head". `locked`: why it cannot be chosen, as a text; the
    row stays in its place.
    """

    key: str
    cells: tuple[str, ...]
    mark: str = " "
    tone: str = ""
    locked: str = ""


def widths(columns: Sequence[Column], window: int, side: int) -> list[int]:
    """The width of each column in a list of `window` cells, `side` of them taken; 0: no room, not shown."""
    total = window - side
    shown = [column for column in columns if window >= column.from_width]
    while len(shown) > 1 and sum(column.width + 1 for column in shown) - 1 > total:
        shown.pop()
    spare = max(0, total - sum(column.width + 1 for column in shown) + 1)
    weight = sum(column.grow for column in shown) or 1
    return [
        max(1, min(total, column.width + spare * column.grow // weight)) if column in shown else 0
        for column in columns
    ]


def line(cells: Sequence[str], columns: Sequence[Column], room: Sequence[int]) -> str:
    """The cells of one row side by side, each in its room."""
    parts = (
        fit(cell, width, column.align)
        for cell, width, column in zip(cells, room, columns, strict=False)
        if width
    )
    return " ".join(parts)
