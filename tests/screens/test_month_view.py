"""The month's report by keys: its sums are those of the till, what is missing is said."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.money import PaymentMeans
from counter.models.staff import Role
from counter.models.transfers import DepositDraft
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.reports.deposits import DepositsScreen
from counter.screens.reports.month_rows import rows
from counter.screens.reports.month_view import MonthScreen
from counter.services.bank import deposits
from counter.services.money import payments
from counter.services.reports import money_report
from counter.widgets.dialogs import Choice
from counter.widgets.line_list import LineList
from tests.screens import money_ward
from tests.screens.conftest import LARGE_PRINT, SMALL, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received
from tests.services import journeys


@pytest.fixture(autouse=True)
def ward(practice_path: Path) -> None:
    """21.000đ in cash, of which 1.000đ is at the Treasury; 21.000đ by a transfer that nobody has seen yet."""
    with counter_of(practice_path) as office:
        money_ward.safe(office)
        view = received(office, journeys.certified_copy(office))
        draft = journeys.paying(
            journeys.cash(view, 0, "", "transfer"),
            means=PaymentMeans.TRANSFER,
            tendered=None,
            reference="FT26327000412",
        )
        payments.take(office, replace(draft, receipt_later="sổ ở quầy 2"))
        deposits.record(
            office,
            DepositDraft(
                operation="deposit", month="2026-11", amount=1_000, taken_from="safe", reference="GNT [1]",
                deposited_on=date(2026, 11, 23),
            ),
        )  # fmt: skip


async def opened(pilot: Pilot[None]) -> Hands:
    await open_screen(pilot, "month")
    await until(pilot, lambda: "42.000đ" in shown(pilot))
    await pilot.pause(0.1)
    return Hands(pilot)


def lines(pilot: Pilot[None]) -> dict[str, tuple[str, ...]]:
    """The cells of the report by the key of their row."""
    return {row.key: row.cells for row in pilot.app.screen.query_one("#report", LineList).rows}


async def test_the_sums_of_the_month(open_app: Opener) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        text = shown(pilot)
        assert "42.000đ · 2 khoản, 2 hồ sơ" in text
        assert "còn 41.000đ · thứ Bảy 05/12/2026" in text
        assert "! 1 khoản thiếu biên lai · 1 chuyển khoản chưa thấy" in text
        found = lines(pilot)
        assert found["means:cash"][1:] == found["means:transfer"][1:] == ("1", "21.000đ")
        assert any("GNT [1]" in cells[0] and cells[2] == "1.000đ" for cells in found.values())
        assert any("sổ ở quầy 2" in cells[0] for cells in found.values())
        assert "không miễn, giảm cho ai" in found["none:exemptions"][0]


async def test_every_question_of_the_report_is_answered(open_app: Opener) -> None:
    async with open_app() as pilot:
        await opened(pilot)
        report = await program(pilot).ask(money_report.month, "2026-11")
        heads = [row.key for row in rows(report) if row.tone == "head"]
        assert len(heads) == 11 == len(set(heads))
        keys = [row.key for row in rows(report)]
        assert len(keys) == len(set(keys))


async def test_other_months_by_left_and_right(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot)
        await hands.press("right")
        await until(pilot, lambda: "12/2026 chưa đến" in said(pilot))
        await hands.press("left")
        await until(pilot, lambda: "10/2026" in shown(pilot))
        await until(pilot, lambda: "chưa thu khoản nào" in shown(pilot))
        for _ in range(10):
            await hands.press("left")
        await until(pilot, lambda: "12/2025" in shown(pilot))
        for _ in range(11):
            await hands.press("right")
        await until(pilot, lambda: "42.000đ" in shown(pilot))


async def test_a_line_opens_what_it_speaks_of(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot)
        listing = pilot.app.screen.query_one("#report", LineList)
        place = {row.key.partition(":")[0]: at for at, row in enumerate(listing.rows)}
        listing.move_to(place["deposit"])
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DepositsScreen))
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MonthScreen))
        listing.move_to(place["dossier"])
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DossierScreen))
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MonthScreen))
        listing.move_to(place["means"])
        await hands.press("enter")
        await until(pilot, lambda: "chỉ để xem" in said(pilot))


async def test_f10_leads_to_what_mends_it_and_locks_what_is_another_s(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = await opened(pilot)
        app = program(pilot)
        assert app.actor is not None
        app.actor = replace(app.actor, role=Role.ADMINISTRATOR)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        screen = pilot.app.screen
        assert isinstance(screen, Choice)
        assert {item.key: bool(item.reason) for item in screen.items} == {
            "deposits": False, "transfers": True, "receipt_books": True,
        }  # fmt: skip


@pytest.mark.parametrize("role", [Role.VOLUNTEER])
async def test_who_does_not_see_the_till_meets_a_locked_door(open_app: Opener, role: Role) -> None:
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        act_as(pilot, role)
        await open_screen(pilot, "month")
        assert "Xem tiền của cả quầy là việc của phụ trách" in shown(pilot)
        assert "000đ" not in shown(pilot)
        await pilot.press("left", "f10")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, MonthScreen)


@pytest.mark.parametrize("size", [SMALL, LARGE_PRINT])
async def test_the_heading_is_whole_beside_the_count(open_app: Opener, size: tuple[int, int]) -> None:
    async with open_app(size) as pilot:
        await opened(pilot)
        heading = next(line for line in shown(pilot).splitlines() if "Khoản" in line and "Số tiền" in line)
        assert heading.rstrip()[-1].isdigit()
