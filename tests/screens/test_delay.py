"""The delay ledger by keys: the month, a late dossier of it, the proof of a stretch, the page on paper."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DossierView
from counter.models.printer import Printer, Use, Way
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.reports.delay import DelayScreen
from counter.screens.reports.delay_month import DelayMonthScreen
from counter.services.papers import printers
from counter.widgets.dialogs import Choice
from counter.widgets.line_list import LineList
from tests.conftest import START
from tests.papers.reading import pdf_text
from tests.screens.conftest import LARGE_PRINT, SMALL, Opener, program, said, shown, until
from tests.screens.on_dossiers import counter_of, finished, open_screen, received
from tests.services.journeys import certified_copy

DAYS = 5  # since it was taken; it was due on the same day


@pytest.fixture
def late(practice_path: Path) -> DossierView:
    """Taken on a Wednesday morning, ready only on the Monday after."""
    with counter_of(practice_path) as office:
        then = replace(office, now=lambda: START - timedelta(days=DAYS))
        view = received(then, certified_copy(then))
        finished(office, view)
        return view


async def choose(pilot: Pilot[None], key: str) -> None:
    """Go to a line of the menu that is open, wherever it stands, and take it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
    menu = pilot.app.screen.query_one(LineList)
    menu.move_to(next(n for n, row in enumerate(menu.rows) if row.key == key))
    await pilot.press("enter")


@pytest.mark.parametrize("size", [SMALL, LARGE_PRINT])
async def test_from_the_month_to_a_late_dossier_and_onto_paper(
    open_app: Opener, late: DossierView, practice_path: Path, size: tuple[int, int]
) -> None:
    async with open_app(size) as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("f10")
        await choose(pilot, "delay_month")
        await until(pilot, lambda: isinstance(pilot.app.screen, DelayMonthScreen))
        await until(pilot, lambda: "1 có phút trong tháng" in " ".join(shown(pilot).split()))
        listing = pilot.app.screen.query_one("#month", LineList)
        await pilot.press("enter")
        assert "chỉ để xem" in said(pilot)
        listing.move_to(next(n for n, row in enumerate(listing.rows) if row.key.startswith("dossier:")))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DelayScreen))
        await until(pilot, lambda: "Trễ hẹn" in shown(pilot))
        text = " ".join(shown(pilot).split())
        assert "Ở quầy, chưa chuyển" in text and "Nhiều nhất: Quầy này" in text
        assert "nhật ký số" in text and f"{late.short_code}" in text
        await pilot.press("f9")
        await until(pilot, lambda: "Đã lập tệp" in said(pilot), seconds=20)
        await until(pilot, lambda: "In lại" in shown(pilot))
    (path,) = practice_path.parent.rglob("*so-tre.pdf")
    page = pdf_text(path.read_bytes())
    assert "SỔ TRỄ CỦA HỒ SƠ" in page and late.code in page and "TẬP" in page


async def test_from_the_dossier_by_f10_and_to_another_month(
    open_app: Opener, late: DossierView, practice_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "may-in"
    out.mkdir()
    with counter_of(practice_path) as office:
        printers.save(office, Printer(use=Use.PAGES, way=Way.FOLDER, target=str(out)), operation="pages")
    async with open_app() as pilot:
        await open_screen(pilot, "dossier", ref=str(late.id))
        await until(pilot, lambda: late.short_code in shown(pilot))
        assert isinstance(pilot.app.screen, DossierScreen)
        await pilot.press("f10")
        await until(pilot, lambda: "Sổ trễ: từng phút là của ai" in shown(pilot))
        await choose(pilot, "delay")
        await until(pilot, lambda: isinstance(pilot.app.screen, DelayScreen))
        await until(pilot, lambda: "Trễ hẹn" in shown(pilot))
        await pilot.press("f9")
        await until(pilot, lambda: len(list(out.iterdir())) == 1, seconds=20)
        await until(pilot, lambda: "Đã in SỔ TRỄ" in said(pilot))
        await pilot.press("escape")
        await open_screen(pilot, "delay_month")
        await until(pilot, lambda: "11/2026" in shown(pilot))
        await pilot.press("f9")
        await until(pilot, lambda: "Đã in SỔ TRỄ THÁNG" in said(pilot), seconds=20)
        assert len(list(out.iterdir())) == 2
        await pilot.press("right")
        assert "chưa đến" in said(pilot)
        await pilot.press("left")
        await until(pilot, lambda: "10/2026" in shown(pilot))
        assert "0 có phút trong tháng" in " ".join(shown(pilot).split())
