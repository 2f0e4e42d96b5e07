"""The ward's numbers (số liệu của phường): what is counted of dossiers, and the report made of it.

Whole numbers only: a share is its two numbers, so that nothing is rounded before it is shown.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NamedTuple, Self

from counter.models.life_records import DemandView


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day (từ ngày, đến ngày), both counted, as the counter's days."""

    first: date
    last: date


class Span(NamedTuple):
    """A period as instants: `began` is in it, `until` is not; `at` is its end, or now. Microseconds UTC."""

    began: int
    until: int
    at: int


class Round(NamedTuple):
    """One request for supplement (yêu cầu bổ sung) and its answer. Microseconds UTC.

    `due_before` is the appointment before the request moved it.
    """

    asked: int
    answered: int | None
    due_before: int | None


class PutOff(NamedTuple):
    """An appointment put off with an apology (xin lỗi, hẹn lại). Microseconds UTC."""

    at: int
    due_before: int | None
    due_after: int


class Case(NamedTuple):
    """One dossier as the indicators see it. Instants in microseconds UTC, None for "not" or "not known"."""

    id: int
    procedure: str  # code
    clerk: int  # who received it
    channel: str  # direct, online, post
    received: int  # by the counter (NgayTiepNhan)
    due: int | None  # the appointment as it is promised now (NgayHenTra)
    ended: int | None  # ready, else handed over, else stopped, refused or withdrawn
    without_result: bool = False  # it ended by a stop, a refusal or a withdrawal
    synced: bool = False  # the portal has it
    rounds: tuple[Round, ...] = ()  # in order of time
    put_off: PutOff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was counted in a period: of the ward, a procedure, a sector, a person, a channel or a month."""

    # received in the period (tiếp nhận trong kỳ), by channel
    online: int = 0
    direct: int = 0
    post: int = 0
    assisted: int = 0  # of those online: filed here on somebody's behalf
    carried: int = 0  # từ kỳ trước: received before, not ended then
    # ended in the period (đã giải quyết), against the promised appointment
    early: int = 0  # trước hạn
    punctual: int = 0  # đúng hạn
    late: int = 0  # quá hạn
    unlimited: int = 0  # no appointment was known
    without_result: int = 0  # of these: stopped, refused, withdrawn
    # under way at the end of the period, or now (đang giải quyết)
    open_in_time: int = 0  # trong hạn
    open_late: int = 0  # quá hạn
    open_unlimited: int = 0
    # index 2.1
    judged: int = 0
    in_time: int = 0
    # of those received in the period
    synced: int = 0
    charged: int = 0  # there is a fee: some phí or lệ phí above 0đ, or of an amount nobody knows
    paid_online: int = 0  # of these
    components: int = 0  # giấy tờ of the file: handed in, or there as a file
    digitised: int = 0  # of these: there as a file
    reused: int = 0  # taken from a database, so that nobody handed them in
    # index 2.2: of those ended with a result
    timed: int = 0
    minutes: int = 0  # of the procedure's own kind: open hours, or by the calendar

    @property
    def received(self) -> int:
        """Received in the period."""
        return self.online + self.direct + self.post

    @property
    def taken(self) -> int:
        """Số hồ sơ nhận giải quyết: received in the period and carried into it."""
        return self.received + self.carried

    @property
    def done(self) -> int:
        """Ended in the period."""
        return self.early + self.punctual + self.late + self.unlimited

    @property
    def open(self) -> int:
        """Under way at the end."""
        return self.open_in_time + self.open_late + self.open_unlimited

    def __add__(self, other: Self) -> Self:
        """Both together."""
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in NUMBERS})


NUMBERS = tuple(one.name for one in fields(Tally))
"""The names of what a tally counts."""


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a table by something: `key` finds it again, `label` is for people ("" for a channel)."""

    key: str
    label: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Rate:
    """A share. Of nothing it is not defined: `hundredths` is None, never 0 % or 100 %."""

    part: int
    whole: int

    @property
    def hundredths(self) -> int | None:
        """Hundredths of a percent, rounded half up; 10000 only when it is all, 0 only when it is none."""
        if not self.whole:
            return None
        found = (self.part * 20_000 + self.whole) // (2 * self.whole)
        if self.part < self.whole:
            found = min(found, 9_999)
        return max(found, 1) if self.part > 0 else found


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `number` is its place in the national set, "" for one of the ward's own.

    `full`: from so many percent on it has all its points; None where no source says.
    """

    id: str
    number: str
    rate: Rate
    full: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Procedures of the catalogue (thủ tục hành chính) as the indicators of online service count them."""

    procedures: int  # received here
    online: int  # of these: offered online (có dịch vụ công trực tuyến)
    online_used: int  # of these: with an online dossier in the period
    charged: int  # procedures with a dossier that had a fee
    paid_online: int  # of these: at least one was paid online


@dataclass(frozen=True, slots=True, kw_only=True)
class LateDossier:
    """A dossier behind the numbers of what is overdue (hồ sơ quá hạn)."""

    id: int
    short_code: str
    procedure: str
    received_by: str  # "" for who may not see it
    due: datetime | None  # as it stood at the end of the period
    ended: datetime | None  # None: it had not by then
    rounds: int  # requests for supplement until then: more than one is overdue by index 2.1


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many were received on a day."""

    on: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WardReport:
    """The numbers of a period. Groups are in order of what was taken, the most first; months by time."""

    period: Period
    made_at: datetime
    as_of: datetime  # the end of the period, or when it was made
    total: Tally
    by_channel: tuple[Group, ...]
    by_sector: tuple[Group, ...]
    by_procedure: tuple[Group, ...]
    by_clerk: tuple[Group, ...]  # who received; empty for who may not see it
    by_month: tuple[Group, ...]  # for a period of several months
    by_day: tuple[DayCount, ...]
    services: Services
    indicators: tuple[Indicator, ...]
    registered: int  # mới đăng ký: filed online in the period, received by nobody yet
    not_received: int  # không được tiếp nhận, of the period
    not_counted: tuple[str, ...]  # numbers of indicators that the store lacks facts for, in whole or in part
    demands: tuple[DemandView, ...] = ()  # papers beyond the official list, as told
    brought: int = 0  # of those under way in the period: brought over from the system of before
    by_calendar: tuple[str, ...] = ()  # procedures whose limit, and so index 2.2, runs by the calendar
