"""Put the portal's right code in place of one that was misread."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.i18n import t
from counter.rules.rights import Act, may
from counter.screens.dossier.dossier_words import who
from counter.screens.filing.assisted_case import Case
from counter.screens.parts.one_form import OneForm
from counter.services.catalogue import portal_data
from counter.services.filing import submission_again
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class RecodeScreen(OneForm[bool]):
    """The code that is kept, a box for the right one. True when it was mended."""

    app: "CounterApp"
    topic = "assisted.recode"
    CSS_PATH = "assisted.tcss"

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    @property
    def _kept(self) -> str:
        return self.case.filing.portal_code if self.case.filing else ""

    def where(self) -> Sequence[str]:
        """Whose code."""
        view = self.case.view
        return (t("assisted.recode.title"), view.short_code, who(view.applicant))

    def hints(self) -> Sequence[Hint]:
        """A clerk mends it; anybody leaves."""
        sends = may(self.case.actor, Act.SEND)
        return (
            Hint("F9", "assisted.recode.do", reason="" if sends else t(f"right.{Act.SEND}")),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """What is kept, what the portal really shows."""
        yield Static(Content(t("assisted.recode.ask", code=self._kept)), id="ask", markup=False)
        yield FormView(
            (
                Field(
                    key="portal_code",
                    label=t("assisted.code.portal_code"),
                    value=self._kept,
                    hint=t("assisted.recode.hint"),
                    max_length=portal_data.MAX_CODE,
                    width=40,
                ),
            )
        )

    def action_back(self) -> None:
        """Esc: it stays as it was."""
        self.dismiss(False)

    async def send(self) -> None:
        """Write it."""
        filing = self.case.filing
        if filing is None:
            return
        await self.app.ask(
            submission_again.mend_code,
            self.case.view.id,
            self.form.value("portal_code"),
            operation=self._operation,
            version=filing.version,
        )
        self.dismiss(True)
