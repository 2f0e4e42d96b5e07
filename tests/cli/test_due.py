"""`counter due` and `counter days`: dates reckoned by hand from the calendar on the wall; added days."""

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.models.staff import Role
from counter.services import setup
from counter.services.office import Office
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import Outcome, counter
from tests.conftest import START
from tests.services.journeys import certified_copy, received

# Off in 2025: 1/1, 27–31/1, 7/4, 30/4–2/5 (Sat 26/4 worked), 1–2/9. In 2026: 1–2/1 (Sat 10/1 worked),
# 16–20/2, 27/4, 30/4, 1/5, 31/8–2/9 (Sat 22/8 worked), 24/11.
BY_HAND = [
    ("trong ngày", "2026-04-24T15:30", "2026-04-28T17:00"),  # Fri; Mon 27/4 makes up for Sun 26/4
    ("trong ngày", "2026-04-29T15:00", "2026-04-29T17:00"),
    ("trong ngày", "2026-04-29T15:01", "2026-05-04T17:00"),
    ("trong ngày", "2026-08-21T16:00", "2026-08-22T17:00"),  # a worked Saturday
    ("trong ngày", "2026-08-22T15:01", "2026-08-24T17:00"),
    ("trong ngày", "2026-02-12T15:30", "2026-02-13T17:00"),
    ("trong ngày", "2026-02-13T15:30", "2026-02-23T17:00"),  # over Tết
    ("trong ngày", "2025-12-31T23:59", "2026-01-05T17:00"),  # over the new year
    ("1 ngày làm việc", "2025-04-25T08:00", "2025-04-26T17:00"),
    ("2 ngày làm việc", "2025-04-25T08:00", "2025-04-28T17:00"),
    ("3 ngày làm việc", "2025-04-29T08:00", "2025-05-07T17:00"),
    ("5 ngày làm việc", "2025-01-24T08:00", "2025-02-07T17:00"),
    ("4 ngày làm việc", "2026-08-27T08:00", "2026-09-07T17:00"),
    ("5 ngày làm việc", "2026-08-20T08:00", "2026-08-26T17:00"),
    ("20 ngày làm việc", "2026-02-02T08:00", "2026-03-09T17:00"),
    ("25 ngày làm việc", "2026-10-01T16:59", "2026-11-05T17:00"),
    ("3 ngày làm việc", "2026-04-19T20:00", "2026-04-22T17:00"),  # received on a Sunday night
    ("2 ngày làm việc", "2026-11-24T10:00", "2026-11-26T17:00"),  # received on a holiday
    ("5 ngày làm việc", "2026-12-28T08:00", "2027-01-05T17:00"),
    ("10 ngày", "2026-04-17", "2026-04-28T17:00"),
    ("15 ngày", "2026-04-16", "2026-05-04T17:00"),
    ("30 ngày", "2026-01-18", "2026-02-23T17:00"),
    ("7 ngày", "2026-08-15", "2026-08-22T17:00"),  # ends on the worked Saturday itself
    ("1 ngày", "2026-05-09", "2026-05-11T17:00"),
    ("1 tháng", "2025-01-31", "2025-02-28T17:00"),
    ("1 tháng", "2026-03-31", "2026-05-04T17:00"),  # 30/4
    ("1 tháng", "2026-01-30", "2026-03-02T17:00"),
    ("3 tháng", "2025-11-30", "2026-03-02T17:00"),
    ("2 tháng", "2025-12-31", "2026-03-02T17:00"),
    ("12 tháng", "2025-11-24", "2026-11-25T17:00"),
    ("8 giờ làm việc", "2026-01-09T08:00", "2026-01-10T08:00"),
    ("4 giờ làm việc", "2026-11-23T15:00", "2026-11-25T09:30"),
    ("8 giờ làm việc", "2025-12-31T13:00", "2026-01-05T11:30"),
    ("8 giờ làm việc", "2026-02-13T17:00", "2026-02-23T17:00"),
    ("1 giờ làm việc", "2026-11-20T11:30", "2026-11-20T14:00"),
    ("3 giờ làm việc", "2026-11-20T10:30", "2026-11-20T15:00"),
    ("1 giờ làm việc", "2026-08-22T16:30", "2026-08-24T08:00"),
    ("40 giờ làm việc", "2026-11-02T07:30", "2026-11-06T17:00"),
    ("16 giờ làm việc", "2025-12-30T07:30", "2025-12-31T17:00"),
]


def due(*words: str) -> Outcome:
    return counter("due", *words, "--json")


@pytest.mark.parametrize(("rule", "taken", "expected"), BY_HAND)
def test_reckoned_by_hand(rule: str, taken: str, expected: str) -> None:
    for channel in ("direct", "online", "post"):
        done = due("--rule", rule, "--received", taken, "--channel", channel)
        assert (done.code, done.json["due"]) == (0, expected)
    assert done.json["reason"].startswith(rule)
    undecided = expected.startswith("2027")
    assert bool(done.json["warnings"]) == undecided
    assert not undecided or "2026" in done.json["warnings"][0]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (("--hours", "08:00-11:30 13:30-17:30"), "2026-11-25T17:30"),
        (("--cutoff", "16"), "2026-11-23T17:00"),
        (("--cutoff", "14"), "2026-11-25T17:00"),
    ],
)
def test_other_hours_and_another_cut(more: tuple[str, ...], expected: str) -> None:
    assert due("ct", "--received", "2026-11-23T15:30", *more).json["due"] == expected


