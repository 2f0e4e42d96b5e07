"""The words of an old list of dossiers: what its columns may be called, and what stands in them.

Keys are `counter.rules.list_table.plain`: no accents, no case, no signs.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from counter.models.brought import PaidBefore
from counter.models.catalogue import Channel
from counter.models.states import DossierState as S
from counter.rules.import_residents import COLUMNS as OF_PEOPLE
from counter.rules.list_table import plain

_APPLICANT: Final = (
    "người nộp hồ sơ", "người nộp", "tên người nộp", "họ tên người nộp", "họ và tên người nộp", "chủ hồ sơ",
    "tên chủ hồ sơ", "người yêu cầu", "applicant",
)  # fmt: skip
PEOPLE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **OF_PEOPLE,
        "full_name": (*_APPLICANT, *OF_PEOPLE["full_name"]),
        "citizen_id": (*OF_PEOPLE["citizen_id"], "cccd cmnd", "cmnd cccd", "số cccd cmnd", "số giấy tờ"),
    }
)
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "code": ("mã hồ sơ", "mã số hồ sơ", "số hồ sơ", "số biên nhận", "code"),
        "register": ("số vào sổ", "vào sổ", "số thứ tự trong sổ", "số sổ", "register"),
        "procedure_code": ("mã thủ tục", "mã tthc", "procedure code"),
        "procedure": ("thủ tục", "tên thủ tục", "thủ tục hành chính", "tên tthc", "tthc", "procedure"),
        "received": ("ngày tiếp nhận", "ngày nhận", "tiếp nhận", "ngày nộp", "ngày nhận hồ sơ", "received"),
        "due": ("ngày hẹn trả", "hẹn trả", "ngày hẹn", "ngày hẹn trả kết quả", "due"),
        "state": ("trạng thái", "tình trạng", "tình trạng hồ sơ", "trạng thái hồ sơ", "state"),
        "ready": (
            "ngày có kết quả", "ngày xử lý xong", "ngày hoàn thành", "ngày kết thúc", "ngày giải quyết xong",
            "ready",
        ),
        "returned": ("ngày trả kết quả", "ngày trả", "đã trả ngày", "returned"),
        "taker": ("người nhận kết quả", "người nhận", "taker"),
        "fee": ("lệ phí", "phí lệ phí", "phí", "số tiền", "số tiền phí", "fee"),
        "paid": ("đã thu", "thu phí", "đã nộp phí", "tình trạng phí", "thanh toán", "paid"),
        "channel": ("cách nộp", "hình thức nộp", "hình thức tiếp nhận", "kênh nộp", "channel"),
        "clerk": ("cán bộ tiếp nhận", "người tiếp nhận", "cán bộ", "clerk"),
        "note": ("ghi chú", "note"),
    }
)  # fmt: skip

_T = TypeVar("_T")


def _table(rows: Mapping[_T, str]) -> Mapping[str, _T]:
    return MappingProxyType(
        {plain(word): value for value, words in rows.items() for word in words.split("|")}
    )


STATES: Final = _table(
    {
        S.REGISTERED: "mới đăng ký|chờ tiếp nhận|1",
        S.RECEIVED: "mới tiếp nhận|đã tiếp nhận|được tiếp nhận|tiếp nhận|chờ xử lý|2",
        S.NOT_RECEIVED: "không được tiếp nhận|không tiếp nhận|từ chối tiếp nhận|3",
        S.PROCESSING: "đang xử lý|đang giải quyết|đang thụ lý|chưa giải quyết|chưa xong|4",
        S.SUPPLEMENT: "yêu cầu bổ sung giấy tờ|yêu cầu bổ sung|chờ bổ sung|bổ sung hồ sơ|bổ sung|5",
        S.PAYMENT: "yêu cầu thực hiện nghĩa vụ tài chính|nghĩa vụ tài chính|chờ nộp thuế|6",
        S.WITHDRAWN: "công dân yêu cầu rút hồ sơ|công dân rút|đã rút|rút hồ sơ|7",
        S.STOPPED: "dừng xử lý|không giải quyết|từ chối giải quyết|từ chối|trả lại hồ sơ|đã hủy|8",
        S.DONE: "đã xử lý xong|đã có kết quả|có kết quả|chờ trả kết quả|đã giải quyết chưa trả|9",
        S.RETURNED: "đã trả kết quả|đã trả|trả kết quả|đã nhận kết quả|10",
    }
)
FINISHED: Final = frozenset(
    map(plain, ("hoàn thành", "đã giải quyết", "đã hoàn thành", "xong", "đã xong", "kết thúc"))
)
"""Words that do not say whether the result was handed over: the dates do."""

PAID: Final = _table(
    {
        PaidBefore.PAID: "đã thu|đã nộp|đã thanh toán|có|rồi|x|đã nộp đủ|đã thu phí",
        PaidBefore.UNPAID: "chưa|chưa thu|chưa nộp|chưa thanh toán|nợ|còn nợ|thu sau",
        PaidBefore.FREE: "miễn|miễn phí|được miễn|không thu|không phí|không có phí|miễn lệ phí",
    }
)
CHANNELS: Final = _table(
    {
        Channel.DIRECT: "trực tiếp|tại quầy|một cửa|nộp trực tiếp|tại trung tâm",
        Channel.ONLINE: "trực tuyến|online|cổng dịch vụ công|dịch vụ công trực tuyến|nộp trực tuyến|dvc",
        Channel.POST: "bưu chính|bưu điện|qua bưu chính|bưu chính công ích",
    }
)

_AMOUNT = re.compile(r"(?:(\d{1,3}(?:[.,\s]\d{3})+)|(\d+))(?:[.,]00?)?\s*(?:đồng|đ|vnđ|vnd)?", re.IGNORECASE)
MOST: Final = 1_000_000_000  # đồng for one dossier; more is a typing error
LEAST: Final = 500  # đồng; "8" may be 8 or 8.000


def read_amount(text: str) -> int | None:
    """Whole đồng of "8.000đ", "8,000", "8000.0", "0"; None when it is not plainly a sum."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    amount = int(re.sub(r"\D", "", found[1] or found[2]))
    return amount if amount == 0 or LEAST <= amount <= MOST else None
