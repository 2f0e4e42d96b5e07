"""The days a ward adds to the official calendar (ngày nghỉ riêng), and the appointments they would move."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysDraft:
    """Some days in a row to add. `kind` is a word of `counter.rules.calendar.DayKind`.

    `source`: the decision or notice (văn bản) that orders it, as it is cited.
    """

    first: date
    last: date
    kind: str
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDay:
    """A day the head of the centre has added, who did it and when (aware UTC)."""

    day: date
    kind: str
    name: str
    source: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class YearNotice:
    """What is known of a year's days off: the notice with its number, whether it decides all of them."""

    year: int
    source: str
    decided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDate:
    """An open dossier whose promised date is not what a calendar gives; nothing changes it by itself.

    `reckoned` None: its date was changed before (a supplement, an extension), so a person looks at it.
    """

    dossier_id: int
    code: str
    short_code: str
    applicant: str
    procedure: str
    promised: datetime  # aware UTC
    reckoned: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The calendar as the head sees it. `saturdays`: ordinary Saturdays are open for reception."""

    years: tuple[YearNotice, ...]
    days: tuple[LocalDay, ...]  # by date
    hours: str
    saturdays: bool
