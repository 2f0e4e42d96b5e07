"""Cash in or out of the drawer that is no fee (thu, chi khác), with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import money, t
from counter.models.money import Approval
from counter.models.till import CashMoveDraft
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.till.drawer_words import locked, others, second_fields
from counter.services.till import drawers
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

WAYS = ("in", "out")


class DrawerMoveScreen(Covered[None]):
    """In or out, how much, why; F9 records it once."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "drawer"

    def __init__(self, way: str = "") -> None:
        super().__init__()
        self._way = way
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Of whose drawer."""
        actor = self.app.actor
        return (t("drawer_screen.title"), t("drawer_screen.move.title"), actor.name if actor else "")

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave without."""
        return (
            Hint("F9", "drawer_screen.move.verb", reason=locked(self.app)),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def rail(self) -> str:
        """What belongs here."""
        return t("drawer_screen.rail.move")

    def body(self) -> Iterable[Widget]:
        """Three questions."""
        yield Static(
            Content(locked(self.app) or t("drawer_screen.move.question")), id="question", markup=False
        )
        yield FormView(
            (
                Field(
                    key="way",
                    label=t("drawer_screen.move.way"),
                    kind=Kind.CHOICE,
                    options=tuple(Option(way, t(f"drawer_screen.move.{way}")) for way in WAYS),
                    value=self._way,
                ),
                Field(
                    key="amount",
                    label=t("drawer_screen.move.amount"),
                    kind=Kind.MONEY,
                    hint=t("drawer_screen.move.amount_hint"),
                ),
                Field(
                    key="reason",
                    label=t("drawer_screen.reason"),
                    hint=t("drawer_screen.move.reason_hint"),
                    max_length=200,
                ),
                *(replace(field, required=False) for field in self._second()),
            )
        )

    def _second(self) -> tuple[Field, ...]:
        """The supervisor, who stands for money out above the tolerance or after a count."""
        return second_fields(others(self.app, Act.OVERRULE_MONEY, frozenset()), "approver")

    def on_mount(self) -> None:
        """The first that is not answered yet."""
        form = self.query_one(FormView)
        form.focus_first()
        form.disabled = bool(locked(self.app))

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9."""
        self.record()

    @work(group="record")
    async def record(self) -> None:
        """Write it; a second F9 finds the first."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
            return
        amount = form.amount("amount") or 0
        way = form.value("way")
        draft = CashMoveDraft(
            operation=self._operation,
            amount=amount if way == "in" else -amount,
            reason=form.value("reason"),
            approval=_approval(form.values()),
        )
        try:
            await self.app.ask(drawers.move_cash, draft)
        except Refused as refused:
            form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.pass_on(f"drawer_screen.move.done.{way}", sum=money(amount))


def _approval(values: dict[str, str]) -> Approval | None:
    """Whoever typed their PIN; nobody is asked for what needs nobody."""
    if not values.get("approver_pin"):
        return None
    return Approval(name=values.get("approver", ""), pin=values["approver_pin"])
