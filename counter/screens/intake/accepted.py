"""Accepted (đã tiếp nhận): the code, the appointment, what to say, what comes next, the slip (ux B9)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import clock, language, t
from counter.models.dossier import Accepted, DossierView, NextAction
from counter.models.money import MoneyState
from counter.papers.files import bare_name, is_sealed
from counter.papers.words import spoken_hour
from counter.screens.dossier.dossier_rows import look_words
from counter.screens.dossier.dossier_words import who
from counter.screens.intake.accepted_slip import KINDS, Printed, make, why_not_open
from counter.screens.papers.printing import in_clear, to_printer
from counter.screens.papers.slip_preview import SlipPreview
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.scanned import over_desk
from counter.screens.parts.wording import contact_words, moment, owed_words
from counter.services.dossier import dossiers
from counter.services.intake import visits
from counter.widgets.cells import cut
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

NAME_SHOWN = 30  # cells of the procedure's name in the header
LOW = 22  # rows
OWING = frozenset({MoneyState.DUE, MoneyState.UNKNOWN, MoneyState.LATER})
WAYS = {"fee": commands.FEE, "assist": commands.ASSIST}


class AcceptedScreen(CounterScreen[None]):
    """After F9: nothing more to decide, one next thing focused, a scan begins the next person.

    `ref` opens it again for a dossier that was accepted before, to look at its slip or print it once more.
    """

    app: "CounterApp"
    topic = "accepted"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(commands.FEE.key, "run('fee')", show=False),
        Binding(commands.ASSIST.key, "run('assist')", show=False),
        Binding(commands.NEW.key, "run('same')", show=False),
        Binding("ctrl+z", "take_back", show=False),
    ]

    def __init__(self, accepted: Accepted | None = None, ref: str = "") -> None:
        super().__init__()
        self.accepted = accepted
        self._ref = str(accepted.dossier_id) if accepted else ref
        self.view: DossierView | None = None
        self.actions: dict[str, NextAction] = {}
        self.printed: Printed | None = None
        self._slip_words = t("accepted.slip.making") if accepted else t("accepted.slip.ask")
        self._operation = uuid4().hex

    # --- frame --------------------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which dossier, what, whose."""
        code = self.accepted.short_code if self.accepted else self.view.short_code if self.view else ""
        title = t("accepted.title", code=code)
        if self.view is None:
            return (title,)
        return (title, cut(self.view.procedure_name, NAME_SHOWN), self._who())

    def _who(self) -> str:
        return who(self.view.applicant) if self.view else ""

    def hints(self) -> Sequence[Hint]:
        """F9 is the next thing; F3 the next person with the same procedure."""
        following = self._next()
        keys = [Hint("F9", self._main(following))] if following else []
        keys += [
            Hint(command.shown, command.label_id, command.priority, self._why_not(name))
            for name, command in WAYS.items()
            if name != following
        ]
        return (
            *keys,
            Hint(commands.NEW.shown, "accepted.key.same", 15),
            Hint("Esc", "accepted.key.desk" if over_desk(self) else commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", "accepted.key.print", 12),
        )

    def rail(self) -> str:
        """When the printer fails."""
        return t("accepted.rail")

    def body(self) -> Iterable[Widget]:
        """What happened, what comes next, what to say."""
        yield Facts(self._told(), id="accepted-told")
        yield Static(Content(t("accepted.next")), id="accepted-next-head", markup=False)
        yield LineList((Column("", 40, grow=1),), id="accepted-next", header=False)
        yield Facts(self._say(), id="accepted-say")

    # --- content ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The next action has the keys; the slip is made beside it."""
        self.set_focus(self.query_one("#accepted-next", LineList))
        self.load(first=True)

    def on_resize(self, event: events.Resize) -> None:
        """In a low window the blank rows go first."""
        self.set_class(event.size.height < LOW, "-low")

    def on_screen_resume(self) -> None:
        """Back from the fee or the filing."""
        if self.view is not None:
            self.load(first=False)

    def load(self, first: bool) -> None:
        """The dossier as it stands, and what can be done with it.

        A worker of the app, as the print is: the slip is made although the next card is scanned at once.
        """
        self.app.run_worker(self._load(first), group="accepted")

    async def _load(self, first: bool) -> None:
        try:
            self.view = await self.app.ask(dossiers.get, self._ref)
            actions = await self.app.ask(dossiers.next_actions, self.view)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.actions = {action.command: action for action in actions}
        self._show()
        if first and not self.gone:
            self.hint(t("accepted.message"))
        if first and self.accepted is not None:
            await self._print(self.view, "slip", asked=False)

    def _show(self) -> None:
        if self.gone:
            return
        self.query_one("#accepted-told", Facts).show(self._told())
        self.query_one("#accepted-say", Facts).show(self._say())
        rows, listing = self._rows(), self.query_one("#accepted-next", LineList)
        listing.styles.height = len(rows)
        listing.set_rows(rows)
        self.refresh_frame()

    def _told(self) -> list[Fact]:
        accepted, view = self.accepted, self.view
        if view is not None and view.struck:
            return [Fact("", t("accepted.struck", code=view.code), "warn"), Fact("", view.struck)]
        code = accepted.code if accepted else view.code if view else ""
        short = accepted.short_code if accepted else view.short_code if view else ""
        provisional = accepted.provisional if accepted else bool(view and view.provisional)
        appointment = accepted.appointment if accepted else view.appointment if view else None
        head = "accepted.done" if accepted else "accepted.again"
        facts = [
            Fact("", t(head, short=short), "good"),
            Fact(t("accepted.code"), code + (t("accepted.provisional") if provisional else ""), "strong"),
        ]
        if appointment is not None:
            due = moment(appointment.due) if appointment.due else t("accepted.due_unknown")
            facts.append(Fact(t("accepted.due"), f"{due}, {self.app.ward.counter_name}", "strong"))
            reason = "; ".join(filter(None, (appointment.reason, *appointment.warnings)))
            facts.append(Fact(t("accepted.reason"), reason, "weak"))
        facts.append(Fact(t("accepted.slip"), self._slip_words))
        if view is not None and view.waits_look:
            facts.append(Fact(t("second_look.fact"), look_words(view)))
        if view is not None:
            facts.append(Fact(t("accepted.contact"), contact_words(view.contact, masked=accepted is None)))
        return facts

    def _say(self) -> list[Fact]:
        accepted, view = self.accepted, self.view
        appointment = accepted.appointment if accepted else view.appointment if view else None
        if view is not None and view.struck:
            return [Fact("", f"{t('accepted.say.head')} {t('accepted.say.struck')}")]
        if appointment is None:
            return []
        place = self.app.ward.counter_name
        if appointment.due is None:
            said = t("accepted.say.unknown")
        else:
            due = moment(appointment.due).split(" ", 1)[1]
            hour = spoken_hour(appointment.due) if language() == "vi" else clock(appointment.due)
            said = t("accepted.say", hour=hour, day=due, place=place)
        return [Fact("", f"{t('accepted.say.head')} {said}"), Fact("", t("accepted.next_person"))]

    def _rows(self) -> list[Row]:
        order = sorted(WAYS, key=lambda name: name != self._next())
        rows = [
            Row(name, (f"{WAYS[name].shown}  {self._words(name)}",), locked=self._why_not(name))
            for name in order
        ]
        rows.append(Row("same", (f"{commands.NEW.shown}  {t('accepted.same')}",)))
        if self.accepted is None:
            return [Row("slip", (f"F9  {t('accepted.more.slip')}",)), *rows]
        return rows if self._next() else [rows[-1], *rows[:-1]]

    def _words(self, name: str) -> str:
        reason = self._why_not(name)
        view = self.view
        label = t(WAYS[name].label_id)
        if name == "fee" and view is not None:
            label = f"{label}: {owed_words(view)}"
        return f"{label} – {reason}" if reason and not (name == "fee" and self._settled()) else label

    def _settled(self) -> bool:
        return self.view is not None and self.view.money not in OWING

    def _next(self) -> str:
        """What F9 does: print the slip again where it was opened for that; else the fee, then the filing."""
        if self.accepted is None:
            return "slip"
        open_ones = [name for name in WAYS if (a := self.actions.get(name)) is not None and a.enabled]
        return open_ones[0] if open_ones else ""

    def _main(self, name: str) -> str:
        return "accepted.key.again" if name == "slip" else WAYS[name].label_id

    def _why_not(self, name: str) -> str:
        action = self.actions.get(name)
        if action is None or action.enabled:
            return ""
        return t(action.reason, who=self.app.actor.name if self.app.actor else "")

    # --- keys ---------------------------------------------------------------------------------------------

    @on(LineList.RowChosen, "#accepted-next")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Enter on a row."""
        self.action_run(event.key)

    def action_done(self) -> None:
        """F9: the next thing."""
        self.action_run(self._next() or "same")

    def action_run(self, name: str) -> None:
        """F7, F8, F3, and the slip once more."""
        if name == "slip":
            self._operation = uuid4().hex
            self.print_out(name)
        elif name == "same":
            procedure = self.view.procedure_code if self.view else ""
            self.app.become("intake", procedure=procedure)
        elif reason := self._why_not(name):
            self.say("accepted.not_now", tone="warn", reason=reason)
        else:
            self.app.show(WAYS[name].screen, ref=self._ref)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The next person's card."""
        self.app.become("intake", payload=event.payload)

    def action_more(self) -> None:
        """F10."""
        self.ask_more()

    @work(group="more")
    async def ask_more(self) -> None:
        """The papers, the preview, the next dossier, the resident's own data."""
        items = [Item(kind, t(f"accepted.more.{kind}")) for kind in KINDS]
        items.append(Item("open", t("accepted.more.open"), why_not_open(self.printed)))
        names = ("preview", "same", "from", "show", "household")
        items += [Item(name, t(f"accepted.more.{name}")) for name in names]
        match await self.app.push_screen_wait(Choice(t("accepted.more"), items)):
            case "preview" if self.view is not None:
                await self.app.push_screen_wait(SlipPreview(self.view, self.app.ward, self.practice))
            case "open" if self.printed is not None:
                await in_clear(self.app, self, self.printed.path)
            case "same":
                self.action_run("same")
            case "from" if self.view is not None:
                self.app.become("intake", from_dossier=self.view.id)
            case "household" if self.view is not None:
                await self._household(self.view.id)
            case "show":
                self.app.show("resident_view", ref=self._ref)
            case str(kind) if kind in KINDS:
                self._operation = uuid4().hex
                self.print_out(kind)

    async def _household(self, dossier_id: int) -> None:
        """More is wanted for this household: the visit of this dossier, with a code of its own."""
        try:
            visit = await self.app.ask(visits.of_dossier, dossier_id)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.app.become("visit", ref=str(visit))

    @work(group="take_back")
    async def action_take_back(self) -> None:
        """Ctrl+Z: a slip of the hand; the acceptance is taken back, for five minutes."""
        from counter.screens.put_right.put_right import undo_acceptance

        if self.view is not None and (said := await undo_acceptance(self.app, self.view)):
            self.say("dossier_screen.locked", tone="warn", reason=said)

    # --- the slip -----------------------------------------------------------------------------------------

    def print_out(self, kind: str) -> None:
        """Make a paper in a thread; the keys never wait for it."""
        if self.view is not None:
            self.app.run_worker(self._print(self.view, kind), group="print")

    async def _print(self, view: DossierView, kind: str, *, asked: bool = True) -> None:
        if not self.gone:
            self.say("accepted.slip.making")
        try:
            copy = await self.app.ask(
                dossiers.record_print, view.id, kind, operation=self._operation, target="file"
            )
            self.printed = await self.app.in_thread(
                make,
                view,
                self.app.ward,
                kind,
                copy,
                practice=self.practice,
                store=self.app.machine.store,
            )
        except CounterError as error:
            self._slip_words = t("accepted.slip.failed", code=view.short_code)
            self._show()
            await self.app.tell(error)
            return
        path = self.printed.path
        self._slip_words = t("accepted.slip.made", copy=self.printed.copy, file=bare_name(path))
        if not self.gone:
            self.query_one("#accepted-told", Facts).show(self._told())
            kept = "accepted.slip.sealed" if is_sealed(path) else "accepted.slip.kept"
            self.say(kept, tone="good", file=bare_name(path), folder=str(path.parent))
        title = f"{t('law_paper.title.01')} {view.short_code}"
        await to_printer(self.app, self, path, title, asked=asked)
