"""Printers by keys: choose one, try it, print on it; what is not printed says what to do and is not lost."""

import socket
from pathlib import Path

import pytest

from counter.models.printer import JobState, Printer, Use, Way
from counter.papers import clear_copies
from counter.printers.jobs import JOBS
from counter.screens.papers.printer_settings import PrinterScreen, PrintersScreen
from counter.screens.papers.printing import to_printer
from counter.services.papers import printers
from counter.widgets.dialogs import Choice
from counter.widgets.screen import CounterScreen
from tests.papers.reading import pdf_text
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen, received
from tests.services import journeys


@pytest.fixture(autouse=True)
def no_jobs() -> None:
    for job in JOBS.listing():
        JOBS.drop(job.id)


async def test_a_printer_is_chosen_tried_and_printed_on(
    open_app: Opener, practice_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "may-in"
    out.mkdir()
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office))
    async with open_app() as pilot:
        await open_screen(pilot, "printers")
        await until(pilot, lambda: "Chưa chọn, chỉ lưu tệp" in shown(pilot))
        hands = Hands(pilot)
        await hands.press("f9")
        await until(pilot, lambda: "Chưa chọn máy in" in said(pilot))
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PrinterScreen))
        await hands.press("3", "tab")
        usb = tmp_path / "khong-co-o-day"
        await hands.type(str(usb))
        await hands.press("f9")
        await until(
            pilot, lambda: "Không thấy thư mục" in shown(pilot)
        )  # one that is not there is not chosen
        usb.mkdir()
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, PrintersScreen))
        await until(pilot, lambda: "√" in shown(pilot) and "Đã lưu" in said(pilot))
        usb.rmdir()  # and one that has gone since is said at each print
        await hands.press("f9")
        await until(pilot, lambda: "Không thấy thư mục" in shown(pilot))
        await hands.press("tab", "enter")  # again, and again it is not there
        await until(pilot, lambda: JOBS.listing()[0].state is JobState.FAILED)
        usb.symlink_to(out)
        await hands.press("enter")
        await until(pilot, lambda: len(list(out.iterdir())) == 1)
        await until(pilot, lambda: "đã in" in shown(pilot))
        await open_screen(pilot, "law_papers", ref=str(view.id))
        await until(pilot, lambda: "Mẫu 06" in shown(pilot))
        await hands.press("down", "down", "down", "down", "down", "f9")
        await until(pilot, lambda: len(list(out.iterdir())) == 2)
        await until(pilot, lambda: "Đã in Phiếu kiểm soát" in said(pilot))
    texts = sorted(pdf_text(path.read_bytes()) for path in out.iterdir())
    assert any("TRANG THỬ MÁY IN" in text for text in texts)
    assert any("PHIẾU KIỂM SOÁT" in text for text in texts)


async def test_a_slip_that_the_printer_does_not_take_is_asked_about_and_kept(
    open_app: Opener, practice_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office))
        roll = Printer(use=Use.ROLL, way=Way.NETWORK, target=f"127.0.0.1:{port}")
        printers.save(office, roll, operation="roll")
    async with open_app() as pilot:
        await open_screen(pilot, "accepted", ref=str(view.id))
        await until(pilot, lambda: view.short_code in shown(pilot))
        screen = pilot.app.screen
        assert hasattr(screen, "print_out")
        screen.print_out("thermal_80")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await until(pilot, lambda: "chưa sẵn sàng" in shown(pilot))
        assert "còn trong thư mục giấy" in shown(pilot)
        first = pilot.app.screen
        await Hands(pilot).press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice) and pilot.app.screen is not first)
        await until(pilot, lambda: "chưa sẵn sàng" in shown(pilot))
        await Hands(pilot).press("2")
        await until(pilot, lambda: "chưa in được" in said(pilot))
        (job,) = JOBS.listing()
        assert job.state is JobState.FAILED and view.short_code in job.title
    assert [p.name for p in (practice_path.parent / "slips-practice").glob("*thermal-80*.png")]


async def test_a_paper_that_went_from_the_disk_is_told_and_the_screen_stays(
    open_app: Opener, practice_path: Path, tmp_path: Path
) -> None:
    with counter_of(practice_path) as office:
        out = Printer(use=Use.PAGES, way=Way.FOLDER, target=str(tmp_path))
        printers.save(office, out, operation="pages")
    async with open_app() as pilot:
        app = program(pilot)
        desk = app.screen
        assert isinstance(desk, CounterScreen)
        app.run_worker(to_printer(app, desk, tmp_path / "H57-mau-01.pdf", "Mẫu 01"))
        await until(pilot, lambda: "Không đọc được H57-mau-01.pdf: tệp không còn ở đó" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is desk)


async def test_where_a_copy_in_clear_lies_is_told_to_its_last_letter(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than a line: its end says what to open it with."""
    copy = tmp_path / ("NGUOI-1-261126-1919-" + "x" * 60 + "-du-lieu-ca-nhan.pdf")
    monkeypatch.setattr(clear_copies, "make", lambda path, store: copy)
    async with open_app() as pilot:
        app = program(pilot)
        desk = app.screen
        assert isinstance(desk, CounterScreen)
        app.run_worker(to_printer(app, desk, tmp_path / f"{copy.name}.khoa", "Mẫu 01"))
        await until(pilot, lambda: "cần một bản rõ tạm" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: "Bản rõ tạm nằm ở" in shown(pilot))
        letters = "".join(part for part in shown(pilot) if part.isalnum() or part in "-./")
        assert copy.name in letters
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is desk)
