"""Personal numbers and the validity of cards: the vectors, the edges of the ages, and the official lists."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter import i18n
from counter.paths import data_dir
from counter.rules import citizen_id
from counter.services.catalogue import units_data

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "citizen_id.json").read_text("utf-8"))
VECTORS: list[dict[str, Any]] = FILE["vectors"]
NUMBERS = st.from_regex(r"\A0[0-9]{11}\Z")


def decoded(number: str) -> dict[str, Any]:
    reading = citizen_id.decode(number, units_data.prefixes())
    if not reading.format_ok:
        return {"format_ok": False, "reason": reading.reason}
    return {
        "format_ok": True,
        "province_code": reading.province_code,
        "province_at_birth_registration": reading.province,
        "gender": reading.gender,
        "birth_year": reading.birth_year,
        "serial": reading.serial,
    }


def expiry(given: dict[str, str]) -> str | None:
    dob, issued = date.fromisoformat(given["dob"]), date.fromisoformat(given["issue_date"])
    expires = citizen_id.card_expiry(dob, issued, given["law"])
    return expires.isoformat() if expires else None


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_the_vectors(vector: dict[str, Any]) -> None:
    given = vector["input"]
    answers: dict[str, Callable[[], Any]] = {
        "decode": lambda: decoded(given),
        "normalise": lambda: citizen_id.normalise(given),
        "province_known": lambda: given in units_data.known_prefixes(),
        "document_kind": lambda: citizen_id.document_kind(given),
        "card_expiry": lambda: expiry(given),
        "document_valid_on": lambda: citizen_id.document_valid_on(
            given["kind"], date.fromisoformat(given["date"])
        ),
    }
    assert answers[vector["op"]]() == vector["expected"]


def test_the_list_of_prefixes_is_the_official_one() -> None:
    listed = {prefix: entry.province for prefix, entry in units_data.prefixes().items()}
    assert listed == FILE["province_codes"]["items"]


def test_the_other_official_lists_are_whole() -> None:
    assert units_data.check(data_dir()) == ()
    assert len(units_data.communes()) == len({c.code for c in units_data.communes()}) == 40
    assert units_data.communes()[0].name == "Phường Phú Xuân"
    assert len(units_data.peoples()) == len({p.name for p in units_data.peoples()}) == 54
    assert {p.code for p in units_data.peoples()} == {f"{n:02}" for n in range(1, 55)}


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / units_data.PREFIXES).write_text('đầu số:\n  - số: "046"\n', encoding="utf-8")
    faults = units_data.check(tmp_path)
    assert {(f.params["file"], f.params["line"]) for f in faults} == {
        (f"units/{units_data.PREFIXES}", 2),
        (f"units/{units_data.COMMUNES}", 1),
        (f"units/{units_data.PEOPLES}", 1),
    }


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" 079 203\u00a0001234\t", "079203001234"),
        ("079.203.001.234", "079203001234"),
        ("079-203-001234\r\n", "079203001234"),
        ("\uff10\uff17\uff19203001234", "079203001234"),
        ("079\u200b203001234\ufeff", "079203001234"),
    ],
)
def test_typing_aids_make_no_second_person(typed: str, number: str) -> None:
    assert citizen_id.normalise(typed) == number


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("079203001234", []),
        ("", []),
        ("07920300123", ["citizen_id.length"]),
        ("0792030012345", ["citizen_id.length"]),
        ("0461950o1234", ["citizen_id.not_digits"]),
        ("٠79203001234", ["citizen_id.not_digits"]),
    ],
)
def test_a_number_in_a_form(typed: str, ids: list[str]) -> None:
    problems = citizen_id.check(typed)
    assert [p.message_id for p in problems] == ids
    assert not [p for p in problems if citizen_id.is_warning(p)]


def test_a_mismatch_warns_and_never_refuses() -> None:
    problems = citizen_id.check("079203001234", date(1950, 1, 1), "Nữ", units_data.known_prefixes())
    assert [p.message_id for p in problems] == ["citizen_id.gender_differs", "citizen_id.year_differs"]
    assert all(citizen_id.is_warning(p) for p in problems)
    i18n.use_language("en")
    try:
        texts = [i18n.t(p.message_id, **p.params) for p in problems]
    finally:
        i18n.use_language("vi")
    assert texts == ["gender digit says Nam", "number says birth year 2003"]


def test_a_year_alone_is_compared_too() -> None:
    assert citizen_id.check("079138000001", 1938, "nữ") == ()
    assert [p.message_id for p in citizen_id.check("079138000001", 1937)] == ["citizen_id.year_differs"]


def test_an_unknown_prefix_is_a_warning() -> None:
    (problem,) = citizen_id.check("023203001234", None, "", units_data.known_prefixes())
    assert problem.message_id == "citizen_id.prefix_unknown"
    assert citizen_id.is_warning(problem)


@given(NUMBERS)
def test_a_number_agrees_with_what_it_says(number: str) -> None:
    reading = citizen_id.decode(number)
    assert reading.birth_year is not None
    assert reading.gender is not None
    assert citizen_id.check(number, reading.birth_year, reading.gender) == ()
    assert len(citizen_id.check(number, reading.birth_year + 1, "Nam nữ"[:3])) in (1, 2)


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    reading = citizen_id.decode(text)
    assert reading.format_ok == (reading.reason is None)
    citizen_id.check(text, None, text)
    citizen_id.document_kind(text)


@given(
    st.dates(date(1930, 1, 1), date(2015, 12, 31)),
    st.integers(0, 90 * 365),
    st.sampled_from(["2014", "2023"]),
)
def test_a_card_runs_at_least_two_years_and_ends_on_a_change_of_age(dob: date, days: int, law: str) -> None:
    issued = dob + timedelta(days=days)
    expires = citizen_id.card_expiry(dob, issued, law)
    if expires is None:
        assert issued >= citizen_id.birthday(dob, 58)
        return
    assert expires in {citizen_id.birthday(dob, age) for age in (14, 25, 40, 60)}
    assert (expires - issued).days > 2 * 365
    # A card issued a day earlier never runs longer.
    earlier = citizen_id.card_expiry(dob, issued - timedelta(days=1), law)
    assert earlier is not None
    assert earlier <= expires


def test_what_makes_a_paper_valid() -> None:
    valid = citizen_id.document_valid_on
    assert valid("cmnd9", date(2024, 12, 31))
    assert not valid("cmnd9", date(2024, 6, 2), issued=date(2009, 6, 1))
    card = {"dob": date(1985, 3, 5), "issued": date(2021, 6, 10)}
    assert valid("personal12", date(2025, 3, 5), **card)
    assert not valid("personal12", date(2025, 3, 6), **card)
    assert valid("personal12", date(2025, 3, 6), expires=date(2045, 3, 5), **card)  # the printed date wins
    assert valid("personal12", date(2100, 1, 1))
    assert [citizen_id.card_name(date(2024, month, 30)) for month in (6, 7)] == ["cccd", "can_cuoc"]


def test_born_on_a_leap_day() -> None:
    assert citizen_id.birthday(date(1996, 2, 29), 25) == date(2021, 2, 28)
    assert citizen_id.birthday(date(1996, 2, 29), 40) == date(2036, 2, 29)
