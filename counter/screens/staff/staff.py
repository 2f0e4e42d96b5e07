"""The people of the counter: add one, give a forgotten PIN anew, let one leave."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import known, t, written
from counter.models.lookups import Looker
from counter.models.staff import Role, StaffView
from counter.models.timeline import TimelineEntry
from counter.rules.rights import Act, keeps_staff
from counter.screens import registry
from counter.screens.parts.covered import Covered
from counter.screens.start.setup import person_fields, pin_differs
from counter.services.people import lookers
from counter.services.staff import leaving, others_pins, staff
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

ROLES = (Role.CLERK, Role.VOLUNTEER, Role.SUPERVISOR, Role.ADMINISTRATOR)


class StaffScreen(Covered[None]):
    """A list; Enter changes a person, F3 adds one."""

    RIGHT = Act.MANAGE_STAFF
    WIDE = True
    app: "CounterApp"
    topic = "staff"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "add", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.people: tuple[StaffView, ...] = ()

    def where(self) -> Sequence[str]:
        """Staff."""
        return (t("staff_screen.title"),)

    def hints(self) -> Sequence[Hint]:
        """What Enter, F3 and F10 do."""
        return (Hint("Enter", "staff_screen.change"), Hint("F3", "staff_screen.add"),
                Hint("F10", "staff_screen.looks", 6), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """One row a person."""
        columns = (
            Column(t("staff_screen.col.name"), 28, grow=1),
            Column(t("staff_screen.col.role"), 20),
            Column(t("staff_screen.col.state"), 26),
        )
        yield LineList(columns, id="people", numbered=True)

    def on_mount(self) -> None:
        """Who works here."""
        self.query_one("#people").focus()
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Everybody, those who left too."""
        self.people = await self.app.ask(staff.everyone)
        self.app.staff = tuple(p for p in self.people if p.active)
        looked = {one.staff_id: one for one in await self.app.ask(lookers.lookers)}
        alone = await self.app.ask(others_pins.asked)
        rows = [_row(p, looked.get(p.id), alone.get(p.id, 0)) for p in self.people]
        self.query_one("#people", LineList).set_rows(rows)
        self.hint(t("staff_screen.hint"))

    def action_add(self) -> None:
        """F3: a new person."""
        self.change(None)

    @on(LineList.RowChosen, "#people")
    def chosen(self, event: LineList.RowChosen) -> None:
        """What can be done with this person."""
        self.choose(next(p for p in self.people if str(p.id) == event.key))

    def action_more(self) -> None:
        """F10: what the marked person looked at."""
        row = self.query_one("#people", LineList).current
        if person := next((p for p in self.people if row and str(p.id) == row.key), None):
            self.app.show("looks", person=person)

    @work(group="change")
    async def choose(self, person: StaffView) -> None:
        """A new PIN, leave or return; for who may not, who does."""
        from counter.widgets.dialogs import Choice, Item

        administrators = frozenset(p.id for p in self.people if p.active and p.role is Role.ADMINISTRATOR)
        told = await self.app.ask(leaving.trace, person.id)
        rows: tuple[Item, ...] = (
            Item("pin", t("staff_screen.new_pin", name=person.name)),
            Item(
                "active", t("staff_screen.stop" if person.active else "staff_screen.return", name=person.name)
            ),
        )
        if not keeps_staff(self.app.actor, person.id, administrators):
            names = ", ".join(p.name for p in self.people if p.id in administrators)
            rows = (Item("", t("staff_screen.ask", names=names)),)
        rows += (Item("looks", t("staff_screen.looks")),)
        lines = tuple(map(_told, told))
        match await self.app.push_screen_wait(Choice(person.name, rows, lines=lines)):
            case "pin":
                self.change(person)
            case "looks":
                self.app.show("looks", person=person)
            case "active" if person.active:
                if await self.app.push_screen_wait(registry.make("staff_leave", person=person)):
                    self._changed(person)
            case "active":
                await self._let_back(person)

    async def _let_back(self, person: StaffView) -> None:
        try:
            await self.app.ask(leaving.let_back, person.id, uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            return
        self._changed(person)

    def _changed(self, person: StaffView) -> None:
        self.say("staff_screen.changed", tone="good", name=person.name)
        self.fill()

    @work(group="change")
    async def change(self, person: StaffView | None) -> None:
        """The form of a new person, or of a new PIN for this one."""
        if await self.app.push_screen_wait(PersonScreen(person)):
            if person is not None:
                self.say("staff_screen.pin_given", tone="good", name=person.name)
            self.fill()


class PersonScreen(Covered[bool]):
    """A new person, or a new PIN for one."""

    RIGHT = Act.MANAGE_STAFF
    app: "CounterApp"
    topic = "staff"

    def __init__(self, person: StaffView | None) -> None:
        super().__init__()
        self.person = person
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """For whom."""
        title = t("staff_screen.new_pin", name=self.person.name) if self.person else t("staff_screen.adding")
        return (t("staff_screen.title"), title)

    def hints(self) -> Sequence[Hint]:
        """Save, or leave without."""
        return (Hint("F9", "staff_screen.save"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Name, role and PIN, or the PIN alone."""
        fields = person_fields(ROLES)
        if self.person is not None:
            reason = Field(
                key="reason", label=t("staff_screen.pin_reason"), hint=t("staff_screen.pin_reason_hint"),
                max_length=staff.MOST_REASON,
            )  # fmt: skip
            fields = (reason, *(field for field in fields if field.key.startswith("pin")))
        yield FormView(fields)

    def on_mount(self) -> None:
        """The first field."""
        self.query_one(FormView).focus_first()
        self.hint(t("staff_screen.pin_hint" if self.person else "staff_screen.role_hint"))

    def action_back(self) -> None:
        """Esc: nothing was changed."""
        self.dismiss(False)

    def action_done(self) -> None:
        """F9."""
        self.save()

    @work(group="save")
    async def save(self) -> None:
        """Check and write; the PIN goes nowhere but into its hash."""
        form = self.query_one(FormView)
        values = form.values()
        if problems := form.problems() + pin_differs(values):
            form.set_errors(problems)
            return
        try:
            if self.person is None:
                role = Role(values["role"])
                await self.app.ask(staff.add, values["name"], role, values["pin"], self._operation)
            else:
                await self.app.ask(
                    staff.set_pin, self.person.id, values["pin"], self._operation, reason=values["reason"]
                )
        except Refused as refused:
            form.set_errors(refused.problems)
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        self.dismiss(True)


def _told(entry: TimelineEntry) -> str:
    words = t(entry.event, **entry.detail) if known(entry.event) else entry.event
    return t("staff_screen.trace", at=written(entry.at), who=entry.who or "–", what=words)


def _row(person: StaffView, looked: Looker | None, alone: int) -> Row:
    state = t("staff_screen.active" if person.active else "staff_screen.left")
    if looked is not None:
        told = "lookup.today_refused" if looked.refused else "lookup.today"
        state = ("! " if looked.unusual else "") + t(told, today=looked.today, refused=looked.refused)
    if alone:
        state = t("approval.unusual_times", times=alone)
    return Row(
        key=str(person.id),
        cells=(person.name, t(f"sign_in.role.{person.role}"), state),
        tone="" if person.active else "dim",
    )
