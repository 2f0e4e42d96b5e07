"""Choosing the passphrase of a store: one that is offered, or one's own, typed twice."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import Problem
from counter.i18n import t
from counter.models.keys import NewKeys
from counter.screens.key.key_fields import phrase_differs, phrase_fields
from counter.screens.parts.one_form import OneForm
from counter.services.key import key_file
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class KeyPhraseScreen(OneForm[NewKeys | None]):
    """Gives the new keys; None: back."""

    app: "CounterApp"
    topic = "key_phrase"

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._known = known
        self._offered = key_file.new_passphrase()

    def where(self) -> Sequence[str]:
        """The key of the store."""
        return (t("key_screen.title"), t("key_screen.phrase.title"))

    def hints(self) -> Sequence[Hint]:
        """On to the paper, or back."""
        return (
            Hint("F9", "key_screen.phrase.go"), Hint("F5", "key_screen.phrase.take"),
            Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """What it is for, the one offered, two fields."""
        yield Static(Content(t("key_screen.phrase.about", offered=self._offered)), id="about", markup=False)
        yield FormView(phrase_fields(self._offered))

    def problems(self) -> Sequence[Problem]:
        """Empty, or not the same twice."""
        return self.form.problems() or phrase_differs(self.form.values())

    async def send(self) -> None:
        """Make the keys in a thread; nothing is written yet."""
        keys = await self.app.in_thread(key_file.make, self.form.value("passphrase"), self._known)
        self.dismiss(keys)

    def action_back(self) -> None:
        """Esc: nothing was made."""
        self.dismiss(None)
