"""The day that stands on a paper: of its issue, or its last; asked once, so that the paper serves again."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from counter.i18n import day, t
from counter.models.dossier import PaperMark
from counter.models.papers_seen import PaperEnd, PaperKind
from counter.rules.form_dates import parse_day
from counter.widgets.dialogs import ReasonDialog

if TYPE_CHECKING:
    from counter.app import CounterApp

NO_END = "0"


@dataclass(frozen=True, slots=True)
class PaperDay:
    """What was read from a paper. One of the three."""

    issued: date | None = None
    until: date | None = None
    endless: bool = False

    def on(self, mark: PaperMark) -> PaperMark:
        """A mark that says it."""
        return replace(mark, issued_on=self.issued, valid_until=self.until, endless=self.endless)

    def words(self) -> str:
        """The day, or that there is none."""
        found = self.issued or self.until
        return day(found) if found else t("papers_seen.no_end")


async def ask_day(app: "CounterApp", kind: PaperKind, today: date) -> PaperDay | None:
    """Ask until it is a day; None when nothing was noted. In a worker."""
    issued = kind.end is PaperEnd.MONTHS
    question = t("papers_seen.days.issued", n=kind.months or 0) if issued else t("papers_seen.days.until")
    lines = [kind.name, question]
    while True:
        dialog = ReasonDialog(t("papers_seen.days"), lines, verb_id="papers_seen.days.verb")
        typed = await app.push_screen_wait(dialog)
        if not typed:
            return None
        if typed == NO_END and not issued:
            return PaperDay(endless=True)
        found = parse_day(typed, today, past=issued)
        if found is not None and (found <= today if issued else found >= today):
            return PaperDay(issued=found) if issued else PaperDay(until=found)
        wrong = (
            "papers_seen.days.not_a_day"
            if found is None
            else f"papers_seen.days.wrong.{'issued' if issued else 'until'}"
        )
        lines = [kind.name, question, t(wrong, text=typed)]
