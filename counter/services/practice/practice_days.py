"""When made-up people come: working days of two years or less, in the counter's hours, more on Mondays."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from counter.i18n import LOCAL_ZONE
from counter.rules.calendar import Hours, WorkCalendar

SPAN_DAYS = 730
_WEEKDAYS = (125, 105, 100, 95, 85, 60, 60)  # Monday to Sunday; a Saturday or Sunday only where it is worked
_LATELY, _BUSY = 15, 180  # working days that a small ward too fills with so many dossiers: a desk to learn at
_GROWTH = 0.3  # more at the end of the two years than at the beginning


class Days:
    """The working days of so many days before a last one, and moments at which the counter is open."""

    def __init__(
        self, rng: random.Random, calendar: WorkCalendar, hours: Hours, until: date, span: int = SPAN_DAYS
    ) -> None:
        self._rng, self._hours = rng, hours
        self.end = datetime.combine(until, time(0), LOCAL_ZONE)
        first = until - timedelta(days=span)
        every = (first + timedelta(days=n) for n in range(span + 400))
        self._working = [day for day in every if calendar.is_working(day)]
        self._received = [day for day in self._working if day < until]

    @property
    def last(self) -> date:
        """The last working day before the end."""
        return self._received[-1]

    def worked_by(self, day: date) -> date:
        """The last working day up to a day; the day itself before the first one."""
        place = bisect_right(self._working, day)
        return self._working[place - 1] if place else day

    def after(self, day: date, count: int) -> date:
        """The working day so many after a day; the last known one where there are fewer."""
        return self._working[min(bisect_right(self._working, day) + count, len(self._working)) - 1]

    def receptions(self, count: int) -> Iterator[tuple[date, list[datetime]]]:
        """Every day with the moments of its receptions in order; `count` in all."""
        rng, last = self._rng, max(len(self._received) - 1, 1)
        weights = [
            _WEEKDAYS[day.weekday()] * (1 + _GROWTH * n / last) * rng.uniform(0.8, 1.2)
            for n, day in enumerate(self._received)
        ]
        weights = _fresher(weights, count)
        whole, sofar, given = sum(weights), 0.0, 0
        for day, weight in zip(self._received, weights, strict=True):
            sofar += weight
            upto = round(count * sofar / whole)
            yield day, sorted(self._moment(day) for _ in range(upto - given))
            given = upto

    def _moment(self, day: date) -> datetime:
        start, end = self._rng.choice(self._hours.spans)
        begin = datetime.combine(day, start, LOCAL_ZONE)
        seconds = int((datetime.combine(day, end, LOCAL_ZONE) - begin).total_seconds())
        return begin + timedelta(seconds=self._rng.randrange(seconds))

    def open_at(self, moment: datetime) -> datetime:
        """The moment itself when the counter is open, else some minutes after it opens next."""
        place = bisect_left(self._working, moment.date())
        day = self._working[min(place, len(self._working) - 1)]
        if day == moment.date():
            if self._hours.is_open(moment.time()):
                return moment
            later = [start for start, _ in self._hours.spans if start > moment.time()]
            if later:
                return self._soon(day, later[0])
            day = self._working[min(place + 1, len(self._working) - 1)]
        return self._soon(day, self._hours.opening)

    def _soon(self, day: date, opening: time) -> datetime:
        return datetime.combine(day, opening, LOCAL_ZONE) + timedelta(seconds=self._rng.randrange(60, 3600))


def _fresher(weights: list[float], count: int) -> list[float]:
    """More on the last days, where a small ward would have next to nothing to do."""
    before, lately = weights[:-_LATELY], weights[-_LATELY:]
    share = min(0.5, _BUSY / max(count, 1))
    factor = share * sum(before) / ((1 - share) * sum(lately))
    return before + [weight * max(factor, 1.0) for weight in lately]
