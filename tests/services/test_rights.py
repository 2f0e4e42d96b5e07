"""Every service, driven as every role: the rights are the table, and nothing goes round it."""

import importlib
import pkgutil
from dataclasses import replace

import pytest

from counter import services
from counter.errors import CounterError, Forbidden
from counter.models.staff import Role, StaffView
from counter.rules.rights import RIGHTS, Act
from counter.services.money import payments
from counter.services.office import Office
from tests.services import journeys


def every_service() -> dict[str, Act]:
    """Name and right of each function a screen or a command may ask for."""
    found = {}
    for module in pkgutil.walk_packages(services.__path__, "counter.services."):
        if module.ispkg or ".migrations." in module.name:
            continue
        for name, thing in vars(importlib.import_module(module.name)).items():
            if isinstance(getattr(thing, "act", None), Act) and thing.__module__ == module.name:
                found[f"{module.name}:{name}"] = thing.act
    return found


SERVICES = every_service()
VOLUNTEERS = frozenset(
    {
        Act.READ, Act.SAVE_DRAFT, Act.TAKE_OVER_DRAFT, Act.RECORD_CONSENT, Act.CARRY, Act.PRINT, Act.CALL,
        Act.OWN_PIN, Act.VERIFY, Act.FILL_PRACTICE,
    }
)  # fmt: skip
"""What a volunteer may do, written out by hand: the other tests read the program's own table."""


def refusal(office: Office, name: str) -> str:
    """What a role is told when it calls a service with nothing: "" when its right let it in."""
    module, function = name.split(":")
    try:
        getattr(importlib.import_module(module), function)(office)
    except Forbidden as fault:
        return fault.message_id
    except (TypeError, CounterError):
        return ""  # past the right: the call lacks its arguments
    return ""


@pytest.mark.parametrize("name", SERVICES)
def test_each_role_may_do_what_the_table_says(
    office: Office, people: dict[Role, StaffView], name: str
) -> None:
    right = SERVICES[name]
    for role, person in people.items():
        expected = "" if role in RIGHTS[right] else f"right.{right}"
        assert refusal(replace(office, actor=person), name) == expected, role


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_signed_in_may_do_nothing(office: Office, people: dict[Role, StaffView], name: str) -> None:
    gone = replace(people[Role.SUPERVISOR], active=False)
    assert refusal(replace(office, actor=None), name) == f"right.{SERVICES[name]}"
    assert refusal(replace(office, actor=gone), name) == f"right.{SERVICES[name]}"


def test_the_services_are_really_found() -> None:
    assert len(SERVICES) > 10
    assert {Act.SAVE_DRAFT, Act.MANAGE_STAFF, Act.READ, Act.CHANGE_SETTINGS} <= set(SERVICES.values())


def test_a_volunteer_prepares_and_carries_and_no_more() -> None:
    """One-stop law 1.6: identity, money, acceptance, sending and handing over are a clerk's."""
    assert {act for act, roles in RIGHTS.items() if Role.VOLUNTEER in roles} == VOLUNTEERS
    clerks = {Act.CHECK_IDENTITY, Act.TAKE_MONEY, Act.ACCEPT, Act.SEND, Act.HAND_OVER, Act.MOVE}
    assert not VOLUNTEERS & clerks
    assert all(Role.CLERK in RIGHTS[act] for act in clerks)


def test_every_right_has_its_roles() -> None:
    assert set(RIGHTS) == set(Act)


def test_what_is_refused_stands_in_the_audit_trail(office: Office, people: dict[Role, StaffView]) -> None:
    """Hostile input L07: who tried what, and nothing else of it."""
    volunteer = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        payments.take(volunteer, journeys.cash(journeys.received(office, journeys.birth(office)), 16_000))
    with office.store.query() as connection:
        told = connection.execute(
            "SELECT staff_id, subject_id, detail FROM audit_event WHERE event = 'right.refused'"
        ).fetchall()
    who = people[Role.VOLUNTEER].id
    assert told == [(who, str(who), '{"right":"take_money"}')]
