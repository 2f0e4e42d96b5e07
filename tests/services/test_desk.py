"""The desk: the right rows in the right order, page after page, from index ranges alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from counter.i18n import known
from counter.models.dossier import DeskRow, DeskView
from counter.models.instant import from_micros, to_micros
from counter.models.life_views import DecisionDraft
from counter.services.life import decisions
from counter.services.office import Office
from counter.services.search import desk as desks
from counter.services.search import desk_lanes
from counter.services.search.desk import LANES, desk, end_of_day
from counter.services.search.desk_lanes import PARTS, Place
from counter.services.store.store import Store
from tests.services import journeys
from tests.services.made_up import NOW, copy_of, made_up_ward, office_at

OPEN, RUNNING, ALIVE = {1, 2, 4, 5, 6}, {1, 2, 4}, {1, 2, 4, 5, 6, 9}
UNSENT = {"prepared", "waiting", "sending", "unknown", "held"}
OWING = {"due", "later", "unknown"}


@pytest.fixture(scope="module")
def ward() -> Iterator[Office]:
    with Store.open(made_up_ward(), practice=True) as store:
        yield office_at(store)


def all_pages(office: Office, limit: int, lane: str = "all") -> list[DeskRow]:
    rows: list[DeskRow] = []
    after: str | None = None
    while after is None or after:
        view = desk(office, limit=limit, after=after, lane=lane)
        rows += view.rows
        after = view.more
    return rows


def expected_lanes(office: Office) -> dict[str, str]:
    """Each dossier's lane, worked out row by row in Python."""
    now, tonight = to_micros(office.now()), to_micros(end_of_day(office.now()))
    lanes = {}
    with office.store.query() as connection:
        for ident, state, money, sync, due in connection.execute(
            "SELECT id, state, money, sync, due_at FROM dossier"
        ):
            soon = state in RUNNING and due is not None and due < tonight
            if soon:
                lanes[str(ident)] = "late" if due < now else "today"
            elif sync in UNSENT and (sync == "unknown" or state in ALIVE):
                lanes[str(ident)] = "unsent"
            elif money in OWING and state in ALIVE:
                lanes[str(ident)] = "owing"
            elif state == 9:
                lanes[str(ident)] = "ready"
            elif state in OPEN:
                lanes[str(ident)] = "later"
    return lanes


def test_every_dossier_stands_once_in_the_first_lane_that_fits(ward: Office) -> None:
    rows = [row for row in all_pages(ward, 7) if row.kind == "dossier"]
    assert {row.id: row.lane for row in rows} == expected_lanes(ward)
    assert len({row.id for row in rows}) == len(rows)


def test_the_made_up_ward_has_something_in_every_lane(ward: Office) -> None:
    assert set(expected_lanes(ward).values()) == set(LANES) - {"drafts"}


def test_lanes_come_in_their_order_and_rows_by_their_time(ward: Office) -> None:
    rows = all_pages(ward, 50)
    places = [LANES.index(row.lane) for row in rows]
    assert places == sorted(places)
    for lane in ("late", "today"):
        due = [row.due for row in rows if row.lane == lane and row.due]
        assert due == sorted(due)
    ready = [row.since for row in rows if row.lane == "ready" and row.since]
    assert ready == sorted(ready)


@pytest.mark.parametrize("limit", [1, 3, 50, 500])
def test_pages_of_any_size_show_the_same_rows(ward: Office, limit: int) -> None:
    if limit == 1:
        first = desk(ward, limit=1, lane="late")
        assert len(first.rows) == 1
        assert first.more
    assert [row.id for row in all_pages(ward, max(limit, 3))] == [row.id for row in all_pages(ward, 100)]


@pytest.mark.parametrize("lane", LANES)
def test_one_lane_alone_is_that_part_of_the_whole(ward: Office, lane: str) -> None:
    whole = [row.id for row in all_pages(ward, 40) if row.lane == lane]
    assert [row.id for row in all_pages(ward, 40, lane=lane)] == whole


def test_the_figures_are_those_of_the_rows(ward: Office) -> None:
    lanes = list(expected_lanes(ward).values())
    figures = desk(ward).counts
    assert (figures.late, figures.today) == (lanes.count("late"), lanes.count("today"))
    with ward.store.query() as connection:
        counted = connection.execute(
            "SELECT sum(state IN (1, 2, 4, 5, 6)), sum(state = 9),"
            " sum(sync = 'unknown' OR (state IN (1, 2, 4, 5, 6, 9)"
            " AND sync IN ('prepared', 'waiting', 'sending', 'held'))), min(CASE WHEN sync = 'unknown'"
            " OR (state IN (1, 2, 4, 5, 6, 9) AND sync IN ('prepared', 'waiting', 'sending', 'held'))"
            " THEN sync_since END),"
            " sum(money IN ('due', 'later', 'unknown') AND state IN (1, 2, 4, 5, 6, 9)) FROM dossier"
        ).fetchone()
    assert counted is not None
    assert (figures.open, figures.ready, figures.unsent) == counted[:3]
    assert figures.unsent_since == from_micros(counted[3])
    assert figures.owing == counted[4]
    assert desks.counts(ward) == figures


