"""The slip on the screen, line by line as on the paper; numbers and phone masked, as on every screen."""

from collections.abc import Iterable, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget

from counter.errors import DataFault
from counter.i18n import t
from counter.models.dossier import DossierView
from counter.papers.preview import rows
from counter.papers.slip import slip_data
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.people.lookups import masked
from counter.settings import WardSettings
from counter.widgets.dialogs import Dialog
from counter.widgets.frame import Hint


class SlipPreview(Dialog[None]):
    """What the paper says, from the same values."""

    def __init__(self, view: DossierView, ward: WardSettings, practice: bool) -> None:
        super().__init__(t("accepted.preview.title"))
        self.view = view
        self.ward = ward
        self.practice = practice

    def inside(self) -> Iterable[Widget]:
        """The lines, to scroll with ↑ ↓."""
        with VerticalScroll(id="preview") as scroll:
            scroll.styles.height = 16
            yield Facts(self._facts())

    def _facts(self) -> Sequence[Fact]:
        try:
            data = slip_data(masked(self.view), self.ward, practice=self.practice)
        except DataFault as fault:
            return (Fact("", t(fault.message_id, **fault.params), "warn"),)
        return tuple(Fact(label, value) for label, value in rows(data))

    def on_mount(self) -> None:
        """↑ ↓ scroll at once."""
        self.set_focus(self.query_one(VerticalScroll))

    def hints(self) -> Sequence[Hint]:
        """How to go on."""
        return (Hint("↑↓", "accepted.preview.scroll"), Hint("Esc", "widget.dialog.close"))

    def action_leave(self) -> None:
        """Esc."""
        self.leave(None)
