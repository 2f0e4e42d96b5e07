"""Strike a number of a certification register: it stays there, with the reason."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.i18n import t
from counter.models.life_records import CertificationView
from counter.text import one_line
from counter.widgets.dialogs import Dialog, paragraph
from counter.widgets.fast_keys import FieldFull
from counter.widgets.frame import Hint
from counter.widgets.vn_input import VnInput

MOST = 200


class StrikeDialog(Dialog[str]):
    """Why the number was written wrongly; gives the reason. Esc gives an empty text: nothing is struck."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "do", show=False)]

    def __init__(self, entry: CertificationView) -> None:
        super().__init__(t("life_list.strike.title", number=entry.number, year=entry.year))
        self.entry = entry

    def inside(self) -> Iterable[Widget]:
        """What is struck, one line to type."""
        entry = self.entry
        yield paragraph(t("life_list.strike.what", paper=entry.paper, name=entry.requester))
        yield paragraph(t("life_list.strike.stays"))
        yield VnInput(max_length=MOST, id="reason")

    def on_mount(self) -> None:
        """The line has the keys."""
        self.set_focus(self.query_one(VnInput))

    def hints(self) -> Sequence[Hint]:
        """F9 strikes it."""
        return (Hint("F9", "life_list.strike.do"), Hint("Esc", "widget.dialog.stay"))

    @on(VnInput.Submitted)
    def _entered(self, event: VnInput.Submitted) -> None:
        """Enter strikes nothing."""
        event.stop()

    @on(FieldFull)
    def _full(self, event: FieldFull) -> None:
        event.stop()

    def action_do(self) -> None:
        """F9: with a reason only."""
        if reason := one_line(self.query_one(VnInput).value):
            self.leave(reason)

    def action_leave(self) -> None:
        """Esc: it stands as it is."""
        self.leave("")
