"""The kinds of paper (loại giấy tờ) that are the same in several procedures, read from their file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from counter.models.papers_seen import PaperEnd, PaperKind, PaperOwner
from counter.services.catalogue.catalogue_words import CERTAINTY
from counter.services.catalogue.yaml_map import YamlMap

KINDS = "loai-giay-to.yaml"

_OWNERS = {
    "người đến nộp": PaperOwner.BEARER,
    "người làm thủ tục": PaperOwner.SUBJECT,
    "hộ gia đình": PaperOwner.HOUSEHOLD,
}
_ENDS = {"theo giấy": PaperEnd.PRINTED, "không thời hạn": PaperEnd.NEVER}
_MONTHS = re.compile(r"([1-9][0-9]{0,2}) *tháng")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class PaperKinds:
    """The kinds by id. `complete`: the whole file was read, so that a name it does not have is a fault."""

    kinds: Mapping[str, PaperKind] = field(default_factory=dict)
    complete: bool = True

    def named(self, item: YamlMap) -> str | None:
        """The kind that a paper of a procedure names; None when it names none, or one nobody knows."""
        name = item.raw("loại")
        if name is None or name in self.kinds:
            return name
        if self.complete:
            item.fault("no_such_kind", "loại", value=name)
        return None


def read_kinds(root: YamlMap) -> PaperKinds:
    """Every kind of the file; one with a fault is left out."""
    found: dict[str, PaperKind] = {}
    for item in root.maps("loại giấy tờ"):
        before = len(item.faults.found)
        kind = _kind(item)
        item.done()
        if kind.id in found:
            item.fault("id_twice", "khóa", value=kind.id)
        if kind.from_card and any(other.from_card for other in found.values()):
            item.fault("card_twice", "từ thẻ")
        if len(item.faults.found) == before:
            found[kind.id] = kind
    root.done()
    return PaperKinds(found, complete=not root.faults.found)


def _kind(item: YamlMap) -> PaperKind:
    key = item.text("khóa")
    if key and not _ID.fullmatch(key):
        item.fault("not_slug", "khóa", value=key)
    end, months = _end(item)
    return PaperKind(
        id=key,
        name=item.text("tên"),
        owner=item.must_be("của", _OWNERS),
        end=end,
        months=months,
        again_within=item.whole("nhận lại trong"),
        from_card=item.flag("từ thẻ") is True,
        legal_source=item.raw("căn cứ"),
        certain=item.one_of("độ chắc chắn", CERTAINTY),
        note=item.raw("ghi chú"),
    )


def _end(item: YamlMap) -> tuple[PaperEnd, int | None]:
    """ "6 tháng" from the day of issue, or one of the words."""
    text = item.text("hạn")
    if found := _MONTHS.fullmatch(text):
        return PaperEnd.MONTHS, int(found[1])
    if text and text not in _ENDS:
        item.fault("not_in_list", "hạn", value=text, options=" | ".join((*_ENDS, "6 tháng")))
    return _ENDS.get(text, PaperEnd.PRINTED), None
