"""The passphrase was forgotten: the 24 words of the recovery paper, and a new passphrase."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import Problem
from counter.i18n import t
from counter.models.keys import DataKey
from counter.screens.key.key_fields import phrase_differs, phrase_fields
from counter.screens.parts.one_form import OneForm
from counter.services.key import key_file
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

ROOM_FOR_WORDS = 400


class KeyRecoverScreen(OneForm[None]):
    """The words open the store; from then on the new passphrase does."""

    app: "CounterApp"
    topic = "key_recover"

    def where(self) -> Sequence[str]:
        """The key of the store."""
        return (t("key_screen.title"), t("key_screen.recover.title"))

    def hints(self) -> Sequence[Hint]:
        """Open, or back."""
        return (
            Hint("F9", "key_screen.recover.go"), Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """The words, a new passphrase twice."""
        offered = key_file.new_passphrase()
        about = t("key_screen.recover.about", offered=offered)
        yield Static(Content(about), id="about", markup=False)
        yield FormView(
            (
                Field(
                    key="words", label=t("key_screen.recover.words"), kind=Kind.LONG,
                    hint=t("key_screen.recover.words.hint"), max_length=ROOM_FOR_WORDS,
                ),
                *phrase_fields(offered),
            )
        )  # fmt: skip

    def problems(self) -> Sequence[Problem]:
        """Empty, or not the same twice."""
        return self.form.problems() or phrase_differs(self.form.values())

    async def send(self) -> None:
        """Find the key, wrap it anew, open the store."""
        values = self.form.values()
        key = await self.app.in_thread(self._recovered, values["words"], values["passphrase"])
        self.form.set_value("words", "")
        self.app.open_store(key, "key.event.recovered")

    def _recovered(self, words: str, passphrase: str) -> DataKey:
        store = self.app.machine.store
        key_file.check_passphrase(passphrase)
        before = key_file.seen(store)
        key = key_file.recover(store, words)
        key_file.rewrap(store, key, passphrase, before=before)
        return key

    def action_back(self) -> None:
        """Esc: to the passphrase."""
        self.app.become("unlock")
