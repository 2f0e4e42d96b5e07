"""Whether the person at the counter can be stored."""

from datetime import date

import pytest

from counter.models.dossier import Applicant
from counter.rules.applicant_checks import problems, tidy

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("046195001234", True),
        ("046 195 001 234", True),
        ("191234567", True),  # the nine digits of an old paper
        ("C1234567", True),  # a passport
        ("", True),
        ("04619500123", False),
        ("0461950012345", False),
        ("04619500123O", True),  # twelve signs with a letter read as a passport: nothing is repaired here
        ("C-12", False),
    ],
)
def test_a_number_is_one_of_the_kinds_people_show(number: str, right: bool) -> None:
    found = problems(tidy(Applicant(full_name="Út", citizen_id=number)), TODAY)
    assert (not found) is right


@pytest.mark.parametrize(
    ("born", "right"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (date(1896, 1, 1), True),
        (date(1895, 12, 31), False),
        (None, True),
    ],
)
def test_nobody_is_born_tomorrow_or_too_long_ago(born: date | None, right: bool) -> None:
    assert (not problems(Applicant(full_name="Út", dob=born), TODAY)) is right


def test_a_mismatch_of_number_and_card_is_no_reason_to_refuse() -> None:
    """Numbers are cancelled and made anew: a man's number on a woman's card is looked at, never refused."""
    assert not problems(Applicant(full_name="Mơ", citizen_id="046095001234", gender="Nữ"), TODAY)


def test_all_faults_are_told_at_once() -> None:
    wrong = Applicant(
        full_name="A\x1b",
        citizen_id="1",
        old_cmnd="12",
        dob=date(2027, 1, 1),
        gender="x",
        address="\u202eHuế",
    )
    assert {p.field for p in problems(wrong, TODAY)} == {
        "full_name",
        "citizen_id",
        "old_cmnd",
        "dob",
        "gender",
        "address",
    }


def test_tidying_gathers_blanks_and_composes_letters() -> None:
    kept = tidy(Applicant(full_name="  Nguye\u0302\u0303n   Thị  Mơ ", citizen_id="046.195.001.234"))
    assert (kept.full_name, kept.citizen_id) == ("Nguyễn Thị Mơ", "046195001234")
