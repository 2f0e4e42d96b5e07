"""How many of a paper may be asked for: what the list says, or one kind of it; never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.models.catalogue import Paper, PaperMode
from counter.rules.paper_counts import Counts, askable, counts_of


def listed(originals: int | None, copies: int | None) -> Paper:
    return Paper(
        key="p", name="Giấy", mode=PaperMode.SUBMIT, originals=originals, copies=copies, required=True
    )


@pytest.mark.parametrize(
    ("paper", "wants"),
    [
        (listed(1, 0), ["1/0/0", "0/1/0", "0/0/1"]),
        (listed(2, 1), ["2/0/1", "2/0/0", "0/2/0", "0/0/2"]),
        (listed(0, 1), ["0/0/1", "0/1/0"]),  # no original is asked where the list wants a copy
        (listed(None, None), ["1/0/0", "0/1/0", "0/0/1"]),
        (None, ["1/0/0", "0/1/0", "0/0/1"]),
    ],
)
def test_space_goes_through_what_may_be_missing(paper: Paper | None, wants: list[str]) -> None:
    assert [want.key for want in askable(paper)] == wants


@given(st.integers(0, 9), st.integers(0, 9))
def test_never_more_is_asked_than_the_list_says(originals: int, copies: int) -> None:
    most = max(originals, copies, 1)
    for want in askable(listed(originals, copies)):
        assert 0 < want.originals + want.certified + want.copies <= max(originals + copies, 1)
        assert want.originals <= max(originals, int(not copies)) and max(want.certified, want.copies) <= most
        assert counts_of(want.key) == want
    assert len(set(askable(listed(originals, copies)))) == len(askable(listed(originals, copies)))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_a_key_says_what_it_was_made_of(originals: int, certified: int, copies: int) -> None:
    assert counts_of(Counts(originals, certified, copies).key) == Counts(originals, certified, copies)
