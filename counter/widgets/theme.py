"""The three themes: dark, light and high contrast. Body 7:1, other text 4.5:1, focus black on yellow.

Colours never stand alone: every state has a mark and a word too, so that NO_COLOR loses nothing.
The names are Textual's own variables: `$secondary` second text, `$error` late, `$warning` today,
`$success` done, `$panel` header and key bar, `$primary` edges, `$accent` the practice band,
`$block-cursor-…` the one focus bar, `$block-cursor-blurred-…` a row that was chosen and has no focus.
"""

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.theme import Theme

from counter.widgets.styles import KeptStylesheet

FOCUS = "#ffd83d"
GOLD = "#bf8b00"  # on a white page: 3:1 beside it, 6.9:1 below black letters; a lighter yellow is not seen
INK = "#000000"
PRACTICE = "#ff9f1c"


def _variables(*, focus: str = FOCUS, dim: str, dim_text: str, selection: str) -> dict[str, str]:
    return {
        "block-cursor-background": focus,
        "block-cursor-foreground": INK,
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": dim,
        "block-cursor-blurred-foreground": dim_text,
        "input-selection-background": selection,
        "input-selection-foreground": "#ffffff",
        "input-cursor-background": INK,
        "input-cursor-foreground": focus,
    }


DARK = Theme(
    name="counter-dark",
    primary="#6f7f8f",
    secondary="#a9b4be",
    accent=PRACTICE,
    warning="#ffd479",
    error="#ff9b8f",
    success="#8fdc9a",
    foreground="#e8e8e8",
    background="#101418",
    surface="#191f25",
    panel="#24313d",
    dark=True,
    text_alpha=1.0,
    variables=_variables(dim="#3a4753", dim_text="#ffffff", selection="#20408f"),
)
LIGHT = Theme(
    name="counter-light",
    primary="#5d6b78",
    secondary="#404a54",
    accent=PRACTICE,
    warning="#6b4300",
    error="#9c1006",
    success="#0c5a1c",
    foreground="#111111",
    background="#ffffff",
    surface="#ffffff",
    panel="#d6dee6",
    dark=False,
    text_alpha=1.0,
    variables=_variables(focus=GOLD, dim="#c4ccd4", dim_text="#111111", selection="#20408f"),
)
CONTRAST = Theme(
    name="counter-contrast",
    primary="#ffffff",
    secondary="#ffffff",
    accent=PRACTICE,
    warning="#ffff66",
    error="#ffb3a8",
    success="#b8ffb8",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
    text_alpha=1.0,
    variables=_variables(dim="#4d4d4d", dim_text="#ffffff", selection="#0000c0"),
)
THEMES = (DARK, LIGHT, CONTRAST)


if TYPE_CHECKING:
    _App = App[Any]
else:

    class _App:
        pass


class Themed(_App):
    """An app that reads its styles once: Textual's first call of `refresh_css` would parse them all again."""

    styled_with: dict[str, str]

    def refresh_css(self, animate: bool = True) -> None:
        """Nothing while the colours are the same."""
        variables = self.get_css_variables()
        if variables != self.styled_with:
            self.styled_with = variables
            super().refresh_css(animate)


def register(app: App[Any], name: str = DARK.name) -> None:
    """Give an app the three themes, choose one. No animation: it would move the input method's window."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = name if name in {theme.name for theme in THEMES} else DARK.name
    app.animation_level = "none"
    if isinstance(app, Themed):
        app.styled_with = app.get_css_variables()
        app.stylesheet = KeptStylesheet(app.styled_with)
