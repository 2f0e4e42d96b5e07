"""The closed lists of words in `data/procedures`, and what each stands for in the program."""

from counter.models.catalogue import (
    Channel,
    Confidence,
    FieldType,
    PaperMode,
    ReliefWay,
    SupplementPolicy,
)

CHANNELS = {"trực tiếp": Channel.DIRECT, "trực tuyến": Channel.ONLINE, "bưu chính": Channel.POST}
MODES = {"nộp": PaperMode.SUBMIT, "xuất trình": PaperMode.PRESENT}
SUPPLEMENTS = {
    "tính lại từ đầu": SupplementPolicy.RESTART,
    "lùi bằng thời gian chờ": SupplementPolicy.PAUSE,
    "giữ nguyên": SupplementPolicy.NONE,
}
ANY_CHANNEL = "mọi cách"
KINDS = {"phí": "phi", "lệ phí": "le_phi", "cước bưu chính": "post"}
SET_BY = {"trung ương": "national", "HĐND thành phố Huế": "hdnd_hue", "doanh nghiệp bưu chính": "post"}
RELIEF_WAYS = {"mức có lợi nhất": ReliefWay.BEST, "mức người nộp chọn": ReliefWay.CLAIMED}
LEVELS = {"toàn trình": "toan_trinh", "một phần": "mot_phan", "không trực tuyến": "khong_truc_tuyen"}
UNITS = {
    "mỗi lần đăng ký": "per_registration",
    "mỗi lần nộp": "per_filing",
    "mỗi giấy phép": "per_permit",
    "mỗi vụ việc": "per_case",
    "mỗi văn bản": "per_document",
    "mỗi giao dịch": "per_transaction",
    "mỗi bản sao": "per_copy",
    "mỗi người": "per_person",
    "mỗi bản sao của mỗi việc": "per_copy_per_event",
    "mỗi văn bản về mỗi việc": "per_document_per_event",
    "mỗi trang": "per_page",
    "mỗi diện tích và thời gian": "per_area_time",
    "mỗi lần gửi": "per_sending",
}
# kind of question → its type, whether the date lies behind us, whether it is a date of birth
TYPES = {
    "chữ": (FieldType.TEXT, False, False),
    "nhiều dòng": (FieldType.LONG_TEXT, False, False),
    "ngày": (FieldType.DATE, False, False),
    "ngày đã qua": (FieldType.DATE, True, False),
    "ngày sinh": (FieldType.DATE, True, True),
    "ngày giờ": (FieldType.DATE_TIME, False, False),
    "ngày giờ đã qua": (FieldType.DATE_TIME, True, False),
    "số nguyên": (FieldType.INTEGER, False, False),
    "số thập phân": (FieldType.DECIMAL, False, False),
    "tiền": (FieldType.MONEY, False, False),
    "chọn một": (FieldType.CHOICE, False, False),
    "chọn nhiều": (FieldType.MULTI_CHOICE, False, False),
    "địa chỉ": (FieldType.ADDRESS, False, False),
    "số định danh": (FieldType.ID_NUMBER, False, False),
    "điện thoại": (FieldType.PHONE, False, False),
    "có hay không": (FieldType.YES_NO, False, False),
    "danh sách": (FieldType.LIST, False, False),
    "tài khoản ngân hàng": (FieldType.BANK_ACCOUNT, False, False),
}
FROM_CARD = {
    "họ tên": "full_name",
    "số định danh": "citizen_id",
    "ngày sinh": "dob",
    "giới tính": "gender",
    "nơi ở": "address",
}
CERTAINTY = {
    "chắc": Confidence.CONFIRMED,
    "một phần": Confidence.PARTIAL,
    "chưa chắc": Confidence.UNCONFIRMED,
}
CONFIDENCE_KEYS = {
    "mã và tên": "code_and_name",
    "thời hạn": "processing_time",
    "mức trực tuyến": "online_level",
    "giấy tờ": "documents",
    "tờ khai": "form_fields",
    "phí": "fees",
    "miễn giảm": "exemptions",
    "căn cứ": "legal_basis",
}
