"""Mend one answer before it is sent; it is carried again and everything is read back again."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import Problem
from counter.i18n import t
from counter.models.submission import PortalField
from counter.screens.dossier.dossier_words import who
from counter.screens.filing.assisted_case import Case
from counter.screens.parts.one_form import OneForm
from counter.services.filing import submissions
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class CorrectScreen(OneForm[bool]):
    """One field. True when it was mended."""

    app: "CounterApp"
    topic = "assisted.correct"
    CSS_PATH = "assisted.tcss"

    def __init__(self, case: Case, field: PortalField) -> None:
        super().__init__()
        self.case = case
        self.field = field

    def where(self) -> Sequence[str]:
        """Which field, whose dossier."""
        view = self.case.view
        return (t("assisted.correct.title"), view.short_code, who(view.applicant))

    def hints(self) -> Sequence[Hint]:
        """Mend it, or leave it."""
        return (
            Hint("F9", "assisted.correct.do"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """Which field, and the value as it is."""
        yield Static(Content(t("assisted.correct.ask", label=self.field.label)), id="ask", markup=False)
        yield FormView(
            (
                Field(
                    key=self.field.key,
                    label=self.field.label,
                    value=self.field.value,
                    hint=t("assisted.correct.hint"),
                ),
            )
        )

    def action_back(self) -> None:
        """Esc: it stays as it was."""
        self.dismiss(False)

    def problems(self) -> Sequence[Problem]:
        """Nothing: the service knows which answers may be left empty."""
        return ()

    async def send(self) -> None:
        """Write it."""
        filing = self.case.filing
        if filing is None:
            return
        await self.app.ask(
            submissions.correct,
            self.case.view.id,
            self.field.key,
            self.form.value(self.field.key),
            operation=self._operation,
            version=filing.version,
        )
        self.dismiss(True)

    def at_field(self, problem: Problem) -> Problem:
        """What the form refuses stands at the field."""
        return problem.renamed({"": self.field.key})
