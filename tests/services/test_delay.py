"""The delay ledger from the store: what is a move, what a hand-over file proves, months that add up."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from counter.errors import NotFound, Refused
from counter.models.delay import Cause, DelayLedger, Lateness
from counter.models.instant import to_micros
from counter.models.life import MoveName
from counter.models.staff import Role, StaffView
from counter.models.states import AttemptOutcome, SyncState
from counter.services.dossier import dossiers
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_files
from counter.services.reports import delay
from counter.services.store.store import Store
from tests.conftest import START, Clock
from tests.services.journeys import certified_copy, received
from tests.services.made_moves import moved
from tests.services.made_up import NOW, made_up_ward, office_at, small_ward


def story(found: DelayLedger) -> list[tuple[str, int]]:
    return [(span.why.value, span.minutes) for span in found.spans]


def sending(office: Office, way: str) -> Office:
    return replace(office, ward=replace(office.ward, sending=way, unit_code="H57.15"))


# -- moves -------------------------------------------------------------------------------------


def test_a_move_that_was_undone_never_was(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    clock.ahead(minutes=10)
    forwarded = moved(office, view.id, MoveName.FORWARD)
    clock.ahead(minutes=3)
    moved(office, view.id, MoveName.UNDO, undoes=forwarded)
    clock.ahead(minutes=7)
    assert story(delay.ledger(office, view.id)) == [("at_counter", 20)]
    moved(office, view.id, MoveName.FORWARD)
    clock.ahead(minutes=5)
    assert story(delay.ledger(office, view.id)) == [("at_counter", 20), ("at_agency", 5)]


def test_what_ended_and_was_taken_up_again_runs_on(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    clock.ahead(minutes=10)
    moved(office, view.id, MoveName.STOP)
    clock.ahead(minutes=60)
    assert story(delay.ledger(office, view.id)) == [("at_counter", 10)]
    moved(office, view.id, MoveName.CORRECT)
    clock.ahead(minutes=5)
    assert story(delay.ledger(office, view.id)) == [("at_counter", 75)]


def test_what_comes_back_without_a_result_is_the_counters_again(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    for name in (MoveName.FORWARD, MoveName.BACK, MoveName.ASK_DUTY, MoveName.DUTY_DONE):
        clock.ahead(minutes=10)
        moved(office, view.id, name)
    clock.ahead(minutes=10)
    assert story(delay.ledger(office, view.id)) == [
        ("at_counter", 10), ("at_agency", 10), ("at_counter", 10), ("duty", 10), ("at_counter", 10),
    ]  # fmt: skip


def test_what_was_filed_online_counts_from_when_it_was_received_here(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    clock.ahead(minutes=40)
    number = moved(office, view.id, MoveName.RECEIVE)
    clock.ahead(minutes=15)
    found = delay.ledger(office, view.id)
    assert story(found) == [("at_counter", 15)]
    assert found.received_at == START + timedelta(minutes=40)
    assert found.spans[0].proofs[-1].number == number


def test_the_proof_names_the_move_and_who_made_it(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    clock.ahead(minutes=10)
    number = moved(office, view.id, MoveName.ASK_SUPPLEMENT)
    clock.ahead(minutes=10)
    proof = delay.ledger(office, view.id).spans[-1].proofs[0]
    assert (proof.number, proof.said, proof.who) == (number, "supplement", "Nguyễn Thị Tiếp")


def test_no_minute_runs_of_what_was_never_accepted(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        delay.ledger(office, 4711)
    assert caught.value.message_id == "delay.not_accepted"
    with Store.open(made_up_ward(), practice=True) as store:
        ward = office_at(store)
        with store.query() as connection:
            row = connection.execute("SELECT id FROM dossier WHERE state IN (1, 3) LIMIT 1").fetchone()
        assert row is not None
        with pytest.raises(NotFound):
            delay.ledger(ward, row[0])


# -- messages ----------------------------------------------------------------------------------


def test_what_a_person_keeps_back_is_ours_until_it_is_let_go(office: Office, clock: Clock) -> None:
    office = sending(office, "gateway")
    view = received(office, certified_copy(office))
    clock.ahead(minutes=5)
    dossiers.mark_ready(office, view.id, operation="ready", version=view.version)
    clock.ahead(minutes=10)
    outbox.hold(office, 1, operation="hold")
    clock.ahead(minutes=30)
    outbox.retry(office, 1, operation="retry")
    clock.ahead(minutes=2)
    found = delay.ledger(office, view.id)
    assert story(found) == [("at_counter", 5), ("queue", 10), ("held", 30), ("queue", 2)]
    assert found.told_at is None


def test_a_dossiers_own_failed_try_counts_while_others_come_through(office: Office, clock: Clock) -> None:
    """The portal answers this one with a fault and takes all the others: for this one it is the portal's."""
    office = sending(office, "gateway")
    view, other = (received(office, replace(certified_copy(office), duplicate_reason=why)) for why in "ab")
    dossiers.mark_ready(office, view.id, operation="ready", version=view.version)
    clock.ahead(minutes=9)
    tries = ((1, 0, "unknown"), (other.id, 1, "filed"), (1, 8, "filed"), (1, 8, "known"), (3, 8, "known"))
    with office.store.write(office.now()) as transaction:
        for row, minute, outcome in tries:
            reasons = [["answer", "portal.answer.status", {"status": 500}]] if outcome == "unknown" else []
            at = to_micros(START + timedelta(minutes=minute))
            transaction.connection.execute(
                "INSERT INTO outbox_attempt (outbox_id, started_at, ended_at, outcome, detail)"
                " VALUES (?, ?, ?, ?, ?)",
                (row, at, at, outcome, json.dumps({"reasons": reasons})),
            )
        done = to_micros(START + timedelta(minutes=8))
        transaction.connection.execute("UPDATE outbox SET state = 'confirmed', done_at = ?", (done,))
        transaction.record(None, "test.sent", subject=("test", ""), operation="")
    found, whole = delay.ledger(office, view.id), delay.month(office, "2026-11")
    assert story(found) == [("silent", 8)]
    for sums in (found.sums, whole.sums):
        assert next(one.news for one in sums if one.cause is Cause.PORTAL) == 8


