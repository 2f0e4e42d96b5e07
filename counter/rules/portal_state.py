"""What the portal's own state of a dossier (trạng thái trên Cổng) means for ours.

It moves forward only: nothing that we send moves it back, and where it went back by itself, or somewhere that
ours cannot follow, a person sees both versions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from counter.errors import Problem
from counter.models.outbox import Look, Task
from counter.models.states import AttemptOutcome, DossierState, SyncState
from counter.models.sync import Asked, Held, Known, NotKnown, SyncStep, Unknown, Unreachable
from counter.rules.sending import MOST_ASKED, Verdict, as_question, forward, not_yet

LOOK_EVERY: Final = 1800.0  # seconds between two questions about one open dossier
ROUND: Final = 60.0  # seconds
LOOKS_A_ROUND: Final = 20  # questions at most


def look_pause(share: float) -> float:
    """Seconds until a dossier is asked for again: a quarter less or more; `share` 0 to 1 spreads them."""
    return LOOK_EVERY * (0.75 + share / 2)


# -- before the steps of a dossier that was filed on the portal --------------------------------


def beyond(theirs: DossierState | None, steps: Sequence[SyncStep], taken: int = 0) -> int:
    """How many of the first steps the portal has or is past; telling them would be twice, or move it back.

    `taken`: those that it is known to have. A state comes twice where papers were supplemented twice, so a
    portal that stands at the last of those has just that.
    """
    if theirs is None or (taken and steps[taken - 1].state is theirs):
        return taken
    there = [number for number in range(taken, len(steps)) if steps[number].state is theirs]
    if there:
        return there[0] + 1
    while taken < len(steps) and _ahead_of(theirs, steps[taken].state):
        taken += 1
    return taken


def _ahead_of(theirs: DossierState, state: DossierState) -> bool:
    return forward(state, theirs) and not forward(theirs, state)


def before_steps(task: Task, found: Asked) -> Verdict | int:
    """How many steps count as taken, after the portal was asked; or what became of the row already."""
    if isinstance(found, Known):
        return _ahead(task, found.state)
    if isinstance(found, NotKnown):
        why = Problem("answer", "outbox.why.code_unknown", {"code": found.code})
        return not_yet(task, AttemptOutcome.UNKNOWN, why, {"not_known": 1})
    if isinstance(found, Held):
        return Verdict(
            outcome=AttemptOutcome.HELD, state=SyncState.HELD, reasons=found.reasons, taken=task.taken
        )
    return Verdict(
        outcome=AttemptOutcome.UNREACHABLE,
        state=SyncState.UNKNOWN if task.unsure else SyncState.WAITING,
        reasons=(as_question(found.reason),),
        taken=task.taken,
        line=as_question(found.reason),
        needs_person=isinstance(found, Unreachable) and found.needs_person,
    )


def _ahead(task: Task, theirs: DossierState | None) -> Verdict | int:
    steps, ours = task.frozen.steps, task.frozen.dossier.state
    taken = beyond(theirs, steps, task.taken)
    detail: dict[str, str | int] = {} if theirs is None else {"theirs": int(theirs)}
    if taken >= len(steps) and theirs is not None and forward(ours, theirs):
        return Verdict(
            outcome=AttemptOutcome.KNOWN, state=SyncState.CONFIRMED, taken=len(steps), detail=detail
        )
    if theirs is None or forward(theirs, ours):
        return taken
    why = Problem("state", "outbox.why.state_differs", {"theirs": int(theirs), "ours": int(ours)})
    return Verdict(
        outcome=AttemptOutcome.HELD,
        state=SyncState.HELD,
        reasons=(why,),
        taken=task.taken,
        detail=detail,
    )


# -- from time to time, once all was told ------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at the portal came to. `note`: something is to be written. `held`: a person has to look.

    `line`: the portal could not be asked.
    """

    note: bool = False
    held: bool = False
    outcome: AttemptOutcome = AttemptOutcome.KNOWN
    reasons: tuple[Problem, ...] = ()
    line: Problem | None = None
    needs_person: bool = False
    moved: DossierState | None = None  # the state that the portal went on to
    detail: dict[str, str | int] = field(default_factory=dict)


def looked(look: Look, found: Asked) -> Seen:
    """What an answer means. What is odd is asked for again; what stays odd is held with both versions."""
    if isinstance(found, Unknown | Unreachable):
        person = isinstance(found, Unreachable) and found.needs_person
        return Seen(line=as_question(found.reason), needs_person=person)
    if isinstance(found, Held):
        return _odd(look, AttemptOutcome.HELD, found.reasons)
    if isinstance(found, NotKnown):
        why = Problem("answer", "outbox.why.forgotten", {"code": found.code})
        return _odd(look, AttemptOutcome.UNKNOWN, (why,), not_known=1)
    theirs, base = found.state, look.theirs or look.ours  # how far the portal was known to be
    if theirs is None or theirs is base:
        return Seen(note=look.odd > 0, detail={} if theirs is None else {"theirs": int(theirs)})
    if forward(base, theirs):
        return Seen(note=True, moved=theirs, detail={"theirs": int(theirs)})
    params: dict[str, str | int] = {"theirs": int(theirs), "ours": int(look.ours)}
    name = "outbox.why.state_differs"
    if base is not look.ours:
        name, params = "outbox.why.state_back", {"before": int(base), **params}
    never = not forward(theirs, base)  # no waiting brings the two together
    why = Problem("state", name, params)
    return _odd(look, AttemptOutcome.KNOWN, (why,), at_once=never, theirs=int(theirs))


def _odd(
    look: Look, outcome: AttemptOutcome, reasons: tuple[Problem, ...], *, at_once: bool = False, **detail: int
) -> Seen:
    held = at_once or look.odd + 1 >= MOST_ASKED
    return Seen(note=True, held=held, outcome=outcome, reasons=reasons, detail={"odd": 1, **detail})
