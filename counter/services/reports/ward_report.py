"""The ward's numbers of a period (số liệu của phường), in one snapshot of the store.

Plain SQL brings the dossiers that were under way and the sums; `counter.rules.indicators` judges and divides.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import add

from counter.errors import Problem, Refused
from counter.i18n import local, t
from counter.models.catalogue import Channel
from counter.models.instant import from_micros
from counter.models.life_records import DemandView
from counter.models.ward_report import DayCount, Group, Period, Services, Tally, WardReport
from counter.rules import indicators as rules
from counter.rules.deposits import next_month
from counter.rules.rights import Act, may
from counter.services.office import Office, act
from counter.services.reports import ward_report_sql as sql
from counter.services.reports.ward_report_cases import Cases, Cell, Counting, Counts, by_calendar
from counter.services.store.connection import Connection, SqlValue

_EPOCH = date(1970, 1, 1).toordinal()


@act(Act.READ, writes=False)
def report(office: Office, period: Period) -> WardReport:
    """The report of a period. Refused `ward_report.period` when it ends before it begins, or has not begun.

    By who received is told only to who sees everybody's work (`Act.SEE_TILL`).
    """
    now = office.now()
    if period.last < period.first or period.first > local(now).date():
        raise Refused((Problem("period", "ward_report.period"),))
    span = rules.span_of(period, now)
    with office.store.query() as connection:
        cases = Cases(connection, period, span)
        count = Counting(office)
        cells = count.cells(cases.all, span)
        months = {
            f"{month.first:%Y-%m}": count.whole(cases.all, rules.span_of(month, now))
            for month in _months(period, local(now).date())
        }
        _add_sums(connection, period, cases, cells, months)
        return _put_together(office, connection, period, cases, cells, months)


def _put_together(
    office: Office,
    connection: Connection,
    period: Period,
    cases: Cases,
    counts: Counts,
    months: Mapping[str, Counter[str]],
) -> WardReport:
    cells = {cell: Tally(**found) for cell, found in counts.items()}
    total = reduce(add, cells.values(), Tally())
    names = {row[0]: (row[1], row[2]) for row in connection.execute(sql.PROCEDURES)}
    staff = {row[0]: row[1] for row in connection.execute(sql.STAFF)}
    staff[sql.BROUGHT] = t("ward_report.brought")
    registered, not_received = connection.execute(sql.NOT_TAKEN, _days(period)).fetchone() or (0, 0)
    sees_all = may(office.actor, Act.SEE_TILL)
    services = _services(office, cells)
    return WardReport(
        period=period,
        made_at=office.now(),
        as_of=from_micros(cases.span.at),
        total=total,
        by_channel=_groups(cells, lambda cell: (cell[2], "")),
        by_sector=_groups(cells, lambda cell: (names[cell[0]][1], names[cell[0]][1])),
        by_procedure=_groups(cells, lambda cell: (cell[0], names[cell[0]][0])),
        by_clerk=_groups(cells, lambda cell: (str(cell[1]), staff[cell[1]])) if sees_all else (),
        by_month=tuple(Group(key, key, Tally(**found)) for key, found in months.items()),
        by_day=_by_day(cases),
        services=services,
        indicators=rules.indicators(total, services),
        registered=int(registered),
        not_received=int(not_received),
        not_counted=rules.NOT_COUNTED,
        demands=_demands(connection, period),
        brought=sum(tally.taken for cell, tally in cells.items() if cell[1] == sql.BROUGHT),
        by_calendar=tuple(sorted(one.code for one in office.catalogue.all() if by_calendar(one))),
    )


def _demands(connection: Connection, period: Period) -> tuple[DemandView, ...]:
    """Who demanded which paper beyond the official list, for which procedure."""
    return tuple(
        DemandView(
            id=row[0], day=date.fromisoformat(row[1]), procedure_code=row[2], dossier_id=row[3], body=row[4],
            paper=row[5], ground=row[6], logged_by=row[7],
        )
        for row in connection.execute(sql.DEMANDS, _days(period))
    )  # fmt: skip


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def _months(period: Period, today: date) -> Iterator[Period]:
    """What lies of a period in each month that has begun; nothing for a period within one month."""
    if (period.first.year, period.first.month) == (period.last.year, period.last.month):
        return
    first = period.first
    while first <= min(period.last, today):
        after = next_month(first)
        yield Period(first, min(after - timedelta(days=1), period.last))
        first = after


def _add_sums(
    connection: Connection,
    period: Period,
    cases: Cases,
    cells: Counts,
    months: Mapping[str, Counter[str]],
) -> None:
    """What the store sums up by itself of those received in the period, into its cell and its month."""
    apart = json.dumps([ident for idents in cases.moved.values() for ident in idents])
    told = [*_sums(connection, sql.BY_DAYS, (*_days(period), apart))]
    here = {case.id for case in cases.all if case.received >= cases.span.began} if cases.moved else set()
    for received, idents in cases.moved.items():
        of_it = json.dumps([ident for ident in idents if ident in here])
        told += [(cell, received, found) for cell, _, found in _sums(connection, sql.BY_IDS, (of_it,))]
    for cell, month, found in told:
        cells[cell].update(found)
        if month in months:
            months[month].update(found)


def _sums(
    connection: Connection, which: str, values: tuple[SqlValue, ...]
) -> Iterator[tuple[Cell, str, dict[str, int]]]:
    """Cell, month of the day, numbers."""
    for *place, charged, online in connection.execute(sql.fees(which), values):
        yield *_place(place), {"charged": charged, "paid_online": online}
    for *place, assisted in connection.execute(sql.assisted(which), values):
        yield *_place(place), {"assisted": assisted}
    for *place, state, filed, count in connection.execute(sql.papers(which), values):
        yield *_place(place), dict.fromkeys(rules.paper_marks(state, bool(filed)), int(count))


def _place(row: Sequence[str | int]) -> tuple[Cell, str]:
    procedure, clerk, channel, month = row
    return (str(procedure), int(clerk), str(channel)), str(month)


def _by_day(cases: Cases) -> tuple[DayCount, ...]:
    """How many the counter received on each day."""
    days = Counter(rules.local_day(case.received) for case in cases.all if case.received >= cases.span.began)
    return tuple(DayCount(date.fromordinal(_EPOCH + day), count) for day, count in sorted(days.items()))


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
