"""Rehearsing a restore (diễn tập khôi phục): a back-up, what it holds, what would be lost; F9 looks in."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.models.backup import Rehearsal
from counter.models.keys import DataKey
from counter.rules.rights import Act
from counter.screens.key.key_fields import LONGEST
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Facts
from counter.screens.settings.backup_words import found_facts
from counter.services.backup import rehearsal
from counter.services.backup.backup_brought import source_of
from counter.services.key import key_file
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class RehearsalScreen(Covered[None]):
    """A folder and the passphrase; then what was found, and the way into the copy."""

    RIGHT = Act.REHEARSE
    app: "CounterApp"
    topic = "rehearsal"

    def __init__(self, folder: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._brought: Rehearsal | None = None
        self._goes_on = False

    def where(self) -> Sequence[str]:
        """What this is, and of which back-up."""
        return (t("rehearsal_screen.title"), self._brought.name if self._brought else "")

    def hints(self) -> Sequence[Hint]:
        """First it is brought back beside the store, then it can be looked into."""
        reason = t("backup.rehearse_practice") if self.practice else ""
        verb = "rehearsal_screen.look" if self._brought else "rehearsal_screen.go"
        return (Hint("F9", verb, reason=reason), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """What it does, the fields; later what was found."""
        yield Static(t("rehearsal_screen.about"), id="about", markup=False)
        fields = [
            Field(
                key="from", label=t("rehearsal_screen.from"), hint=t("rehearsal_screen.from_hint"),
                value=self._folder or self.app.ward.backup_folder,
            )
        ]  # fmt: skip
        if key_file.is_sealed(self.app.machine.store):
            fields.append(
                Field(
                    key="passphrase", label=t("rehearsal_screen.passphrase"), kind=Kind.PIN,
                    hint=t("rehearsal_screen.passphrase_hint"), max_length=LONGEST,
                )
            )  # fmt: skip
        yield FormView(fields)
        yield Facts(id="found")

    def on_mount(self) -> None:
        """The first field; nothing was found yet."""
        self.query_one("#found").display = False
        self.query_one(FormView).focus_first()
        self.hint(t("rehearsal_screen.hint"))

    def action_done(self) -> None:
        """F9: bring it back beside the store; then look into it."""
        if self.recording:
            return
        if self._brought is not None:
            self._goes_on = True
            self.app.look_into(self._brought)
        else:
            self.hold_for(self.bring())

    @work(group="save")
    async def bring(self) -> None:
        """Off the UI thread: a large store takes a minute."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
            return
        values = form.values()
        self.say("rehearsal_screen.works")

        def unlock(store: Path) -> DataKey:
            return key_file.unlock(store, values.get("passphrase", ""))

        try:
            source = await self.app.in_thread(source_of, Path(values["from"]), self.app.machine.store)
            self._brought = await self.app.ask(rehearsal.rehearse, source, unlock)
        except Refused as refused:
            self.turn_hint(t("rehearsal_screen.hint"))
            form.set_errors([_at(problem, values) for problem in refused.problems])
            return
        except CounterError as error:
            self.turn_hint(t("rehearsal_screen.hint"))
            await self.app.tell(error)
            return
        self._show(self._brought)

    def _show(self, brought: Rehearsal) -> None:
        self.query_one(FormView).display = False
        self.query_one("#about").display = False
        facts = self.query_one("#found", Facts)
        facts.show(found_facts(brought.found))
        facts.display = True
        self.set_focus(None)
        self.refresh_frame()
        self.say("rehearsal_screen.good", tone="good")

    def on_unmount(self) -> None:
        """Nobody looks into it: it goes."""
        if self._brought is not None and not self._goes_on:
            rehearsal.end(self._brought)


def _at(problem: Problem, values: dict[str, str]) -> Problem:
    return problem if problem.field in values else problem.at("from")
