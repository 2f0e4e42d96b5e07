"""CounterApp: the screens, the theme, the error boundary, and `ask`, the one door to the services."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final, ParamSpec, TypeVar

os.environ.setdefault("TEXTUAL_FPS", "240")  # halves search-to-paint; read when textual is imported
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")  # an animation moves the cursor an input method looks for

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from counter import commands, i18n
from counter.commands import Command
from counter.errors import CounterError
from counter.models.staff import StaffView
from counter.paths import default_store
from counter.services import incidents
from counter.services.office import Office, Service
from counter.settings import MachineSettings, WardSettings
from counter.widgets import theme

if TYPE_CHECKING:
    from counter.services.opening import Opened
    from counter.services.store import Store

P = ParamSpec("P")
R = TypeVar("R")

# Screens are imported when they open: the desk is painted before any of them, or the ORM, is loaded.
SCREENS: Final = {
    "setup": "counter.screens.setup:SetupScreen",
    "sign_in": "counter.screens.sign_in:SignInScreen",
    "desk": "counter.screens.desk:DeskScreen",
    "intake": "counter.screens.intake:IntakeScreen",
    "fee": "counter.screens.fee:FeeScreen",
    "assisted": "counter.screens.assisted:AssistedScreen",
    "dossier": "counter.screens.dossier:DossierScreen",
    "accepted": "counter.screens.accepted:AcceptedScreen",
    "hand_over": "counter.screens.hand_over:HandOverScreen",
    "help": "counter.screens.help:HelpScreen",
    "staff": "counter.screens.staff:StaffScreen",
    "settings": "counter.screens.settings:SettingsScreen",
    "palette": "counter.screens.find:FindScreen",
}


class CounterApp(App[None]):
    """The program at one counter. It knows screens and threads, and no word of the business."""

    ENABLE_COMMAND_PALETTE = False
    keep_up = False  # a test that wants the error boundary instead of the error
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(c.key, f"command('{c.id}')", show=False)
        for c in (commands.HELP, commands.FIND, commands.NEW, commands.LOCK, commands.QUIT)
    ]

    def __init__(self, machine: MachineSettings) -> None:
        super().__init__()
        self.machine = machine
        self.ward = WardSettings()
        self.actor: StaffView | None = None
        self.staff: tuple[StaffView, ...] = ()
        self.store: Store | None = None
        self.opened = asyncio.Event()
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(2, "reader")
        theme.register(self)

    # -- start and end ------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Show the screen a person will most likely meet, then open the store behind it."""
        if self.machine.practice or self.machine.as_name:
            self.show("desk")
        elif self.machine.store.exists():
            self.show("sign_in")
        else:
            self.show("setup")
            return  # nothing is made on the disk before somebody says so
        self.run_worker(self._open(), name="open")

    async def _open(self) -> None:
        from counter.services.opening import open_counter

        pin = os.environ.pop("COUNTER_PIN", None)
        try:
            opened = await self.in_thread(open_counter, self.machine, self.now(), pin)
        except CounterError as error:
            await self.tell(error)
            self.exit(return_code=1)
            return
        self.begin(opened)
        if opened.needs_setup:
            self.become("setup")
        elif opened.actor is None and self.machine.as_name:
            self.become("sign_in")

    async def open_practice(self) -> None:
        """Leave whatever is open and go to the practice store of this machine."""
        self.opened.clear()
        store, self.store = self.store, None
        if store is not None:
            await asyncio.get_running_loop().run_in_executor(self._writer, store.close)
        self.machine = replace(self.machine, practice=True, store=default_store(practice=True))
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        self.become("desk")
        await self._open()

    def begin(self, opened: "Opened") -> None:
        """Take an open store into use; from now on `ask` answers."""
        self.store = opened.store
        self.staff = opened.staff
        self.use_ward(opened.ward)
        self.actor = opened.actor
        self.opened.set()
        self.call_after_refresh(self._warm)

    def use_ward(self, ward: WardSettings) -> None:
        """Take over changed settings; the language follows at once."""
        self.ward = ward
        i18n.use_language(self.machine.language or ward.language)

    def _warm(self) -> None:
        """Load what the next keys will need, when the first frame is out and the hand still rests."""
        for target in ("counter.services.drafts", *SCREENS.values()):
            self._readers.submit(import_module, target.partition(":")[0])

    async def on_unmount(self) -> None:
        """Finish what is being written, then close the store."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True)
        if self.store is not None:
            self.store.close()

    # -- the one door ------------------------------------------------------------------

    async def ask(self, service: Service[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a service off the UI thread: writes in the one writer thread, reads in a reader.

        Waits for the store to be open. Raises what the service raises.
        """
        await self.opened.wait()
        pool = self._writer if service.writes else self._readers
        call = partial(service, self.office(), *args, **kwargs)
        running = asyncio.get_running_loop().run_in_executor(pool, call)
        # A screen that closes must not make a write's outcome unknown to the service itself.
        return await (asyncio.shield(running) if service.writes else running)

    async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run anything that may block (opening, signing in, typesetting) off the UI thread."""
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._readers, call)

    def now(self) -> datetime:
        """The instant every screen shows times against."""
        return i18n.utc_now()

    def office(self) -> Office:
        """What every service is given: this store, this person, this ward."""
        if self.store is None:
            raise RuntimeError("the store is not open yet")
        return Office(store=self.store, actor=self.actor, ward=self.ward, practice=self.machine.practice)

    # -- screens -----------------------------------------------------------------------

    def screen_of(self, name: str, **arguments: object) -> Screen[object]:
        """A new screen by its name in SCREENS."""
        module, _, cls = SCREENS[name].partition(":")
        screen: Screen[object] = getattr(import_module(module), cls)(**arguments)
        return screen

    def show(self, name: str, **arguments: object) -> None:
        """Open a screen over the present one."""
        self.push_screen(self.screen_of(name, **arguments))

    def become(self, name: str, **arguments: object) -> None:
        """Open a screen in place of the present one.

        Not awaited: a worker of the screen that goes would wait for its own end.
        """
        self.switch_screen(self.screen_of(name, **arguments))

    def action_command(self, command_id: str) -> None:
        """A key that means the same on every screen."""
        self.run_command(next(c for c in commands.COMMANDS if c.id == command_id))

    def run_command(self, command: Command) -> None:
        """Do what a row of the command table says, from wherever the person is."""
        if command is commands.LOCK:
            self.lock()
        elif command is commands.QUIT:
            self.exit()
        elif command is commands.HELP:
            self.show("help", topic=getattr(self.screen, "topic", "desk"))
        elif command is commands.FIND:
            self.show("palette")
        elif command is commands.PRACTICE:
            self.run_worker(self.open_practice(), group="practice")
        elif command.screen:
            self.show(command.screen)

    def lock(self) -> None:
        """Forget who acts and cover everything; the work below stays as it is."""
        if self.actor is not None and not self.machine.practice:
            who, self.actor = self.actor.name, None
            self.show("sign_in", locked=True, who=who)

    # -- the error boundary --------------------------------------------------------------

    async def tell(self, error: CounterError) -> None:
        """Say in a dialog what happened, what was kept, what to do. From a worker only."""
        from counter.widgets.dialogs import Message

        await self.push_screen_wait(Message.of_error(error))

    def _handle_exception(self, error: Exception) -> None:
        """Anything unforeseen: an incident number, a log without local variables; the counter stays up."""
        from counter.widgets.dialogs import Message

        if self.is_headless and not self.keep_up:
            super()._handle_exception(error)
            return
        number = incidents.report(error, i18n.utc_now())
        self.push_screen(Message.of_incident(number))


def run(machine: MachineSettings) -> int:
    """Run the program until it is left; returns the exit code."""
    i18n.use_language(machine.language or i18n.language_from_environment())
    app = CounterApp(machine)
    app.run()
    return app.return_code or 0
