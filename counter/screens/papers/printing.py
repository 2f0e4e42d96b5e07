"""From a paper that lies on the disk to this machine's printer: sent, and said what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from counter.errors import CounterError
from counter.i18n import t
from counter.models.printer import JobState, Printer, PrintJob, Use, Way
from counter.papers import clear_copies, files
from counter.printers.jobs import JOBS
from counter.services.papers import printers
from counter.widgets.dialogs import Choice, Item, Message

if TYPE_CHECKING:
    from counter.app import CounterApp

PATIENCE = 8.0  # seconds a screen looks after a job; then the list of jobs does


class Speaker(Protocol):
    """The screen on which a paper was asked for."""

    @property
    def gone(self) -> bool:
        """Whether it was left meanwhile."""

    def say(self, text_id: str, *, tone: str = "", **params: str | int) -> None:
        """Tell the result."""


async def to_printer(
    app: "CounterApp", screen: Speaker, path: Path, title: str, *, asked: bool = True
) -> None:
    """Print a kept paper: a page by the printer for pages, a picture by the receipt printer.

    The screen says what became of it; nothing when this machine has no printer for it: the file is all there
    is. A failed job is asked about at once, and stays in the list of jobs whatever is answered.
    `asked`: somebody struck a key for this paper. One that is made by itself opens no dialog where there is
    no printer: it would take the keys of the fee, or of the next person.
    """
    use = Use.ROLL if _is_picture(path) else Use.PAGES
    try:
        printer = await app.ask(printers.printer_for, use)
        if printer.way is Way.NONE:
            if asked:
                await in_clear(app, screen, path)
            return
        number = await app.in_thread(_submit, printer, path, title, app.machine.store)
    except CounterError as error:
        await app.tell(error)
        return
    while True:
        job = await app.in_thread(JOBS.wait, number, PATIENCE)
        if job is None or job.state is not JobState.FAILED:
            break
        if await app.push_screen_wait(_failed(job)) != "again":
            if not screen.gone:
                screen.say("print_screen.failed", tone="warn", title=title)
            return
        JOBS.again(number)
    if job is not None and not screen.gone:
        _say(screen, job, title)


async def in_clear(app: "CounterApp", screen: Speaker, path: Path) -> None:
    """A paper or a table that is encrypted and goes to no printer: offer a copy that other programs can open.

    It lies in a folder of the user's alone and goes when the program ends or the store closes.
    """
    if not files.is_sealed(path):
        return
    items = (Item("open", t("print_screen.clear.open")), Item("later", t("print_screen.clear.later")))
    title = t("print_screen.clear.title", file=files.bare_name(path))
    chosen = await app.push_screen_wait(Choice(title, items, lines=(t("print_screen.clear.why"),)))
    if chosen != "open":
        return
    try:
        copy = await app.in_thread(clear_copies.make, path, app.machine.store)
    except CounterError as error:
        await app.tell(error)
        return
    told = Message(t("print_screen.clear.done"), str(copy), t("print_screen.clear.goes"), title=title)
    await app.push_screen_wait(told)  # whole: on the line its end, which says what it is, would be cut


def _is_picture(path: Path) -> bool:
    return files.bare_name(path).lower().endswith(".png")


def _submit(printer: Printer, path: Path, title: str, store: Path) -> int:
    """Read the file and put it in the line; a receipt printer gets raster lines. CounterError."""
    content = files.read(path, store)
    if _is_picture(path):
        from counter.papers.escpos import bytes_of

        content = bytes_of(content, cut=printer.cut)
    return JOBS.submit(printer, content, title)


def _say(screen: Speaker, job: PrintJob, title: str) -> None:
    name = job.printer.target
    if job.state is JobState.DONE:
        sent = "print_screen.queued" if job.printer.way is Way.QUEUE else "print_screen.done"
        screen.say(sent, tone="good", title=title, name=name)
    else:
        screen.say("print_screen.waiting", title=title, name=name)


def _failed(job: PrintJob) -> Choice:
    lines = (t(job.problem, **job.params), t("print_screen.kept"))
    items = (Item("again", t("print_screen.again")), Item("later", t("print_screen.later")))
    return Choice(t("print_screen.not_printed", title=job.title), items, lines=lines)
