"""CounterApp: which screen is shown, who acts, the error boundary, and the door to the services."""

import gc
import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar

os.environ.setdefault("TEXTUAL_FPS", "240")  # halves search-to-paint; read when textual is imported
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")  # an animation moves the cursor an input method looks for

from textual.app import App
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

from counter import commands, ending, i18n, sealing, starting
from counter.backing_up import BackingUp
from counter.commands import Command
from counter.door import Door
from counter.errors import CounterError
from counter.full_lock import FullLock, put_new_program
from counter.idle import Idle
from counter.locking import Locking, hold_asking_screen
from counter.models.staff import StaffView
from counter.rehearsing import Rehearsing, machine_of
from counter.rules.rights import Act, may
from counter.screens import registry
from counter.sending_thread import SendingThread
from counter.services.office import Office, Service
from counter.services.store import incidents
from counter.services.till.drawer_state import DrawerState
from counter.settings import MachineSettings, WardSettings
from counter.standing import Standing
from counter.widgets import theme
from counter.widgets.guard import Guarded
from counter.widgets.keys_in_order import KeysInOrder
from counter.widgets.safe_lines import SafeOutput
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.models.backup import LookedInto
    from counter.services.key.opening import Opened

P = ParamSpec("P")
R = TypeVar("R")


