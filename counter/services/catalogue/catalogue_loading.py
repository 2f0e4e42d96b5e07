"""From the files of `data/procedures` to procedures. Imported when the catalogue is first asked.

A procedure with a fault is left out and its faults are told; all others load.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from counter.errors import DataFault
from counter.models.catalogue import (
    Confidence,
    ExemptGroup,
    Paper,
    Procedure,
    SupplementPolicy,
    TimeLimit,
    Waiver,
)
from counter.models.papers_seen import PaperKind
from counter.paths import data_file, data_files
from counter.services.catalogue import catalogue_fees, catalogue_fields, catalogue_relief, yaml_tree
from counter.services.catalogue.catalogue_checks import doubled
from counter.services.catalogue.catalogue_kinds import KINDS, PaperKinds, read_kinds
from counter.services.catalogue.catalogue_words import CERTAINTY, CONFIDENCE_KEYS, LEVELS, SUPPLEMENTS
from counter.services.catalogue.yaml_map import Faults, YamlMap

EXEMPTIONS = "mien-giam.yaml"


@dataclass(slots=True)
class Loaded:
    """Everything the files say."""

    procedures: list[Procedure] = field(default_factory=list)
    groups: dict[str, ExemptGroup] = field(default_factory=dict)
    kinds: dict[str, PaperKind] = field(default_factory=dict)
    faults: list[DataFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """What the procedures of one file share."""

    sector: str
    sector_en: str
    papers: Mapping[str, Paper]
    relief: catalogue_relief.ReliefTable
    kinds: PaperKinds
    supplement: SupplementPolicy  # what asking for more papers does to a date, where a procedure is silent


def load(folder: Path) -> Loaded:
    """Read every file of a folder, in the order of their names."""
    loaded = Loaded()
    relief = _read_relief(data_file(folder / EXEMPTIONS), loaded)
    kinds = _read_kinds(data_file(folder / KINDS), loaded)
    placed: list[tuple[Procedure, Faults, YamlMap]] = []
    for path in data_files(folder):
        if path.name in (EXEMPTIONS, KINDS):
            continue
        faults = Faults(f"{folder.name}/{path.name}")
        root = yaml_tree.read(path, faults)
        if root is not None:
            placed += [
                (procedure, faults, where) for procedure, where in _procedures(root, relief, kinds, faults)
            ]
        loaded.faults += faults.found
        faults.found.clear()
    for procedure, faults, where in placed:
        if doubled(procedure, loaded.procedures, where):
            loaded.faults += faults.found
            faults.found.clear()
        else:
            loaded.procedures.append(procedure)
    return loaded


def _read_relief(path: Path, loaded: Loaded) -> catalogue_relief.ReliefTable:
    """The exempt groups and dated programmes; without the file there are none."""
    faults = Faults(f"{path.parent.name}/{path.name}")
    if not path.exists():
        return catalogue_relief.ReliefTable({}, {}, complete=True)
    root = yaml_tree.read(path, faults)
    if root is None:
        loaded.faults += faults.found
        return catalogue_relief.ReliefTable({}, {}, complete=False)
    table = catalogue_relief.read_relief(root)
    before = len(faults.found)
    shared = catalogue_fees.read_shared(root, table)
    if len(faults.found) == before:
        table = replace(table, shared=shared)
    root.done()
    loaded.groups.update(table.groups)
    loaded.faults += faults.found
    return table


def _read_kinds(path: Path, loaded: Loaded) -> PaperKinds:
    """The kinds of paper that several procedures share; without the file none is known or missed."""
    if not path.exists():
        return PaperKinds(complete=False)
    faults = Faults(f"{path.parent.name}/{path.name}")
    root = yaml_tree.read(path, faults)
    kinds = read_kinds(root) if root is not None else PaperKinds(complete=False)
    loaded.kinds.update(kinds.kinds)
    loaded.faults += faults.found
    return kinds


def _procedures(
    root: YamlMap, relief: catalogue_relief.ReliefTable, kinds: PaperKinds, faults: Faults
) -> list[tuple[Procedure, YamlMap]]:
    shared = {}
    for entry in root.maps("giấy tờ dùng chung"):
        paper = catalogue_fields.read_paper(entry, kinds)
        if paper.key in shared:
            entry.fault("paper_twice", "khóa", value=paper.key)
        shared[paper.key] = paper
    supplement = root.one_of("khi bổ sung", SUPPLEMENTS) or SupplementPolicy.RESTART
    file = _File(root.text("lĩnh vực"), root.text("lĩnh vực tiếng Anh"), shared, relief, kinds, supplement)
    found = []
    for entry in root.maps("thủ tục"):
        before = len(faults.found)
        procedure = _procedure(entry, file)
        entry.done()
        if len(faults.found) == before:
            found.append((procedure, entry))
    root.done()
    return found


def _procedure(entry: YamlMap, file: _File) -> Procedure:
    fees = catalogue_fees.read_fees(entry, file.relief)
    procedure = Procedure(
        id=catalogue_fields.slug(entry, "id"),
        code=catalogue_fields.code(entry, "mã"),
        short=catalogue_fields.short(entry, "gõ tắt"),
        name=entry.text("tên"),
        short_name=entry.raw("tên ngắn"),
        name_en=entry.text("tên tiếng Anh"),
        words=entry.texts("từ thường gọi"),
        sector=file.sector,
        sector_en=entry.raw("lĩnh vực tiếng Anh") or file.sector_en,
        priority=entry.whole("ưu tiên", absent=2) or 2,
        authority=entry.text("cơ quan giải quyết"),
        decided_at_commune=entry.flag("phường quyết định") is not False,
        publishing_decision=entry.raw("quyết định công bố"),
        portal_url=entry.raw("trang trên Cổng"),
        no_proxy=entry.flag("phải tự đi làm") is True,
        channels=catalogue_fields.channels(entry.map("cách nộp")),
        online_level=entry.one_of("mức trực tuyến", LEVELS),
        citizen_deadline=entry.raw("hạn của người dân"),
        time_limit=_time(entry, file.supplement),
        papers=catalogue_fields.read_papers(entry, file.papers, file.kinds),
        fields=catalogue_fields.read_fields(entry),
        fees=fees,
        exemptions=entry.texts("miễn giảm"),
        waivers=_waivers(entry, file, {fee.id: fee.name for fee in fees}),
        result=entry.text("kết quả"),
        legal_basis=entry.texts("căn cứ"),
        clerk_notes=entry.texts("lưu ý cho cán bộ"),
        gaps=entry.texts("chưa rõ"),
        sources=entry.texts("nguồn"),
        confidence=_confidence(entry.map("độ chắc chắn")),
        shared_fees=file.relief.shared,
        relief_rules=file.relief.rules,
    )
    return _with_validity(procedure, entry.map("hiệu lực"))


def _with_validity(procedure: Procedure, found: YamlMap | None) -> Procedure:
    """When the facts were read, when the procedure ends, which codes came before and come after."""
    if found is None:
        return procedure
    procedure = replace(
        procedure,
        as_of=found.raw("tính đến"),
        ends=found.day("hết ngày"),
        replaces=found.texts("thay cho"),
        replaced_by=found.raw("thay bằng"),
        valid_note=found.raw("ghi chú"),
    )
    found.done()
    return procedure


def _time(entry: YamlMap, usual: SupplementPolicy) -> TimeLimit:
    found = entry.map("thời hạn")
    if found is None:
        entry.fault("missing", "thời hạn")
        return TimeLimit(value=None, unit=None, supplement=usual)
    limit = catalogue_fields.read_time(found, usual)
    found.done()
    return limit


def _waivers(entry: YamlMap, file: _File, fees: Mapping[str, str]) -> tuple[Waiver, ...]:
    read = (
        catalogue_relief.read_waiver(use, file.relief, fees) for use in entry.maps("chương trình miễn giảm")
    )
    return tuple(waiver for waiver in read if waiver is not None)


def _confidence(found: YamlMap | None) -> dict[str, Confidence]:
    if found is None:
        return {}
    values = {name: found.one_of(key, CERTAINTY) for key, name in CONFIDENCE_KEYS.items()}
    found.done()
    return {name: value for name, value in values.items() if value is not None}
