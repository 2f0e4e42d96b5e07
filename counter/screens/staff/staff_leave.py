"""Somebody leaves the counter (cho nghỉ, bàn giao): what they have in hand, why, and F9."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import work
from textual.widget import Widget

from counter import commands
from counter.errors import Conflict, CounterError, Refused
from counter.i18n import number, t, written
from counter.models.staff import LeftWork, StaffView
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.staff import leaving
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class StaffLeaveScreen(Covered[bool]):
    """Gives whether they left."""

    RIGHT = Act.MANAGE_STAFF
    app: "CounterApp"
    topic = "staff_leave"

    def __init__(self, person: StaffView) -> None:
        super().__init__()
        self.person = person
        self.seen: LeftWork | None = None
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Who."""
        return (t("staff_screen.title"), t("staff_screen.stop", name=self.person.name))

    def hints(self) -> Sequence[Hint]:
        """Let them go; look at their work and give it on."""
        reason = "" if self.seen is not None else t("bank_screen.loading")
        return (Hint("F9", "leave_screen.go", reason=reason), Hint("F10", "leave_screen.work", 30),
                Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """What they have in hand; why they leave."""
        yield Facts(id="work")
        yield FormView(
            [
                Field(
                    key="reason",
                    label=t("leave_screen.reason"),
                    hint=t("leave_screen.reason_hint"),
                    max_length=200,
                )
            ]
        )

    def on_mount(self) -> None:
        """The reason; the work is read."""
        self.query_one(FormView).focus_first()
        self.hint(t("leave_screen.hint"))

    def on_screen_resume(self) -> None:
        """Here, or here again from their work."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """What they have in hand now."""
        self.seen = await self.app.ask(leaving.left_work, self.person.id)
        self.query_one("#work", Facts).show(facts_of(self.seen))
        self.refresh_frame()

    def action_more(self) -> None:
        """F10: their dossiers and drafts; the head of the centre gives them on from there."""
        self.app.show("work_of", whose=self.person.id)

    def action_back(self) -> None:
        """Esc: they stay."""
        self.dismiss(False)

    def action_done(self) -> None:
        """F9: once; while something is left undone it is asked first what becomes of it."""
        if self.recording or self.seen is None:
            return
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
        elif self.seen.nothing:
            self.hold_for(self.save(self.seen))
        else:
            self.ask(self.seen)

    @work(group="ask", exclusive=True)
    async def ask(self, seen: LeftWork) -> None:
        """What they leave undone: given on first, or left knowingly."""
        from counter.widgets.dialogs import Choice, Item

        title = t("staff_screen.stop", name=self.person.name)
        items = (Item("give", t("leave_screen.ask.give")), Item("go", t("leave_screen.ask.go")))
        lines = (t("leave_screen.ask", name=self.person.name), *undone(seen))
        match await self.app.push_screen_wait(Choice(title, items, lines=lines)):
            case "give":
                self.action_more()
            case "go" if not self.recording:
                self.hold_for(self.save(seen))

    @work(group="save")
    async def save(self, seen: LeftWork) -> None:
        """Let them go knowing what stands above; when that has changed meanwhile it is shown anew."""
        form = self.query_one(FormView)
        reason = form.value("reason")
        try:
            await self.app.ask(leaving.let_go, self.person.id, self._operation, reason=reason, seen=seen)
        except Refused as refused:
            form.set_errors(refused.problems)
            return
        except Conflict as error:
            self.say_error(error)
            self.load()
            return
        except CounterError as error:
            await self.app.tell(error)
            return
        self.dismiss(True)


def undone(seen: LeftWork) -> list[str]:
    """What is left undone, a line each; what there is none of is not said."""
    counted = (("dossiers", seen.dossiers), ("drafts", seen.drafts), ("looks", seen.second_looks))
    lines = [f"{t(f'leave_screen.{what}')}: {number(count)}" for what, count in counted if count]
    if seen.drawer_since is not None:
        since = t("leave_screen.open_since", at=written(seen.drawer_since))
        lines.append(f"{t('leave_screen.drawer')}: {since}")
    return lines


def facts_of(seen: LeftWork) -> tuple[Fact, ...]:
    """What somebody has in hand, one line each; said too when it is nothing."""
    if seen.nothing:
        return (Fact("", t("leave_screen.nothing"), "good"),)
    rows = [
        Fact(t(f"leave_screen.{what}"), number(count), "strong" if count else "weak")
        for what, count in (
            ("dossiers", seen.dossiers),
            ("drafts", seen.drafts),
            ("looks", seen.second_looks),
        )
    ]
    if seen.drawer_since is not None:
        rows.append(
            Fact(
                t("leave_screen.drawer"), t("leave_screen.open_since", at=written(seen.drawer_since)), "warn"
            )
        )
    rows.append(Fact(t("leave_screen.approvers"), number(seen.approvers), "" if seen.approvers else "warn"))
    rows.append(Fact("", t("leave_screen.give_first"), "weak"))
    return tuple(rows)
