"""Counting a drawer by note, and which payments to look at when the count differs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Problem
from counter.models.drawer import ODD, CashCount
from counter.rules.amounts import NOTES
from counter.rules.cash_count import (
    BOXES,
    CashTaken,
    Reason,
    Suspect,
    box,
    read_count,
    read_odd,
    read_pieces,
    suspects,
    too_long_open,
    within_tolerance,
)

# -- typing a count ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pieces"), [("12", 12), ("", 0), ("  ", 0), ("0", 0), (" 7 ", 7), ("007", 7), ("10000", 10_000)]
)
def test_pieces_that_are_plain(text: str, pieces: int) -> None:
    assert read_pieces(text, 2_000) == pieces


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12x", "cash.pieces_unreadable"),
        ("1.5", "cash.pieces_unreadable"),
        ("1.000", "cash.pieces_unreadable"),  # pieces have no thousands: a sum in the wrong box
        ("-1", "cash.pieces_unreadable"),
        ("+1", "cash.pieces_unreadable"),
        ("1 2", "cash.pieces_unreadable"),
        ("1_0", "cash.pieces_unreadable"),
        ("1e3", "cash.pieces_unreadable"),
        ("NaN", "cash.pieces_unreadable"),
        ("١٢", "cash.pieces_unreadable"),
        ("１２", "cash.pieces_unreadable"),
        ("12\n", "cash.pieces_unreadable"),
        ("=12", "cash.pieces_unreadable"),
        ("10001", "cash.pieces_too_many"),
        ("500000", "cash.pieces_too_many"),
        ("9" * 5000, "cash.pieces_too_many"),
    ],
)
def test_pieces_that_ask(text: str, message: str) -> None:
    found = read_pieces(text, 2_000)
    assert isinstance(found, Problem)
    assert (found.field, found.message_id) == ("note_2000", message)
    assert "2.000đ" in i18n.t(found.message_id, **found.params)


@pytest.mark.parametrize(
    ("text", "amount"), [("", 0), ("700", 700), ("1.500", 1_500), ("200", 200), ("5.000.000", 5_000_000)]
)
def test_odd_money_is_typed_in_dong(text: str, amount: int) -> None:
    assert read_odd(text) == amount


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3", "cash.odd_not_hundreds"),  # three notes? the box takes đồng
        ("250", "cash.odd_not_hundreds"),
        ("1,500", "cash.odd_unreadable"),
        ("1.50", "cash.odd_unreadable"),
        ("7k", "cash.odd_unreadable"),
        ("-200", "cash.odd_unreadable"),
        ("5000100", "cash.odd_too_much"),
        ("9" * 5000, "cash.odd_too_much"),
    ],
)
def test_odd_money_that_asks(text: str, message: str) -> None:
    found = read_odd(text)
    assert isinstance(found, Problem)
    assert (found.field, found.message_id) == ("odd", message)
    assert i18n.known(found.message_id)


def test_the_sheet_of_the_design_adds_up() -> None:
    typed = dict(zip(NOTES, ["1", "2", "4", "3", "9", "6", "8", "11", ""], strict=True))
    count = read_count(typed)
    assert isinstance(count, CashCount)
    assert count.total == 1_752_000
    assert (count[2_000], count[1_000], count.odd) == (11, 0, 0)


def test_every_box_that_is_wrong_is_told_at_once() -> None:
    found = read_count({500_000: "1", 20_000: "x", 1_000: "99999", ODD: "50"})
    assert isinstance(found, tuple)
    assert [problem.field for problem in found] == ["note_20000", "note_1000", "odd"]


def test_a_note_that_is_not_in_use_has_no_box() -> None:
    with pytest.raises(KeyError):
        read_count({3_000: "1"})


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NOTES), st.integers(0, 10_000)), st.integers(0, 50_000))
def test_the_total_is_the_sum_of_the_boxes(pieces: dict[int, int], hundreds: int) -> None:
    odd = hundreds * 100
    count = read_count({**{note: str(n) for note, n in pieces.items()}, ODD: str(odd)})
    assert isinstance(count, CashCount)
    assert count.total == sum(note * n for note, n in pieces.items()) + odd
    assert count.odd == odd
    assert all(count[note] == pieces.get(note, 0) for note in NOTES)
    assert CashCount.of(reversed(count.pieces)) == count


@settings(max_examples=80)
@given(st.text(max_size=30), st.sampled_from(BOXES))
def test_no_text_gives_a_count_out_of_range(text: str, note: int) -> None:
    count = read_count({note: text})
    if isinstance(count, CashCount):
        assert 0 <= count[note] <= (5_000_000 if note == ODD else 10_000)
    else:
        assert [problem.field for problem in count] == [box(note)]
        assert i18n.t(count[0].message_id, **count[0].params)


@pytest.mark.parametrize(
    "pairs", [((1_000, -1),), ((1_000, 0),), ((1_000, 1), (1_000, 2)), ((1_000, 1), (2_000, 1)), ((0, 5),)]
)
def test_pairs_that_are_no_count(pairs: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="count by note"):
        CashCount(pairs)


# -- differences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "tolerance", "within"),
    [(0, 0, True), (-1, 0, False), (5_000, 5_000, True), (-5_000, 5_000, True), (-5_001, 5_000, False)],
)
def test_a_tolerance_counts_both_ways(difference: int, tolerance: int, within: bool) -> None:
    assert within_tolerance(difference, tolerance) is within


def test_a_tolerance_is_not_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        within_tolerance(0, -1)


OPENED = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "hours", "too_long"),
    [
        (timedelta(hours=24), 24, False),
        (timedelta(hours=24, seconds=1), 24, True),
        (timedelta(hours=9), 8, True),
        (timedelta(minutes=-2), 24, False),  # a clock that was set right closes nobody's drawer
        (timedelta(minutes=-3), 24, True),  # opened in the future
        (timedelta(days=-300), 24, True),
    ],
)
def test_a_drawer_is_open_too_long_after_a_day(after: timedelta, hours: int, too_long: bool) -> None:
    assert too_long_open(OPENED, OPENED + after, hours) is too_long


NINE = CashTaken(1873, 21_000, 30_000, 9_000)
TWENTY_NINE = CashTaken(1869, 21_000, 50_000, 29_000)
EVEN = CashTaken(1870, 8_000, 8_000, 0)
LARGE = CashTaken(1871, 480_000, 500_000, 20_000)
BACK = CashTaken(1875, -50_000)


@pytest.mark.parametrize(
    ("difference", "payments", "expected"),
    [
        (-9_000, [TWENTY_NINE, EVEN, NINE], [(1873, Reason.CHANGE)]),
        (9_000, [NINE, LARGE], [(1873, Reason.CHANGE)]),
        # 8.000đ is 5.000 + 2.000 + 1.000: one of them may have been a 10.000
        (9_000, [EVEN, NINE], [(1873, Reason.CHANGE), (1870, Reason.NOTE)]),
        (-29_000, [NINE, TWENTY_NINE], [(1869, Reason.CHANGE)]),
        # the same sum stands there twice: one of the two may be recorded twice
        (-21_000, [NINE, TWENTY_NINE, EVEN], [(1873, Reason.DOUBLE), (1869, Reason.DOUBLE)]),
        # but recording twice leaves money missing, not too much
        (21_000, [NINE, TWENTY_NINE, EVEN], [(1873, Reason.AMOUNT), (1869, Reason.AMOUNT)]),
        # 30.000đ is 20.000 + 10.000: the 10.000 may have been a 2.000
        (-8_000, [NINE, EVEN], [(1870, Reason.AMOUNT), (1873, Reason.NOTE)]),
        (50_000, [EVEN, BACK], [(1875, Reason.AMOUNT)]),
        (50_000, [BACK, CashTaken(1876, -50_000)], [(1875, Reason.DOUBLE), (1876, Reason.DOUBLE)]),
        (-16_000, [NINE, EVEN], [(1870, Reason.TWICE)]),
        (16_000, [EVEN], []),  # taken for given back leaves too little, never too much
        (100_000, [EVEN, BACK], [(1875, Reason.TWICE)]),
        (-100_000, [EVEN, BACK], []),
        # 500.000 given for the 20.000 of the change
        (-480_000, [CashTaken(5, 10_000, 30_000, 20_000), EVEN], [(5, Reason.NOTE)]),
        # 20.000 taken for the 50.000 that is recorded
        (-30_000, [EVEN, TWENTY_NINE], [(1869, Reason.NOTE)]),
        # 5.000 too much: 5.000 given for the 10.000 of the change
        (5_000, [CashTaken(6, 40_000, 50_000, 10_000)], [(6, Reason.NOTE)]),
        (0, [NINE, TWENTY_NINE, EVEN], []),
        (-700, [NINE, TWENTY_NINE, EVEN], []),
        (-9_000, [], []),
    ],
)
def test_where_to_look_first(
    difference: int, payments: list[CashTaken], expected: list[tuple[int, Reason]]
) -> None:
    found = suspects(difference, payments)
    assert [(suspect.payment_id, suspect.reason) for suspect in found] == expected
    assert all(suspect.short is (difference < 0) for suspect in found)


def test_the_likeliest_comes_first_and_few_are_named() -> None:
    same_sum = CashTaken(1, 9_000, 9_000, 0)
    found = suspects(-9_000, [same_sum, *[CashTaken(n, 9_000, 10_000, 1_000) for n in (2, 3, 4)], NINE])
    assert [suspect.payment_id for suspect in found] == [1873, 1, 2]
    assert len(suspects(-9_000, [NINE] * 9, most=5)) == 5


def test_the_two_notes_are_named() -> None:
    [found] = suspects(-480_000, [CashTaken(5, 10_000, 30_000, 20_000)])
    assert found.swapped == (500_000, 20_000)
    text = i18n.t(found.message_id, **found.params)
    assert "500.000đ" in text
    assert "20.000đ" in text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(language: str, short: bool, reason: Reason) -> None:
    swapped = (20_000, 10_000) if reason is Reason.NOTE else None
    suspect = Suspect(1, reason, short, swapped)
    assert i18n.t_in(language, suspect.message_id, **suspect.params) != suspect.message_id


@settings(max_examples=80)
@given(
    st.integers(-(10**6), 10**6).map(lambda n: n * 500),
    st.lists(
        st.builds(
            lambda n, amount, more: CashTaken(n, amount * 500, (amount + more) * 500, more * 500),
            st.integers(1, 99),
            st.integers(0, 1_000),
            st.integers(0, 1_000),
        ),
        max_size=8,
        unique_by=lambda payment: payment.payment_id,
    ),
)
def test_a_payment_is_named_once_and_only_for_what_explains_the_difference(
    difference: int, payments: list[CashTaken]
) -> None:
    found = suspects(difference, payments, most=99)
    by_id = {payment.payment_id: payment for payment in payments}
    assert len({suspect.payment_id for suspect in found}) == len(found)
    for suspect in found:
        payment = by_id[suspect.payment_id]
        large, small = suspect.swapped or (0, 0)
        assert (
            abs(difference)
            == {
                Reason.CHANGE: payment.change,
                Reason.DOUBLE: payment.amount,
                Reason.AMOUNT: payment.amount,
                Reason.TWICE: 2 * payment.amount,
                Reason.NOTE: large - small,
            }[suspect.reason]
        )
    named = {suspect.payment_id for suspect in found if suspect.reason is Reason.CHANGE}
    if difference:
        assert named == {p.payment_id for p in payments if p.change == abs(difference)}
