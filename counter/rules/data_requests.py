"""The clocks of what residents ask of their own data, and of a breach.

Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP.

A period does not count the day of receipt; one in days that ends on a day off ends on the next working day
(Bộ luật Dân sự 2015 Điều 147, 148). Whether the longer periods are calendar or working days is not said in
what could be read: the data file says which, and that it is not confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import TimeLimit, TimeUnit
from counter.models.data_request import (
    ENDED,
    AskerKind,
    ClockKind,
    DataRequestState,
    RequestClock,
    RequestDraft,
    RequestKind,
    RequestStep,
    RequestStepDraft,
)
from counter.rules.calendar import Hours, WorkCalendar
from counter.rules.deadlines import appointment
from counter.rules.free_text import text_problems
from counter.text import as_typed

MOST_TEXT = 200  # characters of a name, a paper, a reason
_NOON = 12
EARLIEST = date(2020, 1, 1)
"""Years before the first law on it: an earlier day is a slip."""


@dataclass(frozen=True, slots=True)
class KindLimits:
    """Days for one kind of request: the plain case, with a third party, and what one extension adds."""

    days: int
    third_party: int
    extension: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataClocks:
    """What the data file says. `reply`: working days; `unit`: of the longer periods; `breach_hours`: from the
    finding until the authority is told."""

    reply: int
    unit: TimeUnit
    kinds: Mapping[RequestKind, KindLimits]
    ground: str
    breach_hours: int
    breach_ground: str
    unconfirmed: tuple[str, ...] = ()
    breach_unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoner:
    """The clocks, with the ward's calendar and hours."""

    clocks: DataClocks
    calendar: WorkCalendar
    hours: Hours = field(repr=False)

    def reply_by(self, received: date) -> date:
        """The last day to say that it was received and what happens now."""
        return self._after(received, self.clocks.reply, TimeUnit.WORKING_DAY)

    def due_on(self, kind: RequestKind, received: date, *, third_party: bool) -> date:
        """The last day to do it."""
        limits = self.clocks.kinds[kind]
        return self._after(received, limits.third_party if third_party else limits.days, self.clocks.unit)

    def extended(self, kind: RequestKind, due_on: date) -> date:
        """The last day after the one extension: reckoned on from the day before it."""
        return self._after(due_on, self.clocks.kinds[kind].extension, self.clocks.unit)

    def _after(self, day: date, value: int, unit: TimeUnit) -> date:
        noon = datetime(day.year, day.month, day.day, _NOON, tzinfo=LOCAL_ZONE)
        due = appointment(TimeLimit(value=value, unit=unit), noon, self.calendar, self.hours).due
        if due is None:
            raise ValueError(value)
        return due.astimezone(LOCAL_ZONE).date()


def state_of(steps: tuple[RequestStep, ...]) -> DataRequestState:
    """Where a request stands after its steps, in the order they were made."""
    return DataRequestState(steps[-1].value) if steps else DataRequestState.RECEIVED


def clock(
    steps: tuple[RequestStep, ...], reply_by: date, due_on: date, today: date, calendar: WorkCalendar
) -> RequestClock | None:
    """What is to be done next and by when; None for an ended request.

    Nobody need be answered apart once the period was put off: the reason was told then.
    """
    if state_of(steps) in ENDED:
        return None
    kind, by = (ClockKind.DOING, due_on) if steps else (ClockKind.REPLY, reply_by)
    return RequestClock(
        kind=kind, by=by, left=calendar.working_days_between(today, by), late=max(0, (today - by).days)
    )


def breach_due(found_at: datetime, clocks: DataClocks) -> datetime:
    """Until when the authority is told: hours run through nights and days off."""
    return found_at + timedelta(hours=clocks.breach_hours)


def draft_problems(draft: RequestDraft, today: date) -> tuple[Problem, ...]:
    """Why a request cannot be entered, all at once."""
    found = []
    if draft.received_on is not None and draft.received_on > today:
        found.append(Problem("received_on", "data_request.not_received_yet"))
    if draft.received_on is not None and draft.received_on < EARLIEST:
        found.append(Problem("received_on", "data_request.received_early", {"year": EARLIEST.year}))
    if draft.asked_by is not AskerKind.SELF:
        found += [
            Problem(name, f"data_request.{name}_missing")
            for name in ("asker", "paper")
            if not is_said(getattr(draft, name))
        ]
    texts = {name: getattr(draft, name) for name in ("asker", "paper", "about")}
    return (*found, *_long(texts), *text_problems(texts))


def step_problems(step: RequestStep, draft: RequestStepDraft) -> tuple[Problem, ...]:
    """Why a step cannot be made, by its texts alone."""
    found = []
    if not is_said(draft.reason):
        found.append(Problem("reason", f"data_request.{step}.reason_missing"))
    if step is RequestStep.REFUSED and not is_said(draft.ground):
        found.append(Problem("ground", "data_request.ground_missing"))
    texts = {"reason": draft.reason, "ground": draft.ground}
    return (*found, *_long(texts), *text_problems(texts))


def follows(step: RequestStep, made: tuple[RequestStep, ...]) -> Problem | None:
    """Why a step cannot follow those that were made; None when it can.

    Answered once, and not after the period was put off; put off once.
    """
    if made and state_of(made) in ENDED:
        return Problem("", "data_request.ended")
    if step in made:
        return Problem("", f"data_request.{step}.twice")
    if step is RequestStep.ANSWERED and made:
        return Problem("", "data_request.answered.twice")
    return None


def is_said(text: str) -> bool:
    """Whether a text says something: a mark without its letter says nothing."""
    return any(letter.isalnum() for letter in text)


def _long(texts: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(name, "data_request.text_long", {"most": MOST_TEXT})
        for name, text in texts.items()
        if len(as_typed(text)) > MOST_TEXT
    ]
