"""The last gate before the terminal: nothing in a drawn line can command it, wherever its text came from.

Text from outside is tidied where it comes in, and widgets draw it as text; this holds also where both forget.
What is taken out has no width of its own, so that a line keeps its length (CWE-150; ASVS 5.0, 1.3.5).
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

_BROKEN = re.compile(r"[\ud800-\udfff]")
_COMMANDS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)

if TYPE_CHECKING:
    _Mixin = App[None]
else:

    class _Mixin:
        pass


class SafeLines(LineFilter):
    """Takes control, reversing and invisible characters out of a line, and the links of a style."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line as it may reach the terminal; the same list when nothing is amiss, as always."""
        if all(text.isprintable() and not (style and style.link) for text, style, _ in segments):
            return segments
        return [self._safe(segment) for segment in segments]

    @staticmethod
    def _safe(segment: Segment) -> Segment:
        text, style, control = segment
        linked = style is not None and style.link
        shown = _BROKEN.sub("\ufffd", _COMMANDS.sub("", text))
        return Segment(shown, style.update_link(None) if style and linked else style, control)


SAFE = SafeLines()


class SafeOutput(_Mixin):
    """For the app: every line of every widget goes through `SafeLines`."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and the gate."""
        return (*super().get_line_filters(), SAFE)
