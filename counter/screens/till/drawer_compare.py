"""The count beside the book: it fits, or 1 count again, 2 mend the notes, 3 close as it is (ux B11)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import Conflict, CounterError, Problem, Refused
from counter.i18n import money, t
from counter.models.drawer import CashCount
from counter.models.money import Approval
from counter.models.till import ClosingDraft, Comparison, DrawerSheet, DrawerView, SuspectView
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.till.drawer_words import difference_words, others, payment_words, second_fields
from counter.services.till import drawers
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

AGAIN, NOTES, DIFFERENCE = "again", "notes", "difference"


class CompareScreen(Covered[DrawerSheet | str]):
    """Gives the sheet of the closed drawer, AGAIN or NOTES."""

    RIGHT = Act.TAKE_MONEY
    app: "CounterApp"
    topic = "drawer_close"

    def __init__(
        self, view: DrawerView, seen: Comparison, count: CashCount, kept: int, *, handing: bool
    ) -> None:
        super().__init__()
        self.view, self.seen, self.count, self.kept, self.handing = view, seen, count, kept, handing
        self._operation = uuid4().hex
        self._chosen = not seen.difference  # whether it is to be closed as it is
        self._busy = False

    # -- frame ------------------------------------------------------------------------------

    def where(self) -> Sequence[str]:
        """Which drawer, and what of it."""
        title = t("drawer_screen.hand_over.title" if self.handing else "drawer_screen.close.title")
        return (title, t("drawer_screen.compare.title"), self.view.cashier)

    def hints(self) -> Sequence[Hint]:
        """F9 closes only once it is said how."""
        reason = "" if self._chosen else t("drawer_screen.compare.choose_first")
        verb = "drawer_screen.hand_over.verb" if self.handing else "drawer_screen.close.verb"
        ways = () if self._chosen else (Hint("1–3", "drawer_screen.choose"),)
        return (
            Hint("F9", verb, reason=reason),
            *ways,
            Hint("Esc", "drawer_screen.notes_verb"),
            Hint("F1", commands.HELP.label_id),
        )

    def rail(self) -> str:
        """How to look for a difference."""
        return t("drawer_screen.rail.fits" if not self.seen.difference else "drawer_screen.rail.differs")

    def body(self) -> Iterable[Widget]:
        """The sums, where to look first, the ways on, the form of the one chosen."""
        told = "fits" if not self.seen.difference else "differs"
        yield Static(Content(t(f"drawer_screen.compare.{told}")), id="question", markup=False)
        yield Facts(self._sums(), id="facts")
        if self.seen.suspects:
            yield Static(Content(t("drawer_screen.suspects")), id="suspects-head", markup=False)
            columns = (Column("", 5), Column("", 24, 1), Column("", 9, align="right"))
            rows = [row for suspect in self.seen.suspects for row in _suspect_rows(suspect)]
            suspects = LineList(columns, rows, header=False, id="suspects")
            suspects.styles.height = len(rows)
            yield suspects
        if self.seen.difference:
            ways = [Row(way, (t(f"drawer_screen.way.{way}"),)) for way in (AGAIN, NOTES, DIFFERENCE)]
            listing = LineList([Column("", 30, 1)], ways, header=False, numbered=True, id="ways")
            listing.styles.height = len(ways)
            yield listing
        yield Vertical(id="form-place")
        yield Static(Content(""), id="will", markup=False)

    def _sums(self) -> tuple[Fact, ...]:
        seen = self.seen
        return (
            Fact(t("drawer_screen.sum.counted"), money(seen.counted)),
            Fact(t("drawer_screen.sum.expected"), money(seen.expected)),
            Fact(
                t("drawer_screen.sum.difference"),
                difference_words(seen.difference),
                "warn" if seen.difference else "good",
            ),
            *((Fact("", t("drawer_screen.clock", said=seen.clock_said), "warn"),) if seen.clock_said else ()),
        )

    async def on_mount(self) -> None:
        """The ways on have the keys; a count that fits needs at most the other cashier."""
        if self._chosen:
            await self.ask()
        else:
            self.set_focus(self.query_one("#ways"))
            self.hint(t("drawer_screen.compare.hint"))

    # -- the ways on ----------------------------------------------------------------------------

    @on(LineList.RowChosen, "#ways")
    async def way(self, event: LineList.RowChosen) -> None:
        """1, 2 or 3."""
        event.stop()
        if event.key != DIFFERENCE:
            self.dismiss(event.key)
        elif not self._chosen:
            self._chosen = True
            self.query_one("#ways").display = False
            await self.ask()

    @on(LineList.RowChosen, "#suspects")
    def look(self, event: LineList.RowChosen) -> None:
        """Enter on a payment opens its dossier."""
        event.stop()
        payment = next(s.payment for s in self.seen.suspects if event.key == str(s.payment.id))
        self.app.show("dossier", ref=str(payment.shares[0].dossier_id))

    async def ask(self) -> None:
        """Ask what a close as it is still needs, and say what will happen."""
        fields = self._fields()
        if fields:
            form = FormView(fields)
            await self.query_one("#form-place").mount(form)
            form.focus_first()
        self.query_one("#will", Static).update(Content(self._will()))
        self.refresh_frame()
        self.hint(t("drawer_screen.compare.ready"))

    def _fields(self) -> tuple[Field, ...]:
        fields: list[Field] = []
        if self.seen.difference:
            fields.append(
                Field(
                    key="reason",
                    label=t("drawer_screen.reason"),
                    hint=t("drawer_screen.reason_hint"),
                    max_length=200,
                )
            )
        cashier = frozenset({self.view.cashier_id})
        if not self.seen.within_tolerance:
            fields += second_fields(others(self.app, Act.OVERRULE_MONEY, cashier), "approver")
        if self.handing:
            fields += second_fields(others(self.app, Act.TAKE_MONEY, cashier), "hand_to")
        return tuple(fields)

    def _will(self) -> str:
        """What F9 does, in words and sums."""
        what = "hand_over" if self.handing else "close"
        safe = money(self.seen.counted - self.kept)
        return t(f"drawer_screen.will.{what}", safe=safe, kept=money(self.kept))

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: back to the notes; nothing is closed."""
        self.dismiss(NOTES)

    # -- closing ----------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        self.close_drawer()

    @work(group="close")
    async def close_drawer(self) -> None:
        """Close it, once."""
        form = next(iter(self.query(FormView)), None)
        if form is not None and (problems := form.problems()):
            form.set_errors(problems)
            return
        if self._busy:
            return
        self._busy = True
        try:
            sheet = await self.app.ask(drawers.close, self._draft(form.values() if form else {}))
        except Refused as refused:
            await self._refused(form, refused)
        except Conflict as conflict:  # money moved meanwhile: the count is compared anew
            await self.app.tell(conflict)
            self.dismiss(NOTES)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.dismiss(sheet)
        finally:
            self._busy = False

    async def _refused(self, form: FormView | None, refused: Refused) -> None:
        """What is wrong stands at its field; what has none is told."""
        asked = {field.key for field in form.fields} if form else set()
        there: tuple[Problem, ...] = tuple(p for p in refused.problems if p.field in asked)
        if form is None or len(there) < len(refused.problems):
            await self.app.tell(refused)
        else:
            form.set_errors(there)

    def _draft(self, values: dict[str, str]) -> ClosingDraft:
        return ClosingDraft(
            operation=self._operation,
            drawer_id=self.view.id,
            count=self.count,
            kept=self.kept,
            expected=self.seen.expected,
            reason=values.get("reason", ""),
            approval=_approval(values, "approver"),
            hand_to=_approval(values, "hand_to"),
        )


def _approval(values: dict[str, str], key: str) -> Approval | None:
    return Approval(name=values[key], pin=values[f"{key}_pin"]) if key in values else None


def _suspect_rows(suspect: SuspectView) -> tuple[Row, Row]:
    """A payment, and below it why it may be the one."""
    payment = suspect.payment
    at, whose, total = payment_words(payment)
    parts = [payment.receipt.number] if payment.receipt else []
    if payment.tendered is not None:
        tendered, change = money(payment.tendered), money(payment.change or 0)
        parts.append(t("drawer_screen.given", tendered=tendered, change=change))
    reason = t(suspect.message_id, **suspect.params)
    return (
        Row(str(payment.id), (at, "  ".join((*parts, whose)), total)),
        Row(f"why-{payment.id}", (f"{' ' * 7}← {reason}",), tone="head"),  # under the payment
    )
