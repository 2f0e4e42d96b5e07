"""The float of the next shift is made of notes that were counted."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.drawer import ODD, CashCount
from counter.rules.amounts import NOTES
from counter.rules.cash_kept import notes_kept

COUNTED = CashCount.of([(500_000, 1), (50_000, 3), (20_000, 9), (5_000, 8), (2_000, 11), (ODD, 700)])


@pytest.mark.parametrize(
    ("kept", "notes"),
    [
        (0, ()),
        (2_000, ((2_000, 1),)),
        (5_000, ((5_000, 1),)),
        (6_000, ((2_000, 3),)),
        (62_700, ((5_000, 8), (2_000, 11), (ODD, 700))),
        (COUNTED.total, COUNTED.pieces),
    ],
)
def test_small_notes_stay_first(kept: int, notes: tuple[tuple[int, int], ...]) -> None:
    found = notes_kept(COUNTED, kept)
    assert found is not None
    assert found.pieces == notes


@pytest.mark.parametrize("kept", [1_000, 3_000, 150, COUNTED.total - 1_000, COUNTED.total + 1_000])
def test_a_sum_that_the_notes_do_not_make_is_none(kept: int) -> None:
    assert notes_kept(COUNTED, kept) is None


def test_no_sum_below_nought() -> None:
    with pytest.raises(ValueError, match="-1"):
        notes_kept(COUNTED, -1)


@settings(max_examples=150)
@given(st.data())
def test_it_finds_notes_exactly_when_there_are_some(data: st.DataObject) -> None:
    notes = data.draw(st.lists(st.sampled_from(NOTES), min_size=1, max_size=4, unique=True))
    count = CashCount.of((note, data.draw(st.integers(1, 6))) for note in notes)
    sums = {
        sum(note * used for (note, _), used in zip(count.pieces, pick, strict=True))
        for pick in product(*(range(pieces + 1) for _, pieces in count.pieces))
    }
    kept = data.draw(
        st.sampled_from(sorted(sums)) | st.integers(0, count.total // 1000).map(lambda k: k * 1000)
    )
    found = notes_kept(count, kept)
    if kept not in sums:
        assert found is None
        return
    assert found is not None
    assert found.total == kept
    assert all(pieces <= count[note] for note, pieces in found.pieces)
