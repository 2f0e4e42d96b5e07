"""Text from outside stays text: no brackets style it, no control character of it reaches the terminal."""

import asyncio
import unicodedata
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter.errors import Problem
from counter.models.dossier import Hit
from counter.text import plain
from counter.widgets.big_digits import BigDigits
from counter.widgets.checklist import Check, Checklist, State
from counter.widgets.dialogs import Choice, Confirm, Item, Message, PinPrompt
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import HelpRail, MessageLine, StepLine, TopBar
from counter.widgets.letters import join, one_row, tidy
from counter.widgets.line_list import LineList
from counter.widgets.palette import Palette
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput
from counter.widgets.vn_text_area import VnTextArea
from tests.screens.widget_app import WidgetApp, text_of

PIECES = (
    "[b]", "[/]", "[/bold]", "[red on blue]x[/]", "[@click=app.quit]", "[số 5]", "\\[", "$error", "]",
    "\x1b[31m", "\x1b]0;t\x07", "\x9b2J", "\r", "\n", "\t", "\x00", "\u202e", "\u200b", "\u0301",
    "e\u0302\u0323",
    "Nguyễn", "Đ", "漢", "👩‍👩‍👧", "\ufeff", "\ue000", "\ud800", "|", "►", " ",
)  # fmt: skip
nasty = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))


def show(app: WidgetApp, text: str) -> None:
    """Give one text to every widget of the screen in every way there is."""
    screen = app.bench
    state = State("a", text[:1] or " ", text)
    screen.query_one(TopBar).show((text, text), (text,))
    screen.query_one(StepLine).show((text, text), 0, text)
    screen.query_one(MessageLine).say(text, "warn")
    screen.query_one(HelpRail).show(text)
    screen.query_one("#list", LineList).set_rows([Row(text, (text, text), text[:1] or " ", locked=text)])
    screen.query_one(FormView).set_errors(
        (Problem("name", "widget.problem.empty", {"label": text}), Problem(text, text, {}))
    )
    screen.query_one(FormView).set_value("name", text)
    screen.query_one(FormView).set_suggestion("name", text)
    screen.query_one(FormView).set_value("long", text)
    screen.query_one("#box", VnInput).value = text
    screen.query_one("#box", VnInput).take_paste(text)
    screen.query_one("#rows", VnTextArea).text = text
    screen.query_one(BigDigits).show(text)
    checklist = screen.query_one(Checklist)
    checklist.checks = [Check("a", text, (state,), reason=text, locked=text)]
    checklist.refresh(layout=True)


def body(text: str) -> Iterable[Widget]:
    yield VnInput(text, placeholder=text, suggestion=text, id="box")
    yield FormView(
        (
            Field(key="name", label=text, section=text, hint=text),
            Field(key="pick", label=text, kind=Kind.CHOICE, options=(Option(text, text), Option("b", text))),
            Field(key="note", label=text, value=text, kind=Kind.NOTE),
            Field(key="long", label=text, value=text, kind=Kind.LONG),
        )
    )
    yield BigDigits(text, text)
    yield Checklist([Check("a", text, (State("a", "x", text),), reason=text)])
    yield LineList([Column(text, 10, 1), Column(text, 10)], empty=text, id="list")
    yield VnTextArea(text, id="rows")


def assert_safe(app: WidgetApp) -> None:
    shown = text_of(app)
    bad = {c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")}
    assert not bad, bad
    assert all(strip.cell_length == app.size.width for strip in app.screen._compositor.render_strips())


async def dialogs_with(app: WidgetApp, text: str, pause: float) -> None:
    async def answer(_typed: str) -> tuple[Hit, ...]:
        return (Hit("dossier", text, text, text, text), Hit("command", text, text))

    for dialog in (
        Confirm(text, [text], verb_id="command.done"),
        Message(text, text, text, title=text),
        Choice(text, [Item(text, text, text)], lines=[text]),
        PinPrompt(text, [text], lines=[text], verb_id="command.done"),
        Palette(answer),
    ):
        app.push_screen(dialog)
        await asyncio.sleep(pause)
        assert_safe(app)
        app.pop_screen()


async def run(texts: list[str]) -> None:
    app = WidgetApp(lambda: body(texts[0]))
    async with app.run_test(size=(100, 30)) as pilot:
        for text in texts:
            show(app, text)
            await pilot.pause()
            assert_safe(app)
        await dialogs_with(app, texts[0], 0.05)


@given(st.lists(nasty, min_size=8, max_size=8))
@settings(max_examples=6, deadline=None)
def test_no_text_styles_crashes_or_reaches_the_terminal(texts: list[str]) -> None:
    asyncio.run(run(texts))


async def test_brackets_are_shown_as_they_are() -> None:
    text = "[bold]ngõ[/] [số 5] [/x]"
    rows = [Row("a", (text,))]
    app = WidgetApp(lambda: [LineList([Column("", 40)], rows), Static(Content(text), markup=False)])
    async with app.run_test(size=(80, 24)) as pilot:
        app.bench.query_one(MessageLine).say(text)
        app.push_screen(Message(text, title=text))
        await pilot.pause()
        assert text_of(app).count(text) >= 2
        app.pop_screen()
        await pilot.pause()
        assert text_of(app).count(text) == 3


@given(nasty, nasty, nasty)
def test_joined_text_is_composed_safe_and_the_cursor_behind_it(before: str, text: str, after: str) -> None:
    before, after = one_row(before), one_row(after)
    whole, cursor = join(before, one_row(text), after)
    assert unicodedata.is_normalized("NFC", whole) or not unicodedata.is_normalized("NFC", after)
    assert 0 <= cursor <= len(whole)
    assert plain(whole) == whole or whole == one_row(whole)
    assert not whole or not unicodedata.category(whole[0]).startswith("M")


@given(nasty)
def test_what_a_field_hands_out_is_tidy(text: str) -> None:
    tidied = tidy(text)
    assert tidied == tidied.strip()
    assert "  " not in tidied
    assert tidy(tidied) == tidied