def test_only_the_first_page_counts(ward: Office) -> None:
    first = desk(ward, limit=5)
    assert desk(ward, limit=5, after=first.more).counts.open == 0


def test_every_row_says_what_to_do_next_in_words(ward: Office) -> None:
    rows = all_pages(ward, 100)
    assert all(known(row.next_action) for row in rows)
    assert {row.mark for row in rows} == {"·", "!", "~", "»", "$", "√", " "}
    assert not any(len(row.phone.replace(" ", "").rstrip("•")) > 8 for row in rows)


def test_my_drafts_come_before_those_that_were_left(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Store.open(copy_of(made_up_ward(), tmp_path_factory.mktemp("desk")), practice=True) as store:
        office = office_at(store)
        me = office.actor
        assert me is not None
        rows = desk(office, limit=50, lane="drafts").rows
        mine = [row.owner == me.name for row in rows]
        assert mine == sorted(mine, reverse=True)
        assert True in mine
        assert False in mine


def test_a_colleague_at_work_on_a_draft_is_left_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Store.open(copy_of(made_up_ward(), tmp_path_factory.mktemp("desk")), practice=True) as store:
        office = office_at(store)
        with store.write(NOW) as transaction:
            colleague = transaction.connection.execute(
                "SELECT min(id) FROM staff WHERE role = 'clerk' AND id <> 1"
            ).fetchone()
            assert colleague is not None
            transaction.connection.execute(
                "UPDATE draft SET saved_at = ?1 WHERE owner_id = ?2", (to_micros(NOW), colleague[0])
            )
            transaction.record(None, "test.happened", subject=("test", 1), operation="")
        view = desk(office, lane="drafts")
        assert (
            view.counts.drafts == len(view.rows) == desks.counts(office).drafts
        )  # the figure says what is listed
        owners = {row.owner for row in view.rows}
        later = office_at(store, NOW + timedelta(minutes=11))
        assert len({row.owner for row in desk(later, lane="drafts").rows} - owners) == 1


def test_an_empty_store_has_an_empty_desk(store: Store) -> None:
    from counter.models.staff import Role, StaffView
    from counter.settings import WardSettings

    clerk = StaffView(1, "A", Role.CLERK)
    office = Office(store=store, actor=clerk, ward=WardSettings(), now=lambda: NOW)
    view = desk(office)
    assert view == DeskView((), view.counts, "")
    assert view.counts.unsent_since is None


def test_no_lane_scans_the_dossiers_or_sorts_them(ward: Office) -> None:
    with ward.store.query() as connection:
        for part in PARTS:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {part.sql()}", (1, 2, 3, 4, 5)).fetchall()
            assert len(plan) == 1, plan
            assert plan[0][3].startswith(f"SEARCH dossier USING INDEX {part.index} ("), plan


def test_figures_come_from_indexes(ward: Office) -> None:
    with ward.store.query() as connection:
        for part in PARTS:
            statement = desks.FIGURE.format(what="count(*)", index=part.index, condition=part.condition)
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement} AND ?1 <> ?2", (1, 2)).fetchall()
            assert part.index in plan[0][3], plan


@pytest.mark.parametrize(
    ("index", "condition"),
    [
        ("dossier_open", f"{desk_lanes.OPEN} AND {desk_lanes.RUNNING} AND due_at < 5"),
        ("dossier_open", desk_lanes.OPEN),
        ("dossier_ready", desk_lanes.READY),
        ("dossier_unsent", desk_lanes.UNSENT),
        ("dossier_owing", f"{desk_lanes.OWING} AND {desk_lanes.ALIVE}"),
    ],
)
def test_figures_read_no_dossier(ward: Office, index: str, condition: str) -> None:
    """At a million dossiers this is 1 ms against 15."""
    statement = desks.FIGURE.format(what="count(*)", index=index, condition=condition)
    with ward.store.query() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert f"USING COVERING INDEX {index}" in plan[0][3], plan


@pytest.mark.parametrize("text", ["x", "1:2", "1:2:3:4", "a:b:c"])
def test_a_place_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        Place.read(text)


def test_a_place_survives_being_written() -> None:
    place = Place(3, 1795422769000000, 12)
    assert Place.read(place.written()) == place
    assert Place.read(None) == Place.read("") == desk_lanes.Place()


def test_what_the_resident_took_back_is_no_more_to_be_filed(office: Office) -> None:
    view = journeys.received(office, journeys.birth(office))
    assert desk(office).counts.unsent == 1
    decisions.withdraw(office, DecisionDraft(operation="w", dossier_id=view.id, version=view.version))
    after = desk(office)
    assert (after.counts.unsent, after.counts.unsent_since) == (0, None)
    assert not desk(office, lane="unsent").rows