@pytest.mark.parametrize(
    ("policy", "expected", "word"),
    [
        ("restart", "2026-11-30T17:00", "tính lại từ đầu"),
        ("pause", "2026-11-27T17:00", "lùi bằng thời gian chờ"),
        ("none", "2026-11-26T17:00", "không đổi"),
        ("", "2026-11-30T17:00", "tính lại từ đầu"),  # as the data of the procedure says
    ],
)
def test_a_supplement_shows_the_old_and_the_new_date(policy: str, expected: str, word: str) -> None:
    times = (
        "--received",
        "2026-11-20T08:00",
        "--asked",
        "2026-11-23T10:00",
        "--answered",
        "2026-11-25T09:00",
    )
    done = due("hn", *times, *(("--policy", policy) if policy else ()))
    assert (done.json["before"], done.json["due"]) == ("2026-11-26T17:00", expected)
    assert word in done.json["reason"]


def test_the_limits_to_tell_by() -> None:
    found = due("hn", "--received", "2026-11-23T16:00", "--channel", "online", "--limits").json
    assert found["shortage_by"] == "2026-11-25T16:00"
    assert found["supplement_by"] == found["due"] == "2026-11-27T17:00"
    assert found["apology_by"] == "2026-11-26T17:00"
    same_day = counter("due", "ct", "--received", "2026-11-23T09:00", "--limits")
    assert "xin lỗi" in same_day.out
    assert "không còn kịp báo trước" in same_day.out


@pytest.mark.parametrize(
    "words",
    [
        ("--asked", "2026-11-23"),
        ("--answered", "2026-11-23"),
        ("--asked", "2026-11-23", "--answered", "2026-11-24", "--policy", "forget"),
        ("--cutoff", "25"),
        ("--hours", "all day"),
    ],
)
def test_what_cannot_be_reckoned_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert due("ct", "--received", "2026-11-23", *words).code == 2


def test_another_number_of_the_portal_is_told_and_not_used() -> None:
    """Two rows of the portal disagree: what the data says is reckoned with, what the portal says is told."""
    done = due("1.012812", "--received", "2026-11-02T08:00", "--channel", "direct")
    assert (done.json["due"], done.json["portal_says"]) == ("2026-12-02T17:00", 40)
    assert "portal_says" not in due("1.012812", "--received", "2026-11-02", "--channel", "post").json
    unknown = counter("due", "1.013978", "--received", "2026-11-02", "--channel", "online")
    assert unknown.code == 1
    assert "17" in unknown.err


# -- the days of a ward ----------------------------------------------------------------------


PIN = {"COUNTER_PIN": "482915"}
STORM = ("--name", "nghỉ tránh bão", "--source", "Công điện 12/CĐ-UBND")


def test_added_days_are_used_listed_and_taken_out_again(store: Store) -> None:
    leader = setup.set_up(
        store, WardSettings(), name="Lê Lan", role=Role.SUPERVISOR, pin=PIN["COUNTER_PIN"], operation="a",
        now=START,
    )  # fmt: skip
    office = Office(store=store, actor=leader, ward=WardSettings(), now=lambda: START)
    late = replace(office, now=lambda: START + timedelta(hours=7))  # after 15:00 of Mon 23/11
    promised = received(late, certified_copy(late))
    store.close()
    at = ("--store", str(store.path))

    tried = counter("days", "add", "2026-11-25", *STORM, "--dry-run", "--json", *at, env=PIN)
    assert [one["short_code"] for one in tried.json["moved"]] == [promised.short_code]
    assert counter("days", "list", "--json", *at, env=PIN).json["days"] == []

    done = counter("days", "add", "2026-11-25", *STORM, *at, env=PIN)
    assert done.code == 0
    assert "đã hẹn 17:00 thứ Tư 25/11/2026, tính theo lịch này 17:00 thứ Năm 26/11/2026" in done.out
    listed = counter("days", "list", *at, env=PIN).out
    assert "9441/TB-BNV" in listed
    assert "CHƯA có thông báo" in listed
    assert "nghỉ tránh bão (Công điện 12/CĐ-UBND), Lê Lan thêm" in listed
    assert promised.short_code in counter("days", "moved", *at, env=PIN).out

    question = ("due", "--rule", "trong ngày", "--received", "2026-11-23T15:01", "--json")
    assert counter(*question, *at).json["due"] == "2026-11-26T17:00"
    assert "nghỉ tránh bão" in counter(*question, *at).json["reason"]
    assert counter(*question).json["due"] == "2026-11-25T17:00"  # the shipped calendar

    assert counter("days", "add", "2026-11-24", *STORM, *at, env=PIN).code == 1  # off already
    assert counter("days", "add", "24/11", *STORM, *at, env=PIN).code == 2
    assert counter("days", "remove", "2026-11-25", *at, env=PIN).code == 0
    assert counter("days", "remove", "2026-11-25", *at, env=PIN).code == 1
    assert counter(*question, *at).json["due"] == "2026-11-25T17:00"
    assert counter("days", "moved", "--json", *at, env=PIN).json == {"moved": []}
