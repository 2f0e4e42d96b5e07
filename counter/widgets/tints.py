"""The colours that widgets draw with, taken straight from the theme.

Textual's component classes would do the same, but each of them is a node that the style sheet is matched
against, for every widget, each time a screen opens: most of the time a new form took.
"""

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

if TYPE_CHECKING:
    _Mixin = Widget
else:

    class _Mixin:
        pass


class Tint(NamedTuple):
    """Theme variables for the letters and the ground ("": the widget's own), and what is added to them."""

    color: str = ""
    ground: str = ""
    look: Style = Style.null()


BOLD = Style(bold=True)
TINTS = {
    "": Tint(),
    "strong": Tint(look=BOLD),
    "chosen": Tint(look=Style(bold=True, underline=True)),
    "weak": Tint("secondary"),
    "header": Tint("secondary", look=Style(underline=True)),
    "head": Tint("secondary", look=BOLD),
    "error": Tint("error", look=BOLD),
    "late": Tint("error"),
    "today": Tint("warning"),
    "done": Tint("success"),
    "focus": Tint("block-cursor-foreground", "block-cursor-background"),
    "unfocused": Tint("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    "faint": Tint("block-cursor-foreground", "block-cursor-background", Style(italic=True)),
    "caret": Tint("block-cursor-background", "block-cursor-foreground"),
    "selection": Tint("input-selection-foreground", "input-selection-background"),
}


class Tinted(_Mixin):
    """A widget that draws its lines itself; `tint(name)` is the style of one of TINTS on its own ground."""

    _tints: dict[str, Style] | None = None

    def tint(self, name: str = "") -> Style:
        """The style; remembered until the styles of the widget change."""
        if self._tints is None:
            self._tints = {}
        style = self._tints.get(name)
        if style is None:
            style = self._tints[name] = self._mix(TINTS[name])
        return style

    def _mix(self, tint: Tint) -> Style:
        variables = self.app.theme_variables
        style = self.rich_style
        if tint.color:
            style += Style.from_color(Color.parse(variables[tint.color]).rich_color)
        if tint.ground:
            style += Style.from_color(None, Color.parse(variables[tint.ground]).rich_color)
        return style + tint.look

    def notify_style_update(self) -> None:
        """New styles: what was mixed from the old ones is forgotten."""
        super().notify_style_update()
        self._tints = None
