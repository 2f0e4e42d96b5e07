"""Working days of a ward's counter and its opening hours.

Days off: Bộ luật Lao động 2019 Điều 112 (statutory holidays), Điều 111 khoản 3 (a holiday on a weekly rest
day is made up on the next working day), Nghị quyết 28/2026/QH16 (24/11, outside Điều 112 and so not made up).
What the Prime Minister fixes each year (Tết, the second day of 2/9) and the swaps for officials come from a
notice, kept per year in `data/calendar`; a year without one is reckoned from the law and marked uncertain.
What the head of the centre adds lies over the files (`with_days`). "Open for reception" (mở nhận hồ sơ) and
"counts as a working day" (tính là ngày làm việc) are two things: a Saturday morning may be only the first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from counter.errors import Problem, Refused
from counter.rules.lunar import FIRST_YEAR, LAST_YEAR, new_year, solar_date
from counter.text import one_line

CULTURE_DAY_SINCE = 2026
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)
_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Why a day differs from an ordinary one of its weekday."""

    HOLIDAY = "holiday"  # nghỉ lễ, tết
    COMPENSATION = "compensation"  # nghỉ bù: a holiday fell on a rest day
    SWAPPED_OFF = "swapped_off"  # nghỉ hoán đổi
    SWAPPED_WORKED = "swapped_worked"  # làm bù: a Saturday or Sunday worked
    RECEPTION = "reception"  # mở nhận hồ sơ: open, and counts for no deadline
    CLOSED = "closed"  # không nhận hồ sơ: shut, and counts as it would


