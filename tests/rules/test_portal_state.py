"""What a look at the portal's state means: forward is told, back is held, odd once is asked for again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import Problem
from counter.models.outbox import Look
from counter.models.states import DossierState
from counter.models.sync import Asked, Held, Known, NotKnown, Unknown, Unreachable
from counter.rules import portal_state
from counter.rules.moves import MOVES
from counter.rules.sending import MOST_ASKED, forward, later
from tests.portal.cases import plain_dossier

S = DossierState
LINE = Problem("line", "portal.net.down")
OTHER = Held(reasons=(Problem("answer", "portal.answer.other"),))
states = st.sampled_from(DossierState)


def look(ours: DossierState, theirs: DossierState | None = None, odd: int = 0) -> Look:
    return Look(id=1, dossier_id=1, dossier=plain_dossier(state=ours), theirs=theirs, odd=odd)


def known(state: DossierState | None) -> Known:
    return Known(code="x", state=state)


@pytest.mark.parametrize(
    ("before", "found", "why", "held", "moved"),
    [
        (look(S.RECEIVED), known(S.RECEIVED), "", False, None),
        (look(S.RECEIVED), known(None), "", False, None),
        (look(S.RECEIVED), known(S.PROCESSING), "", False, S.PROCESSING),
        (look(S.RECEIVED, S.PROCESSING), known(S.DONE), "", False, S.DONE),
        (look(S.RECEIVED), known(S.REGISTERED), "outbox.why.state_differs", False, None),
        (look(S.RECEIVED, S.DONE), known(S.PROCESSING), "outbox.why.state_back", False, None),
        (look(S.RECEIVED, S.DONE, odd=3), known(S.PROCESSING), "outbox.why.state_back", True, None),
        (look(S.RECEIVED, S.PROCESSING), known(S.RECEIVED), "outbox.why.state_back", False, None),
        (look(S.PROCESSING, S.RECEIVED), known(S.RECEIVED), "", False, None),  # after a supplement there
        (look(S.DONE), known(S.WITHDRAWN), "outbox.why.state_differs", True, None),
        (look(S.RECEIVED), NotKnown(code="x"), "outbox.why.forgotten", False, None),
        (look(S.RECEIVED, odd=3), NotKnown(code="x"), "outbox.why.forgotten", True, None),
        (look(S.RECEIVED), OTHER, "portal.answer.other", False, None),
    ],
)  # fmt: skip
def test_what_an_answer_means(
    before: Look, found: Asked, why: str, held: bool, moved: DossierState | None
) -> None:
    seen = portal_state.looked(before, found)
    assert [problem.message_id for problem in seen.reasons] == ([why] if why else [])
    assert (seen.held, seen.moved, seen.line) == (held, moved, None)
    assert seen.note is bool(why or moved)


@pytest.mark.parametrize("found", [Unknown(reason=LINE), Unreachable(reason=LINE)])
def test_a_line_that_fails_says_nothing_of_the_dossier(found: Asked) -> None:
    seen = portal_state.looked(look(S.RECEIVED), found)
    assert (seen.line, seen.note, seen.held) == (LINE, False, False)


@pytest.mark.parametrize(
    ("before", "after", "goes"),
    [
        (S.RECEIVED, S.PROCESSING, True),
        (S.RECEIVED, S.RETURNED, True),
        (S.SUPPLEMENT, S.RECEIVED, True),  # the papers came
        (S.SUPPLEMENT, S.PAYMENT, True),
        (S.PROCESSING, S.RECEIVED, False),  # only by a round through a supplement
        (S.PAYMENT, S.RECEIVED, False),
        (S.DONE, S.PROCESSING, False),
        (S.WITHDRAWN, S.DONE, False),
        (S.DONE, S.DONE, True),
    ],
)
def test_what_is_a_move_forward(before: DossierState, after: DossierState, goes: bool) -> None:
    assert forward(before, after) is goes


@given(states, states)
def test_a_move_of_the_table_is_forward_and_what_cannot_be_reached_never(
    before: DossierState, after: DossierState
) -> None:
    if after in MOVES[before]:
        assert forward(before, after)
    if after not in later(before) and after is not before:
        assert not forward(before, after)


@given(states, st.none() | states, st.integers(0, MOST_ASKED), st.none() | states)
def test_a_state_is_believed_only_when_it_moves_forward(
    ours: DossierState, theirs: DossierState | None, odd: int, named: DossierState | None
) -> None:
    seen = portal_state.looked(look(ours, theirs, odd), known(named))
    if seen.moved is not None:
        assert forward(theirs or ours, seen.moved)
    if seen.held:
        assert {"theirs", "ours"} <= seen.reasons[0].params.keys()  # both versions
    assert seen.held <= bool(seen.reasons)


@given(st.floats(0, 1))
def test_pauses_are_spread_about_the_stated_interval(share: float) -> None:
    assert 0.75 * portal_state.LOOK_EVERY <= portal_state.look_pause(share) <= 1.25 * portal_state.LOOK_EVERY
