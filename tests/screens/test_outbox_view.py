"""The outbox by keys: who is unsent, why, what to do; the desk says how many; the sender runs behind."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter import sending_ways
from counter.models.dossier import Applicant, IntakeDraft
from counter.models.staff import Role
from counter.models.states import SyncState
from counter.portal.credentials import PASSWORD, USER
from counter.portal.practice import PracticePortal, gateways
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.filing.assisted import AssistedScreen
from counter.screens.outbox.outbox_view import OutboxDropScreen, OutboxScreen
from counter.sending_thread import SendingThread
from counter.services import setup
from counter.services.intake import drafts
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.settings import WardSettings
from counter.widgets.form import FormView
from counter.widgets.line_list import LineList
from tests.portal.outbox_ward import WARD, portal_with
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen
from tests.services.journeys import birth, certified_copy, received


def sending(office: Office, address: str) -> Office:
    """The counter once its ward sends to this address."""
    names = ("sending", "unit_code", "sync_auth_path", "sync_data_path", "sync_destination", "sync_unit")
    values = {name: getattr(WARD, name) for name in names}
    ward = replace(office.ward, **values, sync_address=address)
    setup.save_ward(office, ward, f"sending-{address}")
    return replace(office, ward=ward)


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    with portal_with() as made:
        yield made


@pytest.fixture
def held(practice_path: Path) -> None:
    """Two of which the portal knows nothing; the first is kept back."""
    with counter_of(practice_path) as office:
        office = sending(office, "http://127.0.0.1:9")
        received(office, certified_copy(office))
        received(office, replace(certified_copy(office), duplicate_reason="thêm bản"))
        outbox.hold(office, 1, operation="hold")


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("size", [(80, 24), (100, 30), LARGE_PRINT])
async def test_it_names_who_is_unsent_why_and_what_to_do(open_app: Opener, size: tuple[int, int]) -> None:
    async with open_app(size) as pilot:
        await until(pilot, lambda: "2 chờ gửi Cổng" in shown(pilot))
        assert "(1 giữ lại)" in shown(pilot)
        await open_screen(pilot, "outbox_view")
        await until(pilot, lambda: "Trần Văn Bình" in shown(pilot))
        text = shown(pilot)
        assert "Máy gửi: 2 hồ sơ chưa gửi xong, 1 chờ người xem" in " ".join(text.split())
        assert "Nguyễn Thị Hoa giữ lại" in text
        assert "GIỮ LẠI" in text
        await until(pilot, lambda: "không gửi" in shown(pilot))  # there is no account


@pytest.mark.usefixtures("held")
async def test_enter_opens_the_dossier_f9_sends_again_f10_drops_with_a_reason(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "outbox_view")
        await until(pilot, lambda: "Trần Văn Bình" in shown(pilot))
        await pilot.press("f9")
        await until(pilot, lambda: "Đã cho gửi lại" in said(pilot))
        rows = await program(pilot).ask(outbox.listing)
        assert [row.state for row in rows] == [SyncState.WAITING] * 2
        await pilot.press("f10")
        await pilot.pause(0.1)
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, OutboxDropScreen))
        await pilot.press("f9")  # no reason yet
        await pilot.press(*"tinh da nhap", "f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, OutboxScreen))
        await until(pilot, lambda: "Đã bỏ" in said(pilot))
        assert len(await program(pilot).ask(outbox.listing)) == 1
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DossierScreen))


@pytest.mark.usefixtures("held")
async def test_a_volunteer_looks_and_sees_why_no_more(open_app: Opener) -> None:
    async with open_app() as pilot:
        await until(pilot, program(pilot).door.opened.is_set)
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "outbox_view")
        await until(pilot, lambda: "Trần Văn Bình" in shown(pilot))
        await pilot.press("f9")
        await pilot.pause()
        rows = await program(pilot).ask(outbox.listing)
        assert next(iter(rows)).state is SyncState.HELD


async def test_who_is_filed_by_hand_is_named_too_and_enter_goes_on(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        received(office, birth(office))
        drafts.save(office, IntakeDraft(id="b" * 32, applicant=Applicant(full_name="Lý Thị Cúc")))
    async with open_app() as pilot:
        work = pilot.app.screen.query_one("#work", LineList)
        await until(pilot, lambda: work.current is not None and work.current.key.startswith("draft"))
        await pilot.press("4", "enter")  # the ► row is no dossier: to those that are begun
        await until(pilot, lambda: "Nộp hộ bằng tay, chưa có mã Cổng (1)" in shown(pilot))
        assert "Nguyễn Thị Mơ" in shown(pilot) and "–F9" in shown(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "nộp hộ bằng tay: Enter" in said(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AssistedScreen))


async def test_the_program_sends_behind_the_counter(
    open_app: Opener, practice_path: Path, portal: PracticePortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, gateways.USER)
    monkeypatch.setenv(PASSWORD, gateways.PASSWORD)
    with counter_of(practice_path) as office:
        office = sending(office, portal.url)
        received(office, certified_copy(office))
    async with open_app() as pilot:
        await until(pilot, lambda: portal.state()["created"] == 1, seconds=10)
        await open_screen(pilot, "outbox_view")
        await until(pilot, lambda: "Không còn hồ sơ nào chưa lên Cổng" in shown(pilot), seconds=10)
        assert program(pilot).sending.standing().running
    assert portal.state()["doubles"] == 0


async def test_sending_is_switched_on_in_the_settings_with_every_problem_at_once(open_app: Opener) -> None:
    async with open_app(LARGE_PRINT) as pilot:
        await open_screen(pilot, "sending_settings")
        await until(pilot, lambda: "bàn giao bằng tệp" in shown(pilot))
        hands = Hands(pilot)
        await hands.choose(2)
        await pilot.press("f9")
        await until(pilot, lambda: "https://" in shown(pilot) and program(pilot).ward.sending == "none")
        form = pilot.app.screen.query_one(FormView)
        for name in ("sync_address", "sync_auth_path", "sync_data_path", "sync_destination", "sync_unit"):
            form.set_value(name, getattr(WARD, name))
        await pilot.press("f9")
        await until(pilot, lambda: program(pilot).ward.sending == "gateway")
        await until(pilot, lambda: "Hỏi lại Cổng về 0 hồ sơ" in " ".join(shown(pilot).split()))
        assert "Chưa hỏi lần nào" in " ".join(shown(pilot).split())
        stored = await program(pilot).in_thread(setup.load_ward, program(pilot).office().store)
        assert stored == program(pilot).ward


def test_a_sender_that_breaks_is_an_incident_and_no_end_of_the_program(
    practice_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ward: WardSettings, *, practice: bool) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(sending_ways, "gateway", broken)
    thread = SendingThread()
    with counter_of(practice_path) as office:
        thread.begin(sending(office, "http://127.0.0.1:9"))
        for _ in range(200):
            if thread.standing().paused is not None:
                break
            time.sleep(0.02)
        thread.stop()
    paused = thread.standing().paused
    assert paused is not None
    assert paused.message_id == "outbox.broke"
