"""What the header says of the whole counter: whether the drawer is open, never what is in it; to a leader,
who looked up unusually many people today; that a back-up is due.
"""

from typing import TYPE_CHECKING

from textual.app import App

from counter.i18n import t
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.services import drawer_state, lookers
from counter.services.drawer_state import DrawerState
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.services.office import P, R, Service

    _Mixin = App[None]
else:

    class _Mixin:
        pass


class Standing(_Mixin):
    """For the app: how the counter stands, read when it can have changed, never for a key."""

    actor: StaffView | None
    locked: bool
    drawer: DrawerState
    backup_told: tuple[str, ...]
    curious: tuple[str, ...] = ()  # who looked up unusually many people today, for a leader

    if TYPE_CHECKING:

        async def ask(self, service: Service[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...

    @property
    def standing(self) -> tuple[str, ...]:
        """What holds for the whole counter, for who acts now."""
        if self.actor is None or self.locked:
            return ()
        drawer = (t(f"drawer_screen.bar.{self.drawer}"),) if self.drawer is not DrawerState.NONE else ()
        return tuple(t("lookup.unusual", name=name) for name in self.curious) + self.backup_told + drawer

    def look_at_drawer(self) -> None:
        """Read again how the counter stands: somebody signed in, or the drawer was opened or closed."""
        self.run_worker(self._look_at_drawer(), group="drawer", exclusive=True)

    async def _look_at_drawer(self) -> None:
        self.drawer = await self.ask(drawer_state.state) if self.actor else DrawerState.NONE
        self.curious = await self._look_at_lookers() if may(self.actor, Act.MANAGE_STAFF) else ()
        if isinstance(self.screen, CounterScreen):
            self.screen.refresh_right()

    async def _look_at_lookers(self) -> tuple[str, ...]:
        return tuple(one.name for one in await self.ask(lookers.lookers) if one.unusual)
