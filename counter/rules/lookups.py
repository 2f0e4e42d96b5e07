"""Looking people up (tra cứu người dân): how many in a day is work, and how many is curiosity.

No law gives a figure: the limit of a volunteer's day is the ward's setting, the rest is told, not forbidden.
"""

from collections.abc import Sequence
from statistics import median

from counter.errors import Problem
from counter.models.staff import Role
from counter.rules.free_text import reason_problems

LOOKUPS = range(1, 1001)  # what the ward may set
LEAST_REASON = 3  # letters: "x" or "..." tells nobody why
_LEAST_UNUSUAL = 15
_TIMES = 3  # of a usual day
_USUAL = 5  # of somebody who has no days behind them yet


def may_look(role: Role, today: int, most: int) -> bool:
    """Whether one more may be looked up after `today` of them; only a volunteer's day has a limit."""
    return role is not Role.VOLUNTEER or today < most


def unusual(today: int, earlier: Sequence[int]) -> bool:
    """Whether the leader is told: three times a usual day of this person, at least 15. `earlier`: days."""
    usual = max(_USUAL, median(earlier)) if earlier else _USUAL
    return today >= _LEAST_UNUSUAL and today > _TIMES * usual


def why_problems(reason: str) -> tuple[Problem, ...]:
    """Why a reason to see a number whole is not taken: it is missing, says nothing, or holds a secret."""
    said = sum(letter.isalpha() for letter in reason)
    return reason_problems(reason if said >= LEAST_REASON else "", "lookup.reason")
