"""The ward's numbers of a period (số liệu của phường), in one snapshot of the store.

Plain SQL brings the dossiers that were under way and the sums; `counter.rules.indicators` judges and divides.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import add

from counter.errors import Problem, Refused
from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import Channel, TimeUnit
from counter.models.instant import from_micros
from counter.models.ward_report import (
    Case,
    DayCount,
    Group,
    Period,
    PutOff,
    Round,
    Services,
    Span,
    Tally,
    WardReport,
)
from counter.rules import indicators as rules
from counter.rules.calendar import parse_hours
from counter.rules.rights import Act, may
from counter.rules.work_time import WorkTime
from counter.services import ward_report_sql as sql
from counter.services.connection import Connection, Row, SqlValue
from counter.services.office import Office, act

Cell = tuple[str, int, str]  # procedure, who received, channel
Counts = defaultdict[Cell, Counter[str]]
_PIECE = 1000  # dossiers whose rounds are read at once
_CALENDAR = frozenset({TimeUnit.CALENDAR_DAY, TimeUnit.MONTH})


@act(Act.READ, writes=False)
def report(office: Office, period: Period) -> WardReport:
    """The report of a period. Refused `ward_report.period` when it ends before it begins, or has not begun.

    By who received is told only to who sees everybody's work (`Act.SEE_TILL`).
    """
    now = office.now()
    if period.last < period.first or period.first > now.astimezone(LOCAL_ZONE).date():
        raise Refused((Problem("period", "ward_report.period"),))
    span = rules.span_of(period, now)
    with office.store.query() as connection:
        cases = tuple(_cases(connection, period, span))
        count = Counting(office)
        cells = count.cells(cases, span)
        months = {
            f"{month.first:%Y-%m}": count.whole(cases, rules.span_of(month, now))
            for month in _months(period, now.astimezone(LOCAL_ZONE).date())
        }
        _add_sums(connection, _days(period), cells, months)
        told = _put_together(office, connection, period, span, cells, months)
    return replace(told, by_calendar=tuple(sorted(count.by_calendar)))


def _put_together(
    office: Office,
    connection: Connection,
    period: Period,
    span: Span,
    counts: Counts,
    months: Mapping[str, Counter[str]],
) -> WardReport:
    cells = {cell: Tally(**found) for cell, found in counts.items()}
    total = reduce(add, cells.values(), Tally())
    names = {row[0]: (row[1], row[2]) for row in connection.execute(sql.PROCEDURES)}
    staff = {row[0]: row[1] for row in connection.execute(sql.STAFF)}
    registered, not_received = connection.execute(sql.NOT_TAKEN, _days(period)).fetchone() or (0, 0)
    sees_all = may(office.actor, Act.SEE_TILL)
    services = _services(office, cells)
    return WardReport(
        period=period,
        made_at=office.now(),
        as_of=from_micros(span.at),
        total=total,
        by_channel=_groups(cells, lambda cell: (cell[2], "")),
        by_sector=_groups(cells, lambda cell: (names[cell[0]][1], names[cell[0]][1])),
        by_procedure=_groups(cells, lambda cell: (cell[0], names[cell[0]][0])),
        by_clerk=_groups(cells, lambda cell: (str(cell[1]), staff[cell[1]])) if sees_all else (),
        by_month=tuple(Group(key, key, Tally(**found)) for key, found in months.items()),
        by_day=tuple(
            DayCount(date.fromisoformat(day), count)
            for day, count in connection.execute(sql.DAYS, _days(period))
        ),
        services=services,
        indicators=rules.indicators(total, services),
        registered=int(registered),
        not_received=int(not_received),
        not_counted=rules.NOT_COUNTED,
    )


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def _months(period: Period, today: date) -> Iterator[Period]:
    """What lies of a period in each month that has begun; nothing for a period within one month."""
    if (period.first.year, period.first.month) == (period.last.year, period.last.month):
        return
    first = period.first
    while first <= min(period.last, today):
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield Period(first, min(after - timedelta(days=1), period.last))
        first = after


def _add_sums(
    connection: Connection, days: tuple[str, str], cells: Counts, months: Mapping[str, Counter[str]]
) -> None:
    """What the store sums up by itself, into its cell and its month."""
    for procedure, clerk, channel, month, found in _sums(connection, days):
        cells[procedure, clerk, channel].update(found)
        if month in months:
            months[month].update(found)


def _sums(
    connection: Connection, days: tuple[str, str]
) -> Iterator[tuple[str, int, str, str, dict[str, int]]]:
    for *cell, charged, online in connection.execute(sql.FEES, days):
        yield *_cell(cell), {"charged": charged, "paid_online": online}
    for *cell, assisted in connection.execute(sql.ASSISTED, days):
        yield *_cell(cell), {"assisted": assisted}
    for *cell, state, filed, count in connection.execute(sql.PAPERS, days):
        yield *_cell(cell), dict.fromkeys(rules.paper_marks(state, bool(filed)), int(count))


def _cell(row: Sequence[str | int]) -> tuple[str, int, str, str]:
    procedure, clerk, channel, month = row
    return str(procedure), int(clerk), str(channel), str(month)


def _groups(cells: Mapping[Cell, Tally], named: Callable[[Cell], tuple[str, str]]) -> tuple[Group, ...]:
    found: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for cell, tally in cells.items():
        found[named(cell)].append(tally)
    groups = [Group(key, label, reduce(add, tallies)) for (key, label), tallies in found.items()]
    return tuple(sorted(groups, key=lambda one: (-one.tally.taken, one.label, one.key)))


def _services(office: Office, cells: Mapping[Cell, Tally]) -> Services:
    """The catalogue as it is today, against what was filed and paid in the period."""
    known = office.catalogue.all()
    online = {procedure.code for procedure in known if procedure.channels.get(Channel.ONLINE)}
    return Services(
        procedures=len(known),
        online=len(online),
        online_used=len({cell[0] for cell, tally in cells.items() if tally.online} & online),
        charged=len({cell[0] for cell, tally in cells.items() if tally.charged}),
        paid_online=len({cell[0] for cell, tally in cells.items() if tally.paid_online}),
    )


# -- dossier by dossier -----------------------------------------------------------------------------------


def _cases(connection: Connection, period: Period, span: Span) -> Iterator[Case]:
    """Every dossier that was under way in the period."""
    first = period.first.isoformat()
    since = (period.first - rules.LONGEST).isoformat()
    statements: tuple[tuple[str, tuple[SqlValue, ...]], ...] = (
        (sql.RECEIVED, (first, period.last.isoformat())),
        (sql.STILL_OPEN, (first,)),
        (sql.ENDED_LATER, (since, first, span.began)),
    )
    for statement, values in statements:
        rows = connection.execute(statement, values).fetchall()
        for start in range(0, len(rows), _PIECE):
            piece = rows[start : start + _PIECE]
            ids = json.dumps([row[0] for row in piece])
            rounds, put_off = _rounds(connection, ids), _put_off(connection, ids)
            for row in piece:
                yield _case(row, rounds, put_off)


def _case(row: Row, rounds: Mapping[int, list[Round]], put_off: Mapping[int, PutOff]) -> Case:
    ident, procedure, clerk, channel, received, due, ended, without_result, synced = row
    return Case(
        procedure,
        clerk,
        channel,
        received,
        due,
        ended,
        bool(without_result),
        bool(synced),
        tuple(rounds[ident]) if ident in rounds else (),
        put_off.get(ident),
    )


def _rounds(connection: Connection, ids: str) -> dict[int, list[Round]]:
    found: dict[int, list[Round]] = {}
    for ident, asked, answered, due_before in connection.execute(sql.ROUNDS, (ids,)):
        found.setdefault(ident, []).append(Round(asked, answered, due_before))
    return found


def _put_off(connection: Connection, ids: str) -> dict[int, PutOff]:
    """The last time of each dossier: the law allows one."""
    return {row[0]: PutOff(*row[1:]) for row in connection.execute(sql.PUT_OFF, (ids,))}


class Counting:
    """Counts cases by the rules, with the calendar and the limits of the procedures at hand."""

    def __init__(self, office: Office) -> None:
        self._hours = WorkTime(office.calendar, parse_hours(office.ward.hours))
        self.by_calendar = frozenset(
            one.code for one in office.catalogue.all() if one.time_limit.unit in _CALENDAR
        )

    def cells(self, cases: Iterable[Case], span: Span) -> Counts:
        """The numbers of a period by procedure, who received, and channel."""
        found: Counts = defaultdict(Counter)
        for case in cases:
            self._count(found[case.procedure, case.clerk, case.channel], case, span)
        return found

    def whole(self, cases: Iterable[Case], span: Span) -> Counter[str]:
        """The numbers of a part of the period, all together."""
        found: Counter[str] = Counter()
        for case in cases:
            if rules.under_way(case, span):
                self._count(found, case, span)
        return found

    def _count(self, found: Counter[str], case: Case, span: Span) -> None:
        for name in rules.marks(case, span):
            found[name] += 1
        minutes = rules.net_minutes(case, span, None if case.procedure in self.by_calendar else self._hours)
        if minutes is not None:
            found["timed"] += 1
            found["minutes"] += minutes
