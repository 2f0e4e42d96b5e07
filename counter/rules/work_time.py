"""Minutes of opening hours (phút làm việc) between two moments: what an appointment is reckoned in."""

from datetime import UTC, date, datetime
from typing import Final

from counter.i18n import LOCAL_ZONE
from counter.rules.calendar import Hours, WorkCalendar

DAY: Final = 24 * 60
_EPOCH: Final = date(1970, 1, 1).toordinal()
_OFFSET: Final = int((LOCAL_ZONE.utcoffset(None)).total_seconds()) // 60


def minute_of(instant: datetime) -> int:
    """The whole minute, counted from 1970 UTC, in which an aware instant lies."""
    return int(instant.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    """The instant at which a minute begins, aware, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


class WorkTime:
    """Counts open minutes; remembers which days are working days. Minutes as `minute_of` counts them."""

    def __init__(self, calendar: WorkCalendar, hours: Hours) -> None:
        self._calendar = calendar
        self._spans = tuple(
            (start.hour * 60 + start.minute, end.hour * 60 + end.minute) for start, end in hours.spans
        )
        self._whole = hours.minutes
        self._known: dict[int, bool] = {}

    def between(self, began: int, until: int) -> int:
        """Open minutes from one minute to another; 0 when the second is not after the first."""
        if until <= began:
            return 0
        first, start = divmod(began + _OFFSET, DAY)
        last, end = divmod(until + _OFFSET, DAY)
        if first == last:
            return self._within(first, start, end)
        whole = sum(self._whole for day in range(first + 1, last) if self._is_working(day))
        return self._within(first, start, DAY) + whole + self._within(last, 0, end)

    def _within(self, day: int, start: int, end: int) -> int:
        if not self._is_working(day):
            return 0
        return sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in self._spans)

    def _is_working(self, day: int) -> bool:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._calendar.is_working(date.fromordinal(day + _EPOCH))
        return known
