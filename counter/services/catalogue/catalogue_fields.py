"""Papers, questions, time limits and codes of a procedure, read from its file."""

import re
from collections.abc import Mapping
from dataclasses import replace

from counter.errors import Refused
from counter.models.catalogue import (
    Channel,
    FieldType,
    FormField,
    Paper,
    SupplementPolicy,
    TimeLimit,
    TimeUnit,
)
from counter.rules.deadlines import parse_rule
from counter.rules.fee_inputs import CHOICES, is_name
from counter.services.catalogue.catalogue_kinds import PaperKinds
from counter.services.catalogue.catalogue_words import CHANNELS, FROM_CARD, MODES, SUPPLEMENTS, TYPES
from counter.services.catalogue.yaml_map import YamlMap
from counter.text import fold

_CODE = re.compile(r"[0-9]\.[0-9]{6}")
_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
# Consonants only, so that Telex and VNI leave a code alone as it is typed: no vowel, no w, no dd.
_SHORT = re.compile(r"(?!.*dd)[bcdghklmnpqrstvx]{2,6}")
_PARTS = frozenset({"documents.copies", "documents.pages"})
_UNKNOWN_AMOUNT = re.compile(r"\? *(.+)")


def code(entry: YamlMap, key: str) -> str:
    """A national procedure code (mã thủ tục), "1.001193"."""
    text = entry.text(key)
    if text and not _CODE.fullmatch(text):
        entry.fault("not_code", key, value=text)
    return text


def slug(entry: YamlMap, key: str) -> str:
    """A name for the program: small letters, digits, - and _."""
    text = entry.text(key)
    if text and not _SLUG.fullmatch(text):
        entry.fault("not_slug", key, value=text)
    return text


def short(entry: YamlMap, key: str) -> str | None:
    """What a clerk types for the procedure; None when it has none."""
    text = entry.raw(key)
    if text is not None and not _SHORT.fullmatch(text):
        entry.fault("not_short", key, value=text)
    return text


def channels(found: YamlMap | None) -> dict[Channel, bool | None]:
    """Which ways of filing are offered; None where it is not known."""
    if found is None:
        return dict.fromkeys(Channel)
    offered = {channel: found.flag(word) for word, channel in CHANNELS.items()}
    found.done()
    return offered


def read_time(found: YamlMap, usual: SupplementPolicy) -> TimeLimit:
    """A time limit with its cut, its extension, the portal's rows, the limits of single ways of filing.

    `usual`: what a supplement does to the dates of the file where the procedure says nothing.
    """
    limit = _limit(found, "mức")
    longer = _limit(found, "kéo dài")
    rows = found.map("dòng trên Cổng")
    by_channel = {channel: rows.whole(word) for word, channel in CHANNELS.items()} if rows else {}
    if rows:
        rows.done()
    part_same_day = found.flag("có khâu trong ngày") is True
    whole = TimeLimit(
        value=limit.value,
        unit=limit.unit,
        cutoff_hour=found.whole("giờ chốt"),
        same_day_rule=limit.unit is TimeUnit.SAME_DAY or part_same_day,
        extension=found.raw("kéo dài khi"),
        extension_value=longer.value,
        extension_unit=longer.unit,
        by_channel=by_channel,
        note=found.raw("ghi chú"),
        supplement=found.one_of("khi bổ sung", SUPPLEMENTS) or usual,
    )
    own = found.map("theo cách nộp")
    return replace(whole, channel_limits=_own_limits(own, whole)) if own else whole


def _own_limits(found: YamlMap, whole: TimeLimit) -> dict[Channel, TimeLimit]:
    """The limits that differ by the way of filing; the cut and what else is said hold for them too."""
    limits = {}
    for word, channel in CHANNELS.items():
        if found.take(word) is not None:
            own = _limit(found, word)
            same_day = own.unit is TimeUnit.SAME_DAY or (whole.same_day_rule and own.unit is whole.unit)
            limits[channel] = replace(whole, value=own.value, unit=own.unit, same_day_rule=same_day)
    found.done()
    return limits


