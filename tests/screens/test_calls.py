"""A day's calls by keys: the words, a result by one digit, the next opens by itself; then a letter."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.calls import CallOutcome, CallTry
from counter.models.dossier import ContactKind, DossierState
from counter.models.printer import Printer, Use, Way
from counter.models.tables import Dossier
from counter.screens.calls import call_letters, calls
from counter.screens.calls.calls import CallsScreen
from counter.services.calls import calls as service
from counter.services.office import Office
from counter.services.papers import printers
from counter.widgets.big_digits import BigDigits
from tests.conftest import START
from tests.papers.reading import pdf_text
from tests.screens.conftest import SMALL, Opener, program, said, shown, until
from tests.screens.on_dossiers import counter_of
from tests.services.rows import add_dossier

PEOPLE = (
    ("Trần Thị Bảy", ContactKind.OWN_PHONE, "0905112233"),
    ("Lê Văn Hùng", ContactKind.RELATIVE, "0906321664"),
    ("Hồ Văn Nam", ContactKind.OWN_PHONE, "0912008551"),
    ("Phạm Thị Quắn", ContactKind.NONE, ""),
)


@pytest.fixture
def waiting(practice_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four whose result is late by one to four days; one of them has no phone."""
    monkeypatch.setattr(calls, "SETTLE", 0.0)
    with counter_of(practice_path) as office:
        assert office.actor is not None
        with office.store.write(START) as transaction:
            for number, (name, kind, phone) in enumerate(PEOPLE, 1):
                row: Dossier = add_dossier(transaction, office.actor, number, name=name)
                row.code, row.code_reversed = f"TẬP-{number}", f"{number}-PẬT"
                row.applicant = {"full_name": name, "address": "Tổ 15, phường Mẫu"}
                row.state = DossierState.PROCESSING
                row.received_at = START - timedelta(days=9)
                row.due_at = START - timedelta(days=5 - number)
                row.contact_kind, row.contact_phone = kind, phone
                row.contact_phone_reversed = phone[::-1]
            transaction.record(None, "test.made", subject=("test", 1), operation="")
    return practice_path


def on_screen(pilot: Pilot[None]) -> str:
    return " ".join(shown(pilot).split())


async def test_a_days_calls_by_keys(open_app: Opener, waiting: Path, tmp_path: Path) -> None:
    out = tmp_path / "may-in"
    out.mkdir()
    with counter_of(waiting) as office:
        printers.save(office, Printer(use=Use.PAGES, way=Way.FOLDER, target=str(out)), operation="pages")
    async with open_app(SMALL) as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallsScreen))
        await until(pilot, lambda: "Trần Thị Bảy" in shown(pilot))
        assert "Cần gọi: 3" in shown(pilot) and "gửi thư: 1" in shown(pilot)
        assert pilot.app.screen.query_one("#number", BigDigits).text == "0905.112.233"
        assert "Chúng tôi xin lỗi" in on_screen(pilot) and "Chưa gọi lần nào" in on_screen(pilot)
        await pilot.press("1")
        await until(pilot, lambda: "Lê Văn Hùng" in shown(pilot))
        assert "Khai sinh" not in shown(pilot).partition("Nói gì")[2], "a child's phone hears no matter"
        assert "Trần Thị Bảy: Gặp, đã báo" in said(pilot)
        await pilot.press("2")
        await until(pilot, lambda: "Hẹn đến ngày nào?" in shown(pilot))
        await pilot.press("2")
        await until(pilot, lambda: "Hồ Văn Nam" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: "Không còn ai cần gọi" in shown(pilot))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Hồ Văn Nam" in shown(pilot) and "Ghi nhầm, đã bỏ" in on_screen(pilot))
        await pilot.press("4")
        await until(pilot, lambda: "Không còn ai cần gọi" in shown(pilot))
        assert "gửi thư: 2" in shown(pilot)

        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, call_letters.CallLettersScreen))
        await until(pilot, lambda: "Tổ 15: 2 người" in on_screen(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "cho tổ trưởng chưa?" in on_screen(pilot), seconds=20)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, call_letters.CallLettersScreen))
        await pilot.press("f9")
        await until(pilot, lambda: "Đã gửi 2 thư này chưa?" in on_screen(pilot), seconds=20)
        await pilot.press("f9")
        await until(pilot, lambda: "Ai cũng gọi được" in on_screen(pilot))
    assert len(list(out.iterdir())) == 2, "the list of the group and the letters"
    (letters,) = (waiting.parent / "slips-practice").glob("*thu-bao.pdf")
    page = pdf_text(letters.read_bytes())
    assert "Phạm Thị Quắn" in page and "Hồ Văn Nam" in page and "Trần Thị Bảy" not in page
    with counter_of(waiting) as office:
        made = [one.outcome for n in (1, 2, 3, 4) for one in _tries(office, n)]
    assert made == [
        CallOutcome.REACHED, CallOutcome.COMES, CallOutcome.REACHED, CallOutcome.UNDONE, CallOutcome.WRONG,
        CallOutcome.SENT, CallOutcome.SENT,
    ]  # fmt: skip


def _tries(office: Office, number: int) -> tuple[CallTry, ...]:
    one = service.standing(office, number)
    return one.tries if one else ()


async def test_a_digit_that_was_struck_for_the_one_before_counts_for_nobody(
    open_app: Opener, waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "SETTLE", 3600.0)
    async with open_app(SMALL) as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("f6")
        await until(pilot, lambda: "Trần Thị Bảy" in shown(pilot))
        await pilot.press("3")
        await until(pilot, lambda: "Chưa ghi gì" in said(pilot))
    with counter_of(waiting) as office:
        assert service.counts(office).made_today == 0
