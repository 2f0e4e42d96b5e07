"""The sender against the practice portal: what was accepted arrives once, whatever goes wrong between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.services.office import Office
from tests.conftest import Clock
from tests.portal.outbox_ward import (
    Ticks,
    accept,
    drain,
    portal_with,
    practice_office,
    sender_to,
    states,
)


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    office = practice_office(tmp_path / "practice.db", clock)
    with office.store:
        yield office


def test_what_is_accepted_is_confirmed_by_the_portal(counter: Office, ticks: Ticks) -> None:
    view = accept(counter)[0]
    assert states(counter) == {view.id: ("waiting",)}
    with portal_with() as portal:
        sender = sender_to(portal, counter, ticks)
        drain(sender, ticks)
        sender.close()
        state = portal.state()
    assert states(counter) == {view.id: ("confirmed",)}
    assert (state["created"], state["doubles"]) == (1, 0)
