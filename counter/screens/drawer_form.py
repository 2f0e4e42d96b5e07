"""Counting a drawer by note: one box a note for the number of pieces, the sum beside it as it is typed."""

from collections.abc import Sequence

from counter.errors import Problem
from counter.i18n import money, number, t
from counter.models.drawer import ODD, CashCount
from counter.rules.amounts import NOTES
from counter.rules.cash_count import BOXES, MOST_ODD, MOST_PIECES, box, read_count
from counter.screens.form_panel import LiveForm
from counter.widgets.fields import Field, Kind
from counter.widgets.screen import CounterScreen

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


async def may_leave(screen: CounterScreen[None]) -> bool:
    """Whether a screen with a count may go: what was counted is not kept, so it asks first."""
    if not screen.query_one(CountForm).total:
        return True
    from counter.widgets.dialogs import Confirm

    return await screen.app.push_screen_wait(
        Confirm(
            t("drawer_screen.leave.title"),
            (t("drawer_screen.leave.lost"),),
            verb_id="drawer_screen.leave.verb",
            stay_id="drawer_screen.count_verb",
        )
    )
