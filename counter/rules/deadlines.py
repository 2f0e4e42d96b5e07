"""The appointment (ngày hẹn trả): when a result is due, and the reckoning in words.

Bộ luật Dân sự 2015 Điều 145–148: a period in days does not count its first day, ends with its last day, and
when that is a day off it ends on the next working day; a month without the day ends on its last day.
Luật Hộ tịch Điều 5 khoản 3, Nghị định 23/2015/NĐ-CP Điều 7: the same day, or the next working day when
received after 15:00 (15:00:00 itself is not after). A day rule is due at closing time; a rule in working days
may keep the hour of reception instead, as provincial systems do (one-stop-law 6.4).
"""

import calendar as months
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from counter.errors import Problem, Refused
from counter.i18n import LOCAL_ZONE, t
from counter.models.catalogue import Channel, TimeLimit, TimeUnit
from counter.models.dossier import Appointment
from counter.rules import deadline_words
from counter.rules.calendar import Hours, WorkCalendar
from counter.text import fold, one_line

CUTOFF_HOUR = 15
_RULE = re.compile(r"0*([1-9][0-9]{0,3}) (ngay lam viec|gio lam viec|ngay|thang)")
_UNITS = {
    "ngay lam viec": TimeUnit.WORKING_DAY,
    "gio lam viec": TimeUnit.WORKING_HOUR,
    "ngay": TimeUnit.CALENDAR_DAY,
    "thang": TimeUnit.MONTH,
}
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")


@dataclass(slots=True)
class Reckoning:
    """A deadline as it is being counted: where it stands and what was met on the way."""

    day: date
    at: time
    skipped: list[date] = field(default_factory=list)  # days off between receipt and due
    worked: list[date] = field(default_factory=list)  # Saturdays and Sundays worked in a swap
    after_cutoff: int | None = None  # the hour it came after
    moved_from: date | None = None  # a last day that was off
    only_open: date | None = None  # it came on a day on which the door is open and which counts for nothing


def parse_rule(text: str) -> TimeLimit:
    """A time limit in words: "3 ngày làm việc", "8 giờ làm việc", "15 ngày", "2 tháng", "trong ngày".

    Refused when it is none of these.
    """
    key = fold(text)
    if key == "trong ngay":
        return TimeLimit(value=1, unit=TimeUnit.SAME_DAY, cutoff_hour=CUTOFF_HOUR, same_day_rule=True)
    match = _RULE.fullmatch(key)
    if match is None:
        raise Refused((Problem("rule", "due.rule.unknown", {"text": one_line(text)[:60]}),))
    return TimeLimit(value=int(match[1]), unit=_UNITS[match[2]])


def parse_received(text: str, hours: Hours) -> datetime:
    """A moment of receipt in local time: `2026-11-23T15:01`, or `2026-11-23` (then opening time).

    Refused when it is no such moment.
    """
    match = _MOMENT.fullmatch(text.strip())
    try:
        if match and 2000 <= int(match[1]) < 2100:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            at = time(int(match[4]), int(match[5]), int(match[6] or 0)) if match[4] else hours.opening
            return datetime.combine(day, at, LOCAL_ZONE)
    except ValueError:
        pass  # a day or an hour that does not exist is refused like any other text
    raise Refused((Problem("received", "due.received.unreadable", {"text": one_line(text)[:40]}),))


def limit_for(limit: TimeLimit, channel: Channel) -> TimeLimit:
    """The time limit of one way of filing (cách nộp): its own where the data gives one, else the general."""
    return limit.channel_limits.get(channel, limit)


