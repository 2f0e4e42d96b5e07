"""A clerk's hands: they press keys, count them, scan cards, and wait for a page."""

from textual.pilot import Pilot

from counter.screens.intake.intake import IntakeScreen
from counter.screens.intake.intake_panel import Place
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import program, until

MOTHER = "046195001234|191234567|Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, phường Phú Xuân, thành phố Huế|05052021"
FATHER = "046092005678||Trần Văn Bình|01021992|Nam|Tổ 15, phường Phú Xuân, thành phố Huế|05052021"


class Hands:
    """Counts every key and every scan; `interactions` counts fields, choices and commands (targets.md)."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.keys = 0
        self.scans = 0
        self.interactions = 0

    @property
    def intake(self) -> IntakeScreen:
        """The intake on the screen."""
        screen = self.pilot.app.screen
        assert isinstance(screen, IntakeScreen), screen
        return screen

    async def press(self, *keys: str) -> None:
        """Press keys one after the other; each is a choice or a command."""
        for key in keys:
            self.interactions += 1
            await self._press(key)

    async def _press(self, key: str) -> None:
        self.keys += 1
        await self.pilot.press(key)
        if key.isdigit():
            await self.pilot.pause(0.06)  # a digit waits for a second key: a scan begins with one too

    async def type(self, text: str, *, leave: str = "") -> None:
        """Type into the field that has the keys and leave it: one interaction."""
        self.interactions += 1
        self.keys += len(text) + bool(leave)
        focused = self.pilot.app.focused
        assert isinstance(focused, VnInput), focused
        focused.insert_text_at_cursor(text)
        await self.pilot.pause()
        if leave:
            await self.pilot.press(leave)

    async def choose(self, digit: int) -> None:
        """Answer a choice and leave it: one interaction."""
        self.interactions += 1
        await self._press(str(digit))
        await self._press("enter")

    async def scan(self, payload: str, *, expected: bool = True) -> None:
        """A card under the scanner."""
        self.scans += 1
        self.interactions += 1
        target = self.pilot.app.focused or self.pilot.app.screen
        target.post_message(ScanReceived(target, payload, expected=expected))
        await self.pilot.pause()

    async def at(self, place: Place) -> None:
        """Wait until this page of intake is open and ready."""
        await until(self.pilot, lambda: self._is_at(place))
        await self.pilot.pause()

    def _is_at(self, place: Place) -> bool:
        screen = self.pilot.app.screen
        if not isinstance(screen, IntakeScreen) or screen.page is None or screen.page.place is not place:
            return False
        if place is Place.CHECK:  # nothing has the keys: a digit answers
            return screen.page.is_mounted
        return screen.focused is not None and screen.page in screen.focused.ancestors

    async def begin(self, payload: str = "", **arguments: object) -> None:
        """Open intake from the desk."""
        await until(self.pilot, lambda: program(self.pilot).door.store is not None)
        program(self.pilot).show("intake", payload=payload, **arguments)
        await self.pilot.pause()
