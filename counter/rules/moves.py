"""What may be done with a dossier when: one table of every move (trạng thái hồ sơ, one-stop-law section 4).

`RULES` has a row for each move from each state: to where, who may, what must be there, whose approval. The
list of states is an inference of that section from two live systems. Nothing leaves 3, 7, 8 and 10 but a
correction by the head (`corrected`), which is a row too. Money, papers and sync are lines of their own and
never move by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counter.errors import Problem
from counter.models.dossier import DossierState as S
from counter.models.life import MoveName as M
from counter.models.money import MoneyState
from counter.rules.rights import Act


class Need(StrEnum):
    """What must be there before a move."""

    REASON = "reason"
    LACKING = "lacking"  # what is missing, named
    AGENCY = "agency"  # who takes it, or gives it back
    NEW_DATE = "new_date"
    HERE = "here"  # the dossier is at the counter, not with an agency
    AWAY = "away"  # it is with an agency
    NEVER_BEFORE = "never_before"  # once in the life of a dossier
    SETTLED = "settled"  # the fee
    COLLECTOR = "collector"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `name` leads from `before` to `after`, by who has `right`, with `needs` and, where `second`
    says so, with the PIN of another person who has that right."""

    name: M
    before: S
    after: S
    right: Act
    needs: frozenset[Need]
    second: Act | None = None


def _rows(
    name: M,
    ways: Mapping[S, S | tuple[S, ...]],
    needs: Iterable[Need] = (),
    *,
    right: Act = Act.MOVE,
    second: Act | None = None,
) -> tuple[Rule, ...]:
    found = []
    for before, ends in ways.items():
        for after in ends if isinstance(ends, tuple) else (ends,):
            found.append(Rule(name, before, after, right, frozenset(needs), second))
    return tuple(found)


_WORK = {S.RECEIVED: S.PROCESSING, S.PROCESSING: S.PROCESSING}
_ENDS = {S.PROCESSING: S.STOPPED, S.SUPPLEMENT: S.STOPPED, S.PAYMENT: S.STOPPED}
_CORRECTED: Final[Mapping[S, tuple[S, ...]]] = MappingProxyType(
    {
        S.NOT_RECEIVED: (S.REGISTERED,),
        S.WITHDRAWN: (S.REGISTERED, S.RECEIVED, S.PROCESSING, S.SUPPLEMENT),
        S.STOPPED: (S.PROCESSING, S.SUPPLEMENT, S.PAYMENT),
        S.RETURNED: (S.DONE,),
    }
)

RULES: Final = (
    *_rows(M.RECEIVE, {S.REGISTERED: S.RECEIVED}),
    *_rows(M.BEGIN, {S.RECEIVED: S.PROCESSING}),
    *_rows(M.FORWARD, _WORK, (Need.AGENCY, Need.HERE)),
    *_rows(M.BACK, {S.PROCESSING: S.PROCESSING}, (Need.AGENCY, Need.AWAY)),
    *_rows(
        M.ASK_SUPPLEMENT,
        dict.fromkeys((S.REGISTERED, S.RECEIVED, S.PROCESSING), S.SUPPLEMENT),
        (Need.REASON, Need.LACKING),
    ),
    *_rows(M.RESUME, {S.SUPPLEMENT: (S.RECEIVED, S.PROCESSING)}),
    *_rows(M.ASK_DUTY, dict.fromkeys((S.RECEIVED, S.PROCESSING), S.PAYMENT), (Need.REASON,)),
    *_rows(M.DUTY_DONE, {S.PAYMENT: S.PROCESSING}),
    *_rows(
        M.REFUSE,
        {S.REGISTERED: S.NOT_RECEIVED, **_ENDS},
        (Need.REASON, Need.HERE),
        second=Act.APPROVE_DECISION,
    ),
    *_rows(M.STOP, _ENDS, (Need.REASON, Need.HERE), second=Act.APPROVE_DECISION),
    *_rows(
        M.WITHDRAW,
        dict.fromkeys((S.REGISTERED, S.RECEIVED, S.PROCESSING, S.SUPPLEMENT), S.WITHDRAWN),
        (Need.HERE,),
    ),
    *_rows(
        M.EXTEND,
        {S.RECEIVED: S.RECEIVED, S.PROCESSING: S.PROCESSING},
        (Need.REASON, Need.NEW_DATE, Need.NEVER_BEFORE),
        second=Act.APPROVE_DECISION,
    ),
    *_rows(M.READY, dict.fromkeys((S.RECEIVED, S.PROCESSING), S.DONE), (Need.HERE,)),
    *_rows(
        M.HAND_OVER, {S.DONE: S.RETURNED}, (Need.SETTLED, Need.COLLECTOR), right=Act.HAND_OVER
    ),
    *_rows(M.CORRECT, _CORRECTED, (Need.REASON,), right=Act.CORRECT),
)  # fmt: skip
"""The table. A result that comes back on a hand-over list is `ready`, with the agency that gave it."""

MOVES: Final[Mapping[S, frozenset[S]]] = MappingProxyType(
    {
        state: frozenset(
            r.after for r in RULES if r.before is state and r.after is not state and r.name is not M.CORRECT
        )
        for state in S
    }
)
"""From which state to which, corrections left out."""

OPEN: Final = frozenset({S.REGISTERED, S.RECEIVED, S.PROCESSING, S.SUPPLEMENT, S.PAYMENT})
"""States in which work is still owed to the resident."""

ENDED: Final = frozenset({S.NOT_RECEIVED, S.WITHDRAWN, S.STOPPED, S.RETURNED})
"""End states."""

SETTLED: Final = frozenset({MoneyState.NONE, MoneyState.PAID, MoneyState.EXEMPT})
"""States of the money line in which a result may be handed over."""

VIA: Final = frozenset({M.REFUSE, M.STOP})
"""Moves that a dossier which nobody has begun with passes `begin` for, in the same write."""


def may_move(before: S, after: S) -> bool:
    """Whether the table has this move."""
    return after in MOVES[before]


def rules_of(name: M, before: S) -> tuple[Rule, ...]:
    """The rows of a move from a state; none: it may not be done now."""
    return tuple(rule for rule in RULES if rule.name is name and rule.before is before)


def right_of(name: M) -> Act:
    """Who may do this at all."""
    return next(rule.right for rule in RULES if rule.name is name)


def begins_first(name: M, before: S) -> bool:
    """Whether this move passes `begin` first: refused or stopped before anybody began with it."""
    return name in VIA and before is S.RECEIVED


def state_problem(name: M, before: S) -> Problem | None:
    """Why a move cannot be made from this state, or None."""
    if rules_of(name, before) or begins_first(name, before):
        return None
    return Problem("state", f"life.at.{int(before)}")


def corrected(before: S, last: S | None) -> S | None:
    """Where a correction by the head puts an ended dossier: where it was before its end, if that is known."""
    ways = _CORRECTED.get(before, ())
    if last in ways:
        return last
    fallback = {S.WITHDRAWN: S.RECEIVED, S.STOPPED: S.PROCESSING}
    return fallback.get(before, ways[0]) if ways else None


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
