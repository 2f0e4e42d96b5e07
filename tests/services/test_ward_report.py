"""The ward's report gives exactly what a made-up ward knows of itself; one dossier changed is seen."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from counter.errors import Refused
from counter.models.staff import Role, StaffView
from counter.models.ward_report import NUMBERS, Group, Period, Tally, WardReport
from counter.services.office import Office, shipped_catalogue
from counter.services.reports import ward_report, ward_report_late
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.services.known_rows import NAMES, write
from tests.services.known_ward import FIRST, LAST, NOW, SMALL, Paper, Pay, Shape, Ward, by, expected, overdue

SUPERVISOR = StaffView(9, "Bình", Role.SUPERVISOR)
BOTH = Period(FIRST, LAST)
SEPTEMBER = Period(FIRST, date(2026, 9, 30))
WEEK = Period(date(2026, 10, 12), date(2026, 10, 18))
SECTORS = {one.code: one.sector for one in shipped_catalogue().all()}


@contextmanager
def office_of(path: Path, actor: StaffView = SUPERVISOR) -> Iterator[Office]:
    with Store.open(path, practice=True) as store:
        yield Office(store=store, actor=actor, ward=WardSettings(), practice=True, now=lambda: NOW)


def counts(tally: Tally) -> Counter[str]:
    """What a tally counted, but the minutes, as the ward tells it."""
    found = {name: getattr(tally, name) for name in NUMBERS if name != "minutes"}
    return Counter({name: count for name, count in found.items() if count})


def groups(found: tuple[Group, ...]) -> dict[str, Counter[str]]:
    return {one.key: counts(one.tally) for one in found}


def check(ward: Ward, report: WardReport) -> None:
    """Every number of the report is the ward's own."""
    fates, span = ward.fates, (report.period.first, report.period.last)
    assert counts(report.total) == expected(fates, *span)
    assert groups(report.by_channel) == by(fates, *span, lambda fate: fate.channel)
    assert groups(report.by_procedure) == by(fates, *span, lambda fate: fate.procedure)
    assert groups(report.by_sector) == by(fates, *span, lambda fate: SECTORS[fate.procedure])
    assert groups(report.by_clerk) == by(fates, *span, lambda fate: str(fate.clerk))
    received = Counter(f.on for f in fates if f.taken == 2 and span[0] <= f.on <= span[1])
    assert {one.on: one.count for one in report.by_day} == received
    assert report.total.taken == report.total.done + report.total.open


@pytest.fixture(scope="module", params=[1, 2, 3], ids="seed {}".format)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ward, Path]:
    ward = Ward(request.param)
    return ward, write(ward, tmp_path_factory.mktemp("known") / "practice.db")


def test_two_months_of_the_ward_are_told_exactly(whole: tuple[Ward, Path]) -> None:
    ward, path = whole
    with office_of(path) as office:
        report = ward_report.report(office, BOTH)
    check(ward, report)
    total, shape = report.total, Shape()
    assert (total.received, total.online) == (4500, shape.online)
    assert (total.paid_online, total.charged) == (3825, 4323)
    rates = {one.id: one.rate for one in report.indicators}
    assert rates["filed_online"].hundredths == 8333
    assert rates["paid_online"].hundredths == 8848
    assert 9500 < (rates["done_on_time"].hundredths or 0) < 9700


@pytest.mark.parametrize("period", [SEPTEMBER, WEEK], ids=["september", "a week"])
def test_a_part_of_it_as_well(whole: tuple[Ward, Path], period: Period) -> None:
    ward, path = whole
    with office_of(path) as office:
        check(ward, ward_report.report(office, period))


def test_months_are_told_one_by_one(whole: tuple[Ward, Path]) -> None:
    ward, path = whole
    with office_of(path) as office:
        report = ward_report.report(office, BOTH)
    october = date(2026, 10, 1)
    assert groups(report.by_month) == {
        "2026-09": expected(ward.fates, FIRST, SEPTEMBER.last),
        "2026-10": expected(ward.fates, october, LAST),
    }


@pytest.mark.parametrize("period", [BOTH, WEEK], ids=["two months", "a week"])
def test_behind_what_is_overdue_stand_its_dossiers(whole: tuple[Ward, Path], period: Period) -> None:
    ward, path = whole
    told = overdue(ward.fates, period.first, period.last)
    with office_of(path) as office:
        found = ward_report_late.late(office, period)
        of_hoa = ward_report_late.late(office, period, "clerk", "1")
        of_sector = ward_report_late.late(office, period, "sector", "Hộ tịch")
        clerk = replace(office, actor=StaffView(1, NAMES[1], Role.CLERK))
        assert ward_report_late.late(clerk, period, "clerk", "1") == ()
        assert {one.received_by for one in ward_report_late.late(clerk, period)} == {""}
    assert {one.id for one in found} == told
    assert {one.id for one in of_hoa} == {n for n in told if ward.fates[n - 1].clerk == 1}
    assert {one.id for one in of_sector} == {
        n for n in told if SECTORS[ward.fates[n - 1].procedure] == "Hộ tịch"
    }
    ends = [one.ended is not None for one in found]
    assert ends == sorted(ends)  # what is open stands first


