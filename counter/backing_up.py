"""Backing up by itself: while nobody touches the keys, to the folder of the ward's settings.

It needs nobody signed in, only the store open. What fails is told in the header and tried again later.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.app import App

from counter.errors import CounterError
from counter.i18n import t
from counter.models.staff import StaffView
from counter.screens.settings.backup_words import age_words
from counter.services.backup import backup_state
from counter.settings import MachineSettings, WardSettings
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from counter.door import Door
    from counter.services.office import Office, P, R

    _Mixin = App[None]
else:

    class _Mixin:
        pass


LOOK_EVERY: Final = 60.0  # seconds
QUIET: Final = 60.0  # seconds without a hand on the keys
AGAIN: Final = timedelta(hours=1)  # after a failure


class BackingUp(_Mixin):
    """For the app: looks once a minute whether a back-up is due and nobody is at work."""

    actor: StaffView | None
    machine: MachineSettings
    ward: WardSettings
    door: "Door"
    backup_told: tuple[str, ...] = ()  # what the header says of it; nothing while all is well
    _tried: datetime | None = None

    if TYPE_CHECKING:

        @property
        def _untouched(self) -> float: ...
        def now(self) -> datetime: ...
        def office(self) -> Office: ...
        async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...

    def begin_backing_up(self) -> None:
        """Look now and again."""
        self.set_interval(LOOK_EVERY, self.look_at_backup)

    def look_at_backup(self) -> None:
        """Ask how old the last one is; make the next when it is due and the counter is quiet."""
        if self.door.store is not None and not self.machine.practice:
            self.run_worker(self._look_at_backup(), group="backup", exclusive=False)

    async def _look_at_backup(self) -> None:
        if any(worker.group == "backup-made" and not worker.is_finished for worker in self.workers):
            return
        age = await self.in_thread(backup_state.of, self.office())
        if age.due and self.ward.backup_folder and self._untouched >= QUIET and self._may_try():
            self.run_worker(self._back_up(), group="backup-made", exclusive=True)
        elif self._tried is None or not age.due:
            self._tell(age_words(age) if age.due else "")

    def _may_try(self) -> bool:
        return self._tried is None or self.now() - self._tried >= AGAIN

    async def _back_up(self) -> None:
        from counter.services.backup import backup  # a start does without

        self._tried = self.now()
        try:
            await self.in_thread(backup.make, self.office(), Path(self.ward.backup_folder), by_itself=True)
        except CounterError as error:
            self._tell(t("backup.bar.failed", why=t(error.message_id, **error.params)))
        else:
            self._tried = None
            self._tell("")

    def _tell(self, words: str) -> None:
        told = (words,) if words else ()
        if told != self.backup_told:
            self.backup_told = told
            if isinstance(self.screen, CounterScreen):
                self.screen.refresh_right()
