"""The delay ledger (sổ trễ): whose every minute of a dossier was, and what proves it.

Facts are what the store recorded; a ledger is what `counter.rules.delay` reads out of them. A minute belongs
to whoever has the dossier when that minute ends, so that the minutes of all causes are whole and add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counter.errors import Problem
from counter.models.states import AttemptOutcome


class Cause(StrEnum):
    """Whose a minute was."""

    COUNTER = "counter"  # quầy này
    AGENCY = "agency"  # cơ quan giải quyết
    RESIDENT = "resident"  # người dân
    PORTAL = "portal"  # Cổng
    LINE = "line"  # đường truyền


class Why(StrEnum):
    """What the dossier, or the news of its result, waited for."""

    AT_COUNTER = "at_counter"  # received here and given to nobody yet
    QUEUE = "queue"  # in our outbox, and nothing proves that it could not go
    HELD = "held"  # refused, held or contradicted: a person here has to look
    ACCOUNT = "account"  # the portal does not take the ward's own account, or our own settings are wrong
    AT_AGENCY = "at_agency"
    SUPPLEMENT = "supplement"  # yêu cầu bổ sung
    DUTY = "duty"  # yêu cầu thực hiện nghĩa vụ tài chính
    ANSWERING = "answering"  # a call was under way
    SILENT = "silent"  # it was sent, and no answer came that could be used
    DENIED = "denied"  # the portal says it has not what it said it took
    UNSURE = "unsure"  # carried over by hand, and the portal did not say whether it was filed
    DOWN = "down"  # nothing could be sent


CAUSES: Final[Mapping[Why, Cause]] = MappingProxyType(
    {
        Why.AT_COUNTER: Cause.COUNTER,
        Why.QUEUE: Cause.COUNTER,
        Why.HELD: Cause.COUNTER,
        Why.ACCOUNT: Cause.COUNTER,
        Why.AT_AGENCY: Cause.AGENCY,
        Why.SUPPLEMENT: Cause.RESIDENT,
        Why.DUTY: Cause.RESIDENT,
        Why.ANSWERING: Cause.PORTAL,
        Why.SILENT: Cause.PORTAL,
        Why.DENIED: Cause.PORTAL,
        Why.UNSURE: Cause.PORTAL,
        Why.DOWN: Cause.LINE,
    }
)


class ProofKind(StrEnum):
    """Where a proof can be looked up."""

    EVENT = "event"  # of the audit trail: `number` is its place there
    MOVE = "move"  # of the dossier's own history: `number` is that of the move
    TRY = "try"  # a sending: `number` is that of the try
    ROW = "row"  # a row of the outbox: `number` is that of the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that was recorded. `said`: the `MoveKind` of an event or a move, the outcome of a try."""

    kind: ProofKind
    number: int
    at: datetime
    said: str = ""
    who: str = ""
    reason: Problem | None = None


