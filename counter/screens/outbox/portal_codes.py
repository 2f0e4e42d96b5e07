"""Which paper and fee of the portal's card ours are (mã giấy tờ của Cổng): the ward's own setting."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import day, local, money, number, t
from counter.models.card_codes import CodeKind, CodeRow, CodeSheet
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.services.outbox import portal_codes
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

SEARCH = "0"  # the row of the choice that lets the card be searched again; no code of a card
FETCH = "1"


class PortalCodesScreen(BehindDoor[None]):
    """Every procedure with what has no code yet; Enter opens one."""

    RIGHT = Act.CHANGE_SETTINGS
    WIDE = True
    topic = "portal_codes"

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, CodeSheet] = {}

    def where(self) -> Sequence[str]:
        """The settings, and which of them."""
        return (t("settings_screen.title"), t("portal_codes.title"))

    def keys(self) -> Sequence[Hint]:
        """What Enter does."""
        return (Hint("Enter", "portal_codes.open"),)

    def room(self) -> Iterable[Widget]:
        """One row a procedure."""
        columns = (
            Column(t("portal_codes.procedure"), 24, grow=2),
            Column(t("portal_codes.missing"), 15),
            Column(t("portal_codes.held"), 9),
            Column(t("portal_codes.card"), 12),
        )
        yield LineList(columns, id="codes", empty=t("assisted.ways.loading"))

    def arrive(self) -> None:
        """What there is."""
        self.set_focus(self.query_one("#codes"))
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Every procedure of the catalogue, those that hold a dossier up first."""
        listed = await self.app.ask(portal_codes.listing)
        self.sheets = {sheet.procedure_code: sheet for sheet in listed}
        self.query_one("#codes", LineList).set_rows([_procedure(sheet) for sheet in listed])
        self.hint(t("portal_codes.hint"))

    @on(LineList.RowHighlighted, "#codes")
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The whole name, also where the column is too narrow for it."""
        self.hint(event.row.cells[0])

    @on(LineList.RowChosen, "#codes")
    @work(group="change")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """The papers and fees of this procedure."""
        await self.app.push_screen_wait(CardCodesScreen(self.sheets[event.key]))
        self.fill()


def _procedure(sheet: CodeSheet) -> Row:
    card = t("portal_codes.no_card")
    if sheet.fetched_at is not None:
        card = day(local(sheet.fetched_at).date())
    missing = t("portal_codes.unknown") if sheet.fetched_at is None else number(sheet.missing)
    mark, tone = ("!", "late") if sheet.held else ("√", "") if sheet.fetched_at else ("?", "")
    if sheet.fetched_at and sheet.missing and not sheet.held:
        mark = "?"
    cells = (sheet.name, missing, number(sheet.held) if sheet.held else "", card)
    return Row(key=sheet.procedure_code, cells=cells, mark=mark, tone=tone)


class CardCodesScreen(CounterScreen[None]):
    """One procedure, every paper and fee with its code; Enter chooses one of the card's, F10 fetches it."""

    app: "CounterApp"
    topic = "portal_codes"

    def __init__(self, sheet: CodeSheet) -> None:
        super().__init__()
        self.sheet = sheet

    def where(self) -> Sequence[str]:
        """Which procedure."""
        return (t("portal_codes.title"), self.sheet.name)

    def hints(self) -> Sequence[Hint]:
        """Choose, or leave."""
        return (
            Hint("Enter", "portal_codes.choose"),
            Hint("F10", commands.MORE.label_id),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """One row a paper or fee."""
        columns = (
            Column(t("portal_codes.ours"), 30, grow=2),
            Column(t("portal_codes.code"), 20),
            Column(t("portal_codes.how"), 13),
        )
        yield LineList(columns, id="rows", empty=t("portal_codes.none"))

    def on_mount(self) -> None:
        """The rows."""
        self.set_focus(self.query_one("#rows"))
        self._show()

    def _show(self) -> None:
        rows = [_entry(index, row, here=self._has_card) for index, row in enumerate(self.sheet.rows)]
        self.query_one("#rows", LineList).set_rows(rows)
        self.hint(t("portal_codes.choose_hint" if self._has_card else "portal_codes.no_card_hint"))

    @property
    def _has_card(self) -> bool:
        return self.sheet.fetched_at is not None

    @on(LineList.RowHighlighted, "#rows")
    def highlighted(self, event: LineList.RowHighlighted) -> None:
        """The whole name."""
        self.hint(event.row.cells[0])

    @on(LineList.RowChosen, "#rows")
    @work(group="change")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """Choose the card's entry for this one; what was held for want of it goes on."""
        if not self._has_card:
            self.hint(t("portal_codes.no_card_hint"))
            return
        row = self.sheet.rows[int(event.key)]
        items = [Item(SEARCH, t("portal_codes.search")), *self._options(row)]
        asked = t("portal_codes.which", name=row.name)
        picked = await self.app.push_screen_wait(Choice(t("portal_codes.choose"), items, lines=(asked,)))
        if picked is None:
            return
        code = "" if picked == SEARCH else picked.partition(" ")[2]
        code_of = (self.sheet.procedure_code, row.kind, row.key, code)
        try:
            freed = await self.app.ask(portal_codes.choose, *code_of, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            await self._again()
            return
        self.app.sending.nudge()
        await self._again()
        if freed or not self.sheet.held:
            self.say("portal_codes.chosen", tone="good", n=number(freed))
        else:
            self.say("portal_codes.chosen_more", tone="good", n=number(self.sheet.held))

    def _options(self, row: CodeRow) -> Iterable[Item]:
        if row.kind is CodeKind.PAPER:
            known = [(entry.code, entry.name) for entry in self.sheet.papers]
        else:
            known = [(fee.code, _price(fee.amount, fee.note)) for fee in self.sheet.fees]
        for code, name in dict(known).items():
            yield Item(f"code {code}", f"{name} · {code}")

    async def _again(self) -> None:
        self.sheet = await self.app.ask(portal_codes.sheet, self.sheet.procedure_code)
        self._show()

    # -- keys ------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc."""
        self.dismiss(None)

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Fetch the card anew."""
        reason = "" if self._has_card else t("portal_codes.no_card_hint")
        items = (Item(FETCH, t("portal_codes.fetch"), reason),)
        if await self.app.push_screen_wait(Choice(t(commands.MORE.label_id), items)) != FETCH:
            return
        try:
            await self.app.ask(portal_codes.fetch_again, self.sheet.procedure_code, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("portal_codes.fetching", tone="good")
            self.app.sending.nudge()
        await self._again()


def _price(amount: int | None, note: str) -> str:
    price = t("portal_codes.unknown") if amount is None else money(amount)
    return f"{note} {price}".strip()


def _entry(index: int, row: CodeRow, *, here: bool) -> Row:
    how = "by_hand" if row.chosen and row.code else "by_itself" if row.code else "missing"
    if row.chosen and not row.code:
        how = "gone"
    if not here:
        how = "no_card"
    cells = (row.name, row.code or row.chosen, t(f"portal_codes.how.{how}"))
    mark = "√" if row.code else "!" if here else "?"
    return Row(key=str(index), cells=cells, mark=mark, tone="late" if mark == "!" else "")
