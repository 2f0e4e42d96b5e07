"""A PIN that somebody else set: its owner is told by whom, and chooses their own before anything else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import Problem
from counter.i18n import t, written
from counter.models.staff import GivenPin, StaffView
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.one_form import OneForm
from counter.services.staff import staff
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

PATIENCE = 180.0  # seconds: whoever signed in and went away leaves no door open


class NewPinScreen(OneForm[StaffView | None]):
    """Gives who signed in, with a PIN of their own; None: they went back to the names."""

    app: "CounterApp"
    topic = "new_pin"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,f4,f6,f7,f8", "nothing", show=False),
        Binding(commands.FIND.key, "nothing", show=False),
    ]

    def __init__(self, actor: StaffView, given: GivenPin) -> None:
        super().__init__()
        self._actor = actor
        self._given = given

    def where(self) -> Sequence[str]:
        """Whose."""
        return (t("new_pin_screen.title"), self._actor.name)

    def hints(self) -> Sequence[Hint]:
        """Choose it, or go back to the names."""
        return (Hint("F9", "new_pin_screen.save"), Hint("Esc", "sign_in.other"),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Who set it, when and why; the new one twice."""
        given = self._given
        yield Facts(
            (
                Fact("", t("new_pin_screen.given", by=given.by, at=written(given.at)), "strong"),
                Fact("", t("new_pin_screen.reason", reason=given.reason)),
                Fact("", t("new_pin_screen.unasked"), "weak"),
            )
        )
        hint = t("staff_screen.own.new.hint")
        yield FormView(
            [
                Field(key="new", label=t("staff_screen.own.new"), kind=Kind.PIN, hint=hint),
                Field(key="again", label=t("staff_screen.own.again"), kind=Kind.PIN),
            ]
        )

    def on_mount(self) -> None:
        """The first field; not for ever."""
        super().on_mount()
        self.set_timer(PATIENCE, self.action_back)

    def problems(self) -> Sequence[Problem]:
        """Empty, or not the same twice."""
        values = self.form.values()
        same = values["new"] == values["again"]
        return self.form.problems() or (() if same else (Problem("again", "setup_screen.pin_differs"),))

    async def send(self) -> None:
        """The PIN goes nowhere but into its hash."""
        office = replace(self.app.office(), actor=self._actor)
        actor = await self.app.in_thread(staff.choose_pin, office, self.form.value("new"), self._operation)
        self.dismiss(actor)

    def action_back(self) -> None:
        """Esc: the PIN that was set stays."""
        self.dismiss(None)

    def action_nothing(self) -> None:
        """Work keys do nothing before somebody is here."""
