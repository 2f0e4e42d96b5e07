"""The papers of the law by keys: looked at, printed, counted; the register; what is unconfirmed."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot

from counter.models.dossier import DossierView
from counter.models.life_views import LackingPaper, SupplementDraft
from counter.screens.intake.intake_panel import Place
from counter.screens.papers.law_papers import LawPapersScreen, LawPreview
from counter.services.dossier import dossiers
from counter.services.life import supplements
from counter.widgets.line_list import LineList
from tests.papers.reading import pdf_text
from tests.screens.conftest import SMALL, Opener, said, shown, until
from tests.screens.hands import MOTHER, Hands
from tests.screens.on_dossiers import counter_of, open_screen, received
from tests.services import journeys


@pytest.fixture
def view(practice_path: Path) -> DossierView:
    """A birth that waits for one paper."""
    with counter_of(practice_path) as office:
        found = received(office, journeys.birth(office))
        draft = SupplementDraft(
            operation="ask",
            dossier_id=found.id,
            version=found.version,
            items=(LackingPaper(name="Giấy chứng sinh [#1]", lacking="mờ số", originals=1),),
            reason="Không đọc được số",
        )
        supplements.ask(office, draft)
        return dossiers.get(office, found.code)


def papers(pilot: Pilot[None]) -> dict[str, tuple[str, ...]]:
    """The rows of the list by their form."""
    rows = pilot.app.screen.query_one("#papers", LineList).rows
    return {row.cells[0] or row.cells[1]: row.cells for row in rows}


def kept(practice_path: Path) -> list[str]:
    return sorted(path.name for path in (practice_path.parent / "slips-practice").glob("*"))


async def test_a_paper_is_looked_at_printed_and_counted(
    open_app: Opener, view: DossierView, practice_path: Path
) -> None:
    async with open_app(size=SMALL) as pilot:
        await open_screen(pilot, "law_papers", ref=str(view.id))
        await until(pilot, lambda: isinstance(pilot.app.screen, LawPapersScreen) and bool(papers(pilot)))
        hands = Hands(pilot)
        assert "Hồ sơ này không bị từ chối." in papers(pilot)["Mẫu 03"][3]
        await hands.press("down", "down", "f9")  # 03 is not there
        await until(pilot, lambda: "Chưa in được" in said(pilot))
        assert not kept(practice_path)
        await hands.press("up", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LawPreview))
        await until(pilot, lambda: "Giấy chứng sinh [#1]" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "Đã tạo" in said(pilot))
        await until(pilot, lambda: "1 bản" in papers(pilot)["Mẫu 02"][3])
        await hands.press("f9")
        await until(pilot, lambda: "2 bản" in papers(pilot)["Mẫu 02"][3])
    again, first = kept(practice_path)
    assert first.endswith("mau-02.pdf") and again.endswith("mau-02-sao-2.pdf")
    text = pdf_text((practice_path.parent / "slips-practice" / again).read_bytes())
    assert "BẢN SAO 2" in text and "THỰC HÀNH" in text and "Giấy chứng sinh [#1]" in text


async def test_a_paper_that_is_missing_at_intake_is_asked_for_on_paper(
    open_app: Opener, practice_path: Path
) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("f10")
        await until(pilot, lambda: "(Mẫu 02)" in shown(pilot))
        await hands.press("2")
        await until(pilot, lambda: bool(kept(practice_path)))
        await until(pilot, lambda: "Đã tạo" in said(pilot))
        assert hands.intake.page is not None and hands.intake.page.place is Place.PAPERS
    (name,) = kept(practice_path)
    text = pdf_text((practice_path.parent / "slips-practice" / name).read_bytes())
    assert "Tờ khai đăng ký khai sinh" in text and "Nguyễn Thị Mơ" in text and "Mã hồ sơ" not in text


async def test_the_register_of_the_month_is_printed_and_exported(
    open_app: Opener, view: DossierView, practice_path: Path
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "register")
        await until(pilot, lambda: view.code in shown(pilot))
        hands = Hands(pilot)
        await hands.press("right")
        await until(pilot, lambda: "12/2026 chưa đến" in said(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "Đã tạo" in said(pilot))
        await hands.press("f10")
        await until(pilot, lambda: "Đã xuất" in said(pilot))
    folder = practice_path.parent / "slips-practice"
    (page,), (table,) = folder.glob("*.pdf"), folder.glob("*.xlsx")
    assert "SỔ THEO DÕI HỒ SƠ" in pdf_text(page.read_bytes())
    tab = load_workbook(table).active
    assert tab is not None
    assert view.code in {cell for row in tab.iter_rows(values_only=True) for cell in row}


async def test_open_points_are_told_and_every_template_is_tried(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "paper_layouts")
        await until(pilot, lambda: "Mẫu 05" in shown(pilot))
        listed = pilot.app.screen.query_one("#layouts", LineList)
        listed.move_to(next(n for n, row in enumerate(listed.rows) if row.key == "mau-05"))
        await until(pilot, lambda: "CHƯA THẤY mẫu gốc" in shown(pilot))
        await Hands(pilot).press("f9")
        await until(pilot, lambda: "Mọi mẫu in được" in said(pilot))