ONLY_RECEPTION = frozenset({DayKind.RECEPTION, DayKind.CLOSED})
"""Kinds that say whether the door is open, and leave the counting of days alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """One day that differs, with the text it comes from; not `certain` while no notice fixes it."""

    day: date
    kind: DayKind
    name: str
    source: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What a day is for the counter. `kind` is work, off or weekend; `name` where the day has one."""

    working: bool
    kind: str
    name: str | None
    certain: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days of all years with a file. Frozen: a change is a new calendar."""

    rules: Mapping[date, DayRule] = field(default_factory=dict)
    years: frozenset[int] = frozenset()  # with a file
    noticed: frozenset[int] = frozenset()  # whose days off are all decided
    notices: Mapping[int, str] = field(default_factory=dict)  # the notice of each year, with its number
    doors: Mapping[date, DayRule] = field(default_factory=dict)  # days of a kind in ONLY_RECEPTION

    @property
    def last_noticed_year(self) -> int:
        """The last year whose days off are decided; 0 when there is none."""
        return max(self.noticed, default=0)

    def known(self, day: date) -> bool:
        """Whether the days off of that year are decided. When not, a due date must say so."""
        return day.year in self.noticed

    def status(self, day: date) -> DayStatus:
        """What this day is, and how sure that is."""
        rule = self.rules.get(day)
        if rule is None and day.year not in self.years:
            rule = statutory(day.year).get(day)
        weekend = day.isoweekday() > 5
        if rule is None:
            return DayStatus(not weekend, "weekend" if weekend else "work", None, self.known(day))
        if rule.kind is DayKind.SWAPPED_WORKED:
            return DayStatus(True, "work", rule.name, rule.certain)
        return DayStatus(False, "weekend" if weekend else "off", rule.name, rule.certain)

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day (ngày làm việc)."""
        if day not in self.rules and day.year in self.years:  # most days by far
            return day.isoweekday() <= 5
        return self.status(day).working

    def certain(self, day: date) -> bool:
        """Whether what the day is has been decided."""
        if day not in self.rules and day.year in self.years:
            return self.known(day)
        return self.status(day).certain

    def receives(self, day: date, *, saturdays: bool = False) -> bool:
        """Whether dossiers are received that day, as far as days go; `saturdays`: ordinary ones too."""
        door = self.doors.get(day)
        if door is not None:
            return door.kind is DayKind.RECEPTION
        status = self.status(day)
        return status.working or (saturdays and day.isoweekday() == 6 and status.name is None)

    def with_days(self, added: Iterable[DayRule]) -> "WorkCalendar":
        """This calendar with some days laid over it; each stands instead of what the files say of its day."""
        rules, doors = dict(self.rules), dict(self.doors)
        for rule in added:
            (doors if rule.kind in ONLY_RECEPTION else rules)[rule.day] = rule
        return replace(self, rules=rules, doors=doors)

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first`, up to and with `last`; 0 when that is not later."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))

    def previous_working(self, day: date) -> date:
        """The last working day before this one."""
        day -= _ONE_DAY
        while not self.is_working(day):
            day -= _ONE_DAY
        return day

    def next_working(self, day: date) -> date:
        """The first working day after this one."""
        day += _ONE_DAY
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The day so many working days later; the day itself is not counted (Bộ luật Dân sự Điều 147)."""
        for _ in range(count):
            day = self.next_working(day)
        return day


def _rule(day: date, name: str, certain: bool = True, kind: DayKind = DayKind.HOLIDAY) -> DayRule:
    return DayRule(
        day=day, kind=kind, name=name, source="Bộ luật Lao động 2019 Điều 111, 112", certain=certain
    )


def _moved_by_decision(year: int) -> list[DayRule]:
    """The days the Prime Minister fixes each year, as they mostly fell; never certain."""
    first = new_year(year)
    second = 3 if date(year, 9, 2).isoweekday() in (1, 4) else 1  # the side that makes the longer rest
    return [
        *(_rule(first + timedelta(days=n), "Tết Âm lịch", False) for n in range(-1, 4)),
        _rule(date(year, 9, second), "Quốc khánh (ngày liền kề)", False),
    ]


@lru_cache(maxsize=16)
def statutory(year: int) -> dict[date, DayRule]:
    """The days off that the law alone gives for a year. Without the lunar ones outside 1900 to 2100."""
    days = [
        _rule(date(year, 1, 1), "Tết Dương lịch"),
        _rule(date(year, 4, 30), "Ngày Chiến thắng"),
        _rule(date(year, 5, 1), "Quốc tế Lao động"),
        _rule(date(year, 9, 2), "Quốc khánh"),
    ]
    if FIRST_YEAR <= year <= LAST_YEAR:
        days += [_rule(solar_date(10, 3, year), "Giỗ Tổ Hùng Vương (10/3 ÂL)"), *_moved_by_decision(year)]
    found = {rule.day: rule for rule in days}
    made_up = {}
    for rule in sorted(days, key=lambda rule: rule.day):
        if rule.day.isoweekday() > 5:
            day = rule.day
            while day.isoweekday() > 5 or day in found or day in made_up:
                day += _ONE_DAY
            made_up[day] = _rule(day, f"nghỉ bù {rule.name}", False, DayKind.COMPENSATION)
    if year >= CULTURE_DAY_SINCE:
        culture = _rule(date(year, 11, 24), "Ngày Văn hóa Việt Nam")
        found[culture.day] = culture
    return found | made_up


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a day (giờ làm việc) as spans in local time, in order, none touching the next."""

    spans: tuple[tuple[time, time], ...]

    @property
    def opening(self) -> time:
        """When the counter opens."""
        return self.spans[0][0]

    @property
    def closing(self) -> time:
        """When the counter closes: a rule in days is due then."""
        return self.spans[-1][1]

    def is_open(self, at: time) -> bool:
        """Whether the counter is open at a local time; not any more at the minute it closes."""
        return any(start <= at < end for start, end in self.spans)

    def within(self, at: time) -> time:
        """A local time itself while open; else when it opens next that day, at the end closing time."""
        for start, end in self.spans:
            if at <= end:
                return max(start, at)
        return self.closing

    @property
    def minutes(self) -> int:
        """Open minutes of a day."""
        return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in self.spans)


def parse_hours(text: str, field_name: str = "hours") -> Hours:
    """Opening hours as written in the settings: "07:30-11:30 13:00-17:00". Refused when they are none."""
    typed = one_line(text)
    parts = re.split(r"[\s,;]+(?=\d{1,2}:\d{2}\s*[-–])", typed)
    spans = []
    try:
        for part in parts:
            match = _SPAN.fullmatch(part)
            if match is None:
                raise ValueError(part)
            spans.append((time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))))
    except ValueError:
        raise Refused((Problem(field_name, "calendar.hours_unreadable", {"text": typed[:60]}),)) from None
    edges = [edge for span in spans for edge in span]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise Refused((Problem(field_name, "calendar.hours_order", {"text": typed[:60]}),))
    return Hours(tuple(spans))
