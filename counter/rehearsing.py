"""Going from one store to another: to practice, into the copy of a back-up, and back (diễn tập khôi phục).

Only one store is open at a time. While a copy is looked into, the real one is closed: nothing is sent from it
and nothing can be taken for it by mistake.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual.app import App

from counter import starting
from counter.errors import CounterError
from counter.i18n import day, local, t
from counter.models.backup import LookedInto
from counter.models.keys import DataKey
from counter.models.staff import StaffView
from counter.paths import default_store
from counter.screens import registry
from counter.settings import MachineSettings
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp
    from counter.door import Door
    from counter.sending_thread import SendingThread

    _Mixin = App[None]
else:

    class _Mixin:
        pass


def machine_of(copy: LookedInto, machine: MachineSettings) -> MachineSettings:
    """How the program stands over the copy of a back-up, or of a store on a disk that takes nothing."""
    shows = day(local(copy.at).date())
    return replace(machine, practice=True, store=copy.store, rehearsal=shows, band=copy.band, as_name=None)


class Rehearsing(_Mixin):
    """For the app: leaving one store for another, and leaving for good."""

    actor: StaffView | None
    staff: tuple[StaffView, ...]
    machine: MachineSettings
    door: "Door"
    sending: "SendingThread"
    rehearsal: LookedInto | None = None  # what is looked into now
    _before: tuple[MachineSettings, DataKey | None] | None = None  # where its end leads back to

    if TYPE_CHECKING:

        def begin_locking(self) -> None: ...

    async def open_practice(self) -> None:
        """Leave whatever is open and go to the practice store of this machine."""
        if self.rehearsal is not None:
            return
        self.machine = replace(self.machine, practice=True, store=default_store(practice=True))
        await self._leave_store("desk")
        await starting.open_store(cast("CounterApp", self))

    def look_into(self, rehearsal: LookedInto) -> None:
        """Close the store and open the copy; who looks signs in there, as after a real restore.

        Not awaited: a worker of the screen that goes would wait for its own end.
        """
        key = self.door.store.key_copy() if self.door.store is not None else None
        self._before = self.machine, key
        self.run_worker(self._look_into(rehearsal), name="rehearsal")

    async def _look_into(self, rehearsal: LookedInto) -> None:
        self.rehearsal, self.machine = rehearsal, machine_of(rehearsal, self.machine)
        await self._leave_store("sign_in")
        await starting.open_store(cast("CounterApp", self), rehearsal.key and rehearsal.key.copy())

    async def look_only(self, key: DataKey | None) -> bool:
        """Offer a look at a store that does not open because its disk takes nothing; False for any other.

        The program ends where it is not wanted, or cannot be made.
        """
        from counter.services.backup import read_only  # a start on a good disk does without
        from counter.widgets.dialogs import Confirm

        app, store = cast("CounterApp", self), self.machine.store
        if self.machine.practice or not await app.in_thread(read_only.takes_nothing, store):
            return False
        lines = [t("read_only.happened", file=store.name), t("read_only.looks"), t("read_only.do")]
        dialog = Confirm(t("read_only.title"), lines, verb_id="read_only.look", stay_id="read_only.leave")
        if not await self.push_screen_wait(dialog):
            self.exit(return_code=1)
            return True
        try:
            copy = await app.in_thread(read_only.bring, store, key, app.now())
        except CounterError as error:
            await app.tell(error)
            self.exit(return_code=1)
            return True
        self.run_worker(self._look_into(copy), name="look only")  # the screen that goes may await this one
        return True

    async def leave(self) -> None:
        """End the program when everything typed is kept; what could not be kept, or is unsent, is said.

        Out of a rehearsal it leads back to the real store, where somebody signs in anew.
        """
        from counter.screens.start.end_of_day import may_leave

        if not await self.put_away():
            return
        if self.rehearsal is None and not await may_leave(cast("CounterApp", self)):
            return
        if self._before is None:
            self.exit()
        else:
            await self._leave_rehearsal(*self._before)

    async def _leave_rehearsal(self, machine: MachineSettings, key: DataKey | None) -> None:
        self.machine, self._before = machine, None
        await self._leave_store("sign_in")
        self.end_rehearsal()
        await starting.open_store(cast("CounterApp", self), key)
        self.screen.set_timer(0.1, self._say_gone)

    def _say_gone(self) -> None:
        if isinstance(self.screen, CounterScreen):
            self.screen.say("rehearsal_screen.gone", tone="good")

    def end_rehearsal(self) -> None:
        """Take the copy away; nothing where none is looked into."""
        rehearsal, self.rehearsal = self.rehearsal, None
        if rehearsal is not None:
            from counter.services.backup.rehearsal import end  # a start does without

            end(rehearsal)

    async def put_away(self) -> bool:
        """Keep what stands in the fields of every open screen; False when something could not be kept."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, CounterScreen)]
        return all([await screen.put_away() for screen in screens])

    async def _leave_store(self, then: str) -> None:
        self.sending.stop()
        await self.door.close_store()
        self.actor, self.staff = None, ()
        self.begin_locking()  # nothing that waited behind a lock opens over another store
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        await self.switch_screen(registry.make(then))  # awaited: its workers end before another store opens
