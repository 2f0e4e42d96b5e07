"""A store of an earlier version is not encrypted yet: why that must change, and the way there."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import t
from counter.screens.key.key_fields import new_keys
from counter.services.key import opening
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class ConvertScreen(CounterScreen[None]):
    """F9: a leader encrypts it now. Esc: later; it is asked at every start."""

    WIDE = True
    app: "CounterApp"
    topic = "convert"

    def where(self) -> Sequence[str]:
        """The key of the store."""
        return (t("key_screen.convert.title"),)

    def hints(self) -> Sequence[Hint]:
        """Now or later."""
        return (
            Hint("F9", "key_screen.convert.go"), Hint("Esc", "key_screen.convert.later"),
            Hint("F1", commands.HELP.label_id), Hint("Ctrl+Q", commands.QUIT.label_id, 60),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Why and how."""
        yield Static(Content(t("key_screen.convert.about")), id="about", markup=False)

    def action_back(self) -> None:
        """Esc: to the signing in, the store plain as it was."""
        if not self.recording:
            self.app.open_store()

    def action_done(self) -> None:
        """F9."""
        if not self.recording:
            self.hold_for(self.convert())

    @work(group="convert")
    async def convert(self) -> None:
        """A leader's PIN, new keys, the encrypted copy, the swap; then the desk."""
        from counter.widgets.dialogs import Message, PinPrompt

        app = self.app
        try:
            leaders = await app.in_thread(opening.leaders, app.machine)
            if not leaders:  # nobody works here yet
                app.open_store()
                return
            prompt = PinPrompt(
                t("key_screen.convert.title"), leaders, lines=(t("key_screen.convert.who"),),
                verb_id="key_screen.convert.go",
            )  # fmt: skip
            given = await app.push_screen_wait(prompt)
            if given is None:
                return
            ward = await app.in_thread(opening.check_leader, app.machine, *given, app.now())
            keys = await new_keys(app, ward, *leaders)
            if keys is None:
                return
            self.say("key_screen.convert.working")
            opened = await app.in_thread(opening.convert_counter, app.machine, *given, keys, app.now())
        except CounterError as error:
            await app.tell(error)
            return
        app.begin(opened)
        await app.push_screen_wait(
            Message(t("key_screen.convert.done"), do=t("key_screen.convert.do"), title=t("key_screen.title"))
        )
        app.become("desk")
