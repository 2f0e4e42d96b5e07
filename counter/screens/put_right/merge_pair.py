"""Two records side by side: which stays, what of which, and why; or that they are two people (gộp hồ sơ)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.models.merging import ApartDraft, Difference, MergeDraft, Pair, Trait
from counter.models.numbers import mask_number
from counter.models.resident import ResidentView
from counter.rules import doubles as rules
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.put_right.doubles import alike_facts, record_facts
from counter.services.people import lookups
from counter.services.put_right import merging
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

FIRST, SECOND = "first", "second"


class MergePairScreen(BehindDoor[None]):
    """One form: which record stays, one answer for each field in which they differ, the reason. F9 merges."""

    RIGHT = Act.MERGE
    WIDE = True
    app: "CounterApp"
    topic = "doubles"

    def __init__(self, first_id: int, second_id: int) -> None:
        super().__init__()
        self._ids = (first_id, second_id)
        self._operation = uuid4().hex
        self.whole = False  # whether the numbers are shown whole
        self.pair: Pair | None = None

    @property
    def opening(self) -> bool:
        """Whether the questions are not there yet: what is struck meanwhile waits for them."""
        return self.pair is None and self.allowed

    def where(self) -> Sequence[str]:
        """Whose."""
        name = self.pair.double.first.full_name if self.pair else ""
        return (t("doubles_screen.title"), *((name,) if name else ()))

    def keys(self) -> Sequence[Hint]:
        """Merge; or two people, or the whole numbers."""
        return (Hint("F9", "doubles_screen.merge"), Hint("F10", commands.MORE.label_id, 8))

    def room(self) -> Iterable[Widget]:
        """What speaks for and against; the questions come once both are read."""
        yield Facts(id="alike")

    def arrive(self) -> None:
        """Read both."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Both records, then the questions."""
        try:
            pair = await self.app.ask(merging.pair, *self._ids)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        self.query_one("#alike", Facts).show(facts(pair, whole=False))
        await self.query_one("#body").mount(FormPanel(fields(pair, whole=False), id="form"))
        self.pair = pair
        self.panel.form.focus_first()
        self.refresh_frame()
        self.app.keys_again()

    @property
    def panel(self) -> FormPanel:
        """The questions."""
        return self.query_one("#form", FormPanel)

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    # -- F9 and F10 --------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9: after a word about what cannot be taken back."""
        if self.pair is not None and not self.recording:
            self.hold_for(self.merge(self.pair))

    @work(exclusive=True, group="do")
    async def merge(self, pair: Pair) -> None:
        """Check, say what will happen, merge."""
        if problems := self.panel.form.problems():
            self.panel.form.set_errors(problems)
            return
        draft = draft_of(pair, self.panel.values(), self._operation)
        if await self._agreed(pair, draft):
            await self._do(draft, "doubles_screen.done")

    async def _agreed(self, pair: Pair, draft: MergeDraft) -> bool:
        from counter.widgets.dialogs import Confirm

        kept, gone = in_order(pair, draft.kept_id)
        lines = [
            t("doubles_screen.then.moves", dossiers=gone.dossiers, drafts=pair.drafts[gone.id]),
            t("doubles_screen.then.stays", kept=kept.id, gone=gone.id),
        ]
        if pair.double.against:
            lines.insert(0, f"! {t('doubles_screen.then.against')}")
        title = t("doubles_screen.then.title", name=kept.full_name)
        return await self.app.push_screen_wait(Confirm(title, lines, verb_id="doubles_screen.merge"))

    async def _do(self, draft: MergeDraft | ApartDraft, said: str) -> None:
        try:
            if isinstance(draft, MergeDraft):
                await self.app.ask(merging.merge, draft)
            else:
                await self.app.ask(merging.keep_apart, draft)
        except Refused as refused:
            self.panel.form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.pass_on(said)

    def action_more(self) -> None:
        """F10: two people after all; the whole numbers."""
        if self.pair is not None and not self.recording:
            self.more(self.pair)

    @work(exclusive=True, group="more")
    async def more(self, pair: Pair) -> None:
        """By one digit."""
        from counter.widgets.dialogs import Choice, Item

        shown = t("doubles_screen.whole_shown") if self.whole else ""
        rows = [
            Item("apart", t("doubles_screen.apart")),
            Item("whole", t("doubles_screen.whole"), shown),
        ]
        match await self.app.push_screen_wait(Choice(t(commands.MORE.label_id), rows)):
            case "apart":
                self.hold_for(self.apart(pair))
            case "whole":
                await self._show_whole(pair)

    async def _show_whole(self, pair: Pair) -> None:
        """Every digit, to compare with the card; who looked stands in the trail."""
        try:
            for ident in self._ids:
                await self.app.ask(lookups.see_person, ident, t("doubles_screen.whole_reason"))
        except CounterError as error:
            await self.app.tell(error)
            return
        self.whole = True
        self.query_one("#alike", Facts).show(facts(pair, whole=True))
        await self.panel.ask(fields(pair, whole=True), focus=self.panel.focused_key)

    @work(exclusive=True, group="do")
    async def apart(self, pair: Pair) -> None:
        """With the reason that stands in the form."""
        reason = self.panel.value("reason")
        if not reason:
            self.panel.form.set_errors((Problem("reason", "merge.reason_missing"),))
            return
        draft = ApartDraft(
            operation=uuid4().hex,
            first_id=pair.double.first.id,
            second_id=pair.double.second.id,
            reason=reason,
        )
        await self._do(draft, "doubles_screen.two")


