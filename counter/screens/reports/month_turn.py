"""A list of one month at a time, or of a year where a book is kept by the year: ← → for the one beside it."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker

from counter.i18n import local
from counter.models.ward_report import Period
from counter.rules import report_periods
from counter.rules.deposits import month_of, read_month
from counter.screens.reports.deposit_words import month_words
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class MonthTurn(CounterScreen[None]):
    """Begins with the month it is given as YYYY-MM, else with the present one; none that has not begun."""

    app: "CounterApp"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "other(-1)", show=False),
        Binding("right", "other(1)", show=False),
    ]

    def __init__(self, month: str = "") -> None:
        super().__init__()
        self._month = month

    def load(self) -> Worker[None]:
        """Read the month that is shown."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The frame, once there is a month to show."""
        if read_month(self._month) is None:
            self._month = month_of(self._today())
        return super().compose()

    @property
    def period(self) -> Period:
        """The days of the month that is shown."""
        return report_periods.around("month", read_month(self._month) or self._today())

    def _today(self) -> date:
        return local(self.app.now()).date()

    @property
    def turns(self) -> str:
        """What ← → turn over: a "month", or a "year" with the month staying as it is."""
        return "month"

    def action_other(self, step: int) -> None:
        """← the month or year before, → the one after."""
        beside = report_periods.beside(self.turns, report_periods.around(self.turns, self.period.first), step)
        first = beside.first if self.turns == "month" else beside.first.replace(month=self.period.first.month)
        if self.turns == "year" and first.year == self._today().year:
            first = min(first, self._today())
        month = month_of(first)
        if month > month_of(self._today()):
            if self.turns == "year":
                self.say("month_screen.not_yet_year", year=str(first.year))
            else:
                self.say("month_screen.not_yet", month=month_words(month))
        elif read_month(month) is not None:
            self._month = month
            self.load()
