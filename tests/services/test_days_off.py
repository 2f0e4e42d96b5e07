"""Days the ward adds: kept, logged, used from then on; the dates they would move are listed, not changed."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from counter.errors import Forbidden, NotFound, Refused
from counter.i18n import LOCAL_ZONE, known
from counter.models.catalogue import Channel, SupplementPolicy, TimeUnit
from counter.models.days_off import DaysDraft
from counter.models.dossier import DossierView
from counter.models.staff import Role, StaffView
from counter.paths import data_dir
from counter.services import days_off, setup
from counter.services.catalogue import calendar_data
from counter.services.catalogue.catalogue import Catalogue
from counter.services.dossier import dossiers
from counter.services.intake.appointments import appoint
from counter.services.office import Office
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services.journeys import MO, certified_copy, contents, received

People = dict[Role, StaffView]


def edited(folder: Path, old: str, new: str) -> Catalogue:
    """The shipped procedures with one text of the certifications changed."""
    shutil.copytree(data_dir() / "procedures", folder / "procedures")
    file = folder / "procedures" / "chung-thuc.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return Catalogue(folder)


@pytest.fixture
def head(office: Office, people: People, tmp_path: Path) -> Office:
    """The supervisor's counter, where a certified copy takes five working days."""
    slow = edited(tmp_path / "data", "mức: trong ngày\n      giờ chốt: 15", "mức: 5 ngày làm việc")
    return replace(office, actor=people[Role.SUPERVISOR], load_catalogue=lambda: slow)


def off(
    first: date, last: date | None = None, kind: str = "holiday", name: str = "nghỉ tránh bão"
) -> DaysDraft:
    return DaysDraft(first=first, last=last or first, kind=kind, name=name, source="Công điện 12/CĐ-UBND")


def due(view: DossierView) -> str:
    assert view.appointment.due is not None
    return f"{view.appointment.due:%d/%m %H:%M}"


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LOCAL_ZONE)


def test_an_added_day_lists_what_it_moves_and_changes_no_dossier(head: Office, store: Store) -> None:
    view = received(head, certified_copy(head))  # Mon 23/11 09:00, and 24/11 is off
    assert due(view) == "01/12 17:00"
    before = contents(store)
    ahead = days_off.would_move(head, off(date(2026, 11, 27)))
    assert contents(store) == before  # asked, not done
    moved = days_off.add(head, off(date(2026, 11, 27)), operation="add")
    assert moved == ahead
    assert [(one.short_code, one.promised, one.reckoned) for one in moved] == [
        (view.short_code, local("12-01T17:00"), local("12-02T17:00"))
    ]
    assert due(dossiers.get(head, view.code)) == "01/12 17:00"
    assert [name for name, rows in contents(store).items() if rows != before[name]] == [
        "audit_event", "audit_seal", "operation", "setting",
    ]  # fmt: skip
    assert days_off.differing(head) == moved


def test_the_next_appointment_is_reckoned_with_it(head: Office) -> None:
    days_off.add(head, off(date(2026, 11, 26), date(2026, 11, 27)), operation="add")
    view = received(head, certified_copy(head))
    assert due(view) == "03/12 17:00"
    assert "nghỉ 26/11–27/11 (nghỉ tránh bão)" in view.appointment.reason
    assert days_off.differing(head) == ()  # it was promised with these days


def test_a_date_on_the_added_day_itself_and_one_before_it(head: Office, clock: Clock) -> None:
    early = received(head, certified_copy(head))
    assert days_off.would_move(head, off(date(2026, 12, 2))) == ()
    assert [one.short_code for one in days_off.would_move(head, off(date(2026, 12, 1)))] == [early.short_code]


def test_a_date_that_was_put_off_before_is_left_to_a_person(head: Office, store: Store) -> None:
    view = received(head, certified_copy(head))
    with store.write() as transaction:
        transaction.connection.execute(
            "UPDATE dossier SET due_at = due_at + 86400 * 1000000 * 2 WHERE id = ?", (view.id,)
        )
        transaction.record(None, "dossier.event.ready", subject=("dossier", view.id), operation="")
    moved = days_off.add(head, off(date(2026, 12, 2)), operation="add")
    assert [(one.short_code, one.reckoned) for one in moved] == [(view.short_code, None)]


def test_what_is_done_is_not_listed(head: Office, people: People) -> None:
    view = received(head, certified_copy(head))
    dossiers.mark_ready(head, view.id, operation="ready", version=view.version)
    assert days_off.would_move(head, off(date(2026, 11, 27))) == ()


