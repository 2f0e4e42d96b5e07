"""The dossiers behind the numbers of what is overdue (hồ sơ quá hạn) in the ward's report."""

import json
from collections.abc import Callable

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.instant import from_micros, instant_or_none
from counter.models.ward_report import Case, LateDossier, Period
from counter.rules import indicators as rules
from counter.rules.report_periods import month_named
from counter.rules.rights import Act, may
from counter.services.office import Office, act
from counter.services.reports import ward_report_sql as sql
from counter.services.reports.ward_report_cases import Cases
from counter.services.store.connection import Connection

MOST = 500  # that are listed


@act(Act.READ, writes=False)
def late(office: Office, period: Period, kind: str = "", key: str = "") -> tuple[LateDossier, ...]:
    """What was overdue in a period, of one group of its report or, with kind "", of all; at most `MOST`.

    Open ones first, the longest overdue before the others. Refused `ward_report.period` for a period that has
    not begun; nothing by who received for who may not see everybody's work.
    """
    now, sees_all = office.now(), may(office.actor, Act.SEE_TILL)
    if kind == "month":
        period = _month(period, key)
    if period.last < period.first or period.first > local(now).date():
        raise Refused((Problem("period", "ward_report.period"),))
    if kind == "clerk" and not sees_all:
        return ()
    span = rules.span_of(period, now)
    with office.store.query() as connection:
        wanted = _wanted(connection, kind, key)
        cases = [case for case in Cases(connection, period, span).all if wanted(case)]
        found = [case for case in cases if rules.overdue(case, span)]
        found.sort(key=lambda case: (rules.done_by(case, span.until), rules.due_at_end(case, span) or 0))
        shown = found[:MOST]
        ids = json.dumps([case.id for case in shown])
        named = {row[0]: row[1:] for row in connection.execute(sql.NAMED, (ids,))}
    return tuple(
        LateDossier(
            id=case.id,
            short_code=named[case.id][0],
            procedure=named[case.id][1],
            received_by=named[case.id][2] if sees_all else "",
            due=instant_or_none(rules.due_at_end(case, span)),
            ended=from_micros(case.ended) if case.ended and rules.done_by(case, span.until) else None,
            rounds=sum(one.asked < span.until for one in case.rounds),
        )
        for case in shown
    )


def _month(period: Period, key: str) -> Period:
    """What lies of the period in a month YYYY-MM; Refused when it is none."""
    month = month_named(key)
    return Period(max(month.first, period.first), min(month.last, period.last))


def _wanted(connection: Connection, kind: str, key: str) -> Callable[[Case], bool]:
    """Which cases belong to a group of the report."""
    if kind == "channel":
        return lambda case: case.channel == key
    if kind == "procedure":
        return lambda case: case.procedure == key
    if kind == "clerk":
        return lambda case: str(case.clerk) == key
    if kind == "sector":
        codes = {row[0] for row in connection.execute(sql.PROCEDURES) if row[2] == key}
        return lambda case: case.procedure in codes
    return lambda _: True
