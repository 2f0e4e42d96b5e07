"""Forgotten PINs and leaving staff: by whom, with which trace, and what is told to whom it is done."""

import json
from dataclasses import replace

import pytest

from counter.errors import Conflict, Forbidden, Refused
from counter.models.drawer import CashCount
from counter.models.staff import LeftWork, Role, StaffView
from counter.models.till import ClosingDraft
from counter.services.intake import drafts
from counter.services.office import Office
from counter.services.search import desk
from counter.services.staff import leaving, staff
from counter.services.till import drawers
from tests.conftest import START
from tests.services.journeys import birth, certified_copy, received, with_drawer
from tests.services.test_shut_out import change

People = dict[Role, StaffView]
PIN, OWN = "246810", "135791"


@pytest.fixture
def keeper(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.ADMINISTRATOR])


@pytest.fixture
def head(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def problems(fault: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(p.field, p.message_id) for p in fault.value.problems]


def last_event(office: Office) -> tuple[str, int, dict[str, object]]:
    with office.store.query() as connection:
        event, who, detail = connection.execute(
            "SELECT event, staff_id, detail FROM audit_event ORDER BY seq DESC LIMIT 1"
        ).fetchall()[0]
    return event, who, json.loads(detail)


def gone(office: Office, person: StaffView, operation: str = "go") -> StaffView:
    seen = leaving.left_work(office, person.id)
    return leaving.let_go(office, person.id, operation, reason="chuyển công tác", seen=seen)


# -- a forgotten PIN ----------------------------------------------------------------------------


def test_a_forgotten_pin_is_told_to_its_owner_and_changed_first(keeper: Office, people: People) -> None:
    clerk = people[Role.CLERK]
    staff.set_pin(keeper, clerk.id, PIN, "set", reason="  quên PIN ")
    event, who, detail = last_event(keeper)
    assert (event, who) == ("staff.pin_given", people[Role.ADMINISTRATOR].id)
    assert detail == {"name": clerk.name, "reason": "quên PIN"}
    signed_in = staff.sign_in(keeper.store, clerk.name, PIN, keeper.now())
    given = staff.given_pin(keeper.store, clerk.id)
    assert signed_in.must_change and given is not None
    assert (given.by, given.reason) == (people[Role.ADMINISTRATOR].name, "quên PIN")
    mine = replace(keeper, actor=signed_in)
    with pytest.raises(Forbidden) as told:
        desk.desk(mine)
    assert told.value.message_id == "right.new_pin"
    for new, problem in ((PIN, "staff.pin_same"), ("1234", "staff.pin_easy"), ("12", "staff.pin_shape")):
        with pytest.raises(Refused) as refused:
            staff.choose_pin(mine, new, f"choose-{new}")
        assert problems(refused) == [("new", problem)]
    assert staff.choose_pin(mine, OWN, "choose") == clerk
    assert staff.choose_pin(mine, OWN, "choose") == clerk  # a second press
    assert staff.sign_in(keeper.store, clerk.name, OWN, keeper.now()) == clerk
    with pytest.raises(Refused) as refused:
        staff.choose_pin(replace(keeper, actor=clerk), "90210733", "again")
    assert problems(refused) == [("new", "staff.pin_asked")]


def test_the_own_pin_so_far_is_asked_for_even_of_the_administrator(keeper: Office) -> None:
    assert keeper.actor is not None
    with pytest.raises(Refused) as told:
        staff.set_pin(keeper, keeper.actor.id, PIN, "set", reason="x")
    assert problems(told) == [("pin", "staff.pin_own")]


def test_no_pin_is_set_without_a_reason(keeper: Office, people: People) -> None:
    with pytest.raises(Refused) as told:
        staff.set_pin(keeper, people[Role.CLERK].id, "1111", "set", reason=" ")
    assert problems(told) == [("pin", "staff.pin_easy"), ("reason", "staff.pin_reason")]


@pytest.mark.parametrize("what", ["pin", "go", "back", "administrator"])
def test_the_head_does_it_only_where_nobody_administers(head: Office, people: People, what: str) -> None:
    clerk, admin = people[Role.CLERK], people[Role.ADMINISTRATOR]

    def do(operation: str) -> None:
        match what:
            case "pin":
                staff.set_pin(head, clerk.id, PIN, operation, reason="quên PIN")
            case "go":
                gone(head, clerk, operation)
            case "back":
                leaving.let_back(head, clerk.id, operation)
            case _:
                staff.add(head, "Quản Trị Hai", Role.ADMINISTRATOR, "4711", operation)

    if what == "back":
        change(head.store, clerk, "active", 0)
    with pytest.raises(Forbidden) as told:
        do("first")
    assert told.value.message_id == "right.keep_staff"
    assert last_event(head)[0] == "right.refused"
    gone(head, admin)  # about the only one: a ward is never locked out
    do("second")


def test_a_session_ends_where_somebody_left_or_got_another_pin(keeper: Office, people: People) -> None:
    clerk, volunteer = people[Role.CLERK], people[Role.VOLUNTEER]
    assert staff.here(keeper.store, clerk) and staff.here(keeper.store, volunteer)
    staff.set_pin(keeper, volunteer.id, PIN, "set", reason="lộ PIN")
    gone(keeper, clerk)
    assert not staff.here(keeper.store, clerk)
    assert not staff.here(keeper.store, volunteer)
    assert staff.here(keeper.store, staff.sign_in(keeper.store, volunteer.name, PIN, keeper.now()))
    change(keeper.store, people[Role.SUPERVISOR], "role", "clerk")
    assert not staff.here(keeper.store, people[Role.SUPERVISOR])


# -- leaving ------------------------------------------------------------------------------------


def test_who_leaves_is_listed_with_all_they_have_in_hand(
    office: Office, keeper: Office, people: People
) -> None:
    received(with_drawer(office), certified_copy(office))
    drafts.save(office, birth(office))
    seen = leaving.left_work(keeper, people[Role.CLERK].id)
    assert (seen.dossiers, seen.drafts, seen.drawer_since) == (1, 1, office.now())
    assert seen.approvers == 1 and not seen.nothing
    with pytest.raises(Conflict) as told:
        leaving.let_go(keeper, people[Role.CLERK].id, "go", reason="nghỉ", seen=LeftWork(approvers=1))
    assert told.value.message_id == "staff.left_changed"
    left = leaving.let_go(keeper, people[Role.CLERK].id, "go", reason="nghỉ", seen=seen)
    assert not left.active
    assert leaving.let_go(keeper, left.id, "go", reason="nghỉ", seen=seen) == left  # a second press
    event, _, detail = last_event(keeper)
    assert event == "staff.let_go"
    assert detail == {"name": left.name, "reason": "nghỉ", "dossiers": 1, "drafts": 1, "drawers": 1}
    with pytest.raises(Forbidden, match=r"right\.left"):
        drafts.save(office, birth(office))


def test_who_left_cannot_sign_in_and_their_name_stays(keeper: Office) -> None:
    added = staff.add(keeper, "Phạm Văn Mới", Role.CLERK, "4711", "op-1")
    gone(keeper, added)
    assert added.id not in {person.id for person in staff.names(keeper.store)}
    assert added.id in {person.id for person in staff.everyone(keeper)}
    with pytest.raises(Refused):
        staff.sign_in(keeper.store, added.name, "4711", START)
    assert leaving.let_back(keeper, added.id, "back").active
    assert staff.sign_in(keeper.store, added.name, "4711", START) == added


def test_nobody_leaves_without_a_reason(keeper: Office, people: People) -> None:
    with pytest.raises(Refused) as told:
        leaving.let_go(keeper, people[Role.CLERK].id, "go", reason="", seen=LeftWork())
    assert problems(told) == [("reason", "staff.leave_reason")]


@pytest.mark.parametrize(
    ("without", "actor", "whom", "problem"),
    [
        ((), Role.ADMINISTRATOR, Role.SUPERVISOR, "staff.last_head"),
        ((), Role.ADMINISTRATOR, Role.ADMINISTRATOR, "staff.last_administrator"),
        ((Role.ADMINISTRATOR,), Role.SUPERVISOR, Role.SUPERVISOR, "staff.last_leader"),
        ((Role.SUPERVISOR,), Role.ADMINISTRATOR, Role.ADMINISTRATOR, "staff.last_leader"),
    ],
)
def test_the_last_of_those_who_lead_stays(
    office: Office, people: People, without: tuple[Role, ...], actor: Role, whom: Role, problem: str
) -> None:
    for role in without:
        change(office.store, people[role], "active", 0)
    with pytest.raises(Refused) as told:
        gone(replace(office, actor=people[actor]), people[whom])
    assert problems(told) == [("reason", problem)]
    assert people[whom].id in {person.id for person in staff.names(office.store)}


def test_another_head_lets_the_first_one_leave(keeper: Office, people: People) -> None:
    staff.add(keeper, "Lãnh Đạo Mới", Role.SUPERVISOR, "4711", "new")
    assert not gone(keeper, people[Role.SUPERVISOR]).active


def test_nobody_leaves_or_comes_back_twice(keeper: Office, people: People) -> None:
    with pytest.raises(Conflict):
        leaving.let_back(keeper, people[Role.CLERK].id, "back")
    gone(keeper, people[Role.CLERK])
    with pytest.raises(Conflict):
        gone(keeper, people[Role.CLERK], "again")


def test_the_head_closes_the_drawer_of_who_left(office: Office, keeper: Office, people: People) -> None:
    with_drawer(office)
    drawer = drawers.mine(office)
    assert drawer is not None
    gone(keeper, people[Role.CLERK])
    head = replace(office, actor=people[Role.SUPERVISOR])
    count = CashCount.of([(500_000, 1)])
    closing = ClosingDraft(operation="close", drawer_id=drawer.id, count=count, expected=500_000, kept=0)
    assert drawers.close(head, closing).difference == 0
    assert leaving.left_work(keeper, people[Role.CLERK].id).drawer_since is None


def test_who_did_what_to_whom_can_be_read(keeper: Office, people: People) -> None:
    """The newest first; the tries at a PIN, which are many, do not hide it."""
    clerk = people[Role.CLERK]
    staff.set_pin(keeper, clerk.id, PIN, "set", reason="quên PIN")
    for _ in range(3):
        with pytest.raises(Refused):
            staff.sign_in(keeper.store, clerk.name, "0000", keeper.now())
    gone(keeper, clerk)
    leaving.let_back(keeper, clerk.id, "back")
    told = leaving.trace(keeper, clerk.id)
    assert [one.event for one in told] == ["staff.let_in", "staff.let_go", "staff.pin_given"]
    assert {one.who for one in told} == {people[Role.ADMINISTRATOR].name}
    assert told[2].detail["reason"] == "quên PIN"
