"""Gọi điện hôm nay: one person at a time, why, the number, the words to say; the result is one digit."""

from collections.abc import Iterable, Sequence
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import clock, day, day_with_weekday, local, number, t
from counter.models.calls import DIGITS, CallCounts, CallDraft, CallOutcome, CallTry, Matter
from counter.papers.words import phone, say
from counter.rules import calls as rules
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.times import short_name
from counter.services.calls import calls
from counter.widgets.big_digits import BigDigits
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

SETTLE = 0.4  # seconds after a person opens in which a digit still belongs to the one before
DAYS = 9
SHOWN_TRIES = 3


class CallsScreen(CounterScreen[None]):
    """The day's calls, one by one; what cannot be called is behind F10."""

    WIDE = True
    app: "CounterApp"
    topic = "calls"
    DEFAULT_CSS = """
    CallsScreen #number { margin-left: 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "other(1)", show=False),
        Binding("up,left", "other(-1)", show=False),
        Binding("enter", "dossier", show=False),
        Binding("ctrl+z", "undo", show=False),
        Binding(commands.CALLS.key, "other(0)", show=False),  # here already
    ]

    def __init__(self) -> None:
        super().__init__()
        self.matters: list[Matter] = []
        self.counted = CallCounts()
        self._place = 0
        self._more = ""
        self._operation = uuid4().hex
        self._opened = 0.0
        self._busy = False
        self._just: tuple[Matter, ...] = ()  # what the last result was about
        self._noted = 0  # results noted from here

    @property
    def current(self) -> Matter | None:
        """Who is called now."""
        return self.matters[self._place] if self._place < len(self.matters) else None

    def where(self) -> Sequence[str]:
        """The day's calls, and whose turn it is."""
        one = self.current
        return (t("calls.title"), one.short_code if one else "")

    def hints(self) -> Sequence[Hint]:
        """The digits, the next person, the dossier, the letters."""
        return (
            Hint("1–5", "calls.key.result", 3),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("↓", "calls.key.next", 10),
            Hint("F10", "calls.key.letters", 15),
            Hint("Enter", "calls.key.dossier", 20),
            Hint("Ctrl+Z", "calls.key.undo", 25),
        )

    def body(self) -> Iterable[Widget]:
        """The figures, the person, the number large, the words, the tries, the results."""
        yield Facts(id="figures")
        yield Facts(id="person")
        yield BigDigits(id="number")
        yield Facts(id="words")

    def on_screen_resume(self) -> None:
        """Here, or here again."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self, keep: int = 0, at: int = 0) -> None:
        """The day's list from its beginning; `at`: the dossier to open, else the one that is open stays."""
        read = -1
        try:
            while read != self._noted:  # a result noted while the list was read is not in it
                read = self._noted
                page = await self.app.ask(calls.listing)
                counted = await self.app.ask(calls.counts)
        except CounterError as error:
            self.say_error(error)
            return
        self.counted = counted
        was = self.current.dossier_id if self.current and not at else at
        self.matters, self._more = list(rules.in_order(page.matters)), page.more
        same = [n for n, one in enumerate(self.matters) if one.dossier_id == was]
        self._place = same[0] if same else min(keep, max(0, len(self.matters) - 1))
        self._open()

    def _open(self) -> None:
        """Show whose turn it is."""
        self._operation, self._opened = uuid4().hex, monotonic()
        one, counted = self.current, self.counted
        figures = t(
            "calls.figures",
            left=number(counted.to_call),
            made=number(counted.made_today),
            letters=number(counted.unreachable),
        )
        self.query_one("#figures", Facts).show((Fact("", figures, "weak"), Fact("", "")))
        self.query_one("#person", Facts).show(_person(one) if one else _nobody(counted))
        self.query_one("#number", BigDigits).show(phone(one.phone).replace(" ", ".") if one else "")
        ward = self.app.ward.ward_name
        self.query_one("#words", Facts).show(_words(one, ward, self._others(one)) if one else ())
        self.hint(t("calls.hint" if one else "calls.hint_none"))
        self.refresh_frame()

    def _others(self, one: Matter) -> int:
        """How many more matters the same number has."""
        return sum(other.phone == one.phone for other in self.matters) - 1

    # -- keys --------------------------------------------------------------------------------

    def action_other(self, step: int) -> None:
        """↓ the next person, ↑ the one before; nothing is noted."""
        if self.matters and not self._busy:
            self._place = (self._place + step) % len(self.matters)
            self._open()

    def action_dossier(self) -> None:
        """Enter: the dossier of this person."""
        if one := self.current:
            self.app.show("dossier", ref=str(one.dossier_id))

    def action_more(self) -> None:
        """F10: who cannot be called."""
        self.app.show("letters")

    def take_digit(self, digit: int) -> None:
        """1 to 5: what came of the call; a digit struck for the one before counts for nobody."""
        outcome = DIGITS.get(digit)
        if outcome is None or self.current is None or self._busy:
            return
        if monotonic() - self._opened < SETTLE:
            self.say("calls.too_quick", tone="warn", who=self.current.resident)
            return
        self.note(self.current, outcome)

    @work(group="note")
    async def note(self, one: Matter, outcome: CallOutcome) -> None:
        """Note it, and open the next."""
        self._busy, made = True, list[CallTry]()
        try:
            comes_on = None
            if outcome is CallOutcome.COMES:
                comes_on = await self._which_day()
                if comes_on is None:
                    return
            for place, each in enumerate(self._of_one_call(one, outcome)):
                draft = CallDraft(
                    operation=f"{self._operation}-{place}", dossier_id=each.dossier_id, why=each.why,
                    about=each.about, outcome=outcome, seen=len(each.tries), comes_on=comes_on,
                )  # fmt: skip
                made.append(await self.app.ask(calls.record, draft))
        except CounterError as error:
            await self.app.tell(error)
            self.load(self._place)
            return
        finally:
            self._busy = False
        self._next(one, made)

    def _of_one_call(self, one: Matter, outcome: CallOutcome) -> tuple[Matter, ...]:
        """What this call was about: nobody answered, or a wrong number, holds for all that is behind it."""
        rest = [other for other in self.matters if other.phone == one.phone and other is not one]
        return (one, *rest) if outcome in (CallOutcome.NO_ANSWER, CallOutcome.WRONG) else (one,)

    def _next(self, one: Matter, tries: Sequence[CallTry]) -> None:
        """The next person opens by itself; at the end of the page the list is read again."""
        made, gone = tries[0], self._of_one_call(one, tries[0].outcome)
        self._just, self._noted = gone, self._noted + 1
        self.matters = [other for other in self.matters if other not in gone]
        self._place = min(self._place, max(0, len(self.matters) - 1))
        moved = self.counted.to_call - len(gone)
        self.counted = CallCounts(
            to_call=max(0, moved),
            unreachable=self.counted.unreachable + sum(rules.given_up((each,)) for each in tries),
            made_today=self.counted.made_today + len(gone),
            last_at=made.made_at,
        )
        self._open()
        if not self.matters:
            self.load()
        self.say("calls.noted", tone="good", who=one.resident, result=_result(made))

    def action_undo(self) -> None:
        """Ctrl+Z: the last result was a slip of the hand."""
        if not self._just:
            self.say("calls.undo_none", tone="warn")
        elif not self._busy:
            self.take_back(self._just)

    @work(group="note")
    async def take_back(self, matters: Sequence[Matter]) -> None:
        """Undo it for all that it was about, and read the list again."""
        self._busy = True
        try:
            for one in matters:
                draft = CallDraft(
                    operation=uuid4().hex, dossier_id=one.dossier_id, why=one.why, about=one.about,
                    outcome=CallOutcome.UNDONE, seen=len(one.tries) + 1,
                )  # fmt: skip
                await self.app.ask(calls.undo, draft)
        except CounterError as error:
            await self.app.tell(error)
            return
        finally:
            self._busy, self._just = False, ()
        self.load(at=matters[0].dossier_id)
        self.say("calls.undone", tone="good", who=matters[0].resident)

    async def _which_day(self) -> date | None:
        """The day they come: one of the next working days, by digit."""
        days = await self.app.ask(calls.next_days, DAYS)
        items = [Item(one.isoformat(), day_with_weekday(one)) for one in days]
        chosen = await self.app.push_screen_wait(Choice(t("calls.which_day"), items))
        return date.fromisoformat(chosen) if chosen else None


