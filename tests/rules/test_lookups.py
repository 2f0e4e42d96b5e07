"""How many people may be looked up in a day, and when the leader is told."""

import pytest

from counter.models.staff import Role
from counter.rules.lookups import may_look, unusual, why_problems


def test_only_a_volunteer_s_day_has_a_limit() -> None:
    assert may_look(Role.VOLUNTEER, 39, 40)
    assert not may_look(Role.VOLUNTEER, 40, 40)
    assert all(may_look(role, 4000, 40) for role in Role if role is not Role.VOLUNTEER)


@pytest.mark.parametrize(
    ("today", "earlier", "told"),
    [
        (14, [], False),  # few, whatever is usual
        (15, [], False),
        (16, [], True),  # more than three times what nobody's first day is
        (16, [1, 0, 2], True),
        (60, [20, 25, 30], False),
        (76, [20, 25, 30], True),
        (300, [100] * 20, False),
    ],
)
def test_three_times_a_usual_day_is_unusual(today: int, earlier: list[int], told: bool) -> None:
    assert unusual(today, earlier) is told


@pytest.mark.parametrize("said", ["", "  ", "...", "12345", "x", "ok", "\u200b\u200b\u200b"])
def test_a_reason_that_says_nothing_is_none(said: str) -> None:
    assert [problem.message_id for problem in why_problems(said)] == ["lookup.reason"]


def test_a_reason_has_a_few_letters_and_no_secret() -> None:
    assert not why_problems("so giấy") and not why_problems("dân")
    assert why_problems("mật khẩu 482913")
