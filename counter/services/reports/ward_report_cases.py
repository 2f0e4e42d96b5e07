"""The dossiers of the ward's report one by one, counted as `counter.rules.indicators` judges them."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import Procedure, TimeUnit
from counter.models.instant import from_micros
from counter.models.ward_report import Case, Period, PutOff, Round, Span
from counter.rules import indicators as rules
from counter.rules.calendar import parse_hours
from counter.rules.work_time import WorkTime
from counter.services.office import Office
from counter.services.reports import ward_report_sql as sql
from counter.services.store.connection import Connection, Row, SqlValue

Cell = tuple[str, int, str]  # procedure, who received, channel
Counts = defaultdict[Cell, Counter[str]]
_PIECE = 1000  # dossiers whose rounds are read at once
_CALENDAR = frozenset({TimeUnit.CALENDAR_DAY, TimeUnit.MONTH})


class Cases:
    """Every dossier that was under way in a period.

    `moved`: those received on another day than that of their code, by the month in which they were received.
    """

    def __init__(self, connection: Connection, period: Period, span: Span) -> None:
        self.span = span
        self.moved: dict[str, list[int]] = defaultdict(list)
        first = period.first.isoformat()
        since = (period.first - rules.LONGEST).isoformat()
        read = (
            *self._read(connection, sql.RECEIVED, (first, period.last.isoformat())),
            *self._read(connection, sql.STILL_OPEN, (first,)),
            *self._read(connection, sql.ENDED_LATER, (since, first, span.began)),
        )
        self.all = tuple(case for case in read if rules.under_way(case, span))

    def _read(self, connection: Connection, statement: str, values: tuple[SqlValue, ...]) -> Iterator[Case]:
        rows = connection.execute(statement, values).fetchall()
        for start in range(0, len(rows), _PIECE):
            piece = rows[start : start + _PIECE]
            ids = json.dumps([row[0] for row in piece])
            rounds, put_off = _rounds(connection, ids), _put_off(connection, ids)
            for row in piece:
                if row[6] is not None:
                    self._look(row)
                yield _case(row, rounds, put_off)

    def _look(self, row: Row) -> None:
        """Whether it was received on the day of its code."""
        on = _local(row[6]).date()
        if on.isoformat() != row[1]:
            self.moved[f"{on:%Y-%m}"].append(row[0])


def _local(micros: int) -> datetime:
    return from_micros(micros).astimezone(LOCAL_ZONE)


def _case(row: Row, rounds: Mapping[int, list[Round]], put_off: Mapping[int, PutOff]) -> Case:
    ident, _, procedure, clerk, channel, received, taken, due, ended, without_result, synced = row
    return Case(
        ident,
        procedure,
        clerk,
        channel,
        received if taken is None else taken,
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


def by_calendar(procedure: Procedure) -> bool:
    """Whether its limit runs by the calendar and not in open hours."""
    return procedure.time_limit.unit in _CALENDAR


class Counting:
    """Counts cases by the rules, with the calendar and the limits of the procedures at hand."""

    def __init__(self, office: Office) -> None:
        self._hours = WorkTime(office.calendar, parse_hours(office.ward.hours))
        self._by_calendar = frozenset(one.code for one in office.catalogue.all() if by_calendar(one))

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
        minutes = rules.net_minutes(case, span, None if case.procedure in self._by_calendar else self._hours)
        if minutes is not None:
            found["timed"] += 1
            found["minutes"] += minutes
