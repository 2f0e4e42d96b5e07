"""How the outbox is sent: what each answer makes of a row, how long to wait, when to leave a portal alone.

No clock in here: whoever calls says how many seconds it has on a clock that nobody can set.
"""

from dataclasses import dataclass, field
from typing import Final

from counter.errors import Problem
from counter.models.outbox import Phase, Task
from counter.models.states import AttemptOutcome, DossierState, SyncState
from counter.models.sync import (
    Asked,
    Failure,
    Filed,
    Held,
    Known,
    NotKnown,
    Outcome,
    Refused,
    StepsSent,
    Unknown,
    Unreachable,
)
from counter.rules.moves import MOVES

FIRST_PAUSE: Final = 5.0  # seconds
LONGEST_PAUSE: Final = 300.0
FAULTS_TO_OPEN: Final = 3  # lines that failed one after the other, then the portal is left alone
MOST_UNKNOWN: Final = 30  # tries without an answer, then a person looks
MOST_ASKED: Final = 4  # answers that do not agree yet, then a person looks


def pause(tries: int, share: float) -> float:
    """Seconds before the next try: doubled with each, at most LONGEST_PAUSE; `share` 0 to 1 spreads them."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(max(tries - 1, 0), 16))
    return longest * (0.5 + share / 2)


LOST_ANSWERS: Final = frozenset(
    {"late", "cut", "empty", "redirect", "status", "big", "packing", "broken", "not_json"}
)
"""What may become of an answer: `portal.answer.` says it of a sending, `portal.ask.` of a question."""


def as_question(reason: Problem) -> Problem:
    """The fault as it is told where the portal was only asked: nothing was sent, so nothing is unknown."""
    name = reason.message_id.removeprefix("portal.answer.")
    if name == reason.message_id or name not in LOST_ANSWERS:
        return reason
    return Problem(reason.field, f"portal.ask.{name}", reason.params)


@dataclass(slots=True)
class Breaker:
    """Leaves a portal alone after lines that failed in a row; then lets one try through, and grows its wait.

    One for each target. `until` in seconds of the caller's clock.
    """

    faults: int = 0
    until: float = 0.0
    why: Problem | None = None
    needs_person: bool = False

    @property
    def opened(self) -> bool:
        """Whether the portal was left alone since it last answered."""
        return self.needs_person or self.faults >= FAULTS_TO_OPEN

    def wait(self, now: float) -> float:
        """Seconds for which nothing may be sent; 0 when something may."""
        return max(0.0, self.until - now)

    def failed(self, why: Problem, now: float, share: float, *, needs_person: bool = False) -> None:
        """A line failed. A fault that only a person can mend opens at once, for the longest time."""
        self.faults += 1
        self.why, self.needs_person = why, needs_person
        if needs_person:
            self.until = now + LONGEST_PAUSE
        elif self.faults >= FAULTS_TO_OPEN:
            self.until = now + pause(self.faults - FAULTS_TO_OPEN + 1, share)

    def answered(self) -> None:
        """The portal answered, whatever it said."""
        self.faults, self.until, self.why, self.needs_person = 0, 0.0, None, False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a try, and of its row. `line`: the fault of the line, for the breaker."""

    outcome: AttemptOutcome
    state: SyncState
    reasons: tuple[Problem, ...] = ()
    taken: int = 0  # steps that the portal has now
    line: Problem | None = None
    needs_person: bool = False
    sent: bool = False  # of what is held: something may have gone out
    detail: dict[str, str | int] = field(default_factory=dict)

    @property
    def at_once(self) -> bool:
        """Whether the row goes on without a pause."""
        return self.state is SyncState.WAITING and not self.reasons


def told(task: Task, outcome: Outcome, *, asks: bool) -> Verdict:
    """What sending a dossier came to."""
    if not isinstance(outcome, Filed):
        return _failed(task, outcome)
    done = Verdict(
        outcome=AttemptOutcome.FILED,
        state=SyncState.WAITING if asks else SyncState.CONFIRMED,
        taken=max(task.taken, outcome.steps_sent),
        detail={"updated": int(outcome.updated)},
    )
    return _rest(task, done, outcome.rest)


def stepped(task: Task, sent: StepsSent, *, asks: bool) -> Verdict:
    """What sending the steps alone came to."""
    done = Verdict(
        outcome=AttemptOutcome.FILED,
        state=SyncState.WAITING if asks else SyncState.CONFIRMED,
        taken=max(task.taken, sent.count),
    )
    return _rest(task, done, sent.rest)


def _rest(task: Task, done: Verdict, rest: Failure | None) -> Verdict:
    """The dossier is there; of its steps some may be missing."""
    if rest is None:
        return done
    failed = _failed(task, rest)
    return Verdict(
        outcome=AttemptOutcome.FILED,
        state=failed.state,
        reasons=failed.reasons,
        taken=done.taken,
        line=failed.line,
        needs_person=failed.needs_person,
        sent=True,
        detail={**done.detail, "rest": failed.outcome.value},
    )


