"""The key of a store by keys: set up, unlock, forget, change, convert, lock."""

from pathlib import Path

import pytest
from textual.widgets import Static

from counter import sealing
from counter.errors import Refused, StoreError
from counter.models.staff import Role
from counter.screens.desk.desk import DeskScreen
from counter.screens.key.convert import ConvertScreen
from counter.screens.key.key import KeyScreen
from counter.screens.key.key_paper import KeyPaperScreen
from counter.screens.key.key_recover import KeyRecoverScreen
from counter.screens.key.unlock import UnlockScreen
from counter.screens.start.sign_in import SignInScreen
from counter.services.key import key_file, opening
from counter.services.key.opening import Lies, what_lies
from counter.settings import MachineSettings, WardSettings
from counter.widgets.dialogs import Choice, Message, PinPrompt
from counter.widgets.form import FormView
from counter.widgets.vn_input import VnInput
from tests.conftest import START
from tests.screens.conftest import CLERK, PIN, Opener, people, program, said, shown, until
from tests.screens.key_hands import SAID, choose_passphrase, copy_paper

OTHER = "cây bàng già trước cổng trường"


@pytest.fixture
def words() -> list[str]:
    return []


@pytest.fixture
def sealed(tmp_path: Path, words: list[str]) -> MachineSettings:
    """A machine with an encrypted store; `words` are those of its paper."""
    machine = MachineSettings(store=tmp_path / "counter.db")
    keys = key_file.make(SAID)
    words += keys.words
    opening.set_up_counter(
        machine, WardSettings(), CLERK, Role.SUPERVISOR, PIN, "a", START, keys
    ).store.close()
    return machine


async def test_unlocking_signing_in_locking_the_screen_and_the_store(
    open_app: Opener, sealed: MachineSettings
) -> None:
    async with open_app(settings=sealed) as pilot:
        app = program(pilot)
        assert isinstance(app.screen, UnlockScreen)
        assert CLERK not in shown(pilot)
        await pilot.press("f3", "f2", "escape", "f12")
        assert isinstance(app.screen, UnlockScreen)
        app.screen.query_one(VnInput).value = OTHER
        await pilot.press("enter")
        await until(pilot, lambda: "Chưa đúng" in said(pilot))
        field = app.screen.query_one(VnInput)
        await until(pilot, lambda: field.value == OTHER)  # eight words with a slip in one are mended
        assert app.door.store is None and OTHER not in shown(pilot) and "! Cụm" in shown(pilot)
        await pilot.press("f10", "2")
        await until(pilot, lambda: OTHER in shown(pilot))
        await pilot.press("escape")
        assert (field.value, field.password) == ("", True) and "! Cụm" not in shown(pilot)
        app.screen.query_one(VnInput).value = SAID
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen) and CLERK in shown(pilot))
        await until(pilot, lambda: isinstance(app.focused, VnInput))
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        store = program(pilot).door.store
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert store is not None and store._key is not None
        await pilot.press("f12")
        await until(pilot, lambda: not app.is_running)
        assert app.locked_fully and program(pilot).door.store is None
        assert not sealing.is_sealed(sealed.store)
        with pytest.raises(StoreError), store.query():
            pass


async def test_a_long_rest_closes_the_store(
    open_app: Opener, sealed: MachineSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_PASSPHRASE", SAID)
    async with open_app(settings=sealed) as pilot:
        app = program(pilot)
        await until(pilot, lambda: isinstance(app.screen, SignInScreen) and CLERK in shown(pilot))
        app.look_full_lock()
        assert not app.locked_fully
        app._last_hand -= app.ward.key_minutes * 60
        app.look_full_lock()
        await until(pilot, lambda: not app.is_running)
        assert app.locked_fully


async def test_the_recovery_paper_opens_and_sets_a_new_passphrase(
    open_app: Opener, sealed: MachineSettings, words: list[str]
) -> None:
    async with open_app(settings=sealed) as pilot:
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeyRecoverScreen))
        await pilot.pause()
        form = pilot.app.screen.query_one(FormView)
        for key, value in {"words": " ".join(words[1:]), "passphrase": OTHER, "again": OTHER}.items():
            form.set_value(key, value)
        await pilot.press("f9")
        await until(pilot, lambda: "23 từ" in shown(pilot))
        form.set_value("words", " ".join(words))
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen) and CLERK in shown(pilot))
    assert key_file.unlock(sealed.store, OTHER).salt


