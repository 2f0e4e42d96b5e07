"""Step 4: the fields in the portal's order; Enter copies one and goes to the next (ux B12)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import uuid4

from textual import events, on, work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from counter.errors import CounterError
from counter.i18n import t
from counter.models.submission import PortalField
from counter.screens.filing.assisted_case import At, Case
from counter.screens.filing.assisted_panel import StepPanel, line
from counter.services.filing import submissions
from counter.widgets.cells import cut
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

_PAPER = 32  # cells of a paper's name


OPEN = " "  # the mark of a field that is neither carried nor skipped


class FieldList(LineList):
    """The fields. Enter copies, Space skips, ← and ↑ go back, → and ↓ on without copying."""

    class Skipped(Message):
        """Space on a row."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def choose(self, index: int | None = None) -> None:
        """Enter: this field, and the next has the keys at once; a second Enter may be here already.

        Behind a field that was open comes the next open one; behind one that is carried once more, its
        neighbour: whoever goes back to the top carries them all again.
        """
        at = self.cursor if index is None else index
        was_open = at < len(self.rows) and self.rows[at].mark == OPEN
        super().choose(index)
        following = range(self.cursor + 1, len(self.rows))
        if not was_open:
            self.move(1)
        else:
            self.move_to(next((n for n in following if self.rows[n].mark == OPEN), self.cursor + 1))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "space" and not self._run and self.current is not None:
            self.post_message(self.Skipped(self.current.key))
        elif event.key in ("left", "right"):
            self.move(-1 if event.key == "left" else 1)
        else:
            return  # the list's own keys
        event.stop()
        event.prevent_default()


