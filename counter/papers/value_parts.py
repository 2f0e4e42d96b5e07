"""What the values of every paper begin with: the head and its QR; and the page that tries a printer."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code: its text, its side in modules (border included) and its picture."""

    text: str
    side: int
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the top of a paper."""

    title: str
    authority: str  # cơ quan chủ quản
    centre: str  # Trung tâm Phục vụ hành chính công
    dated: str  # địa danh, ngày tháng năm
    code: str  # mã hồ sơ
    code_note: str  # why the code is not official yet
    short_code: str  # with its check character
    portal_code: str  # code the portal gave, when it has
    practice_mark: str  # across the page of a practice copy
    copy_mark: str  # "BẢN SAO 2" on a reprint; "THAY GIẤY CŨ" on the first in another applicant's name


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryData:
    """What the recovery paper of a store shows (giấy khôi phục): its words, and all of them in the QR."""

    issued_at: datetime
    head: Head
    qr: Code
    made: str
    store: str
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialData:
    """What the test page of a printer shows (trang thử máy in)."""

    issued_at: datetime
    head: Head
    qr: Code
    printer: str
    way: str
    made: str
    letters: tuple[str, ...]
