"""The printers of this machine and the jobs of this program: choose one, try it, send a failed job again."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import clock, t
from counter.models.printer import JobState, Printer, PrintJob, Use, Way
from counter.printers.jobs import JOBS
from counter.printers.send import queues
from counter.rules.printers import BAUDS, ROLLS
from counter.rules.rights import Act, may
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.one_form import OneForm
from counter.services.papers import printers
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

WAYS = {
    Use.PAGES: (Way.NONE, Way.QUEUE, Way.FOLDER),
    Use.ROLL: (Way.NONE, Way.NETWORK, Way.DEVICE, Way.QUEUE, Way.FOLDER),
}
LONGEST = 200


class PrintersScreen(BehindDoor[None]):
    """One row a printer, the jobs below. Enter changes one or sends a failed job again, F9 tries one.

    Everybody sees the jobs; only who may change settings chooses a printer.
    """

    RIGHT = Act.PRINT
    WIDE = True
    topic = "printers"

    def __init__(self) -> None:
        super().__init__()
        self.printers: tuple[Printer, ...] = ()
        self.queues: tuple[str, ...] = ()
        self.jobs: tuple[PrintJob, ...] = ()
        self._busy = False

    def where(self) -> Sequence[str]:
        """The settings, and which of them."""
        return (t("print_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """What Enter and F9 do."""
        return (
            Hint("F9", "print_screen.try"),
            Hint("Enter", "print_screen.change", 10),
            Hint("Tab", "print_screen.switch", 20),
        )

    def room(self) -> Iterable[Widget]:
        """The printers, the jobs."""
        columns = (
            Column(t("print_screen.col.use"), 22),
            Column(t("print_screen.col.way"), 30, grow=1),
            Column(t("print_screen.col.target"), 22, grow=1),
        )
        yield LineList(columns, id="printers", empty=t("law_screen.reading"))
        of_jobs = (
            Column(t("print_screen.col.at"), 6),
            Column(t("print_screen.col.paper"), 26, grow=1),
            Column(t("print_screen.col.state"), 12),
            Column(t("print_screen.col.do"), 24, grow=2),
        )
        yield LineList(of_jobs, id="jobs", empty=t("print_screen.no_jobs"))
        yield Facts(id="marked")

    def arrive(self) -> None:
        """The printers have the keys; the jobs are looked at twice a second."""
        self.set_focus(self.query_one("#printers"))
        self.fill()
        self.set_interval(0.5, self._look)

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Which printers this machine has."""
        self.printers = await self.app.ask(printers.chosen)
        self.queues = await self.app.in_thread(queues)
        self.query_one("#printers", LineList).set_rows([_printer_row(one) for one in self.printers])
        self.hint(t("print_screen.hint"))
        self._look()

    def _look(self) -> None:
        """The jobs, when they changed."""
        found = JOBS.listing()
        if found != self.jobs:
            self.jobs = found
            self.query_one("#jobs", LineList).set_rows([_job_row(job) for job in found])
            self._tell()

    @on(LineList.RowHighlighted, "#jobs")
    def _tell(self) -> None:
        """The marked job in full: what to do about it is longer than its row."""
        row = self.query_one("#jobs", LineList).current
        job = next((one for one in self.jobs if row is not None and str(one.id) == row.key), None)
        facts = [Fact("", job.title, "strong")] if job else []
        if job and job.problem:
            facts.append(Fact("", t(job.problem, **job.params), "warn"))
        self.query_one("#marked", Facts).show(facts)

    @on(LineList.RowChosen, "#printers")
    @work(group="change")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """Change this printer."""
        if not may(self.app.actor, Act.CHANGE_SETTINGS):
            self.say(f"right.{Act.CHANGE_SETTINGS}", tone="warn")
            return
        printer = next(one for one in self.printers if one.use.value == event.key)
        kept = await self.app.push_screen_wait(PrinterScreen(printer, self.queues))
        if kept is not None:
            self.say("print_screen.saved_none" if kept is Way.NONE else "print_screen.saved", tone="good")
            self.fill()

    @on(LineList.RowChosen, "#jobs")
    def send_again(self, event: LineList.RowChosen) -> None:
        """A failed job once more; a done one is forgotten."""
        number = int(event.key)
        if JOBS.again(number):
            self.say("print_screen.going")
        elif JOBS.drop(number):
            self.say("print_screen.dropped")
        self._look()

    def action_done(self) -> None:
        """F9."""
        self.try_one()

    @work(group="try")
    async def try_one(self) -> None:
        """The test page on the marked printer."""
        from counter.screens.papers.printer_trial import send

        row = self.query_one("#printers", LineList).current
        printer = next((one for one in self.printers if row is not None and one.use.value == row.key), None)
        if printer is None or self._busy:
            return
        if printer.way is Way.NONE:
            self.say("print_screen.choose_first", tone="warn")
            return
        self._busy = True
        try:
            app = self.app
            await app.in_thread(send, printer, app.ward, app.now(), practice=app.machine.practice)
            self.say("print_screen.trial_sent", name=printer.target)
        except CounterError as error:
            await self.app.tell(error)
        finally:
            self._busy = False
        self._look()


