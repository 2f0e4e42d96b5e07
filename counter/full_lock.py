"""The lock that drops the key (khoá hẳn): the store closes, and only its passphrase opens it again.

What was typed is a draft in the store. The program then puts a new one in its own place, so that the memory
that held the key, the screens and what was on them goes back to the system.
"""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from textual.app import App

from counter import sealing, starting
from counter.errors import StoreError
from counter.models.staff import StaffView
from counter.paths import kept_dir
from counter.settings import MachineSettings, WardSettings
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from counter.app import CounterApp
    from counter.door import Door
    from counter.models.keys import DataKey
    from counter.sending_thread import SendingThread
    from counter.services.office import P, R

    _Mixin = App[None]
else:

    class _Mixin:
        pass


LOOK_EVERY: Final = 5.0  # seconds
PRINTING: Final = 10.0  # seconds that papers on their way to a printer still have


class FullLock(_Mixin):
    """For the app: closes the store after a long rest, or when F12 is struck on the locked counter."""

    actor: StaffView | None
    door: "Door"
    machine: MachineSettings
    sending: "SendingThread"
    ward: WardSettings

    if TYPE_CHECKING:

        async def put_away(self) -> bool: ...
        async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...
        @property
        def _untouched(self) -> float: ...

    def begin_full_lock(self) -> None:
        """Look from time to time."""
        self.locked_fully = False
        self.set_interval(LOOK_EVERY, self.look_full_lock)
        self.call_after_refresh(self.door.later, self._clear_left)

    def _clear_left(self) -> None:
        """What a killed program left: copies in clear, and what it looked into."""
        from counter.services.backup.backup_files import clear_left  # a start does without

        sealing.clear_away()
        clear_left(self.machine.store)

    def open_store(self, key: "DataKey | None" = None, event: str = "") -> None:
        """Open the machine's store, by its key where it has one, in place of the screen that asks.

        Not awaited: a worker of the screen that goes would wait for its own end.
        """
        self.run_worker(starting.open_store(cast("CounterApp", self), key, event), name="open")

    @property
    def may_lock_fully(self) -> bool:
        """Whether a store is open that its key can close."""
        return self.door.store is not None and sealing.is_sealed(self.machine.store)

    def seal_left(self) -> None:
        """Encrypt papers that were kept before the store had its key. In a thread."""
        store = self.machine.store
        if self.may_lock_fully:
            with suppress(OSError, StoreError):  # the next start tries again
                sealing.seal_folder(store, kept_dir(store, practice=False))

    def look_full_lock(self) -> None:
        """Nobody was here for the ward's minutes: close the store."""
        if self.may_lock_fully and self._untouched >= self.ward.key_minutes * 60:
            self.lock_fully()

    def lock_fully(self) -> None:
        """Keep what was typed, stop sending, close the store, end; the next program asks for the key."""
        if self.may_lock_fully and not self.locked_fully:
            self.locked_fully = True
            self.run_worker(self._lock_fully(), name="lock-fully")
        elif self.door.store is not None and not self.locked_fully and isinstance(self.screen, CounterScreen):
            self.screen.say("key_screen.plain", tone="warn")

    async def _lock_fully(self) -> None:
        from counter.printers.jobs import JOBS

        if not await self.put_away():
            self.locked_fully = False  # something typed could not be kept, which was said: it stays, covered
            return
        await self.in_thread(JOBS.rest, PRINTING)
        self.actor = None
        self.sending.stop()
        await self.door.close_store()
        sealing.clear_away()
        self.exit()


def put_new_program() -> None:
    """Put the same program, asked for the same, in the place of this one; comes back where that cannot be."""
    os.environ[starting.LOCKED] = "1"
    sys.stdout.flush()
    if sys.platform != "win32":  # there it would start beside this one, both at one keyboard
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  our own words
