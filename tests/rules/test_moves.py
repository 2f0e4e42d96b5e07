"""The table of business states, and what it refuses."""

import pytest

from counter.models.dossier import DossierState as S
from counter.models.money import MoneyState
from counter.rules.moves import MOVES, OPEN, hand_over_problem, may_move, ready_problem

ENDS = {S.NOT_RECEIVED, S.WITHDRAWN, S.STOPPED, S.RETURNED}


def test_every_state_is_in_the_table_and_nothing_leaves_an_end() -> None:
    assert set(MOVES) == set(S)
    assert {state for state in S if not MOVES[state]} == ENDS


def test_every_open_state_can_reach_an_end() -> None:
    for start in OPEN:
        seen, border = {start}, [start]
        while border:
            border = [after for state in border for after in MOVES[state] if after not in seen]
            seen.update(border)
        assert seen & ENDS, start


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (S.RECEIVED, S.DONE, True),  # the same-day case
        (S.PROCESSING, S.DONE, True),
        (S.SUPPLEMENT, S.DONE, False),  # the papers have to come first
        (S.RECEIVED, S.RETURNED, False),  # there must be a result
        (S.DONE, S.RETURNED, True),
        (S.RETURNED, S.DONE, False),
        (S.REGISTERED, S.DONE, False),
    ],
)
def test_moves_of_the_law(before: S, after: S, allowed: bool) -> None:
    assert may_move(before, after) is allowed


@pytest.mark.parametrize("state", list(S))
def test_ready_is_refused_exactly_where_the_table_has_no_move(state: S) -> None:
    assert (ready_problem(state) is None) is may_move(state, S.DONE)


@pytest.mark.parametrize("money", list(MoneyState))
@pytest.mark.parametrize("state", list(S))
def test_a_result_leaves_only_when_ready_and_settled(state: S, money: MoneyState) -> None:
    free = state is S.DONE and money in {MoneyState.NONE, MoneyState.PAID, MoneyState.EXEMPT}
    assert (hand_over_problem(state, money) is None) is free
