"""Signing in, adding people, and what a wrong PIN costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import Forbidden, NotFound, Refused
from counter.models.staff import LeftWork, Role, StaffView
from counter.rules.sign_in import MAX_WAIT_SECONDS, pin_problems, wait_seconds
from counter.services.office import Office
from counter.services.staff import leaving, pins, staff
from counter.services.store.store import Store
from tests.conftest import START

People = dict[Role, StaffView]
SHIPPED = pins.COST  # as the program has it, before a test makes it cheap


@pytest.fixture
def leader(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def problems(fault: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(p.field, p.message_id) for p in fault.value.problems]


def events(store: Store) -> list[tuple[str, int | None]]:
    with store.query() as connection:
        rows = connection.execute(
            "SELECT event, staff_id FROM audit_event WHERE subject_kind = 'staff' ORDER BY seq"
        )
        return [(event, staff_id) for event, staff_id in rows]


def test_someone_added_can_sign_in(leader: Office) -> None:
    added = staff.add(leader, "  Phạm  Văn Mới ", Role.CLERK, "4711", "op")
    assert added.name == "Phạm Văn Mới"
    assert staff.sign_in(leader.store, "Phạm Văn Mới", "4711", START) == added
    assert added in staff.names(leader.store)


def test_a_name_may_be_typed_without_accents(leader: Office) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    assert staff.sign_in(leader.store, "pham van moi", "4711", START) == added


def test_a_name_without_accents_that_two_people_share_is_nobody(leader: Office) -> None:
    staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op-1")
    staff.add(leader, "Phạm Vân Mơi", Role.CLERK, "4712", "op-2")
    with pytest.raises(Refused) as fault:
        staff.sign_in(leader.store, "pham van moi", "4711", START)
    assert problems(fault) == [("name", "staff.name_unknown")]


def test_the_same_operation_adds_one_person(leader: Office) -> None:
    first = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    assert staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op") == first
    assert [e for e, _ in events(leader.store)].count("staff.added") == 2  # the fixture's and this one


def test_all_problems_are_told_at_once(leader: Office) -> None:
    with pytest.raises(Refused) as fault:
        staff.add(leader, "  ", Role.CLERK, "12", "op")
    assert problems(fault) == [("name", "staff.name_missing"), ("pin", "staff.pin_shape")]


def test_a_name_belongs_to_one_person(leader: Office, people: People) -> None:
    with pytest.raises(Refused) as fault:
        staff.add(leader, people[Role.CLERK].name, Role.CLERK, "4711", "op")
    assert problems(fault) == [("name", "staff.name_taken")]


def test_the_pin_is_nowhere_in_the_store(leader: Office) -> None:
    staff.add(leader, "Phạm Văn Mới", Role.CLERK, "90210733", "op")
    staff.sign_in(leader.store, "Phạm Văn Mới", "90210733", START)
    with leader.store.query() as connection:
        stored = connection.execute("SELECT pin_hash FROM staff WHERE name = 'Phạm Văn Mới'").fetchone()
        everything = "\n".join(
            str(row)
            for table in ("staff", "audit_event", "operation")
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608  the names above
        )
    assert stored is not None
    assert str(stored[0]).startswith("$argon2id$")
    assert "90210733" not in everything


def test_a_wrong_pin_is_refused_and_counted(leader: Office) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    with pytest.raises(Refused) as fault:
        staff.sign_in(leader.store, added.name, "4712", START)
    assert problems(fault) == [("pin", "staff.pin_wrong")]
    told = [event for event in events(leader.store) if event[0].startswith("staff.sign")]
    assert told == [("staff.sign_in_tried", None), ("staff.sign_in_failed", None)]


def test_a_guesser_waits_longer_and_longer_even_with_the_right_pin(leader: Office) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    at = START
    for _ in range(3):
        with pytest.raises(Refused):
            staff.sign_in(leader.store, added.name, "0000", at)
    with pytest.raises(Refused) as fault:
        staff.sign_in(leader.store, added.name, "4711", at)
    assert problems(fault) == [("pin", "staff.wait")]
    assert staff.sign_in(leader.store, added.name, "4711", at + timedelta(seconds=1)) == added
    assert staff.sign_in(leader.store, added.name, "4711", at + timedelta(seconds=1)) == added  # forgotten


def test_a_guesser_gets_21_tries_in_an_hour(leader: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    monkeypatch.setattr(pins, "fits", lambda stored, pin: False)
    at, tried = START, 0
    while at < START + timedelta(hours=1):
        with pytest.raises(Refused):
            staff.sign_in(leader.store, added.name, "0000", at)
        tried += 1
        at += timedelta(seconds=wait_seconds(tried))
    assert tried == 21


def test_a_clock_set_back_keeps_nobody_out_for_long(leader: Office) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    for _ in range(3):
        with pytest.raises(Refused):
            staff.sign_in(leader.store, added.name, "0000", START)
    with pytest.raises(Refused) as fault:
        staff.sign_in(leader.store, added.name, "4711", START - timedelta(days=3))
    assert fault.value.params["seconds"] == MAX_WAIT_SECONDS
    later = START - timedelta(days=3) + timedelta(seconds=MAX_WAIT_SECONDS)
    with pytest.raises(Refused) as fault:
        staff.sign_in(leader.store, added.name, "4711", later - timedelta(seconds=1))
    assert fault.value.params["seconds"] == 1
    assert staff.sign_in(leader.store, added.name, "4711", later) == added


def test_an_old_hash_still_fits_and_is_made_anew(leader: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    monkeypatch.setattr(pins, "COST", pins.PinCost(passes=2, memory_kib=16))
    assert staff.sign_in(leader.store, added.name, "4711", START) == added
    with leader.store.query() as connection:
        row = connection.execute("SELECT pin_hash FROM staff WHERE id = ?", (added.id,)).fetchone()
    assert row is not None
    assert "m=16,t=2" in row[0]


def test_a_damaged_hash_fits_nothing() -> None:
    assert not pins.fits("$argon2id$none", "4711")


def test_a_new_pin_lets_in_at_once(leader: Office, people: People) -> None:
    added = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op-1")
    for _ in range(3):
        with pytest.raises(Refused):
            staff.sign_in(leader.store, added.name, "0000", START)
    keeper = replace(leader, actor=people[Role.ADMINISTRATOR])
    staff.set_pin(keeper, added.id, "815816", "op-2", reason="quên PIN")
    assert staff.sign_in(leader.store, added.name, "815816", START) == replace(added, must_change=True)


def test_nobody_can_be_changed_who_is_not_there(leader: Office) -> None:
    with pytest.raises(NotFound):
        staff.set_pin(leader, 999, "4711", "op-1", reason="quên PIN")
    with pytest.raises(NotFound):
        leaving.let_go(leader, 999, "op-2", reason="x", seen=LeftWork())
    with pytest.raises(NotFound):
        leaving.let_back(leader, 999, "op-3")


def test_a_clerk_adds_nobody(office: Office) -> None:
    with pytest.raises(Forbidden):
        staff.add(office, "Phạm Văn Mới", Role.CLERK, "4711", "op")


@given(st.text(max_size=15))
def test_a_pin_is_4_to_12_digits(pin: str) -> None:
    fine = pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12
    assert ("staff.pin_shape" not in [found.message_id for found in pin_problems(pin)]) is fine


@given(st.integers(min_value=0, max_value=10_000))
def test_the_wait_never_shrinks_and_never_passes_five_minutes(tries: int) -> None:
    assert wait_seconds(tries) <= wait_seconds(tries + 1) <= MAX_WAIT_SECONDS


def test_a_check_costs_what_was_decided() -> None:
    """Above OWASP's floor of 46 MiB and one pass; that it takes 250 ms is shown by a benchmark, not here."""
    assert SHIPPED.memory_kib >= 47_104
    assert SHIPPED.passes >= 1