def test_a_hand_over_file_is_the_portals_from_the_file_until_it_is_acknowledged(
    office: Office, clock: Clock
) -> None:
    office = sending(office, "file")
    view = received(office, certified_copy(office))
    dossiers.mark_ready(office, view.id, operation="ready", version=view.version)
    clock.ahead(minutes=12)
    tasks = outbox_files.take(office)
    outbox_files.handed(office, [task.id for task in tasks], "digest")
    handed = clock.at
    clock.ahead(minutes=150)
    for row in outbox_files.in_file(office, "digest"):
        outbox_files.acknowledge(
            office, row, outcome=AttemptOutcome.FILED, state=SyncState.CONFIRMED, keys=(), reasons=(),
            began=handed,
        )  # fmt: skip
    clock.ahead(minutes=150)
    found = delay.ledger(office, view.id)
    assert story(found) == [("queue", 12), ("answering", 150)]
    assert found.told_at == handed + timedelta(minutes=150)


def test_a_ward_that_sends_nothing_has_no_news_to_tell(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    clock.ahead(minutes=5)
    dossiers.mark_ready(office, view.id, operation="ready", version=view.version)
    clock.ahead(hours=9)
    found = delay.ledger(office, view.id)
    assert (story(found), found.lateness) == ([("at_counter", 5)], Lateness.ON_TIME)


# -- months ------------------------------------------------------------------------------------


def months(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    found = []
    while (name := f"{year:04}-{month:02}") <= last:
        found.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def test_the_months_add_up_to_the_ledgers() -> None:
    """Every minute of every dossier lies in exactly one month."""
    with Store.open(small_ward(), practice=True) as store:
        office = office_at(store)
        with store.query() as connection:
            rows = connection.execute("SELECT id, day FROM dossier WHERE state NOT IN (1, 3)").fetchall()
        whole: Counter[tuple[Cause, str]] = Counter()
        for ident, _ in rows:
            for one in delay.ledger(office, ident).sums:
                for name in ("minutes", "working", "overdue", "overdue_working"):
                    whole[one.cause, name] += getattr(one, name)
        summed: Counter[tuple[Cause, str]] = Counter()
        finished = 0
        for month in months(min(day for _, day in rows)[:7], f"{NOW:%Y-%m}"):
            found = delay.month(office, month)
            finished += sum(count for _, count in found.finished)
            for one in found.sums:
                for name in ("minutes", "working", "overdue", "overdue_working"):
                    summed[one.cause, name] += getattr(one, name)
        with store.query() as connection:
            [(ready,)] = connection.execute("SELECT count(ready_at) FROM dossier").fetchall()
    assert summed == whole
    assert whole[Cause.AGENCY, "minutes"] > whole[Cause.RESIDENT, "overdue"] > 0
    assert finished >= ready  # and those that ended without a result


def test_a_month_that_is_not_over_counts_until_now() -> None:
    with Store.open(made_up_ward(), practice=True) as store:
        early = delay.month(office_at(store, NOW - timedelta(days=3)), "2026-11")
        late = delay.month(office_at(store), "2026-11")
    assert early.as_of < late.as_of == NOW
    assert sum(one.minutes for one in early.sums) < sum(one.minutes for one in late.sums)


@pytest.mark.parametrize("month", ["", "2026-13", "11/2026", "2026-12", "9" * 90])
def test_a_month_that_is_none_or_has_not_begun_is_refused(office: Office, month: str) -> None:
    with pytest.raises(Refused) as caught:
        delay.month(office, month)
    assert caught.value.message_id == "delay.month"


def test_everybody_at_the_counter_may_see_whose_the_minutes_are(office: Office) -> None:
    helper = replace(office, actor=StaffView(4, "Đỗ Tình Nguyện", Role.VOLUNTEER))
    assert delay.month(helper, f"{START:%Y-%m}").dossiers == 0


def test_what_has_long_been_open_is_in_the_month_too(office: Office, clock: Clock) -> None:
    """Taken years ago and never finished: all of the month's minutes are of it."""
    view = received(office, certified_copy(office))
    clock.ahead(days=3 * 365)
    found = delay.month(office, "2029-10")
    assert (found.dossiers, found.running_late) == (1, 1)
    assert sum(one.minutes for one in found.sums) == 31 * 24 * 60
    assert [row.dossier_id for row in found.late] == [view.id]