def test_a_saturday_that_is_worked_makes_a_date_earlier_and_says_so(head: Office) -> None:
    received(head, certified_copy(head))
    moved = days_off.add(head, off(date(2026, 11, 28), kind="swapped_worked"), operation="add")
    assert [one.reckoned for one in moved] == [local("11-30T17:00")]


def test_a_day_is_taken_out_again(head: Office) -> None:
    days_off.add(head, off(date(2026, 11, 26), date(2026, 11, 27)), operation="add")
    view = received(head, certified_copy(head))
    moved = days_off.remove(head, date(2026, 11, 27), operation="remove")
    assert [(one.short_code, one.reckoned) for one in moved] == [(view.short_code, local("12-02T17:00"))]
    assert [one.day for one in days_off.calendar(head).days] == [date(2026, 11, 26)]
    with pytest.raises(NotFound):
        days_off.remove(head, date(2026, 11, 24), operation="other")  # an official one


def test_a_second_press_changes_nothing(head: Office, store: Store) -> None:
    received(head, certified_copy(head))
    first = days_off.add(head, off(date(2026, 11, 27)), operation="add")
    before = contents(store)
    assert days_off.add(head, off(date(2026, 11, 27)), operation="add") == first
    assert contents(store) == before


def test_who_added_what_is_kept_and_logged(head: Office, store: Store) -> None:
    days_off.add(head, off(date(2026, 11, 27), name="  nghỉ\n tránh bão "), operation="add")
    day = days_off.calendar(head).days[0]
    assert (day.name, day.source, day.added_by) == ("nghỉ tránh bão", "Công điện 12/CĐ-UBND", "Lê Lãnh Đạo")
    with store.query() as connection:
        event = connection.execute("SELECT event FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    assert event is not None
    assert event[0] == "days_off.event.added"
    assert known(str(event[0]))


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (off(date(2026, 11, 24)), [("first", "days_off.so_already")]),
        (off(date(2026, 11, 28)), [("first", "days_off.so_by_week")]),
        (off(date(2026, 11, 27), kind="swapped_worked"), [("first", "days_off.so_by_week")]),
        (off(date(2026, 11, 27), date(2026, 11, 26)), [("last", "days_off.span")]),
        (off(date(2026, 11, 27), date(2026, 12, 28)), [("last", "days_off.span")]),
        (off(date(2026, 11, 27), kind="festival"), [("kind", "days_off.kind")]),
        (off(date(2126, 11, 27)), [("first", "days_off.year")]),
        (off(date(2026, 11, 24), name=" "), [("name", "days_off.missing"), ("first", "days_off.so_already")]),
        (off(date(2026, 11, 27), name="x" * 201), [("name", "days_off.too_long")]),
    ],
)
def test_what_is_no_such_day_is_refused_with_every_reason(
    head: Office, store: Store, draft: DaysDraft, found: list[tuple[str, str]]
) -> None:
    before = contents(store)
    with pytest.raises(Refused) as refused:
        days_off.add(head, draft, operation="add")
    assert [(problem.field, problem.message_id) for problem in refused.value.problems] == found
    assert contents(store) == before


def test_only_the_head_adds_days(office: Office) -> None:
    with pytest.raises(Forbidden):
        days_off.add(office, off(date(2026, 11, 27)), operation="add")
    assert days_off.calendar(office).days == ()


# -- open is one thing, counting another -----------------------------------------------------


def test_a_saturday_open_for_reception_counts_for_nothing(head: Office, clock: Clock) -> None:
    clock.ahead(days=5)  # Sat 28/11
    shut = received(head, certified_copy(head))
    opened = replace(head, ward=replace(head.ward, receives_saturday=True))
    view = received(opened, certified_copy(head, MO))
    assert due(shut) == due(view) == "04/12 17:00"
    assert "quầy có mở nhưng không tính" in view.appointment.reason
    assert "quầy có mở" not in shut.appointment.reason


def test_one_sunday_may_be_opened_and_one_working_day_shut(head: Office, clock: Clock) -> None:
    days_off.add(head, off(date(2026, 11, 29), kind="reception", name="ngày hội"), operation="a")
    days_off.add(head, off(date(2026, 12, 4), kind="closed", name="tập huấn"), operation="b")
    assert not head.calendar.is_working(date(2026, 11, 29))
    assert head.calendar.receives(date(2026, 11, 29))
    assert head.calendar.is_working(date(2026, 12, 4))
    assert not head.calendar.receives(date(2026, 12, 4))
    clock.ahead(days=6)  # Sun 29/11
    view = received(head, certified_copy(head))
    assert due(view) == "04/12 17:00"
    assert view.appointment.reason.endswith("hôm đó quầy không mở (tập huấn), gọi trước khi đến")