class CounterApp(
    Guarded,
    SafeOutput,
    Idle,
    FullLock,
    KeysInOrder,
    Locking,
    Rehearsing,
    Standing,
    BackingUp,
    theme.Themed,
    App[None],
):
    """The program at one counter. It knows screens and threads, and no word of the business."""

    ENABLE_COMMAND_PALETTE = False
    # All at once: Textual parses every style again when a screen brings its own file later.
    CSS_PATH = sorted((Path(__file__).parent / "screens").rglob("*.tcss"), key=lambda path: Path(path).name)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(c.key, f"command('{c.id}')", show=False, priority=c is commands.LOCK)  # over dialogs too
        for c in (commands.HELP, commands.FIND, commands.NEW, commands.CALLS, commands.LOCK, commands.QUIT)
    ]
    keep_up = False  # a test that wants the error boundary instead of the error

    def __init__(self, machine: MachineSettings) -> None:
        super().__init__()
        self.machine = machine
        self.ward = WardSettings()
        self.actor: StaffView | None = None
        self.staff: tuple[StaffView, ...] = ()
        self.begin_locking()
        self.begin_keys()
        self.drawer = DrawerState.NONE  # read when it can have changed, never for a key
        self.door = Door(shut_out=self.lock)
        self.sending = SendingThread()
        theme.register(self)

    # -- start and end ------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Show the first screen, with the store opened behind it; listen for the end."""
        if not self.is_headless:
            ending.hear(self)
        self.begin_idle()
        self.begin_full_lock()
        self.begin_backing_up()
        self.begin_standing()
        starting.begin(self)

    def begin(self, opened: "Opened") -> None:
        """Take an open store into use; from now on `ask` answers."""
        self.staff, self.actor = opened.staff, opened.actor
        self.use_ward(opened.ward)
        self.door.use(opened.store)
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """The first frame is out: load what the next keys need, and let memory be tidied again."""
        gc.enable()
        self.set_timer(registry.WARM_AFTER, partial(self.door.later, registry.warm))
        self.door.later(self.seal_left)
        self.sending.begin(self.office())
        self.look_at_drawer()
        self.look_at_backup()

    async def begin_at(self, name: str, **arguments: object) -> None:
        """Put this screen in place of the first one, unless it is that; before one asks for nobody."""
        if getattr(self.screen, "topic", "") != name:
            await self.switch_screen(registry.make(name, **arguments))

    def use_ward(self, ward: WardSettings) -> None:
        """Take over changed settings; the language follows at once, and so does the sending."""
        self.ward = ward
        if self.door.store is not None:
            self.sending.begin(self.office())
        i18n.use_language(self.machine.language or ward.language)

    async def on_unmount(self) -> None:
        """Finish what is being written, then close the store."""
        self.sending.stop()
        await self.door.close()
        self.end_rehearsal()
        sealing.clear_away()

    # -- the one door ------------------------------------------------------------------

    async def ask(self, service: Service[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a service off the UI thread, once the store is open. Raises what the service raises.

        A write holds the screen that asks for it until its result is told; a draft's is no such write.
        """
        if service.writes and service.act is not Act.SAVE_DRAFT:
            hold_asking_screen()
        return await self.door.ask(self.office, service, *args, **kwargs)

    async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run anything else that may block off the UI thread."""
        return await self.door.in_thread(function, *args, **kwargs)

    def now(self) -> datetime:
        """The instant every screen shows times against."""
        return i18n.utc_now()

    def office(self) -> Office:
        """What every service is given: this store, this person, this ward."""
        if self.door.store is None:
            raise RuntimeError("the store is not open yet")
        return Office(
            store=self.door.store,
            actor=self.actor,
            ward=self.ward,
            practice=self.machine.practice,
            rehearsal=bool(self.machine.rehearsal),
            now=self.now,
        )

    # -- screens -----------------------------------------------------------------------

    def show(self, name: str, **arguments: object) -> None:
        """Open a screen over the present one; while the counter is locked, once it is open again."""
        if self._behind_lock(partial(self.show, name, **arguments), name):
            return
        self.push_screen(registry.make(name, **arguments))

    def become(self, name: str, **arguments: object) -> None:
        """Open a screen in place of the present one.

        Not awaited: a worker of the screen that goes would wait for its own end. While the counter is locked
        it waits, as `show` does: it would take the place of the lock.
        """
        if self._behind_lock(partial(self.become, name, **arguments), name):
            return
        self.switch_screen(registry.make(name, **arguments))

    def action_command(self, command_id: str) -> None:
        """A key that means the same on every screen."""
        self.run_command(next(c for c in commands.COMMANDS if c.id == command_id))

    def run_command(self, command: Command) -> None:
        """Do what a row of the command table says, from wherever the person is."""
        if command is commands.LOCK and (self.locked or self.actor is None):
            self.lock_fully()
        elif self.locked and command not in (commands.HELP, commands.QUIT):
            return
        elif command is commands.LOCK:
            self.lock()
        elif command is commands.QUIT:
            self.run_worker(self.leave(), name="leave")
        elif command is commands.HELP:
            keys = self.screen.hints() if isinstance(self.screen, CounterScreen) else ()
            self.show("help", topic=getattr(self.screen, "topic", "desk"), keys=keys)
        elif command is commands.FIND:
            from counter.screens.desk.find import palette

            self.keep_for_menu([self.run_worker(palette(self), group="palette")])
        elif command is commands.PRACTICE:
            self.run_worker(self.open_practice(), group="practice")
        elif command.right is not None and not may(self.actor, command.right):
            self._say(f"right.{command.right}", who=self.actor.name if self.actor else "")
        elif command.of_dossier and command.key in self.screen.active_bindings:
            self.simulate_key(command.key)  # the screen knows which dossier
        elif command.of_dossier:
            self._say("desk_screen.pick_first", key=command.shown)
        elif command.screen:
            self.show(command.screen)

    def _say(self, text_id: str, **params: str) -> None:
        if isinstance(self.screen, CounterScreen):
            self.screen.say(text_id, tone="warn", **params)

    # -- the error boundary --------------------------------------------------------------

    async def tell(self, error: CounterError) -> None:
        """Say in a dialog what happened, what was kept, what to do. From a worker only."""
        from counter.widgets.dialogs import Message

        await self.push_screen_wait(Message.of_error(error))

    def _handle_exception(self, error: Exception) -> None:
        """Anything unforeseen: an incident number, a log without local variables; the counter stays up."""
        from counter.widgets.dialogs import Message

        cause = error.error if isinstance(error, WorkerFailed) else error  # the wrapper knows no place
        if isinstance(cause, NoMatches) and not self.is_running:
            return  # the program ends, and a worker wanted to show what it had found
        if self.is_headless and not self.keep_up:
            super()._handle_exception(error)
            return
        self.push_screen(Message.of_incident(incidents.report(cause, self.now())))


def run(machine: MachineSettings) -> int:
    """Run the program until it is left; returns the exit code."""
    i18n.use_language(machine.language or i18n.language_from_environment())
    while True:
        app = CounterApp(machine)
        app.run()
        if not app.locked_fully:
            return app.return_code or 0
        put_new_program()


def look_into(machine: MachineSettings, copy: "LookedInto") -> int:
    """Run the program over the copy of a back-up alone, until it is left; the copy is gone then."""
    i18n.use_language(machine.language or i18n.language_from_environment())
    app = CounterApp(machine_of(copy, machine))
    app.rehearsal = copy
    app.run()
    return app.return_code or 0
