"""The first start, signing in, locking, the language, the error boundary."""

from dataclasses import replace
from pathlib import Path

import pytest

from counter import i18n
from counter.i18n import t
from counter.models.staff import Role
from counter.screens.desk.desk import DeskScreen
from counter.screens.settings.settings import SettingsScreen
from counter.screens.staff.staff import PersonScreen
from counter.screens.start.setup import SetupScreen
from counter.screens.start.sign_in import SignInScreen
from counter.services import setup
from counter.services.key.opening import Lies, what_lies
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store import incidents
from counter.services.store.store import Store
from counter.settings import MachineSettings
from counter.widgets.dialogs import Choice, Message
from counter.widgets.form import FormView
from counter.widgets.vn_input import VnInput
from tests.conftest import START
from tests.screens.conftest import CLERK, PIN, USUAL, Opener, people, program, said, shown, until
from tests.screens.key_hands import choose_passphrase, copy_paper
from tests.screens.on_lock import lock, unlock


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MachineSettings:
    """A machine on which the program never ran."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    return MachineSettings(store=tmp_path / "counter.db")


@pytest.fixture
def real(tmp_path: Path) -> MachineSettings:
    """A machine with a real store and its first person."""
    path = tmp_path / "counter.db"
    people(path, practice=False)
    return MachineSettings(store=path)


async def test_an_empty_machine_shows_two_doors_and_makes_nothing(
    open_app: Opener, empty: MachineSettings
) -> None:
    async with open_app(settings=empty) as pilot:
        assert isinstance(pilot.app.screen, SetupScreen)
        assert "1 Thực hành" in shown(pilot) and "2 Bắt đầu thật" in shown(pilot)
        assert "394 Đinh Tiên Hoàng" in shown(pilot)
        assert not empty.store.exists()


@pytest.mark.parametrize(
    ("place", "word"), [("OneDrive/counter.db", "OneDrive"), (f"{'a' * 300}.db", "Không mở được")]
)
async def test_a_place_where_no_store_may_lie_is_told_before_the_form(
    open_app: Opener, tmp_path: Path, place: str, word: str
) -> None:
    async with open_app(settings=MachineSettings(store=tmp_path / place)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Message))
        assert word in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.return_code == 1)


async def test_the_second_door_makes_the_store_and_the_first_person(
    open_app: Opener, empty: MachineSettings
) -> None:
    async with open_app(settings=empty, size=USUAL) as pilot:
        await pilot.press("2")
        await pilot.pause(0.1)
        form = pilot.app.screen.query_one(FormView)
        await pilot.press("f9")
        await pilot.pause(0.1)
        assert "Họ và tên" in shown(pilot) and not empty.store.exists()
        for key, value in {"name": CLERK, "role": "supervisor", "pin": PIN, "pin_again": PIN}.items():
            form.set_value(key, value)
        await pilot.press("f9")
        await choose_passphrase(pilot)
        assert not empty.store.exists()
        await copy_paper(pilot)
        await until(pilot, lambda: "BÀN LÀM VIỆC" in shown(pilot))
        assert what_lies(empty.store) is Lies.SEALED
        actor = program(pilot).actor
        assert actor is not None and (actor.name, actor.role) == (CLERK, Role.SUPERVISOR)
        assert "THỰC HÀNH" not in shown(pilot).splitlines()[1]


async def test_somebody_added_later_is_not_called_the_first(open_app: Opener) -> None:
    async with open_app(size=(80, 24)) as pilot:
        await until(pilot, lambda: program(pilot).actor is not None)
        program(pilot).push_screen(PersonScreen(None))
        await until(pilot, lambda: "Họ và tên" in shown(pilot))
        assert "Người đầu tiên" not in shown(pilot)
        assert "…" not in shown(pilot)


async def test_signing_in_takes_name_and_pin(open_app: Opener, real: MachineSettings) -> None:
    async with open_app(settings=real) as pilot:
        assert isinstance(pilot.app.screen, SignInScreen)
        await until(pilot, lambda: CLERK in shown(pilot))
        await pilot.press("1")
        await pilot.pause(0.1)
        await pilot.press(*"1111", "enter")
        await until(pilot, lambda: said(pilot).startswith("") and "PIN" in said(pilot))
        assert program(pilot).actor is None
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen) or "giây" in said(pilot))


@pytest.mark.parametrize(("pin", "told"), [("", False), ("0000", True)])
async def test_a_name_without_its_pin_begins_at_the_signing_in(
    open_app: Opener, real: MachineSettings, monkeypatch: pytest.MonkeyPatch, pin: str, told: bool
) -> None:
    monkeypatch.setenv("COUNTER_PIN", pin)
    async with open_app(settings=replace(real, as_name="nguyen thi hoa")) as pilot:
        if told:
            await until(pilot, lambda: isinstance(pilot.app.screen, Message))
            assert "PIN chưa đúng" in shown(pilot)
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        await until(pilot, lambda: isinstance(pilot.app.focused, VnInput))  # the name is chosen already
        assert "chưa lường trước" not in shown(pilot)
        assert program(pilot).actor is None


async def test_a_name_with_its_pin_is_at_work_at_once(
    open_app: Opener, real: MachineSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_PIN", PIN)
    async with open_app(settings=replace(real, as_name="nguyen thi hoa")) as pilot:
        await until(pilot, lambda: program(pilot).actor is not None)
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_a_name_on_an_empty_machine_makes_nothing(
    open_app: Opener, empty: MachineSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_PIN", PIN)
    async with open_app(settings=replace(empty, as_name="nguyen thi hoa")) as pilot:
        assert isinstance(pilot.app.screen, SetupScreen)
        assert not empty.store.exists()


async def test_a_locked_counter_shows_nothing_and_only_a_pin_opens_it(
    open_app: Opener, real: MachineSettings
) -> None:
    async with open_app(settings=real) as pilot:
        await until(pilot, lambda: CLERK in shown(pilot))
        await pilot.press("1")
        await pilot.pause(0.1)
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        assert program(pilot).actor is None
        await until(pilot, lambda: f"► Mã PIN của {CLERK}" in shown(pilot))
        await pilot.press("escape", "f3", "f2")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, SignInScreen)
        assert "► Mã PIN" not in shown(pilot)  # nobody is chosen: a digit chooses
        assert "Quét thẻ" not in shown(pilot)


async def test_what_was_refused_before_the_lock_is_not_said_after_it(
    open_app: Opener, real: MachineSettings
) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        refused = t("desk_screen.pick_first", key="F7")
        await pilot.press("3", "enter")
        await until(pilot, lambda: refused in said(pilot))
        await lock(pilot)
        await unlock(pilot)
        await pilot.pause(0.1)
        assert refused not in said(pilot)


async def test_the_unforeseen_gets_a_number_and_the_counter_stays_up(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    async with open_app() as pilot:
        app = program(pilot)
        app.keep_up = True
        resident = "Nguyễn Thị Mơ 046195001234"

        def fault() -> None:
            raise ValueError(resident)

        for pump in (app, app.screen):
            pump.call_later(fault)
        await until(pilot, lambda: len(app.screen_stack) > 3)
        log = (tmp_path / incidents.LOG_NAME).read_text(encoding="utf-8")
        assert "ValueError" in log and "046195001234" not in log
        number = log.split()[1]
        await pilot.press("escape")
        await pilot.pause(0.1)
        assert number in shown(pilot)
        await pilot.press("escape")
        await pilot.pause(0.1)
        await pilot.press("k", "s")
        assert app.screen.query_one("#box", VnInput).value == "ks"
        assert isinstance(app.screen, DeskScreen)


async def test_another_language_is_spoken_at_once_and_from_the_first_screen_on(
    open_app: Opener, real: MachineSettings
) -> None:
    async with open_app() as pilot:
        app = program(pilot)
        await until(pilot, lambda: app.actor is not None)
        app.show("settings")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and "English" in shown(pilot))
        app.screen.query_one(FormView).set_value("language", "en")
        await pilot.press("f9")
        await until(pilot, lambda: "Name of the centre" in shown(pilot) and "Saved" in said(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Scan a card" in shown(pilot) and "Resident" in shown(pilot))
        assert "Quét thẻ" not in shown(pilot)
    with Store.open(real.store) as store:
        head = staff.sign_in(store, CLERK, PIN, START)
        office = Office(store=store, actor=head, ward=setup.load_ward(store), now=lambda: START)
        setup.save_ward(office, office.ward.with_texts({"language": "en"}), "english")
    i18n.use_language("vi")
    async with open_app(settings=real) as pilot:
        await until(pilot, lambda: CLERK in shown(pilot) and "Who is" in shown(pilot))
        await until(pilot, lambda: "Mã PIN" not in shown(pilot))


async def test_changed_settings_are_not_lost_by_esc(open_app: Opener) -> None:
    async with open_app() as pilot:
        app = program(pilot)
        await until(pilot, lambda: app.actor is not None)
        app.show("settings")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and "English" in shown(pilot))
        app.screen.query_one(FormView).set_value("counter_name", "Quầy 7")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        assert app.ward.counter_name == "Quầy 7"
        app.show("settings")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and "English" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))


async def test_practice_says_that_it_does_not_lock(open_app: Opener) -> None:
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).actor is not None)
        await pilot.press("f12")
        await until(pilot, lambda: "không khoá" in said(pilot))
        assert isinstance(pilot.app.screen, DeskScreen)
