"""Ask for a folder: where copies go, or where the scanner puts its files."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import Problem
from counter.i18n import t
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen


class FolderDialog(CounterScreen[str | None]):
    """One field. `purpose`: "export" or "scan"; for the scanner's an empty folder is none.

    `problems`: what stood against the folder that was given before; it is still in the field.
    """

    topic = "attachments"
    CSS_PATH = "attachments.tcss"

    def __init__(self, purpose: str, folder: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__()
        self._purpose = purpose
        self._folder = folder
        self._problems = problems

    def where(self) -> Sequence[str]:
        """Files, which folder."""
        return (t("attachment_screen.title"), t(f"attachment_screen.folder.{self._purpose}"))

    def hints(self) -> Sequence[Hint]:
        """Take it, or leave."""
        verb = Hint("F9", f"attachment_screen.folder.{self._purpose}.do")
        return (verb, Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))

    def rail(self) -> str:
        """What becomes of what is written there."""
        return t(f"attachment_screen.folder.{self._purpose}.rail")

    def body(self) -> Iterable[Widget]:
        """The question, the field."""
        yield Static(Content(t(f"attachment_screen.folder.{self._purpose}.ask")), id="ask", markup=False)
        yield FormView(
            (
                Field(
                    key="folder",
                    label=t("attachment_screen.folder"),
                    value=self._folder,
                    hint=t("attachment_screen.folder.hint"),
                    required=self._purpose == "export",
                    max_length=1000,
                ),
            )
        )

    def on_mount(self) -> None:
        """The field, and what is wrong with what stands in it."""
        form = self.query_one(FormView)
        form.focus_first()
        if self._problems:
            form.set_errors(self._problems)

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
        else:
            self.dismiss(form.value("folder"))

    def action_back(self) -> None:
        """Esc."""
        self.dismiss(None)
