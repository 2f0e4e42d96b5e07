"""Recognising who stands at the counter, and what the store learns from a card."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import NotFound
from counter.models.dossier import Applicant, Contact, ContactKind
from counter.models.numbers import NumberKind, digits, kind_of_number, mask_number
from counter.models.staff import Role, StaffView
from counter.services.office import Office
from counter.services.people import residents
from tests.services.rows import add_dossier

UT = Applicant(
    full_name="Đặng Thị Út",
    citizen_id="046160001234",
    old_cmnd="191234567",
    dob=date(1960, 5, 1),
    gender="Nữ",
    address="12 Chi Lăng, Phú Hậu, Huế",
    issue_date=date(2021, 6, 10),
    from_card=True,
)
OWN = Contact(kind=ContactKind.OWN_PHONE, phone="0905 123 456")
NOBODY = Contact(kind=ContactKind.NONE)


def learn(office: Office, applicant: Applicant, contact: Contact = NOBODY) -> int:
    with office.store.write(office.now()) as transaction:
        ident = residents.register_or_update(transaction, office.actor, applicant, contact, operation="")
        transaction.record(office.actor, "test.happened", subject=("test", 1), operation="")
    return ident


def events(office: Office, ident: int) -> list[tuple[str, str]]:
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT event, detail FROM audit_event WHERE subject_kind = 'resident' AND subject_id = ?"
            " ORDER BY seq",
            (str(ident),),
        )
        return [(event, detail) for event, detail in rows]


def test_a_new_resident_is_kept_whole(office: Office) -> None:
    ident = learn(office, replace(UT, extra_fields=("", "", "Đặng Văn A", "")), OWN)
    view = residents.get(office, ident)
    assert (view.full_name, view.citizen_id, view.numbers) == (UT.full_name, UT.citizen_id, (UT.old_cmnd,))
    assert (view.dob, view.gender, view.address, view.issue_date) == (
        UT.dob, UT.gender, UT.address, UT.issue_date,
    )  # fmt: skip
    assert view.extra_fields == ("", "", "Đặng Văn A", "")
    assert view.contacts == (Contact(kind=ContactKind.OWN_PHONE, phone="0905123456"),)
    assert view.version == 1
    assert [event for event, _ in events(office, ident)] == ["resident.added"]


def test_the_same_card_again_is_the_same_resident_and_no_event(office: Office) -> None:
    ident = learn(office, UT, OWN)
    assert learn(office, UT, OWN) == ident
    assert len(events(office, ident)) == 1
    assert residents.get(office, ident).version == 1


def test_the_event_names_the_fields_and_not_what_is_in_them(office: Office) -> None:
    ident = learn(office, UT)
    learn(office, replace(UT, address="5 Bạch Đằng"), OWN)
    assert events(office, ident)[-1] == ("resident.updated", '{"changed":"address contact"}')
    assert residents.get(office, ident).version == 2


def test_what_is_not_said_is_not_forgotten(office: Office) -> None:
    ident = learn(office, UT, OWN)
    learn(office, Applicant(full_name=UT.full_name, citizen_id=UT.citizen_id))
    view = residents.get(office, ident)
    assert (view.address, view.dob, view.contacts[0].phone) == (UT.address, UT.dob, "0905123456")


def test_a_number_can_be_cancelled_and_made_anew(office: Office) -> None:
    """A resident keeps every number; the new one is in use, the old one still finds them."""
    ident = learn(office, UT)
    new = replace(UT, citizen_id="046160009999", old_cmnd="", resident_id=ident)
    assert learn(office, new) == ident
    view = residents.get(office, ident)
    assert view.citizen_id == "046160009999"
    assert set(view.numbers) == {"046160001234", "191234567"}
    again = residents.recognise(office, UT)
    assert again.known is not None
    assert (again.known.id, again.by_old_number) == (ident, True)
    assert "citizen_id" in again.differs


def test_two_people_may_have_one_number(office: Office) -> None:
    """Never unique: both are shown, nobody is known, a clerk chooses."""
    first = learn(office, UT)
    second = learn(office, replace(UT, full_name="Trần Văn Khác", dob=date(1980, 1, 1)))
    assert first != second
    seen = residents.recognise(office, Applicant(citizen_id=UT.citizen_id))
    assert seen.known is None
    assert {view.id for view in seen.likely} == {first, second}


def test_a_scanned_card_is_known(office: Office) -> None:
    ident = learn(office, UT)
    seen = residents.recognise(office, UT)
    assert seen.known is not None
    assert (seen.known.id, seen.by_old_number, seen.differs, seen.likely) == (ident, False, (), ())


def test_a_number_alone_is_enough_and_an_old_one_too(office: Office) -> None:
    ident = learn(office, UT)
    assert residents.recognise(office, Applicant(citizen_id=UT.citizen_id)).known is not None
    by_old = residents.recognise(office, Applicant(citizen_id="191234567"))
    assert by_old.known is not None
    assert (by_old.known.id, by_old.by_old_number) == (ident, True)


def test_a_new_card_that_names_the_old_number_is_known(office: Office) -> None:
    ident = learn(office, replace(UT, citizen_id="191234567", old_cmnd=""))
    seen = residents.recognise(office, UT)
    assert seen.known is not None
    assert (seen.known.id, seen.by_old_number) == (ident, False)
    assert seen.differs == ("citizen_id",)


def test_a_number_with_another_name_is_only_likely(office: Office) -> None:
    ident = learn(office, UT)
    seen = residents.recognise(office, replace(UT, full_name="Trần Văn Khác"))
    assert seen.known is None
    assert [view.id for view in seen.likely] == [ident]


def test_accents_and_case_do_not_make_another_name(office: Office) -> None:
    learn(office, UT)
    assert residents.recognise(office, replace(UT, full_name="DANG THI UT")).known is not None


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        (Applicant(full_name="dang thi ut", dob=UT.dob), True),
        (Applicant(full_name="dang thi ut", dob=date(1961, 5, 1)), False),
        (Applicant(full_name="dang thi ut", address="12 chi lang, phu hau, hue"), True),
        (Applicant(full_name="dang thi ut"), False),  # a name alone is half the ward
        (Applicant(full_name="dang thi u", dob=UT.dob), False),
        (Applicant(), False),
    ],
)
def test_who_may_be_the_same_without_a_number(office: Office, typed: Applicant, likely: bool) -> None:
    learn(office, UT)
    seen = residents.recognise(office, typed)
    assert seen.known is None
    assert bool(seen.likely) is likely


def test_a_resident_without_a_date_of_birth_may_be_anybody_of_that_name(office: Office) -> None:
    learn(office, replace(UT, citizen_id="", old_cmnd="", dob=None))
    assert residents.recognise(office, Applicant(full_name=UT.full_name, dob=UT.dob)).likely


def test_without_a_number_each_is_new_until_a_clerk_chooses(office: Office) -> None:
    bare = replace(UT, citizen_id="", old_cmnd="")
    first = learn(office, bare)
    assert learn(office, bare) != first
    assert learn(office, replace(bare, resident_id=first)) == first


def test_who_is_chosen_must_exist(office: Office) -> None:
    with pytest.raises(NotFound):
        learn(office, replace(UT, resident_id=99))
    with pytest.raises(NotFound):
        residents.get(office, 99)


def test_the_last_digits_of_a_phone_find_people(office: Office) -> None:
    mine = learn(office, UT, OWN)
    other = learn(
        office,
        replace(UT, citizen_id="046160001235", full_name="Trần Văn Khác", old_cmnd=""),
        Contact(kind=ContactKind.NEIGHBOUR, phone="0914.123.456", whose="bà Lan"),
    )
    assert [view.id for view in residents.by_phone(office, "3 456")] == [other, mine]
    assert [view.id for view in residents.by_phone(office, "0905123456")] == [mine]
    assert residents.by_phone(office, "56") == ()
    assert residents.by_phone(office, "999") == ()


def test_recent_are_those_of_the_newest_dossiers(office: Office, people: dict[Role, StaffView]) -> None:
    idents = [
        learn(office, replace(UT, citizen_id=f"04616000{n:04}", old_cmnd="", full_name=f"Út {n}"))
        for n in range(3)
    ]
    with office.store.write() as transaction:
        for number, ident in enumerate([idents[0], idents[2], idents[0], None], start=1):
            add_dossier(transaction, people[Role.CLERK], number, resident_id=ident)
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    recent = residents.recent(office)
    assert [(view.id, view.dossiers) for view in recent] == [(idents[0], 2), (idents[2], 1)]
    assert recent[0].last_dossier == "H57.15-261123-0003"
    assert len(residents.recent(office, 1)) == 1


def test_a_list_shows_a_number_by_half() -> None:
    assert mask_number("046195001234") == "046195••••34"
    assert mask_number("191234567") == "191••••67"
    assert mask_number("") == ""


@given(st.text(st.characters(categories=["Nd", "Lu"]), max_size=20))
def test_a_mask_keeps_the_length_and_hides_something(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert number == "" or "•" in masked


@pytest.mark.parametrize(
    ("number", "kind"),
    [("046195001234", NumberKind.CCCD), ("191234567", NumberKind.CMND9), ("C1234567", NumberKind.PASSPORT)],
)
def test_a_number_is_told_by_its_shape(number: str, kind: NumberKind) -> None:
    assert kind_of_number(number) is kind


def test_only_digits_of_a_phone_are_kept() -> None:
    assert digits("+84 (905) 123-456") == "84905123456"
