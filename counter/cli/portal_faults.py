"""The faults file of the practice portal (`data/practice/portal-loi.yaml` shows every word of it)."""

import re
from pathlib import Path
from typing import Final

import yaml

from counter.errors import Problem, Refused
from counter.portal.practice.faults import GATEWAY, WEB, Fault, RequestKind, Rule
from counter.services.catalogue.yaml_map import Faults, YamlMap
from counter.services.catalogue.yaml_tree import tree
from counter.text import fold, nfc

KINDS: Final = {
    "đăng nhập": frozenset({RequestKind.AUTH}),
    "tra cứu": frozenset({RequestKind.ASK}),
    "thêm mới": frozenset({RequestKind.ADD}),
    "cập nhật": frozenset({RequestKind.UPDATE}),
    "tiến độ": frozenset({RequestKind.STEPS}),
    "lấy thủ tục": frozenset({RequestKind.CARD}),
    "danh mục": frozenset({RequestKind.LISTS}),
    "mở trang": frozenset({RequestKind.WEB_PAGE}),
    "bấm nộp": frozenset({RequestKind.WEB_SEND}),
    "mọi bản tin": GATEWAY,
    "mọi trang": WEB,
}
FAULTS: Final = {
    "mất yêu cầu": Fault.LOSE_REQUEST,
    "lỗi 500 khi chưa làm": Fault.ERROR_BEFORE,
    "bận": Fault.BUSY,
    "quá nhiều": Fault.TOO_MANY,
    "chuyển hướng": Fault.REDIRECT,
    "trang wifi": Fault.CAPTIVE,
    "hết phiên": Fault.EXPIRE_SESSION,
    "từ chối 3": Fault.REFUSE_3,
    "từ chối -3": Fault.REFUSE_MINUS_3,
    "từ chối 400": Fault.REFUSE_400,
    "lời độc": Fault.HOSTILE_TEXT,
    "làm hai lần": Fault.DOUBLE,
    "tra không thấy": Fault.FORGET_LOOKUP,
    "quên hẳn": Fault.FORGET_DOSSIER,
    "nhận một nửa": Fault.HALF,
    "lùi trạng thái": Fault.BACKWARDS,
    "nói mã khác": Fault.OTHER_CODE,
    "tên giấy tờ khác": Fault.OTHER_NAMES,
    "mất trả lời": Fault.LOSE_ANSWER,
    "cắt đường": Fault.RESET,
    "im lặng": Fault.HANG,
    "đứt giữa chừng": Fault.CUT,
    "ghi dài hơn": Fault.LENGTH_LONGER,
    "chậm": Fault.DELAY,
    "nhỏ giọt": Fault.DRIP,
    "nhỏ giọt từ đầu": Fault.DRIP_HEADERS,
    "trả lời hai lần": Fault.ANSWER_TWICE,
    "lỗi 500 khi đã làm": Fault.ERROR_AFTER,
    "trả lời rỗng": Fault.EMPTY,
    "không phải JSON": Fault.NOT_JSON,
    "JSON hỏng": Fault.BROKEN_JSON,
    "JSON trùng khóa": Fault.DOUBLED_KEYS,
    "JSON có NaN": Fault.NAN,
    "JSON lồng sâu": Fault.DEEP,
    "không phải UTF-8": Fault.NOT_UTF8,
    "sai loại": Fault.WRONG_TYPE,
    "rất lớn": Fault.HUGE,
    "bom nén": Fault.GZIP_BOMB,
}
_LONGEST: Final = 1 << 20  # bytes
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:[,.][0-9]{1,3})?) ?%")
_SECONDS: Final = re.compile(r"[0-9]{1,4}(?:[,.][0-9]{1,3})?")


def read(path: Path) -> tuple[Rule, ...]:
    """The rules of a file. Refused with every fault of the file, each with its line and field."""
    faults = Faults(path.name)
    try:
        node = tree(nfc(_text(path)), faults)
    except (OSError, UnicodeDecodeError):
        node = None
    rules: list[Rule] = []
    if node is None:
        faults.add("not_readable", 1, "")
    else:
        root = YamlMap(node, "", faults)
        rules = [_rule(entry) for entry in root.maps("lỗi")]
        root.done()
    if faults.found:
        raise Refused(tuple(Problem(f.field, f.message_id, f.params) for f in faults.found))
    return tuple(rules)


def _text(path: Path) -> str:
    """The file, when it is one and no longer than such a file ever is."""
    if path.exists() and (not path.is_file() or path.stat().st_size > _LONGEST):
        raise OSError(path.name)
    return path.read_text(encoding="utf-8-sig")


def _rule(entry: YamlMap) -> Rule:
    found = Rule(
        fault=entry.must_be("làm", FAULTS),
        kinds=_kinds(entry),
        chance=_measured(entry, "xác suất", _PERCENT, "not_share", 100) / 100,
        seconds=_measured(entry, "giây", _SECONDS, "not_seconds", 3600) if entry.take("giây") else None,
        first=entry.whole("mấy lần đầu"),
        text=entry.raw("lời") or "",
    )
    entry.done()
    return found


def _kinds(entry: YamlMap) -> frozenset[RequestKind]:
    words = {fold(word): kinds for word, kinds in KINDS.items()}
    found: frozenset[RequestKind] = frozenset()
    alone = isinstance(entry.take("ở"), yaml.ScalarNode)
    for word in (entry.text("ở"),) if alone else entry.texts("ở"):
        if fold(word) not in words:
            entry.fault("not_in_list", "ở", value=word, options=" | ".join(KINDS))
        found |= words.get(fold(word), frozenset())
    return found or GATEWAY


def _measured(entry: YamlMap, key: str, shape: re.Pattern[str], wrong: str, most: int) -> float:
    """A number with a comma; the most where nothing is written."""
    text = entry.raw(key)
    if text is None:
        return float(most)
    match = shape.fullmatch(text)
    value = float((match[1] if shape.groups else match[0]).replace(",", ".")) if match else -1.0
    if not 0 <= value <= most:
        entry.fault(wrong, key, value=text)
        return 0.0
    return value
