"""The end of the day: who is filed on the portal by hand and has no code of it yet, the oldest first."""

from dataclasses import replace

import pytest

from counter.models.submission import SendOutcome, SyncState
from counter.services.filing import by_hand, submissions
from counter.services.office import Office
from tests.conftest import Clock
from tests.services.journeys import applicant, birth, certified_copy, received
from tests.services.test_submissions import CODE, carried, now, pressed


@pytest.fixture
def office(office: Office) -> Office:
    """The counter of a ward that can be telephoned."""
    return replace(office, ward=replace(office.ward, phone="0234 3822 155"))


def test_it_names_whom_the_portal_has_not_and_nobody_else(office: Office, clock: Clock) -> None:
    received(office, certified_copy(office))  # a paper dossier is none of them
    first = received(office, birth(office))
    clock.ahead(minutes=5)
    other = applicant(birth(office), citizen_id="046195009999", full_name="Lê Thị Hạnh", resident_id=None)
    second = received(office, other)
    assert [(one.dossier_id, one.state) for one in by_hand.listing(office)] == [
        (first.id, SyncState.PREPARED),
        (second.id, SyncState.PREPARED),
    ]
    clock.ahead(minutes=5)
    carried(office, first)
    submissions.sent(office, pressed(office, first, SendOutcome.UNKNOWN))
    found = by_hand.listing(office)
    assert [(one.applicant, one.state) for one in found] == [
        ("Lê Thị Hạnh", SyncState.PREPARED),
        ("Nguyễn Thị Mơ", SyncState.UNKNOWN),
    ]
    assert found[1].since == office.now()
    version = now(office, first).version
    submissions.looked_up(office, first.id, operation="seen", version=version, portal_code=CODE)
    submissions.stop(office, second.id, operation="stop", version=now(office, second).version)
    assert by_hand.listing(office) == ()
