"""The files a supervisor edits about filing on the portal: sentence of consent, codes, order, ways to file.

Read when first needed and again when a file changes. A fault names file, line and field.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from counter.errors import DataFault, NotFound, Problem
from counter.models.attachment import FileLimits
from counter.models.submission import FilingWay, Ways
from counter.paths import changed_at, data_dir, data_file
from counter.rules import dossier_code
from counter.rules.dossier_code import DossierCode
from counter.rules.portal_fields import PortalOrder
from counter.services.catalogue import portal_limits, yaml_tree
from counter.services.catalogue.yaml_map import Faults, YamlMap
from counter.text import fold, nfc, one_line

PLACES = ("thu_tuc", "du_lieu", "trung_tam")
PRACTICE_UNIT = "TAP"  # of the codes that practice stores and the practice portal give
WAYS = {"tự định danh": FilingWay.OWN, "người thay": FilingWay.PROXY, "giấy": FilingWay.PAPER}
_PLACE = re.compile(r"\{([^{}]*)\}")
MAX_CODE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One version of the sentence of consent, by language; a blank line between its paragraphs."""

    version: str
    since: date
    texts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Where dossiers are filed. `patterns`: forms of its codes beside the national grammar."""

    id: str
    name: str
    url: str
    patterns: tuple[re.Pattern[str], ...] = ()
    limits: FileLimits = field(default_factory=FileLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayData:
    """The ways to file as shipped: of every procedure, of some, and where close relatives need no proof."""

    usual: Ways
    exempt_sectors: frozenset[str]
    by_code: dict[str, Ways]


# -- what the services ask --------------------------------------------------------------------


def sentence(version: str, folder: Path | None = None) -> Sentence:
    """One version of the sentence. NotFound `submission.consent_text_unknown`."""
    for found in sentences(folder):
        if found.version == version:
            return found
    raise NotFound("submission.consent_text_unknown", version=one_line(version)[:40])


def sentence_on(day: date, folder: Path | None = None) -> Sentence:
    """The newest version in force on a day, or the oldest there is. NotFound when the file has none."""
    whole = sentences(folder)
    in_force = [found for found in whole if found.since <= day]
    if not whole:
        raise NotFound("submission.consent_text_unknown", version="–")
    return max(in_force, key=lambda found: found.since) if in_force else whole[-1]


def sentences(folder: Path | None = None) -> tuple[Sentence, ...]:
    """Every version, newest first. DataFault when the file cannot be read as meant."""
    path = data_file((folder or data_dir()) / "consent" / "nop-ho.yaml")
    return _sentences(path, changed_at(path))


def portals(folder: Path | None = None) -> tuple[Portal, ...]:
    """The portals, the usual one first. DataFault when the file cannot be read as meant."""
    path = data_file((folder or data_dir()) / "portal" / "cong.yaml")
    return _portals(path, changed_at(path))


def order_of(procedure_code: str, folder: Path | None = None) -> PortalOrder:
    """The portal's order of the fields of a procedure; none where the file does not say."""
    path = data_file((folder or data_dir()) / "portal" / "thu-tu.yaml")
    return _orders(path, changed_at(path)).get(procedure_code, PortalOrder())


def ways(folder: Path | None = None) -> WayData:
    """The ways to file as shipped. DataFault when the file cannot be read as meant."""
    path = data_file((folder or data_dir()) / "portal" / "cach-nop.yaml")
    return _ways(path, changed_at(path))


def portal_code(text: str, folder: Path | None = None, *, practice: bool = False) -> str | Problem:
    """A code as the portal wrote it, in capitals: by the national grammar, or by a form of the data.

    The codes of a practice portal are for practice alone: a real store takes none.
    """
    typed = "".join(nfc(text).upper().split())
    if not typed:
        return Problem("portal_code", "submission.code_missing")
    read = dossier_code.parse(typed)
    if not practice and _for_practice(typed):
        return Problem("portal_code", "submission.code_practice", {"text": one_line(text)[:MAX_CODE]})
    if isinstance(read, DossierCode):
        if read.provisional:
            return Problem("portal_code", "submission.code_ours", {"text": typed[:MAX_CODE]})
        return str(read)
    if len(typed) <= MAX_CODE and any(
        p.fullmatch(typed) for portal in portals(folder) for p in portal.patterns
    ):
        return typed
    return Problem("portal_code", "submission.code_shape", {"text": one_line(text)[:MAX_CODE]})


def code_within(text: str, folder: Path | None = None) -> str:
    """The code in a pasted text ("Mã hồ sơ: H57.15-…"), else the text on one row, cut to a code's room.

    Of several codes none is chosen.
    """
    row = one_line(text)
    parts = {part.strip(".,;:()[]\"'“”") for part in re.split(r"[\s:]+", row)}
    codes = {part for part in parts if isinstance(portal_code(part, folder, practice=True), str)}
    return next(iter(codes)) if len(codes) == 1 else row[:MAX_CODE]