def first(ward: Ward, **wanted: object) -> int:
    """The first dossier of the two months that is so."""
    return next(
        number
        for number, fate in enumerate(ward.fates[: ward.shape.dossiers])
        if all(getattr(fate, name) == value for name, value in wanted.items())
    )


SMALL_WARD = Ward(7, SMALL)
PLAIN = {"rounds": (), "end": 10, "evening": False, "put_off": None}
TWINS: dict[str, tuple[dict[str, object], dict[str, object], set[str]]] = {
    "filed another way": ({"channel": "direct", "assisted": False}, {"channel": "post"}, {"direct", "post"}),
    "paid in cash": ({"pay": Pay.TRANSFER}, {"pay": Pay.CASH}, {"paid_online"}),
    "the code is missing": ({"pay": Pay.TRANSFER}, {"pay": Pay.NO_CODE}, {"paid_online"}),
    "the payment was voided": ({"pay": Pay.TRANSFER}, {"pay": Pay.VOIDED}, {"paid_online"}),
    "one scan more": ({"papers": ()}, {"papers": (Paper.SCANNED,)}, {"components", "digitised"}),
    "one paper from a database": ({"papers": ()}, {"papers": (Paper.DATABASE,)}, {"reused"}),
    "the portal has it": ({"synced": False}, {"synced": True}, {"synced"}),
    "never taken": ({"taken": 2, "pay": Pay.TRANSFER} | PLAIN, {"taken": 3, "ended": None}, set()),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_with_one_dossier_changed_differs(tmp_path: Path, name: str) -> None:
    wanted, changes, numbers = TWINS[name]
    twin = SMALL_WARD.with_fate(first(SMALL_WARD, **wanted), **changes)
    with office_of(write(twin, tmp_path / "twin.db")) as office:
        report = ward_report.report(office, BOTH)
    check(twin, report)
    before, after = expected(SMALL_WARD.fates, FIRST, LAST), counts(report.total)
    changed = {key for key in before | after if before[key] != after[key]}
    assert changed == numbers if numbers else changed


def test_a_day_late_is_seen(tmp_path: Path) -> None:
    fate = SMALL_WARD.fates[number := first(SMALL_WARD, **PLAIN)]
    assert fate.due is not None
    twin = SMALL_WARD.with_fate(number, due=FIRST, on=FIRST, ended=FIRST + timedelta(days=1))
    with office_of(write(twin, tmp_path / "twin.db")) as office:
        report = ward_report.report(office, BOTH)
    check(twin, report)
    assert report.total.late == expected(SMALL_WARD.fates, FIRST, LAST)["late"] + 1


def test_who_may_not_see_everybody_s_work_sees_no_names(tmp_path: Path) -> None:
    path = write(SMALL_WARD, tmp_path / "small.db")
    clerk = StaffView(1, NAMES[1], Role.CLERK)
    with office_of(path, clerk) as office:
        report = ward_report.report(office, BOTH)
    assert report.by_clerk == ()
    assert report.total.received == SMALL.dossiers


def test_what_was_never_taken_is_told_apart(tmp_path: Path) -> None:
    with office_of(write(SMALL_WARD, tmp_path / "small.db")) as office:
        report = ward_report.report(office, BOTH)
    assert (report.registered, report.not_received) == (1, 2)


def test_an_empty_period_has_no_shares(tmp_path: Path) -> None:
    with office_of(write(SMALL_WARD, tmp_path / "small.db")) as office:
        report = ward_report.report(office, Period(date(2020, 1, 1), date(2020, 1, 31)))
    assert report.total == Tally()
    told = {one.id: one.rate.hundredths for one in report.indicators}
    assert {name for name, share in told.items() if share is not None} == {"offered_online", "used_online"}


@pytest.mark.parametrize(
    ("since", "until"), [(LAST, FIRST), (date(2027, 1, 1), date(2027, 1, 31))], ids=["backwards", "future"]
)
def test_a_period_that_is_none_is_refused(tmp_path: Path, since: date, until: date) -> None:
    one = Ward(7, SMALL, [SMALL_WARD.fates[0]])
    with office_of(write(one, tmp_path / "one.db")) as office, pytest.raises(Refused) as refused:
        ward_report.report(office, Period(since, until))
    assert refused.value.message_id == "ward_report.period"
