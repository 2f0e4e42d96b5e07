"""One line of a bank statement that fits nothing by itself: a person says what it is, and why (ux D, B14)."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError, Refused
from counter.i18n import day_with_weekday, money, t
from counter.models.transfers import BankLineView, NearView
from counter.rules.rights import Act, may
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.bank import statement_near, statement_tasks
from counter.widgets.dialogs import Confirm
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

WAYS = ("assign", "payment", "card", "post", "explain")
WIDE = 62
LONGEST_NOTE = 200


class BankLineScreen(BehindDoor[None]):
    """The line above; below it what it is, by digit, and why. F9 writes it; what ends it is said first."""

    RIGHT = Act.TAKE_MONEY
    WIDE = True
    topic = "bank_line"

    def __init__(self, line: BankLineView) -> None:
        super().__init__()
        self.line = line
        self.near: tuple[NearView, ...] = ()
        self._way = ""
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Which line."""
        return (t("transfer_screen.title"), t("transfer_screen.line"), money(self.line.amount))

    def keys(self) -> Sequence[Hint]:
        """Write it."""
        reason = ""
        if self._way == "payment" and not self.near:
            reason = t("transfer_screen.no_near", sum=money(self.line.amount))
        return (Hint("F9", f"transfer_screen.verb.{self._way or 'none'}", reason=reason),)

    def room(self) -> Iterable[Widget]:
        """The line, the question."""
        yield Facts(_facts(self.line), id="line")
        yield FormPanel(self._fields(), id="form")

    def arrive(self) -> None:
        """What is it?"""
        self._panel.form.focus_first()
        self.fill()

    @property
    def _panel(self) -> FormPanel:
        return self.query_one("#form", FormPanel)

    @work(group="fill")
    async def fill(self) -> None:
        """What has the same amount."""
        try:
            self.near = await self.app.ask(statement_near.near, self.line.id)
        except CounterError as error:
            await self.app.tell(error)
            return
        self.refresh_frame()
        if self._way == "payment":
            await self._panel.ask(self._fields(), focus=self._panel.focused_key)

    # -- the questions ---------------------------------------------------------------------

    def _fields(self) -> tuple[Field, ...]:
        way = Field(
            key="way",
            label=t("transfer_screen.what"),
            kind=Kind.CHOICE,
            options=tuple(Option(name, t(f"transfer_screen.way.{name}")) for name in WAYS),
            value=self._way,
            hint=t("transfer_screen.what.hint"),
            width=WIDE,
        )
        note = Field(
            key="note",
            label=t("transfer_screen.note"),
            hint=t(f"transfer_screen.note.{self._way}.hint") if self._way else "",
            max_length=LONGEST_NOTE,
        )
        match self._way:
            case "":
                return (way,)
            case "assign":
                return (way, self._who(), note)
            case "payment":
                return (way, self._which(), note)
            case _:
                return (way, note)

    def _who(self) -> Field:
        people = [one for one in self.app.staff if may(one, Act.TAKE_MONEY)]
        return Field(
            key="who",
            label=t("transfer_screen.who"),
            kind=Kind.CHOICE,
            options=tuple(Option(str(one.id), one.name) for one in people),
            hint=t("transfer_screen.who.hint"),
            width=WIDE,
        )

    def _which(self) -> Field:
        if not self.near:
            text = t("transfer_screen.no_near", sum=money(self.line.amount))
            return Field(key="which", label=text, kind=Kind.NOTE)
        return Field(
            key="which",
            label=t("transfer_screen.which"),
            kind=Kind.CHOICE,
            options=tuple(Option(_key(one), _near_words(one)) for one in self.near),
            hint=t("transfer_screen.which.hint"),
            width=WIDE,
        )

    def _next(self) -> str:
        """What the hands do once it is said what the line is; the reason when nothing else is empty."""
        asked = [field.key for field in self._fields() if field.kind is not Kind.NOTE]
        return next((key for key in asked[1:] if not self._panel.value(key)), asked[-1])

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    @on(LiveForm.Live)
    async def told(self, event: LiveForm.Live) -> None:
        """Another answer to the first question asks other things: the keys go on to what is empty there, or
        the next digit would be taken for another answer and words for nothing."""
        if event.key == "way" and event.typed != self._way:
            self._way = event.typed
            await self._panel.ask(self._fields(), focus=self._next())
            self.refresh_frame()

    # -- writing ---------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        self.record()

    @work(group="record", exclusive=False)
    async def record(self) -> None:
        """Write what was said; what ends the line is said back first."""
        form = self._panel.form
        if "note" in self._panel.keys:
            form.focus_field("note")  # leaving a choice by words takes what is marked in it
        if problems := form.problems():
            form.set_errors(problems)
            return
        values = self._panel.values()
        if self._way != "assign" and not await self._sure(values):
            return
        try:
            await self._write(values)
        except Refused as refused:
            if any(problem.field in self._panel.keys for problem in refused.problems):
                form.set_errors(refused.problems)
            else:
                await self.app.tell(refused)
        except CounterError as error:
            await self.app.tell(error)
        else:
            name = next((p.name for p in self.app.staff if str(p.id) == values.get("who")), "")
            self.pass_on(f"transfer_screen.done.{self._way}", sum=money(self.line.amount), who=name)

    async def _sure(self, values: dict[str, str]) -> bool:
        """What will stand in the book, before it does: it cannot be taken back."""
        chosen = next((one for one in self.near if _key(one) == values.get("which")), None)
        means = t(
            f"transfer_screen.sure.{self._way}",
            sum=money(self.line.amount),
            what=_near_words(chosen) if chosen else "",
        )
        dialog = Confirm(
            t("transfer_screen.sure"),
            (means, t("transfer_screen.sure_note", note=values["note"]), t("transfer_screen.sure_end")),
            verb_id=f"transfer_screen.verb.{self._way}",
        )
        return await self.app.push_screen_wait(dialog)

    async def _write(self, values: dict[str, str]) -> None:
        line, note, operation = self.line.id, values["note"], self._operation
        match self._way:
            case "assign":
                who = int(values["who"])
                await self.app.ask(statement_tasks.assign, line, who, note, operation=operation)
            case "payment":
                await self._pair(values["which"], note)
            case "explain":
                await self.app.ask(statement_tasks.explain, line, note, operation=operation)
            case means:
                await self.app.ask(statement_tasks.is_settlement, line, means, note, operation=operation)

    async def _pair(self, which: str, note: str) -> None:
        kind, _, number = which.partition(":")
        line, ident, operation = self.line.id, int(number), self._operation
        if kind == "payment":
            await self.app.ask(statement_tasks.is_payment, line, ident, note, operation=operation)
        else:
            await self.app.ask(statement_tasks.is_request, line, ident, note, operation=operation)


def _key(one: NearView) -> str:
    return f"payment:{one.payment_id}" if one.payment_id is not None else f"request:{one.request_id}"


def _near_words(one: NearView) -> str:
    state = "waiting" if one.payment_id is None else "paid"
    return t(
        f"transfer_screen.near.{state}",
        memo=one.memo,
        payer=one.payer,
        codes=", ".join(one.dossiers),
    )


def _facts(line: BankLineView) -> tuple[Fact, ...]:
    why = t(line.why.message_id, **line.why.params) if line.why else ""
    held = t("transfer_screen.held", who=line.to_staff, note=line.note)
    return (
        Fact(t("transfer_screen.in"), f"{money(line.amount)} · {day_with_weekday(line.booked_on)}", "strong"),
        Fact(t("transfer_screen.col.text"), line.memo or "–"),
        Fact(t("transfer_screen.code"), line.reference or "–"),
        Fact(t("transfer_screen.account"), line.account),
        Fact(t("transfer_screen.col.why"), f"! {why}" if why else "–"),
        Fact(t("transfer_screen.col.who"), held if line.to_staff else t("transfer_screen.nobody_yet")),
    )