def _failed(task: Task, failure: Failure) -> Verdict:
    if isinstance(failure, Refused):
        why = Problem("answer", "outbox.why.refused", {"code": failure.code, "text": failure.text})
        return _held(AttemptOutcome.REFUSED, task, (why,))
    if isinstance(failure, Held):
        return _held(AttemptOutcome.HELD, task, failure.reasons, sent=failure.sent)
    if isinstance(failure, Unreachable):
        unsure = task.unsure and task.phase is Phase.TELL
        return Verdict(
            outcome=AttemptOutcome.UNREACHABLE,
            state=SyncState.UNKNOWN if unsure else SyncState.WAITING,
            reasons=(failure.reason,),
            taken=task.taken,
            line=failure.reason,
            needs_person=failure.needs_person,
        )
    return _no_answer(task, failure)


def _no_answer(task: Task, failure: Unknown) -> Verdict:
    tries = task.unknowns + 1
    if tries >= MOST_UNKNOWN:
        many = Problem("answer", "outbox.why.many", {"count": tries})
        return _held(AttemptOutcome.UNKNOWN, task, (many, failure.reason), sent=True)
    return Verdict(
        outcome=AttemptOutcome.UNKNOWN,
        state=SyncState.UNKNOWN,
        reasons=(failure.reason,),
        taken=task.taken,
        line=as_question(failure.reason),  # said of the portal, not of this dossier
    )


def _held(
    outcome: AttemptOutcome, task: Task, reasons: tuple[Problem, ...], *, sent: bool = False
) -> Verdict:
    return Verdict(outcome=outcome, state=SyncState.HELD, reasons=reasons, taken=task.taken, sent=sent)


# -- what the portal has, once it took all -----------------------------------------------------


def asked(task: Task, found: Asked) -> Verdict:
    """What the portal says it has. Its state moves forward only; a contradiction is shown with both."""
    if isinstance(found, Known):
        return _known(task, found.state)
    if isinstance(found, NotKnown):
        why = Problem("answer", "outbox.why.forgotten", {"code": found.code})
        return not_yet(task, AttemptOutcome.UNKNOWN, why, {"not_known": 1})
    if isinstance(found, Held):
        return _held(AttemptOutcome.HELD, task, found.reasons, sent=True)
    return Verdict(  # nothing was to be done, so nothing is unsure
        outcome=AttemptOutcome.UNREACHABLE,
        state=SyncState.WAITING,
        reasons=(as_question(found.reason),),
        taken=task.taken,
        line=as_question(found.reason),
        needs_person=isinstance(found, Unreachable) and found.needs_person,
    )


def _known(task: Task, theirs: DossierState | None) -> Verdict:
    ours = task.frozen.dossier.state
    detail: dict[str, str | int] = {} if theirs is None else {"theirs": int(theirs)}
    if theirs is None or theirs is ours or theirs in later(ours):
        return Verdict(
            outcome=AttemptOutcome.KNOWN, state=SyncState.CONFIRMED, taken=task.taken, detail=detail
        )
    why = Problem("state", "outbox.why.state_differs", {"theirs": int(theirs), "ours": int(ours)})
    if ours in later(theirs):
        return not_yet(task, AttemptOutcome.KNOWN, why, detail)
    return Verdict(
        outcome=AttemptOutcome.KNOWN,
        state=SyncState.HELD,
        reasons=(why,),
        taken=task.taken,
        sent=True,
        detail=detail,
    )


def not_yet(task: Task, outcome: AttemptOutcome, why: Problem, detail: dict[str, str | int]) -> Verdict:
    """The portal may need a while; a person looks when it stays so."""
    stays = task.unknowns + 1 >= MOST_ASKED
    return Verdict(
        outcome=outcome,
        state=SyncState.HELD if stays else SyncState.WAITING,
        reasons=(why,),
        taken=task.taken,
        sent=True,
        detail=detail,
    )


def forward(before: DossierState, after: DossierState) -> bool:
    """Whether a dossier that stands at the one moves on to the other, and not back.

    A supplement leads back to "received" and "being handled" in one step; by a longer way round nothing that
    is being handled becomes merely received again, though the table of moves has such a round.
    """
    if after is before or after in MOVES[before]:
        return True
    return after in later(before) and _how_far(after) >= _how_far(before)


def _how_far(state: DossierState) -> int:
    return min(state, DossierState.SUPPLEMENT) if state <= DossierState.PAYMENT else state


def later(state: DossierState) -> set[DossierState]:
    """Every state that may come after this one."""
    found: set[DossierState] = set()
    ahead = set(MOVES[state])
    while ahead:
        found |= ahead
        ahead = {after for before in ahead for after in MOVES[before]} - found
    return found
