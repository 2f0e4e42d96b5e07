"""Intake, the procedure: by its words, its code, what has happened in a life, or `ks`, `ct 3x5` (ux B5)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import Refused
from counter.i18n import day, language, money, t, t_in
from counter.models.catalogue import Channel, Confidence, Procedure
from counter.models.dossier import IdentityCheck
from counter.rules import fees
from counter.rules.fee_inputs import FeeInputs, optional_copies, parse_inputs
from counter.rules.procedure_search import Match
from counter.screens.intake.intake_panel import Panel, Place, line
from counter.screens.parts.wording import limit_words
from counter.services.people.frequent import frequent
from counter.text import one_line
from counter.widgets.dialogs import Item
from counter.widgets.dialogs import Message as Notice
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput

SHOWN = 9
DOUBTFUL = ("code_and_name", "processing_time", "documents", "fees")


class ProcedurePanel(Panel):
    """What do they need?"""

    place = Place.PROCEDURE
    BINDINGS: ClassVar[list[BindingType]] = [
        *[
            Binding(key, f"move('{key}')", show=False, priority=True)
            for key in ("up", "down", "pageup", "pagedown")
        ],
    ]
    _shown: str | None = None
    _matches: tuple[Match, ...] = ()

    class Chosen(Message):
        """A procedure, with what was typed beside its short code."""

        def __init__(self, match: Match) -> None:
            super().__init__()
            self.match = match

    def compose(self) -> Iterable[Widget]:
        """The question, the box, the procedures."""
        yield line(t("intake_screen.procedure.question"), classes="question")
        yield VnInput(id="procedure-box", placeholder=t("intake_screen.procedure.example"))
        yield line("", id="procedure-head", classes="section")
        columns = (Column("", 26, grow=1), Column("", 5), Column("", 16), Column("", 15))
        yield LineList(columns, id="procedure-list", header=False, follows=True)
        yield line(t("intake_screen.procedure.marks"), classes="foot")

    def keys(self) -> Sequence[Hint]:
        """Enter chooses the marked row."""
        return (Hint("Enter", "intake_screen.key.choose", 5), Hint("↑↓", "intake_screen.key.row", 50))

    def more(self) -> Sequence[Item]:
        """When it is not in the list."""
        return (Item("not_here", t("intake_screen.procedure.not_here")),)

    def run(self, key: str) -> None:
        """Where to go with it."""
        if key == "not_here":
            self._tell_not_here()

    @work(group="dialog")
    async def _tell_not_here(self) -> None:
        text = one_line(self.query_one("#procedure-box", VnInput).value)
        said = t("intake_screen.procedure.not_here_said", text=text) if text else ""
        phone = self.app.ward.phone or t("intake_screen.procedure.no_phone")
        await self.app.push_screen_wait(
            Notice(
                said or t("intake_screen.procedure.not_here_any"),
                t("intake_screen.procedure.not_here_where"),
                t("intake_screen.procedure.not_here_do", phone=phone),
                title=t("intake_screen.procedure.not_here"),
            )
        )

    def arrive(self) -> None:
        """The box has the keys."""
        self.screen.set_focus(self.query_one("#procedure-box", VnInput))
        self.search("")

    @on(VnInput.Changed, "#procedure-box")
    def typed(self, event: VnInput.Changed) -> None:
        """Every letter searches."""
        self.search(event.value)

    @work(exclusive=True, group="find")
    async def search(self, text: str) -> None:
        """The procedures that are meant; the frequent ones of an empty box."""
        wanted = one_line(text)
        found = await self._look(wanted)
        if self.is_mounted:
            self._show(found, wanted)

    async def _look(self, wanted: str) -> tuple[Match, ...]:
        if not wanted:
            return tuple(Match(procedure=p) for p in await self.app.ask(frequent, limit=SHOWN))
        return await self.app.in_thread(self.app.office().catalogue.search, wanted, SHOWN)

    def _show(self, found: tuple[Match, ...], wanted: str) -> None:
        self._matches, self._shown = found, wanted
        rows: list[Row] = []
        for number, match in enumerate(found):
            rows.append(self._row(match))
            if number == 0 and match.quantities:
                rows.append(Row("price", (f"     {self._price(match)}",), tone="head"))
        listing = self.query_one("#procedure-list", LineList)
        listing.empty = t("intake_screen.procedure.none", text=wanted)
        listing.set_rows(rows, keep=False)
        head = "frequent" if not wanted else "found" if found else "nothing"
        self.query_one("#procedure-head", Static).update(Content(t(f"intake_screen.procedure.{head}")))

    def _row(self, match: Match) -> Row:
        procedure = match.procedure
        return Row(
            procedure.code,
            (title(procedure), procedure.short or "", limit_words(procedure.time_limit), fee_cell(procedure)),
            mark="?" if doubts(procedure) else " ",
            locked=self._why_not(procedure),
        )

    def _why_not(self, procedure: Procedure) -> str:
        if procedure.ends is not None and self.today > procedure.ends:
            return t("intake_screen.procedure.ended", day=day(procedure.ends))
        if procedure.no_proxy and self.journey.draft.identity is IdentityCheck.FOR_ANOTHER:
            return t("intake_screen.procedure.no_proxy")
        return ""

    def _price(self, match: Match) -> str:
        """ "3 bản × 5 trang → 21.000đ", by the rules of the fee."""
        try:
            inputs = parse_inputs(match.procedure, optional_copies(match.procedure) | match.quantities)
            quote = fees.quote(match.procedure, inputs, channel=Channel.DIRECT, on=self.today)
        except Refused:
            return ", ".join(match.quantities.values())
        words = quantity_words(inputs) or ", ".join(match.quantities.values())
        total = money(quote.total) if quote.total is not None else t("wording.amount_unknown")
        return f"{words} → {total}"

    @on(LineList.RowHighlighted, "#procedure-list")
    def looked_at(self, event: LineList.RowHighlighted) -> None:
        """The whole name of a long row, what is not confirmed of it, or why it cannot be chosen."""
        match = next((m for m in self._matches if m.procedure.code == event.key), None)
        if match is None:
            return
        doubtful = doubts(match.procedure)
        if event.row.locked:
            self.host.hint(event.row.locked)
        elif doubtful:
            self.host.hint(t("intake_screen.procedure.doubtful", what=doubtful))
        else:
            self.host.hint(self.message())

    @on(VnInput.Submitted, "#procedure-box")
    @work(group="enter")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter takes the marked row."""
        wanted = one_line(event.value)
        if wanted != self._shown:  # typed faster than it was found
            self._show(await self._look(wanted), wanted)
        row = self.query_one("#procedure-list", LineList).current
        if row is None:
            self.host.say("intake_screen.procedure.none", tone="warn", text=wanted)
        else:
            self._choose(row)

    @on(LineList.RowChosen, "#procedure-list")
    def clicked(self, event: LineList.RowChosen) -> None:
        """A row chosen with the mouse."""
        self._choose(event.row)

    def _choose(self, row: Row) -> None:
        match = next((m for m in self._matches if m.procedure.code == row.key), None)
        if row.locked:
            self.host.say("intake_screen.procedure.locked", tone="warn", reason=row.locked)
        elif match is not None:
            self.post_message(self.Chosen(match))

    def action_move(self, key: str) -> None:
        """↑ ↓ move the list."""
        self.query_one("#procedure-list", LineList).take_key(key)

    def hints(self) -> Sequence[Hint]:
        """F9 is not needed here."""
        return (*super().hints(), Hint(commands.LOCK.shown, commands.LOCK.label_id, 70))


