"""Everything about one dossier: what it is, what can be done now, its life so far (ux B13)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import t
from counter.models.dossier import DossierState, DossierView, NextAction
from counter.models.life import MoveName
from counter.rules import moves
from counter.rules.rights import may
from counter.screens.dossier import dossier_money, dossier_rows, seen_whole
from counter.screens.parts.times import short_name
from counter.services.dossier import dossiers
from counter.services.life import outlooks
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.keys_in_order import PageMaker
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

FIRST, BESIDE = 22, 22 + 18 + 3 + 4  # the column of the moment; all that stands beside the words
STEPS = dossier_rows.RUNNING | {DossierState.SUPPLEMENT, DossierState.PAYMENT}  # not ended, no result yet
TABS = ("timeline", "answers", "papers", "money", "filing")
FROM_KEYS = {"hand_over": commands.HAND_OVER, "fee": commands.FEE, "assist": commands.ASSIST}


class DossierScreen(PageMaker, CounterScreen[None]):
    """One dossier. What cannot be done now stays visible, with the reason."""

    WIDE = True
    app: "CounterApp"
    topic = "dossier"
    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(c.key, f"run('{name}')", show=False) for name, c in FROM_KEYS.items()],
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("ctrl+z", "undo", show=False),
    ]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self._ref = ref
        self.view: DossierView | None = None
        self.actions: tuple[NextAction, ...] = ()
        self._tab = 0
        self._operation = uuid4().hex

    @property
    def opening(self) -> bool:
        """Until it is read, and while F9 is recorded: a key struck now is for what it will show."""
        return super().opening or self.view is None

    # -- frame ---------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossier, which procedure, whose."""
        if self.view is None:
            return (t("dossier_screen.title", code=""),)
        title = t("dossier_screen.title", code=self.view.short_code)
        return (title, self.view.applicant.full_name, short_name(self.view.procedure_name))

    def hints(self) -> Sequence[Hint]:
        """F9 is the news that the result is there; the others go to their screens; what can be done stays."""
        locks = {name: self._why_not(name) for name in FROM_KEYS}
        keys = [
            Hint(c.shown, c.label_id, 5 if self.actions and not locks[name] else c.priority, locks[name])
            for name, c in FROM_KEYS.items()
        ]
        return (
            self._main(),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            *keys,
            Hint("F10", commands.MORE.label_id, 25),
            Hint("1–5", "dossier_screen.tabs", 20),
        )

    @property
    def _waits(self) -> bool:
        """Whether it waits for papers of the resident: then F9 is that they are here."""
        return self.view is not None and self.view.state is DossierState.SUPPLEMENT

    def _main(self) -> Hint:
        if not self._waits:
            return Hint("F9", "dossier_screen.mark_ready", reason=self._why_not("mark_ready"))
        right = moves.right_of(MoveName.RESUME)
        return Hint(
            "F9", "dossier_screen.resume", reason="" if may(self.app.actor, right) else t(f"right.{right}")
        )

    def _why_not(self, command: str) -> str:
        action = next((a for a in self.actions if a.command == command), None)
        if action is None or action.enabled:
            return ""
        return t(action.reason, who=self.app.actor.name if self.app.actor else "")

    def body(self) -> Iterable[Widget]:
        """The head, what to do next, the tabs and the open one's lines."""
        yield Static("", id="head", markup=False)
        yield Static("", id="next", markup=False)
        yield Static("", id="tabs", markup=False)
        columns = (Column("", FIRST), Column("", 30, grow=3), Column("", 18, grow=1))
        yield LineList(columns, id="lines", header=False, empty=t("dossier_screen.nothing"))

    # -- content ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#lines").focus()
        self.load()

    def on_screen_resume(self) -> None:
        """Back from the fee or the filing: it has changed."""
        if self.view is not None:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The dossier and what can be done with it."""
        async with self.page():
            await self._read()

    async def _read(self) -> None:
        try:
            await self._load()
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()

    async def _load(self) -> None:
        self.view = await self.app.ask(dossiers.get, self._ref)
        self._ref = str(self.view.id)
        self.actions = await self.app.ask(dossiers.next_actions, self.view)
        notices = await self.app.ask(outlooks.outlook, self.view.id)
        head = dossier_rows.head(self.view, self.app.now(), notices)
        self.query_one("#head", Static).update(Content(head))
        self.query_one("#next", Static).update(Content(self._next()))
        self.refresh_frame()
        self.action_tab(self._tab)

    def _next(self) -> str:
        lines = [t("dossier_screen.next")]
        if self._waits:
            reason = self._main().reason
            mark, why = ("–", f"   {reason}") if reason else ("·", "")
            lines.append(f" {mark} F9  {t('dossier_screen.resume')}{why}")
        for action in self.actions:
            if self._waits and action.command == "mark_ready":
                continue
            command = FROM_KEYS.get(action.command)
            key = command.shown if command else ("F9" if action.command == "mark_ready" else "F10")
            label_id = command.label_id if command else f"dossier_screen.{action.command}"
            reason = self._why_not(action.command)
            first, more, _ = reason.partition(". ")  # the key itself says the rest
            reason = f"{first}." if more else reason
            lines.append(f" {'–' if reason else '·'} {key:<4}{t(label_id)}{'   ' + reason if reason else ''}")
        if self.view is not None and self.view.state in STEPS:
            lines.append(f" · F10 {t('dossier_screen.steps')}")
        return "\n".join(lines)

    def action_tab(self, index: int) -> None:
        """A digit opens a part of the dossier."""
        self._tab = index
        if self.view is None:
            return
        names = [
            f"[{n + 1} {t(f'dossier_screen.tab.{name}')}]"
            if n == index
            else f" {n + 1} {t(f'dossier_screen.tab.{name}')} "
            for n, name in enumerate(TABS)
        ]
        self.query_one("#tabs", Static).update(Content("".join(names)))
        rows = dossier_rows.lines(self.view, TABS[index])
        self.query_one("#lines", LineList).set_rows(rows, keep=False)
        self.hint(t("dossier_screen.hint"))

    @on(LineList.RowHighlighted, "#lines")
    def marked(self, event: LineList.RowHighlighted) -> None:
        """The marked line in full, where its columns are too narrow for it."""
        first, middle, *_ = (*event.row.cells, "", "")
        if len(first) > FIRST or len(middle) > self.size.width - BESIDE:
            self.hint(" · ".join(filter(None, (first, middle))))
        else:
            self.hint(t("dossier_screen.hint"))

    def take_digit(self, digit: int) -> None:
        """1 to 5 open a part."""
        if digit <= len(TABS):
            self.action_tab(digit - 1)

    def action_turn(self, step: int) -> None:
        """← → go through the parts."""
        self.action_tab((self._tab + step) % len(TABS))

    # -- keys ------------------------------------------------------------------------------

    def action_run(self, name: str) -> None:
        """F4, F7, F8: open the screen, or say why not."""
        reason = self._why_not(name)
        if reason:
            self.say("dossier_screen.locked", tone="warn", reason=reason)
        elif self.view is not None:
            self.app.show(FROM_KEYS[name].screen, ref=str(self.view.id))

    def action_done(self) -> None:
        """F9: the result is there; of one that waits for papers, that they are."""
        if not self._waits:
            self.mark_ready()
        elif reason := self._main().reason:
            self.say("dossier_screen.locked", tone="warn", reason=reason)
        elif self.view is not None:
            self.app.show("life", step=MoveName.RESUME, dossier_id=self.view.id)

    @work(group="ready")
    async def mark_ready(self) -> None:
        """Note it; it can be handed over from now on."""
        if self.view is None:
            return
        async with self.page():
            try:
                await self.app.ask(
                    dossiers.mark_ready, self.view.id, operation=self._operation, version=self.view.version
                )
            except CounterError as error:
                await self.app.tell(error)
            else:
                self._operation = uuid4().hex
                self.say("dossier_screen.ready_now", tone="good")
            await self._read()

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Print again, start another dossier from this one, show the resident."""
        from counter.screens.personal import data_request_do
        from counter.screens.put_right import put_right
        from counter.widgets.dialogs import Choice, Item

        if self.view is None:
            return
        names = (
            *("slip", "attachments", "same_procedure", "start_from", "resident_view", "reversal"),
            *("delay", "law_papers", "life", "put_right", "papers_seen", "data_request"),
        )
        locks = {
            "reversal": dossier_money.why_not(self.view, self.app.actor),
            "data_request": data_request_do.why_not_add(self.app),
        }
        rows = tuple(Item(name, t(f"dossier_screen.more.{name}"), locks.get(name, "")) for name in names)
        match await self.app.push_screen_wait(Choice(t("dossier_screen.more"), (*rows, seen_whole.item()))):
            case "slip":
                self.app.show("accepted", ref=str(self.view.id))
            case "attachments" | "law_papers" | "resident_view" as screen:
                self.app.show(screen, ref=str(self.view.id))
            case "same_procedure":
                self.app.show("intake", procedure=self.view.procedure_code)
            case "start_from":
                self.app.show("intake", from_dossier=self.view.id)
            case "reversal":
                await dossier_money.give_back(self.app, self.view)
            case "delay":
                self.app.show("delay", dossier_id=self.view.id)
            case "life":
                await self._move(self.view)
            case "put_right":
                await put_right.choose(self.app, self.view)
            case "papers_seen":
                self.app.show("papers_seen", resident_id=self.view.resident_id)
            case "data_request":
                await data_request_do.add(self, self.app, self.view.resident_id or 0, self.where()[1])
            case "see_whole":
                await seen_whole.of_dossier(self.app, self.view.id, self.view.applicant.full_name)

    async def _move(self, view: DossierView, *, undo: bool = False) -> None:
        """The steps of its life, or the last one taken back."""
        from counter.screens.life import life_menu

        await (life_menu.undo if undo else life_menu.choose)(self, self.app, view)
        if self.is_current:
            self.load()

    @work(group="more")
    async def action_undo(self) -> None:
        """Ctrl+Z: the last step, for five minutes."""
        if self.view is not None:
            await self._move(self.view, undo=True)

    def on_scan_received(self, event: ScanReceived) -> None:
        """The next person's card."""
        self.app.show("intake", payload=event.payload)
