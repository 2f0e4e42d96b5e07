"""Contrast by the WCAG formula, in every theme, of the colours that the widgets really draw."""

from typing import Any

import pytest
from textual.color import Color
from textual.css.parse import parse

from counter.widgets.styles import KeptStylesheet
from counter.widgets.theme import THEMES

BODY, OTHER, EDGE = 7.0, 4.5, 3.0
GROUNDS = ("background", "surface", "panel")


def luminance(color: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 255 for c in (color.r, color.g, color.b)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours(name: str) -> dict[str, Color]:
    theme = next(theme for theme in THEMES if theme.name == name)
    generated = theme.to_color_system().generate()
    parsed = {}
    for key in (
        *GROUNDS,
        *("foreground", "secondary", "error", "warning", "success", "primary", "accent"),
        *("block-cursor-background", "block-cursor-foreground"),
        *("block-cursor-blurred-background", "block-cursor-blurred-foreground"),
        *("input-selection-background", "input-selection-foreground"),
    ):
        parsed[key] = Color.parse(generated[key])
    return parsed


NAMES = [theme.name for theme in THEMES]


def test_the_formula_knows_its_ends() -> None:
    assert round(ratio(Color.parse("#000"), Color.parse("#fff")), 1) == 21.0
    assert ratio(Color.parse("#777"), Color.parse("#fff")) < OTHER


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read(name: str) -> None:
    c = colours(name)
    for ground in GROUNDS:
        assert ratio(c["foreground"], c[ground]) >= BODY, ground
        for text in ("secondary", "error", "warning", "success"):
            assert ratio(c[text], c[ground]) >= OTHER, (text, ground)


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_bar_is_black_on_yellow_and_stands_out(name: str) -> None:
    c = colours(name)
    assert c["block-cursor-foreground"].rgb == (0, 0, 0)
    assert ratio(c["block-cursor-foreground"], c["block-cursor-background"]) >= OTHER
    red, green, blue = c["block-cursor-background"].rgb
    assert red > green > blue
    for ground in ("background", "surface"):
        assert ratio(c["block-cursor-background"], c[ground]) >= EDGE
    assert ratio(c["block-cursor-blurred-foreground"], c["block-cursor-blurred-background"]) >= OTHER
    assert ratio(c["input-selection-foreground"], c["input-selection-background"]) >= OTHER
    assert ratio(c["input-selection-background"], c["block-cursor-background"]) >= EDGE


@pytest.mark.parametrize("name", NAMES)
def test_edges_of_fields_and_the_practice_band_are_seen(name: str) -> None:
    c = colours(name)
    for ground in ("background", "surface"):
        assert ratio(c["primary"], c[ground]) >= EDGE
        assert ratio(c["error"], c[ground]) >= EDGE
    assert ratio(Color.parse("black"), c["accent"]) >= BODY


def test_a_style_is_parsed_once_for_all_programs_of_the_same_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(scope: str, css: str, *given: Any, **named: Any) -> Any:
        parsed.append(css)
        return parse(scope, css, *given, **named)

    monkeypatch.setattr("textual.css.stylesheet.parse", counted)
    sources = [f"#once-{number} {{ color: $ink; }}" for number in range(100)]  # more than Textual keeps

    def inks(ink: str) -> set[Color]:
        sheet = KeptStylesheet({"ink": ink})
        for number, source in enumerate(sources):
            sheet.add_source(source, read_from=("", f"once {number}"))
            sheet.parse()
        return {rule.styles.color for rule in sheet.rules}

    assert inks("#ff0000") == inks("#ff0000") == {Color(255, 0, 0)}
    assert parsed == sources
    assert inks("#0000ff") == {Color(0, 0, 255)}
    assert inks("#ff0000") == {Color(255, 0, 0)}
    assert len(parsed) == 2 * len(sources)
