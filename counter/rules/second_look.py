"""Which dossiers of a newcomer wait for a second pair of eyes (xem lại): many at first, none once they fit.

No law asks for it; the number of first dossiers is the ward's setting, the steps below are this program's.
"""

from collections.abc import Sequence

from counter.models.staff import Role

NEW_WARD = 20  # what a ward begins with
FIRST = range(201)  # what the ward may set; 0: nobody's
_ENOUGH = 10  # looks that show how somebody works
_SOME, _MANY = 1, 2  # wrong ones among the last ten


def every(taken: int, wrong: Sequence[bool], first: int) -> int:
    """Every how many-th dossier waits, after `taken` of this person; 0: none. `wrong`: looks, newest first.

    The first ten looked at: each. Then, among the last ten, none wrong: every third while they are new; one
    wrong: every second while they are new; more: each while they are new, and every second after that.
    """
    if first == 0:
        return 0
    errors = sum(wrong[:_ENOUGH])
    if taken >= first:
        return 2 if errors >= _MANY else 0
    if len(wrong) < _ENOUGH or errors >= _MANY:
        return 1
    return 2 if errors == _SOME else 3


def waits(role: Role, taken: int, wrong: Sequence[bool], first: int) -> bool:
    """Whether the next dossier waits. A leader's never does: nobody would be above them to look."""
    step = 0 if role is Role.SUPERVISOR else every(taken, wrong, first)
    return step > 0 and taken % step == 0
