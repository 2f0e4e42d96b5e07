"""`BigDigits`: an amount in digits three rows high, so that change is read across a counter (ux B10)."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from counter.widgets.cells import fit
from counter.widgets.tints import Tinted

# Half blocks: drawn alike by every terminal font, and in the WGL4 set.
GLYPHS: dict[str, tuple[str, str, str]] = {
    "0": ("█▀▀█", "█  █", "█▄▄█"),
    "1": ("▄█  ", " █  ", "▄█▄▄"),
    "2": ("▀▀▀█", "█▀▀▀", "█▄▄▄"),
    "3": ("▀▀▀█", " ▀▀█", "▄▄▄█"),
    "4": ("█  █", "▀▀▀█", "   █"),
    "5": ("█▀▀▀", "▀▀▀█", "▄▄▄█"),
    "6": ("█▀▀▀", "█▀▀█", "█▄▄█"),
    "7": ("▀▀▀█", "   █", "   █"),
    "8": ("█▀▀█", "█▀▀█", "█▄▄█"),
    "9": ("█▀▀█", "▀▀▀█", "▄▄▄█"),
    ".": (" ", " ", "▄"),
    ",": (" ", " ", "▄"),
    "–": ("    ", "▀▀▀▀", "    "),
    "?": ("▀▀▀█", " ▄▀▀", " ▄  "),
}


def big(text: str) -> tuple[str, str, str]:
    """The three rows of a number; what has no big form is left out."""
    glyphs = [GLYPHS[c] for c in text if c in GLYPHS]
    top, middle, bottom = (" ".join(rows) for rows in zip(*glyphs, strict=True)) if glyphs else ("", "", "")
    return top, middle, bottom


class BigDigits(Tinted, Widget):
    """A number three rows high with a small word behind its last row."""

    DEFAULT_CSS = """
    BigDigits {
        height: 3; width: 1fr; color: $foreground; text-style: bold;
    }
    """

    def __init__(self, text: str = "", unit: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text, self._unit = text, unit

    @property
    def text(self) -> str:
        """The number shown, as it is written small."""
        return self._text

    def show(self, text: str, unit: str | None = None) -> None:
        """Show another number, such as "9.000"; empty shows nothing."""
        self._text = text
        self._unit = self._unit if unit is None else unit
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the three rows."""
        width = self.size.width
        row = big(self._text)[y] if y < 3 else ""
        unit = f"  {self._unit}" if y == 2 and self._text and self._unit else ""
        line = fit(row + unit, width)
        if not unit:
            return Strip([Segment(line, self.tint())], width)
        weak = self.tint("weak")
        return Strip([Segment(line[: len(row)], self.tint()), Segment(line[len(row) :], weak)], width)