def test_the_hour_of_receipt_is_kept_where_the_ward_says_so(head: Office, people: People) -> None:
    chief = replace(head, actor=people[Role.ADMINISTRATOR])
    ward = setup.save_ward(chief, replace(chief.ward, keeps_hour=True), "hour")
    assert setup.load_ward(head.store).keeps_hour
    assert due(received(replace(head, ward=ward), certified_copy(head))) == "01/12 09:00"


# -- what differs by the way of filing, and what a supplement does ---------------------------


def test_a_way_of_filing_may_have_a_limit_of_its_own(office: Office, tmp_path: Path) -> None:
    other = "mức: trong ngày\n      giờ chốt: 15\n      theo cách nộp:\n        trực tuyến: 3 ngày làm việc"
    odd = edited(tmp_path, "mức: trong ngày\n      giờ chốt: 15", other)
    counter = replace(office, load_catalogue=lambda: odd)
    procedure = odd.get("ct")
    assert odd.faults == ()
    online = appoint(counter, procedure, Channel.ONLINE, local("11-23T15:01"))
    assert (online.due, online.reason.split(",")[0]) == (local("11-27T17:00"), "3 ngày làm việc")
    for channel in (Channel.DIRECT, Channel.POST):
        assert appoint(counter, procedure, channel, local("11-23T15:01")).due == local("11-25T17:00")


def test_every_procedure_says_what_a_supplement_does() -> None:
    policies = {p.code: p.time_limit.supplement for p in Catalogue(data_dir()).all()}
    assert policies["1.001193"] is SupplementPolicy.RESTART
    assert policies["2.002409"] is SupplementPolicy.NONE  # a complaint: its own law


def test_one_procedure_may_differ_from_its_file(tmp_path: Path) -> None:
    old = "mức: trong ngày\n      giờ chốt: 15"
    odd = edited(tmp_path, old, f"{old}\n      khi bổ sung: lùi bằng thời gian chờ")
    assert odd.get("ct").time_limit.supplement is SupplementPolicy.PAUSE
    assert odd.get("2.000884").time_limit.supplement is SupplementPolicy.RESTART
    assert odd.get("ct").time_limit.unit is TimeUnit.SAME_DAY


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("khi bổ sung: tính lại từ đầu", "khi bổ sung: chờ xem", "not_in_list"),
        ("mức: trong ngày\n", "mức: trong ngày\n      theo cách nộp:\n        trực tuyến: mai\n", "not_time"),
        ("mức: trong ngày\n", "mức: trong ngày\n      theo cách nộp:\n        fax: 2 ngày\n", "unknown_key"),
    ],
)
def test_a_mistake_in_them_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    faults = edited(tmp_path, old, new).faults
    assert [fault.message_id for fault in faults] == [f"procedure.fault.{reason}"]


# -- the files of the years ------------------------------------------------------------------


def test_each_year_shows_its_notice(head: Office) -> None:
    years = {one.year: one for one in days_off.calendar(head).years}
    assert "9441/TB-BNV" in years[2026].source
    assert [(one.year, one.decided) for one in years.values()] == [(2025, True), (2026, True), (2027, False)]


def test_a_decided_year_without_the_number_of_its_notice_is_not_decided(tmp_path: Path) -> None:
    shutil.copytree(data_dir() / "calendar", tmp_path / "calendar")
    file = tmp_path / "calendar" / "2026.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("nguồn: Thông báo 9441/TB-BNV ngày 16/10/2025", "nguồn: báo chí"), "utf-8")
    assert [fault.message_id for fault in calendar_data.check(tmp_path)] == [
        "procedure.fault.no_notice_number"
    ]
    assert calendar_data.load(tmp_path).last_noticed_year == 2025


def test_a_date_that_comes_right_again_is_not_listed(head: Office) -> None:
    view = received(head, certified_copy(head))
    assert len(days_off.add(head, off(date(2026, 11, 27)), operation="add")) == 1
    assert days_off.remove(head, date(2026, 11, 27), operation="remove") == ()
    assert due(dossiers.get(head, view.code)) == "01/12 17:00"