def _for_practice(typed: str) -> bool:
    """Whether a code in capitals is one of a practice store or of the practice portal."""
    groups = typed.partition("-")[0].split(".")
    return any(fold(group).upper() == PRACTICE_UNIT for group in groups)


def check(folder: Path | None = None) -> tuple[DataFault, ...]:
    """The first fault of each of the files, with file, line and field."""
    found = []
    reads: tuple[Callable[[], object], ...] = (
        lambda: sentences(folder),
        lambda: portals(folder),
        lambda: order_of("", folder),
        lambda: ways(folder),
    )
    for read in reads:
        try:
            read()
        except DataFault as fault:
            found.append(fault)
    return tuple(found)


# -- reading ----------------------------------------------------------------------------------


def _root(path: Path, faults: Faults) -> YamlMap:
    root = yaml_tree.read(path, faults)
    if root is None:
        raise faults.found[0]
    return root


def _finish(root: YamlMap, faults: Faults) -> None:
    root.done()
    if faults.found:
        raise faults.found[0]


@lru_cache(maxsize=4)
def _sentences(path: Path, changed: int) -> tuple[Sentence, ...]:
    faults = Faults(f"{path.parent.name}/{path.name}")
    root = _root(path, faults)
    found = []
    for entry in root.maps("lời đọc"):
        since = entry.day("từ ngày")
        if since is None:
            entry.fault("missing", "từ ngày")
        texts = {"vi": _spoken(entry, "tiếng Việt"), "en": _spoken(entry, "tiếng Anh")}
        found.append(Sentence(version=entry.text("phiên bản"), since=since or date.min, texts=texts))
        entry.done()
    versions = [sentence.version for sentence in found]
    if len(set(versions)) != len(versions):
        root.fault("id_twice", "lời đọc", id=max(versions, key=versions.count))
    _finish(root, faults)
    return tuple(sorted(found, key=lambda sentence: sentence.since, reverse=True))


def _spoken(entry: YamlMap, key: str) -> str:
    paragraphs = entry.texts(key)
    if not paragraphs:
        entry.fault("missing", key)
    for name in (name for text in paragraphs for name in _PLACE.findall(text)):
        if name not in PLACES:
            entry.fault("not_in_list", key, value=f"{{{name}}}", options=" | ".join(PLACES))
    return "\n\n".join(paragraphs)


@lru_cache(maxsize=4)
def _portals(path: Path, changed: int) -> tuple[Portal, ...]:
    faults = Faults(f"{path.parent.name}/{path.name}")
    root = _root(path, faults)
    found = []
    for entry in root.maps("cổng"):
        patterns = []
        for text in entry.texts("mã dạng khác"):
            try:
                patterns.append(re.compile(text))
            except re.error:
                entry.fault("not_text", "mã dạng khác")
        found.append(
            Portal(
                id=entry.text("id"),
                name=entry.text("tên"),
                url=entry.text("trang"),
                patterns=tuple(patterns),
                limits=portal_limits.read(entry),
            )
        )
        entry.done()
    _finish(root, faults)
    return tuple(found)


@lru_cache(maxsize=4)
def _orders(path: Path, changed: int) -> dict[str, PortalOrder]:
    faults = Faults(f"{path.parent.name}/{path.name}")
    root = _root(path, faults)
    found: dict[str, PortalOrder] = {}
    for entry in root.maps("thủ tục"):
        order = PortalOrder(keys=entry.texts("thứ tự"), prefilled=frozenset(entry.texts("Cổng tự điền")))
        found[entry.text("mã")] = order
        entry.done()
    _finish(root, faults)
    return found


@lru_cache(maxsize=4)
def _ways(path: Path, changed: int) -> WayData:
    faults = Faults(f"{path.parent.name}/{path.name}")
    root = _root(path, faults)
    usual = root.map("mặc định")
    if usual is None:
        root.fault("missing", "mặc định")
        raise faults.found[0]
    data = WayData(
        usual=_way(usual, ""),
        exempt_sectors=frozenset(root.texts("người thân không cần chứng thực")),
        by_code={way.procedure_code: way for way in (_way(e, e.text("mã")) for e in root.maps("thủ tục"))},
    )
    _finish(root, faults)
    return data


def _way(entry: YamlMap, code: str) -> Ways:
    allowed = []
    for word in entry.texts("cho phép"):
        if word in WAYS:
            allowed.append(WAYS[word])
        else:
            entry.fault("not_in_list", "cho phép", value=word, options=" | ".join(WAYS))
    if not allowed:
        entry.fault("missing", "cho phép")
    usual = entry.must_be("thường dùng", WAYS)
    if allowed and usual not in allowed:
        entry.fault("not_in_list", "thường dùng", value=usual, options=" | ".join(entry.texts("cho phép")))
    confirmed = entry.flag("đã xác nhận") is True
    entry.done()
    return Ways(procedure_code=code, allowed=tuple(allowed), usual=usual, confirmed=confirmed)
