"""The list: one focus bar, numbers, pages, and only the window is ever read."""

from collections.abc import Sequence
from typing import overload

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.message import Message

from counter.widgets.cells import cut, fit, wrap
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row, widths
from tests.screens.widget_app import WidgetApp, burst, once, rows_of, text_of

COLUMNS = (Column("Hạn", 12), Column("Người dân", 10, grow=1), Column("Việc", 8, from_width=70))
CARD = "046195001234||Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Huế|05052021"


def people(count: int) -> list[Row]:
    return [Row(f"k{i}", (f"hẹn {i}", f"người {i}", "gọi"), "!" if i % 2 else " ") for i in range(count)]


class Endless(Sequence[Row]):
    """100,000 rows that are made when they are looked at."""

    def __init__(self) -> None:
        self.read: set[int] = set()

    def __len__(self) -> int:
        return 100_000

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        self.read.add(index)
        return Row(f"k{index}", (f"hẹn {index}", f"người {index}", "gọi"))


async def test_a_long_list_reads_only_what_is_in_the_window() -> None:
    rows = Endless()
    app = WidgetApp(lambda: [LineList(COLUMNS, rows)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "pageup", "home")
        assert len(rows.read) < 200
        assert "1/100000" in text_of(app)


async def test_keys_move_one_bar_and_tell_the_row() -> None:
    heard: list[Message] = []
    listing = LineList(COLUMNS, people(50), header=False)
    app = WidgetApp(lambda: [listing])
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        app.screen.set_focus(listing)
        await pilot.press("down", "down", "up", "pagedown", "enter")
        chosen = [m.key for m in once(heard, LineList.RowChosen)]
        assert chosen == [listing.rows[listing.cursor].key]
        assert listing.cursor > 10
        assert sum("►" in row for row in rows_of(app)) == 1


async def test_other_rows_keep_the_row_that_was_marked() -> None:
    listing = LineList(COLUMNS, people(9))
    app = WidgetApp(lambda: [listing])
    async with app.run_test(size=(80, 24)):
        listing.move_to(4)
        listing.set_rows(list(reversed(people(9))))
        assert listing.current is not None
        assert listing.current.key == "k4"
        listing.set_rows(people(2))
        assert listing.cursor == 0


async def test_the_next_page_is_asked_for_once() -> None:
    heard: list[Message] = []
    listing = LineList(COLUMNS)
    app = WidgetApp(lambda: [listing])
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        listing.set_rows(people(50), more=True)
        listing.move(30)
        listing.move(5)
        await pilot.pause()
        asked = [m.after for m in once(heard, LineList.NeedMore)]
        assert asked == ["k49"]
        listing.add_rows(people(3), more=False)
        listing.move(100)
        await pilot.pause()
        assert len(listing.rows) == 53
        assert listing.cursor == 52


async def test_a_digit_chooses_and_a_scan_does_not() -> None:
    heard: list[Message] = []
    listing = LineList(COLUMNS, people(5), numbered=True)
    app = WidgetApp(lambda: [listing])
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        app.screen.set_focus(listing)
        burst(app, CARD + "\r")
        await pilot.pause(0.1)
        assert [m.payload for m in once(heard, ScanReceived)][:1] == [CARD]
        assert not once(heard, LineList.RowChosen)
        await pilot.press("3")
        await pilot.pause(0.1)
        assert [m.key for m in once(heard, LineList.RowChosen)] == ["k2"]


async def test_headings_are_passed_over_and_locked_rows_say_so() -> None:
    rows = [Row("h", ("Nhóm",), tone="head"), *people(2), Row("h2", ("Nhóm",), tone="head"), *people(1)]
    rows[2] = Row("x", ("a", "b", "c"), locked="cần người duyệt")
    listing = LineList(COLUMNS, numbered=True)
    app = WidgetApp(lambda: [listing])
    async with app.run_test(size=(80, 24)) as pilot:
        listing.set_rows(rows)
        app.screen.set_focus(listing)
        assert listing.cursor == 1
        await pilot.press("down", "down")
        assert listing.cursor == 4
        assert any(row.startswith("–3") for row in rows_of(app))


@pytest.mark.parametrize(("window", "shown"), [(100, 3), (80, 3), (60, 2), (20, 1)])
def test_the_last_columns_go_first_where_there_is_no_room(window: int, shown: int) -> None:
    got = widths(COLUMNS, window, 3)
    assert [width > 0 for width in got] == [i < shown for i in range(3)]
    assert sum(got) + shown - 1 <= window - 3


@given(st.text(max_size=40), st.integers(0, 30))
@settings(max_examples=200)
def test_a_cut_text_never_passes_its_cells(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(fit(text, width)) == width


@given(st.text(alphabet=st.sampled_from("ab ếộ|["), max_size=60), st.integers(4, 20))
@settings(max_examples=100)
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    if all(cell_len(word) <= width for word in text.split()):
        assert "".join("".join(lines).split()) == "".join(text.split())


async def test_a_window_that_grows_shows_the_rows_above_again() -> None:
    listing = LineList(COLUMNS, people(3), header=False)
    app = WidgetApp(lambda: [listing])
    async with app.run_test(size=(80, 24)) as pilot:
        listing.styles.height = 1
        await pilot.pause()
        listing.move_to(2)
        await pilot.pause()
        assert "người 0" not in text_of(app)
        listing.styles.height = 3
        await pilot.pause(0.1)
        assert all(f"người {number}" in text_of(app) for number in range(3))


async def test_a_locked_row_keeps_its_sign_under_the_bar() -> None:
    rows = [Row("a", ("một",)), Row("b", ("hai",), locked="chưa được"), Row("c", ("ba",))]
    app = WidgetApp(lambda: [LineList((Column("Việc", 8, grow=1),), rows, numbered=True, header=False)])
    async with app.run_test(size=(80, 24)) as pilot:
        listing = app.screen.query_one(LineList)
        assert [listing.render_line(y).text[:2] for y in range(3)] == ["►1", "–2", " 3"]
        await pilot.press("down")
        assert [listing.render_line(y).text[:2] for y in range(3)] == [" 1", "►–", " 3"]
