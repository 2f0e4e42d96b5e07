"""The ward's numbers by keys: what is drawn reads without colour, a line opens, files are written."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.staff import Role
from counter.models.ward_report import Group, LateDossier, Tally
from counter.papers.ward_report_sheets import KINDS
from counter.screens.reports.numbers_rows import detail, late_rows, rows
from counter.screens.reports.numbers_view import Notes, NumbersScreen
from counter.widgets.dialogs import Choice
from counter.widgets.line_list import LineList
from tests.papers.made_report import ONLINE, WHOLE, report
from tests.screens.conftest import LARGE_PRINT, SMALL, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, finished, open_screen, received
from tests.services import journeys


@pytest.fixture(autouse=True)
def ward(practice_path: Path) -> None:
    """A dossier that is done and one that is not."""
    with counter_of(practice_path) as office:
        finished(office, received(office, journeys.certified_copy(office)))
        received(office, journeys.certified_copy(office, journeys.MO))


async def opened(pilot: Pilot[None]) -> Hands:
    await open_screen(pilot, "numbers")
    await until(pilot, lambda: "Nhận trong kỳ" in shown(pilot))
    await pilot.pause(0.1)
    return Hands(pilot)


def listing(pilot: Pilot[None]) -> LineList:
    return pilot.app.screen.query_one("#numbers", LineList)


# -- the lines, without a screen ----------------------------------------------------------------------


def test_every_line_has_a_key_and_a_bar_that_needs_no_colour() -> None:
    found = rows(report())
    assert len({row.key for row in found}) == len(found)
    by_key = {row.key: row for row in found}
    paid = by_key["indicator:paid_online"]
    assert paid.cells == (
        "3.6 Hồ sơ có phí được trả trực tuyến", "████████████▌", "3.825/4.323", "88,48 %",
    )  # fmt: skip
    assert by_key["indicator:reused"].mark == "!" and by_key["indicator:filed_online"].mark == "√"
    assert by_key["sector:Hộ tịch"].cells[1:3] == ("█" * 14, "3.750")
    assert by_key["day:2026-10-02"].cells == ("thứ Sáu 02/10", "███████", "75", "")


def test_of_nothing_no_share_is_drawn() -> None:
    found = {row.key: row for row in rows(report(total=Tally()))}
    for key in ("on_time", "done_on_time", "filed_online", "paid_online", "digitised", "reused"):
        row = found[f"indicator:{key}"]
        assert row.cells[1:] == ("", "", "– (0/0)") and row.mark == " ", key


def test_months_stand_in_place_of_days() -> None:
    told = replace(report(), by_month=(Group("2026-09", "2026-09", ONLINE), Group("2026-10", "", WHOLE)))
    keys = [row.key for row in rows(told)]
    assert "head:day" not in keys and "month:2026-10" in keys


@pytest.mark.parametrize("kind", KINDS)
def test_an_opened_line_has_every_number(kind: str) -> None:
    group = Group("1.001193", "Đăng ký khai sinh", ONLINE)
    found = {row.key: row.cells for row in detail(group, kind, report())}
    assert found["count:late"][2] == "100" and found["count:charged"][2] == "3.600"
    assert ("mean" in found) is (kind == "procedure")


def test_an_overdue_dossier_says_since_when_and_why() -> None:
    due, done = datetime(2026, 10, 5, 10, tzinfo=UTC), datetime(2026, 10, 9, 3, tzinfo=UTC)
    one = LateDossier(
        id=7, short_code="0254", procedure="Khai sinh", received_by="Hoa", due=due, ended=None, rounds=1
    )
    head, first, second = late_rows((one, replace(one, id=8, ended=done, rounds=2)))
    assert head.tone == "head"
    assert (first.key, first.mark) == ("dossier:7", "!")
    assert first.cells == ("0254 · Hoa · Khai sinh", "hẹn 05/10/26", "chưa xong", "")
    assert second.cells[0] == "0254 · bổ sung 2 lần · Hoa · Khai sinh" and second.cells[2] == "09/10/26"
    assert late_rows(())[0].key == "none:late"


# -- by keys ---------------------------------------------------------------------------------------------


async def test_periods_lines_notes_and_files_by_keys(open_app: Opener, practice_path: Path) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot)
        assert "tháng 11/2026" in shown(pilot) and "Nhận trong kỳ 2" in shown(pilot)
        await hands.press("right")
        await until(pilot, lambda: "chưa đến" in said(pilot))
        await hands.press("left")
        await until(pilot, lambda: "tháng 10/2026" in shown(pilot))
        assert "– (0/0)" in shown(pilot)
        await hands.press("right", "4")
        await until(pilot, lambda: "quý 4/2026" in shown(pilot))
        await hands.press("1")
        await until(pilot, lambda: "ngày 23/11/2026" in shown(pilot))

        row = next(n for n, row in enumerate(listing(pilot).rows) if row.key.startswith("procedure:"))
        listing(pilot).move_to(row)
        await hands.press("enter")
        await until(pilot, lambda: "Nhận trực tiếp" in shown(pilot))
        assert "Chứng thực bản sao" in shown(pilot)
        await hands.press("escape")
        await until(pilot, lambda: listing(pilot).cursor == row)
        await hands.press("home", "enter")
        await until(pilot, lambda: "chỉ để xem" in said(pilot))
        await hands.press("down", "enter")
        await until(pilot, lambda: "Không có hồ sơ quá hạn" in shown(pilot))
        await hands.press("escape")
        await until(pilot, lambda: listing(pilot).cursor == 2)
        await hands.press("end", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Notes))
        assert "Chưa tính" in shown(pilot)
        await hands.press("escape", "f9")
        await until(pilot, lambda: "20261123-20261123-so-lieu.xlsx" in said(pilot))
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("4")
        await until(pilot, lambda: ".csv" in said(pilot))
        names = {path.name for path in (practice_path.parent / "slips-practice").iterdir()}
        assert names == {"20261123-20261123-so-lieu.xlsx", "20261123-20261123-so-lieu.csv"}


async def test_who_did_how_much_is_for_who_leads(open_app: Opener) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        assert any(row.key.startswith("clerk:") for row in listing(pilot).rows)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "help")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, NumbersScreen))
        await until(pilot, lambda: bool(listing(pilot).rows))
        assert not any(row.key.startswith("clerk:") for row in listing(pilot).rows)


@pytest.mark.parametrize("size", [SMALL, LARGE_PRINT])
async def test_shares_are_whole_on_a_small_screen(open_app: Opener, size: tuple[int, int]) -> None:
    async with open_app(size) as pilot:
        await opened(pilot)
        line = next(line for line in shown(pilot).splitlines() if " 3.1 " in line)
        assert line.rstrip().endswith("66,10 %") and "39/59" in line
        assert program(pilot).screen.size.width == size[0]
