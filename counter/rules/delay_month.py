"""A month of the delay ledger: the minutes that lie in it, of every dossier that was under way.

Each minute lies in one month, so that the months add up; a dossier that runs through several is in each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from counter.models.delay import Cause, CauseSum, DelayFacts, DelayRow, Lateness, MonthDelay, Outage
from counter.rules import delay
from counter.rules.delay_evidence import Faults
from counter.rules.work_time import WorkTime, minute_of

_NUMBERS = tuple(one.name for one in fields(CauseSum) if one.name != "cause")


@dataclass(slots=True)
class _Totals:
    dossiers: int = 0
    running_late: int = 0
    finished: Counter[Lateness] = field(default_factory=Counter)
    sums: dict[Cause, Counter[str]] = field(default_factory=lambda: {cause: Counter() for cause in Cause})
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
        sums=tuple(CauseSum(cause=cause, **numbers) for cause, numbers in totals.sums.items()),
        late=tuple(late),
        outages=tuple(one for one in shown if began < one.until and one.began < until),
    )


_ENDS = (Lateness.ON_TIME, Lateness.LATE_ON_PORTAL, Lateness.LATE, Lateness.NO_LIMIT)


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
    sums = delay.sums(inside, due, hours)
    totals.dossiers += 1
    for one in sums:
        for number in _NUMBERS:
            totals.sums[one.cause][number] += getattr(one, number)
    state = delay.lateness(facts.due_at, inside, as_of)
    if ready:
        totals.finished[state] += 1
    running = inside.result_at is None or inside.result_at >= as_of
    totals.running_late += running and facts.due_at is not None and facts.due_at < as_of
    worst = max(sums, key=lambda one: one.overdue + one.news_overdue)
    if worst.overdue + worst.news_overdue:
        totals.late.append(
            DelayRow(
                dossier_id=facts.dossier_id,
                code=facts.code,
                short_code=facts.short_code,
                procedure=facts.procedure,
                lateness=state,
                overdue=sum(one.overdue for one in sums),
                overdue_working=sum(one.overdue_working for one in sums),
                news_overdue=sum(one.news_overdue for one in sums),
                cause=worst.cause,
            )
        )
