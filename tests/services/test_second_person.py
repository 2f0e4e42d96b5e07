"""The second person is really a second person: their PIN is their own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from counter.errors import Refused
from counter.models.money import Approval
from counter.models.staff import Role, StaffView
from counter.rules.rights import Act
from counter.rules.sign_in import OTHERS_PIN_DAYS
from counter.services.money import approval
from counter.services.office import Office
from counter.services.staff import leaving, others_pins, pins, staff
from tests.conftest import START, Clock
from tests.services.own_pins import own_pin

People = dict[Role, StaffView]
PIN, OWN = "246810", "135791"


@pytest.fixture
def leader(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def approved(office: Office, name: str, right: Act = Act.APPROVE_MONEY, pin: str = PIN) -> StaffView:
    return approval.approve(office, Approval(name=name, pin=pin), right)


def test_nobody_signs_for_a_colleague_whose_pin_they_set(leader: Office, people: People) -> None:
    clerk, keeper = people[Role.CLERK], replace(leader, actor=people[Role.ADMINISTRATOR])
    staff.set_pin(keeper, clerk.id, PIN, "set", reason="quên PIN")
    with pytest.raises(Refused) as told:
        approved(keeper, clerk.name)
    assert [(p.field, p.message_id) for p in told.value.problems] == [("approver", "approval.set_by_actor")]


def test_nor_for_somebody_they_made_up(leader: Office) -> None:
    made = staff.add(leader, "Lê Mới", Role.CLERK, PIN, "new")
    with pytest.raises(Refused, match=r"approval\.set_by_actor"):
        approved(leader, made.name)


def test_once_they_chose_their_own_they_may(leader: Office, people: People, clock: Clock) -> None:
    """To sign in with the PIN that was set is not enough: who set it could do that too."""
    clerk, keeper = people[Role.CLERK], replace(leader, actor=people[Role.ADMINISTRATOR])
    staff.set_pin(keeper, clerk.id, PIN, "set", reason="quên PIN")
    signed_in = staff.sign_in(leader.store, clerk.name, PIN, clock.ahead(minutes=1))
    with pytest.raises(Refused, match=r"approval\.set_by_actor"):
        approved(keeper, clerk.name)
    staff.choose_pin(replace(leader, actor=signed_in), OWN, "own")
    assert approved(keeper, clerk.name, pin=OWN) == clerk


def test_somebody_made_up_has_to_sign_in_first(leader: Office, clock: Clock) -> None:
    made = staff.add(leader, "Lê Mới", Role.CLERK, PIN, "new")
    staff.sign_in(leader.store, made.name, PIN, clock.ahead(minutes=1))
    assert approved(leader, made.name) == made


PIN_OF_LATE = r"approval\.pin_of_late"


@pytest.fixture
def colleague(keeper: Office, clock: Clock) -> StaffView:
    """Another clerk, here for long, who signed in this morning."""
    with keeper.store.write(clock()) as transaction:
        made = staff.insert(transaction, "Hoàng Thu Ngân", Role.CLERK, pins.hash_pin(PIN))
        transaction.record(None, "setup.done", subject=("staff", made.id), operation="")
    staff.sign_in(keeper.store, made.name, PIN, clock.ahead(minutes=1))
    return made


@pytest.fixture
def keeper(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.ADMINISTRATOR])


def ghost_of(leader: Office, clock: Clock) -> StaffView:
    """Somebody whom the leader added, and signed in as."""
    made = staff.add(leader, "Nguyễn Văn Ma", Role.CLERK, PIN, "ghost")
    staff.sign_in(leader.store, made.name, PIN, clock.ahead(minutes=1))
    return made


def noted(office: Office) -> list[tuple[str, str]]:
    with office.store.query() as connection:
        return list(
            connection.execute(
                "SELECT detail ->> 'name', detail ->> 'approver' FROM audit_event WHERE event = ?",
                (others_pins.NOTED,),
            )
        )


def test_a_ghost_approves_nothing_while_others_are_there(
    leader: Office, colleague: StaffView, clock: Clock
) -> None:
    ghost = ghost_of(leader, clock)
    with pytest.raises(Refused, match=PIN_OF_LATE) as told:
        approved(leader, ghost.name)
    assert told.value.params["others"] == colleague.name
    assert told.value.params["whose"] == ghost.name
    assert approved(leader, colleague.name) == colleague
    assert noted(leader) == []


def test_nor_does_who_got_a_pin_anew_and_changed_it(
    leader: Office, keeper: Office, people: People, colleague: StaffView, clock: Clock
) -> None:
    clerk = people[Role.CLERK]
    staff.set_pin(keeper, clerk.id, PIN, "set", reason="quên PIN")
    signed_in = staff.sign_in(keeper.store, clerk.name, PIN, clock.ahead(minutes=1))
    staff.choose_pin(replace(keeper, actor=signed_in), OWN, "own")
    with pytest.raises(Refused, match=PIN_OF_LATE):
        approved(keeper, clerk.name, pin=OWN)
    assert approved(leader, clerk.name, pin=OWN) == clerk  # who did not set it asks as before


def test_nor_whom_a_puppet_added(leader: Office, people: People, colleague: StaffView, clock: Clock) -> None:
    """The leader stands in for the only administrator, becomes them, and adds somebody as them."""
    admin = people[Role.ADMINISTRATOR]
    staff.set_pin(leader, admin.id, PIN, "set", reason="quên PIN")
    puppet = staff.sign_in(leader.store, admin.name, PIN, clock.ahead(minutes=1))
    owned = staff.choose_pin(replace(leader, actor=puppet), OWN, "own")
    ghost = ghost_of(replace(leader, actor=owned), clock)
    with pytest.raises(Refused, match=PIN_OF_LATE) as told:
        approved(leader, ghost.name)
    assert told.value.params["whose"] == admin.name


def test_nor_for_what_was_done_by_who_added_them(
    office: Office, leader: Office, people: People, colleague: StaffView, clock: Clock
) -> None:
    ghost = ghost_of(leader, clock)
    done_by = frozenset({people[Role.SUPERVISOR].id})
    with pytest.raises(Refused, match=PIN_OF_LATE):
        approval.approve(office, Approval(name=ghost.name, pin=PIN), Act.APPROVE_MONEY, but=done_by)


def test_a_pin_set_under_a_clock_of_last_month_is_of_today(
    leader: Office, keeper: Office, people: People, colleague: StaffView, clock: Clock
) -> None:
    journal(leader, clock())
    then = replace(keeper, now=lambda: START - timedelta(days=40))
    clerk = people[Role.CLERK]
    staff.set_pin(then, clerk.id, PIN, "set", reason="quên PIN")
    signed_in = staff.sign_in(keeper.store, clerk.name, PIN, clock.ahead(minutes=1))
    staff.choose_pin(replace(keeper, actor=signed_in), OWN, "own")
    with pytest.raises(Refused, match=PIN_OF_LATE):
        approved(keeper, clerk.name, pin=OWN)


def journal(office: Office, at: datetime) -> None:
    """Something was done here."""
    with office.store.write(at) as transaction:
        transaction.record(office.actor, "settings.changed", subject=("settings", "ward"), operation="")


def test_on_the_first_day_it_goes_through_and_is_told(
    leader: Office, keeper: Office, people: People, clock: Clock
) -> None:
    first = ghost_of(leader, clock)
    assert approved(leader, first.name) == first
    assert noted(leader) == [(people[Role.SUPERVISOR].name, first.name)]
    assert others_pins.asked(keeper) == {people[Role.SUPERVISOR].id: 1}
    assert others_pins.NOTED in [one.event for one in leaving.trace(keeper, people[Role.SUPERVISOR].id)]


def test_a_wrong_pin_is_noted_as_no_approval(leader: Office, clock: Clock) -> None:
    first = ghost_of(leader, clock)
    with pytest.raises(Refused, match=r"staff\.pin_wrong"):
        approved(leader, first.name, pin="5566778899")
    assert noted(leader) == []
    assert others_pins.asked(leader) == {}


def test_after_a_week_they_are_a_second_person(leader: Office, colleague: StaffView, clock: Clock) -> None:
    made = ghost_of(leader, clock)
    clock.ahead(days=OTHERS_PIN_DAYS)
    staff.sign_in(leader.store, colleague.name, PIN, clock())
    assert approved(leader, made.name) == made
    assert noted(leader) == []


def test_a_new_clerk_takes_over_a_drawer_at_once(
    leader: Office, people: People, colleague: StaffView, clock: Clock
) -> None:
    """Who takes it over is who will sit there; nobody else can be asked to. It is noted."""
    made = ghost_of(leader, clock)
    assert approved(leader, made.name, Act.TAKE_MONEY) == made
    assert noted(leader) == [(people[Role.SUPERVISOR].name, made.name)]


def test_a_pin_that_somebody_else_set_is_theirs(office: Office, leader: Office, people: People) -> None:
    chief = people[Role.SUPERVISOR]
    staff.set_pin(replace(office, actor=people[Role.ADMINISTRATOR]), chief.id, PIN, "set", reason="quên PIN")
    assert approved(office, chief.name) == chief


def test_the_administrator_stands_for_the_only_supervisor(
    office: Office, leader: Office, people: People
) -> None:
    admin, clerk = people[Role.ADMINISTRATOR], people[Role.CLERK]
    own_pin(office.store, admin, PIN)
    assert approved(leader, admin.name, Act.OVERRULE_MONEY) == admin
    assert approved(office, admin.name, Act.OVERRULE_MONEY) == admin
    with pytest.raises(Refused, match=r"approval\.no_right\.overrule_money"):
        approved(leader, clerk.name, Act.OVERRULE_MONEY)
