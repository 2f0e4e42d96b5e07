"""Who gives a forgotten PIN anew, lets people leave and come back: the matrix, situation by situation."""

import pytest

from counter.errors import Forbidden
from counter.models.staff import Role, StaffView
from counter.rules.rights import NEW_PIN, RIGHTS, Act, keeps_staff, may, require

PEOPLE = {role: StaffView(number, f"Người {role}", role) for number, role in enumerate(Role, start=1)}
ADMIN = PEOPLE[Role.ADMINISTRATOR].id
OTHER_ADMIN, CLERK = 77, PEOPLE[Role.CLERK].id

# who administers here; whom it is about; who may
SITUATIONS = {
    "an administrator works here": ({ADMIN}, CLERK, {Role.ADMINISTRATOR}),
    "two do, and it is about one of them": ({ADMIN, OTHER_ADMIN}, OTHER_ADMIN, {Role.ADMINISTRATOR}),
    "nobody does": (set(), CLERK, {Role.ADMINISTRATOR, Role.SUPERVISOR}),
    "it is about the only one": ({OTHER_ADMIN}, OTHER_ADMIN, {Role.ADMINISTRATOR, Role.SUPERVISOR}),
    "another is to be made, one works here": ({ADMIN}, None, {Role.ADMINISTRATOR}),
    "the first is to be made": (set(), None, {Role.ADMINISTRATOR, Role.SUPERVISOR}),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_administrator_keeps_the_staff_and_the_head_stands_in(situation: str) -> None:
    administrators, whom, allowed = SITUATIONS[situation]
    told = {role for role, actor in PEOPLE.items() if keeps_staff(actor, whom, frozenset(administrators))}
    assert told == allowed


@pytest.mark.parametrize("role", Role)
def test_nobody_who_left_or_has_to_choose_a_pin_keeps_anybody(role: Role) -> None:
    for actor in (
        StaffView(1, "Đã Nghỉ", role, active=False),
        StaffView(1, "PIN Mới", role, must_change=True),
        None,
    ):
        assert not keeps_staff(actor, CLERK, frozenset())


@pytest.mark.parametrize("act", Act)
def test_with_a_pin_that_somebody_else_set_nothing_is_done_but_choosing_ones_own(act: Act) -> None:
    for role in RIGHTS[act]:
        actor = StaffView(1, "PIN Mới", role, must_change=True)
        assert may(actor, act) is (act is Act.OWN_PIN)
        if act is not Act.OWN_PIN:
            with pytest.raises(Forbidden) as told:
                require(actor, act)
            assert told.value.message_id == NEW_PIN
