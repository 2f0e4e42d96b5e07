"""The files of a dossier by keys: add, refuse in words, order, remove, write out and clean."""

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DossierView, PaperState
from counter.screens.attachments.attachment_add import AttachmentAddScreen
from counter.screens.attachments.attachment_folder import FolderDialog
from counter.screens.attachments.attachments import AttachmentsScreen
from counter.services.attachments import attachment_copies, attachments, scan_folder
from counter.widgets.dialogs import Choice, Confirm
from counter.widgets.line_list import LineList
from tests.papers import brought
from tests.screens.conftest import LARGE_PRINT, SMALL, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen
from tests.services import journeys
from tests.services.test_attachments import FORM, pdf

KEY = "giay-chung-sinh"


@pytest.fixture
def birth(practice_path: Path) -> DossierView:
    """A birth, its certificate to be scanned."""
    with counter_of(practice_path) as office:
        view = journeys.received(office, journeys.birth(office))
    assert next(p for p in view.papers if p.key == KEY).state is PaperState.SUBMITTED != FORM
    return view


@pytest.fixture
def two_files(practice_path: Path, birth: DossierView) -> DossierView:
    """The same with two files of the certificate."""
    with counter_of(practice_path) as office:
        for number in (b"1", b"2"):
            attachments.add(office, birth.id, KEY, pdf(number), operation=number.decode())
    return birth


async def opened(pilot: Pilot[None], view: DossierView) -> tuple[AttachmentsScreen, Hands]:
    """The files of a dossier, read."""
    await open_screen(pilot, "attachments", ref=str(view.id))
    screen = pilot.app.screen
    assert isinstance(screen, AttachmentsScreen)
    await until(pilot, lambda: screen.list is not None and bool(listing(screen).rows))
    await pilot.pause()
    return screen, Hands(pilot)


def listing(screen: AttachmentsScreen) -> LineList:
    return screen.query_one("#files", LineList)


def go_to(screen: AttachmentsScreen, key: str) -> None:
    rows = listing(screen)
    rows.move_to(next(n for n, row in enumerate(rows.rows) if row.key == key))


async def adding(pilot: Pilot[None], screen: AttachmentsScreen, hands: Hands) -> AttachmentAddScreen:
    """Enter on the certificate."""
    go_to(screen, f"paper:{KEY}")
    await hands.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, AttachmentAddScreen))
    add = pilot.app.screen
    assert isinstance(add, AttachmentAddScreen)
    await until(pilot, lambda: add.list is not None)
    await pilot.pause()
    return add


async def test_a_path_is_typed_and_the_paper_has_its_file(
    open_app: Opener, birth: DossierView, tmp_path: Path
) -> None:
    (tmp_path / "anh.jpg").write_bytes(brought.picture())
    async with open_app() as pilot:
        screen, hands = await opened(pilot, birth)
        assert "Chưa có tệp: Giấy chứng sinh" in screen._lacking()
        add = await adding(pilot, screen, hands)
        await hands.type(f"'{tmp_path}/anh.jpg'", leave="enter")
        await until(pilot, lambda: len(add.chosen) == 1)
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is screen and bool(screen.list and screen.list.files))
        assert screen.list is not None
        assert [file.name for file in screen.list.files] == ["giay-chung-sinh.pdf"]
        assert not screen.list.problems


async def test_what_is_not_taken_is_said_in_words_and_nothing_is_lost(
    open_app: Opener, birth: DossierView, tmp_path: Path
) -> None:
    (tmp_path / "tot.jpg").write_bytes(brought.picture())
    (tmp_path / "bom\x1b[2J.pdf").write_bytes(brought.page(root=b"/OpenAction" + brought.LAUNCH))
    async with open_app() as pilot:
        screen, hands = await opened(pilot, birth)
        add = await adding(pilot, screen, hands)
        add.chosen = [tmp_path / "tot.jpg", tmp_path / "bom\x1b[2J.pdf"]
        await hands.press("f9")
        await until(pilot, lambda: bool(add.faults) and not add.busy)
        await pilot.pause()
        assert "lệnh tự chạy" in shown(pilot) and "\x1b[2J.pdf" not in shown(pilot)
        assert add.chosen == [tmp_path / "tot.jpg"]
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is screen and bool(screen.list and screen.list.files))
        await until(pilot, lambda: "PDF có lệnh tự chạy" in shown(pilot))


