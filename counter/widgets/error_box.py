"""`ErrorBox`: all that has to be mended, numbered, above the form; the same sentences stand at the fields."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.i18n import t
from counter.widgets.cells import fit
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.tints import Tinted

SHOWN = 5  # lines of the box; the form itself must stay in sight


class ErrorBox(DigitKeys, Tinted, Widget, can_focus=True):
    """A box with a count and numbered sentences. With the keys in it, a digit jumps to its field."""

    class Jump(Message):
        """Go to the field of this problem."""

        def __init__(self, field: str) -> None:
            super().__init__()
            self.field = field

    DEFAULT_CSS = """
    ErrorBox {
        display: none; height: auto; width: 1fr; border: solid $error; padding: 0 1; color: $foreground;
        &:focus { border: solid $block-cursor-background; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._problems: tuple[tuple[str, str], ...] = ()

    def show(self, problems: Sequence[tuple[str, str]]) -> None:
        """Show these (field, sentence) pairs; none hides the box."""
        self._problems = tuple(problems)
        self.display = bool(problems)
        self.styles.height = 3 + min(len(problems), SHOWN)
        self.refresh()  # as many problems as before are other ones: no new height draws them

    def jump(self, index: int) -> None:
        """Ask for the field of a problem."""
        if index < len(self._problems):
            self.post_message(self.Jump(self._problems[index][0]))

    def take_digit(self, digit: int) -> None:
        """A digit jumps to its field."""
        self.jump(digit - 1)

    async def _on_key(self, event: events.Key) -> None:
        if self.watch_key(event):
            event.stop()
            event.prevent_default()

    def render_line(self, y: int) -> Strip:
        """The title, then a sentence a row."""
        width, count = self.size.width, len(self._problems)
        style = self.tint()
        if y == 0:
            text = "! " + t("widget.errors.title", count=count)
            style = self.tint("error")
        elif y == SHOWN and count > SHOWN:
            text = "     " + t("widget.errors.more", count=count - SHOWN + 1)
        else:
            text = f"  {y}  {self._problems[y - 1][1]}" if y <= count else ""
        return Strip([Segment(fit(text, width), style)])
