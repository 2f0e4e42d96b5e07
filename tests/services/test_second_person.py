"""The second person is really a second person: their PIN is their own."""

from dataclasses import replace

import pytest

from counter.errors import Refused
from counter.models.money import Approval
from counter.models.staff import Role, StaffView
from counter.rules.rights import Act
from counter.services.money import approval
from counter.services.office import Office
from counter.services.staff import staff
from tests.conftest import Clock
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
