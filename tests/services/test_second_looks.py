"""A newcomer's dossier waits for somebody else: nothing of it leaves before, nobody looks at their own."""

from dataclasses import replace

import pytest

from counter.errors import Conflict, Forbidden, NotFound, Refused
from counter.models.dossier import DossierView
from counter.models.put_right import StrikeDraft
from counter.models.second_look import Finding, FindingDraft
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.intake import second_looks
from counter.services.money import payments
from counter.services.office import Office
from counter.services.outbox import outbox_sending
from counter.services.put_right import striking
from counter.services.search import desk
from counter.services.staff import leaving, staff
from counter.services.verify.verify import verify
from tests.services import journeys
from tests.services.test_shut_out import change

People = dict[Role, StaffView]


def ward(office: Office, first: int = 20, sending: str = "none") -> Office:
    return replace(office, ward=replace(office.ward, newcomer_dossiers=first, sending=sending))


@pytest.fixture
def colleague(office: Office, people: People) -> Office:
    """The head of the centre, at the same counter."""
    return replace(ward(office), actor=people[Role.SUPERVISOR])


def taken(office: Office) -> DossierView:
    return journeys.received(office, replace(journeys.certified_copy(office), duplicate_reason="bản thêm"))


def says(
    view: DossierView, finding: Finding = Finding.RIGHT, note: str = "", operation: str = ""
) -> FindingDraft:
    name = operation or f"{finding}-{view.id}"
    return FindingDraft(operation=name, dossier_id=view.id, finding=finding, note=note)


def ready(office: Office, view: DossierView) -> DossierView:
    view = dossiers.get(office, str(view.id))
    return dossiers.mark_ready(office, view.id, operation=f"ready-{view.id}", version=view.version)


def refused(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.message_id for problem in error.value.problems]


def test_it_waits_until_somebody_finds_it_right(office: Office, colleague: Office) -> None:
    office = ward(office)
    view = taken(office)
    payments.take(journeys.with_drawer(office), journeys.cash(view, 21_000))
    assert [one.dossier_id for one in second_looks.waiting(office)] == [view.id]
    with pytest.raises(Refused) as waits:
        ready(office, view)
    assert refused(waits) == ["second_look.waits"]
    told = {one.command: one.reason for one in dossiers.next_actions(office, view)}
    assert told["mark_ready"] == "second_look.waits_short"
    second_looks.find(colleague, says(view, Finding.WRONG, "thiếu số trang"))
    seen = dossiers.get(office, str(view.id))
    assert (seen.waits_look, seen.look_wrong) == (True, "thiếu số trang"), "who took it reads what is wrong"
    assert [one.note for one in second_looks.waiting(office)] == ["thiếu số trang"]
    second_looks.find(colleague, says(view))
    second_looks.find(colleague, says(view))  # the second press
    assert not second_looks.waiting(office)
    assert ready(office, view).state.name == "DONE"
    assert not [check for check in verify(office) if check.failed]


def test_nothing_is_told_to_the_portal_before(office: Office, colleague: Office) -> None:
    office = ward(office, sending="gateway")
    view = taken(office)
    assert not outbox_sending.heads(office) and outbox_sending.head_of(office, view.id) is None
    second_looks.find(colleague, says(view))
    assert [head.dossier_id for head in outbox_sending.heads(office)] == [view.id]


def test_who_may_not_look(office: Office, people: People, colleague: Office) -> None:
    office = ward(office)
    view = taken(office)
    other = staff.add(colleague, "Phan Thị Mới", Role.CLERK, "4711", "new")
    for actor, message in (
        (people[Role.CLERK], "second_look.own"),
        (other, "second_look.new_yourself"),
    ):
        with pytest.raises(Refused) as error:
            second_looks.find(replace(office, actor=actor), says(view))
        assert refused(error) == [message]
    with pytest.raises(Forbidden):
        second_looks.find(replace(office, actor=people[Role.VOLUNTEER]), says(view))
    with pytest.raises(Refused) as error:
        second_looks.find(colleague, says(view, Finding.WRONG, "  "))
    assert refused(error) == ["second_look.note_missing"]
    with pytest.raises(NotFound):
        second_looks.find(colleague, FindingDraft(operation="x", dossier_id=99, finding=Finding.RIGHT))
    second_looks.find(colleague, says(view))
    with pytest.raises(Conflict):
        second_looks.find(colleague, says(view, operation="later"))


def test_what_is_right_ten_times_waits_less_and_then_no_more(office: Office, colleague: Office) -> None:
    office = ward(office, first=14)
    waited = []
    for number in range(16):
        view = taken(office)
        looks = [one.dossier_id for one in second_looks.waiting(office)]
        waited += [number] * bool(looks)
        for _ in looks:
            second_looks.find(colleague, says(view))
    assert waited == [*range(10), 12]


@pytest.mark.parametrize("first", [0, 20])
def test_a_leader_s_and_a_ward_without_the_setting_wait_for_nobody(
    office: Office, people: People, first: int
) -> None:
    actor = people[Role.SUPERVISOR if first else Role.CLERK]
    office = replace(ward(office, first), actor=actor)
    taken(office)
    assert not second_looks.waiting(office)


def test_where_nobody_else_could_look_nothing_waits(
    office: Office, colleague: Office, people: People
) -> None:
    change(office.store, people[Role.SUPERVISOR], "active", 0)
    taken(ward(office))
    assert not second_looks.waiting(office)


def test_whose_acceptance_was_taken_back_waits_for_nobody(office: Office, colleague: Office) -> None:
    office = ward(office)
    view = taken(office)
    assert desk.desk(office).counts.looks == 1
    draft = StrikeDraft(operation="strike", dossier_id=view.id, version=view.version, reason="Nhầm thủ tục")
    striking.strike(office, draft)
    assert (desk.desk(office).counts.looks, second_looks.waiting(office)) == (0, ())
    with pytest.raises(NotFound):
        second_looks.find(colleague, says(view))
    assert not [check for check in verify(office) if check.failed]


def test_a_dossier_of_which_nothing_is_left_waits_for_nobody(office: Office, colleague: Office) -> None:
    office = ward(office)
    view, other = taken(office), taken(office)
    with office.store.write(office.now(), any_clock=True) as transaction:
        connection = transaction.connection
        connection.execute(
            "INSERT INTO erasure (kind, reason, dossiers, changed, files, made_by, made_at, operation)"
            " SELECT 'resident', 'x', 1, 1, 0, received_by, received_at, 'e' FROM dossier WHERE id = ?",
            (view.id,),
        )
        connection.execute("INSERT INTO erased_dossier SELECT ?, max(id) FROM erasure", (view.id,))
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    assert [one.dossier_id for one in second_looks.waiting(office)] == [other.id]
    assert desk.desk(office).counts.looks == 1
    assert office.actor is not None
    assert leaving.left_work(colleague, office.actor.id).second_looks == 1


def test_an_acceptance_taken_back_is_none_of_the_first_ones(office: Office, colleague: Office) -> None:
    office = ward(office, first=1)
    view = taken(office)
    draft = StrikeDraft(operation="strike", dossier_id=view.id, version=view.version, reason="Nhầm thủ tục")
    striking.strike(office, draft)
    first = taken(office)
    assert [one.dossier_id for one in second_looks.waiting(office)] == [first.id]
    second_looks.find(colleague, says(first))
    taken(office)
    assert not second_looks.waiting(office), "the second one that stands waits for nobody"
