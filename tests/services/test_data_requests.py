"""The register of requests about personal data, on a real file: from the asking to the end, each once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from counter.errors import Forbidden, NotFound, Refused, StoreError
from counter.models.data_request import (
    AskerKind,
    DataRequestState,
    RequestDraft,
    RequestKind,
    RequestStepDraft,
    RequestView,
)
from counter.models.erasure import ErasureDraft
from counter.models.staff import Role, StaffView
from counter.services.office import Office
from counter.services.personal import data_request_erasing, data_requests, erasure, person_data
from counter.services.staff import staff
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.services.verify.verify import verify
from tests.conftest import Clock
from tests.services import journeys
from tests.services.made_up import copy_of, office_at, small_ward
from tests.services.test_erasure import full_after
from tests.services.test_verify import Plant, spoiled, without_guards

People = dict[Role, StaffView]


@pytest.fixture
def leader(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


@pytest.fixture
def resident(office: Office) -> int:
    """Somebody of whom something is held."""
    view = journeys.received(office, journeys.birth(office))
    with office.store.query() as connection:
        row = connection.execute("SELECT resident_id FROM dossier WHERE id = ?", (view.id,)).fetchone()
    assert row is not None
    return int(row[0])


def asks(resident: int, kind: RequestKind = RequestKind.SEE, **said: object) -> RequestDraft:
    draft = RequestDraft(operation=f"ask-{kind}", resident_id=resident, kind=kind)
    return replace(draft, **said)  # type: ignore[arg-type]  # named fields of the draft


def step(view: RequestView, operation: str, reason: str = "theo luật", ground: str = "") -> RequestStepDraft:
    return RequestStepDraft(operation=operation, request_id=view.id, reason=reason, ground=ground)


def refused(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.message_id for problem in error.value.problems]


def whole(office: Office) -> bool:
    wrong = [check for check in verify(office) if check.failed]
    assert not wrong, wrong
    return True


def test_from_the_asking_to_the_end(office: Office, leader: Office, resident: int, clock: Clock) -> None:
    """Monday 23/11/2026: 24/11 is a day off, so the answer is due on Thursday."""
    view = data_requests.add(office, asks(resident, RequestKind.PROVIDE, third_party=True))
    assert (view.reply_by.isoformat(), view.due_on.isoformat()) == ("2026-11-26", "2026-12-08")
    assert (
        data_requests.add(office, asks(resident, RequestKind.PROVIDE, third_party=True)) == view
    )  # 2nd press
    assert [one.id for one in data_requests.pressing(office)] == [view.id], "two working days are left"
    answered = data_requests.answer(office, step(view, "answer"))
    assert answered.clock and answered.clock.by == view.due_on and not data_requests.pressing(office)
    clock.ahead(days=15)
    put_off = data_requests.extend(leader, step(view, "extend"))
    assert (put_off.due_on.isoformat(), put_off.state) == ("2026-12-18", DataRequestState.EXTENDED)
    with pytest.raises(Refused) as twice:
        data_requests.extend(leader, step(view, "extend again"))
    assert refused(twice) == ["data_request.extended.twice"]
    clock.ahead(days=12)
    late = data_requests.get(office, view.id)
    assert late.clock and late.clock.late == 2
    ended = data_requests.done(leader, step(view, "done"))
    assert (ended.state, ended.clock) == (DataRequestState.DONE, None)
    assert data_requests.done(leader, step(view, "done")) == ended  # the second press
    assert not data_requests.listing(office) and len(data_requests.listing(office, ended=True)) == 1
    assert [one.by for one in ended.steps] == [office.actor and office.actor.name, *[leader.actor.name] * 2]  # type: ignore[union-attr]
    assert whole(office)


def test_a_refusal_needs_the_law_and_ends_it(office: Office, leader: Office, resident: int) -> None:
    view = data_requests.add(office, asks(resident, RequestKind.DELETE))
    with pytest.raises(Refused) as bare:
        data_requests.refuse(leader, step(view, "no"))
    assert refused(bare) == ["data_request.ground_missing"]
    ended = data_requests.refuse(leader, step(view, "no", ground="Luật 91/2025/QH15 Điều 14"))
    assert (ended.state, ended.steps[0].ground) == (DataRequestState.REFUSED, "Luật 91/2025/QH15 Điều 14")
    with pytest.raises(Refused) as over:
        data_requests.answer(office, step(view, "answer"))
    assert refused(over) == ["data_request.ended"]
    assert whole(office)


def test_who_may(office: Office, people: People, resident: int) -> None:
    view = data_requests.add(office, asks(resident))
    clerk, volunteer = (replace(office, actor=people[role]) for role in (Role.CLERK, Role.VOLUNTEER))
    for decide in (data_requests.extend, data_requests.done, data_requests.refuse):
        with pytest.raises(Forbidden):
            decide(clerk, step(view, "x", ground="y"))
    with pytest.raises(Forbidden):
        data_requests.listing(volunteer)
    with pytest.raises(Forbidden):
        data_requests.add(volunteer, asks(resident, operation="other"))


def test_who_asks_for_somebody_else_shows_a_paper(office: Office, resident: int) -> None:
    with pytest.raises(Refused) as bare:
        data_requests.add(office, asks(resident, asked_by=AskerKind.REPRESENTATIVE))
    assert refused(bare) == ["data_request.asker_missing", "data_request.paper_missing"]
    view = data_requests.add(
        office, asks(resident, asked_by=AskerKind.REPRESENTATIVE, asker="Lê Thị Mẹ", paper="giấy khai sinh")
    )
    assert (view.asker, view.paper) == ("Lê Thị Mẹ", "giấy khai sinh")
    alone = data_requests.add(office, asks(resident, asker="ai đó", operation="own"))
    assert alone.asker == "", "of who asks for themselves no second name is kept"


@pytest.mark.parametrize("number", [0, 9_999, 10**20])
def test_of_nobody_and_no_request(office: Office, leader: Office, resident: int, number: int) -> None:
    data_requests.add(office, asks(resident))
    with pytest.raises(NotFound):
        data_requests.get(office, number)
    for made in (data_requests.answer, data_requests.extend, data_requests.done, data_requests.refuse):
        with pytest.raises(NotFound):
            made(leader, RequestStepDraft(operation="s", request_id=number, reason="x", ground="y"))
    with pytest.raises(NotFound):
        data_requests.add(office, asks(number, operation="none"))


def test_it_pends_until_it_ends_and_is_read_over_a_merge(
    office: Office, leader: Office, resident: int
) -> None:
    def pends(ident: int) -> bool:
        with office.store.query() as connection:
            return data_requests.pending(connection, ident)

    assert not pends(resident)
    view = data_requests.add(office, asks(resident))
    assert pends(resident) and not pends(resident + 1)
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "INSERT INTO resident (full_name, folded, gender, address, card_extra, created_at, updated_at,"
            " version) SELECT full_name, folded, gender, address, card_extra, created_at, updated_at, 1"
            " FROM resident WHERE id = ?", (resident,),
        )  # fmt: skip
        other = int(transaction.connection.execute("SELECT max(id) FROM resident").fetchall()[0][0])
        transaction.connection.execute("UPDATE resident SET merged_into = ? WHERE id = ?", (other, resident))
        transaction.record(None, "test.made", subject=("test", 1), operation="")
    assert pends(other) and pends(resident)
    data_requests.answer(office, step(view, "answer"))
    assert pends(other)
    data_requests.done(leader, step(view, "done"))
    assert not pends(other) and not pends(resident)


def test_a_deletion_request_is_done_by_deleting_and_keeps_that_it_was_asked(
    leader: Office, tmp_path: Path
) -> None:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        office = replace(office_at(store), actor=None)
        head = next(person for person in staff.names(store) if person.role is Role.SUPERVISOR)
        office = replace(office, actor=head)
        resident = next(n for n in range(1, 100) if erasure.preview(office, n).possible)
        draft = asks(
            resident, RequestKind.DELETE, asked_by=AskerKind.AUTHORISED, asker="Trần Văn Út", paper="uỷ quyền"
        )
        view = data_requests.add(office, draft)
        data_requests.answer(office, step(view, "answer", reason="hẹn ông Út"))
        with pytest.raises(Refused) as not_deleted:
            data_requests.done(office, step(view, "done"))
        assert refused(not_deleted) == ["data_request.delete_erases"]
        seen = erasure.preview(office, resident, request_id=view.id).seen
        order = ErasureDraft(
            resident_id=resident, reason="theo yêu cầu", seen=seen, operation="e", request_id=view.id
        )
        other = data_requests.add(office, asks(resident, RequestKind.SEE))
        with pytest.raises(Refused):  # another request of theirs is open
            data_request_erasing.erase(office, order)
        data_requests.done(office, step(other, "seen"))
        seen = erasure.preview(office, resident, request_id=view.id).seen
        ended = data_request_erasing.erase(office, replace(order, seen=seen))
        assert data_request_erasing.erase(office, replace(order, seen=seen)) == ended  # the second press
        assert (ended.state, ended.asker, ended.paper, ended.resident) == (DataRequestState.DONE, "", "", "")
        assert ended.steps[0].reason == "" and (ended.kind, ended.due_on) == (view.kind, view.due_on)
        assert whole(office)


def test_only_a_deletion_request_of_that_person_deletes(leader: Office, resident: int) -> None:
    view = data_requests.add(leader, asks(resident, RequestKind.SEE))
    order = ErasureDraft(resident_id=resident, reason="x", seen="", operation="e", request_id=view.id)
    with pytest.raises(Refused) as wrong:
        data_request_erasing.erase(leader, order)
    assert refused(wrong) == ["data_request.not_to_delete"]


@pytest.fixture
def made_up(tmp_path: Path) -> Iterator[tuple[Office, int, int]]:
    """A made-up ward, and two people of whom nothing stands in the way of a deletion."""
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        head = next(person for person in staff.names(store) if person.role is Role.SUPERVISOR)
        office = replace(office_at(store), actor=head)
        free = (n for n in range(1, 200) if erasure.preview(office, n).possible)
        yield office, next(free), next(free)


def test_no_deletion_answers_a_request_that_is_not_of_that_person_open_and_to_delete(
    made_up: tuple[Office, int, int],
) -> None:
    office, one, other = made_up
    of_other = data_requests.add(office, asks(other, RequestKind.DELETE, operation="1"))
    to_see = data_requests.add(office, asks(one, RequestKind.SEE, operation="2"))
    ended = data_requests.add(office, asks(one, RequestKind.DELETE, operation="3"))
    data_requests.refuse(office, step(ended, "no", ground="Luật"))
    wrong = {
        of_other.id: "data_request.not_to_delete",
        to_see.id: "data_request.not_to_delete",
        ended.id: "data_request.ended",
        99: "data_request.unknown",
        0: "data_request.unknown",
        -1: "data_request.unknown",
        10**20: "data_request.unknown",
    }
    for number, told in wrong.items():
        order = ErasureDraft(resident_id=one, reason="x", seen="", operation=f"e{number}", request_id=number)
        with pytest.raises((Refused, NotFound)) as seen:
            erasure.preview(office, one, request_id=number)
        with pytest.raises((Refused, NotFound)) as erased:
            erasure.erase(office, order)
        with pytest.raises((Refused, NotFound)) as answered:
            data_request_erasing.erase(office, order)
        for error in (seen.value, erased.value, answered.value):
            problems = error.problems if isinstance(error, Refused) else ()
            assert told in (error.message_id, *(problem.message_id for problem in problems))
    assert whole(office)


def ended_by(office: Office, person: int) -> RequestView:
    view = data_requests.add(office, asks(person, RequestKind.DELETE))
    seen = erasure.preview(office, person, request_id=view.id).seen
    erasure.erase(
        office,
        ErasureDraft(resident_id=person, reason="x", seen=seen, operation="e", request_id=view.id),
    )
    return view


def test_what_was_cut_off_after_the_deletion_is_ended_by_hand(made_up: tuple[Office, int, int]) -> None:
    office, one, _ = made_up
    view = ended_by(office, one)
    assert data_requests.done(office, step(view, "done")).ended
    assert whole(office)


def test_a_disk_that_is_full_between_the_two_is_told_as_it_is(
    made_up: tuple[Office, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, one, _ = made_up
    view = data_requests.add(office, asks(one, RequestKind.DELETE))
    seen = erasure.preview(office, one, request_id=view.id).seen
    order = ErasureDraft(resident_id=one, reason="x", seen=seen, operation="e", request_id=view.id)
    with monkeypatch.context() as patched, pytest.raises(StoreError) as told:
        full_after(patched, 1)
        data_request_erasing.erase(office, order)
    assert told.value.message_id == "data_request.deleted_open"
    assert data_requests.done(office, step(view, "done")).ended


OF_SOMEBODY_ELSE = [
    without_guards("UPDATE data_request SET resident_id = (SELECT max(id) FROM resident)"),
    without_guards("UPDATE data_request SET kind = 'see'"),
    without_guards("UPDATE erasure SET request_id = NULL"),
    without_guards("DELETE FROM data_request_step", "DELETE FROM data_request"),
]


@pytest.mark.parametrize("plant", OF_SOMEBODY_ELSE, ids=range(len(OF_SOMEBODY_ELSE)))
def test_a_request_that_ended_by_deleting_somebody_else_is_found(
    made_up: tuple[Office, int, int], plant: Plant
) -> None:
    office, one, _ = made_up
    data_requests.done(office, step(ended_by(office, one), "done"))
    office.store.close()
    with Store.open(spoiled(office.store.path, plant), practice=True) as store:
        found = {check.name: check.failed for check in verify(replace(office, store=store))}
    assert found["data_requests_erased"] == 1


def test_done_is_not_said_because_somebody_else_was_deleted(made_up: tuple[Office, int, int]) -> None:
    office, one, _ = made_up
    view = ended_by(office, one)
    path = spoiled(office.store.path, OF_SOMEBODY_ELSE[0])
    with Store.open(path, practice=True) as store, pytest.raises(Refused) as wrong:
        data_requests.done(replace(office, store=store), step(view, "done"))
    assert refused(wrong) == ["data_request.delete_erases"]


def test_what_was_asked_is_given_to_the_person_with_the_rest(leader: Office, resident: int) -> None:
    data_requests.add(leader, asks(resident, about="địa chỉ cũ"))
    found = {one.table: one.rows for one in person_data.export(leader, resident, "theo đơn").sections}
    assert found["data_request"][0]["about"] == "địa chỉ cũ"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE data_request SET due_on = '2027-01-01'",
        "UPDATE data_request SET about = 'khác'",
        "UPDATE data_request SET resident_id = resident_id + 1",
        "DELETE FROM data_request",
        "UPDATE data_request_step SET step = 'refused'",
        "DELETE FROM data_request_step",
        "INSERT INTO data_request_step VALUES (9, 1, 'answered', 'x', '', NULL, 1, 0, 'late')",
        "INSERT OR REPLACE INTO data_request_step SELECT id, request_id, step, 'x', ground, due_on, made_by,"
        " made_at, operation FROM data_request_step",
    ],
)
def test_another_program_changes_nothing(leader: Office, resident: int, statement: str) -> None:
    view = data_requests.add(leader, asks(resident))
    data_requests.done(leader, step(view, "done"))
    path = leader.store.path
    leader.store.close()
    connection = connect(path, None)
    try:
        with pytest.raises(dbapi2.IntegrityError):
            connection.execute(statement)
    finally:
        connection.close()


FAULTS: list[Plant] = [
    without_guards("UPDATE data_request SET due_on = '2027-01-01'"),
    without_guards("UPDATE data_request SET kind = 'object'"),
    without_guards("DELETE FROM data_request_step"),
    without_guards("UPDATE data_request_step SET step = 'refused', ground = 'x' WHERE step = 'done'"),
    without_guards("UPDATE data_request_step SET made_by = 1 WHERE step = 'done'"),
    without_guards("UPDATE audit_event SET event = 'x' WHERE event = 'data_request.event.added'"),
]


@pytest.mark.parametrize("plant", FAULTS, ids=range(len(FAULTS)))
def test_a_planted_fault_is_found(leader: Office, resident: int, plant: Plant) -> None:
    view = data_requests.add(leader, asks(resident))
    data_requests.extend(leader, step(view, "extend"))
    data_requests.done(leader, step(view, "done"))
    path = leader.store.path
    leader.store.close()
    with Store.open(spoiled(path, plant)) as store:
        found = {check.name: check.failed for check in verify(replace(leader, store=store))}
    assert found["data_requests"] > 0


def test_a_backdated_request_is_late_from_its_day_of_receipt(office: Office, resident: int) -> None:
    received = office.now().date() - timedelta(days=20)
    view = data_requests.add(office, asks(resident, received_on=received))
    assert view.clock and view.clock.late == 18  # Tuesday 03/11: due on Thursday
    with pytest.raises(Refused):
        data_requests.add(
            office, asks(resident, received_on=office.now().date() + timedelta(days=1), operation="b")
        )


def test_a_slip_of_the_year_and_a_mark_without_its_letter_are_refused(office: Office, resident: int) -> None:
    long_ago = asks(resident, received_on=date(1, 1, 1), operation="c")
    unsaid = asks(resident, asked_by=AskerKind.AUTHORISED, asker="\u0301", paper="\u0301", operation="d")
    with pytest.raises(Refused) as early:
        data_requests.add(office, long_ago)
    with pytest.raises(Refused) as nobody:
        data_requests.add(office, unsaid)
    assert refused(early) == ["data_request.received_early"]
    assert refused(nobody) == ["data_request.asker_missing", "data_request.paper_missing"]
