"""`ErrorBox`: all that has to be mended, numbered, above the form; the same sentences stand at the fields."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from counter.i18n import t
from counter.widgets.cells import fit, wrap
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.tints import Tinted

SHOWN = 5  # lines of the box; the form itself must stay in sight
LONGER = 2  # lines more where sentences take more than one
_INDENT = 5  # cells before a sentence


class ErrorBox(DigitKeys, Tinted, Widget, can_focus=True):
    """A box with a count and whole sentences, numbered. With the keys in it, a digit jumps to its field."""

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
        self._lines: list[str] = []

    def show(self, problems: Sequence[tuple[str, str]]) -> None:
        """Show these (field, sentence) pairs; none hides the box."""
        self._problems = tuple(problems)
        self.display = bool(problems)
        self._lay_out()
        self.refresh()  # as many problems as before are other ones: no new height draws them

    def _lay_out(self) -> None:
        """The lines that fit: whole sentences, and how many are not shown."""
        room = max(20, (self.size.width or 74) - _INDENT)
        blocks = [wrap(sentence, room) for _, sentence in self._problems]
        most = SHOWN + min(LONGER, sum(len(block) - 1 for block in blocks))
        lines: list[str] = []
        for number, block in enumerate(blocks, start=1):
            left = most - len(lines) - (1 if number < len(blocks) else 0)
            if len(block) > left and (lines or left < 1):
                lines.append("     " + t("widget.errors.more", count=len(blocks) - number + 1))
                break
            lines += [
                f"  {number}  {line}" if not n else " " * _INDENT + line for n, line in enumerate(block)
            ]
        self._lines = lines
        self.styles.height = 3 + len(lines)

    def _on_resize(self, event: events.Resize) -> None:
        self._lay_out()
        self.refresh()

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
        """The title, then the sentences."""
        if y == 0:
            text = "! " + t("widget.errors.title", count=len(self._problems))
            return Strip([Segment(fit(text, self.size.width), self.tint("error"))])
        text = self._lines[y - 1] if y <= len(self._lines) else ""
        return Strip([Segment(fit(text, self.size.width), self.tint())])
