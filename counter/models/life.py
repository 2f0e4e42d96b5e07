"""The words of a dossier's life: its moves, what belongs to each, and the registers of the law."""

from enum import StrEnum


class MoveName(StrEnum):
    """What moves a dossier; the table of who may do which, from where to where, is `counter.rules.moves`."""

    RECEIVE = "receive"  # tiếp nhận hồ sơ nộp trực tuyến
    BEGIN = "begin"  # bắt đầu giải quyết
    FORWARD = "forward"  # chuyển cơ quan, bộ phận giải quyết
    BACK = "back"  # nhận lại, chưa có kết quả
    ASK_SUPPLEMENT = "ask_supplement"  # yêu cầu bổ sung
    RESUME = "resume"  # đã bổ sung đủ
    ASK_DUTY = "ask_duty"  # yêu cầu thực hiện nghĩa vụ tài chính
    DUTY_DONE = "duty_done"
    REFUSE = "refuse"  # từ chối
    STOP = "stop"  # dừng giải quyết
    WITHDRAW = "withdraw"  # công dân rút hồ sơ
    EXTEND = "extend"  # xin lỗi và hẹn lại
    READY = "ready"  # đã xử lý xong
    HAND_OVER = "hand_over"  # trả kết quả
    CORRECT = "correct"  # lãnh đạo sửa trạng thái kết thúc
    UNDO = "undo"  # hoàn tác


class Stage(StrEnum):
    """When a shortage was found."""

    ENTRY = "entry"  # khi kiểm tra lúc tiếp nhận
    SUBSTANCE = "substance"  # khi thẩm định


class DecisionKind(StrEnum):
    """What ended a dossier, or gave it more time, on somebody's decision."""

    REFUSED = "refused"  # Mẫu 03
    STOPPED = "stopped"  # Mẫu 05
    WITHDRAWN = "withdrawn"  # công dân rút
    EXTENDED = "extended"  # Mẫu 04


class AskedBy(StrEnum):
    """On whose request."""

    RESIDENT = "resident"
    AGENCY = "agency"
    CENTRE = "centre"


class MoneyAfter(StrEnum):
    """What becomes of a fee when a dossier ends without a result (phí, lệ phí khi dừng)."""

    NONE = "none"  # nothing was paid
    KEPT = "kept"  # không hoàn
    GIVE_BACK = "give_back"  # hoàn: by the till's own path


class Direction(StrEnum):
    """Which way a hand-over list goes (phiếu bàn giao)."""

    OUT = "out"
    BACK = "back"


class Outcome(StrEnum):
    """With what a dossier was handed over between two bodies."""

    SENT = "sent"  # to be worked on
    RESULT = "result"
    NO_RESULT = "no_result"  # as it went out
    LACKING = "lacking"  # papers are missing
    NOT_ELIGIBLE = "not_eligible"


class Signed(StrEnum):
    """How the collector signed for the result (ký nhận)."""

    SIGNATURE = "signature"
    FINGERPRINT = "fingerprint"  # điểm chỉ
    NOT_ASKED = "not_asked"


class NoticeWay(StrEnum):
    """How somebody was told."""

    IN_PERSON = "in_person"
    PAPER = "paper"
    PHONE = "phone"
    MESSAGE = "message"  # SMS, Zalo, thư điện tử
    POST = "post"
    GROUP_HEAD = "group_head"  # qua tổ trưởng tổ dân phố
    PORTAL = "portal"


class GuidanceWay(StrEnum):
    """How guidance was given (hướng dẫn)."""

    COUNTER = "counter"
    PHONE = "phone"
    MESSAGE = "message"
    POST = "post"
    HOME = "home"


class Certified(StrEnum):
    """The registers of certification (sổ chứng thực): one series of numbers for each kind and year."""

    COPY = "copy"  # bản sao từ bản chính
    SIGNATURE = "signature"  # chữ ký, điểm chỉ
    TRANSACTION = "transaction"  # hợp đồng, giao dịch
