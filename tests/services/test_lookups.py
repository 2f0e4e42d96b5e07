"""Looking people up without their card: counted, limited for volunteers, told to the leader, for a reason."""

from dataclasses import replace

import pytest

from counter.errors import Forbidden, NotFound, Refused
from counter.models.merging import MergeDraft
from counter.models.numbers import mask_number
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.office import Office
from counter.services.people import lookers, lookups, residents
from counter.services.put_right import merging
from tests.conftest import Clock
from tests.services import journeys

People = dict[Role, StaffView]
NUMBER, PHONE = journeys.BINH.citizen_id, "0914220118"


@pytest.fixture
def known(office: Office, people: People) -> tuple[int, int]:
    """A resident and their dossier."""
    view = journeys.received(office, journeys.certified_copy(office))
    assert view.resident_id is not None
    return view.resident_id, view.id


def events(office: Office, name: str) -> list[tuple[int, str, str, str]]:
    with office.store.query() as connection:
        return connection.execute(
            "SELECT staff_id, subject_kind, subject_id, detail FROM audit_event WHERE event = ?", (name,)
        ).fetchall()


def as_(office: Office, person: StaffView, *, most: int = 40) -> Office:
    return replace(office, actor=person, ward=replace(office.ward, lookups_per_day=most))


def test_a_volunteer_s_day_ends_at_the_limit_and_begins_anew(
    office: Office, people: People, known: tuple[int, int], clock: Clock
) -> None:
    volunteer = as_(office, people[Role.VOLUNTEER], most=3)
    for _ in range(3):
        assert lookups.open_person(volunteer, known[0]).id == known[0]
    for look in (
        lambda: lookups.open_person(volunteer, known[0]),
        lambda: lookups.see_person(volunteer, known[0], "so giấy"),
        lambda: lookups.see_dossier(volunteer, known[1], "so giấy"),
        lambda: lookups.show_dossier(volunteer, str(known[1])),
    ):
        with pytest.raises(Refused) as refused:
            look()
        assert [p.message_id for p in refused.value.problems] == ["lookup.enough"]
    assert len(events(office, "lookup.opened")) == 3
    assert len(events(office, "lookup.refused")) == 4 and not events(office, "lookup.seen")
    clock.ahead(days=1)
    assert lookups.open_person(volunteer, known[0])


def test_who_may_do_more_is_counted_all_the_same(
    office: Office, people: People, known: tuple[int, int]
) -> None:
    clerk = as_(office, people[Role.CLERK], most=1)
    for _ in range(16):
        lookups.open_person(clerk, known[0])
    told = lookers.lookers(as_(office, people[Role.SUPERVISOR]))
    assert [(one.staff_id, one.today, one.unusual) for one in told] == [(people[Role.CLERK].id, 16, True)]


def test_a_whole_number_needs_a_reason_and_leaves_who_whom_and_why(
    office: Office, people: People, known: tuple[int, int]
) -> None:
    clerk = as_(office, people[Role.CLERK])
    for empty in ("", "  "):
        with pytest.raises(Refused) as refused:
            lookups.see_person(clerk, known[0], empty)
        assert [p.message_id for p in refused.value.problems] == ["lookup.reason"]
    seen = lookups.see_person(clerk, known[0], "so với thẻ giấy")
    assert NUMBER in seen.numbers
    assert lookups.see_dossier(clerk, known[1], "người dân hỏi").phones == (PHONE,)
    assert [row[:3] for row in events(office, "lookup.seen")] == [
        (people[Role.CLERK].id, "resident", str(known[0])),
        (people[Role.CLERK].id, "dossier", str(known[1])),
    ]
    assert "so với thẻ giấy" in events(office, "lookup.seen")[0][3]
    assert not any(NUMBER in row[3] for row in events(office, "lookup.seen"))


def test_showing_a_resident_their_own_data_is_a_look_that_is_counted_and_kept(
    office: Office, people: People, known: tuple[int, int]
) -> None:
    volunteer = as_(office, people[Role.VOLUNTEER])
    assert lookups.show_dossier(volunteer, str(known[1])).contact.phone == PHONE
    assert [row[:3] for row in events(office, "lookup.shown")] == [
        (people[Role.VOLUNTEER].id, "dossier", str(known[1]))
    ]
    told = lookers.lookers(as_(office, people[Role.SUPERVISOR]))
    assert [(one.staff_id, one.today) for one in told] == [(people[Role.VOLUNTEER].id, 1)]


