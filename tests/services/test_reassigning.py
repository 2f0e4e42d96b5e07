"""Work that goes from one clerk to another: one dossier or all, drafts too, the reason in each history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.errors import NotFound, Refused
from counter.models.charge import ReassignDraft
from counter.models.dossier import Applicant, IntakeDraft
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.intake import drafts
from counter.services.office import Office
from counter.services.put_right import reassigning, work_given
from counter.services.staff import leaving, staff
from counter.services.verify import verify
from tests.conftest import Clock
from tests.services.journeys import BINH, MO, certified_copy, received

People = dict[Role, StaffView]


@pytest.fixture
def head(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


@pytest.fixture
def other(office: Office, head: Office) -> Office:
    """A second clerk at the next counter."""
    return replace(office, actor=staff.add(head, "Phan Thị Hai", Role.CLERK, "135790", "hire"))


def both(office: Office) -> tuple[int, int, str]:
    """Two dossiers and a draft in the clerk's hands."""
    first, second = (
        received(office, certified_copy(office, BINH)),
        received(office, certified_copy(office, MO)),
    )
    draft = IntakeDraft(id="d" * 32, applicant=Applicant(full_name="Lê Văn Ba"))
    drafts.save(office, draft)
    return first.id, second.id, draft.id


def draft_of(giver: Office, taker: Office, **more: object) -> ReassignDraft:
    assert giver.actor and taker.actor
    draft = ReassignDraft(operation="give", from_id=giver.actor.id, to_id=taker.actor.id, reason="Nghỉ ốm")
    return replace(draft, **more)  # type: ignore[arg-type]  # fields of the draft, named by the test


def held(office: Office, whose: Office) -> tuple[list[int], list[str]]:
    assert whose.actor
    work = reassigning.work(office, whose.actor.id)
    return sorted(row.dossier_id or 0 for row in work.dossiers), [row.draft_id for row in work.drafts]


def test_all_of_a_colleague_s_work_goes_to_another(office: Office, head: Office, other: Office) -> None:
    first, second, draft = both(office)
    assert held(office, office) == ([first, second], [draft])
    given = reassigning.reassign(head, draft_of(office, other))
    assert (given.to, given.dossiers, given.drafts) == ("Phan Thị Hai", 2, 1)
    assert held(office, office) == ([], [])
    assert held(office, other) == ([first, second], [draft])
    assert drafts.load(office, draft).owner == "Phan Thị Hai"
    view = dossiers.get(office, str(first))
    assert view.received_by == "Nguyễn Thị Tiếp"  # who received it stays written
    last = view.timeline[-1]
    assert (last.event, last.who) == ("dossier.event.reassigned", "Lê Lãnh Đạo")
    assert last.detail == {"from": "Nguyễn Thị Tiếp", "to": "Phan Thị Hai", "reason": "Nghỉ ốm"}
    assert all(check.failed == 0 for check in verify.verify(office))


def test_one_dossier_goes_and_the_rest_stays(office: Office, head: Office, other: Office) -> None:
    first, second, draft = both(office)
    reassigning.reassign(head, draft_of(office, other, dossier_ids=(first,), draft_ids=()))
    assert held(office, office) == ([second], [draft])
    (row,) = reassigning.work(office, other.actor.id if other.actor else 0).dossiers
    assert (row.given_from, row.given_by, row.reason) == ("Nguyễn Thị Tiếp", "Lê Lãnh Đạo", "Nghỉ ốm")
    back = replace(draft_of(other, office), operation="back", dossier_ids=(first, second))
    assert reassigning.reassign(head, back).dossiers == 1  # the second was never in the other's hands
    assert held(office, office) == ([first, second], [draft])


def test_what_was_given_is_told_for_a_week_while_it_is_in_hand(
    office: Office, head: Office, other: Office, clock: Clock
) -> None:
    first, _, _ = both(office)
    assert work_given.news(other) == ()
    reassigning.reassign(head, draft_of(office, other))
    (given,) = work_given.news(other)
    assert (given.given_from, given.given_by, given.reason) == ("Nguyễn Thị Tiếp", "Lê Lãnh Đạo", "Nghỉ ốm")
    assert (given.dossiers, given.drafts) == (2, 1)
    reassigning.reassign(
        head, replace(draft_of(other, office), operation="b", dossier_ids=(first,), draft_ids=())
    )
    (given,) = work_given.news(other)
    assert (given.dossiers, given.drafts) == (1, 1)
    assert [(g.given_from, g.dossiers) for g in work_given.news(office)] == [("Phan Thị Hai", 1)]
    clock.ahead(seconds=timedelta(days=8).total_seconds())
    assert work_given.news(other) == ()


def test_what_ended_is_nobody_s_work_and_is_not_given(office: Office, head: Office, other: Office) -> None:
    from counter.models.life_views import DecisionDraft
    from counter.services.life import decisions

    first, second, _ = both(office)
    view = dossiers.get(office, str(first))
    decisions.withdraw(office, DecisionDraft(operation="w", dossier_id=first, version=view.version))
    reassigning.reassign(head, draft_of(office, other))
    assert held(office, other)[0] == [second]
    assert {load.person.name: (load.dossiers, load.drafts) for load in reassigning.loads(head)}[
        "Phan Thị Hai"
    ] == (1, 1)


def test_what_is_not_given(office: Office, head: Office, other: Office, people: People) -> None:
    both(office)
    wrong = [
        (draft_of(office, other, reason=" "), "charge.reason_missing"),
        (draft_of(office, office), "charge.same_person"),
        (draft_of(office, replace(office, actor=people[Role.VOLUNTEER])), "charge.not_a_clerk"),
        (draft_of(other, office), "charge.nothing"),
    ]
    for draft, message in wrong:
        with pytest.raises(Refused) as fault:
            reassigning.reassign(head, draft)
        assert [problem.message_id for problem in fault.value.problems] == [message]
    with pytest.raises(NotFound):
        reassigning.reassign(head, draft_of(office, other, to_id=999))
    assert reassigning.reassign(head, draft_of(office, other)) == reassigning.reassign(
        head, draft_of(office, other)
    )
    assert held(office, other)[0]


def test_who_left_still_has_what_nobody_took_over(office: Office, head: Office, other: Office) -> None:
    both(office)
    assert office.actor
    keeper = replace(head, actor=next(p for p in staff.names(head.store) if p.role is Role.ADMINISTRATOR))
    work = leaving.left_work(keeper, office.actor.id)
    assert (work.dossiers, work.drafts) == (2, 1)
    leaving.let_go(keeper, office.actor.id, "left", reason="chuyển công tác", seen=work)
    load = next(load for load in reassigning.loads(head) if load.person.id == office.actor.id)
    assert (load.person.active, load.dossiers, load.drafts) == (False, 2, 1)
    assert reassigning.reassign(head, draft_of(office, other)).dossiers == 2


def test_a_crash_in_the_middle_gives_nothing(
    office: Office, head: Office, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the dossiers and before the draft: no part of it is there."""
    first, second, draft = both(office)
    real = reassigning._note

    def cut(*args: object, dossier_id: int | None = None, draft_id: str = "") -> None:
        if draft_id:
            raise RuntimeError("the power went")
        real(*args, dossier_id=dossier_id, draft_id=draft_id)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(reassigning, "_note", cut)
    with pytest.raises(RuntimeError, match="the power went"):
        reassigning.reassign(head, draft_of(office, other))
    monkeypatch.undo()
    assert held(office, office) == ([first, second], [draft])
    assert reassigning.reassign(head, draft_of(office, other)).drafts == 1
