"""A dossier's date through its life: asked for papers, gone on, put off once; and what its page says then."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from counter.errors import Refused
from counter.i18n import LOCAL_ZONE
from counter.models.deadline import Level
from counter.models.dossier import DossierView
from counter.models.life_views import ExtensionDraft, LackingPaper, ResumeDraft, SupplementDraft
from counter.models.money import Approval
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.life import decisions, outlooks, supplements
from counter.services.office import Office
from counter.services.staff import staff
from tests.conftest import Clock
from tests.services.journeys import certified_copy, received
from tests.services.test_days_off import edited

People = dict[Role, StaffView]
PIN = "482915"


@pytest.fixture
def counter(office: Office, people: People, tmp_path: Path) -> Office:
    """A counter where a certified copy takes five working days, and a supervisor who can approve."""
    slow = edited(tmp_path / "data", "mức: trong ngày\n      giờ chốt: 15", "mức: 5 ngày làm việc")
    chief = replace(office, actor=people[Role.ADMINISTRATOR])
    staff.add(chief, "Võ Duyệt", Role.SUPERVISOR, PIN, "add")
    staff.sign_in(office.store, "Võ Duyệt", PIN, office.now())
    return replace(office, load_catalogue=lambda: slow)


def ask(office: Office, view: DossierView, *, again: bool = False) -> DossierView:
    draft = SupplementDraft(
        operation=f"ask-{view.version}", dossier_id=view.id, version=view.version, reason="thiếu trang",
        items=(LackingPaper(name="Bản chính", lacking="trang 3", originals=1),), again=again,
    )  # fmt: skip
    return supplements.ask(office, draft)


def go_on(office: Office, view: DossierView) -> DossierView:
    draft = ResumeDraft(
        operation=f"on-{view.version}", dossier_id=view.id, version=view.version, brought=frozenset({0})
    )
    return supplements.resume(office, draft)


def put_off(office: Office, view: DossierView, day: date) -> DossierView:
    draft = ExtensionDraft(
        operation=f"off-{view.version}", dossier_id=view.id, version=view.version, new_due=day,
        reason="chờ xác minh", approval=Approval(name="Võ Duyệt", pin=PIN),
    )  # fmt: skip
    return decisions.extend(office, draft)


def due(view: DossierView) -> str:
    assert view.appointment.due is not None
    return f"{view.appointment.due:%d/%m %H:%M}"


def said(office: Office, view: DossierView) -> list[str]:
    return [notice.message_id for notice in outlooks.outlook(office, view.id)]


def test_a_supplement_starts_the_date_anew_and_keeps_the_old_one_in_words(
    counter: Office, clock: Clock
) -> None:
    view = received(counter, certified_copy(counter))  # Mon 23/11; 24/11 is off
    assert due(view) == "01/12 17:00"
    clock.ahead(days=2)
    view = ask(counter, view)
    assert due(view) == "01/12 17:00"
    clock.ahead(days=10)
    assert said(counter, view) == []  # past the date, but the clock stands still
    before = supplements.before_resuming(counter, view.id).appointment
    view = go_on(counter, view)  # Sat 5/12
    assert before == view.appointment
    assert due(view) == "11/12 17:00"
    assert "tính lại từ đầu" in view.appointment.reason
    assert "hẹn cũ 17:00 thứ Ba 01/12/2026" in view.appointment.reason


def test_a_second_request_is_loud_before_it_is_made_and_refused_unsaid(counter: Office, clock: Clock) -> None:
    view = received(counter, certified_copy(counter))
    assert supplements.before_asking(counter, view.id).notices == ()
    view = go_on(counter, ask(counter, view))
    levels = {n.message_id: n.level for n in supplements.before_asking(counter, view.id).notices}
    assert levels == {"deadline.second": Level.LOUD}
    with pytest.raises(Refused) as refused:
        ask(counter, view)
    assert [problem.field for problem in refused.value.problems] == ["again"]
    ask(counter, view, again=True)


def test_a_date_is_put_off_once_and_the_page_says_that_it_was_the_only_time(
    counter: Office, clock: Clock
) -> None:
    view = received(counter, certified_copy(counter))
    clock.ahead(days=7)  # Mon 30/11: due tomorrow
    assert said(counter, view) == ["deadline.one.open"]
    view = put_off(counter, view, date(2026, 12, 2))
    assert view.appointment.due == datetime(2026, 12, 2, 17, tzinfo=LOCAL_ZONE)
    assert "17:00 thứ Ba 01/12/2026" in view.appointment.reason
    assert said(counter, view) == ["deadline.two.extended"]
    clock.ahead(days=3)
    assert said(counter, view) == ["deadline.overdue_again"]
    with pytest.raises(Refused) as refused:
        put_off(counter, view, date(2026, 12, 8))
    assert [problem.message_id for problem in refused.value.problems] == ["deadline.extended_already"]
    assert due(dossiers.get(counter, str(view.id))) == "02/12 17:00"
