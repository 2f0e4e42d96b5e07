"""The values of the slip of a household's visit (phiếu của lượt): every procedure of it on one paper."""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.value_parts import Code, Head


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One procedure of the visit, ready to print."""

    number: int
    short_code: str
    code: str  # mã hồ sơ
    code_note: str  # why it is not official yet
    who: str  # người nộp, with whom they act for
    procedure: str
    due: str  # hour, weekday and date in one line
    weekday: str
    day: str
    hour: str
    way: str  # đăng ký nhận kết quả tại; "" where it is the same for the whole visit
    told: str
    fee: str  # the sum and what became of it
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSlipData:
    """One slip for the whole visit."""

    issued_at: datetime  # aware; when the visit began
    head: Head  # its short code is that of the visit
    qr: Code
    place: str
    people: str
    received: str
    received_by: str
    lines: tuple[VisitLine, ...]
    way: str  # where all results are collected; "" where the lines say it each
    told: str  # how all are told; "" where the lines say it each
    total: str
    in_words: str
    standing: str  # what of the total is paid or still to be paid
    receipts: tuple[str, ...]
    note: str
    bring: tuple[str, ...]
    ask: str
    hours: str