def test_people_change_their_own_pin_with_the_one_so_far(leader: Office) -> None:
    clerk = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    own = replace(leader, actor=clerk)
    assert staff.change_own_pin(own, "4711", "90210733", "own") == clerk
    assert staff.sign_in(leader.store, clerk.name, "90210733", START) == clerk
    with pytest.raises(Refused) as fault:
        staff.sign_in(leader.store, clerk.name, "4711", START)
    assert problems(fault) == [("pin", "staff.pin_wrong")]
    assert ("staff.own_pin", clerk.id) in events(leader.store)


def test_a_second_press_changes_the_own_pin_once(leader: Office) -> None:
    """By then the PIN so far is no longer theirs: it must not be told as wrong, nor count as a try."""
    own = replace(leader, actor=staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op"))
    for _ in range(5):
        staff.change_own_pin(own, "4711", "90210733", "own")
    assert events(leader.store).count(("staff.own_pin", own.actor.id if own.actor else 0)) == 1
    assert staff.sign_in(leader.store, "Phạm Văn Mới", "90210733", START) == own.actor


@pytest.mark.parametrize(
    ("now", "new", "told"),
    [
        ("4712", "90210733", ("now", "staff.pin_wrong")),
        ("4711", "4711", ("new", "staff.pin_same")),
        ("4711", "12", ("new", "staff.pin_shape")),
        ("4711", "3456", ("new", "staff.pin_easy")),
    ],
)
def test_an_own_pin_is_not_changed(leader: Office, now: str, new: str, told: tuple[str, str]) -> None:
    clerk = staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op")
    with pytest.raises(Refused) as fault:
        staff.change_own_pin(replace(leader, actor=clerk), now, new, "own")
    assert problems(fault) == [told]
    later = START + timedelta(seconds=MAX_WAIT_SECONDS)
    assert staff.sign_in(leader.store, clerk.name, "4711", later) == clerk


def test_wrong_tries_at_the_own_pin_slow_down_like_those_at_the_door(leader: Office) -> None:
    """An unlocked screen is no place to guess the PIN that opens it tomorrow."""
    own = replace(leader, actor=staff.add(leader, "Phạm Văn Mới", Role.CLERK, "4711", "op"))
    told = []
    for new in ("90210733", "90210734", "90210735"):
        with pytest.raises(Refused) as fault:
            staff.change_own_pin(own, "0815", new, new)
        told += problems(fault)
    assert told[-1] == ("now", "staff.wait")


@pytest.mark.parametrize(
    "pin",
    [
        *("0000", "1111111", "1234", "123456", "654321", "890123", "2109", "1212", "123123", "815815"),
        *("112233", "1122", "1998", "2026", "2580", "147258", "159753", "12341234"),
    ],
)
def test_a_pin_that_is_guessed_first_is_not_taken(pin: str) -> None:
    assert [p.message_id for p in pin_problems(pin)] == ["staff.pin_easy"]


@pytest.mark.parametrize("pin", ["1357", "4711", "1233", "1211", "198755", "1898", "90210733"])
def test_other_pins_are(pin: str) -> None:
    assert not pin_problems(pin)
