"""Working days: the official days off of 2025 to 2027, faults in the files, and opening hours."""

import json
import shutil
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import Refused
from counter.paths import data_dir
from counter.rules.calendar import WorkCalendar, parse_hours, statutory
from counter.services.catalogue import calendar_data

VECTORS: list[dict[str, Any]] = [
    vector
    for vector in json.loads(
        (Path(__file__).parents[1] / "vectors" / "holidays_official.json").read_text("utf-8")
    )["vectors"]
    if vector["op"] == "civil_service_day"
]
CALENDAR = calendar_data.load(data_dir())
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_the_vectors(vector: dict[str, Any]) -> None:
    status = CALENDAR.status(date.fromisoformat(vector["input"]))
    expected = vector["expected"]
    allowed = {"off", "weekend"} if expected["status"] == "off_or_weekend" else {expected["status"]}
    assert status.kind in allowed
    assert status.name == expected["name"]


def test_the_files_have_no_fault() -> None:
    assert calendar_data.check(data_dir()) == ()


def test_what_is_decided_and_what_is_not() -> None:
    assert CALENDAR.last_noticed_year == 2026
    assert CALENDAR.known(date(2026, 12, 31))
    assert not CALENDAR.known(date(2027, 1, 4))
    assert CALENDAR.status(date(2027, 1, 1)).certain  # the law itself fixes it
    assert not CALENDAR.status(date(2027, 2, 5)).certain
    assert not CALENDAR.status(date(2027, 3, 3)).certain


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2025, 12, 31), 3, date(2026, 1, 7)),  # 1/1 a holiday, 2/1 swapped off
        (date(2026, 1, 9), 1, date(2026, 1, 10)),  # a Saturday worked
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 11, 23), 1, date(2026, 11, 25)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2028, 4, 28), 1, date(2028, 5, 3)),  # by the law alone: 30/4 a Sunday, made up on 2/5
    ],
)
def test_working_days_later(day: date, count: int, result: date) -> None:
    assert CALENDAR.add_working_days(day, count) == result


@given(DAYS, st.integers(1, 40))
def test_a_day_later_is_a_working_day_with_the_right_number_between(day: date, count: int) -> None:
    later = CALENDAR.add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (later - day).days + 1)]
    assert CALENDAR.is_working(later)
    assert sum(CALENDAR.is_working(each) for each in between) == count


@given(DAYS)
def test_the_quick_answers_are_those_of_the_status(day: date) -> None:
    status = CALENDAR.status(day)
    assert (CALENDAR.is_working(day), CALENDAR.certain(day)) == (status.working, status.certain)


@pytest.mark.parametrize("year", range(2019, 2041))
def test_the_law_alone_gives_its_number_of_days_off(year: int) -> None:
    off = [rule for rule in statutory(year).values() if rule.day.isoweekday() <= 5]
    assert len(off) in ((11,) if year < 2026 else (11, 12))  # 24/11 on a weekend is not made up


@pytest.mark.parametrize("year", [2029, 2030])
def test_the_culture_day_on_a_weekend_is_not_made_up(year: int) -> None:
    day = date(year, 11, 24)
    assert CALENDAR.status(day).kind == "weekend"
    assert CALENDAR.is_working(CALENDAR.next_working(day))
    assert CALENDAR.next_working(day).isoweekday() == 1


def damaged(folder: Path, old: str, new: str) -> Path:
    shutil.copytree(data_dir() / "calendar", folder / "calendar")
    file = folder / "calendar" / "2026.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("ngày: 24/11/2026", "ngày: 31/11/2026", "các ngày[13].ngày"),
        ("ngày: 24/11/2026", "ngày: 24/11/2027", "các ngày[13].ngày"),
        ("loại: làm bù", "loại: làm bừa", "các ngày[3].loại"),
        ("    tên: Ngày Văn hóa Việt Nam\n", "", "các ngày[13].tên"),
    ],
)
def test_a_fault_names_its_place_and_the_year_counts_as_not_decided(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    folder = damaged(tmp_path, old, new)
    faults = calendar_data.check(folder)
    calendar = calendar_data.load(folder)
    assert [(f.params["file"], f.params["path"]) for f in faults] == [("calendar/2026.yaml", field)]
    assert all(isinstance(f.params["line"], int) for f in faults)
    assert calendar.last_noticed_year == 2025
    assert not calendar.is_working(date(2026, 1, 1))  # what can be read is used


def test_a_year_without_files_is_reckoned_from_the_law() -> None:
    bare = WorkCalendar()
    assert bare.last_noticed_year == 0
    assert not bare.is_working(date(2026, 9, 2))
    assert not bare.is_working(date(2026, 4, 27))  # 10/3 on a Sunday, made up
    assert not bare.status(date(2026, 3, 3)).certain


def test_opening_hours() -> None:
    hours = parse_hours("07:30-11:30 13:00-17:00")
    assert (hours.opening, hours.closing, hours.minutes) == (time(7, 30), time(17), 480)
    assert [hours.is_open(time(*at)) for at in ((7, 29), (7, 30), (11, 30), (13, 0), (16, 59), (17, 0))] == [
        False, True, False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["7:30 – 11:30, 13:00–17:00", "07:30-11:30;13:00-17:00", "8:00-12:00"])
def test_hours_as_people_write_them(text: str) -> None:
    assert parse_hours(text).spans


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "calendar.hours_unreadable"),
        ("sáng", "calendar.hours_unreadable"),
        ("07:30-11:30 chiều", "calendar.hours_unreadable"),
        ("25:00-26:00", "calendar.hours_unreadable"),
        ("11:30-07:30", "calendar.hours_order"),
        ("07:30-11:30 11:00-17:00", "calendar.hours_order"),
        ("07:30-07:30", "calendar.hours_order"),
    ],
)
def test_hours_that_are_none_are_refused(text: str, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_hours(text)
    assert [p.message_id for p in refused.value.problems] == [problem]
