"""Which business state a dossier may go to from which (trạng thái hồ sơ, one-stop-law section 4).

Nothing leaves 3, 7, 8 and 10. The list is an inference of that section from two live systems, so it stands
in one table; money, papers and sync are lines of their own and never move by it.
"""

from types import MappingProxyType
from typing import Final

from counter.errors import Problem
from counter.models.dossier import DossierState as S
from counter.models.money import MoneyState

MOVES: Final = MappingProxyType(
    {
        S.REGISTERED: frozenset({S.RECEIVED, S.NOT_RECEIVED, S.SUPPLEMENT, S.WITHDRAWN}),
        S.RECEIVED: frozenset({S.PROCESSING, S.SUPPLEMENT, S.PAYMENT, S.WITHDRAWN, S.DONE}),
        S.PROCESSING: frozenset({S.SUPPLEMENT, S.PAYMENT, S.WITHDRAWN, S.STOPPED, S.DONE}),
        S.SUPPLEMENT: frozenset({S.PROCESSING, S.RECEIVED, S.WITHDRAWN, S.STOPPED}),
        S.PAYMENT: frozenset({S.PROCESSING, S.STOPPED}),
        S.DONE: frozenset({S.RETURNED}),
        S.NOT_RECEIVED: frozenset(),
        S.WITHDRAWN: frozenset(),
        S.STOPPED: frozenset(),
        S.RETURNED: frozenset(),
    }
)

OPEN: Final = frozenset({S.REGISTERED, S.RECEIVED, S.PROCESSING, S.SUPPLEMENT, S.PAYMENT})
"""States in which work is still owed to the resident."""

SETTLED: Final = frozenset({MoneyState.NONE, MoneyState.PAID, MoneyState.EXEMPT})
"""States of the money line in which a result may be handed over."""


def may_move(before: S, after: S) -> bool:
    """Whether the table has this move."""
    return after in MOVES[before]


def ready_problem(state: S) -> Problem | None:
    """Why a result cannot be noted as ready (Đã xử lý xong) from this state, or None."""
    if may_move(state, S.DONE):
        return None
    if state in {S.DONE, S.RETURNED}:
        return Problem("state", "dossier.already_done")
    if state in {S.SUPPLEMENT, S.PAYMENT}:
        return Problem("state", "dossier.waits_for_resident")
    return Problem("state", "dossier.not_open")


def hand_over_problem(state: S, money: MoneyState) -> Problem | None:
    """Why a result cannot be handed over (trả kết quả) now, or None."""
    if state is S.RETURNED:
        return Problem("state", "dossier.already_returned")
    if not may_move(state, S.RETURNED):
        return Problem("state", "dossier.no_result")
    if money not in SETTLED:
        return Problem("money", "dossier.unpaid")
    return None
