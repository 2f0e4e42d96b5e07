"""The frozen values of the papers of the law (forms 02 to 07, result slip, hand-over list), ready to print.

As in `values`: every text is Vietnamese and whole, an empty one means "leave the line out", and a template
reads the same names: `d.subject.person`.
"""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.value_parts import Code, Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose dossier a form is about, and what was asked for."""

    place: str  # tên đơn vị
    person: str  # người nộp
    address: str
    phone: str
    identity: str  # số căn cước/hộ chiếu
    owner: str  # chủ hồ sơ, when not the one who files
    procedure: str  # nội dung yêu cầu giải quyết
    received: str  # hour, weekday and day
    due: str  # ngày hẹn trả


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask, where to look."""

    officer: str
    ask: str  # the counter's phone, or where to come
    lookup: str  # website, only where the code is an official one


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """One thing to bring (thành phần). A count of 0 is printed as a dash."""

    name: str
    originals: int  # bản chính
    certified: int  # bản chứng thực
    photocopies: int  # bản photo
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementData:
    """Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    issued_at: datetime  # aware; the time of publication that the QR carries
    head: Head
    qr: Code
    number: str
    subject: Subject
    wanted: tuple[WantedLine, ...]
    reason: str
    basis: str
    stage: str
    answer_by: str
    new_due: str
    nth: str  # which request of this dossier it is
    contact: Contact
    guided_by: str  # người hướng dẫn


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalData:
    """Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ."""

    issued_at: datetime
    head: Head
    qr: Code
    number: str
    subject: Subject
    filed: str  # thời gian nộp, of an online dossier
    reason: str
    basis: str
    contact: Contact
    submitter: str  # who signs; empty for an online dossier
    refused_by: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionData:
    """Mẫu 04, Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết."""

    issued_at: datetime
    head: Head
    qr: Code
    number: str
    subject: Subject
    sector: str  # lĩnh vực
    received_day: str
    reason: str
    new_due: str
    contact: Contact
    signer_title: str
    signer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopData:
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ."""

    issued_at: datetime
    head: Head
    qr: Code
    number: str
    subject: Subject
    asked: str  # theo đề nghị của
    reason: str
    basis: str
    papers_back: str
    money: str
    contact: Contact
    signer_title: str
    signer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One hand-over: giver and taker with their places, the moment, in time or not."""

    number: str
    giver: str
    giver_place: str
    taker: str
    taker_place: str
    at: str  # "9 giờ 43 phút, ngày 20/11/2026"
    outcome: str  # trước hạn, đúng hạn, quá hạn; empty while it is open
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlData:
    """Mẫu 06, Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    issued_at: datetime
    head: Head
    qr: Code
    subject: Subject
    book: str  # quyển số
    row: str  # số thứ tự
    agency: str
    partners: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One dossier of the register, in the order of its columns."""

    number: str
    code: str
    procedure: str
    sets: str
    person: str
    address: str
    agency: str
    received: str
    due: str
    forwarded: str
    ready: str
    returned: str
    way: str
    taken_by: str  # ký nhận: who took the result
    note: str
    struck: str = ""  # why the line is struck through; "" when it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterData:
    """Mẫu 07, Sổ theo dõi hồ sơ, of one period."""

    issued_at: datetime
    head: Head
    qr: Code
    period: str
    count: str
    lines: tuple[RegisterLine, ...]
    part: str = ""  # "first", "middle" or "last" of a book that is drawn in parts; "" the whole
    first_page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultData:
    """Giấy biên nhận trả kết quả."""

    issued_at: datetime
    head: Head
    qr: Code
    subject: Subject
    given_by: str
    given_phone: str
    collector: str
    second: str  # the other party, where both must come
    collector_role: str
    collector_phone: str
    paper: str  # giấy uỷ quyền of a proxy
    result_kind: str
    result_number: str
    result_copies: str
    returned: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One result of a hand-over list; a cross where a fee is due, a cross where it goes by post."""

    number: str
    code: str
    content: str
    result: str
    owner: str
    address: str
    fee: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverData:
    """Phiếu bàn giao kết quả, from the specialists to the counter; of dossiers the other way."""

    issued_at: datetime
    head: Head
    qr: Code
    number: str
    giver: str
    giver_place: str
    taker: str
    taker_place: str
    handed: str
    count: str
    back: bool  # results come back; False: dossiers go out, of which nothing is due or posted yet
    note: str
    lines: tuple[ResultLine, ...]


LawData = (
    SupplementData
    | RefusalData
    | ExtensionData
    | StopData
    | ControlData
    | RegisterData
    | ResultData
    | HandOverData
)
"""The values of any paper of the law but Mẫu 01."""
