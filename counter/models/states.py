"""The words of a dossier's state lines and of what is chosen at the counter; enumerations only, quick."""

from enum import IntEnum, StrEnum


class DossierState(IntEnum):
    """The national status codes (trạng thái hồ sơ), one-stop-law section 4."""

    REGISTERED = 1  # Mới đăng ký
    RECEIVED = 2  # Được tiếp nhận
    NOT_RECEIVED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT = 5  # Yêu cầu bổ sung giấy tờ
    PAYMENT = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    DONE = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


class Step(StrEnum):
    """The steps of intake, in order."""

    RESIDENT = "resident"
    PROCEDURE = "procedure"
    PAPERS = "papers"
    QUESTIONS = "questions"
    CONTACT = "contact"
    REVIEW = "review"


class PaperState(StrEnum):
    """What became of one paper of the list at the counter."""

    ASKED = "asked"  # not seen yet
    SUBMITTED = "submitted"  # nộp, kept
    PRESENTED = "presented"  # xuất trình, seen and given back
    FROM_DATABASE = "from_database"  # khai thác từ cơ sở dữ liệu
    MISSING = "missing"  # thiếu
    NOT_NEEDED = "not_needed"  # the case does not arise


class PapersHeld(StrEnum):
    """Where the papers that were handed in are: the third state line beside business, money and sync."""

    NONE = "none"  # nothing was kept
    COUNTER = "counter"  # at the counter
    FORWARDED = "forwarded"  # with the officer who handles it
    RETURNED = "returned"  # given back


class ContactKind(StrEnum):
    """How the resident can be reached; NONE is a full answer."""

    OWN_PHONE = "own_phone"
    LANDLINE = "landline"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    GROUP_HEAD = "group_head"  # tổ trưởng tổ dân phố
    POST = "post"
    NONE = "none"


class ResultWay(StrEnum):
    """How the result is collected."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


class CollectorKind(StrEnum):
    """Who collects a result."""

    SELF = "self"  # người nộp, or the person it was filed for
    PROXY = "proxy"  # người được uỷ quyền


class IdentityCheck(StrEnum):
    """Whether a clerk compared the person with the card. Never preset."""

    NOT_DONE = "not_done"
    SAME_PERSON = "same_person"
    FOR_ANOTHER = "for_another"
    DOUBTED = "doubted"


class SyncState(StrEnum):
    """Where a filing stands with the portal; the same words everywhere."""

    NONE = "none"  # not filed online
    PREPARED = "prepared"  # begun, consent not yet given
    WAITING = "waiting"  # chờ gửi: consent given, nothing on the portal yet
    SENDING = "sending"  # đang chép
    UNKNOWN = "unknown"  # KHÔNG BIẾT đã nộp
    FILED = "filed"  # có mã Cổng
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    HELD = "held"


class MoneyState(StrEnum):
    """The money line of a dossier; never mixed with its business state."""

    NONE = "none"  # không phí
    UNKNOWN = "unknown"  # chưa có mức thu
    DUE = "due"  # chưa thu
    LATER = "later"  # thu sau
    PAID = "paid"
    EXEMPT = "exempt"


class PaymentMeans(StrEnum):
    """How money came (hình thức nộp)."""

    CASH = "cash"  # tiền mặt
    TRANSFER = "transfer"  # chuyển khoản, VietQR
    CARD = "card"  # máy quẹt thẻ
    POST = "post"  # bưu chính thu hộ


class PaymentKind(StrEnum):
    """What an entry of the payments is; both others name the payment they reverse."""

    PAYMENT = "payment"
    VOID = "void"  # huỷ: it should not have been, all of it goes back
    REFUND = "refund"  # hoàn trả: it was right, some or all of it is given back


class Payer(StrEnum):
    """Who pays, seen from the person the dossier is for (người nộp tiền)."""

    SELF = "self"
    CHILD = "child"  # con, cháu
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


class MoneyPaper(StrEnum):
    """The papers of the till whose prints are counted, by the word of `money_print.kind`."""

    PAYMENT_SLIP = "payment_slip"  # phiếu thu, phiếu huỷ, phiếu hoàn trả: of a payment
    DRAWER_SHEET = "drawer_sheet"  # phiếu bàn giao: of a drawer
    VIETQR = "vietqr"  # mã VietQR đã in: of an asked-for transfer


class ReceiptStatus(StrEnum):
    """What became of one number of the official receipts (biên lai)."""

    USED = "used"
    SKIPPED = "skipped"  # bỏ cách
    SPOILED = "spoiled"  # viết hỏng
    LOST = "lost"  # mất


class RequestState(StrEnum):
    """Where an asked-for transfer (mã VietQR đã đưa) stands."""

    WAITING = "waiting"
    PAID = "paid"
    CANCELLED = "cancelled"


class BankStep(StrEnum):
    """What was done with a line of a bank statement; the last step is how it stands."""

    OPEN = "open"
    MATCHED = "matched"  # it is this payment
    SETTLED = "settled"  # the bank or the post settled what cards or the post took
    ASSIGNED = "assigned"  # somebody finds out
    EXPLAINED = "explained"  # not a fee: said what it is


class FilingWay(StrEnum):
    """How somebody without a phone is served (cách nộp hộ); which of them is allowed is a setting."""

    OWN = "own"  # own e-identity (VNeID của chính người dân)
    PROXY = "proxy"  # somebody who may act for them, by their own e-identity
    PAPER = "paper"  # on paper at the counter, digitised by the ward: never reported as online


class Submitter(StrEnum):
    """Who stands at the counter, seen from the person it is for (one-stop-law 8.2)."""

    SELF = "self"
    RELATIVE = "relative"  # ông bà, cha mẹ, con, vợ chồng, anh chị em ruột
    AUTHORISED = "authorised"  # có văn bản uỷ quyền chứng thực
    GUARDIAN = "guardian"  # người giám hộ
    LEGAL_REPRESENTATIVE = "legal_representative"  # đại diện theo pháp luật
    POST = "post"
    HIRED = "hired"


class OutboxTarget(StrEnum):
    """Who takes a row of the outbox."""

    CARRY = "carry"  # a person carries it over (type-along)
    GATEWAY = "gateway"  # the sender, over HTTP
    FILE = "file"  # a hand-over file


class AttemptOutcome(StrEnum):
    """What came of one try to send."""

    FILED = "filed"
    KNOWN = "known"  # the portal was asked and has it
    REFUSED = "refused"
    UNKNOWN = "unknown"  # sent, no answer
    UNREACHABLE = "unreachable"  # nothing was sent
    HELD = "held"  # for a person
