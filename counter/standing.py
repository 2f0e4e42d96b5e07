"""What the header says of the whole counter: whether the drawer is open, never what is in it."""

from typing import TYPE_CHECKING

from textual.app import App

from counter.i18n import t
from counter.models.staff import StaffView
from counter.services import drawer_state
from counter.services.drawer_state import DrawerState
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.services.office import P, R, Service

    _Mixin = App[None]
else:

    class _Mixin:
        pass


class Standing(_Mixin):
    """For the app: how the cashier's drawer stands, read when it can have changed, never for a key."""

    actor: StaffView | None
    locked: bool
    drawer: DrawerState

    if TYPE_CHECKING:

        async def ask(self, service: Service[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...

    @property
    def standing(self) -> tuple[str, ...]:
        """What holds for the whole counter: whether the drawer is open, never what is in it."""
        told = self.actor is not None and not self.locked and self.drawer is not DrawerState.NONE
        return (t(f"drawer_screen.bar.{self.drawer}"),) if told else ()

    def look_at_drawer(self) -> None:
        """Read again whether the drawer is open: somebody signed in, or it was opened or closed."""
        self.run_worker(self._look_at_drawer(), group="drawer", exclusive=True)

    async def _look_at_drawer(self) -> None:
        self.drawer = await self.ask(drawer_state.state) if self.actor else DrawerState.NONE
        if isinstance(self.screen, CounterScreen):
            self.screen.refresh_right()
