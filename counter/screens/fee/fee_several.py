"""Choose the dossiers that are paid together (thu chung): of one visit, of one person, of several people."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands, i18n
from counter.errors import CounterError
from counter.i18n import money, t
from counter.models.money import DueView
from counter.screens.parts.scanned import slip_code
from counter.services.dossier import dossiers
from counter.services.money import pay_together, payments
from counter.widgets.big_digits import BigDigits
from counter.widgets.cells import cut, fit
from counter.widgets.checklist import Check, Checklist, State
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint, MessageLine
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp
    from counter.screens.fee.fee import FeeScreen

_LINE = 42  # cells; a longer name of a procedure ends with …


async def joined(app: "CounterApp", cases: tuple[DueView, ...], ref: str) -> tuple[tuple[DueView, ...], str]:
    """These dossiers and one more by its code, or why it cannot be paid with them."""
    try:
        view = await app.ask(dossiers.get, ref)
        [case] = await app.ask(payments.due, (view.id,))
    except CounterError as error:
        return cases, t(error.message_id, **error.params)
    if any(case.dossier_id == one.dossier_id for one in cases):
        return cases, t("fee_screen.join.there", code=case.short_code)
    if reason := locked(case):
        return cases, f"{case.short_code}: {reason}"
    return (*cases, case), ""


async def join_code(screen: "FeeScreen", code: str) -> None:
    """One more dossier into the payment on the fee screen, by the code on its slip."""
    await screen.loaded.wait()
    cases, reason = await joined(screen.app, screen.till.cases, code)
    if reason:
        screen.query_one(MessageLine).say(reason, "warn")
    else:
        await screen.join(cases)


def locked(case: DueView) -> str:
    """Why a dossier cannot be paid together with others; empty when it can."""
    if case.left is None:
        return t("fee_screen.join.unknown")
    return "" if case.left else t("fee_screen.join.nothing")


class SeveralScreen(CounterScreen[tuple[DueView, ...] | None]):
    """Space ticks, a slip under the scanner adds, F9 takes those ticked. Gives them, the first one first."""

    app: "CounterApp"
    topic = "fee_several"

    def __init__(self, cases: tuple[DueView, ...]) -> None:
        super().__init__()
        self.cases = cases  # those of the payment when the screen opened
        self.known = list(cases)

    # -- frame -------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """For whom."""
        return (t("fee_screen.join.title"), self.cases[0].short_code, self.cases[0].applicant)

    def hints(self) -> Sequence[Hint]:
        """F9 takes over the sum."""
        total = sum(case.left or 0 for case in self.chosen)
        return (
            Hint("F9", t("fee_screen.join.done", n=len(self.chosen), amount=money(total))),
            Hint("Esc", "fee_screen.join.back"),
            Hint("Space", "fee_screen.join.tick", 5),
            Hint("Tab", "fee_screen.join.code_key", 10),
            Hint("F1", commands.HELP.label_id),
        )

    def rail(self) -> str:
        """How several are paid at once."""
        return t("fee_screen.join.rail")

    def body(self) -> Iterable[Widget]:
        """The question, the dossiers, the box for a code, the total in large digits."""
        yield Static(Content(t("fee_screen.join.question")), classes="question", markup=False)
        yield Checklist(self._checks(), id="joined")
        with Horizontal(id="join-code"):
            yield Static(Content(t("fee_screen.join.code")), markup=False)
            yield VnInput(scans=True, max_length=40, id="code")
        with Horizontal(id="join-total"):
            yield Static(Content(t("fee_screen.due")), markup=False)
            yield BigDigits(id="total")

    def on_mount(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one(Checklist))
        self.hint(t("fee_screen.join.hint"))
        self._tell()
        self.load()

    # -- which -------------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[DueView, ...]:
        """The dossiers ticked, in the order they were met."""
        lists = self.query(Checklist)
        states = lists.first().states() if lists else {}
        return tuple(
            case
            for case in self.known
            if states.get(str(case.dossier_id), "in" if case in self.cases else "out") == "in"
        )

    def _checks(self) -> list[Check]:
        return [self._check(case, ticked=case in self.cases) for case in self.known]

    def _check(self, case: DueView, *, ticked: bool) -> Check:
        own = case.dossier_id == self.cases[0].dossier_id
        amount = "?" if case.left is None else money(case.left)
        return Check(
            key=str(case.dossier_id),
            label=cut(f"{fit(case.short_code, 9)}{case.applicant} · {case.procedure}", _LINE),
            states=(State("out", " ", amount, settled=False), State("in", "x", amount)),
            at=int(ticked),
            needed=False,
            locked=t("fee_screen.join.own") if own else locked(case),
            reason=locked(case),
        )

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """What else this person, or somebody of the same day, still owes."""
        found = await self.app.ask(pay_together.candidates, self.cases[0].dossier_id)
        there = {case.dossier_id for case in self.known}
        await self._add([case for case in found if case.dossier_id not in there], ticked=False)

    async def _add(self, cases: Sequence[DueView], *, ticked: bool) -> None:
        """More lines; the ones that stand there keep their ticks."""
        listing = self.query_one(Checklist)
        self.known += cases
        listing.add([self._check(case, ticked=ticked) for case in cases])
        self._tell()

    def _tell(self) -> None:
        total = sum(case.left or 0 for case in self.chosen)
        self.query_one("#total", BigDigits).show(i18n.number(total), t("fee_screen.dong"))
        self.refresh_frame()

    # -- keys --------------------------------------------------------------------------------

    @on(Checklist.Ticked)
    def ticked(self) -> None:
        """The sum follows."""
        self._tell()

    @on(Checklist.Locked)
    def refused(self, event: Checklist.Locked) -> None:
        """Why not this one."""
        self.query_one(MessageLine).say(event.reason, "warn")

    @on(VnInput.Submitted)
    def typed(self, event: VnInput.Submitted) -> None:
        """Enter after a code."""
        event.stop()
        if event.value.strip():
            self.by_code(event.value)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """A slip under the scanner."""
        event.stop()
        if code := slip_code(event.payload):
            self.by_code(code)
        else:
            self.say("fee_screen.join.no_slip", tone="warn")

    @work(group="code")
    async def by_code(self, ref: str) -> None:
        """One more dossier, ticked."""
        box = self.query_one("#code", VnInput)
        cases, reason = await joined(self.app, self.chosen, ref)
        if reason:
            self.query_one(MessageLine).say(reason, "warn")
            return
        box.value = ""
        case = cases[-1]
        if any(case.dossier_id == one.dossier_id for one in self.known):
            self.query_one(Checklist).set_state(str(case.dossier_id), "in")
        else:
            await self._add([case], ticked=True)
        self._tell()
        self.say("fee_screen.join.added", tone="good", code=case.short_code, name=case.applicant)

    def action_back(self) -> None:
        """Esc: as it was."""
        self.dismiss(None)

    def action_done(self) -> None:
        """F9: these."""
        self.dismiss(self.chosen)
