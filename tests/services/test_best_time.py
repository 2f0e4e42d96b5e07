"""When somebody is best called: said once, kept with the number, shown to who calls."""

from dataclasses import replace

import pytest

from counter.errors import Refused
from counter.models.dossier import IntakeDraft
from counter.services.calls import calls
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.people import residents
from tests.conftest import Clock
from tests.services.journeys import MO, birth, ready, received


def at(draft: IntakeDraft, time: str) -> IntakeDraft:
    return replace(draft, contact=replace(draft.contact, best_time=time))


def again(office: Office, time: str) -> IntakeDraft:
    """A copy for the same person, so that their record is met again."""
    draft = ready(office, "ct", MO, {"ten_giay_to": "Bằng"}, quantities="1x1")
    return at(replace(draft, duplicate_reason="bản nữa"), time)


def test_it_is_kept_with_the_dossier_and_the_number(office: Office, clock: Clock) -> None:
    view = received(office, at(birth(office), " sau 17 giờ "))
    assert dossiers.get(office, view.code).contact.best_time == "sau 17 giờ"
    assert view.resident_id is not None

    def known() -> list[str]:
        return [one.best_time for one in residents.get(office, view.resident_id or 0).contacts]

    assert known() == ["sau 17 giờ"]
    received(office, again(office, ""))
    assert known() == ["sau 17 giờ"]  # nothing said forgets nothing
    received(office, again(office, "buổi trưa"))
    assert known() == ["buổi trưa"]  # one number, the time said last


def test_who_calls_is_told(office: Office, clock: Clock) -> None:
    view = received(office, at(again(office, ""), "sau 17 giờ"))
    clock.ahead(days=3)
    assert [(one.dossier_id, one.best_time) for one in calls.listing(office).matters] == [
        (view.id, "sau 17 giờ")
    ]
    standing = calls.standing(office, view.id)
    assert standing is not None and standing.best_time == "sau 17 giờ"


def test_a_password_is_no_time(office: Office) -> None:
    with pytest.raises(Refused):
        intake.accept(office, at(birth(office), "mật khẩu: Hue@12345"))
