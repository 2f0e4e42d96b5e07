"""Opening an encrypted store: its passphrase, before anybody signs in."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import t
from counter.rules.passphrase import LONGEST
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp


WRONG = "key.wrong_passphrase"
LEFT_STANDING = 60.0  # seconds a wrong passphrase stays to be mended


class UnlockScreen(CounterScreen[None]):
    """What is the passphrase? Nothing of the store is known before, not even who works here."""

    WIDE = True
    app: "CounterApp"
    topic = "unlock"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,f4,f6,f7,f8", "nothing", show=False),
        Binding(commands.FIND.key, "nothing", show=False),
    ]

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self._why = why  # an id: what happened before, as that it was locked by itself
        self._forgets: Timer | None = None  # when a wrong one is taken away

    def where(self) -> Sequence[str]:
        """Only that it is closed."""
        return (t("key_screen.unlock.title"),)

    def hints(self) -> Sequence[Hint]:
        """Enter opens; F10 for who forgot."""
        return (
            Hint("Enter", "key_screen.unlock.open"),
            Hint("F10", "key_screen.unlock.more"),
            Hint("F1", commands.HELP.label_id),
            Hint("Ctrl+Q", commands.QUIT.label_id, 60),
        )

    def body(self) -> Iterable[Widget]:
        """One question."""
        with Vertical(id="card"):
            yield Static(Content(t("key_screen.unlock.ask")), id="title", markup=False)
            yield VnInput(id="passphrase", password=True, max_length=LONGEST)
            why = [t(self._why)] if self._why else []
            yield Static(Content("\n".join((*why, t("key_screen.unlock.kept")))), id="kept", markup=False)

    def on_mount(self) -> None:
        """The keys go to the question."""
        self.set_focus(self.query_one("#passphrase"))
        self.hint(t("key_screen.unlock.hint"))

    @on(VnInput.Submitted, "#passphrase")
    def entered(self, event: VnInput.Submitted) -> None:
        """Enter: try it."""
        field = self.query_one("#passphrase", VnInput)
        typed = event.value
        if typed and not self.recording:
            field.forget()
            self._stop_waiting()
            self.say("key_screen.unlock.opening")
            self.hold_for(self.open(typed))

    @work(group="unlock")
    async def open(self, typed: str) -> None:
        """Derive the key in a thread; open the store with it."""
        from counter.services.key import key_file

        try:
            key = await self.app.in_thread(key_file.unlock, self.app.machine.store, typed)
        except Refused as refused:
            self.say_error(refused)
            if refused.message_id == WRONG:
                self._again(typed)
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        self.query_one("#passphrase").disabled = True  # once: the screen goes, or the program does
        self.app.open_store(key)

    def _again(self, typed: str) -> None:
        """Eight words with one slip in them: they stay to be mended, for a while, and F10 shows them."""
        field = self.query_one("#passphrase", VnInput)
        if field.value:  # somebody types anew already
            return
        field.value, field.cursor_position = typed, len(typed)
        self.query_one("#title", Static).update(Content(f"! {t('key_screen.unlock.mend')}"))
        self.say("key_screen.unlock.wrong", tone="warn")
        self._forgets = self.set_timer(LEFT_STANDING, self.action_back)

    def _stop_waiting(self) -> None:
        self.query_one("#title", Static).update(Content(t("key_screen.unlock.ask")))
        if self._forgets is not None:
            self._forgets.stop()
            self._forgets = None

    @on(VnInput.Changed, "#passphrase")
    def typed(self) -> None:
        """Somebody mends it: it stays as long as they type, and then as long again."""
        if self._forgets is not None:
            self._forgets.reset()

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """What else: the passphrase was forgotten; or let it be seen while it is typed."""
        from counter.widgets.dialogs import Choice, Item

        field = self.query_one("#passphrase", VnInput)
        seen = "hide" if not field.password else "show"
        items = (
            Item("forgot", t("key_screen.unlock.forgot")),
            Item(seen, t(f"key_screen.unlock.{seen}")),
        )
        chosen = await self.app.push_screen_wait(Choice(t("key_screen.unlock.title"), items))
        if chosen == "forgot":
            self.app.become("key_recover")
        elif chosen is not None:
            field.password = chosen == "hide"

    def action_back(self) -> None:
        """Esc: begin anew, in dots."""
        self._stop_waiting()
        field = self.query_one("#passphrase", VnInput)
        field.forget()
        field.password = True

    def action_nothing(self) -> None:
        """Work keys do nothing before the store is open."""
