"""A statement is imported by keys: from a file with any name, every row told, none in the way of the rest."""

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.staff import Role
from counter.screens.bank.statement_import import StatementImportScreen
from counter.services.bank import statements
from counter.widgets.error_box import ErrorBox
from counter.widgets.line_list import LineList
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.money_ward import account, csv
from tests.screens.on_dossiers import act_as, counter_of, open_screen

GOOD = ("24/11/2026", "21000", "con tra giup ba", "FT9")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: nobody's downloads are offered."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.fixture
def ward(practice_path: Path) -> Path:
    with counter_of(practice_path) as office:
        account(office)
    return practice_path


async def opened(pilot: Pilot[None]) -> Hands:
    await open_screen(pilot, "statement_import")
    await until(pilot, lambda: "113366668888" in shown(pilot))
    await pilot.pause()
    return Hands(pilot)


async def imported(pilot: Pilot[None], path: str) -> str:
    """What stands there once the file was read."""
    hands = await opened(pilot)
    await hands.type(path)
    await hands.press("f9")
    await until(pilot, lambda: "Dòng mới" in shown(pilot))
    await pilot.pause()
    return shown(pilot)


async def test_the_result_in_figures(open_app: Opener, ward: Path, tmp_path: Path) -> None:
    file = tmp_path / "saoke.csv"
    file.write_bytes(csv(GOOD, ("25/11/2026", "700", "lai", "A2")))
    async with open_app() as pilot:
        text = await imported(pilot, str(file))
        assert "Đã nhập 2 dòng mới. Còn 2 dòng chờ người xem" in said(pilot)
        assert "saoke.csv" in text
        await pilot.press("f9")
        await until(pilot, lambda: "Đã nhập 0 dòng mới" in said(pilot))
        assert len(await program(pilot).ask(statements.tasks)) == 2


async def test_rows_that_cannot_be_read_are_told_and_stop_nothing(
    open_app: Opener, ward: Path, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(
        csv(GOOD, ("99/11/2026", "5", "x", "1"), ("25/11/2026", "[red]abc", "\x1b[2Jpwn\x07", "2"))
    )
    async with open_app() as pilot:
        text = await imported(pilot, str(file))
        assert pilot.app.screen.query_one("#unread", LineList).rows[0].cells[0].startswith('Dòng 3: "99/11')
        assert 'Dòng 4: "[red]abc" không phải số tiền' in text
        assert "\x1b" not in text
        assert len(await program(pilot).ask(statements.tasks)) == 1


@pytest.mark.parametrize("name", ["[b]sao kê[red].csv", "'quoted' $(rm -rf).csv", "Sao  kê hai ô trống.csv"])
@pytest.mark.parametrize("shape", ["{}", '"{}"', "file://{}", " {} "])
async def test_a_pasted_path_of_any_shape_and_name(
    open_app: Opener, ward: Path, tmp_path: Path, name: str, shape: str
) -> None:
    (tmp_path / name).write_bytes(csv(GOOD))
    async with open_app() as pilot:
        await imported(pilot, shape.format(tmp_path / name))
        assert len(await program(pilot).ask(statements.tasks)) == 1


async def test_f5_offers_the_newest_file_of_the_downloads(open_app: Opener, ward: Path, home: Path) -> None:
    (home / "Downloads").mkdir()
    for age, name in enumerate(("new.csv", "old.csv", "other.txt")):
        (home / "Downloads" / name).write_bytes(csv(GOOD))
        os.utime(home / "Downloads" / name, (1_000_000 - age, 1_000_000 - age))
    async with open_app() as pilot:
        await opened(pilot)
        await until(pilot, lambda: "F5" in said(pilot))
        await pilot.press("f5", "f9")
        await until(pilot, lambda: "Dòng mới" in shown(pilot))
        assert "new.csv" in shown(pilot)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "Không thấy tệp"),
        (lambda path: path.mkdir(), "là thư mục"),
        (os.mkfifo, "không phải là tệp đọc được"),
        (lambda path: path.write_bytes(b""), "Tệp sao kê trống"),
        (lambda path: path.write_bytes(b"%PDF-1.7 x"), "PDF"),
        (lambda path: path.write_bytes(b"a;b\n1;2\n"), "dòng tên cột"),
    ],
)
async def test_a_file_that_is_no_statement_is_named_at_its_field(
    open_app: Opener, ward: Path, tmp_path: Path, make: "object", reason: str
) -> None:
    assert callable(make)
    make(tmp_path / "[x].csv")
    async with open_app() as pilot:
        hands = await opened(pilot)
        await hands.type(str(tmp_path / "[x].csv"))
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        assert reason in shown(pilot)
        assert await program(pilot).ask(statements.tasks) == ()


async def test_without_an_account_it_says_who_adds_one(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "statement_import")
        await until(pilot, lambda: "Chưa có tài khoản nhận tiền" in said(pilot))
        await pilot.press("f9")
        assert isinstance(pilot.app.screen, StatementImportScreen)


async def test_a_volunteer_imports_nothing(open_app: Opener, ward: Path) -> None:
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "statement_import")
        assert "Thu tiền là việc của cán bộ" in shown(pilot)
        assert "Tệp sao kê" not in shown(pilot)
