"""Counting a drawer by note: one box a note for the number of pieces, the sum beside it as it is typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.content import Content
from textual.widgets import Static

from counter.errors import Problem
from counter.i18n import money, number, t
from counter.models.drawer import ODD, CashCount
from counter.rules.amounts import NOTES
from counter.rules.cash_count import BOXES, MOST_ODD, MOST_PIECES, box, read_count
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import LiveForm
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView

if TYPE_CHECKING:
    from counter.app import CounterApp

FIRST = box(NOTES[0])


def note_fields() -> tuple[Field, ...]:
    """The boxes of the sheet, the largest note first, odd money last."""
    notes = tuple(
        Field(
            key=box(note),
            label=f"{number(note)} ×",
            kind=Kind.NUMBER,
            hint=t("drawer_screen.count.hint", note=money(note)),
            required=False,
            max_length=6,
            each=note,
            most=MOST_PIECES,
        )
        for note in NOTES
    )
    odd = Field(
        key=box(ODD),
        label=t("drawer_screen.count.odd"),
        kind=Kind.NUMBER,
        hint=t("drawer_screen.count.odd_hint"),
        required=False,
        max_length=9,
        each=1,
        most=MOST_ODD,
    )
    return (*notes, odd)


class CountForm(LiveForm):
    """The sheet, with whatever else is asked below it."""

    DEFAULT_CSS = "CountForm { height: auto; min-height: 1; & Scroller { height: auto; } }"

    def __init__(self, more: Sequence[Field] = ()) -> None:
        super().__init__((*note_fields(), *more))

    def on_resize(self) -> None:
        """Errors that came may have moved the box with the keys out of sight."""
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            self.call_after_refresh(focused.scroll_visible, animate=False)

    def read(self) -> CashCount | tuple[Problem, ...]:
        """The count, or everything in the boxes that is no number."""
        return read_count({note: self.value(box(note)) for note in BOXES})

    @property
    def total(self) -> int:
        """What the boxes that can be read come to, in đồng."""
        read = (read_count({note: self.value(box(note))}) for note in BOXES)
        return sum(found.total for found in read if isinstance(found, CashCount))

    def fill(self, count: CashCount) -> None:
        """Put a count into the boxes; the blank ones hold no such note."""
        for note in BOXES:
            self.set_value(box(note), str(count[note]) if count[note] else "")


class CountScreen(Covered[None]):
    """A drawer counted by note: the sum follows the keys, and Esc asks before a count is lost."""

    RIGHT = Act.TAKE_MONEY
    AT_END: ClassVar[str]  # the message for Enter in the last box, which records nothing
    app: "CounterApp"

    def tell(self) -> None:
        """The sum so far: what was counted, and never what should be there."""
        total = self.query_one(CountForm).total
        self.query_one("#total", Static).update(Content(t("drawer_screen.counted", sum=money(total))))

    @on(LiveForm.Live)
    def live(self, event: LiveForm.Live) -> None:
        """Every key is reckoned."""
        event.stop()
        self.tell()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the box wants."""
        self.hint(event.hint)

    @on(FormView.AtEnd)
    def at_end(self) -> None:
        """Enter in the last box."""
        self.say(self.AT_END)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """A card is for later."""
        event.stop()
        self.say("drawer_screen.scan_later", tone="warn")

    def action_back(self) -> None:
        """Esc: the drawer stays as it is."""
        self.leave()

    @work(group="leave")
    async def leave(self) -> None:
        """Go; a count is not kept, so whoever made one is asked first."""
        from counter.widgets.dialogs import Confirm

        if not self.query_one(CountForm).total or await self.app.push_screen_wait(
            Confirm(
                t("drawer_screen.leave.title"),
                (t("drawer_screen.leave.lost"),),
                verb_id="drawer_screen.leave.verb",
                stay_id="drawer_screen.count_verb",
            )
        ):
            self.dismiss()