class MoveKind(StrEnum):
    """What an event of a dossier means for whose turn it is."""

    ACCEPTED = "accepted"
    FORWARDED = "forwarded"  # to the competent agency
    BACK = "back"  # from there to the counter, without a result
    SUPPLEMENT = "supplement"  # the resident was asked for papers
    DUTY = "duty"  # the resident was asked to pay a duty
    ANSWERED = "answered"  # the resident did it
    ENDED = "ended"  # refused, withdrawn, stopped: there will be no result
    REOPENED = "reopened"  # that was put right: it is worked on again
    FILED = "filed"  # carried over by hand, and the portal gave its code: the agency has it
    UNSURE = "unsure"  # carried over by hand, and nobody knows whether the portal took it
    SETTLED = "settled"  # that was looked up
    HELD = "held"  # kept back by a person of the counter
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One event of a dossier that moves it, or its messages, from one to another."""

    kind: MoveKind
    at: datetime
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try to send. `reason`: what it failed of; `held`: a person has to look after it."""

    id: int
    began: datetime
    ended: datetime
    outcome: AttemptOutcome
    reason: Problem | None = None
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One row of the outbox. `tells_result`: it was made when the result was there, or tells it.

    `closed_at`: nothing more is done about it, because the portal confirmed it, or (not `confirmed`) because
    a person dropped it.
    """

    id: int
    made_at: datetime
    tells_result: bool = False
    closed_at: datetime | None = None
    confirmed: bool = False
    tries: tuple[Try, ...] = ()  # in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch in which no sending of this counter came through, by its first and last try."""

    why: Why
    began: datetime
    until: datetime
    first: Proof
    last: Proof
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayFacts:
    """Everything that is recorded of one dossier and says whose turn it was.

    `elsewhere`: the competent agency is not of this ward, so that it has the dossier only once it was told.
    """

    dossier_id: int
    code: str
    short_code: str
    procedure: str
    received_at: datetime
    due_at: datetime | None = None
    ready_at: datetime | None = None
    elsewhere: bool = False
    moves: tuple[Move, ...] = ()
    messages: tuple[Message, ...] = ()


# -- what was read out of them ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some minutes of one cause. `working`: of them in opening hours; `overdue`: past the appointment.

    `news`: the result was there, and the portal was still to be told.
    """

    cause: Cause
    why: Why
    began: datetime
    until: datetime
    minutes: int
    working: int
    overdue: int = 0
    news: bool = False
    proofs: tuple[Proof, ...] = ()  # the first, and the last where there are several


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSum:
    """The minutes of one cause: until the result, and after it until the portal knew (`news`).

    `beside`: until the result, while a message could not be sent or was not answered and nothing waited
    for it. Those minutes belong to whoever had the dossier and are in none of the other sums.
    """

    cause: Cause
    minutes: int = 0
    working: int = 0
    overdue: int = 0
    overdue_working: int = 0
    news: int = 0
    news_working: int = 0
    news_overdue: int = 0
    beside: int = 0


class Lateness(StrEnum):
    """How a dossier stands to its appointment."""

    ON_TIME = "on_time"
    LATE = "late"  # the result came after the appointment
    LATE_ON_PORTAL = "late_on_portal"  # the result was on time; the portal learned of it after
    RUNNING = "running"
    RUNNING_LATE = "running_late"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayLedger:
    """One dossier. The spans follow each other without gap from its acceptance to `ends_at`.

    `result_at` None: it is still running. `told_at`: when the portal took the news of the result; None: not
    yet, or there is no portal to tell. `as_of`: until when was looked.
    """

    dossier_id: int
    code: str
    short_code: str
    procedure: str
    received_at: datetime
    due_at: datetime | None
    result_at: datetime | None
    told_at: datetime | None
    as_of: datetime
    lateness: Lateness
    spans: tuple[Span, ...]
    sums: tuple[CauseSum, ...]  # every cause, in the order of `Cause`

    @property
    def ends_at(self) -> datetime:
        """The end of the last minute that was counted."""
        return self.spans[-1].until if self.spans else self.received_at

    @property
    def minutes(self) -> int:
        """Minutes from acceptance to result, or until now."""
        return sum(one.minutes for one in self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayRow:
    """A dossier of a month's list: minutes past the appointment within the month, and most of them whose."""

    dossier_id: int
    code: str
    short_code: str
    procedure: str
    lateness: Lateness
    overdue: int
    overdue_working: int
    news_overdue: int
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthDelay:
    """The minutes of a month (YYYY-MM) of every dossier that was under way in it, each in one month only.

    `finished`: those whose result came in the month, by how they stand to their appointment; `late`: the
    dossiers with minutes past their appointment in the month, the most first.
    """

    month: str
    as_of: datetime
    dossiers: int
    finished: tuple[tuple[Lateness, int], ...]
    running_late: int
    sums: tuple[CauseSum, ...]
    late: tuple[DelayRow, ...]
    outages: tuple[Outage, ...]
