"""Facts in two columns, a label and its value: wrapped between words, never cut, never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from counter.widgets.cells import fit, width_of, wrap

_MARGIN = 3
_GAP = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. `tone`: "", "strong", "weak", "warn" or "good". No label: the value takes the whole row."""

    label: str
    value: str
    tone: str = ""
    indent: int = 0  # cells, for rows without a label


Piece = tuple[str, str]  # text, component


def lay_out(facts: Sequence[Fact], width: int) -> list[list[Piece]]:
    """The rows of the facts in so many cells."""
    longest = [width_of(fact.label) for fact in facts if fact.label]
    column = min(max(longest, default=0), max(8, width // 3))
    rows: list[list[Piece]] = []
    for fact in facts:
        indent = _MARGIN + (column + _GAP if fact.label else fact.indent)
        labels = wrap(fact.label, column) if fact.label else []
        for label, text in zip_longest(labels, wrap(fact.value, max(12, width - indent)), fillvalue=""):
            rows.append([(" " * _MARGIN + fit(label, indent - _MARGIN), "label"), (text, fact.tone)])
    return rows


class Facts(Widget):
    """Facts to look at; nothing in it takes keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"facts--{n}" for n in ("label", "strong", "weak", "warn", "good")
    }
    DEFAULT_CSS = """
    Facts {
        height: auto; width: 1fr; color: $foreground;
        & > .facts--label { color: $secondary; }
        & > .facts--strong { text-style: bold; }
        & > .facts--weak { color: $secondary; }
        & > .facts--warn { color: $error; text-style: bold; }
        & > .facts--good { color: $success; text-style: bold; }
    }
    """

    def __init__(self, facts: Sequence[Fact] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.facts = tuple(facts)

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these instead."""
        self.facts = tuple(facts)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the values need."""
        return len(lay_out(self.facts, width))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        rows = lay_out(self.facts, width)
        plain = self.rich_style
        pieces = rows[y] if y < len(rows) else []
        segments = [
            Segment(text, self.get_component_rich_style(f"facts--{tone}") if tone else plain)
            for text, tone in pieces
        ]
        return Strip(segments).adjust_cell_length(width, plain)
