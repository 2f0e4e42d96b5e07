"""By keys: what a dossier is held for, where to choose the portal's code, and that it goes on; leaving."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.catalogue import Channel
from counter.models.states import SyncState
from counter.portal.practice import Fault, Rule
from counter.portal.practice.faults import RequestKind
from counter.screens.outbox.outbox_view import OutboxScreen
from counter.screens.outbox.portal_codes import CardCodesScreen, PortalCodesScreen
from counter.screens.start.end_of_day import Unsent
from counter.services.outbox import outbox
from counter.widgets.dialogs import Choice
from counter.widgets.line_list import LineList
from tests.portal.outbox_ward import Ticks, drain, portal_with, sender_to
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen
from tests.screens.test_outbox_view import sending
from tests.services.journeys import birth, received


@pytest.fixture
def held(practice_path: Path) -> None:
    """A birth whose papers the portal calls by names of its own."""
    other = Rule(fault=Fault.OTHER_NAMES, kinds=frozenset({RequestKind.CARD}))
    with counter_of(practice_path) as office, portal_with([other]) as portal:
        office = sending(office, "http://127.0.0.1:9")
        received(office, birth(office, Channel.DIRECT))
        ticks = Ticks()
        sender = sender_to(portal, office, ticks)
        drain(sender, ticks)
        sender.close()


@pytest.mark.usefixtures("held")
async def test_a_code_is_chosen_by_keys_and_the_dossier_goes_on(open_app: Opener) -> None:
    async with open_app((80, 24)) as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "outbox_view")
        await until(pilot, lambda: "Mã giấy tờ của Cổng" in " ".join(shown(pilot).split()))
        await hands.press("escape")
        await open_screen(pilot, "settings")
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "Gửi lên Cổng" in shown(pilot)
        await hands.press("4")
        await until(pilot, lambda: isinstance(pilot.app.screen, PortalCodesScreen))
        await until(pilot, lambda: "►! Thủ tục đăng ký khai sinh" in shown(pilot))  # it comes first
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CardCodesScreen))
        screen = pilot.app.screen
        assert isinstance(screen, CardCodesScreen)
        asked = [why.params["name"] for why in (await program(pilot).ask(outbox.listing))[0].why]
        for place, row in enumerate(screen.sheet.rows):
            if row.name in asked:
                await choose(pilot, hands, place)
        rows = await program(pilot).ask(outbox.listing)
        assert [row.state for row in rows] == [SyncState.WAITING]
        assert "1 hồ sơ" in said(pilot)  # with the last that was missing, not before


async def choose(pilot: Pilot[None], hands: Hands, place: int) -> None:
    """The entry of the card at the same place as ours; the first row of the choice searches by name."""
    codes = pilot.app.screen
    codes.query_one(LineList).move_to(place)
    await hands.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
    pilot.app.screen.query_one(LineList).move_to(place + 1)
    await hands.press("enter")
    await until(pilot, lambda: pilot.app.screen is codes and "Đã ghi" in said(pilot))


@pytest.mark.usefixtures("held")
async def test_leaving_names_who_is_unsent_and_a_second_time_leaves(open_app: Opener) -> None:
    async with open_app((80, 24)) as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Unsent))
        text = shown(pilot)
        assert "Còn 1 hồ sơ chưa gửi Cổng" in text
        assert "Nguyễn Thị Mơ · GIỮ LẠI" in text
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, OutboxScreen))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Unsent))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)


async def test_leaving_names_what_is_filed_by_hand_and_says_that_nothing_sends_it(
    practice_path: Path, open_app: Opener
) -> None:
    with counter_of(practice_path) as office:
        received(office, birth(office))
    async with open_app((80, 24)) as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Unsent))
        text = " ".join(shown(pilot).split())
        assert "Nguyễn Thị Mơ · Chưa nộp Cổng" in text and "máy không tự gửi" in text
        assert "máy tự gửi khi mở lại" not in text  # nothing of the outbox is there


async def test_with_nothing_unsent_it_leaves_at_once(open_app: Opener) -> None:
    async with open_app((80, 24)) as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)
