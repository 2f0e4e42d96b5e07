"""Add a file to a paper: typed, pasted, or chosen from the scanner's folder; several become one PDF."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import clock, t
from counter.models.attachment import AttachmentList, FileFault, Prepared
from counter.papers.digitise import sources
from counter.papers.digitise.prepare import prepare
from counter.rules.attachment_names import portal_name
from counter.screens.attachments.attachment_rows import size
from counter.screens.parts.times import short_name
from counter.services.attachments import attachments, scan_folder
from counter.services.attachments.scan_folder import ScanFile
from counter.services.bank import statement_files
from counter.widgets.cells import wrap
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp

LOOK_EVERY = 2.0  # seconds


class AttachmentAddScreen(CounterScreen[None]):
    """The path, what the scanner brought last, the pages chosen so far. F9 makes one PDF of them."""

    app: "CounterApp"
    topic = "attachment_add"
    CSS_PATH = "attachments.tcss"

    def __init__(self, ref: str, paper: str) -> None:
        super().__init__()
        self._ref = ref
        self._paper = paper
        self._operation = uuid4().hex
        self.list: AttachmentList | None = None
        self.scans: tuple[ScanFile, ...] = ()
        self.chosen: list[Path] = []
        self.faults: tuple[FileFault, ...] = ()
        self.busy = False
        self._leaving = False

    # -- frame -----------------------------------------------------------------------------------

    @property
    def paper_name(self) -> str:
        """The paper that is added to."""
        names = {paper.key: paper.name for paper in self.list.papers} if self.list else {}
        return names.get(self._paper) or t("attachment_screen.other")

    def where(self) -> Sequence[str]:
        """Which dossier, which paper, whose."""
        if self.list is None:
            return (t("attachment_screen.title"),)
        paper = short_name(self.paper_name)
        return (t("attachment_screen.title"), self.list.short_code, paper, self.list.applicant)

    def hints(self) -> Sequence[Hint]:
        """Attach; take one more."""
        reason = ""
        if self.busy:
            reason = t("attachment_screen.working")
        elif not self.chosen:
            reason = t("attachment.file.no_files")
        return (
            Hint("F9", "attachment_screen.attach", reason=reason),
            Hint("Enter", "attachment_screen.take", 4),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 20),
        )

    def rail(self) -> str:
        """How to scan well."""
        return t("attachment_screen.add.rail")

    def body(self) -> Iterable[Widget]:
        """The question, the path, the scans, what was chosen, what was refused."""
        yield Static("", id="ask", markup=False)
        yield VnInput(placeholder=t("attachment_screen.example"), id="path", scans=True, max_length=1000)
        columns = (Column("", 30, grow=3), Column("", 10, align="right"), Column("", 8))
        yield LineList(
            columns, id="scans", header=False, follows=True, empty=t("attachment_screen.no_folder")
        )
        yield Static("", id="chosen", markup=False)
        yield Static("", id="faults", markup=False)

    # -- content ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The path has the keys; the scanner's folder is watched."""
        self.set_focus(self.query_one("#path"))
        self.load()
        self.set_interval(LOOK_EVERY, self.look)

    @work(group="load")
    async def load(self) -> None:
        """The dossier, for its names and limits."""
        try:
            self.list = await self.app.ask(attachments.listing, self._ref)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        self.look()
        self._show()
        if any(paper.key == self._paper and paper.key and not paper.needed for paper in self.list.papers):
            self.say("attachment_screen.add.not_needed", tone="warn")

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """What the scanner brought since; the newest stands on top."""
        folder = await self.app.ask(scan_folder.get)
        found = await self.app.in_thread(scan_folder.newest, folder)
        if found == self.scans:
            return
        self.scans = found
        rows = [
            Row(key=str(place), cells=(scan.name, size(scan.size), clock(scan.at)))
            for place, scan in enumerate(found)
        ]
        self.query_one("#scans", LineList).set_rows(rows, keep=False)

    def _show(self) -> None:
        ask = t("attachment_screen.add.ask", paper=self.paper_name)
        self.query_one("#ask", Static).update(Content(ask))
        lines = [t("attachment_screen.chosen", n=len(self.chosen))] if self.chosen else []
        lines += [f"  · {place} {sources.shown(path)}" for place, path in enumerate(self.chosen, 1)]
        self.query_one("#chosen", Static).update(Content("\n".join(lines)))
        problems = [fault.problem for fault in self.faults]
        said = [t("attachment_screen.faults", n=len(problems))] if problems else []
        room = max(20, self.query_one("#body").size.width - 6)
        said += ["  ! " + "\n    ".join(wrap(t(p.message_id, **p.params), room)) for p in problems]
        self.query_one("#faults", Static).update(Content("\n".join(said)))
        self.refresh_frame()

    # -- choosing --------------------------------------------------------------------------------

    def key_up(self) -> None:
        """↑: the ► row."""
        self.query_one("#scans", LineList).take_key("up")

    def key_down(self) -> None:
        """↓: the ► row."""
        self.query_one("#scans", LineList).take_key("down")

    @on(VnInput.Submitted, "#path")
    @work(exclusive=True, group="take")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter: the path that was typed, or the ► row."""
        typed = event.value.strip()
        row = self.query_one("#scans", LineList).current
        if typed:
            try:
                path = await self.app.in_thread(statement_files.find, typed)
            except Refused:
                self.say("attachment_screen.not_there", tone="warn")
                return
            self.query_one("#path", VnInput).value = ""
            self._take(path)
        elif row is not None:
            self._take(self.scans[int(row.key)].path)
        else:
            self.say("attachment_screen.type_path", tone="warn")

    @on(LineList.RowChosen, "#scans")
    def clicked(self, event: LineList.RowChosen) -> None:
        """A row chosen with the mouse."""
        event.stop()
        self._take(self.scans[int(event.key)].path)

    def _take(self, path: Path) -> None:
        if self.busy:
            return
        if path in self.chosen:
            self.say("attachment_screen.taken_already", tone="warn", name=sources.shown(path))
            return
        self.chosen.append(path)
        self.faults, self._leaving = (), False
        self._show()
        self.say("attachment_screen.taken", tone="good", n=len(self.chosen), name=sources.shown(path))

    # -- F9 --------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        if not self.busy and self.list is not None:
            self.attach(self.list)

    @work(group="attach")
    async def attach(self, listing: AttachmentList) -> None:
        """Let the children work beside the screen, then store; what is not taken is said and kept aside."""
        self.busy = True
        self._progress(0, len(self.chosen))
        self.refresh_frame()
        name = portal_name(self.paper_name, listing.limits, [file.name for file in listing.files])
        try:
            made = await self.app.in_thread(
                prepare, tuple(self.chosen), name, listing.limits, progress=self._tell
            )
            if isinstance(made, Prepared):
                await self._keep(listing, made)
            else:
                await self._aside(listing, made)
        except CounterError as error:
            await self.app.tell(error)
        finally:
            self.busy = False
        if self.is_attached:
            self._show()

    async def _keep(self, listing: AttachmentList, made: Prepared) -> None:
        await self.app.ask(attachments.add, listing.dossier_id, self._paper, made, operation=self._operation)
        self.dismiss()

    async def _aside(self, listing: AttachmentList, faults: tuple[FileFault, ...]) -> None:
        """Those that were refused leave the pages; the others stay chosen."""
        await self.app.ask(attachments.refuse, listing.dossier_id, self._paper, faults, operation=uuid4().hex)
        refused = {fault.source for fault in faults}
        self.chosen = [path for path in self.chosen if sources.shown(path) not in refused]
        self.faults = faults
        self.say("attachment_screen.not_taken", tone="warn", n=len(faults), left=len(self.chosen))

    def _tell(self, done: int, of: int) -> None:
        """From the thread that prepares: this screen's own thread shows it."""
        self.app.call_later(self._progress, done, of)

    def _progress(self, done: int, of: int) -> None:
        if self.is_attached and self.busy:
            self.say("attachment_screen.preparing", n=min(done + 1, of), of=of)

    def action_back(self) -> None:
        """Esc: pages that were chosen are not thrown away by one key."""
        if self.busy:
            self.say("attachment_screen.working", tone="warn")
        elif self.chosen and not self._leaving:
            self._leaving = True
            self.say("attachment_screen.leaving", tone="warn", n=len(self.chosen))
        else:
            self.dismiss()

    # -- F10 and scans ---------------------------------------------------------------------------

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Take the last page, or all of them, back."""
        reason = "" if self.chosen else t("attachment.file.no_files")
        items = [Item(name, t(f"attachment_screen.{name}"), reason) for name in ("undo_last", "undo_all")]
        picked = await self.app.push_screen_wait(Choice(t("attachment_screen.title"), items))
        if picked is not None and not self.busy:
            self.chosen = self.chosen[:-1] if picked == "undo_last" else []
            self._show()

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """A card is no file."""
        event.stop()
        self.say("attachment_screen.card_here", tone="warn")
