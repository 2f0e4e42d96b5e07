"""The file `data/personal/thoi-han.yaml`: the clocks of the data-protection law.

Read when first needed and again when it changes. A fault names file, line and field.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter.errors import DataFault
from counter.models.catalogue import TimeUnit
from counter.models.data_request import RequestKind
from counter.paths import changed_at, data_dir, data_file
from counter.rules.data_requests import DataClocks, KindLimits

if TYPE_CHECKING:
    from counter.services.catalogue.yaml_map import YamlMap

FILE: Final = "thoi-han.yaml"
KINDS: Final = {
    "xem": RequestKind.SEE,
    "chỉnh sửa": RequestKind.CORRECT,
    "cung cấp": RequestKind.PROVIDE,
    "rút đồng ý": RequestKind.WITHDRAW,
    "hạn chế": RequestKind.RESTRICT,
    "phản đối": RequestKind.OBJECT,
    "xoá": RequestKind.DELETE,
}
_UNITS: Final = {"ngày": TimeUnit.CALENDAR_DAY, "ngày làm việc": TimeUnit.WORKING_DAY}
_MOST: Final = 999  # days or hours


def clocks(folder: Path | None = None) -> DataClocks:
    """What the data says. DataFault when the file cannot be read as meant: no clock is guessed.

    `folder` stands for the data folder.
    """
    path = _path(folder)
    found, faults = _read(path, changed_at(path))
    if faults or found is None:
        raise faults[0]
    return found


def check(folder: Path | None = None) -> tuple[DataFault, ...]:
    """Every fault of the file, with file, line and field."""
    path = _path(folder)
    return _read(path, changed_at(path))[1]


def _path(folder: Path | None) -> Path:
    return data_file((folder or data_dir()) / "personal" / FILE)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[DataClocks | None, tuple[DataFault, ...]]:
    from counter.services.catalogue import yaml_tree  # brings PyYAML, 20 ms that a start does not pay
    from counter.services.catalogue.yaml_map import Faults

    faults = Faults(f"{path.parent.name}/{path.name}")
    root = yaml_tree.read(path, faults)
    if root is None:
        return None, tuple(faults.found)
    found = _clocks(root)
    root.done()
    return (None if faults.found else found), tuple(faults.found)


def _clocks(root: "YamlMap") -> DataClocks | None:
    asked, breach = (root.map(key) for key in ("yêu cầu của chủ thể dữ liệu", "vi phạm dữ liệu cá nhân"))
    if asked is None or breach is None:
        root.fault("missing", "yêu cầu của chủ thể dữ liệu" if asked is None else "vi phạm dữ liệu cá nhân")
        return None
    found = DataClocks(
        reply=_number(asked, "trả lời trong"),
        unit=asked.must_be("cách tính ngày", _UNITS),
        kinds=_kinds(asked),
        ground=asked.text("căn cứ"),
        breach_hours=_number(breach, "báo trong"),
        breach_ground=breach.text("căn cứ"),
        unconfirmed=asked.texts("chưa xác nhận"),
        breach_unconfirmed=breach.texts("chưa xác nhận"),
    )
    asked.done()
    breach.done()
    return found


def _kinds(asked: "YamlMap") -> dict[RequestKind, KindLimits]:
    found: dict[RequestKind, KindLimits] = {}
    for entry in asked.maps("thời hạn"):
        kind = entry.must_be("loại", KINDS)
        if kind in found:
            entry.fault("key_twice", "loại")
        found[kind] = KindLimits(
            _number(entry, "trong"), _number(entry, "qua bên thứ ba"), _number(entry, "gia hạn thêm")
        )
        entry.done()
    for word, kind in KINDS.items():
        if kind not in found:
            asked.fault("missing", f"thời hạn.{word}")
    return found


def _number(node: "YamlMap", key: str) -> int:
    value = node.whole(key)
    if value is None or not 0 < value <= _MOST:
        node.fault("missing" if value is None else "not_number", key, value=str(value))
        return 1
    return value
