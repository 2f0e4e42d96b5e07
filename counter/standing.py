"""What the header says of the whole counter: whether the drawer is open, never what is in it; to a leader,
who looked up unusually many people today, who was approved by a PIN they had set; that a back-up is due.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual.app import App

from counter.errors import CounterError
from counter.i18n import t
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.services.people import lookers
from counter.services.staff import others_pins, staff
from counter.services.till import drawer_state
from counter.services.till.drawer_state import DrawerState
from counter.settings import MachineSettings
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from counter.door import Door
    from counter.services.office import P, R, Service

    _Mixin = App[None]
else:

    class _Mixin:
        pass


LOOK_EVERY: Final = 10.0  # seconds


class Standing(_Mixin):
    """For the app: how the counter stands, read when it can have changed, never for a key."""

    actor: StaffView | None
    staff: tuple[StaffView, ...]
    locked: bool
    machine: MachineSettings
    door: "Door"
    drawer: DrawerState
    backup_told: tuple[str, ...]
    curious: tuple[str, ...] = ()  # who looked up unusually many people today, for a leader
    alone: tuple[str, ...] = ()  # who was approved of late by a PIN they had set, for the other leaders

    if TYPE_CHECKING:

        def lock(self) -> None: ...
        async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...
        async def ask(self, service: Service[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...

    @property
    def standing(self) -> tuple[str, ...]:
        """What holds for the whole counter, for who acts now."""
        if self.actor is None or self.locked:
            return ()
        drawer = (t(f"drawer_screen.bar.{self.drawer}"),) if self.drawer is not DrawerState.NONE else ()
        unusual = tuple(t("lookup.unusual", name=name) for name in self.curious)
        unusual += tuple(t("approval.unusual", name=name) for name in self.alone)
        return unusual + self.backup_told + drawer

    def begin_standing(self) -> None:
        """Look now and again whether who is signed in still works here."""
        self.set_interval(LOOK_EVERY, self.look_at_actor)

    def look_at_actor(self) -> None:
        """Cover the counter when its actor left, or got another role or PIN, at another program."""
        if self.actor is not None and not self.locked and self.machine.asks_who:
            self.run_worker(self._look_at_actor(self.actor), group="actor", exclusive=True)

    async def _look_at_actor(self, actor: StaffView) -> None:
        store = self.door.store
        if store is None:
            return
        with suppress(CounterError):  # a store that cannot be read now is told elsewhere
            if not await self.in_thread(staff.here, store, actor) and self.actor == actor:
                self.staff = await self.in_thread(staff.names, store)
                self.lock()

    def look_at_drawer(self) -> None:
        """Read again how the counter stands: somebody signed in, or the drawer was opened or closed."""
        self.run_worker(self._look_at_drawer(), group="drawer", exclusive=True)

    async def _look_at_drawer(self) -> None:
        self.drawer = await self.ask(drawer_state.state) if self.actor else DrawerState.NONE
        leads = may(self.actor, Act.MANAGE_STAFF)
        self.curious = await self._look_at_lookers() if leads else ()
        self.alone = await self._look_at_approvals() if leads else ()
        if isinstance(self.screen, CounterScreen):
            self.screen.refresh_right()

    async def _look_at_lookers(self) -> tuple[str, ...]:
        return tuple(one.name for one in await self.ask(lookers.lookers) if one.unusual)

    async def _look_at_approvals(self) -> tuple[str, ...]:
        """Not to who did it: they know."""
        own = self.actor.id if self.actor else 0
        asked = await self.ask(others_pins.asked)
        return tuple(one.name for one in self.staff if one.id in asked and one.id != own)
