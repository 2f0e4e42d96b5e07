"""How the looks at a newcomer's dossiers fade as their errors fall."""

import pytest

from counter.models.staff import Role
from counter.rules.second_look import every, waits

RIGHT, WRONG = False, True


@pytest.mark.parametrize(
    ("taken", "wrong", "first", "step"),
    [
        (0, [], 20, 1),
        (9, [RIGHT] * 9, 20, 1),  # nine say nothing yet
        (10, [RIGHT] * 10, 20, 3),
        (12, [WRONG] + [RIGHT] * 9, 20, 2),
        (12, [WRONG, WRONG] + [RIGHT] * 8, 20, 1),
        (18, [RIGHT] * 10 + [WRONG] * 5, 20, 3),  # the first errors are long ago
        (20, [RIGHT] * 10, 20, 0),
        (20, [WRONG] + [RIGHT] * 9, 20, 0),
        (200, [WRONG, WRONG] + [RIGHT] * 8, 20, 2),
        (20, [], 20, 0),  # nobody ever looked: they were taken before the ward wanted it
        (0, [], 0, 0),
        (5, [WRONG] * 5, 0, 0),
    ],
)
def test_the_more_is_right_the_fewer_wait(taken: int, wrong: list[bool], first: int, step: int) -> None:
    assert every(taken, wrong, first) == step


def test_a_leader_s_wait_for_nobody() -> None:
    assert not waits(Role.SUPERVISOR, 0, [], 20)
    assert waits(Role.CLERK, 0, [], 20)


def test_every_third_is_every_third() -> None:
    looked = [RIGHT] * 10
    assert [n for n in range(10, 20) if waits(Role.CLERK, n, looked, 20)] == [12, 15, 18]
