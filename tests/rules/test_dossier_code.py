"""Dossier codes in both orders, and short codes that notice a wrong sign."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import Problem
from counter.rules.dossier_code import (
    ALPHABET,
    DossierCode,
    build,
    parse,
    parse_short,
    short_code,
    unit_key,
    unit_problem,
)


def parsed(text: str) -> DossierCode:
    found = parse(text)
    assert isinstance(found, DossierCode), found
    return found


@pytest.mark.parametrize(
    ("text", "unit", "day", "sequence"),
    [
        ("000.00.15.H57-250910-0001", "000.00.15.H57", date(2025, 9, 10), 1),
        ("H57.15-250910-0001", "H57.15", date(2025, 9, 10), 1),
        ("  h57.15-251124-0041 ", "H57.15", date(2025, 11, 24), 41),
        ("H57.15.3-251124-00412", "H57.15.3", date(2025, 11, 24), 412),
        ("TAM-261123-0007", "TAM", date(2026, 11, 23), 7),
        ("A-240229-9999", "A", date(2024, 2, 29), 9999),
    ],
)
def test_codes_are_taken_apart(text: str, unit: str, day: date, sequence: int) -> None:
    found = parsed(text)
    assert (found.unit, found.day, found.sequence) == (unit, day, sequence)
    assert str(found) == text.strip().upper()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H57.15-250910",
        "H57.15-250910-001",
        "H57.15-250910-000001",
        "H57.15-251340-0001",
        "H57.15-260229-0001",
        "H57..15-250910-0001",
        ".H57-250910-0001",
        "H57.??-250910-0001",
        "H57.15_250910_0001",
        "A.B.C.D.E.F.G.H-250910-0001",
        "H" * 36 + "-250910-0001",
        "H57.15-٢٥٠٩١٠-0001",
        "H57.15-250910-0001\nX",
        "Đ57-250910-0001",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert isinstance(parse(text), Problem)


def test_both_orders_are_one_dossier() -> None:
    assert parsed("000.00.15.H57-250910-0001").key == parsed("H57.15-250910-0001").key
    assert parsed("H57.15-250910-0001").key != parsed("H57.16-250910-0001").key
    assert unit_key("000.00.00.H57") == ("H57",)
    assert unit_key("H57.15.03") == ("H57", "15", "03")


def test_building_goes_with_the_unit_of_the_ward() -> None:
    assert str(build("H57.15", date(2026, 11, 23), 1)) == "H57.15-261123-0001"
    assert not build("H57.15", date(2026, 11, 23), 1).provisional
    assert str(build("H57.15", date(2026, 11, 23), 12345)) == "H57.15-261123-12345"
    for sequence in (0, -1, 100_000):
        with pytest.raises(ValueError, match=str(sequence)):
            build("H57.15", date(2026, 11, 23), sequence)


def test_without_the_unit_a_code_is_provisional_and_still_a_code() -> None:
    code = build("H57.??", date(2026, 11, 23), 254)
    assert code.provisional
    assert parsed(str(code)) == code


@pytest.mark.parametrize("text", ["H57.15", "000.00.15.H57", "H57.??", "A" * 35])
def test_unit_codes(text: str) -> None:
    assert unit_problem(text) is None


@pytest.mark.parametrize("text", ["", "H57 15", "h57.15", "H57..15", "A" * 36, "TAM", "[/]", "H57.15-1"])
def test_what_is_no_unit_code(text: str) -> None:
    assert unit_problem(text) is not None


@given(
    st.from_regex(r"[A-Z0-9]{1,5}(\.[A-Z0-9]{1,4}){0,6}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 99999),
)
def test_a_built_code_is_read_back(unit: str, day: date, sequence: int) -> None:
    code = build(unit, day, sequence)
    assert parsed(str(code)) == code


# -- short codes -----------------------------------------------------------------------------


def bare(number: int) -> str:
    return short_code(number).replace("-", "")


def test_the_alphabet_cannot_be_misread_or_composed() -> None:
    assert len(set(ALPHABET)) == 19
    assert not set(ALPHABET) & set("01OQILSZBGUWDAEY")


def test_short_codes_are_typed_any_way() -> None:
    code = short_code(1234)
    assert len(code) == 7
    assert code[3] == "-"
    assert parse_short(code) == 1234
    assert parse_short(f"  {code.lower().replace('-', ' ')} ") == 1234
    assert parse_short(bare(1234)) == 1234


@given(st.integers(0, 19**7))
def test_numbers_come_back(number: int) -> None:
    assert parse_short(short_code(number)) == number


@given(st.integers(0, 19**5 - 1), st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(number: int, place: int, sign: str) -> None:
    code = bare(number)
    wrong = code[:place] + sign + code[place + 1 :]
    assert (wrong == code) or isinstance(parse_short(wrong), Problem)


@given(st.integers(0, 19**6 - 1), st.data())
def test_swapped_neighbours_are_noticed(number: int, data: st.DataObject) -> None:
    code = bare(number)
    place = data.draw(st.integers(0, len(code) - 2))
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (wrong == code) or isinstance(parse_short(wrong), Problem)


def test_every_single_error_of_some_codes() -> None:
    for number in (0, 1, 18, 19, 361, 99_999, 19**5 - 1):
        code = bare(number)
        for place in range(len(code)):
            for sign in ALPHABET:
                if sign != code[place]:
                    assert isinstance(parse_short(code[:place] + sign + code[place + 1 :]), Problem)


@pytest.mark.parametrize("text", ["", "2", "ABC-DEF", "22222", "K3M-7P0", "é" * 6, "2" * 13, "222-222\x00"])
def test_what_is_no_short_code(text: str) -> None:
    assert isinstance(parse_short(text), Problem)


@given(st.integers(0, 19**5 - 1), st.sampled_from(ALPHABET), st.integers(0, 6))
def test_a_sign_too_many_is_not_taken_for_the_code(number: int, sign: str, place: int) -> None:
    code = bare(number)
    longer = code[:place] + sign + code[place:]
    assert parse_short(longer) != number
