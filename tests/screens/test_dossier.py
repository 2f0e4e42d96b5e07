"""One dossier by keys: its parts, and what can be done now."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events

from counter.models.catalogue import Channel
from counter.models.dossier import DossierState
from counter.models.staff import Role
from counter.screens.desk.desk import DeskScreen
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.filing.assisted import AssistedScreen
from counter.screens.hand_over.hand_over import HandOverScreen
from counter.services.dossier import dossiers
from counter.widgets.dialogs import Choice
from tests.conftest import START
from tests.screens.conftest import Opener, program, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, finished, open_screen, received
from tests.services import journeys


@pytest.fixture
def slips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the papers of this test go."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    return tmp_path / "slips-practice"


async def test_a_digit_opens_a_part_of_the_dossier(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "dossier", ref=str(view.id))
        screen = pilot.app.screen
        assert isinstance(screen, DossierScreen)
        await until(pilot, lambda: screen.view is not None and "[1 " in shown(pilot))
        await hands.press("2")
        await until(pilot, lambda: "[2 " in shown(pilot) and "Nguyễn Minh An" in shown(pilot))
        await hands.press("3")
        await until(pilot, lambda: "[3 " in shown(pilot) and "Giấy chứng sinh" in shown(pilot))


async def test_f9_prints_the_slip_again_where_it_was_opened_for_that(
    open_app: Opener, practice_path: Path, slips: Path
) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "dossier", ref=str(view.id))
        await until(pilot, lambda: "[1 " in shown(pilot))
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("1")
        await until(pilot, lambda: "F9 In lại giấy hẹn" in shown(pilot))
        assert "F3  Người tiếp theo" in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: [path.suffix for path in slips.glob("*")] == [".pdf"])
        await hands.press("escape")
        await until(pilot, lambda: "In giấy hẹn, bản thứ 1" in shown(pilot))


async def test_a_result_that_waits_is_not_called_late(
    open_app: Opener, practice_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the counter finished is the resident's to fetch: desk and dossier say the day it was promised."""
    with counter_of(practice_path) as office:
        late = replace(office, now=lambda: START + timedelta(days=9))
        accepted = received(office, journeys.birth(office, Channel.DIRECT, so_ban_sao="0"))
        view = finished(late, accepted)
    async with open_app() as pilot:
        app = program(pilot)
        monkeypatch.setattr(app, "now", late.now)
        await until(pilot, app.door.opened.is_set)
        assert isinstance(app.screen, DeskScreen)
        app.screen.load()
        await until(pilot, lambda: "Hẹn 23/11" in shown(pilot))
        await open_screen(pilot, "dossier", ref=str(view.id))
        await until(pilot, lambda: "Đã xử lý xong" in shown(pilot))
        assert "Quá hạn" not in shown(pilot) and "F4 Trả kết quả" in shown(pilot)


async def test_keys_struck_before_it_is_read_are_not_lost_and_keep_their_order(
    open_app: Opener, practice_path: Path
) -> None:
    """F8 was lost and the F9 after it, meant for the next screen, told of a result that was not there."""
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT))
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.store is not None)
        program(pilot).show("dossier", ref=str(view.id))
        while not (isinstance(pilot.app.screen, DossierScreen) and pilot.app.screen.is_mounted):
            await asyncio.sleep(0)
        assert pilot.app.screen.view is None
        for key in ("f8", "f9"):
            pilot.app.post_message(events.Key(key, None))
        await until(pilot, lambda: isinstance(pilot.app.screen, AssistedScreen))
        await pilot.pause(0.1)
        told = await program(pilot).ask(dossiers.get, str(view.id))
        assert told.state is DossierState.RECEIVED


async def test_f4_struck_right_after_f9_hands_over(
    open_app: Opener, practice_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is noted first: no key is obeyed by what stood there before."""
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT, so_ban_sao="0"))
    async with open_app() as pilot:
        await open_screen(pilot, "dossier", ref=str(view.id))
        await until(pilot, lambda: "F9 Báo có kết quả" in shown(pilot))
        app = program(pilot)
        at_once = app.door.ask

        async def slowly(*args: object, **kwargs: object) -> object:
            await asyncio.sleep(0.3)
            return await at_once(*args, **kwargs)  # type: ignore[arg-type]  # whatever the app asks

        monkeypatch.setattr(app.door, "ask", slowly)
        for key in ("f9", "f4"):
            app.post_message(events.Key(key, None))
            await asyncio.sleep(0.1)
        await until(pilot, lambda: isinstance(app.screen, HandOverScreen))


async def test_a_volunteer_sees_that_a_request_about_data_is_a_clerks(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT))
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.opened.is_set() and bool(program(pilot).staff))
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "dossier", ref=str(view.id))
        await until(pilot, lambda: "[1 " in shown(pilot))
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "Ghi yêu cầu về dữ liệu cá nhân   việc của cán bộ" in shown(pilot)