async def test_the_newest_scan_is_on_top_and_enter_takes_it(
    open_app: Opener, practice_path: Path, birth: DossierView, tmp_path: Path
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for age, name in enumerate(("moi.pdf", "\x1b]0;x\x07cu.pdf", "ghi-chu.txt")):
        (scans / name).write_bytes(brought.page())
        os.utime(scans / name, (1_700_000_000 - age, 1_700_000_000 - age))
    (scans / "link.pdf").symlink_to(scans / "moi.pdf")
    with counter_of(practice_path) as office:
        scan_folder.save(office, str(scans), operation="folder")
    async with open_app() as pilot:
        screen, hands = await opened(pilot, birth)
        add = await adding(pilot, screen, hands)
        await until(pilot, lambda: len(add.scans) == 2)
        assert [scan.name for scan in add.scans] == ["moi.pdf", "␛]0;x␇cu.pdf"]
        await hands.press("enter", "down", "enter")
        await until(pilot, lambda: len(add.chosen) == 2)
        assert add.chosen[0].name == "moi.pdf"
        (scans / "rat-moi.pdf").write_bytes(brought.page())
        add.look()
        await until(pilot, lambda: add.scans[0].name == "rat-moi.pdf")


async def test_the_keys_answer_while_files_are_prepared(
    open_app: Opener, birth: DossierView, tmp_path: Path
) -> None:
    (tmp_path / "bom.pdf").write_bytes(brought.flate_bomb(210 << 20, 2))
    async with open_app() as pilot:
        screen, hands = await opened(pilot, birth)
        add = await adding(pilot, screen, hands)
        add.chosen = [tmp_path / "bom.pdf"]
        await hands.press("f9")
        assert add.busy
        await hands.type("abc")
        assert add.busy and "abc" in shown(pilot)
        await until(pilot, lambda: not add.busy)
        assert add.faults[0].reason == "bomb"


async def test_chosen_pages_are_not_thrown_away_by_one_key(
    open_app: Opener, birth: DossierView, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(brought.page())
    async with open_app() as pilot:
        screen, hands = await opened(pilot, birth)
        add = await adding(pilot, screen, hands)
        await hands.type(str(tmp_path / "a.pdf"), leave="enter")
        await until(pilot, lambda: len(add.chosen) == 1)
        await hands.press("escape")
        assert pilot.app.screen is add and "Còn 1 tệp" in said(pilot)
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_paper_that_is_only_shown_is_said_to_need_no_picture(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot, birth)
        paper = next(p for p in birth.papers if p.state is PaperState.PRESENTED)
        go_to(screen, f"paper:{paper.key}")
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AttachmentAddScreen))
        await until(pilot, lambda: "không cần tệp" in said(pilot))


async def test_order_and_removal(open_app: Opener, two_files: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot, two_files)
        assert screen.list is not None
        first, second = (file.id for file in screen.list.files)
        go_to(screen, f"file:{first}")
        await until(pilot, lambda: "Del gỡ tệp" in said(pilot))
        await hands.press("right")
        await until(pilot, lambda: screen.list is not None and screen.list.files[0].id == second)
        go_to(screen, f"file:{first}")
        await hands.press("delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: screen.list is not None and len(screen.list.files) == 1)
        assert screen.list.files[0].id == second


async def test_copies_are_written_out_and_cleaned(
    open_app: Opener, two_files: DossierView, tmp_path: Path
) -> None:
    async with open_app() as pilot:
        screen, hands = await opened(pilot, two_files)
        await hands.press("f10", "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, FolderDialog))
        await pilot.press(*["backspace"] * 200)
        await hands.type(str(tmp_path))
        await hands.press("f9")
        await until(pilot, lambda: bool(screen._copies))
        files = sorted(screen._copies.values())
        assert all(path.read_bytes().startswith(b"%PDF") for path in files)
        assert {path.stat().st_mode & 0o077 for path in files} == {0}
        go_to(screen, f"file:{next(iter(screen._copies))}")
        await hands.press("enter")
        await until(pilot, lambda: program(pilot).clipboard.endswith(".pdf"))
        (files[0].parent / "khac.txt").write_text("of somebody else")
        await hands.press("f10", "2")
        await until(pilot, lambda: not any(path.exists() for path in files))
        assert (files[0].parent / "khac.txt").exists()


def test_copies_go_by_themselves_once_the_portal_has_the_dossier(
    practice_path: Path, two_files: DossierView, tmp_path: Path
) -> None:
    with counter_of(practice_path) as office:
        paths = attachment_copies.export(office, str(two_files.id), tmp_path, operation="out")
        assert not attachment_copies.to_be_cleaned(office, two_files.id)
        with office.store.write() as transaction:
            transaction.connection.execute("UPDATE dossier SET sync = 'filed'")
            transaction.record(None, "test.filed", subject=("dossier", two_files.id), operation="")
        assert attachment_copies.to_be_cleaned(office, two_files.id)
        paths[0].write_bytes(b"changed since")
        assert attachment_copies.clean(office, two_files.id, operation="clean") == 1
        assert paths[0].exists() and not paths[1].exists()


@pytest.mark.parametrize("size", [SMALL, LARGE_PRINT])
async def test_small_windows_show_the_papers_and_the_keys(
    open_app: Opener, two_files: DossierView, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as pilot:
        await opened(pilot, two_files)
        page = shown(pilot)
        assert "Giấy chứng sinh" in page and "F9" in page and "Esc" in page
        assert said(pilot)
