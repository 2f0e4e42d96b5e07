"""The dialogs that only intake has: why a second dossier is right."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.i18n import t
from counter.models.dossier import Duplicate
from counter.screens.wording import moment, state_words
from counter.text import one_line
from counter.widgets.dialogs import Dialog, paragraph
from counter.widgets.fast_keys import FieldFull
from counter.widgets.frame import Hint
from counter.widgets.vn_input import VnInput

MOST = 200


class ReasonDialog(Dialog[str]):
    """Why a second open dossier of the same person and procedure is right. Esc gives an empty text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "do", show=False)]

    def __init__(self) -> None:
        super().__init__(t("intake_screen.duplicate.why"))

    def inside(self) -> Iterable[Widget]:
        """One line to type."""
        yield paragraph(t("intake_screen.duplicate.why_hint"))
        yield VnInput(max_length=MOST, id="reason")

    def on_mount(self) -> None:
        """The line has the keys."""
        self.set_focus(self.query_one(VnInput))

    def hints(self) -> Sequence[Hint]:
        """F9 takes it."""
        return (Hint("F9", "intake_screen.duplicate.verb"), Hint("Esc", "widget.dialog.stay"))

    @on(VnInput.Submitted)
    def _entered(self, event: VnInput.Submitted) -> None:
        """Enter accepts nothing."""
        event.stop()

    @on(FieldFull)
    def _full(self, event: FieldFull) -> None:
        event.stop()

    def action_do(self) -> None:
        """F9: with a reason only."""
        if reason := one_line(self.query_one(VnInput).value):
            self.leave(reason)

    def action_leave(self) -> None:
        """Esc: no second dossier."""
        self.leave("")


def duplicate_lines(alike: Sequence[Duplicate]) -> tuple[str, ...]:
    """The dossiers that are there already, and what is asked."""
    rows = [
        t(
            "intake_screen.duplicate.row",
            code=d.short_code,
            name=d.procedure_name,
            who=d.applicant_name,
            when=moment(d.received_at),
            state=state_words(d.state),
        )
        for d in alike[:3]
    ]
    day = "same_day" if any(d.same_day for d in alike) else "open_still"
    return (*rows, t(f"intake_screen.duplicate.{day}"))