class PrinterScreen(OneForm[Way | None], Covered[Way | None]):
    """One printer: how it is reached. The way once it was stored, None when nothing changed."""

    RIGHT = Act.CHANGE_SETTINGS
    app: "CounterApp"
    topic = "printers"

    def __init__(self, printer: Printer, queues: Sequence[str] = ()) -> None:
        super().__init__()
        self.printer = printer
        self.queues = tuple(queues)  # of this system, to choose from

    def where(self) -> Sequence[str]:
        """Which printer."""
        return (t("print_screen.title"), t(f"print_screen.use.{self.printer.use}"))

    def hints(self) -> Sequence[Hint]:
        """Save, or leave without."""
        return (
            Hint("F9", "print_screen.save"),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """Way and target; of a receipt printer its paper, speed and knife."""
        printer = self.printer
        ways = tuple(Option(way.value, t(f"printer.way.{way}")) for way in WAYS[printer.use])
        fields = [
            _field("way", printer.way.value, kind=Kind.CHOICE, options=ways),
            _field(
                "target",
                printer.target,
                required=False,
                max_length=LONGEST,
                suggestion=next(iter(self.queues), ""),
            ),
        ]
        if printer.use is Use.ROLL:
            rolls = tuple(Option(str(mm), f"{mm} mm") for mm in ROLLS)
            bauds = tuple(Option(str(baud), str(baud)) for baud in BAUDS)
            fields += [
                _field("roll_mm", str(printer.roll_mm), kind=Kind.CHOICE, options=rolls),
                _field("baud", str(printer.baud), kind=Kind.CHOICE, options=bauds),
                _field("cut", "yes" if printer.cut else "no", kind=Kind.YES_NO),
            ]
        yield FormView(tuple(fields))

    def rail(self) -> str:
        """The queues there are."""
        if not self.queues:
            return t("print_screen.no_queues")
        return t("print_screen.queues", names=", ".join(self.queues))

    def action_back(self) -> None:
        """Esc: nothing was changed."""
        self.dismiss(None)

    async def send(self) -> None:
        """Store it."""
        values = self.form.values()
        printer = Printer(
            use=self.printer.use,
            way=Way(values["way"]),
            target=values["target"].strip(),
            roll_mm=int(values.get("roll_mm") or self.printer.roll_mm),
            baud=int(values.get("baud") or self.printer.baud),
            cut=values.get("cut", "yes") == "yes",
        )
        await self.app.ask(printers.save, printer, operation=self._operation)
        self.dismiss(printer.way)


def _field(
    key: str,
    value: str,
    *,
    kind: Kind = Kind.TEXT,
    options: tuple[Option, ...] = (),
    required: bool = True,
    max_length: int = 0,
    suggestion: str = "",
) -> Field:
    return Field(
        key=key,
        label=t(f"print_screen.field.{key}"),
        hint=t(f"print_screen.field.{key}.hint"),
        kind=kind,
        value=value,
        options=options,
        required=required,
        max_length=max_length,
        suggestion=suggestion,
    )


def _printer_row(printer: Printer) -> Row:
    cells = (t(f"print_screen.use.{printer.use}"), t(f"printer.way.{printer.way}"), printer.target)
    return Row(key=printer.use.value, cells=cells, mark="–" if printer.way is Way.NONE else "√")


def _job_row(job: PrintJob) -> Row:
    what = t(job.problem, **job.params) if job.problem else job.printer.target
    marks = {JobState.FAILED: "!", JobState.DONE: "√"}
    return Row(
        key=str(job.id),
        cells=(clock(job.made_at), job.title, t(f"print_screen.state.{job.state}"), what),
        mark=marks.get(job.state, "·"),
        tone="late" if job.state is JobState.FAILED else "",
    )
