"""Paying the fees in at the Treasury (nộp Kho bạc): what each month still owes, and by which day."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import day, day_with_weekday, local, money, t
from counter.models.transfers import DepositDraft, DepositView, Held, MonthStanding
from counter.rules.rights import Act, may
from counter.screens.fee.fee_forms import plain_number
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.reports.deposit_words import alarm, month_words, standing_words
from counter.services.bank import deposits
from counter.widgets.dialogs import Confirm
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

PLACES = ("safe", "bank")
SHOWN = 6  # deposits of a month that are listed below


class DepositsScreen(BehindDoor[None]):
    """The months, the newest first, what is due in words above them; Enter records a deposit of a month."""

    RIGHT = Act.SEE_TILL
    WIDE = True
    topic = "deposits"

    def __init__(self) -> None:
        super().__init__()
        self.months: tuple[MonthStanding, ...] = ()

    def where(self) -> Sequence[str]:
        """Deposits."""
        return (t("deposit_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """Record a deposit; who may not sees why."""
        locked = "" if may(self.app.actor, Act.DEPOSIT) else t(f"right.{Act.DEPOSIT}")
        return (Hint("Enter", "deposit_screen.record", 5, locked),)

    def room(self) -> Iterable[Widget]:
        """What is due, the months, the deposits of the marked month."""
        yield Facts(id="alarm")
        columns = (
            Column(t("deposit_screen.col.month"), 8),
            Column(t("deposit_screen.col.left"), 14, align="right"),
            Column(t("deposit_screen.col.due"), 27, grow=1),
            Column(t("deposit_screen.col.collected"), 12, align="right"),
            Column(t("deposit_screen.col.deposited"), 12, align="right"),
        )
        yield LineList(columns, id="months", empty=t("bank_screen.loading"))
        yield Facts(id="paid")

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#months"))

    def on_screen_resume(self) -> None:
        """Here, or here again after a deposit."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Every month that matters."""
        try:
            self.months = await self.app.ask(deposits.standing)
        except CounterError as error:
            self.say_error(error)
            return
        today = local(self.app.now()).date()
        self.query_one("#alarm", Facts).show((Fact("", ""), *alarm(self.months), Fact("", "")))
        rows = [_row(month, standing_words(month, today)) for month in self.months]
        listing = self.query_one("#months", LineList)
        first = not listing.rows
        listing.set_rows(rows)
        if first:
            listing.move_to(_most_pressing(self.months))
        self.hint(t("deposit_screen.hint"))
        self._show_paid()

    def _month(self) -> MonthStanding | None:
        row = self.query_one("#months", LineList).current
        return next((one for one in self.months if row and one.month == row.key), None)

    @on(LineList.RowHighlighted, "#months")
    def _show_paid(self) -> None:
        """The deposits of the marked month."""
        month = self._month()
        if month is None:
            return
        title = t("deposit_screen.paid", month=month_words(month.month))
        facts = [Fact(" ", _paid_words(one)) for one in month.deposits[-SHOWN:]]
        head = Fact(title, "" if facts else t("deposit_screen.paid_none"))
        self.query_one("#paid", Facts).show((Fact("", ""), head, *facts))

    @on(LineList.RowChosen, "#months")
    def chosen(self) -> None:
        """Record a deposit of this month."""
        month = self._month()
        if month is None:
            return
        if not may(self.app.actor, Act.DEPOSIT):
            self.say(f"right.{Act.DEPOSIT}", tone="warn")
        elif month.left <= 0:
            self.say("deposit_screen.nothing_left", month=month_words(month.month))
        else:
            self.deposit(month)

    @work(group="deposit")
    async def deposit(self, month: MonthStanding) -> None:
        """The form; it says what is held where."""
        held = await self.app.ask(deposits.held)
        done = await self.app.push_screen_wait(DepositScreen(month, held))
        if done is not None:
            self.say(
                "deposit_screen.recorded", tone="good", sum=money(done.amount), month=month_words(done.month)
            )