async def test_a_leader_changes_the_passphrase_and_the_paper(
    open_app: Opener, sealed: MachineSettings, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_PASSPHRASE", SAID)
    async with open_app(settings=sealed) as pilot:
        app = program(pilot)
        await until(pilot, lambda: isinstance(app.focused, VnInput) and CLERK in shown(pilot))
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        app.show("key")
        await until(pilot, lambda: isinstance(app.screen, KeyScreen) and "Cụm đang dùng" in shown(pilot))
        form = app.screen.query_one(FormView)
        for key, value in {"now": OTHER, "passphrase": OTHER, "again": OTHER}.items():
            form.set_value(key, value)
        await pilot.press("f9")
        await until(pilot, lambda: "chưa đúng" in shown(pilot))
        form.set_value("now", SAID)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, KeyPaperScreen))
        paper = app.screen
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert str(paper.query_one("#words", Static).content) == ""  # whoever signs in may be another
        await until(pilot, lambda: isinstance(app.focused, VnInput))
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        form.set_value("now", SAID)
        await pilot.press("f10")
        fresh = await copy_paper(pilot)
        await until(pilot, lambda: isinstance(app.screen, KeyScreen) and "giấy cũ hết dùng" in said(pilot))
        form.set_value("now", SAID)  # no secret stays in a screen that another one covered
        form.set_value("passphrase", OTHER)
        form.set_value("again", OTHER)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen) and "Đã đổi" in said(pilot))
    assert bytes(key_file.unlock(sealed.store, OTHER)) == bytes(
        key_file.recover(sealed.store, " ".join(fresh))
    )
    assert fresh != tuple(words)


async def test_a_paper_made_before_another_window_changed_the_passphrase_is_said_to_be_void(
    open_app: Opener, sealed: MachineSettings, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_PASSPHRASE", SAID)
    async with open_app(settings=sealed) as pilot:
        app = program(pilot)
        await until(pilot, lambda: isinstance(app.focused, VnInput) and CLERK in shown(pilot))
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        app.show("key")
        await until(pilot, lambda: isinstance(app.screen, KeyScreen) and "Cụm đang dùng" in shown(pilot))
        app.screen.query_one(FormView).set_value("now", SAID)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, KeyPaperScreen))
        key_file.rewrap(sealed.store, key_file.unlock(sealed.store, SAID), OTHER)
        fresh = await copy_paper(pilot)
        await until(pilot, lambda: isinstance(app.screen, Message))
        assert "huỷ nó" in " ".join(shown(pilot).split())
    assert bytes(key_file.unlock(sealed.store, OTHER)) == bytes(
        key_file.recover(sealed.store, " ".join(words))
    )
    with pytest.raises(Refused):
        key_file.recover(sealed.store, " ".join(fresh))


async def test_a_plain_store_is_converted_by_a_leader_or_left_for_later(
    open_app: Opener, tmp_path: Path
) -> None:
    machine = MachineSettings(store=tmp_path / "counter.db", converts=True)
    people(machine.store, practice=False)
    async with open_app(settings=machine) as pilot:
        assert isinstance(pilot.app.screen, ConvertScreen) and "CHƯA MÃ HOÁ" in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen) and CLERK in shown(pilot))
    assert what_lies(machine.store) is Lies.PLAIN
    async with open_app(settings=machine) as pilot:
        app = program(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, PinPrompt))
        app.screen.query_one(VnInput).value = PIN
        await pilot.press("f9")
        await choose_passphrase(pilot)
        await copy_paper(pilot)
        await until(pilot, lambda: isinstance(app.screen, Message) and "đã mã hoá" in shown(pilot), 20)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen) and app.actor is not None)
    assert what_lies(machine.store) is Lies.SEALED
    assert CLERK.encode() not in machine.store.read_bytes()
