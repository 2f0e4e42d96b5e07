"""A second pair of eyes: the dossiers of newcomers that wait, opened by Enter, right by F9, wrong by F10."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import t
from counter.models.second_look import Finding, FindingDraft, Waiting
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.services.intake import second_looks
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp


class SecondLooksScreen(Covered[None]):
    """One row a dossier, the oldest first; what was found wrong stands in its row until it is right."""

    RIGHT = Act.SECOND_LOOK
    WIDE = True
    app: "CounterApp"
    topic = "second_looks"

    def __init__(self) -> None:
        super().__init__()
        self.waiting: tuple[Waiting, ...] = ()
        self._opened: set[int] = set()  # the dossiers that were looked at from here

    def where(self) -> Sequence[str]:
        """What it is."""
        return (t("second_look.title"),)

    def hints(self) -> Sequence[Hint]:
        """Look first, then say."""
        reason = "" if self.waiting else t("second_look.empty")
        one = self.current if self.waiting else None
        right = t("second_look.key.right_of", code=one.short_code) if one else "second_look.key.right"
        return (
            Hint("Enter", "second_look.key.open", 3, reason=reason),
            Hint("F9", right, reason=reason or self._not_looked(one)),
            Hint("F10", "second_look.key.wrong", 5, reason=reason),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def _not_looked(self, one: Waiting | None) -> str:
        """A second F9 would find the next dossier right, which nobody has opened."""
        if one is None or one.dossier_id in self._opened:
            return ""
        return t("second_look.look_first", code=one.short_code)

    def body(self) -> Iterable[Widget]:
        """The list."""
        columns = (
            Column(t("second_look.col.code"), 7),
            Column(t("second_look.col.who"), 16, grow=1),
            Column(t("second_look.col.procedure"), 18, grow=2),
            Column(t("second_look.col.maker"), 14, grow=1),
            Column(t("second_look.col.note"), 14, grow=2),
        )
        yield LineList(columns, id="waiting")

    def on_mount(self) -> None:
        """The list has the keys."""
        self.query_one("#waiting").focus()

    def on_screen_resume(self) -> None:
        """Here, or back from a dossier."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """What waits now; the cursor stays."""
        await self._read()

    async def _read(self) -> None:
        try:
            self.waiting = await self.app.ask(second_looks.waiting)
        except CounterError as error:
            self.say_error(error)
            return
        listing = self.query_one("#waiting", LineList)
        listing.empty = t("second_look.empty")
        listing.set_rows([_row(one) for one in self.waiting])
        self.refresh_frame()
        self.tell_row()

    @on(LineList.RowHighlighted, "#waiting")
    def tell_row(self) -> None:
        """Which dossier the keys mean; what was found wrong with it, whole."""
        self.refresh_frame()
        wrong = self.current.note if self.current else ""
        hint = t("second_look.found", note=wrong) if wrong else t("second_look.hint")
        self.hint(hint if self.waiting else "")

    @property
    def current(self) -> Waiting | None:
        """The dossier under the cursor."""
        row = self.query_one("#waiting", LineList).current
        return next((one for one in self.waiting if row and str(one.dossier_id) == row.key), None)

    @on(LineList.RowChosen, "#waiting")
    def chosen(self, event: LineList.RowChosen) -> None:
        """The whole dossier."""
        self._opened.add(int(event.key))
        self.app.show("dossier", ref=event.key)

    def action_done(self) -> None:
        """F9: it is right."""
        self._find(Finding.RIGHT)

    def action_more(self) -> None:
        """F10: something is wrong; what, is asked."""
        self._find(Finding.WRONG)

    def _find(self, finding: Finding) -> None:
        """Once: a second press while it is written says nothing of the next dossier, nor of this one."""
        if (one := self.current) is not None and not self.recording:
            self.hold_for(self.find(one, finding))

    @work(group="find")
    async def find(self, one: Waiting, finding: Finding) -> None:
        """Write what was found."""
        from counter.widgets.dialogs import ReasonDialog

        note = ""
        if finding is Finding.WRONG:
            lines = (t("second_look.ask_line", who=one.made_by, code=one.short_code),)
            ask = ReasonDialog(t("second_look.ask"), lines, verb_id="second_look.note_it")
            if not (note := await self.app.push_screen_wait(ask)):
                return
        draft = FindingDraft(operation=uuid4().hex, dossier_id=one.dossier_id, finding=finding, note=note)
        try:
            await self.app.ask(second_looks.find, draft)
        except CounterError as error:
            await self.app.tell(error)
        else:
            said = "second_look.done" if finding is Finding.RIGHT else "second_look.noted"
            self.say(said, tone="good", code=one.short_code)
        await self._read()


def _row(one: Waiting) -> Row:
    return Row(
        key=str(one.dossier_id),
        cells=(one.short_code, one.applicant, one.procedure, one.made_by, one.note),
        tone="late" if one.note else "",
    )
