"""The values of the papers of the delay ledger (sổ trễ), every text ready to print."""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.value_parts import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaySumLine:
    """The minutes of one cause, or of all; "–" for none."""

    cause: str
    minutes: str  # until the result
    working: str  # of them in opening hours
    overdue: str  # of them past the appointment
    overdue_working: str
    news: str  # after it, until the portal knew
    news_overdue: str
    beside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaySpanLine:
    """Some minutes of one cause, with what proves them."""

    began: str
    until: str
    minutes: str
    working: str
    cause: str
    why: str
    proof: str
    news: str  # empty until the result


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaySheetData:
    """The delay ledger of one dossier (sổ trễ của hồ sơ)."""

    issued_at: datetime  # aware; until when was counted
    head: Head
    procedure: str
    received: str
    due: str
    result: str
    told: str
    verdict: str
    sums: tuple[DelaySumLine, ...]
    total: DelaySumLine
    spans: tuple[DelaySpanLine, ...]
    rule: tuple[str, ...]
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayCountLine:
    """How many dossiers of a month stand so."""

    label: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayOutageLine:
    """When nothing came through."""

    began: str
    until: str
    length: str
    cause: str
    why: str
    tries: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayLateLine:
    """A dossier with minutes past its appointment."""

    code: str
    procedure: str
    state: str
    overdue: str
    working: str
    news: str
    cause: str  # of most of them


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayMonthData:
    """The delay ledger of a month (sổ trễ tháng)."""

    issued_at: datetime  # aware; until when was counted
    head: Head
    counts: tuple[DelayCountLine, ...]
    sums: tuple[DelaySumLine, ...]
    total: DelaySumLine
    outages: tuple[DelayOutageLine, ...]
    late: tuple[DelayLateLine, ...]
    more: str
    rule: tuple[str, ...]
    made: str


DelayData = DelaySheetData | DelayMonthData