class DepositScreen(Covered[DepositView | None]):
    """One deposit; gives it once it is recorded."""

    RIGHT = Act.DEPOSIT
    app: "CounterApp"
    topic = "deposits"

    def __init__(self, month: MonthStanding, held: Held) -> None:
        super().__init__()
        self.month = month
        self.held = held
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Of which month."""
        return (t("deposit_screen.title"), month_words(self.month.month))

    def rail(self) -> str:
        """What to have at hand."""
        return t("deposit_screen.rail")

    def hints(self) -> Sequence[Hint]:
        """Record it, or leave without."""
        return (
            Hint("F9", "deposit_screen.save"),
            Hint("F5", commands.SUGGEST.label_id, commands.SUGGEST.priority),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """What is left, the boxes."""
        left, held = self.month.left, self.held
        yield Facts(
            (
                Fact(t("deposit_screen.col.left"), money(left), "strong"),
                Fact(t("deposit_screen.col.due"), day_with_weekday(self.month.due_on)),
                Fact(
                    t("deposit_screen.held"),
                    t("deposit_screen.held_words", safe=money(held.of("safe")), bank=money(held.of("bank"))),
                ),
                Fact("", ""),
            )
        )
        yield FormPanel(self._fields(), id="form")

    def _fields(self) -> tuple[Field, ...]:
        return (
            Field(
                key="taken_from",
                label=t("deposit_screen.taken_from"),
                kind=Kind.CHOICE,
                options=tuple(Option(place, t(f"deposit_screen.from.{place}")) for place in PLACES),
                hint=t("deposit_screen.taken_from.hint"),
                width=40,
            ),
            Field(
                key="amount",
                label=t("deposit_screen.amount"),
                kind=Kind.MONEY,
                hint=t("deposit_screen.amount.hint"),
                suggestion=self._offer("safe") or self._offer("bank"),
            ),
            Field(
                key="reference",
                label=t("deposit_screen.reference"),
                hint=t("deposit_screen.reference.hint"),
                max_length=40,
                width=30,
            ),
            Field(
                key="deposited_on",
                label=t("deposit_screen.deposited_on"),
                kind=Kind.DAY,
                hint=t("deposit_screen.deposited_on.hint"),
                suggestion=day(local(self.app.now()).date()),
            ),
        )

    def _offer(self, place: str) -> str:
        """What is left and held there, as typed; "" for nothing."""
        amount = min(self.month.left, self.held.of(place))
        return plain_number(amount) if amount > 0 else ""

    def on_mount(self) -> None:
        """Where the money lies."""
        self._panel.form.focus_first()

    @property
    def _panel(self) -> FormPanel:
        return self.query_one("#form", FormPanel)

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    @on(LiveForm.Live)
    def told(self, event: LiveForm.Live) -> None:
        """F5 offers what is held in the place that was chosen."""
        if event.key == "taken_from":
            self._panel.form.set_suggestion("amount", self._offer(event.typed))

    def action_back(self) -> None:
        """Esc: nothing was recorded."""
        self.dismiss(None)

    def action_done(self) -> None:
        """F9."""
        self.save()

    @work(group="save")
    async def save(self) -> None:
        """Say back what will stand in the book, then write it, once."""
        form = self._panel.form
        if problems := form.problems():
            form.set_errors(problems)
            return
        form.set_errors(())  # what was wrong is mended: it does not stay behind the question
        draft = self._draft(form)
        if draft is None or not await self.app.push_screen_wait(self._sure(draft)):
            return
        try:
            done = await self.app.ask(deposits.record, draft)
        except Refused as refused:
            form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(done)

    def _draft(self, form: FormView) -> DepositDraft | None:
        amount, on_day = form.amount("amount"), form.day("deposited_on")
        if amount is None or on_day is None:  # the form has said so
            return None
        return DepositDraft(
            operation=self._operation,
            month=self.month.month,
            amount=amount,
            taken_from=form.value("taken_from"),
            reference=form.value("reference"),
            deposited_on=on_day,
        )

    def _sure(self, draft: DepositDraft) -> Confirm:
        lines = (
            t(
                "deposit_screen.sure",
                sum=money(draft.amount),
                month=month_words(draft.month),
                place=t(f"deposit_screen.from.{draft.taken_from}"),
                reference=draft.reference,
                day=day_with_weekday(draft.deposited_on),
            ),
            t("deposit_screen.sure_end"),
        )
        return Confirm(t("deposit_screen.sure_title"), lines, verb_id="deposit_screen.save")


def _most_pressing(months: Sequence[MonthStanding]) -> int:
    """The oldest month of which something is left; the newest when nothing is."""
    return max((place for place, one in enumerate(months) if one.left > 0), default=0)


def _row(month: MonthStanding, due: str) -> Row:
    tone, mark = "done", "√"
    if month.left > 0:
        tone, mark = ("late", "!") if month.late else ("today", "~") if month.soon else ("", "$")
    return Row(
        key=month.month,
        cells=(
            month_words(month.month),
            money(month.left),
            due,
            money(month.collected),
            money(month.deposited),
        ),
        mark=mark,
        tone=tone,
    )


def _paid_words(one: DepositView) -> str:
    return t(
        "deposit_screen.paid_line",
        sum=money(one.amount),
        day=day(one.deposited_on),
        place=t(f"deposit_screen.from.{one.taken_from}"),
        reference=one.reference,
        who=one.recorded_by,
    )
