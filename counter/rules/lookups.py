"""Looking people up (tra cứu người dân): how many in a day is work, and how many is curiosity.

No law gives a figure: the limit of a volunteer's day is the ward's setting, the rest is told, not forbidden.
"""

from collections.abc import Sequence
from statistics import median

from counter.models.staff import Role

LOOKUPS = range(1, 1001)  # what the ward may set
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
