"""The wait after wrong PINs is over by the machine's own time, whatever the clock on the wall is set to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from counter.errors import Refused
from counter.models.staff import Role, Running, StaffView
from counter.rules.sign_in import MAX_WAIT_SECONDS
from counter.services.office import Office
from counter.services.staff import boot_clock, pins, staff
from tests.conftest import START
from tests.services.own_pins import own_pin

PIN, WRONG = "4711", "0000"


@dataclass
class Machine:
    """Both clocks, moved apart by hand."""

    office: Office
    person: StaffView
    wall: datetime = START
    boot: str = "first"
    millis: int = 5_000_000
    looked: int = 0  # PINs that were really looked at

    def later(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.millis += round(seconds * 1000)

    def running(self) -> Running:
        return Running(self.boot, self.millis)

    def tries(self, pin: str) -> str:
        """What is said to a try: the message id, or "in"."""
        try:
            staff.sign_in(self.office.store, self.person.name, pin, self.wall)
        except Refused as refused:
            return refused.problems[0].message_id
        return "in"


@pytest.fixture
def machine(office: Office, people: dict[Role, StaffView], monkeypatch: pytest.MonkeyPatch) -> Machine:
    person = people[Role.SUPERVISOR]
    own_pin(office.store, person, PIN)
    made = Machine(office, person)
    monkeypatch.setattr(boot_clock, "running", made.running)
    fits: Callable[[str, str], bool] = pins.fits

    def looks(stored: str, pin: str) -> bool:
        made.looked += 1
        return fits(stored, pin)

    monkeypatch.setattr(pins, "fits", looks)
    return made


def wait_is_on(machine: Machine) -> None:
    while machine.tries(WRONG) == "staff.pin_wrong":
        pass


def test_a_clock_set_forward_gives_no_try(machine: Machine) -> None:
    wait_is_on(machine)
    machine.looked = 0
    for _ in range(20):
        machine.wall += timedelta(minutes=10)
        assert machine.tries(WRONG) == "staff.wait"
    assert machine.looked == 0


def test_a_clock_set_back_and_right_again_ends_no_wait(machine: Machine) -> None:
    for _ in range(12):
        machine.tries(WRONG)
        machine.later(600)
    wait_is_on(machine)
    machine.looked = 0
    for days in (2, 2, 3, 1):
        machine.wall -= timedelta(days=days)
        assert machine.tries(WRONG) == "staff.wait"
        machine.wall += timedelta(days=days)
        assert machine.tries(PIN) == "staff.wait"
    assert machine.looked == 0


def test_nor_where_no_other_clock_tells(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot_clock, "running", lambda: None)
    for _ in range(12):
        machine.tries(WRONG)
        machine.later(600)
    wait_is_on(machine)
    machine.wall -= timedelta(days=2)
    assert machine.tries(WRONG) == "staff.wait"
    machine.wall += timedelta(days=2)
    assert machine.tries(PIN) == "staff.wait"


def test_who_waits_gets_in(machine: Machine) -> None:
    wait_is_on(machine)
    machine.later(1)
    assert machine.tries(PIN) == "in"
    assert machine.tries(PIN) == "in"


def test_another_start_of_the_machine_asks_the_wall(machine: Machine) -> None:
    wait_is_on(machine)
    machine.boot, machine.millis = "second", 20_000
    assert machine.tries(PIN) == "staff.wait"
    machine.wall += timedelta(seconds=1)
    assert machine.tries(PIN) == "in"


def test_a_clock_that_ran_ahead_and_is_right_now_costs_the_longest_wait(machine: Machine) -> None:
    machine.wall += timedelta(days=400)
    machine.tries(WRONG)
    machine.tries(WRONG)
    machine.wall -= timedelta(days=400)
    assert machine.tries(PIN) == "staff.wait"
    machine.later(MAX_WAIT_SECONDS - 1)
    assert machine.tries(PIN) == "staff.wait"
    machine.later(1)
    assert machine.tries(WRONG) == "staff.pin_wrong"
    machine.later(MAX_WAIT_SECONDS)
    assert machine.tries(PIN) == "in"


def test_the_shipped_clock_goes_on() -> None:
    """Unpatched here: read where the system has it."""
    from importlib import reload

    first = reload(boot_clock).running()
    second = boot_clock.running()
    if first is None:
        pytest.skip("this system does not tell how long it runs")
    assert second is not None
    assert first.boot == second.boot
    assert 0 <= second.millis - first.millis < 60_000
