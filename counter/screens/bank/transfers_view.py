"""Transfers (chuyển khoản): codes that wait for their money, and bank lines that wait for a person."""

from collections.abc import Iterable, Sequence
from typing import ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter.errors import CounterError
from counter.i18n import day_with_weekday, money, t
from counter.models.transfers import BankLineView, RequestView
from counter.rules.rights import Act
from counter.screens.bank.transfer_words import cancel_dialog
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.times import since
from counter.services.bank import statements, transfers
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

PAGES = ("waiting", "lines")


class TransfersScreen(BehindDoor[None]):
    """Two pages. Enter opens a line of either, F9 imports a statement; nothing is committed here."""

    RIGHT = Act.TAKE_MONEY
    WIDE = True
    topic = "transfers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "page(0)", show=False),
        Binding("right", "page(1)", show=False),
    ]

    def __init__(self, page: str = "waiting") -> None:
        super().__init__()
        self.page = page if page in PAGES else PAGES[0]
        self.waiting: tuple[RequestView, ...] = ()
        self.lines: tuple[BankLineView, ...] = ()
        self._loaded = False

    # -- frame ---------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Transfers, and which page."""
        return (t("transfer_screen.title"), t(f"transfer_screen.page.{self.page}"))

    def keys(self) -> Sequence[Hint]:
        """Open, import, the other page."""
        return (
            Hint("Enter", f"transfer_screen.open.{self.page}", 5),
            Hint("F9", "transfer_screen.import"),
            Hint("1–2", "transfer_screen.turn", 40),
            Hint("F10", "command.more", 20),
        )

    def room(self) -> Iterable[Widget]:
        """Which page, its list."""
        yield Static(Content(""), id="pages", markup=False)
        yield LineList(_waiting_columns(), id="waiting", empty=t("bank_screen.loading"))
        yield LineList(_line_columns(), id="lines", empty=t("bank_screen.loading"))

    def arrive(self) -> None:
        """The first page."""
        self._show_page()

    def on_screen_resume(self) -> None:
        """Here, or here again: what changed meanwhile is shown."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Both lists."""
        try:
            self.waiting = await self.app.ask(transfers.waiting)
            self.lines = await self.app.ask(statements.tasks)
        except CounterError as error:
            self.say_error(error)
            return
        self._loaded = True
        for name in PAGES:
            self.query_one(f"#{name}", LineList).empty = t(f"transfer_screen.none.{name}")
        now = self.app.now()
        rows = [_waiting_row(one, since(one.asked_at, now)) for one in self.waiting]
        self.query_one("#waiting", LineList).set_rows(rows)
        self.query_one("#lines", LineList).set_rows([_line_row(one) for one in self.lines])
        self._show_page()

    def _show_page(self) -> None:
        for name in PAGES:
            self.query_one(f"#{name}").display = name == self.page
        counts = (len(self.waiting), len(self.lines)) if self._loaded else ("…", "…")
        parts = []
        for number, name in enumerate(PAGES):
            words = t("transfer_screen.tab", n=number + 1, page=t(f"transfer_screen.page.{name}"))
            text = f"{words} ({counts[number]})"
            parts.append(f"[{text}]" if name == self.page else f" {text} ")
        self.query_one("#pages", Static).update(Content("  ".join(parts)))
        self.set_focus(self.query_one(f"#{self.page}"))
        self.refresh_frame()
        self._tell()

    def _tell(self) -> None:
        """What the marked row wants, in whole words."""
        line = self._line() if self.page == "lines" else None
        if line is not None and line.why is not None:
            self.hint(t(line.why.message_id, **line.why.params))
        else:
            empty = "" if self.query_one(f"#{self.page}", LineList).rows else "_none"
            self.hint(t(f"transfer_screen.hint.{self.page}{empty}"))

    def _request(self) -> RequestView | None:
        row = self.query_one("#waiting", LineList).current
        return next((one for one in self.waiting if row and str(one.id) == row.key), None)

    def _line(self) -> BankLineView | None:
        row = self.query_one("#lines", LineList).current
        return next((one for one in self.lines if row and str(one.id) == row.key), None)

    # -- keys ------------------------------------------------------------------------------

    def take_digit(self, digit: int) -> None:
        """1 and 2: the pages."""
        if self.allowed and digit <= len(PAGES):
            self.action_page(digit - 1)

    def action_page(self, number: int) -> None:
        """← and →."""
        self.page = PAGES[number]
        self._show_page()

    @on(LineList.RowHighlighted)
    def highlighted(self) -> None:
        """Why this line waits."""
        self._tell()

    @on(LineList.RowChosen, "#waiting")
    def seen(self) -> None:
        """The money of this code was seen."""
        if request := self._request():
            self.app.show("transfer_seen", request=request)

    @on(LineList.RowChosen, "#lines")
    def look(self) -> None:
        """Say what this line is."""
        if line := self._line():
            self.app.show("bank_line", line=line)

    def action_done(self) -> None:
        """F9: read a statement file."""
        self.app.show("statement_import")

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Cancel a code, match again."""
        request = self._request() if self.page == "waiting" else None
        items = (
            Item("import", t("transfer_screen.import")),
            Item(
                "cancel",
                t("transfer_screen.cancel"),
                "" if request else t("transfer_screen.cancel_pick"),
            ),
            Item("match", t("transfer_screen.match")),
        )
        match await self.app.push_screen_wait(Choice(t("command.more"), items)):
            case "import":
                self.action_done()
            case "cancel" if request:
                await self._cancel(request)
            case "match":
                await self._match()

    async def _cancel(self, request: RequestView) -> None:
        if not await self.app.push_screen_wait(cancel_dialog(request)):
            return
        try:
            await self.app.ask(transfers.cancel, request.id, operation=uuid4().hex, version=request.version)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("transfer_screen.cancelled", tone="good", memo=request.memo)
        self.load()

    async def _match(self) -> None:
        try:
            found = await self.app.ask(statements.match_open)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.say("transfer_screen.matched", tone="good" if found else "", n=found)
        self.load()


def _waiting_columns() -> tuple[Column, ...]:
    return (
        Column(t("transfer_screen.col.memo"), 20),
        Column(t("transfer_screen.col.sum"), 11, align="right"),
        Column(t("transfer_screen.col.payer"), 17, grow=2),
        Column(t("transfer_screen.col.dossiers"), 9, grow=1),
        Column(t("transfer_screen.col.since"), 14),
        Column(t("transfer_screen.col.by"), 16, grow=1, from_width=100),
    )


def _waiting_row(request: RequestView, ago: str) -> Row:
    codes = [share.short_code for share in request.shares]
    more = t("transfer_screen.and_more", code=codes[0], n=len(codes) - 1) if len(codes) > 1 else ""
    return Row(
        key=str(request.id),
        cells=(
            request.memo,
            money(request.amount),
            request.payer_name,
            more or "".join(codes),
            ago,
            request.asked_by,
        ),
        mark="$",
    )


def _line_columns() -> tuple[Column, ...]:
    return (
        Column(t("transfer_screen.col.day"), 19),
        Column(t("transfer_screen.col.in"), 11, align="right"),
        Column(t("transfer_screen.col.text"), 15, grow=3),
        Column(t("transfer_screen.col.why"), 16),
        Column(t("transfer_screen.col.who"), 10, grow=1),
    )


def _line_row(line: BankLineView) -> Row:
    return Row(
        key=str(line.id),
        cells=(
            day_with_weekday(line.booked_on),
            money(line.amount),
            line.memo,
            t(f"transfer_screen.kind.{line.kind}"),
            line.to_staff or t("transfer_screen.nobody"),
        ),
        mark="~" if line.to_staff else "!",
        tone="" if line.to_staff else "today",
    )
