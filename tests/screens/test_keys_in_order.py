"""Keys while screens change: in the order they were struck, and a scan in one piece."""

import asyncio
from collections.abc import Iterable

import pytest
from textual import events, on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from counter.widgets import theme
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.keys_in_order import KeysInOrder
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import until

CARD = "046092005678||Trần Văn Bình|02011992|Nam|Huế|05052021"
NAMES = {"|": "vertical_line", "/": "slash", " ": "space", "\r": "enter", "\t": "tab"}


class Fields(Screen[None]):
    """One field; scans that come are written down."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text, self.scans, self.opening = text, list[str](), False

    def compose(self) -> ComposeResult:
        yield VnInput(self.text)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        self.scans.append(event.payload)

    @property
    def value(self) -> str:
        return self.query_one(VnInput).value


class Waiting(Fields):
    """A screen that has no field yet and gives back what reaches it."""

    def compose(self) -> Iterable[VnInput]:
        return ()

    async def open(self) -> None:
        await self.mount(VnInput())
        self.set_focus(self.query_one(VnInput))
        self.opening = False
        self.app.keys_again()  # type: ignore[attr-defined]  # the tests have one app only

    def on_key(self, event: events.Key) -> None:
        if self.opening:
            self.app.keep_key(event, self)  # type: ignore[attr-defined]
            event.stop()


class Program(KeysInOrder, theme.Themed, App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.begin_keys()
        theme.register(self)


class Struck:
    """Keys with the times of their own, seconds."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot, self.time = pilot, 1000.0

    async def __call__(self, text: str, pause: float = 0.004) -> None:
        for letter in text:
            key = events.Key(NAMES.get(letter, letter), None if letter in "\r\t" else letter)
            self.time += pause
            key.time = self.time
            self.pilot.app.post_message(key)
        await self.pilot.pause()


@pytest.mark.parametrize("at", [1, 2, 11, 12, 13, 30, len(CARD) - 1])
@pytest.mark.parametrize("end", ["\r", "\t", ""])
async def test_a_scan_cut_by_a_change_of_screens_is_one_scan_on_the_new_one(at: int, end: str) -> None:
    async with Program().run_test() as pilot:
        old, new, strike = Fields("lan"), Fields("một"), Struck(pilot)
        await pilot.app.push_screen(old)
        await strike(CARD[:at])
        await pilot.app.push_screen(new)
        await strike(CARD[at:] + end)
        await pilot.pause(0.5)
        assert (old.scans, old.value) == ([], "lan")
        assert (new.scans, new.value) == ([CARD], "một")


async def test_quick_typing_over_a_change_of_screens_goes_where_the_keys_go() -> None:
    """What only looks like the beginning of a card is kept for a moment, not longer."""
    async with Program().run_test() as pilot:
        old, new, strike = Fields(), Fields(), Struck(pilot)
        await pilot.app.push_screen(old)
        await strike("12")
        await pilot.app.push_screen(new)
        await strike("345x")
        await pilot.pause(0.2)
        assert (old.value, new.value) == ("12", "345x")


async def test_letters_that_are_no_number_are_never_kept() -> None:
    async with Program().run_test() as pilot:
        old, new, strike = Fields(), Fields(), Struck(pilot)
        await pilot.app.push_screen(old)
        await strike("la")
        await pilot.app.push_screen(new)
        await strike("n")
        assert new.value == "n"


async def test_a_key_of_another_kind_ends_the_wait_and_comes_after_it() -> None:
    async with Program().run_test() as pilot:
        old, new, strike = Fields(), Fields(), Struck(pilot)
        await pilot.app.push_screen(old)
        await strike("046")
        await pilot.app.push_screen(new)
        await strike("12\r")
        await pilot.pause()
        assert new.value == "12"


