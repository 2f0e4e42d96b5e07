"""A part of a filing done over: an empty portal page is filled once more, a misread code is mended."""

from dataclasses import replace

import pytest

from counter.errors import Conflict, Forbidden, Refused
from counter.models.dossier import DossierView
from counter.models.staff import Role, StaffView
from counter.models.submission import SendOutcome, SyncState
from counter.services.dossier import dossiers
from counter.services.filing import submission_again, submissions
from counter.services.office import Office
from tests.services.journeys import birth, received
from tests.services.test_submissions import CODE, carried, now, pressed

RIGHT = "H57.15-261123-00413"


@pytest.fixture
def view(office: Office) -> DossierView:
    """A birth whose fields are all on the portal and read back."""
    made = received(office, birth(office))
    carried(office, made)
    return made


@pytest.fixture
def office(office: Office) -> Office:
    """The counter of a ward that can be telephoned."""
    return replace(office, ward=replace(office.ward, phone="0234 3822 155"))


def filed(office: Office, view: DossierView) -> None:
    submissions.sent(office, pressed(office, view, SendOutcome.CODE))


def mend(office: Office, view: DossierView, code: str, operation: str = "mend") -> str:
    version = now(office, view).version
    kept = submission_again.mend_code(office, view.id, code, operation=operation, version=version)
    return kept.portal_code


def refusal(office: Office, view: DossierView, code: str) -> list[str]:
    with pytest.raises(Refused) as told:
        mend(office, view, code, operation=f"refused-{code}")
    return [problem.message_id for problem in told.value.problems]


def test_an_empty_portal_page_is_filled_from_the_first_field_and_stays_read(
    office: Office, view: DossierView
) -> None:
    before = now(office, view)
    after = submission_again.carry_again(office, view.id, operation="again")
    assert (after.copied, after.skipped, after.state) == ((), (), SyncState.WAITING)
    assert after.read_back_digest == before.read_back_digest
    submission_again.carry_again(office, view.id, operation="again")  # the key held down
    events = [entry.event for entry in dossiers.get(office, str(view.id)).timeline]
    assert events.count("submission.event.again") == 1


@pytest.mark.parametrize("outcome", [SendOutcome.CODE, SendOutcome.UNKNOWN])
def test_nothing_is_carried_again_that_the_portal_may_have(
    office: Office, view: DossierView, outcome: SendOutcome
) -> None:
    submissions.sent(office, pressed(office, view, outcome))
    kept = now(office, view)
    with pytest.raises(Refused):
        submission_again.carry_again(office, view.id, operation="again")
    assert now(office, view) == kept


def test_a_misread_code_is_mended_and_both_stand_in_the_story(office: Office, view: DossierView) -> None:
    filed(office, view)
    assert mend(office, view, RIGHT.lower()) == RIGHT
    assert dossiers.get(office, RIGHT).id == view.id
    told = dossiers.get(office, str(view.id)).timeline[-1]
    assert (told.event, told.detail["before"], told.detail["after"]) == (
        "submission.event.code_mended", CODE, RIGHT,
    )  # fmt: skip


def test_a_code_is_mended_only_to_another_one_that_is_free(office: Office, view: DossierView) -> None:
    assert refusal(office, view, RIGHT) == ["submission_again.no_code"]
    filed(office, view)
    assert refusal(office, view, CODE) == ["submission_again.same_code"]
    assert refusal(office, view, "not a code") == ["submission.code_shape"]
    assert now(office, view).portal_code == CODE


def test_a_code_is_mended_by_a_clerk_who_saw_it_as_it_is(
    office: Office, people: dict[Role, StaffView], view: DossierView
) -> None:
    filed(office, view)
    helper = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        mend(helper, view, RIGHT)
    with pytest.raises(Conflict):
        submission_again.mend_code(office, view.id, RIGHT, operation="stale", version=1)
