"""Amounts in words: the textbook vectors, and a reader of its own that turns words back into the number."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.rules.words import NORTH, WordStyle, money_words, number_words

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "amount_words.json").read_text("utf-8")
)["vectors"]
SOUTH = WordStyle(odd="lẻ", thousand="ngàn", billion="tỉ")

UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
CLASSES = {"triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}


def read_below_thousand(words: list[str]) -> int:
    total = last = 0
    for word in words:
        if word == "trăm":
            total, last = total + last * 100, 0
        elif word == "mươi":
            total, last = total + last * 10, 0
        elif word == "mười":
            total += 10
        elif word not in ("linh", "lẻ"):
            last = UNITS[word]
    return total + last


def read_back(words: list[str]) -> int:
    """The number a person hears: everything before the last "tỷ" counts billions."""
    if words[0] == "âm":
        return -read_back(words[1:])
    for billion in ("tỷ", "tỉ"):
        if billion in words:
            at = len(words) - 1 - words[::-1].index(billion)
            rest = words[at + 1 :]
            return read_back(words[:at]) * 10**9 + (read_back(rest) if rest else 0)
    total, group = 0, list[str]()
    for word in words:
        if word in CLASSES:
            total, group = total + read_below_thousand(group) * CLASSES[word], []
        else:
            group.append(word)
    return total + read_below_thousand(group)


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_the_vectors(vector: dict[str, Any]) -> None:
    value = vector["input"]
    answers: dict[str, Callable[[], Any]] = {
        "number_words": lambda: number_words(value),
        "money_words": lambda: money_words(value),
        "money_words_chan": lambda: money_words(value, chan=True),
    }
    assert answers[vector["op"]]() == vector["expected"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (10, "mười"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (104, "một trăm linh bốn"),
        (111, "một trăm mười một"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_000_000_001, "một tỷ không trăm linh một"),
        (10**12, "một nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
        (2 * 10**18 + 5, "hai tỷ tỷ không trăm linh năm"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_further_numbers(value: int, words: str) -> None:
    assert number_words(value) == words


def test_the_southern_spelling_is_used_throughout() -> None:
    assert number_words(1_105_000_001_005, SOUTH) == (
        "một ngàn một trăm lẻ năm tỉ không trăm lẻ một ngàn không trăm lẻ năm"
    )


@given(st.integers(-(10**21), 10**21), st.sampled_from([NORTH, SOUTH]))
@settings(max_examples=300)
def test_words_read_back_to_the_number(value: int, style: WordStyle) -> None:
    assert read_back(number_words(value, style).split()) == value


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_amounts_never_share_their_words(one: int, other: int) -> None:
    assert (money_words(one) == money_words(other)) == (one == other)


@given(st.integers(-(10**15), 10**15), st.booleans())
def test_money_words_begin_with_a_capital_and_end_in_dong(amount: int, chan: bool) -> None:
    words = money_words(amount, chan=chan)
    assert words[0].isupper()
    assert words.endswith(" đồng chẵn" if chan else " đồng")
