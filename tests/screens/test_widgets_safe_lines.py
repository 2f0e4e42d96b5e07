"""The last gate: a widget that forgets what its text is still sends the terminal no command."""

from collections.abc import Sequence
from typing import ClassVar

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Button, DataTable, Input, Label, OptionList, Static

from counter.app import CounterApp
from counter.widgets.safe_lines import SAFE, SafeOutput

PAYLOADS = (
    "A\x1b[2JB\x1b[31mC", "\x1b]0;pwn\x07Phạm D", "\x1b]52;c;cHduZWQ=\x07", "A\x9b2JB", "A\x9d0;x\x9cB",
    "A\x00B", "A\u202eB", "A\u200bB", "A\ud800B", "\x08\x08\x7f", "[/] [@click=app.quit]x[/]\x1b[1m",
)  # fmt: skip
WITHOUT_A_PLACE = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u200b", "\ud800"}


class Careless(App[None]):
    """Widgets of the library itself, given text as it came."""

    text: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        safe = Content(self.text)
        table: DataTable[Content] = DataTable()
        table.add_column("a")
        table.add_row(safe)
        yield Static(self.text, markup=False)
        yield Label(self.text, markup=False)
        yield Button(safe)
        yield OptionList(safe)
        yield Input(self.text, placeholder=self.text)
        yield table
        framed = Widget()
        framed.border_title = safe
        yield framed


class Gated(SafeOutput, Careless):
    """The same behind the gate."""


async def drawn(app: Careless, text: str) -> set[str]:
    """Every character of the frame."""
    Careless.text = text
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        assert all(strip.cell_length == 60 for strip in strips)
        return {c for strip in strips for segment in strip for c in segment.text}


@pytest.mark.parametrize("text", PAYLOADS)
async def test_nothing_of_it_reaches_the_terminal(text: str) -> None:
    assert not await drawn(Gated(), text) & WITHOUT_A_PLACE


async def test_without_the_gate_it_does() -> None:
    assert await drawn(Careless(), PAYLOADS[0]) & WITHOUT_A_PLACE


def test_the_program_has_the_gate() -> None:
    assert issubclass(CounterApp, SafeOutput)
    filters: Sequence[LineFilter] = SafeOutput.get_line_filters(Gated())
    assert SAFE in filters


def test_a_link_is_no_link_and_a_good_line_is_the_same_list() -> None:
    ground = Color.parse("black")
    [safe] = SAFE.apply([Segment("a", Style(link="https://x", bold=True))], ground)
    assert safe.style is not None and safe.style.link is None and safe.style.bold
    good = [Segment("Nguyễn Thị Mơ ►", Style(bold=True)), Segment(" ")]
    assert SAFE.apply(good, ground) is good