def _limit(found: YamlMap, key: str) -> TimeLimit:
    """A rule in words; "? ngày làm việc" knows the unit only."""
    text = found.raw(key)
    if text is None:
        return TimeLimit(value=None, unit=None)
    unknown = _UNKNOWN_AMOUNT.fullmatch(text)
    try:
        limit = parse_rule(f"1 {unknown[1]}" if unknown else text)
    except Refused:
        found.fault("not_time", key, value=text)
        return TimeLimit(value=None, unit=None)
    return TimeLimit(value=None, unit=limit.unit) if unknown else limit


def read_papers(entry: YamlMap, shared: Mapping[str, Paper], kinds: PaperKinds) -> tuple[Paper, ...]:
    """The official list (thành phần hồ sơ), papers of the file's common list by `dùng`."""
    found: list[Paper] = []
    for item in entry.maps("giấy tờ"):
        paper = _shared(item, shared) if item.take("dùng") is not None else read_paper(item, kinds)
        if paper is not None:
            if paper.key in {other.key for other in found}:
                item.fault("paper_twice", "khóa", value=paper.key)
            found.append(paper)
    return tuple(found)


def _shared(item: YamlMap, shared: Mapping[str, Paper]) -> Paper | None:
    key = item.text("dùng")
    item.done()
    if key not in shared:
        item.fault("no_such_paper", "dùng", value=key)
    return shared.get(key)


def read_paper(item: YamlMap, kinds: PaperKinds) -> Paper:
    """One paper with its key, kind, numbers and the case in which it is asked for."""
    paper = Paper(
        key=slug(item, "khóa"),
        name=item.text("tên"),
        mode=item.must_be("cách", MODES),
        originals=item.whole("bản chính", absent=0),
        copies=item.whole("bản sao", absent=0),
        required=item.flag("bắt buộc") is True,
        condition=item.raw("khi"),
        databases=item.texts("lấy từ"),
        database_note=item.raw("ghi chú"),
        form_template=item.raw("mẫu"),
        kind=kinds.named(item),
    )
    item.done()
    return paper


def read_fields(entry: YamlMap) -> tuple[FormField, ...]:
    """The questions of the e-form (tờ khai)."""
    found: list[FormField] = []
    for item in entry.maps("tờ khai"):
        question = _field(item)
        if question.key in {other.key for other in found}:
            item.fault("field_twice", "khóa", value=question.key)
        found.append(question)
    return tuple(found)


def _field(item: YamlMap) -> FormField:
    kind, past, birth = item.must_be("kiểu", TYPES)
    options = item.texts("chọn")
    if len({fold(option) for option in options}) < len(options):
        item.fault("option_twice", "chọn")
    question = FormField(
        key=slug(item, "khóa"),
        label=item.text("hỏi"),
        type=kind,
        required=item.flag("bắt buộc") is True,
        options=options,
        prefill_from=item.raw("lấy từ"),
        from_card=item.one_of("điền từ thẻ", FROM_CARD),
        more_text=item.flag("kèm chữ") is True,
        past=past,
        birth=birth,
        gives=_gives(item, options, kind),
    )
    item.done()
    return question


def _gives(item: YamlMap, options: tuple[str, ...], kind: FieldType) -> str | None:
    """The fee input an answer settles; a choice stands for the input's own choices, in their order."""
    name = item.raw("cho phí")
    if name is None or name in _PARTS:
        return name
    if not is_name(name):
        item.fault("no_such_name", "cho phí", value=name)
    elif name in CHOICES and (kind is not FieldType.CHOICE or len(options) != len(CHOICES[name])):
        item.fault("not_in_list", "cho phí", value=name, options=" | ".join(CHOICES[name]))
    return name
