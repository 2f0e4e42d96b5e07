"""The files of a dossier by paper (Tệp kèm): add, order, remove, write out for the portal (ux B12 step 4)."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.models.attachment import MIB, AttachmentList, AttachmentView
from counter.screens.attachments import attachment_rows as rows
from counter.screens.parts.times import short_name
from counter.services.attachments import attachment_copies, attachments
from counter.widgets.dialogs import Choice, Confirm, Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

REASONS = ("blurred", "wrong_paper", "wrong_person", "newer", "asked")


class AttachmentsScreen(CounterScreen[None]):
    """Papers with their files below them. Enter on a paper adds to it, on a file copies its path."""

    app: "CounterApp"
    topic = "attachments"
    CSS_PATH = "attachments.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("delete", "remove", show=False),
    ]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        self._ref = ref
        self.list: AttachmentList | None = None
        self._copies: dict[int, Path] = {}  # written out since this screen opened
        self._holds = False

    # -- frame -----------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossier, what for, whose."""
        title = t("attachment_screen.title")
        if self.list is None:
            return (title,)
        return (title, self.list.short_code, short_name(self.list.procedure_name), self.list.applicant)

    def hints(self) -> Sequence[Hint]:
        """F9 leaves when everything is there."""
        return (
            Hint("F9", "attachment_screen.done", reason=self._lacking()),
            Hint("Enter", "attachment_screen.add", 4),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 15),
            Hint("Del", "attachment_screen.remove", 25),
            Hint("← →", "attachment_screen.move", 30),
        )

    def _lacking(self) -> str:
        if self.list is None or not self.list.problems:
            return ""
        first = self.list.problems[0]
        return t(first.message_id, **first.params)

    def rail(self) -> str:
        """The three commonest reasons why files come back; the limits."""
        return t("attachment_screen.rail")

    def body(self) -> Iterable[Widget]:
        """The question, the papers, what else to know."""
        yield Static("", id="ask", markup=False)
        columns = (Column("", 30, grow=3), Column("", 19, grow=1), Column("", 14, from_width=90))
        yield LineList(columns, id="files", header=False, empty=t("attachment_screen.loading"))
        yield Static("", id="limits", markup=False)
        yield Static("", id="note", markup=False)

    # -- content ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read them."""
        self.set_focus(self.query_one("#files"))
        self.load()

    def on_screen_resume(self) -> None:
        """Back from adding one."""
        if self.list is not None:
            self.load()

    def on_screen_suspend(self) -> None:
        """Covered or locked: no path of the resident's stays on the clipboard."""
        self._let_go()

    def on_unmount(self) -> None:
        """The same at the end."""
        self._let_go()

    def _let_go(self) -> None:
        if self._holds:
            self._holds = False
            self.app.copy_to_clipboard(" ")  # tmux does not take an empty text
            self.app.copy_to_clipboard("")

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The files as they are now; copies of a dossier that was filed are cleaned away."""
        before = self.list
        try:
            self.list = await self.app.ask(attachments.listing, self._ref)
            self._ref = str(self.list.dossier_id)
            await self._clean_after_filing(self.list.dossier_id)
        except CounterError as error:
            await self.app.tell(error)
            if self.list is None:
                self.dismiss()
                return
        if self.list is not None:
            self._show(self.list)
            if before is None:
                self.query_one("#files", LineList).move_to(rows.first_open(self.list))
            elif new := [f for f in self.list.files if f.id not in {old.id for old in before.files}]:
                self.say("attachment_screen.attached", tone="good", name=new[-1].name, pages=new[-1].pages)

    def _show(self, listing: AttachmentList) -> None:
        needed = sum(1 for paper in listing.papers if paper.needed)
        have = sum(1 for paper in listing.papers if paper.needed and paper.files)
        asked = (
            t("attachment_screen.ask", have=have, needed=needed) if needed else t("attachment_screen.none")
        )
        self.query_one("#ask", Static).update(Content(asked))
        self.query_one("#files", LineList).set_rows(rows.of(listing))
        limits = listing.limits
        said = t(
            "attachment_screen.limits",
            mb=limits.max_bytes // MIB,
            files=limits.max_files,
            pages=limits.max_pages,
        )
        sure = t("attachment_screen.unconfirmed") if limits.unconfirmed else ""
        self.query_one("#limits", Static).update(Content(said + sure))
        advice = (t("attachment_screen.no_scanner"), t("attachment_screen.no_card"))
        self.query_one("#note", Static).update(Content("\n".join(advice)))
        self.refresh_frame()
        self.hint(t("attachment_screen.hint"))

    @property
    def _file(self) -> AttachmentView | None:
        """The file under the bar."""
        row = self.query_one("#files", LineList).current
        wanted = rows.file_of(row.key) if row else 0
        return next((f for f in self.list.files if f.id == wanted), None) if self.list else None

    # -- keys ------------------------------------------------------------------------------------

    @on(LineList.RowHighlighted)
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The keys of a file, also where the key bar has no room for them."""
        event.stop()
        self.hint(t("attachment_screen.hint_file" if rows.file_of(event.key) else "attachment_screen.hint"))

    @on(LineList.RowChosen)
    def chosen(self, event: LineList.RowChosen) -> None:
        """Enter."""
        event.stop()
        file = self._file
        if file is None and rows.is_paper(event.key):
            self.app.show("attachment_add", ref=self._ref, paper=rows.paper_of(event.key))
        elif file is not None and file.id in self._copies:
            self._holds = True
            self.app.copy_to_clipboard(str(self._copies[file.id]))
            self.say("attachment_screen.copied", tone="good", name=file.name)
        elif file is not None:
            self.say("attachment_screen.export_first", name=file.name)

    def action_done(self) -> None:
        """F9: all papers have their files."""
        self.dismiss()

    def action_move(self, step: int) -> None:
        """← and →: the file under the bar earlier or later among those of its paper."""
        self.reorder(step)

    @work(group="order")
    async def reorder(self, step: int) -> None:
        """Change places with its neighbour, and write it."""
        file = self._file
        if file is None or self.list is None:
            self.say("attachment_screen.choose_file", tone="warn")
            return
        ids = [f.id for f in self.list.files]
        here = ids.index(file.id)
        there = here + step
        if not 0 <= there < len(ids) or self.list.files[there].paper_key != file.paper_key:
            self.say("attachment_screen.at_end")
            return
        ids[here], ids[there] = ids[there], ids[here]
        try:
            await self.app.ask(attachments.order, self.list.dossier_id, ids, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
        self.load()

    def action_remove(self) -> None:
        """Del."""
        self.remove_file()

    @work(group="remove")
    async def remove_file(self) -> None:
        """Why, then once more in words: it cannot be taken back."""
        file = self._file
        if file is None:
            self.say("attachment_screen.choose_file", tone="warn")
            return
        items = [Item(reason, t(f"attachment_screen.reason.{reason}")) for reason in REASONS]
        reason = await self.app.push_screen_wait(Choice(t("attachment_screen.why_remove"), items))
        if reason is None:
            return
        lines = (
            t("attachment_screen.remove.what", name=file.name, pages=file.pages),
            t("attachment_screen.remove.gone"),
        )
        title, verb = t("attachment_screen.remove"), "attachment_screen.remove.do"
        if not await self.app.push_screen_wait(Confirm(title, lines, verb_id=verb)):
            return
        said = t(f"attachment_screen.reason.{reason}")
        try:
            await self.app.ask(attachments.remove, file.id, said, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("attachment_screen.removed", tone="good", name=file.name)
        self.load()

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Write out, clean, the scanner's folder, the dossier."""
        if self.list is None:
            return
        nothing = "" if self.list.files else t("attachment.export.nothing")
        lying = await self.app.ask(attachment_copies.lying_about, self.list.dossier_id)
        items = (
            Item("export", t("attachment_screen.more.export"), nothing),
            Item(
                "clean", t("attachment_screen.more.clean"), "" if lying else t("attachment_screen.no_copies")
            ),
            Item("scan_folder", t("attachment_screen.more.scan_folder")),
            Item("dossier", t("attachment_screen.more.dossier")),
        )
        match await self.app.push_screen_wait(Choice(t("attachment_screen.title"), items, lines=lying)):
            case "export":
                await self._export(self.list)
            case "clean":
                await self._clean(self.list.dossier_id)
            case "scan_folder":
                await self._set_scan_folder()
            case "dossier":
                self.app.show("dossier", ref=self._ref)

    async def _export(self, listing: AttachmentList) -> None:
        from counter.screens.attachments.attachment_folder import FolderDialog

        folder = str(await self.app.in_thread(_downloads))
        problems: tuple[Problem, ...] = ()
        paths: tuple[Path, ...] = ()
        while not paths:
            given = await self.app.push_screen_wait(FolderDialog("export", folder, problems))
            if not given:
                return
            folder = given
            try:
                paths = await self.app.ask(
                    attachment_copies.export, self._ref, Path(folder), operation=uuid4().hex
                )
            except Refused as refused:
                problems = refused.problems
            except CounterError as error:
                await self.app.tell(error)
                return
        self._copies = {file.id: path for file, path in zip(listing.files, paths, strict=False)}
        self.say("attachment_screen.exported", tone="good", n=len(paths), folder=str(paths[0].parent))

    async def _clean(self, dossier_id: int) -> None:
        gone = await self.app.ask(attachment_copies.clean, dossier_id, operation=uuid4().hex)
        self._copies = {}
        self.say("attachment_screen.cleaned", tone="good", n=gone)

    async def _clean_after_filing(self, dossier_id: int) -> None:
        if await self.app.ask(attachment_copies.to_be_cleaned, dossier_id):
            await self._clean(dossier_id)

    async def _set_scan_folder(self) -> None:
        from counter.screens.attachments.attachment_folder import FolderDialog
        from counter.services.attachments import scan_folder

        now = await self.app.ask(scan_folder.get)
        folder = await self.app.push_screen_wait(FolderDialog("scan", now))
        if folder is None:
            return
        try:
            await self.app.ask(scan_folder.save, folder, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("attachment_screen.folder_set", tone="good")

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The next person's card."""
        event.stop()
        self.app.show("intake", payload=event.payload)


def _downloads() -> Path:
    """Where a browser looks for files to send; the home folder where there is no such place."""
    usual = Path.home() / "Downloads"
    return usual if usual.is_dir() else Path.home()
