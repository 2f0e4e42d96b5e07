"""The key of the store: another passphrase, another recovery paper."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.rules.passphrase import LONGEST
from counter.rules.rights import Act
from counter.screens import registry
from counter.screens.key.key_fields import phrase_differs, phrase_fields
from counter.screens.parts.covered import Covered
from counter.services.key import key_file, keys
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class KeyScreen(Covered[None]):
    """The passphrase so far, a new one twice. F10: a new recovery paper, for the passphrase so far."""

    RIGHT = Act.CHANGE_SETTINGS
    app: "CounterApp"
    topic = "key"

    def where(self) -> Sequence[str]:
        """The key of the store."""
        return (t("key_screen.title"),)

    def hints(self) -> Sequence[Hint]:
        """Change it, make a paper, or leave it."""
        reason = "" if self._sealed else t("key_screen.plain")
        return (
            Hint("F9", "key_screen.change", reason=reason), Hint("F10", "key_screen.new_paper"),
            Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id),
        )  # fmt: skip

    @property
    def _sealed(self) -> bool:
        return not self.practice and key_file.is_sealed(self.app.machine.store)

    def body(self) -> Iterable[Widget]:
        """Three fields."""
        offered = key_file.new_passphrase()
        about = t("key_screen.about", offered=offered) if self._sealed else t("key_screen.plain")
        yield Static(Content(about), id="about", markup=False)
        yield FormView(
            (
                Field(key="now", label=t("key_screen.now"), kind=Kind.PIN, max_length=LONGEST),
                *phrase_fields(offered),
            )
        )

    @property
    def _form(self) -> FormView:
        return self.query_one(FormView)

    def on_mount(self) -> None:
        """The first field."""
        self._form.focus_first()
        self.hint(t("key_screen.hint"))

    def action_done(self) -> None:
        """F9: once; until its result is told, neither a second press nor Esc comes between."""
        if not self.recording:
            self.hold_for(self.change())

    @work(group="save")
    async def change(self) -> None:
        """Wrap the key under the new passphrase."""
        values = self._form.values()
        if problems := self._form.problems() or phrase_differs(values):
            self._form.set_errors(problems)
            return
        try:
            await self.app.ask(keys.change, values["now"], values["passphrase"])
        except Refused as refused:
            self._form.set_errors(refused.problems)
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        self.pass_on("key_screen.changed")

    def action_more(self) -> None:
        """F10: a new recovery paper."""
        if not self.recording and self._sealed:
            self.hold_for(self.new_paper())

    @work(group="save")
    async def new_paper(self) -> None:
        """For who knows the passphrase; the old paper is good until the new one was typed back."""
        now = self._form.value("now")
        if not now:
            self._form.set_errors([Problem("now", "key_screen.now_first")])
            return
        try:
            fresh = await self.app.ask(keys.prepare_paper, now)
            if await self.app.push_screen_wait(
                registry.make("key_paper", words=fresh.words, ward=self.app.ward)
            ):
                await self.app.ask(keys.replace_paper, fresh)
                self.say("key_screen.paper_replaced", tone="good")
        except Refused as refused:
            self._form.set_errors([problem.at("now") for problem in refused.problems])
        except CounterError as error:
            await self.app.tell(error)
