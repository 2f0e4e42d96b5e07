"""Telling residents without a phone of their own: whom to call, why, what came of it. Values only."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter.models.states import ContactKind


class Why(StrEnum):
    """Why somebody is told, the most pressing first."""

    LATE = "late"  # quá hẹn, chưa có kết quả
    SOON = "soon"  # hẹn trả ngày làm việc kế tiếp, chưa có kết quả: xin lỗi chậm nhất hôm nay
    MOVED = "moved"  # đã hẹn lại: the new date, with the apology
    PAPERS = "papers"  # yêu cầu bổ sung giấy tờ
    DUTY = "duty"  # yêu cầu thực hiện nghĩa vụ tài chính
    READY = "ready"  # có kết quả


class CallOutcome(StrEnum):
    """What came of a try. The first five have a digit on the screen."""

    REACHED = "reached"  # gặp, đã báo
    COMES = "comes"  # gặp, hẹn ngày đến
    NO_ANSWER = "no_answer"  # không nghe máy
    WRONG = "wrong"  # sai số
    MESSAGE = "message"  # người khác nhận lời nhắn
    SENT = "sent"  # a letter was posted, or the list was given to the head of the group
    UNDONE = "undone"  # the try before was a slip of the hand and counts for nothing


class CallWay(StrEnum):
    """How the try was made."""

    PHONE = "phone"
    LETTER = "letter"  # thư báo gửi bưu điện
    GROUP_HEAD = "group_head"  # danh sách giao tổ trưởng tổ dân phố


DIGITS = {
    1: CallOutcome.REACHED,
    2: CallOutcome.COMES,
    3: CallOutcome.NO_ANSWER,
    4: CallOutcome.WRONG,
    5: CallOutcome.MESSAGE,
}
"""The digit of each result of a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTry:
    """One try that was made. `again_at`: when it comes up again; None where it is told, or a letter goes."""

    outcome: CallOutcome
    way: CallWay
    made_at: datetime
    made_by: str
    again_at: datetime | None = None
    comes_on: date | None = None
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing to tell one person. `about`: the instant that makes it this matter (the appointment that is
    missed, the result that came); a later one is another matter."""

    dossier_id: int
    why: Why
    about: datetime
    code: str
    short_code: str
    resident: str
    procedure: str
    kind: ContactKind | None
    phone: str = ""  # digits; full, for whoever dials. Lists mask it.
    whose: str = ""
    best_time: str = ""  # when they are best called, as said
    due: datetime | None = None
    address: str = ""
    comes_back_on: date | None = None
    lacking: tuple[str, ...] = ()  # names of the papers asked for
    tries: tuple[CallTry, ...] = ()  # of this matter, the newest last


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """A page of the day's list. `more`: where the next begins; "" when this is the last."""

    matters: tuple[Matter, ...]
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCounts:
    """The figures above the list."""

    to_call: int = 0
    unreachable: int = 0  # go by letter, or over the head of the group
    made_today: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """What came of one call. `seen`: how many tries were known when it was made."""

    operation: str
    dossier_id: int
    why: Why
    about: datetime
    outcome: CallOutcome
    seen: int = 0
    comes_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDraft:
    """That letters were posted, or a list was given to the head of a group."""

    operation: str
    way: CallWay
    matters: tuple[Matter, ...]
