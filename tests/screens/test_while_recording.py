"""While something is written nobody leaves: Esc waits, a lock stays a lock, what was done is shown."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from textual import events

from counter.models.dossier import DossierView
from counter.models.money import MoneyState
from counter.screens.desk.desk import DeskScreen
from counter.screens.settings.settings import SettingsScreen
from counter.screens.start.sign_in import SignInScreen
from counter.screens.till.drawer_move import DrawerMoveScreen
from counter.screens.till.drawer_open import DrawerOpenScreen
from counter.services.money import payments
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.services.till import drawers
from counter.settings import MachineSettings, WardSettings
from counter.widgets.big_digits import BigDigits
from tests.conftest import START
from tests.screens.conftest import CLERK, PIN, Opener, people, program, said, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen, received, stored
from tests.screens.on_fees import open_fee, taken
from tests.screens.on_lock import unlock
from tests.services import journeys


class NothingWritten(Exception):
    """The other program gives up what it began."""


@contextmanager
def another_writes(path: Path, *, practice: bool = True) -> Iterator[None]:
    """Another program holds the store: a write of this one waits until it is done."""
    with Store.open(path, practice=practice) as store, suppress(NothingWritten), store.write():
        yield
        raise NothingWritten


@pytest.fixture
def copies(practice_path: Path) -> DossierView:
    """21.000đ due; the drawer is open, and so is a receipt book."""
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        first = received(office, journeys.certified_copy(office, journeys.MO))
        payments.take(office, journeys.cash(first, 21_000))
        return received(office, journeys.certified_copy(office))


async def test_esc_after_f9_waits_for_the_change(
    open_app: Opener, practice_path: Path, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.type("50")
        with another_writes(practice_path):
            await hands.press("f9")
            await pilot.pause(0.1)
            await hands.press("escape")
            await until(pilot, lambda: "Đang ghi" in said(pilot))
            assert pilot.app.screen is screen
        await taken(pilot, screen)
        assert screen.query_one(BigDigits).text == "29.000"
        assert (await stored(pilot, copies)).money is MoneyState.PAID
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))


async def test_esc_struck_together_with_f9_does_not_come_before_it(
    open_app: Opener, practice_path: Path, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.type("50")
        for key in ("f9", "escape"):
            program(pilot).post_message(events.Key(key, None))
        await taken(pilot, screen)
        assert (await stored(pilot, copies)).money is MoneyState.PAID


async def test_esc_while_a_form_is_written_says_its_result_below(
    open_app: Opener, practice_path: Path, copies: DossierView
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "drawer_move", way="in")
        hands = Hands(pilot)
        await hands.type("20", leave="enter")
        await hands.type("đổi tiền lẻ")
        with another_writes(practice_path):
            await hands.press("f9")
            await pilot.pause(0.1)
            await hands.press("escape")
            await until(pilot, lambda: "Đang ghi" in said(pilot))
            assert isinstance(pilot.app.screen, DrawerMoveScreen)
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        view = await program(pilot).ask(drawers.mine)
        assert view is not None and [move.amount for move in view.moves] == [20_000]


@pytest.fixture
def real(tmp_path: Path) -> MachineSettings:
    """A store that is no practice store: it can be locked."""
    path = tmp_path / "real.db"
    people(path, practice=False)
    with Store.open(path) as store:
        head = staff.sign_in(store, CLERK, PIN, START)
        journeys.with_drawer(Office(store=store, actor=head, ward=WardSettings(), now=lambda: START))
    return MachineSettings(store=path)


async def test_what_ends_behind_the_lock_does_not_open_it(open_app: Opener, real: MachineSettings) -> None:
    """A screen that leaves once it has recorded took the lock away with it."""
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await open_screen(pilot, "drawer_move", way="in")
        hands = Hands(pilot)
        await hands.type("20", leave="enter")
        await hands.type("đổi tiền lẻ")
        with another_writes(real.store, practice=False):
            await pilot.press("f9")
            await pilot.pause(0.1)
            await pilot.press("f12")
            await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        await pilot.pause(0.4)
        assert isinstance(pilot.app.screen, SignInScreen)
        await unlock(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        view = await program(pilot).ask(drawers.mine)
        assert view is not None and [move.amount for move in view.moves] == [20_000]


async def test_a_screen_that_comes_next_waits_behind_the_lock(
    open_app: Opener, real: MachineSettings
) -> None:
    async with open_app(settings=real) as pilot:
        await unlock(pilot)
        await open_screen(pilot, "drawer")
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        program(pilot).become("drawer_open")  # what a worker does when it ends now
        program(pilot).show("settings")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, SignInScreen)
        await unlock(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
        assert isinstance(pilot.app.screen_stack[-2], DrawerOpenScreen)