def _nobody(counted: CallCounts) -> tuple[Fact, ...]:
    last = t("calls.last", time=clock(counted.last_at)) if counted.last_at else ""
    facts = [Fact("", t("calls.none"), "strong"), Fact("", last)]
    if counted.unreachable:
        facts.append(Fact("", t("calls.none_letters", n=number(counted.unreachable))))
    return tuple(facts)


def _person(one: Matter) -> tuple[Fact, ...]:
    due = f"{clock(one.due)} {day_with_weekday(local(one.due).date())}" if one.due else "–"
    tone = "warn" if one.why.value in ("late", "soon") else "strong"
    return (
        Fact(t("calls.why"), t(f"calls.why.{one.why}", due=due), tone),
        Fact(t("calls.who"), _whom(one), "strong"),
        *((Fact(t("calls.best_time"), one.best_time, "strong"),) if one.best_time else ()),
        Fact(t("calls.dossier"), f"{one.short_code}  {short_name(one.procedure)}"),
        Fact("", ""),
    )


def _whom(one: Matter) -> str:
    if one.kind is None:
        return one.resident
    return t(f"calls.whom.{one.kind}", who=one.resident, whose=one.whose or "–")


def _words(one: Matter, ward: str, others: int) -> tuple[Fact, ...]:
    said, params = rules.words(one, ward)
    more = [Fact("", t("calls.same_number", n=others))] if others else []
    results = "   ".join(f"{n} {t(f'calls.result.{outcome}')}" for n, outcome in DIGITS.items())
    return (
        Fact("", ""),
        Fact(t("calls.say"), say(said, **params)),
        *more,
        Fact(
            t("calls.tries"), t("calls.tries_none") if not one.tries else t("calls.tries_n", n=len(one.tries))
        ),
        *(Fact("", _tried(made), "weak", 4) for made in one.tries[-SHOWN_TRIES:]),
        Fact("", ""),
        Fact(t("calls.results"), results),
    )


def _tried(made: CallTry) -> str:
    at = local(made.made_at)
    return t(
        "calls.tried", day=day(at.date()), time=clock(at), result=_result(made), who=made.made_by
    )  # fmt: skip


def _result(made: CallTry) -> str:
    if made.comes_on is not None:
        return t("calls.result.comes_on", day=day_with_weekday(made.comes_on))
    text = t(f"calls.result.{made.outcome}")
    if made.again_at is not None:
        again = local(made.again_at)
        return t("calls.result.again", result=text, day=day(again.date()), time=clock(again))
    return t("calls.result.letter", result=text) if rules.given_up((made,)) else text