def title(procedure: Procedure) -> str:
    """The name as people look for it: without "Thủ tục" before it; English where the screens speak it."""
    name = (
        procedure.name_en
        if language() == "en"
        else procedure.name.removeprefix(t_in("vi", "intake_screen.procedure.prefix"))
    )
    online = procedure.channels.get(Channel.DIRECT) is not True and procedure.channels.get(Channel.ONLINE)
    return (t("intake_screen.procedure.online") if online else "") + name[:1].upper() + name[1:]


def fee_cell(procedure: Procedure) -> str:
    """Whether it costs something; "chưa có mức thu" where the data does not know how much."""
    due = [fee for fee in procedure.fees if not fee.optional]
    unknown = [fee for fee in due if fee.amount is None and not fee.tiers]
    if due and len(unknown) == len(due):
        return t("wording.amount_unknown")
    if unknown:
        return t("intake_screen.procedure.fee_depends")
    return t("wording.fee.some" if any(fee.amount or fee.tiers for fee in due) else "wording.fee.free")


def doubts(procedure: Procedure) -> str:
    """What of a procedure the research could not confirm, in words; empty when all of it is."""
    found = [key for key in DOUBTFUL if procedure.confidence.get(key) not in (None, Confidence.CONFIRMED)]
    return ", ".join(t(f"intake_screen.doubt.{key}") for key in found)


def quantity_words(inputs: FeeInputs) -> str:
    """ "3 bản × 5 trang + 1 bản × 2 trang", "3 bản × 1 việc"; empty where nothing was listed."""
    said = [t("intake_screen.quantity.documents", copies=s.copies, each=s.pages) for s in inputs.sheets]
    said += [t("intake_screen.quantity.items", copies=i.copies, each=i.events) for i in inputs.items]
    return " + ".join(said)
