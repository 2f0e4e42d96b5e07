"""The moves of made-up dossiers with the lists, requests, decisions and signatures that belong to them.

Only those of the last weeks before the end have moves: the older ones are told by their events alone, as a
dossier is that was taken before a store knew moves. Nothing here draws from the made-up ward's dice: the same
seed still gives the same people, dossiers and money.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from counter.i18n import LOCAL_ZONE, moment
from counter.models.catalogue import TimeUnit
from counter.models.dossier import DossierState, PapersHeld, PaperState
from counter.models.instant import micros_or_none, to_micros
from counter.models.life import MoveName
from counter.models.staff import Role, StaffView
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_days import Days
from counter.services.practice.practice_life import Event
from counter.services.practice.practice_rows import Journal, Rows

if TYPE_CHECKING:
    from counter.services.practice.practice_dossiers import Taken

SINCE: Final = timedelta(days=90)
_EXTENDED: Final = 2  # every so many of the late ones were put off once, with an apology
_LONGER: Final = 3  # working days
_MOVES: Final[Mapping[str, MoveName]] = MappingProxyType(
    {
        "practice.event.not_received": MoveName.REFUSE,
        "practice.event.forwarded": MoveName.FORWARD,
        "practice.event.supplement_asked": MoveName.ASK_SUPPLEMENT,
        "practice.event.supplemented": MoveName.RESUME,
        "practice.event.duty_asked": MoveName.ASK_DUTY,
        "practice.event.duty_done": MoveName.DUTY_DONE,
        "practice.event.withdrawn": MoveName.WITHDRAW,
        "practice.event.stopped": MoveName.STOP,
        "dossier.event.extended": MoveName.EXTEND,
        "dossier.event.ready": MoveName.READY,
        "dossier.event.returned": MoveName.HAND_OVER,
    }
)
_EVENTS: Final = {
    MoveName.REFUSE: "refused",
    MoveName.FORWARD: "forwarded",
    MoveName.BACK: "back",
    MoveName.ASK_SUPPLEMENT: "supplement_asked",
    MoveName.RESUME: "supplemented",
    MoveName.ASK_DUTY: "duty_asked",
    MoveName.DUTY_DONE: "duty_done",
    MoveName.WITHDRAW: "withdrawn",
    MoveName.STOP: "stopped",
    MoveName.EXTEND: "extended",
    MoveName.READY: "ready",
    MoveName.HAND_OVER: "returned",
}
_AFTER: Final = {
    MoveName.REFUSE: DossierState.NOT_RECEIVED,
    MoveName.ASK_SUPPLEMENT: DossierState.SUPPLEMENT,
    MoveName.ASK_DUTY: DossierState.PAYMENT,
    MoveName.WITHDRAW: DossierState.WITHDRAWN,
    MoveName.STOP: DossierState.STOPPED,
    MoveName.READY: DossierState.DONE,
    MoveName.HAND_OVER: DossierState.RETURNED,
}
_SECOND: Final = frozenset({MoveName.REFUSE, MoveName.STOP, MoveName.EXTEND})
_DECISIONS: Final = {
    MoveName.REFUSE: "refused",
    MoveName.STOP: "stopped",
    MoveName.WITHDRAW: "withdrawn",
    MoveName.EXTEND: "extended",
}
_RUNNING: Final = frozenset({DossierState.RECEIVED, DossierState.PROCESSING})
_SAID: Final = {
    MoveName.REFUSE: "refused",
    MoveName.STOP: "stopped",
    MoveName.EXTEND: "extended",
    MoveName.ASK_SUPPLEMENT: "supplement",
    MoveName.ASK_DUTY: "duty",
}


@dataclass(slots=True)
class _Standing:
    """Where a dossier stands between two of its moves."""

    taken: "Taken"
    state: DossierState
    held: PapersHeld
    due: datetime | None
    away: bool = False
    supplement: int = 0
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """One move as it is made."""

    name: MoveName
    at: datetime
    operation: str
    by: StaffView
    second: StaffView | None
    reason: str
    due: datetime | None  # before it


class MoveRows:
    """Writes the moves of the dossiers it follows, in the order of time, as their events come up."""

    def __init__(self, rows: Rows, journal: Journal, habits: Habits, days: Days) -> None:
        self._rows, self._journal, self._said, self._days = rows, journal, habits.moves, days
        self._standing: dict[int, _Standing] = {}
        self._numbers: Counter[tuple[str, ...]] = Counter()
        journal.more = self.told

    # -- before the dossier is written -----------------------------------------------------

    def follow(self, taken: "Taken") -> "Taken":
        """The dossier as its moves leave it; what is older is left as it is."""
        if self._days.end - taken.received > SINCE:
            return taken
        begun = taken.life.began == "dossier.event.accepted"
        kept = begun and any(mark.state is PaperState.SUBMITTED for mark in taken.case.papers)
        state = DossierState.RECEIVED if begun else DossierState.REGISTERED
        held = PapersHeld.COUNTER if kept else PapersHeld.NONE
        standing = _Standing(taken, state, held, taken.due.due)
        taken = self._put_off(standing)
        self._standing[taken.id] = standing
        for event in sorted(taken.life.events, key=lambda one: one.at):
            if name := _MOVES.get(event.name):
                held = _held(name, held)
        taken.life.held = held
        return taken

    def _put_off(self, standing: _Standing) -> "Taken":
        """Some that were late were put off a working day before, once: the promise is a later one."""
        taken, due = standing.taken, standing.due
        same_day = taken.case.procedure.time_limit.unit is TimeUnit.SAME_DAY
        if due is None or same_day or taken.id % _EXTENDED or taken.life.began != "dossier.event.accepted":
            return taken
        ready = taken.life.ready_at
        at = datetime.combine(self._days.worked_by(due.date() - timedelta(days=1)), time(9, 40), LOCAL_ZONE)
        soon = at <= taken.received + timedelta(hours=1) or at >= self._days.end
        if soon or (ready is not None and ready <= due) or _state_at(taken, at) not in _RUNNING:
            return taken
        later = datetime.combine(self._days.after(due.date(), _LONGER), due.timetz())
        event = Event(at, "dossier.event.extended", detail={"old": moment(due), "new": moment(later)})
        taken.life.events.append(event)
        return replace(taken, due=replace(taken.due, due=later))

    # -- as time goes on -------------------------------------------------------------------

    def told(self, dossier: int, event: Event, at: datetime, operation: str) -> bool:
        """Write the move that an event is of; False when it is none, or its dossier is not followed."""
        standing, name = self._standing.get(dossier), _MOVES.get(event.name)
        if standing is None or name is None:
            return False
        if name is MoveName.STOP and standing.away:  # what is stopped lies at the counter
            self._make(standing, MoveName.BACK, at, f"{operation}-back", {})
        self._make(standing, name, at, operation, event.detail)
        return True

    def _make(
        self,
        standing: _Standing,
        name: MoveName,
        at: datetime,
        operation: str,
        detail: Mapping[str, str | int],
    ) -> None:
        taken = standing.taken
        second = self._journal.person(Role.SUPERVISOR, taken.id) if name in _SECOND else None
        step = _Step(
            name=name,
            at=at,
            operation=operation,
            by=self._journal.person(Role.CLERK, taken.id),
            second=second,
            reason=self._one_of(_SAID[name], taken.id) if name in _SAID else "",
            due=standing.due,
        )
        before, held = standing.state, standing.held
        standing.held = _held(name, held)
        if name is not MoveName.EXTEND:
            standing.state = _AFTER.get(name, DossierState.PROCESSING)
        if name is MoveName.EXTEND and standing.due is not None:
            standing.due = datetime.combine(
                self._days.after(standing.due.date(), _LONGER), standing.due.timetz()
            )
        ident = self._next("dossier_move")
        self._rows.add(
            "dossier_move", ident, taken.id, name.value, int(before), int(standing.state), held.value,
            standing.held.value, micros_or_none(step.due), micros_or_none(standing.due), "{}", step.reason,
            step.by.id, second.id if second else None, to_micros(at), operation,
        )  # fmt: skip
        said = self._parts(standing, step, ident, before, detail)
        subject = ("dossier", taken.id)
        self._journal.note(at, step.by, subject, f"dossier.event.{_EVENTS[name]}", operation, said)

    def _parts(
        self,
        standing: _Standing,
        step: _Step,
        move: int,
        before: DossierState,
        detail: Mapping[str, str | int],
    ) -> Mapping[str, str | int]:
        """What belongs to a move, and what its event says."""
        match step.name:
            case MoveName.FORWARD | MoveName.BACK:
                return self._handed(standing, step, move)
            case MoveName.READY if standing.away:
                return self._handed(standing, step, move)
            case MoveName.ASK_SUPPLEMENT:
                return self._asked(standing, step, move, before)
            case MoveName.RESUME:
                return self._answered(standing, step, move)
            case MoveName.REFUSE | MoveName.STOP | MoveName.WITHDRAW | MoveName.EXTEND:
                return {**self._decided(standing, step, move), **detail}
            case MoveName.HAND_OVER:
                self._rows.add(
                    "collected", move, standing.taken.id, "self", str(detail["name"]), str(detail["seen"]),
                    "", "", "", "signature", step.by.id, to_micros(step.at), step.operation,
                )  # fmt: skip
                return detail
        return {"reason": step.reason} if step.reason else detail

    def _handed(self, standing: _Standing, step: _Step, move: int) -> Mapping[str, str | int]:
        """A hand-over list of its own, out or back; a result has its name."""
        taken, out = standing.taken, step.name is MoveName.FORWARD
        standing.away = out
        outcome = "sent" if out else "result" if step.name is MoveName.READY else "no_result"
        direction = "out" if out else "back"
        number = self._next("handing", direction, str(step.at.year))
        ident = self._next("handing")
        agency, person = self._one_of("agency", 0), self._one_of("agency_person", taken.id)
        at = to_micros(step.at)
        self._rows.add(
            "handing",
            ident,
            direction,
            step.at.year,
            number,
            agency,
            person,
            step.by.id,
            at,
            "",
            step.operation,
        )
        result = taken.case.procedure.result if outcome == "result" else ""
        self._rows.add(
            "handing_item", ident, 0, taken.id, move, outcome, micros_or_none(step.due), result, "",
            1 if result else 0, "",
        )  # fmt: skip
        return {"list": number, "agency": agency, "person": person, "outcome": outcome}

    def _asked(
        self, standing: _Standing, step: _Step, move: int, before: DossierState
    ) -> Mapping[str, str | int]:
        """A request for one paper of the list."""
        taken = standing.taken
        standing.supplement, standing.rounds = self._next("supplement"), standing.rounds + 1
        wanted = [
            mark for mark in taken.case.papers if mark.state is PaperState.SUBMITTED
        ] or taken.case.papers
        stage = "entry" if before is DossierState.RECEIVED else "substance"
        self._rows.add(
            "supplement", standing.supplement, taken.id, move, standing.rounds, stage, step.reason, "", None,
            "none", micros_or_none(step.due), step.by.id, to_micros(step.at), step.operation,
        )  # fmt: skip
        key, name = (wanted[0].key, wanted[0].name) if wanted else ("", step.reason)
        self._rows.add("supplement_item", standing.supplement, 0, key, name, step.reason, 1, 0, 0)
        return {"round": standing.rounds, "papers": name, "reason": step.reason}

    def _answered(self, standing: _Standing, step: _Step, move: int) -> Mapping[str, str | int]:
        reason = standing.taken.due.reason
        self._rows.add(
            "supplement_answer", move, standing.supplement, micros_or_none(standing.due), reason, "",
            step.by.id, to_micros(step.at), step.operation,
        )  # fmt: skip
        return {"reason": reason}

    def _decided(self, standing: _Standing, step: _Step, move: int) -> Mapping[str, str | int]:
        """A refusal, a stop, an extension with its number; or what the resident took back."""
        kind = _DECISIONS[step.name]
        withdrawn = step.name is MoveName.WITHDRAW
        number = None if withdrawn else self._next("decision", kind, str(step.at.year))
        after = micros_or_none(standing.due) if step.name is MoveName.EXTEND else None
        self._rows.add(
            "decision", self._next("decision"), standing.taken.id, move, kind, step.at.year, number,
            "resident" if withdrawn else "centre", "", step.reason, "", "none", micros_or_none(step.due),
            after, step.by.id, step.second.id if step.second else None, to_micros(step.at), step.operation,
        )  # fmt: skip
        return {
            "reason": step.reason,
            "approved_by": step.second.name if step.second else "",
            "number": number or 0,
        }

    def _next(self, *series: str) -> int:
        self._numbers[series] += 1
        return self._numbers[series]

    def _one_of(self, kind: str, number: int) -> str:
        return self._said[kind][number % len(self._said[kind])]


def _held(name: MoveName, held: PapersHeld) -> PapersHeld:
    """Where the papers are after a move: out with a list, back with one, away with the result."""
    if name is MoveName.FORWARD and held is PapersHeld.COUNTER:
        return PapersHeld.FORWARDED
    if name in (MoveName.BACK, MoveName.READY, MoveName.STOP) and held is PapersHeld.FORWARDED:
        return PapersHeld.COUNTER
    if name is MoveName.HAND_OVER and held is not PapersHeld.NONE:
        return PapersHeld.RETURNED
    return held


def _state_at(taken: "Taken", at: datetime) -> DossierState:
    """Where a dossier stands at a moment."""
    state = DossierState.RECEIVED
    for event in sorted(taken.life.events, key=lambda one: one.at):
        name = _MOVES.get(event.name)
        if name is not None and event.at < at:
            state = _AFTER.get(name, DossierState.PROCESSING)
    return state
