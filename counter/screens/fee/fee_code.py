"""The VietQR on the screen: white on black whatever the theme, or nothing where it would not fit whole."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from counter.papers.vietqr import screen_lines

LIGHT_ON_DARK = Style(
    color="#ffffff", bgcolor="#000000"
)  # readers look for black on white: never in theme colours


class QrCode(Widget, can_focus=False):
    """A payload in half blocks, two modules a cell, at the best correction that its rows allow."""

    DEFAULT_CSS = "QrCode { height: auto; width: auto; }"

    def __init__(self, payload: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.payload = payload
        self.lines: tuple[str, ...] = ()

    def fit_into(self, width: int, height: int) -> bool:
        """Draw it for so many cells and rows; False, and nothing is shown, when it does not fit whole."""
        lines = screen_lines(self.payload, height=height)
        fits = len(lines) <= height and len(lines[0]) <= width
        self.lines = lines if fits else ()
        self.display = fits
        if fits:
            self.styles.width, self.styles.height = len(lines[0]), len(lines)
            self.refresh(layout=True)
        return fits

    def render_line(self, y: int) -> Strip:
        """One row."""
        line = self.lines[y] if y < len(self.lines) else ""
        strip = Strip([Segment(line, LIGHT_ON_DARK)], len(line))
        return strip.adjust_cell_length(self.size.width, self.rich_style)
