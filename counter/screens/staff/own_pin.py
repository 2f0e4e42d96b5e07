"""One's own PIN: who was given one by a leader changes it, and alone knows it from then on."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.services.staff import staff
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class OwnPinScreen(Covered[None]):
    """The PIN so far, the new one twice."""

    RIGHT = Act.OWN_PIN
    app: "CounterApp"
    topic = "own_pin"

    def __init__(self) -> None:
        super().__init__()
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Whose."""
        return (t("staff_screen.own.title"), self.app.actor.name if self.app.actor else "")

    def hints(self) -> Sequence[Hint]:
        """Change it, or leave it."""
        reason = t("staff_screen.own.practice") if self.practice else ""
        return (Hint("F9", "staff_screen.own.save", reason=reason), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Three fields."""
        hint = t("staff_screen.own.new.hint")
        yield FormView(
            [
                Field(key="now", label=t("staff_screen.own.now"), kind=Kind.PIN),
                Field(key="new", label=t("staff_screen.own.new"), kind=Kind.PIN, hint=hint),
                Field(key="again", label=t("staff_screen.own.again"), kind=Kind.PIN),
            ]
        )

    def on_mount(self) -> None:
        """The first field."""
        self.query_one(FormView).focus_first()
        self.hint(t("staff_screen.own.practice" if self.practice else "staff_screen.own.hint"))

    def action_done(self) -> None:
        """F9: once; until its result is told, neither a second press nor Esc comes between."""
        if not self.recording:
            self.hold_for(self.save())

    @work(group="save")
    async def save(self) -> None:
        """Check and write; a PIN goes nowhere but into its hash."""
        form = self.query_one(FormView)
        values = form.values()
        differs = (Problem("again", "setup_screen.pin_differs"),) if values["new"] != values["again"] else ()
        if problems := form.problems() + differs:
            form.set_errors(problems)
            return
        try:
            await self.app.ask(staff.change_own_pin, values["now"], values["new"], self._operation)
        except Refused as refused:
            form.set_errors(refused.problems)
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        self.pass_on("staff_screen.own.done")
