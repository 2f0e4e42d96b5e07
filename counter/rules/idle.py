"""How long a counter may stand without a hand on its keys before it covers itself (khoá màn hình).

ASVS 5.0, 7.3.1: a session ends after a time without activity, which the ward sets. All in seconds.
"""

from math import ceil

WARN_SECONDS = 60


def seconds_left(quiet: float, minutes: int) -> int:
    """Whole seconds until the counter covers itself, 0 when it is due; `quiet`: since the last key."""
    return max(0, ceil(minutes * 60 - quiet))


def must_warn(quiet: float, minutes: int) -> bool:
    """Whether it is told now: in the last minute, or the last half of a limit of one minute."""
    return seconds_left(quiet, minutes) <= min(WARN_SECONDS, minutes * 30)