def facts(pair: Pair, *, whole: bool) -> tuple[Fact, ...]:
    """What speaks for and against, and each record in one paragraph."""
    found = [*alike_facts(pair.double)]
    for number, person in ((1, pair.double.first), (2, pair.double.second)):
        words = " · ".join(fact.value for fact in record_facts(person, whole=whole))
        found.append(Fact(t("doubles_screen.number_of", n=number, id=person.id), words))
    return (*found, Fact("", ""))


def in_order(pair: Pair, kept_id: int) -> tuple[ResidentView, ResidentView]:
    """The one that stays, the one that goes."""
    first, second = pair.double.first, pair.double.second
    return (first, second) if first.id == kept_id else (second, first)


def fields(pair: Pair, *, whole: bool) -> tuple[Field, ...]:
    """Which stays, one question for each difference, the reason."""
    first, second = pair.double.first, pair.double.second
    offered = FIRST if rules.better(first, second).id == first.id else SECOND
    asked = [one for one in rules.differences(first, second) if one.both]
    return (
        Field(
            key="stays",
            label=t("doubles_screen.field.stays"),
            kind=Kind.CHOICE,
            options=(Option(FIRST, _record(first, whole)), Option(SECOND, _record(second, whole))),
            value=offered,
            hint=t("doubles_screen.field.stays.hint"),
        ),
        *(_choice(one, offered, whole) for one in asked),
        Field(
            key="reason",
            label=t("doubles_screen.reason"),
            hint=t("doubles_screen.reason.hint"),
            max_length=merging.LONGEST,
        ),
    )


def _record(person: ResidentView, whole: bool) -> str:
    return t(
        "doubles_screen.record",
        name=person.full_name,
        number=(person.citizen_id if whole else person.masked_id) or t("doubles_screen.no_number"),
        dossiers=person.dossiers,
    )


def _choice(one: Difference, offered: str, whole: bool) -> Field:
    masked = one.trait is Trait.NUMBER and not whole
    first, second = (mask_number(value) if masked else value for value in (one.kept, one.gone))
    return Field(
        key=one.trait.value,
        label=t(f"doubles_screen.field.{one.trait}"),
        kind=Kind.CHOICE,
        options=(Option(FIRST, first), Option(SECOND, second)),
        value=offered,
        hint=t("doubles_screen.field.hint"),
    )


def draft_of(pair: Pair, values: Mapping[str, str], operation: str) -> MergeDraft:
    """What was answered: of each field the record it comes from, counted from the one that stays."""
    stays = values["stays"]
    first, second = pair.double.first, pair.double.second
    kept, gone = in_order(pair, first.id if stays == FIRST else second.id)
    return MergeDraft(
        operation=operation,
        kept_id=kept.id,
        gone_id=gone.id,
        kept_version=kept.version,
        gone_version=gone.version,
        take=frozenset(trait for trait in Trait if values.get(trait.value, stays) != stays),
        reason=values["reason"],
    )
