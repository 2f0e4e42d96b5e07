"""Opening the drawer (mở ngăn tiền): the float is counted by note, or is the sum that was kept (ux B11)."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import money, t
from counter.models.drawer import CashCount
from counter.models.till import KeptFloat, OpeningDraft
from counter.screens.parts.times import moment
from counter.screens.till.drawer_form import CountForm, CountScreen
from counter.screens.till.drawer_words import locked
from counter.services.till import drawers
from counter.widgets.frame import Hint


class DrawerOpenScreen(CountScreen):
    """Enter goes down the notes, F5 takes what was kept, F9 opens."""

    topic = "drawer"
    AT_END = "drawer_screen.open.at_end"

    def __init__(self) -> None:
        super().__init__()
        self.kept: KeptFloat | None = None
        self._operation = uuid4().hex
        self._busy = False

    def where(self) -> Sequence[str]:
        """The drawer of this counter, to be opened."""
        actor = self.app.actor
        return (t("drawer_screen.open.title"), self.app.ward.counter_name, actor.name if actor else "")

    def hints(self) -> Sequence[Hint]:
        """Open it, or leave it: then no cash can be taken."""
        found = [
            Hint("F9", "drawer_screen.open_verb", reason=locked(self.app)),
            Hint("Esc", "drawer_screen.later"),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", "drawer_screen.past_verb", 60),
        ]
        if self.kept is not None:
            found.insert(1, Hint("F5", "drawer_screen.kept_verb", 30))
        return found

    def rail(self) -> str:
        """Why it is counted."""
        return t("drawer_screen.rail.open")

    def body(self) -> Iterable[Widget]:
        """The question, what was kept, the notes, the sum."""
        yield Static(Content(t("drawer_screen.open.question")), id="question", markup=False)
        yield CountForm()
        yield Static(Content(""), id="total", markup=False)
        yield Static(Content(t("drawer_screen.kept.none")), id="shift", markup=False)

    def on_mount(self) -> None:
        """The first note; what was kept is read meanwhile."""
        form = self.query_one(CountForm)
        form.focus_first()
        self.tell()
        if locked(self.app):
            form.disabled = True
            self.query_one("#question", Static).update(Content(locked(self.app)))
            self.query_one("#shift", Static).update(Content(""))
        else:
            self.load()

    @work(group="load")
    async def load(self) -> None:
        """The float that the last close kept."""
        self.kept = await self.app.ask(drawers.last_kept)
        self.refresh_frame()
        self.tell()

    def tell(self) -> None:
        """The sum so far, and whether it is what was kept."""
        super().tell()
        if self.kept is None:
            return
        words = t(
            "drawer_screen.kept", sum=money(self.kept.amount), who=self.kept.cashier,
            when=moment(self.kept.kept_at),
        )  # fmt: skip
        total = self.query_one(CountForm).total
        off = total - self.kept.amount
        if total:
            way = "same" if not off else "more" if off > 0 else "less"
            words = f"{t(f'drawer_screen.kept.{way}', sum=money(abs(off)))}\n{words}"
        self.query_one("#shift", Static).update(Content(words))

    def action_no_suggestion(self) -> None:
        """F5: as many of each note as were kept."""
        if self.kept is None:
            self.say("drawer_screen.kept.none", tone="warn")
            return
        self.query_one(CountForm).fill(self.kept.count)
        self.say("drawer_screen.kept.filled", sum=money(self.kept.amount))

    def action_more(self) -> None:
        """F10: the drawers of before."""
        if not locked(self.app):
            self.app.show("drawers_past")

    def action_done(self) -> None:
        """F9."""
        self.open()

    @work(group="open")
    async def open(self) -> None:
        """Open it, once."""
        form = self.query_one(CountForm)
        count = form.read()
        if not isinstance(count, CashCount):
            form.set_errors(count)
            return
        if self._busy or not (count.total or await self._empty_is_meant()):
            return
        self._busy = True
        try:
            await self.app.ask(drawers.open_drawer, OpeningDraft(operation=self._operation, count=count))
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.app.look_at_drawer()
            self.pass_on("drawer_screen.opened_with", sum=money(count.total))
        finally:
            self._busy = False

    async def _empty_is_meant(self) -> bool:
        from counter.widgets.dialogs import Confirm

        return await self.app.push_screen_wait(
            Confirm(
                t("drawer_screen.open.title"),
                (t("drawer_screen.open.empty"),),
                verb_id="drawer_screen.open_verb",
                stay_id="drawer_screen.count_verb",
            )
        )
