"""A month of the delay ledger: the minutes that lie in it, of every dossier that was under way.

Each minute lies in one month, so that the months add up; a dossier that runs through several is in each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from counter.models.delay import Cause, DelayFacts, DelayRow, Lateness, MonthDelay, Outage
from counter.rules import delay
from counter.rules.delay_evidence import Faults
from counter.rules.work_time import WorkTime, minute_of

_ENDS = (Lateness.ON_TIME, Lateness.LATE_ON_PORTAL, Lateness.LATE, Lateness.NO_LIMIT)
_OVERDUE, _WORKING, _NEWS = map(delay.NUMBERS.index, ("overdue", "overdue_working", "news_overdue"))


@dataclass(slots=True)
class _Totals:
    dossiers: int = 0
    running_late: int = 0
    finished: Counter[Lateness] = field(default_factory=Counter)
    minutes: dict[Cause, list[int]] = field(
        default_factory=lambda: {cause: [0] * len(delay.NUMBERS) for cause in Cause}
    )
    late: list[DelayRow] = field(default_factory=list)


def month(
    name: str,
    dossiers: Iterable[DelayFacts],
    outages: Sequence[Outage],
    hours: WorkTime,
    *,
    began: datetime,
    until: datetime,
    now: datetime,
) -> MonthDelay:
    """The sum of a month that lasts from `began` up to `until`, as it stood at its end, or now."""
    as_of = min(now, until)
    faults, totals = Faults(outages), _Totals()
    for facts in dossiers:
        found = delay.reckon(facts, faults, now)
        inside = found.within(minute_of(began), minute_of(until))
        ready = found.result_at is not None and began <= found.result_at < until
        if inside.work or inside.news or ready:
            _add(totals, facts, inside, hours, as_of=as_of, ready=ready)
    late = sorted(totals.late, key=lambda row: (-row.overdue - row.news_overdue, row.dossier_id))
    shown = (one for one in outages if minute_of(one.began) < minute_of(one.until))
    return MonthDelay(
        month=name,
        as_of=as_of,
        dossiers=totals.dossiers,
        finished=tuple((state, totals.finished[state]) for state in _ENDS),
        running_late=totals.running_late,
        sums=delay.sums(totals.minutes),
        late=tuple(late),
        outages=tuple(one for one in shown if began < one.until and one.began < until),
    )


def _add(
    totals: _Totals,
    facts: DelayFacts,
    inside: delay.Reckoned,
    hours: WorkTime,
    *,
    as_of: datetime,
    ready: bool,
) -> None:
    due = None if facts.due_at is None else minute_of(facts.due_at)
    tally = delay.tally(inside, due, hours)
    totals.dossiers += 1
    for cause, numbers in tally.items():
        if any(numbers):
            totals.minutes[cause] = [a + b for a, b in zip(totals.minutes[cause], numbers, strict=True)]
    state = delay.lateness(facts.due_at, inside, as_of)
    if ready:
        totals.finished[state] += 1
    running = inside.result_at is None or inside.result_at >= as_of
    totals.running_late += running and facts.due_at is not None and facts.due_at < as_of
    late = {cause: numbers[_OVERDUE] + numbers[_NEWS] for cause, numbers in tally.items()}
    worst = max(late, key=late.__getitem__)
    if late[worst]:
        totals.late.append(
            DelayRow(
                dossier_id=facts.dossier_id,
                code=facts.code,
                short_code=facts.short_code,
                procedure=facts.procedure,
                lateness=state,
                overdue=sum(numbers[_OVERDUE] for numbers in tally.values()),
                overdue_working=sum(numbers[_WORKING] for numbers in tally.values()),
                news_overdue=sum(numbers[_NEWS] for numbers in tally.values()),
                cause=worst,
            )
        )
