"""Phone numbers: the vectors, the two renumberings, and whatever else people type."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.phone_codes import AREAS, MOBILE_PREFIXES
from counter.rules.phones import (
    FIXED_LINE_DIGITS,
    area_code_change,
    convert_11_to_10,
    parse_phone,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "phones.json").read_text("utf-8")
)["vectors"]


def parsed(text: str, keys: dict[str, Any]) -> dict[str, Any]:
    phone = parse_phone(text)
    return {key: getattr(phone, key) for key in keys}


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_the_vectors(vector: dict[str, Any]) -> None:
    text, expected = vector["input"], vector["expected"]
    answers: dict[str, Callable[[], Any]] = {
        "parse_phone": lambda: parsed(text, expected),
        "convert_11_to_10": lambda: convert_11_to_10(text),
        "area_code_change": lambda: area_code_change(text),
        "fixed_line_digits": lambda: FIXED_LINE_DIGITS,
    }
    assert answers[vector["op"]]() == expected


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("+84 905 123 456", "+84905123456"),
        ("0084905123456", "+84905123456"),
        ("+84 (0)905-123-456", "+84905123456"),
        ("  0905\u00a0123 456\t", "+84905123456"),
        ("0234.3823.456", "+842343823456"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_ways_of_writing_a_number(typed: str, e164: str) -> None:
    phone = parse_phone(typed)
    assert (phone.valid, phone.e164, phone.problem) == (True, e164, None)


@pytest.mark.parametrize("typed", ["0891234567", "0521234567"])
def test_a_prefix_not_yet_in_the_plan_is_a_warning_only(typed: str) -> None:
    phone = parse_phone(typed)
    assert (phone.valid, phone.usable, phone.problem) == (False, True, None)
    assert [w.message_id for w in phone.warnings] == ["phones.prefix_unknown"]
    assert phone.e164 == f"+84{typed[1:]}"


@pytest.mark.parametrize(
    ("typed", "new"),
    [
        ("01681234567", "0381234567"),
        ("+84 168 1234567", "0381234567"),
        ("0543823456", "02343823456"),
        ("05113823456", "02363823456"),
        ("0438256789", "02438256789"),
    ],
)
def test_an_old_number_is_refused_with_the_new_one(typed: str, new: str) -> None:
    phone = parse_phone(typed)
    assert not phone.usable
    assert phone.problem is not None
    assert (phone.problem.message_id, phone.problem.params["new"]) == ("phones.renumbered", new)
    assert parse_phone(new).usable


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("113", "phones.service"),
        ("090123456", "phones.digits"),
        ("0905123456/0912345678", "phones.digits"),
        ("", "phones.unreadable"),
        ("0901ABC567", "phones.unreadable"),
        ("0905123456 máy 2", "phones.unreadable"),
    ],
)
def test_what_is_no_subscriber_is_refused_with_its_reason(typed: str, problem: str) -> None:
    phone = parse_phone(typed)
    assert (phone.valid, phone.usable) == (False, False)
    assert phone.problem is not None
    assert phone.problem.message_id == problem


def test_every_province_has_one_code_and_four_kept_theirs() -> None:
    assert len(AREAS) == 63
    assert len({old for old, _ in AREAS.values()}) == 63
    assert sorted(new for new, (old, _) in AREAS.items() if new == old) == ["0210", "0211", "0218", "0219"]


@pytest.mark.parametrize("code", sorted(AREAS))
def test_every_area_code_makes_a_number_of_eleven_digits(code: str) -> None:
    number = code + "3823456" if len(code) == 4 else code + "38234567"
    phone = parse_phone(number)
    assert len(number) == FIXED_LINE_DIGITS
    assert (phone.type, phone.area) == ("fixed", AREAS[code][1])


def test_no_two_old_mobile_prefixes_became_one() -> None:
    assert len(set(MOBILE_PREFIXES.values())) == len(MOBILE_PREFIXES) == 21


@pytest.mark.parametrize("old", sorted(MOBILE_PREFIXES))
def test_every_old_mobile_becomes_a_ten_digit_number_of_a_mobile_prefix(old: str) -> None:
    new = convert_11_to_10(old + "1234567")
    assert new is not None
    assert len(new) == 10
    assert parse_phone(new).usable


@given(st.text(max_size=40))
def test_whatever_is_typed_never_raises(text: str) -> None:
    phone = parse_phone(text)
    assert phone.usable or phone.problem is not None
