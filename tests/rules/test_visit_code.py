"""The code of a household's visit: what one wrong finger can do to it is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Problem
from counter.rules import dossier_code, visit_code

SIGNS = "23456789CFHKMNPRTVX"
visits = st.integers(0, 19**5 - 1)


def twin_reads(code: str) -> int | None:
    """The same code read another way: its check character by Horner's rule from the left, H at the front."""
    signs = code.replace("-", "")
    if len(signs) != 7 or signs[0] != "H" or any(sign not in SIGNS for sign in signs):
        return None
    rest = 0
    for sign in signs:
        rest = (rest * 2 + SIGNS.index(sign)) % 19
    number = 0
    for sign in signs[1:6]:
        number = number * 19 + SIGNS.index(sign)
    return number if rest == 0 else None


@given(visits)
@settings(max_examples=100)
def test_a_code_is_read_back_by_both(number: int) -> None:
    code = visit_code.build(number)
    assert len(code) == 8 and code[3] == "-"
    assert visit_code.parse(code) == visit_code.parse(code.lower().replace("-", " ")) == number
    assert twin_reads(code) == number
    assert not set(code) & set("01ILOSZBGDQUAEWJY"), "no sign that looks like another, no vowel"


@given(visits)
@settings(max_examples=60)
def test_every_single_wrong_sign_is_noticed(number: int) -> None:
    signs = visit_code.build(number).replace("-", "")
    for place, right in enumerate(signs):
        for wrong in SIGNS:
            if wrong != right:
                typed = signs[:place] + wrong + signs[place + 1 :]
                assert isinstance(visit_code.parse(typed), Problem), typed
                assert isinstance(dossier_code.parse_short(typed), Problem), "nor does it open a dossier"
                assert twin_reads(typed) is None


@given(visits)
@settings(max_examples=100)
def test_every_swap_of_neighbours_is_noticed(number: int) -> None:
    signs = visit_code.build(number).replace("-", "")
    for place in range(6):
        if signs[place] != signs[place + 1]:
            typed = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
            assert isinstance(visit_code.parse(typed), Problem), typed
            assert isinstance(dossier_code.parse_short(typed), Problem)
            assert twin_reads(typed) is None


@given(visits)
@settings(max_examples=100)
def test_a_sign_left_out_opens_nothing(number: int) -> None:
    signs = visit_code.build(number).replace("-", "")
    assert isinstance(dossier_code.parse_short(signs[1:]), Problem), "without its H it is no dossier"
    for place in range(1, 7):
        assert isinstance(visit_code.parse(signs[:place] + signs[place + 1 :]), Problem)


@pytest.mark.parametrize("text", ["", "H", "Hoàng", "K3M-7PX", "HK3-M7P", "0905112233", "ct 3x5", "hn 22x34"])
def test_other_things_are_no_visit(text: str) -> None:
    assert not visit_code.looks_like(text)
    problem = visit_code.parse(text)
    assert isinstance(problem, Problem) and problem.message_id == "visit.code.unreadable"


def test_there_is_no_code_beyond_its_signs() -> None:
    for number in (-1, 19**5):
        with pytest.raises(ValueError, match=str(number)):
            visit_code.build(number)
