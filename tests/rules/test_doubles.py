"""When two records look like one person, what speaks against it, which stays, what it takes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.dossier import Contact, ContactKind
from counter.models.merging import Alike, Trait, Unlike
from counter.models.resident import ResidentView
from counter.rules.doubles import better, differences, likeness, order, taken

AT = datetime(2026, 11, 23, tzinfo=UTC)
PHONE = Contact(kind=ContactKind.OWN_PHONE, phone="0905112233")
UT = ResidentView(
    id=1, full_name="Đặng Thị Út", citizen_id="046160001234", numbers=("191234567",), updated_at=AT,
    dob=date(1960, 5, 1), gender="Nữ", address="12 Chi Lăng", contacts=(PHONE,),
)  # fmt: skip
BARE = ResidentView(id=2, full_name="Dang Thi Ut", citizen_id="", updated_at=AT)


@pytest.mark.parametrize(
    ("other", "why", "against"),
    [
        (replace(BARE, citizen_id="191234567"), (Alike.NUMBER,), ()),  # the old CMND meets the new CCCD
        (replace(BARE, citizen_id="046160009999", numbers=("191234567",)), (Alike.NUMBER,), (Unlike.NUMBER,)),
        (replace(BARE, dob=date(1960, 5, 1)), (Alike.BORN,), ()),
        (
            replace(BARE, dob=date(1960, 5, 1), citizen_id="046160001235"),
            (Alike.BORN,),
            (Unlike.NUMBER,),
        ),
        (replace(BARE, contacts=(PHONE,)), (Alike.PHONE,), ()),
        (replace(BARE, address="12 chi lang"), (Alike.ADDRESS,), ()),
        (replace(BARE, contacts=(PHONE,), gender="Nam"), (Alike.PHONE,), (Unlike.GENDER,)),
        (
            replace(BARE, full_name="Đặng Thị Út Em", citizen_id="046160001234", dob=date(1970, 1, 1)),
            (Alike.NUMBER,),
            (Unlike.BORN, Unlike.NAME),
        ),
        (replace(BARE, citizen_id="B1234567", dob=date(1960, 5, 1)), (Alike.BORN,), ()),
    ],
)
def test_what_speaks_for_one_person_and_what_against(
    other: ResidentView, why: tuple[Alike, ...], against: tuple[Unlike, ...]
) -> None:
    found = likeness(UT, other)
    assert found is not None
    assert (found.why, found.against) == (why, against)
    assert likeness(other, UT) == found


@pytest.mark.parametrize(
    "other",
    [
        BARE,  # a name alone
        replace(BARE, dob=date(1961, 5, 1), contacts=(PHONE,)),  # another day: a child with her phone
        replace(BARE, dob=date(1960, 5, 1), citizen_id="046160905678"),  # a namesake: the number is another's
        replace(BARE, full_name="Đặng Thị Ú", contacts=(PHONE,), address="12 Chi Lăng"),
        UT,
    ],
)
def test_a_name_or_a_phone_alone_brings_nobody(other: ResidentView) -> None:
    assert likeness(UT, other) is None


def test_what_nothing_speaks_against_comes_first() -> None:
    sure = likeness(UT, replace(BARE, citizen_id="191234567"))
    born = likeness(UT, replace(BARE, id=3, dob=UT.dob))
    two = likeness(UT, replace(BARE, id=4, dob=UT.dob, citizen_id="046160001235"))
    assert sure and born and two
    assert sorted((two, born, sure), key=order) == [sure, born, two]


def test_the_record_with_the_number_for_life_is_offered_to_stay() -> None:
    assert better(UT, replace(BARE, citizen_id="191234567", dossiers=9)) is UT
    assert better(UT, replace(UT, id=7, dossiers=2)).id == 7
    assert better(UT, replace(UT, id=7)).id == 1


TRAITS = st.frozensets(st.sampled_from(list(Trait)))
NAMES = st.sampled_from(["Út", "Ut", "Mơ"])
VIEWS = st.builds(
    ResidentView,
    id=st.just(1),
    full_name=NAMES,
    citizen_id=st.sampled_from(["", "191234567", "046160001234"]),
    dob=st.sampled_from([None, date(1960, 5, 1), date(1961, 1, 1)]),
    gender=st.sampled_from(["", "Nam", "Nữ"]),
    address=st.sampled_from(["", "a", "b"]),
    issue_date=st.sampled_from([None, date(2021, 5, 5)]),
    updated_at=st.just(AT),
)


@settings(max_examples=100)
@given(kept=VIEWS, gone=VIEWS, chosen=TRAITS)
def test_what_is_taken_is_chosen_or_lacking_and_never_empty(
    kept: ResidentView, gone: ResidentView, chosen: frozenset[Trait]
) -> None:
    differing = {one.trait: one for one in differences(kept, gone)}
    take = taken(kept, gone, chosen)
    assert take <= differing.keys()
    for trait, one in differing.items():
        assert (trait in take) == (bool(one.gone) and (trait in chosen or not one.kept))
