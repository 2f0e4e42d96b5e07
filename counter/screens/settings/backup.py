"""Backing up (sao lưu): how old the last one is, where to, now (F9); by itself, or rehearsed (F10)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import work
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import number, t, written
from counter.models.backup import BackupMade
from counter.rules.rights import Act, may
from counter.screens.parts.covered import Covered
from counter.screens.settings.backup_words import age_words, rehearsed_words
from counter.services import setup
from counter.services.backup import backup
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class BackupScreen(Covered[None]):
    """One field: the folder on the stick."""

    RIGHT = Act.BACK_UP
    app: "CounterApp"
    topic = "backup"

    def where(self) -> Sequence[str]:
        """What this is."""
        return (t("backup_screen.title"),)

    def hints(self) -> Sequence[Hint]:
        """Make one, or let the program make them."""
        return (Hint("F9", "backup_screen.now"), Hint("F10", "backup_screen.more", 30),
                Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """How things stand, the folder."""
        yield Static("", id="backup-age", markup=False)
        yield FormView(
            [
                Field(
                    key="to", label=t("backup_screen.to"), hint=t("backup_screen.to_hint"),
                    value=self.app.ward.backup_folder,
                )
            ]
        )  # fmt: skip

    async def on_mount(self) -> None:
        """The field; the age beside it."""
        self.query_one(FormView).focus_first()
        self.hint(t("backup_screen.hint"))
        await self._show_age()

    async def _show_age(self) -> None:
        age = await self.app.ask(backup.age)
        words = age_words(age)
        if age.at is not None:
            words = t("backup_screen.last", age=words, at=written(age.at), place=age.place)
        folder = self.app.ward.backup_folder
        way = t("backup_screen.automatic", hours=self.app.ward.backup_hours, place=folder) if folder else ""
        lines = (words, rehearsed_words(age), way or t("backup_screen.by_hand"))
        self.query_one("#backup-age", Static).update("\n".join(f" {line}" for line in lines))

    def action_done(self) -> None:
        """F9: once; it is told when the copy was opened again and found whole."""
        if not self.recording:
            self.say("backup_screen.works")
            self.hold_for(self.back_up())

    @work(group="save")
    async def back_up(self) -> None:
        """Make one off the UI thread."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
            return
        try:
            made = await self.app.ask(backup.back_up, Path(form.values()["to"]))
        except Refused as refused:
            form.set_errors([_at(problem) for problem in refused.problems])
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        form.set_errors(())
        self._say_made(made)
        self.app.look_at_backup()
        await self._show_age()

    def _say_made(self, made: BackupMade) -> None:
        if made.same_disk:
            self.say("backup_screen.made_same", tone="warn", name=made.folder.name)
        else:
            size = number(-(-made.size >> 20))
            self.say("backup_screen.made", tone="good", name=made.folder.name, size=size)

    def action_more(self) -> None:
        """F10."""
        self.choose()

    @work(group="save")
    async def choose(self) -> None:
        """Rehearse the way back; for who may set it: by itself into this folder, or only by hand."""
        from counter.widgets.dialogs import Choice, Item

        ways = ("daily", "weekly", "never") if may(self.app.actor, Act.CHANGE_SETTINGS) else ()
        items = tuple(Item(way, t(f"backup_screen.{way}")) for way in ("rehearse", *ways))
        chosen = await self.app.push_screen_wait(Choice(t("backup_screen.title"), items))
        if chosen == "rehearse":
            self.app.show("rehearsal", folder=self.query_one(FormView).values()["to"].strip())
        elif chosen is not None:
            await self._set(chosen)

    async def _set(self, chosen: str) -> None:
        folder = "" if chosen == "never" else self.query_one(FormView).values()["to"].strip()
        if chosen != "never" and not Path(folder).is_absolute():
            self.query_one(FormView).set_errors([Problem("to", "backup.whole_path")])
            return
        ward = replace(self.app.ward, backup_folder=folder, backup_hours=168 if chosen == "weekly" else 24)
        try:
            await self.app.ask(setup.save_ward, ward, uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.app.use_ward(ward)
        self.say("backup_screen.kept", tone="good")
        await self._show_age()


def _at(problem: Problem) -> Problem:
    return problem.at("to")
