"""The desk's words for a deadline: one and two working days ahead, and that an apology is due today."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from counter.i18n import LOCAL_ZONE
from counter.models.days_off import DaysDraft
from counter.models.desk import DeskRow, Near
from counter.models.staff import Role, StaffView
from counter.screens.desk.desk_rows import work_rows
from counter.services import days_off
from counter.services.office import Office
from counter.services.search import desk
from tests.conftest import Clock
from tests.services.journeys import birth, certified_copy, received

NEAR = Near((date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)))  # on Mon 23/11: 24/11 is off


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LOCAL_ZONE)


ROW = DeskRow(
    kind="dossier", id="1", mark=" ", due=at("11-25T17:00"), short_code="222-23V", resident="Trần Văn Bình",
    procedure="Chứng thực", next_action="desk.next.process", lane="later", running=True,
)  # fmt: skip


def cells(row: DeskRow, near: Near = NEAR, now: str = "11-23T09:00") -> tuple[str, str, str]:
    shown = work_rows([row], at(now), near)[0]
    return shown.cells[0], shown.cells[4], shown.tone


@pytest.mark.parametrize(
    ("due", "words", "next_", "tone"),
    [
        ("11-25T17:00", "1 ngày · 25/11", "Nếu trễ: báo nay", "today"),
        ("11-26T17:00", "2 ngày · 26/11", "Chờ kết quả", ""),
        ("11-27T17:00", "thứ Sáu 27/11", "Chờ kết quả", ""),
        ("11-24T17:00", "Mai 17:00", "Nếu trễ: báo nay", "today"),  # off by now; the promise stands
        ("11-23T17:00", "Hôm nay 17:00", "Chờ kết quả", ""),
    ],
)
def test_the_days_before_are_said_in_working_days(due: str, words: str, next_: str, tone: str) -> None:
    assert cells(replace(ROW, due=at(due))) == (words, next_, tone)


def test_tomorrow_stays_tomorrow_and_says_that_the_apology_is_due() -> None:
    near = Near((date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)))
    row = replace(ROW, due=at("11-26T17:00"))
    assert cells(row, near, "11-25T09:00") == ("Mai 17:00", "Nếu trễ: báo nay", "today")


def test_what_waits_for_the_resident_or_for_the_clerk_keeps_its_words() -> None:
    waits = replace(ROW, running=False, next_action="desk.next.wait_for_papers")
    assert cells(waits)[0] == "thứ Tư 25/11"
    owes = replace(ROW, lane="owing", next_action="desk.next.take_money", next_params={"amount": "8.000đ"})
    assert cells(owes)[:2] == ("1 ngày · 25/11", "Thu 8.000đ")


def test_before_the_calendar_is_read_nothing_is_made_up() -> None:
    assert cells(ROW, Near()) == ("thứ Tư 25/11", "Chờ kết quả", "")


def test_the_near_days_skip_what_is_off_and_what_the_ward_has_added(
    office: Office, people: dict[Role, StaffView], clock: Clock
) -> None:
    assert desk.near(office, ()) == NEAR
    clock.ahead(days=4)  # Fri 27/11
    assert desk.near(office, ()).days == (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))
    head = replace(office, actor=people[Role.SUPERVISOR])
    added = DaysDraft(
        first=date(2026, 11, 30), last=date(2026, 12, 1), kind="holiday", name="bão", source="CĐ"
    )
    days_off.add(head, added, operation="add")
    assert desk.near(office, ()).days == (date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4))


def test_a_row_knows_whether_its_clock_runs(office: Office, clock: Clock) -> None:
    clock.ahead(hours=7)
    received(office, certified_copy(office))
    [row] = desk.desk(office).rows
    assert row.running
    assert row.due is not None
    shown = work_rows([row], office.now() + timedelta(minutes=1), desk.near(office, ()))[0]
    assert shown.cells[0] == "1 ngày · 25/11"


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "Báo thiếu: 25/11"), (2, "Báo thiếu: 25/11"), (47, "Báo thiếu: 09:00"), (49, "Quá hạn báo thiếu")],
)
def test_what_nobody_received_says_until_when_a_shortage_is_told(
    office: Office, clock: Clock, hours: int, words: str
) -> None:
    """Filed online on Mon 23/11 09:00: eight working hours, and 24/11 is off."""
    view = received(office, birth(office))
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE dossier SET state = 1, due_at = NULL, sync = 'confirmed'")
        transaction.record(None, "dossier.event.accepted", subject=("dossier", view.id), operation="")
    clock.ahead(hours=hours)
    rows = [row for row in desk.desk(office).rows if row.id == str(view.id)]
    assert [row.next_action for row in rows] == ["desk.next.check"]
    assert work_rows(rows, office.now())[0].cells[4] == "Kiểm tra, tiếp nhận"
    assert work_rows(rows, office.now(), desk.near(office, rows))[0].cells[4] == words