async def test_keys_struck_at_a_page_in_the_making_wait_for_it_in_their_order() -> None:
    async with Program().run_test() as pilot:
        page, strike = Waiting(), Struck(pilot)
        page.opening = True
        await pilot.app.push_screen(page)
        await strike("abc")
        late = events.Key("z", "z")  # was on its way to the screen before the page began to turn
        late.time = 999.0
        page.post_message(late)
        await pilot.pause()
        await page.open()
        await strike("def")
        assert page.value == "zabcdef"


async def test_a_scan_struck_at_a_page_in_the_making_is_one_scan() -> None:
    async with Program().run_test() as pilot:
        old, page, strike = Fields(), Waiting(), Struck(pilot)
        page.opening = True
        await pilot.app.push_screen(old)
        await strike(CARD[:5])
        await pilot.app.push_screen(page)
        await strike(CARD[5:20])
        await page.open()
        await strike(CARD[20:] + "\r")
        assert (page.scans, page.value, old.value) == ([CARD], "", "")


async def test_two_scans_one_cut_and_one_whole_are_two() -> None:
    async with Program().run_test() as pilot:
        old, new, strike = Fields(), Fields(), Struck(pilot)
        await pilot.app.push_screen(old)
        await strike(CARD[:12])
        await pilot.app.push_screen(new)
        await strike(CARD[12:] + "\r" + CARD + "\r")
        assert new.scans == [CARD, CARD]


@pytest.mark.parametrize("late", [1, 2, 7, 11, 20])
async def test_a_scan_whose_keys_a_busy_machine_gives_late_is_whole(late: int) -> None:
    async with Program().run_test() as pilot:
        fields, strike = Fields("lan"), Struck(pilot)
        await pilot.app.push_screen(fields)
        await strike(CARD[:late])
        strike.time += 0.2
        await strike(CARD[late:] + "\r")
        assert (fields.scans, fields.value) == ([CARD], "lan")


async def test_a_number_typed_by_hand_stays_where_it_was_typed() -> None:
    async with Program().run_test() as pilot:
        fields, strike = Fields(), Struck(pilot)
        await pilot.app.push_screen(fields)
        await strike("0905112233", pause=0.12)
        await pilot.pause(0.4)
        assert (fields.scans, fields.value) == ([], "0905112233")


@pytest.mark.parametrize("typed", ["kh", "Lan", "Nguyễn Thị Mơ"])
async def test_letters_typed_just_before_a_scan_stay(typed: str) -> None:
    """On a busy machine the keys of a hand and of the scanner can come as one run."""
    async with Program().run_test() as pilot:
        fields, strike = Fields(), Struck(pilot)
        await pilot.app.push_screen(fields)
        await strike(typed + CARD + "\r")
        assert (fields.scans, fields.value) == ([CARD], typed)


async def test_a_health_card_s_capitals_are_its_own() -> None:
    card = "GD4464621234567|4e6775|02/01/1992|1|x|y|z"
    async with Program().run_test() as pilot:
        fields, strike = Fields("lan"), Struck(pilot)
        await pilot.app.push_screen(fields)
        await strike(card + "\r")
        assert (fields.scans, fields.value) == ([card], "lan")


@pytest.mark.parametrize("comes", [True, False])
async def test_keys_struck_after_f10_wait_for_the_menu(comes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A menu opens once something was read: a digit struck meanwhile is its own; without one it stays."""
    monkeypatch.setattr("counter.widgets.keys_in_order.SOON", 10.0)  # a test on a busy machine is slow
    async with Program().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Program)
        below, menu = Fields(), Fields()
        await app.push_screen(below)
        await pilot.pause()

        read = asyncio.Event()

        async def opens() -> None:
            await read.wait()
            if comes:
                await app.push_screen(menu)

        app.keep_for_menu([app.run_worker(opens())])
        await Struck(pilot)("9a")
        assert below.value == "", "nothing is typed below it"
        read.set()
        target = menu if comes else below
        await until(pilot, lambda: target.is_mounted and target.value == "9a")
