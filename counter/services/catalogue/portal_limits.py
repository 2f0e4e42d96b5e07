"""What a portal takes of files: the part "tệp kèm" of data/portal/cong.yaml."""

import re

from counter.models.attachment import MIB, FileLimits
from counter.services.catalogue.yaml_map import YamlMap
from counter.text import fold

_LARGEST_MB = 100  # a file lies in the store, whole
_NUMBERS = {
    "dung lượng mỗi tệp": ("max_bytes", 1, _LARGEST_MB),
    "số tệp": ("max_files", 1, 200),
    "số trang mỗi tệp": ("max_pages", 1, 500),
    "độ phân giải": ("dpi", 72, 600),
    "độ dài tên": ("name_length", 12, 150),
}
_LETTERS = "chữ trong tên"
_CLASS = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def read(entry: YamlMap) -> FileLimits:
    """The limits of a portal; what the file does not say is as shipped, and unconfirmed."""
    part = entry.map("tệp kèm")
    if part is None:
        return FileLimits()
    usual = FileLimits()
    numbers: dict[str, int] = {}
    for key, (name, least, most) in _NUMBERS.items():
        value = part.whole(key)
        if value is not None and not least <= value <= most:
            part.fault("not_in_list", key, value=str(value), options=f"{least} … {most}")
        elif value is not None:
            numbers[name] = value * MIB if name == "max_bytes" else value
    letters = part.raw(_LETTERS) or usual.letters
    if not _is_class(letters):
        part.fault("not_in_list", _LETTERS, value=letters, options=usual.letters)
        letters = usual.letters
    names = {fold(key): name for key, (name, _, _) in _NUMBERS.items()} | {fold(_LETTERS): "letters"}
    unconfirmed = []
    for word in part.texts("chưa xác nhận"):
        if fold(word) in names:
            unconfirmed.append(names[fold(word)])
        else:
            part.fault("not_in_list", "chưa xác nhận", value=word, options=" | ".join(_NUMBERS))
    part.done()
    return FileLimits(
        max_bytes=numbers.get("max_bytes", usual.max_bytes),
        max_files=numbers.get("max_files", usual.max_files),
        max_pages=numbers.get("max_pages", usual.max_pages),
        dpi=numbers.get("dpi", usual.dpi),
        name_length=numbers.get("name_length", usual.name_length),
        letters=letters,
        unconfirmed=frozenset(unconfirmed),
    )


def _is_class(letters: str) -> bool:
    """Whether this may stand between [ and ] of a pattern, and lets a name be written at all."""
    if not _CLASS.fullmatch(letters):
        return False
    try:
        return re.fullmatch(f"[{letters}]+", "tep-1") is not None
    except re.error:
        return False
