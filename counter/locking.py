"""The lock of the counter: what is covered, what waits behind it, who acts after it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App
from textual.widget import Widget
from textual.worker import NoActiveWorker, get_current_worker

from counter.models.staff import StaffView
from counter.settings import MachineSettings
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import forget_secrets

OVER_LOCK = frozenset({"sign_in", "help"})  # the only screens that open while nobody is signed in

# Textual takes style and component names from the first App among the bases: a mixin must not be one.
if TYPE_CHECKING:
    _Mixin = App[None]
else:

    class _Mixin:
        pass


class Locking(_Mixin):
    """For the app: covering the counter and opening it again. What was typed stays as it is below."""

    machine: MachineSettings
    actor: StaffView | None

    if TYPE_CHECKING:

        def show(self, name: str, **arguments: object) -> None: ...
        async def put_away(self) -> bool: ...
        def look_at_drawer(self) -> None: ...

    def begin_locking(self) -> None:
        """Open, with nothing waiting."""
        self.locked = False  # covered: no command but help and leaving
        self._kept_back: list[Callable[[], None]] = []  # screens that wait behind the lock

    def _behind_lock(self, opening: Callable[[], None], name: str) -> bool:
        """Keep for later what a recording that ends now wants to show; True when it was kept."""
        if self.locked and name not in OVER_LOCK:
            self._kept_back.append(opening)
            return True
        return False

    def lock(self) -> None:
        """Cover everything, keep what was typed, forget who acts; the work below stays as it is."""
        if not self.machine.asks_who:
            if isinstance(self.screen, CounterScreen):
                self.screen.say("command.lock.practice")
        elif self.actor is not None and not self.locked:
            self.locked = True
            for screen in self.screen_stack:  # a second person's PIN, in a form or in a dialog over it
                forget_secrets(screen)
                if isinstance(screen, CounterScreen):
                    screen.turn_hint("")  # what was said to one person is not for the next
            self.show("sign_in", locked=True, who=self.actor.name)
            self.run_worker(self._sign_out(), name="lock")

    async def _sign_out(self) -> None:
        await self.put_away()
        if self.locked:
            self.actor = None

    def sign_in(self, actor: StaffView) -> None:
        """From now on this person acts."""
        self.actor, self.locked = actor, False
        kept, self._kept_back = self._kept_back, []
        for opening in kept:
            self.call_later(opening)  # once the lock is gone
        self.look_at_drawer()


def hold_asking_screen() -> None:
    """Hold the screen whose worker asks, until what it records is told."""
    try:
        worker = get_current_worker()
    except NoActiveWorker:
        return
    node = worker.node
    screen = node.screen if isinstance(node, Widget) and node.is_attached else None
    if isinstance(screen, CounterScreen):
        screen.hold_for(worker)
