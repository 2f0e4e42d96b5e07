"""The lock that comes by itself: a while without a hand on the keys, told a minute before.

The clock counts the time a laptop sleeps: whoever opens its lid meets the lock, and no key before it acts.
"""

import sys
import time
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import App
from textual.screen import Screen

from counter.i18n import t
from counter.models.staff import StaffView
from counter.rules.idle import must_warn, seconds_left
from counter.settings import MachineSettings, WardSettings
from counter.widgets.screen import CounterScreen

LOOK_EVERY: Final = 1.0  # seconds
_CLOCKS: Final = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}  # Windows' own counts sleep
_HANDS = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)

if TYPE_CHECKING:
    from rich.console import RenderableType

    _Mixin = App[None]
else:

    class _Mixin:
        pass


def awake_or_asleep() -> float:
    """Seconds on a clock that nobody sets and that goes on while the machine sleeps."""
    clock = _CLOCKS.get(sys.platform)
    return time.clock_gettime(getattr(time, clock)) if clock else time.monotonic()


class Idle(_Mixin):
    """For the app: looks once a second how long nobody has touched the keys."""

    actor: StaffView | None
    locked: bool
    machine: MachineSettings
    ward: WardSettings

    if TYPE_CHECKING:

        def lock(self) -> None: ...

    def begin_idle(self) -> None:
        """Somebody is here now; look again and again."""
        self._last_hand = awake_or_asleep()
        self._warned: CounterScreen[object] | None = None
        self.set_interval(LOOK_EVERY, self.look_idle)

    async def on_event(self, event: events.Event) -> None:
        """A key struck after the time is over, as by who opens the lid, locks and does nothing else."""
        if isinstance(event, _HANDS) and not event.is_forwarded:
            late = self._may_lock and self._left == 0  # before the look that locks
            self.look_idle()
            self._last_hand = awake_or_asleep()
            self._end_warning()
            if late:
                return
        await super().on_event(event)

    def look_idle(self) -> None:
        """Cover the counter when nobody was here for the ward's minutes; tell it in the last of them."""
        if not self._may_lock:
            self._end_warning()
        elif self._left == 0:
            self._end_warning()
            self.lock()
        elif must_warn(self._untouched, self.ward.lock_minutes):
            self._warn()

    def _display(self, screen: Screen[object], renderable: "RenderableType | None") -> None:
        """Paint nothing of the old screen once the time is over; the lock comes first.

        A program that goes on after a stop (SIGCONT) is drawn anew at once, before any look at the clock.
        A private name of Textual, through which all painting goes; the test on a terminal holds it.
        """
        if self._may_lock and self._left == 0:
            self.call_later(self.look_idle)
        elif not self.locked or screen is self.screen:
            super()._display(screen, renderable)

    @property
    def _may_lock(self) -> bool:
        return self.actor is not None and not self.locked and self.machine.asks_who

    @property
    def _untouched(self) -> float:
        return awake_or_asleep() - self._last_hand

    @property
    def _left(self) -> int:
        return seconds_left(self._untouched, self.ward.lock_minutes)

    def _warn(self) -> None:
        top = next((s for s in reversed(self.screen_stack) if isinstance(s, CounterScreen)), None)
        if top is not None:
            top.warn_above(t("widget.idle", seconds=self._left))
            self._warned = top

    def _end_warning(self) -> None:
        if self._warned is not None:
            if self._warned.is_attached:
                self._warned.warn_above("")
            self._warned = None
