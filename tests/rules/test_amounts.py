"""Money typed at the counter: what is taken, what asks, and the notes to give back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Problem
from counter.rules.amounts import NOTES, Change, TypedAmount, change, notes_for, parse_amount


@pytest.mark.parametrize(
    ("text", "amount", "short"),
    [
        ("30", 30_000, True),
        ("1", 1_000, True),
        ("999", 999_000, True),
        ("30.000", 30_000, False),
        ("30000", 30_000, False),
        ("30k", 30_000, False),
        ("30K", 30_000, False),
        (" 30 ", 30_000, True),
        ("25.000", 25_000, False),
        ("1.250.000", 1_250_000, False),
        ("1500", 1_500, False),
        ("1500k", 1_500_000, False),
        ("999999999999", 999_999_999_999, False),
    ],
)
def test_sums_that_are_plain(text: str, amount: int, short: bool) -> None:
    assert parse_amount(text) == TypedAmount(amount, short)


@pytest.mark.parametrize(
    "text",
    [
        "25,000",
        "25000.5",
        "NaN",
        "1e5",
        "1_000",
        "9" * 5000,
        "",
        " ",
        "0",
        "00",
        "030",
        "-30",
        "+30",
        "30.00",
        "30.0000",
        "3.0000",
        "0.000",
        "25.000,5",
        "30 000",
        "30đ",
        "30.000đ",
        "30k5",
        "1.5k",
        "k",
        "３０",
        "٣٠",
        "0x1E",
        "1e3",
        "inf",
        "30\n",
        "30\x00",
        "=30",
        "ba mươi",
        "1.000.000.000.000",
    ],
)
def test_anything_else_asks(text: str) -> None:
    found = parse_amount(text, "tendered")
    assert isinstance(found, Problem)
    assert found.field == "tendered"
    assert i18n.known(found.message_id)
    assert i18n.t(found.message_id, **found.params)


def test_a_comma_asks_once_with_both_readings() -> None:
    found = parse_amount("25,000")
    assert isinstance(found, Problem)
    assert found.message_id == "fee.amount.comma"
    assert found.params == {"text": "25,000", "dots": "25.000"}


@given(st.integers(1_000, 10**12 - 1))
def test_a_sum_reads_the_same_however_it_is_written(amount: int) -> None:
    grouped = f"{amount:,}".replace(",", ".")
    assert parse_amount(str(amount)) == parse_amount(grouped) == TypedAmount(amount)
    if amount % 1000 == 0:
        assert parse_amount(f"{amount // 1000}k") == TypedAmount(amount)


@given(st.text(max_size=30))
def test_no_text_gives_a_sum_below_a_thousand_or_a_fault(text: str) -> None:
    found = parse_amount(text)
    assert isinstance(found, Problem) or found.amount >= 1_000


def test_change_is_given_in_the_fewest_notes() -> None:
    assert change(21_000, 30_000) == Change(9_000, ((5_000, 1), (2_000, 2)), 0)
    assert change(21_000, 21_000) == Change(0, (), 0)
    assert change(14_000, 500_000) == Change(
        486_000, ((200_000, 2), (50_000, 1), (20_000, 1), (10_000, 1), (5_000, 1), (1_000, 1)), 0
    )
    assert change(1_500, 5_000) == Change(3_500, ((2_000, 1), (1_000, 1)), 500)


def test_too_little_says_how_much_is_missing() -> None:
    found = change(21_000, 20_000)
    assert isinstance(found, Problem)
    assert i18n.t(found.message_id, **found.params) == (
        "Còn thiếu 1.000đ. Người dân đưa 20.000đ, phải thu 21.000đ."
    )


def test_a_negative_sum_has_no_notes() -> None:
    with pytest.raises(ValueError, match="-1"):
        notes_for(-1)


@given(st.integers(0, 5_000_000))
def test_the_notes_add_up_and_are_few(amount: int) -> None:
    found = notes_for(amount)
    assert sum(note * count for note, count in found.notes) + found.remainder == amount
    assert found.remainder < NOTES[-1]
    assert fewest(amount // 1000) == sum(count for _, count in found.notes)


def fewest(thousands: int) -> int:
    """The least number of notes, by looking at all ways for what lies under the largest note."""
    largest = NOTES[0] // 1000
    notes, rest = divmod(thousands, largest)
    return notes + _BEST[rest]


def _all_ways() -> list[int]:
    best = [0]
    for amount in range(1, NOTES[0] // 1000):
        best.append(1 + min(best[amount - note // 1000] for note in NOTES if note // 1000 <= amount))
    return best


_BEST = _all_ways()
