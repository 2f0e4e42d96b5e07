"""A month with injected outages, lived with the real services and the real sender, gives back its split."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.models.delay import Cause, CauseSum, DelayLedger, Lateness, Try, Why
from counter.models.staff import Role, StaffView
from counter.rules import delay_tries
from counter.services.office import Office
from counter.services.reports import delay
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.portal.delay_replay import (
    BEGINS,
    DAY,
    ON_TIME_HERE,
    Cut,
    Life,
    Split,
    expected,
    live,
    script,
    stage_of,
    without_failed_tries,
)
from tests.portal.outbox_ward import WARD, portal_with

END = 31 * DAY
PAUSES = 11  # minutes: a row's own pause, and then the breaker's
SEED = 23


@dataclass(frozen=True, slots=True)
class Lived:
    """A month that was lived, closed, to be opened again and looked into."""

    path: Path
    clock: Clock
    lives: list[Life]
    cuts: list[Cut]
    ids: dict[int, int]  # dossier by its place in the script


def lived(path: Path, *, nudges: bool, days: int) -> Lived:
    lives, cuts = script(SEED, days=days)
    with portal_with() as portal:
        stage = stage_of(path, portal, nudges=nudges)
        with stage.office.store:
            live(stage, lives, cuts, END)
            stage.sender.close()
        assert portal.state()["doubles"] == 0
    return Lived(path, stage.clock, lives, cuts, {number: view.id for number, view in stage.views.items()})


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return lived(tmp_path_factory.mktemp("lived") / "practice.db", nudges=True, days=16)


@pytest.fixture
def office(month: Lived, tmp_path: Path) -> Iterator[Office]:
    """The counter on a copy of the month's store, at its end."""
    path = tmp_path / "practice.db"
    path.write_bytes(month.path.read_bytes())
    made = at(path, month.clock)
    with made.store:
        yield made


def at(path: Path, clock: Clock) -> Office:
    """The counter of a store that is there already."""
    clerk = StaffView(1, "Nguyễn Thị Tiếp", Role.CLERK)
    return Office(store=Store.open(path, practice=True), actor=clerk, ward=WARD, practice=True, now=clock)


def split(sums: tuple[CauseSum, ...]) -> tuple[Split, Split]:
    return {one.cause: one.minutes for one in sums}, {one.cause: one.news for one in sums}


def wrong(office: Office, month: Lived) -> list[tuple[Life, DelayLedger]]:
    """The dossiers whose ledger is not the split that was injected."""
    ledgers = [(life, delay.ledger(office, month.ids[n])) for n, life in enumerate(month.lives)]
    return [(life, found) for life, found in ledgers if split(found.sums) != expected(life, month.cuts)]


def injected(month: Lived) -> tuple[Counter[Cause], Counter[Cause]]:
    work: Counter[Cause] = Counter()
    news: Counter[Cause] = Counter()
    for life in month.lives:
        one, other = expected(life, month.cuts)
        work.update(one)
        news.update(other)
    return work, news


def test_every_dossier_gives_back_the_split_that_was_injected(office: Office, month: Lived) -> None:
    assert not [(life, found.spans) for life, found in wrong(office, month)]


def test_the_month_gives_back_the_sum_of_it(office: Office, month: Lived) -> None:
    found = delay.month(office, "2026-10")
    work, news = injected(month)
    assert split(found.sums) == (dict(work), dict(news))
    assert all(work[cause] for cause in Cause), "a cause that never comes is not tested"
    assert news[Cause.LINE] > 100 and news[Cause.PORTAL] > 100
    assert found.dossiers == len(month.lives)
    ends = dict(found.finished)
    assert sum(ends.values()) == len(month.lives)
    assert ends[Lateness.LATE_ON_PORTAL] == 1


def test_a_result_on_time_that_the_portal_could_not_be_told_is_late_there_alone(
    office: Office, month: Lived
) -> None:
    found = delay.ledger(office, month.ids[month.lives.index(ON_TIME_HERE)])
    assert found.lateness is Lateness.LATE_ON_PORTAL
    line = next(one for one in found.sums if one.cause is Cause.LINE)
    assert (line.news, line.news_overdue, line.news_working) == (90, 60, 30)
    assert sum(one.overdue for one in found.sums) == 0


def test_the_outages_of_the_month_are_those_that_were_injected(office: Office, month: Lived) -> None:
    """Each that anything was sent in; from the first try that failed to the one that came through."""
    found = delay.month(office, "2026-10")
    whys = {Cause.LINE: Why.DOWN, Cause.PORTAL: Why.SILENT}
    for outage in found.outages:
        began, until = ((one - BEGINS).total_seconds() / 60 for one in (outage.began, outage.until))
        (cut,) = [one for one in month.cuts if one.began <= began < one.until]
        assert outage.why is whys[cut.cause]
        assert cut.until <= until < cut.until + 1
        assert outage.first.reason is not None
    assert {outage.why for outage in found.outages} == set(whys.values())


# -- twins: the same month with its proof spoiled must not give the split back -----------------


def test_without_the_failed_tries_the_minutes_fall_to_this_counter(office: Office, month: Lived) -> None:
    path = office.store.path
    office.store.close()
    assert without_failed_tries(path) > 20
    spoiled = at(path, month.clock)
    with spoiled.store:
        assert wrong(spoiled, month)
        work, news = split(delay.month(spoiled, "2026-10").sums)
    injected_work, injected_news = injected(month)
    assert news[Cause.LINE] == news[Cause.PORTAL] == work[Cause.LINE] == work[Cause.PORTAL] == 0
    assert news[Cause.COUNTER] == sum(injected_news.values())
    assert sum(work.values()) == sum(injected_work.values()), "no minute is lost with its proof"


def test_a_fault_that_is_put_down_to_the_other_shows(
    office: Office, month: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = delay_tries.fault
    other = {Why.DOWN: Why.SILENT, Why.SILENT: Why.DOWN}

    def swapped(one: Try) -> Why | None:
        why = honest(one)
        return other.get(why, why) if why else None

    monkeypatch.setattr(delay_tries, "fault", swapped)
    assert wrong(office, month)


# -- nobody looks ------------------------------------------------------------------------------


def test_left_alone_the_sender_finds_the_line_again_within_its_pauses(tmp_path: Path) -> None:
    """What it waits for after a fault belongs to the fault, and is never longer than two pauses."""
    month = lived(tmp_path / "practice.db", nudges=False, days=8)
    made = at(month.path, month.clock)
    late = 0
    with made.store:
        for number, life in enumerate(month.lives):
            work, news = split(delay.ledger(made, month.ids[number]).sums)
            true_work, true_news = expected(life, month.cuts)
            assert sum(work.values()) == sum(true_work.values())
            for cause in (Cause.LINE, Cause.PORTAL):
                assert abs(news[cause] - true_news[cause]) <= PAUSES
                assert abs(work[cause] - true_work[cause]) <= PAUSES
            assert news[Cause.COUNTER] == 0
            late += news != true_news
    assert late, "nothing fell into an outage"
