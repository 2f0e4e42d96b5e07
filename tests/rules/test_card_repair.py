"""Damage done to whole cards and undone: one reading is taken, several are shown, a wrong one never is."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.rules.cards import looks_like_card, read_scan
from tests.rules.made_cards import ONE_READING, SEVERAL_READINGS, Made, cards

BRISK = settings(max_examples=40, deadline=None)
# What may stand in one field while another field has something else: nothing here touches plain letters.
BY_FIELD = sorted(set(ONE_READING) - {"scanner ends", "symbology", "percent", "form", "escaped entities"})


@pytest.mark.parametrize("kind", sorted(ONE_READING))
@given(made=cards())
@BRISK
def test_damage_with_one_reading_is_undone(kind: str, made: Made) -> None:
    damaged = ONE_READING[kind](made.payload)
    scan = read_scan(damaged)
    assert scan.accepted, scan.reasons
    assert made.is_read_as(scan.card)
    assert looks_like_card(damaged)
    if kind not in ("scanner ends", "symbology"):
        assert scan.repaired == (damaged != made.payload)


@given(cards(), st.sampled_from(BY_FIELD), st.sampled_from(BY_FIELD))
@BRISK
def test_two_kinds_of_damage_in_one_card_are_undone(made: Made, one: str, other: str) -> None:
    fields = list(made.fields)
    fields[2], fields[5] = ONE_READING[one](fields[2]), ONE_READING[other](fields[5])
    scan = read_scan("|".join(fields))
    readings = [scan.card] if scan.accepted else list(scan.candidates)
    assert any(made.is_read_as(card) for card in readings)


def escaped(text: str) -> str:
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in text)


@given(cards())
@BRISK
def test_damage_upon_damage_is_undone(made: Made) -> None:
    layers: list[Callable[[str], str]] = [ONE_READING["cp1252"], escaped]
    damaged = made.payload
    for layer in layers:
        damaged = layer(damaged)
    assert made.is_read_as(read_scan(damaged).card)


@pytest.mark.parametrize("kind", sorted(SEVERAL_READINGS))
@given(made=cards())
@BRISK
def test_damage_with_several_readings_never_becomes_another_card(kind: str, made: Made) -> None:
    damaged = SEVERAL_READINGS[kind](made.payload)
    scan = read_scan(damaged)
    if scan.accepted:
        assert made.is_read_as(scan.card)
    elif scan.candidates:
        assert len(scan.candidates) > 1
        assert any(made.is_read_as(card) for card in scan.candidates)
    else:
        assert scan.reasons


@pytest.mark.parametrize("kind", ["alt codes", "code points"])
def test_a_usual_card_is_read_or_offered(kind: str) -> None:
    made = Made(
        (
            "046085000123",
            "",
            "Nguyễn Văn Sơn",
            "05031985",
            "Nam",
            "Tổ 3, Phường Thuận Hóa, Thành phố Huế",
            "10062021",
        )
    )
    scan = read_scan(SEVERAL_READINGS[kind](made.payload))
    readings = [scan.card] if scan.accepted else list(scan.candidates)
    assert any(made.is_read_as(card) for card in readings)


def test_a_card_in_small_letters_is_a_card() -> None:
    scan = read_scan("046085000123||nguyễn văn sơn|05031985|nam|huế|10062021")
    assert scan.accepted
    assert scan.card is not None
    assert (scan.card.full_name, scan.card.gender) == ("nguyễn văn sơn", "Nam")


def test_a_house_number_that_could_be_a_letter_is_asked_about() -> None:
    """212 is Ô: "212 Môn" may be Ô Môn."""
    scan = read_scan("046085000123||Nguy7877n V259n S417n|05031985|Nam|S7889 212 L234 L7907i|10062021")
    assert {card.address for card in scan.candidates} == {"Số 212 Lê Lợi", "Số Ô Lê Lợi"}
