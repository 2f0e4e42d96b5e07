"""The first start: what is known of the ward, and two doors, practice and real work."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.models.staff import Role
from counter.rules.second_look import NEW_WARD
from counter.screens.key.key_fields import new_keys
from counter.services import setup
from counter.services.key import opening
from counter.settings import WardSettings
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

WARD_FIELDS = ("centre_name", "authority_name", "ward_name", "city_name", "address", "phone", "hours",
               "counter_name", "unit_code")  # fmt: skip
FACTS = ("centre_name", "address", "hours")
MAY_BE_EMPTY = frozenset({"phone"})
LEADERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)  # the first person must be able to add the others


def ward_fields(ward: WardSettings) -> tuple[Field, ...]:
    """The ward's settings as questions, prefilled with what is known."""
    return tuple(
        Field(
            key=name,
            label=t(f"setup_screen.{name}"),
            value=str(getattr(ward, name)),
            hint=t(f"setup_screen.{name}.hint"),
            required=name not in MAY_BE_EMPTY,
        )
        for name in WARD_FIELDS
    )


def person_fields(roles: Sequence[Role], section: str = "") -> tuple[Field, ...]:
    """A name, a role, a PIN typed twice; `section` is the heading above them."""
    options = tuple(Option(role.value, t(f"sign_in.role.{role}")) for role in roles)
    return (
        Field(
            key="name", label=t("setup_screen.name"), section=section, max_length=80,
            hint=t("setup_screen.name.hint"),
        ),
        Field(key="role", label=t("setup_screen.role"), kind=Kind.CHOICE, options=options),
        Field(key="pin", label=t("setup_screen.pin"), kind=Kind.PIN, hint=t("setup_screen.pin.hint")),
        Field(
            key="pin_again", label=t("setup_screen.pin_again"), kind=Kind.PIN,
            hint=t("setup_screen.pin_again.hint"),
        ),
    )  # fmt: skip


def pin_differs(values: dict[str, str]) -> tuple[Problem, ...]:
    """Whether the PIN was typed the same way twice."""
    same = values["pin"] == values["pin_again"]
    return () if same else (Problem("pin_again", "setup_screen.pin_differs"),)


class SetupScreen(CounterScreen[None]):
    """Two doors; behind the second one the ward's facts and the first person."""

    app: "CounterApp"
    topic = "setup"

    def __init__(self) -> None:
        super().__init__()
        self._operation = uuid4().hex
        self._real = False

    def where(self) -> Sequence[str]:
        """The first start of this machine."""
        return (t("setup_screen.title"),)

    def rail(self) -> str:
        """What the two doors mean."""
        return t("setup_screen.rail.real" if self._real else "setup_screen.rail.doors")

    def hints(self) -> Sequence[Hint]:
        """Digits at the doors, F9 behind the second."""
        first = Hint("F9", "setup_screen.start") if self._real else Hint("1–2", "setup_screen.choose")
        return (first, Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id),
                Hint("Ctrl+Q", commands.QUIT.label_id, 60))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """The doors, then the form."""
        with ContentSwitcher(initial="doors", id="switch"):
            with Vertical(id="doors"):
                yield Static(Content(t("setup_screen.intro")), id="intro", markup=False)
                yield LineList((Column("", 40, grow=1),), _doors(), id="door", header=False, numbered=True)
                yield Static(Content(self._known()), id="known", markup=False)
            first = person_fields(LEADERS, t("setup_screen.person"))
            yield FormView((*ward_fields(WardSettings()), *first), id="form")

    def _known(self) -> str:
        ward = WardSettings()
        facts = [f"{t(f'setup_screen.{name}')}: {getattr(ward, name)}" for name in FACTS]
        return "\n".join([t("setup_screen.known"), *facts, "", t("setup_screen.restore")])

    def on_mount(self) -> None:
        """The doors wait for a digit."""
        self.query_one("#door").focus()
        self.hint(t("setup_screen.doors.hint"))

    @on(LineList.RowChosen, "#door")
    async def door(self, event: LineList.RowChosen) -> None:
        """1 goes to practice at once; 2 asks what the ward must know."""
        if event.key == "practice":
            self.app.run_command(commands.PRACTICE)
            return
        self._real = True
        self.query_one("#switch", ContentSwitcher).current = "form"
        self.query_one(FormView).focus_first()
        self.refresh_frame()

    def action_back(self) -> None:
        """From the form to the doors; the doors have no way further back."""
        self._real = False
        self.query_one("#switch", ContentSwitcher).current = "doors"
        self.query_one("#door").focus()
        self.refresh_frame()
        self.hint(t("setup_screen.doors.hint"))

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9: make the store."""
        if self._real:
            self.start()

    @work(exclusive=False, group="start")
    async def start(self) -> None:
        """Check everything, make the store with its first person, and go to the desk."""
        form = self.query_one(FormView)
        values = form.values()
        problems = form.problems() + pin_differs(values)
        if problems:
            if values["pin"] and values["pin_again"] and pin_differs(values):
                for key in form.secrets:  # in dots nobody sees which one is wrong: both anew, from the first
                    form.set_value(key, "")
                problems = tuple(p.at("pin") if p.field == "pin_again" else p for p in problems)
            form.set_errors(problems)
            return
        ward = replace(WardSettings(), newcomer_dossiers=NEW_WARD).with_texts(values)
        if problems := setup.set_up_problems(ward, values["name"], Role(values["role"]), values["pin"]):
            form.set_errors(problems)
            return
        keys = await new_keys(self.app, ward, values["name"])
        if keys is None:
            return
        self.say("setup_screen.making")
        try:
            opened = await self.app.in_thread(
                opening.set_up_counter, self.app.machine, ward, values["name"], Role(values["role"]),
                values["pin"], self._operation, self.app.now(), keys,
            )  # fmt: skip
        except Refused as refused:
            form.set_errors(refused.problems)
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        self.app.begin(opened)
        self.app.become("desk")


def _doors() -> tuple[Row, ...]:
    return tuple(Row(key, (t(f"setup_screen.door.{key}"),)) for key in ("practice", "real"))
