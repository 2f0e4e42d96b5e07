"""Keys for the whole program: in the order they were struck, and a scan in one piece.

A key goes to whatever has the focus at that moment. While a screen changes, the first half of a scanner's
payload would reach the old one and the second half the new one, and neither would see a card; and keys struck
at a page that is still being made would come after those that were struck when it was ready.
"""

import asyncio
from bisect import insort
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from textual import events
from textual.widget import Widget
from textual.worker import Worker

from counter.widgets.burst import LEAD, START_GAP, Burst
from counter.widgets.digit_keys import DigitKeys
from counter.widgets.fast_keys import FastKeys, ScanReceived

ENDS: Final = frozenset({"enter", "tab", "shift+tab"})
AT_ONCE: Final = frozenset({"f12", "ctrl+q"})  # covering the counter and leaving wait for no page
STEP: Final = 0.005  # seconds between two looks
SOON: Final = 1.0  # seconds that keys wait for a menu; after that they go where they were struck

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    _Mixin = App[None]
    _Screen = Screen[object]
else:

    class _Mixin:
        pass

    class _Screen:
        pass


@runtime_checkable
class Opening(Protocol):
    """A screen that makes a page at the moment: what is struck meanwhile waits for the page."""

    @property
    def opening(self) -> bool:
        """Whether the page is not there yet."""


class PageMaker(_Screen):
    """For a screen that reads before it can show: `async with self.page()` around it keeps the keys."""

    _pages = 0  # that are being made now; one may begin before another ends

    @property
    def opening(self) -> bool:
        """Whether what is shown is not what the next key is for."""
        return self._pages > 0

    @asynccontextmanager
    async def page(self) -> AsyncIterator[None]:
        """Keys struck inside come after it."""
        self._pages += 1
        try:
            yield
        finally:
            self._pages -= 1
            if isinstance(self.app, KeysInOrder):
                self.app.keys_again()


class KeysInOrder(_Mixin):
    """For the app: looks at every key before a widget gets it."""

    def begin_keys(self) -> None:
        """Nothing struck yet."""
        self._run: Burst[Widget] = Burst()
        self._of_run: dict[int, events.Key] = {}  # by identity: a key that waited is not counted twice
        self._split: list[events.Key] = []  # the part of a run that came after the focus had changed
        self._waiting: list[tuple[events.Key, Widget]] = []
        self._scan_ended = float("-inf")
        self._menu_coming = False

    async def on_event(self, event: events.Event) -> None:
        """Every event of the terminal; what is not a key goes on as it came."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif event.key in AT_ONCE or not self._waits(event):
            await self._waited()
            await self._take(event)

    # --- a page that is still being made ------------------------------------------------------------------

    def keep_key(self, event: events.Key, screen: Widget) -> None:
        """Give a key back that reached a screen while its page is being made."""
        insort(self._waiting, (event, screen), key=lambda waiting: waiting[0].time)

    def keys_again(self) -> None:
        """A page is there: what waited for it comes next."""
        self.call_later(self._waited)

    def keep_for_menu(self, workers: Iterable[Worker[object]]) -> None:
        """One of these workers opens a menu: what is struck before it comes is for it (F10, then a digit)."""
        if running := [worker for worker in workers if not worker.is_finished]:
            self._menu_coming = True
            self.run_worker(self._menu_comes(self.screen, running), group="menu")

    async def _menu_comes(self, below: Widget, workers: list[Worker[object]]) -> None:
        end = monotonic() + SOON
        while self.screen is below and monotonic() < end and not all(w.is_finished for w in workers):
            await asyncio.sleep(STEP)
        while self.screen is not below and self.focused is None and monotonic() < end:
            await asyncio.sleep(STEP)  # it is there, and its field has not the keys yet
        self._menu_coming = False
        self.keys_again()

    @property
    def _making(self) -> bool:
        """Whether what a key struck now is for is not there yet."""
        screen = self.screen
        return self._menu_coming or (isinstance(screen, Opening) and screen.opening)

    def _waits(self, event: events.Key) -> bool:
        if self._making:
            self.keep_key(event, self.screen)
            return True
        return False

    async def _waited(self) -> None:
        while self._waiting and not self._making:
            event, wanted = self._waiting.pop(0)
            if wanted is self.screen or wanted in self.screen_stack:
                await self._take(event)

    # --- a scan in one piece ------------------------------------------------------------------------------

    async def _take(self, event: events.Key) -> None:
        if event.key == "ctrl+j" and event.time - self._scan_ended < START_GAP:
            return  # the second half of a scanner's CR LF
        letter = event.is_printable and event.character is not None
        if not letter and event.key != "backspace":
            if await self._end_split() and event.key in ENDS:
                self._scan_ended = event.time
                return
            self._end_run()
        elif await self._belongs_elsewhere(event):
            self._split.append(event)
            last = self._run.last
            self.set_timer(self._run.gap, lambda: self._quiet(last))
            return
        await super().on_event(event)

    async def _belongs_elsewhere(self, event: events.Key) -> bool:
        """Whether this key continues a run that another widget has the beginning of."""
        target: Widget = self.focused or self.screen
        if id(event) not in self._of_run:
            if not self._run.quick(event.time):
                await self._end_split()
                self._end_run()
                self._run.begin(target)
            going_on = _may_become_scan(self._run.text)
            self._of_run[id(event)] = event
            if event.key == "backspace":
                self._run.rub_out(event.time)
            else:
                self._run.add(event.character or "", event.time)
        else:
            going_on = _may_become_scan(self._run.text)
        return bool(self._split) or (going_on and self._run.before is not target)

    def _end_run(self) -> None:
        self._of_run.clear()
        self._run.end()

    def _quiet(self, last: float) -> None:
        """After a while, when every key that has arrived by then has been looked at."""
        if self._split and self._run.last == last:
            self.call_later(self._end_split)

    async def _end_split(self) -> bool:
        """A run that changed its place is over: True when it was a scan, which the screen is told."""
        if not self._split:
            return False
        struck, self._split = self._split, []
        beginning, payload = self._run.before, self._run.end()[0]
        self._of_run.clear()
        if payload:
            if isinstance(beginning, FastKeys | DigitKeys) and beginning.is_attached:
                beginning.call_later(beginning.forget_run)
            self.screen.post_message(ScanReceived(self.screen, payload, expected=False))
            return True
        for event in struck:
            await super().on_event(event)
        return False


def _may_become_scan(text: str) -> bool:
    """Whether a run may be the beginning of a card: a number that begins with 0, or more than one digit."""
    number, bar, _ = text.partition("|")
    if bar:
        return len(number) >= LEAD
    return text == "0" or (len(text) > 1 and text.isdecimal())
