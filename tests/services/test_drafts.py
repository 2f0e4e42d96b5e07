"""Drafts: what is typed is kept, and belongs to one person at a time."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter.errors import Conflict, Forbidden, NotFound, StoreError
from counter.models.catalogue import Channel
from counter.models.dossier import (
    Answer,
    Applicant,
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperMark,
    PaperState,
    ResultWay,
    Step,
)
from counter.models.staff import Role, StaffView
from counter.services.intake import drafts, intake
from counter.services.office import Office
from counter.services.personal import erasure
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services import journeys
from tests.services.test_erasure import end, order

People = dict[Role, StaffView]
FULL = IntakeDraft(
    id="d1",
    step=Step.QUESTIONS,
    applicant=Applicant(
        full_name="Đặng Thị Út",
        citizen_id="046160001234",
        dob=date(1960, 2, 29),
        gender="Nữ",
        address="12 Chi Lăng",
        from_card=True,
        extra_fields=("", "x"),
    ),
    identity=IdentityCheck.FOR_ANOTHER,
    behalf_of="Nguyễn Văn Đức",
    behalf_paper="Giấy ủy quyền",
    procedure_code="1.001193",
    papers=(PaperMark(key="to-khai", name="Tờ khai", state=PaperState.SUBMITTED, originals=1),),
    answers=(Answer(key="ho-ten", label="Họ tên", value="[/] \x00 «'»"),),
    fee_inputs={"documents": "3x5,1x2"},
    exempt_group="elderly",
    channel=Channel.POST,
    result_way=ResultWay.POST,
    contact=Contact(
        kind=ContactKind.NEIGHBOUR, phone="0905", whose="bà Lan", comes_back_on=date(2026, 12, 1)
    ),
    started_from=7,
    note="Hẹn lại",
)


@pytest.fixture
def volunteer(office: Office, people: People) -> Office:
    return replace(office, actor=people[Role.VOLUNTEER])


def test_a_draft_comes_back_whole(office: Office, clock: Clock) -> None:
    saved_at = clock.ahead(minutes=3)
    assert drafts.save(office, FULL) == 1
    view = drafts.load(office, "d1")
    assert view.draft == FULL
    assert office.actor is not None
    assert (view.owner_id, view.owner) == (office.actor.id, office.actor.name)
    assert (view.version, view.saved_at) == (1, saved_at)


def test_a_draft_survives_the_store_being_closed(office: Office) -> None:
    drafts.save(office, FULL)
    office.store.close()
    with Store.open(office.store.path) as again:
        assert drafts.load(replace(office, store=again), "d1").draft == FULL


def test_each_save_is_a_version_and_an_event(office: Office) -> None:
    assert [drafts.save(office, replace(FULL, note=str(n))) for n in range(3)] == [1, 2, 3]
    assert drafts.load(office, "d1").draft.note == "2"
    with office.store.query() as connection:
        told = connection.execute(
            "SELECT detail FROM audit_event WHERE subject_kind = 'draft' AND subject_id = 'd1' ORDER BY seq"
        ).fetchall()
    assert [row[0] for row in told] == [f'{{"step":"questions","version":{n}}}' for n in (1, 2, 3)]


def test_the_event_holds_nothing_of_what_was_typed(office: Office) -> None:
    drafts.save(office, FULL)
    with office.store.query() as connection:
        told = str(connection.execute("SELECT * FROM audit_event").fetchall())
    assert "046160001234" not in told
    assert "Đặng" not in told


def test_the_desk_finds_a_draft_by_plain_columns(office: Office) -> None:
    drafts.save(office, FULL)
    with office.store.query() as connection:
        row = connection.execute("SELECT applicant_name, folded, procedure_code, step FROM draft").fetchone()
    assert row == ("Đặng Thị Út", "dang thi ut", "1.001193", "questions")


def test_ones_own_drafts_come_first_then_the_newest(office: Office, volunteer: Office, clock: Clock) -> None:
    for who, ident in ((office, "a"), (volunteer, "b"), (office, "c"), (volunteer, "d")):
        clock.ahead(minutes=1)
        drafts.save(who, IntakeDraft(id=ident))
    assert [view.id for view in drafts.listing(office)] == ["c", "a", "d", "b"]
    assert [view.id for view in drafts.listing(volunteer, 3)] == ["d", "b", "c"]


def test_a_draft_taken_over_is_no_longer_the_first_ones(office: Office, volunteer: Office) -> None:
    drafts.save(volunteer, FULL)
    taken = drafts.take_over(office, "d1")
    assert (taken.draft, taken.version) == (FULL, 2)
    with pytest.raises(Conflict) as fault:
        drafts.save(volunteer, replace(FULL, note="late"))
    assert fault.value.message_id == "draft.taken_over"
    assert office.actor is not None
    assert fault.value.params == {"who": office.actor.name}
    assert drafts.save(office, FULL) == 3


def test_taking_over_ones_own_changes_nothing(office: Office) -> None:
    drafts.save(office, FULL)
    assert drafts.take_over(office, "d1").version == 1


def test_a_discarded_draft_does_not_come_back_with_a_late_save(office: Office) -> None:
    drafts.save(office, FULL)
    drafts.discard(office, "d1")
    drafts.discard(office, "d1")
    with pytest.raises(NotFound):
        drafts.load(office, "d1")
    with pytest.raises(Conflict) as fault:
        drafts.save(office, FULL)
    assert fault.value.message_id == "draft.discarded"


def test_a_colleagues_draft_is_not_thrown_away(office: Office, volunteer: Office) -> None:
    drafts.save(volunteer, FULL)
    with pytest.raises(Forbidden):
        drafts.discard(office, "d1")
    assert drafts.load(office, "d1").draft == FULL


def test_an_accepted_draft_does_not_come_back_with_a_late_save(office: Office) -> None:
    drafts.save(office, FULL)
    with office.store.write(office.now()) as transaction:
        drafts.forget(transaction, "d1")
        transaction.record(office.actor, "dossier.accepted", subject=("dossier", 1), operation="d1")
    with pytest.raises(Conflict) as fault:
        drafts.save(office, FULL)
    assert fault.value.message_id == "draft.accepted"


def test_a_body_of_another_program_is_told_and_kept(office: Office) -> None:
    drafts.save(office, FULL)
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE draft SET body = '{\"id\": 5}'")
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    with pytest.raises(StoreError) as fault:
        drafts.load(office, "d1")
    assert fault.value.message_id == "draft.unreadable"


def test_a_field_a_newer_program_added_is_passed_over(office: Office) -> None:
    drafts.save(office, FULL)
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE draft SET body = json_set(body, '$.mood', 'good')")
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    assert drafts.load(office, "d1").draft == FULL


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=texts, value=texts, note=texts, dob=st.none() | st.dates())
def test_whatever_was_typed_comes_back(
    office: Office, name: str, value: str, note: str, dob: date | None
) -> None:
    typed = replace(
        FULL,
        applicant=replace(FULL.applicant, full_name=name, dob=dob),
        answers=(Answer(key="k", label="l", value=value),),
        note=note,
    )
    drafts.save(office, typed)
    assert drafts.load(office, "d1").draft == typed


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (FULL.applicant, True),
        (replace(FULL.applicant, full_name="ĐẶNG THỊ ÚT EM"), True),  # a name written otherwise, one number
        (replace(FULL.applicant, citizen_id=""), True),  # no number: name and day of birth
        (replace(FULL.applicant, citizen_id="", dob=None), False),
        (replace(FULL.applicant, citizen_id="046160009999"), False),  # a namesake born the same day
        (replace(FULL.applicant, citizen_id="", full_name="Đặng Thị Ất"), False),
    ],
)
def test_the_drafts_of_one_person(office: Office, who: Applicant, found: bool) -> None:
    drafts.save(office, FULL)
    drafts.save(office, replace(FULL, id="d2", applicant=Applicant(full_name="Lê Văn Ai")))
    assert [view.id for view in drafts.of_person(office, who, but="")] == ["d1"] * found
    assert drafts.of_person(office, who, but="d1") == ()


def test_no_secret_is_kept_in_a_draft(office: Office, store: Store) -> None:
    """Not for a moment: a draft is saved while it is typed, long before anybody refuses it."""
    typed = "mật khẩu VNeID: Hue@2026"
    given = replace(
        FULL,
        applicant=replace(FULL.applicant, address=typed, full_name=f"Út {typed}"),
        note=typed,
        contact=replace(FULL.contact, whose=typed),
        answers=(Answer(key="ho-ten", label="Họ tên", value=typed),),
        fee_inputs={"documents": typed},
    )
    drafts.save(office, given)
    with store.query() as connection:
        row = connection.execute("SELECT applicant_name, folded, body FROM draft").fetchone()
    assert row is not None and "Hue@2026" not in "".join(row)
    kept = drafts.load(office, FULL.id).draft
    assert (kept.note, kept.answers[0].value, kept.behalf_of) == ("", "", FULL.behalf_of)


def test_half_a_character_does_not_stop_the_keeping(office: Office) -> None:
    """Hostile input N16: no store can hold it, and what was typed around it is kept."""
    broken = replace(FULL, applicant=replace(FULL.applicant, full_name="A\udc80B"), note="\ud800")
    drafts.save(office, broken)
    kept = drafts.load(office, FULL.id).draft
    assert (kept.applicant.full_name, kept.note) == ("A\ufffdB", "\ufffd")


def test_an_intake_that_stands_open_does_not_bring_a_person_back(office: Office, people: People) -> None:
    """Neither as a draft, saved before or not, nor as a dossier; somebody who comes again is taken as new."""
    view = journeys.received(office, journeys.certified_copy(office, journeys.MO))
    assert view.resident_id is not None
    copied = intake.start(office, from_dossier=view.id)
    typed = replace(journeys.certified_copy(office, journeys.MO), id="typed", duplicate_reason="hai bản")
    chosen = replace(typed, id="chosen", applicant=replace(typed.applicant, resident_id=view.resident_id))
    drafts.save(office, typed)
    end(office.store)
    head = replace(office, actor=people[Role.SUPERVISOR])
    erasure.erase(head, order(erasure.preview(head, view.resident_id)))
    for draft, told in ((copied, "erased_person"), (chosen, "erased_person"), (typed, "erased")):
        with pytest.raises(Conflict) as late:
            drafts.save(office, draft)
        assert late.value.message_id == f"draft.{told}"
    for draft, told in ((chosen, "erased_person"), (typed, "erased")):
        with pytest.raises(Conflict) as late:
            intake.accept(office, draft)
        assert late.value.message_id == f"draft.{told}"
    assert not drafts.listing(office)
    again = journeys.received(office, replace(typed, id="again", duplicate_reason=""))
    assert again.resident_id not in (None, view.resident_id)