def appointment(
    limit: TimeLimit,
    received: datetime,
    calendar: WorkCalendar,
    hours: Hours,
    *,
    keep_hour: bool = False,
    saturdays: bool = False,
) -> Appointment:
    """When a dossier received at a moment is due, in local time, why, and what is not certain about it.

    `keep_hour`: a rule in working days is due at the hour of reception, never outside opening hours.
    `saturdays`: the centre receives on Saturdays too; that alone makes none of them a working day.
    """
    if limit.value is None or limit.unit is None:
        return Appointment(due=None, reason=t("due.reason.unknown"))
    local = received.astimezone(LOCAL_ZONE)
    if limit.unit is TimeUnit.SAME_DAY:
        reckoned = _same_day(limit, local, calendar, hours)
    elif limit.unit is TimeUnit.WORKING_HOUR:
        reckoned = walk(timedelta(hours=limit.value), local, calendar, hours)
    elif limit.unit is TimeUnit.WORKING_DAY:
        reckoned = _working_days(limit.value, local, calendar, hours)
        reckoned.at = hours.within(local.time()) if keep_hour else hours.closing
    else:
        reckoned = _calendar_period(limit, local, calendar, hours)
    day = local.date()
    if not calendar.is_working(day) and calendar.receives(day, saturdays=saturdays):
        reckoned.only_open = day
    return Appointment(
        due=datetime.combine(reckoned.day, reckoned.at, LOCAL_ZONE),
        reason=deadline_words.reason(limit, reckoned, calendar),
        warnings=deadline_words.warnings(day, reckoned.day, calendar),
    )


def advance(reckoned: Reckoning, calendar: WorkCalendar) -> None:
    """To the next working day, minding what lies between."""
    reckoned.day += timedelta(days=1)
    while not calendar.is_working(reckoned.day):
        reckoned.skipped.append(reckoned.day)
        reckoned.day += timedelta(days=1)
    if reckoned.day.isoweekday() > 5:
        reckoned.worked.append(reckoned.day)


def _same_day(limit: TimeLimit, local: datetime, calendar: WorkCalendar, hours: Hours) -> Reckoning:
    cutoff = limit.cutoff_hour or CUTOFF_HOUR
    reckoned = Reckoning(local.date(), hours.closing)
    if not calendar.is_working(local.date()):
        reckoned.skipped.append(local.date())
    elif local.time() <= time(cutoff):
        return reckoned
    else:
        reckoned.after_cutoff = cutoff
    advance(reckoned, calendar)
    return reckoned


def _working_days(days: int, local: datetime, calendar: WorkCalendar, hours: Hours) -> Reckoning:
    reckoned = Reckoning(local.date(), hours.closing)
    for _ in range(days):
        advance(reckoned, calendar)
    return reckoned


def walk(left: timedelta, local: datetime, calendar: WorkCalendar, hours: Hours) -> Reckoning:
    """Walk through the open hours: before opening it starts at opening, in the break after it."""
    reckoned = Reckoning(local.date(), local.time())
    if not calendar.is_working(reckoned.day):
        reckoned.skipped.append(reckoned.day)
        advance(reckoned, calendar)
        reckoned.at = hours.opening
    while True:
        for start, end in hours.spans:
            begin = max(start, reckoned.at)
            if begin >= end:
                continue
            room = datetime.combine(reckoned.day, end) - datetime.combine(reckoned.day, begin)
            if left <= room:
                reckoned.at = (datetime.combine(reckoned.day, begin) + left).time()
                return reckoned
            left -= room
        advance(reckoned, calendar)
        reckoned.at = hours.opening


def _calendar_period(limit: TimeLimit, local: datetime, calendar: WorkCalendar, hours: Hours) -> Reckoning:
    value = limit.value or 0
    first = local.date()
    last = add_months(first, value) if limit.unit is TimeUnit.MONTH else first + timedelta(days=value)
    return landed(last, calendar, hours)


def landed(last: date, calendar: WorkCalendar, hours: Hours) -> Reckoning:
    """A period that ends on a day: due at its closing time, or on the next working day when it is off."""
    reckoned = Reckoning(last, hours.closing)
    if not calendar.is_working(last):
        reckoned.moved_from = last
        reckoned.skipped.append(last)
        advance(reckoned, calendar)
    return reckoned


def add_months(day: date, count: int) -> date:
    """The corresponding day so many months on; the last day of a month that has no such day (Điều 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
