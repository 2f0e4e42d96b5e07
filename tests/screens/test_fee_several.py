"""One payment for several dossiers and several people, by keys: from the list, by code, by scanned slips."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.money import MoneyState
from counter.screens.fee.fee_cases import CaseLines
from counter.screens.fee.fee_several import SeveralScreen
from counter.widgets.big_digits import BigDigits
from counter.widgets.checklist import Checklist
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.on_dossiers import counter_of, received, stored
from tests.screens.on_fees import BOOK, open_fee, paid, taken
from tests.services import journeys


@pytest.fixture
def visit(practice_path: Path) -> tuple[DossierView, DossierView, DossierView]:
    """Two dossiers of a man (21.000đ each) and one of a woman who came with him (16.000đ)."""
    with counter_of(practice_path, **BOOK) as office:
        journeys.with_drawer(office)
        man = journeys.but(journeys.BINH, old_cmnd=None)
        again = journeys.but(journeys.certified_copy(office, man), duplicate_reason="giấy khác")
        return (
            received(office, journeys.certified_copy(office, man)),
            received(office, again),
            received(office, journeys.birth(office, Channel.DIRECT)),
        )


async def listed(pilot: Pilot[None], count: int) -> SeveralScreen:
    """The list is open and has so many lines."""
    await until(pilot, lambda: isinstance(pilot.app.screen, SeveralScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SeveralScreen)
    await until(pilot, lambda: len(screen.query_one(Checklist).checks) == count)
    await pilot.pause()
    return screen


Three = tuple[DossierView, DossierView, DossierView]


async def test_three_dossiers_of_two_people_in_one_payment(open_app: Opener, visit: Three) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, visit[0])
        await hands.press("f10", "1")
        several = await listed(pilot, 3)
        assert several.query_one("#total", BigDigits).text == "21.000"
        await hands.press("2", "space", "3", "space")
        assert several.query_one("#total", BigDigits).text == "58.000"
        assert "F9 Thu chung 3 hồ sơ, 58.000đ" in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen is screen and screen.till.several)
        await pilot.pause(0.1)
        text = shown(pilot)
        for view in visit:
            assert view.short_code in text and view.applicant.full_name in text
        assert screen.query_one(CaseLines).display
        await hands.press("6", "0", "tab")
        await hands.type("5")
        await hands.press("f9")
        text = await taken(pilot, screen)
        assert "ĐÃ THU 58.000đ tiền mặt · 3 hồ sơ" in text and "1 tờ 2.000" in text
        entries = [await paid(pilot, view) for view in visit]
        assert {entry.id for entry in entries} == {entries[0].id}
        assert [share.amount for share in entries[0].shares] == [21_000, 21_000, 16_000]
        for view in visit:
            assert (await stored(pilot, view)).money is MoneyState.PAID


async def test_a_slip_under_the_scanner_adds_its_dossier(open_app: Opener, visit: Three) -> None:
    first, _, third = visit
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, first)
        await hands.press("1", "0", "0")
        await hands.scan(f"PHIEU|{third.code}|x")
        await until(pilot, lambda: screen.till.several)
        await until(pilot, lambda: "F9 Thu 37.000đ" in shown(pilot))
        assert screen.panel.value("tendered") in ("100", "100.000")  # what was counted stays
        await hands.scan(f"PHIEU|{third.code}|x")
        await until(pilot, lambda: "đã có trong lần thu này" in said(pilot))
        await hands.press("escape")
        await until(pilot, lambda: not screen.till.several)
        await until(pilot, lambda: "tendered" in screen.panel.keys and not screen.panel.value("tendered"))
        assert "F9 Thu 21.000đ" in shown(pilot)  # the money of three is not the money of one


async def test_a_code_may_be_typed(open_app: Opener, visit: Three) -> None:
    first, second, _ = visit
    async with open_app() as pilot:
        _, hands = await open_fee(pilot, first)
        await hands.press("f10", "1")
        several = await listed(pilot, 3)
        await hands.press("tab")
        await hands.type("999-99Z", leave="enter")
        await until(pilot, lambda: bool(said(pilot)) and "Space" not in said(pilot))
        assert len(several.chosen) == 1
        await pilot.press("ctrl+u")
        await hands.type(second.short_code, leave="enter")
        await until(pilot, lambda: len(several.chosen) == 2)
        assert several.query_one("#total", BigDigits).text == "42.000"


async def test_what_is_settled_or_unknown_is_not_joined(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path, **BOOK) as office:
        first = received(office, journeys.certified_copy(office))
        unknown = received(office, journeys.late_birth(office))
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, first)
        await hands.press("f10", "1")
        several = await listed(pilot, 2)
        await hands.press("2", "space")
        assert "chưa có mức thu" in said(pilot)
        assert len(several.chosen) == 1
        await hands.press("1", "space")  # the dossier at hand is always in
        assert len(several.chosen) == 1
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await hands.scan(f"PHIEU|{unknown.code}|x")
        await until(pilot, lambda: "chưa có mức thu" in said(pilot))
        assert not screen.till.several


async def test_exempt_and_later_go_one_by_one(open_app: Opener, visit: Three) -> None:
    first, second, _ = visit
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, first)
        await hands.scan(f"PHIEU|{second.code}|x")
        await until(pilot, lambda: screen.till.several)
        await pilot.pause(0.1)
        await hands.press("up", "6")
        assert "từng hồ sơ" in said(pilot)
        await hands.press("f10")
        await pilot.pause(0.1)
        await hands.press("2")
        assert "từng hồ sơ" in shown(pilot)
        assert program(pilot).screen is not screen