def test_a_password_is_no_reason(office: Office, people: People, known: tuple[int, int]) -> None:
    with pytest.raises(Refused):
        lookups.see_person(as_(office, people[Role.CLERK]), known[0], "mật khẩu 482913")
    assert not events(office, "lookup.seen")


def test_only_a_leader_reads_who_looked(office: Office, people: People) -> None:
    with pytest.raises(Forbidden):
        lookers.lookers(as_(office, people[Role.CLERK]))


def test_a_leader_reads_who_looked_at_whom_when_and_why(
    office: Office, people: People, known: tuple[int, int]
) -> None:
    volunteer, clerk = as_(office, people[Role.VOLUNTEER], most=3), as_(office, people[Role.CLERK])
    lookups.open_person(volunteer, known[0])
    lookups.see_person(volunteer, known[0], "so với thẻ giấy")
    lookups.see_dossier(clerk, known[1], "người dân hỏi")
    code = lookups.show_dossier(volunteer, str(known[1])).code
    with pytest.raises(Refused):
        lookups.open_person(volunteer, known[0])
    leader = as_(office, people[Role.SUPERVISOR])
    told = [(one.who, one.event, one.reason, one.dossier) for one in lookers.looks(leader)]
    mine = people[Role.VOLUNTEER].name
    assert told == [
        (mine, "lookup.refused", "", ""),
        (mine, "lookup.shown", "", code),
        (people[Role.CLERK].name, "lookup.seen", "người dân hỏi", code),
        (mine, "lookup.seen", "so với thẻ giấy", ""),
        (mine, "lookup.opened", "", ""),
    ]
    every = lookers.looks(leader)
    assert {one.name for one in every} == {journeys.BINH.full_name}
    assert {one.number for one in every} == {mask_number(NUMBER)}
    assert [one.who for one in lookers.looks(leader, people[Role.CLERK].id)] == [people[Role.CLERK].name]
    paged = lookers.looks(leader, limit=2)
    while page := lookers.looks(leader, before=paged[-1].seq, limit=2):
        paged += page
    assert paged == every
    with pytest.raises(Forbidden):
        lookers.looks(clerk)


def test_nobody_is_counted_for_whom_nobody_is_there(office: Office, people: People) -> None:
    clerk = as_(office, people[Role.CLERK])
    for look in (lambda: lookups.open_person(clerk, 999), lambda: lookups.see_dossier(clerk, 999, "x")):
        with pytest.raises(NotFound):
            look()
    assert not lookers.lookers(as_(office, people[Role.SUPERVISOR]))


def test_a_masked_dossier_shows_no_number_whole(
    office: Office, people: People, known: tuple[int, int]
) -> None:
    clerk = as_(office, people[Role.CLERK])
    view = dossiers.get(clerk, str(known[1]))
    text = str(dossiers.as_dict(lookups.masked(view)))
    assert NUMBER in str(dossiers.as_dict(view))
    assert NUMBER not in text and PHONE not in text


def test_whoever_sees_a_merged_record_sees_the_one_that_stays(
    office: Office, people: People, known: tuple[int, int]
) -> None:
    card = replace(journeys.MO, citizen_id="046195009999")
    gone = journeys.received(office, journeys.certified_copy(office, card)).resident_id
    assert gone is not None
    versions = [residents.get(office, ident).version for ident in (known[0], gone)]
    draft = MergeDraft(
        operation="m", kept_id=known[0], gone_id=gone, kept_version=versions[0], gone_version=versions[1],
        reason="Cùng một người",
    )  # fmt: skip
    merging.merge(as_(office, people[Role.SUPERVISOR]), draft)
    assert lookups.see_person(office, gone, "so giấy") == lookups.see_person(office, known[0], "so giấy")
    assert {row[2] for row in events(office, "lookup.seen")} == {str(known[0])}


def test_a_clock_set_back_stops_no_look_and_begins_no_new_day(
    office: Office, people: People, known: tuple[int, int], clock: Clock
) -> None:
    volunteer = as_(office, people[Role.VOLUNTEER], most=1)
    assert lookups.open_person(volunteer, known[0])
    clock.ahead(days=-2)
    with pytest.raises(Refused) as refused:
        lookups.open_person(volunteer, known[0])
    assert [p.message_id for p in refused.value.problems] == ["lookup.enough"]
    assert lookups.see_dossier(office, known[1], "so giấy")