class CarryPanel(StepPanel):
    """The place is kept in the store: after a cut, a crash or another day it goes on from there."""

    at = At.CARRY
    DEFAULT_CSS = """
    CarryPanel {
        & > #fields { height: 1fr; min-height: 3; }
        & > #whole { height: auto; max-height: 3; padding: 0 1; }
    }
    """

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.fields = list(case.fields)
        self._writing: list[Worker[None]] = []

    def compose(self) -> Iterable[Widget]:
        """What to do, the fields, how to go to the portal and back."""
        yield line(t("assisted.carry.ask"), classes="question")
        columns = (
            Column("", 2, align="right"),
            Column("", 24, grow=1),
            Column("", 22, grow=2),
            Column("", 18),
        )
        rows = self._rows()
        yield FieldList(columns, rows, id="fields", header=False, empty=t("assisted.carry.nothing"))
        yield line("", id="whole")
        yield line(t("assisted.carry.window"), classes="note")
        if files := self._files():
            yield line(t("assisted.carry.files", files=files), classes="note")

    def _files(self) -> str:
        """The papers that the portal wants as files, and those there are files of: "√ Giấy chứng sinh"."""
        return "; ".join(
            f"{'√' if paper.files else '!'} "
            + cut((paper.name or t("attachment_screen.other")).partition("(")[0].strip(), _PAPER)
            for paper in self.case.files
        )

    def _rows(self) -> list[Row]:
        return [
            Row(
                key=field.key,
                cells=(str(number), field.label, field.value, _note(field)),
                mark="√" if field.copied else "–" if field.skipped else OPEN,
                tone="done" if field.copied else "dim" if field.skipped else "",
            )
            for number, field in enumerate(self.fields, start=1)
        ]

    @property
    def listing(self) -> FieldList:
        """The fields on the screen."""
        return self.query_one(FieldList)

    @property
    def left(self) -> int:
        """How many fields are neither carried nor skipped."""
        return sum(1 for field in self.fields if not field.copied and not field.skipped)

    def status(self, width: int) -> str:
        """With what was carried meanwhile."""
        return replace(self.case, fields=tuple(self.fields)).status(width)

    def arrive(self) -> None:
        """Where it was left; what a program that was killed has left on the clipboard goes."""
        if any(field.copied for field in self.fields):
            self.wipe()
        self.screen.set_focus(self.listing)
        self.listing.move_to(self._first)
        self._tell_whole()

    @property
    def _first(self) -> int:
        """The place of the first open field; the top when none is."""
        return next((n for n, f in enumerate(self.fields) if not f.copied and not f.skipped), 0)

    def message(self) -> str:
        """What to do first; where it goes on, and what to do when the portal has lost what it had."""
        of, done = len(self.fields), len(self.fields) - self.left
        if done and self.left:
            return t("assisted.carry.resumed", n=self._first + 1, of=of)
        return t("assisted.carry.all_done") if done else super().message()

    @on(LineList.RowHighlighted)
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The whole value, also where the column is too narrow for it."""
        event.stop()
        self._tell_whole()

    def _tell_whole(self) -> None:
        row = self.listing.current
        if row is not None:
            field = self._field(row.key)[1]
            whole = t("assisted.whole", label=field.label, value=field.value)
            self.query_one("#whole", Static).update(Content(whole))

    # -- one field -------------------------------------------------------------------------------

    @on(LineList.RowChosen)
    def copy(self, event: LineList.RowChosen) -> None:
        """Enter: to the clipboard; what the portal fills itself is only compared."""
        event.stop()
        number, field = self._field(event.key)
        if field.look_only:
            self.host.say("assisted.carry.compared", label=field.label)
        else:
            self.hold(field.value)
            told = "assisted.carry.to_choose" if field.choose else "assisted.carry.copied"
            self.host.say(told, tone="good", n=number + 1, of=len(self.fields), label=field.label)
        self._mark(number, replace(field, copied=True, skipped=False))

    @on(FieldList.Skipped)
    def skip(self, event: FieldList.Skipped) -> None:
        """Space: the portal does not have it; a second Space takes the mark back."""
        event.stop()
        number, field = self._field(event.key)
        self._mark(number, replace(field, copied=False, skipped=not field.skipped))

    def _field(self, key: str) -> tuple[int, PortalField]:
        return next((n, field) for n, field in enumerate(self.fields) if field.key == key)

    def _mark(self, number: int, field: PortalField) -> None:
        """Show the mark at once and keep it in the store behind the hands."""
        before, self.fields[number] = self.fields[number], field
        self.listing.set_rows(self._rows())
        if field.skipped:
            self.listing.move(1)
        if before.copied != field.copied or before.skipped != field.skipped:
            self._writing.append(self._keep(number, before, field))

    @work(group="mark")
    async def _keep(self, number: int, before: PortalField, field: PortalField) -> None:
        service = submissions.copied if field.copied else submissions.skipped
        if not field.copied and not field.skipped:
            service = submissions.unskip
        try:
            kept = await self.app.ask(service, self.case.view.id, field.key, operation=uuid4().hex)
        except CounterError as error:
            self.fields[number] = before
            self.listing.set_rows(self._rows())
            await self.app.tell(error)
        else:
            view = replace(self.case.view, submission=kept, sync=kept.state)
            self.case = replace(self.case, view=view)
        self.post_message(self.Changed())

    # -- F9, F10 -----------------------------------------------------------------------------------

    def why_not(self) -> str:
        """While fields are left."""
        return t("assisted.carry.open", n=self.left, first=self._first + 1) if self.left else ""

    def keys(self) -> Sequence[Hint]:
        """Copy, skip, back."""
        return (
            Hint("Enter", "assisted.key.copy", 4),
            Hint("Space", "assisted.key.skip", 6),
            Hint("←", "assisted.key.back_field", 40),
        )

    async def finish(self) -> None:
        """All is on the portal: what was copied is wiped, the next step opens."""
        for writing in self._writing:
            await writing.wait()
        self.leave()
        self.post_message(self.Moved())

    def offers(self) -> dict[str, str]:
        """Mend the field under the bar."""
        row = self.listing.current
        mend = {"correct": t("assisted.more.correct_one", label=row.cells[1])} if row is not None else {}
        return mend | ({"again": ""} if self.left < len(self.fields) else {})

    async def run(self, key: str) -> None:
        """Mend it."""
        row = self.listing.current
        if key == "correct" and row is not None:
            self.post_message(Mend(row.key))


class Mend(Message):
    """A field is to be mended before it is sent."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


def _note(field: PortalField) -> str:
    """What to do with a field, in words."""
    if field.skipped:
        return t("assisted.carry.note.skipped")
    if field.look_only:
        return t("assisted.carry.note.compared" if field.copied else "assisted.carry.note.look")
    if field.copied:
        return t("assisted.carry.note.copied")
    return t("assisted.carry.note.choose") if field.choose else ""
