"""Exempt groups, dated programmes of waivers, what all procedures share: `data/procedures/mien-giam.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from counter.models.catalogue import Channel, ExemptGroup, Fee, Reduction, ReliefRule, Waiver
from counter.rules.fee_inputs import FLAGS
from counter.services.catalogue.catalogue_fields import slug
from counter.services.catalogue.catalogue_words import ANY_CHANNEL, CHANNELS, RELIEF_WAYS
from counter.services.catalogue.yaml_map import YamlMap

_PERCENT = range(1, 100)  # all of it is a waiver, not a reduction


@dataclass(frozen=True, slots=True)
class Programme:
    """A dated programme of waivers, defined once for all the fees it covers."""

    name: str
    amount: int
    percent: int | None
    channel: Channel | None
    valid_from: date
    valid_to: date
    needs: tuple[str, ...]
    conditions: tuple[str, ...]
    legal_source: str


@dataclass(frozen=True, slots=True)
class ReliefTable:
    """The exempt groups and programmes. `complete` False: the file has faults, a missing id may be one."""

    groups: Mapping[str, ExemptGroup]
    programmes: Mapping[str, Programme]
    complete: bool
    rules: tuple[ReliefRule, ...] = ()
    shared: tuple[Fee, ...] = ()  # charges any procedure may have


def read_relief(root: YamlMap) -> ReliefTable:
    """The groups and programmes of `mien-giam.yaml`."""
    groups: dict[str, ExemptGroup] = {}
    programmes: dict[str, Programme] = {}
    for item in root.maps("nhóm được miễn"):
        group = ExemptGroup(
            id=slug(item, "id"),
            name=item.text("tên"),
            name_en=item.text("tên tiếng Anh"),
            proof=item.raw("giấy chứng minh"),
            note=item.raw("ghi chú"),
        )
        item.done()
        if group.id in groups:
            item.fault("id_twice", "id", value=group.id)
        groups[group.id] = group
    for item in root.maps("chương trình miễn giảm"):
        key = slug(item, "id")
        before = len(item.faults.found)
        programme = _programme(item)
        if key in programmes:
            item.fault("id_twice", "id", value=key)
        elif len(item.faults.found) == before:
            programmes[key] = programme
    rules = tuple(_relief_rule(item) for item in root.maps("khi có nhiều lý do"))
    return ReliefTable(groups, programmes, complete=not root.faults.found, rules=rules)


def _relief_rule(item: YamlMap) -> ReliefRule:
    first, last = read_period(item)
    rule = ReliefRule(
        way=item.must_be("lấy", RELIEF_WAYS),
        legal_source=item.text("căn cứ"),
        valid_from=first,
        valid_to=last,
    )
    item.done()
    return rule


def read_period(item: YamlMap) -> tuple[date | None, date | None]:
    """The first and last day of a rule; None where it is open."""
    first, last = item.day("từ ngày"), item.day("đến ngày")
    if first and last and last < first:
        item.fault("ends_before", "đến ngày")
    return first, last


def read_cut(item: YamlMap) -> tuple[int | None, int | None]:
    """What is taken off in per cent, or what a unit costs instead: one of the two."""
    before = len(item.faults.found)
    percent, amount = _percent(item), item.whole("còn thu")
    if (percent is None) == (amount is None) and len(item.faults.found) == before:
        item.fault("one_of_two", "giảm", first="giảm", second="còn thu")
    return percent, amount


def _percent(item: YamlMap) -> int | None:
    """1 to 99 per cent, written "50%" or "50"; None where it is not said."""
    text = item.raw("giảm")
    if text is None:
        return None
    digits = text.removesuffix("%").strip()
    if digits.isascii() and digits.isdecimal() and int(digits) in _PERCENT:
        return int(digits)
    item.fault("not_percent", "giảm", value=text)
    return None


def read_reduction(item: YamlMap) -> Reduction:
    """What some groups pay less of one fee: a percentage off, or another sum a unit."""
    percent, amount = read_cut(item)
    first, last = read_period(item)
    reduction = Reduction(
        groups=item.texts("nhóm"),
        legal_source=item.text("căn cứ"),
        percent=percent,
        amount=amount,
        valid_from=first,
        valid_to=last,
    )
    if not reduction.groups:
        item.fault("missing", "nhóm")
    item.done()
    return reduction


def _programme(item: YamlMap) -> Programme:
    first, last = read_period(item)
    for key, day in (("từ ngày", first), ("đến ngày", last)):
        if day is None:
            item.fault("missing", key)
    percent, amount = read_cut(item)
    programme = Programme(
        name=item.text("tên"),
        amount=amount or 0,
        percent=percent,
        channel=item.one_of("cách nộp", {ANY_CHANNEL: None, **CHANNELS}),
        valid_from=first or date.min,
        valid_to=last or date.max,
        needs=_flags(item, "cần có"),
        conditions=item.texts("điều kiện"),
        legal_source=item.text("căn cứ"),
    )
    item.done()
    return programme


def _flags(item: YamlMap, key: str) -> tuple[str, ...]:
    names = item.texts(key)
    for name in names:
        if name not in FLAGS:
            item.fault("not_in_list", key, value=name, options=" | ".join(sorted(FLAGS)))
    return names


def read_waiver(item: YamlMap, relief: ReliefTable, fees: Mapping[str, str]) -> Waiver | None:
    """The use of a programme for some fees of a procedure."""
    key = item.text("chương trình")
    fee_ids = item.texts("khoản")
    name, needs, conditions = item.raw("tên khoản"), _flags(item, "cần thêm"), item.texts("điều kiện thêm")
    item.done()
    for fee_id in fee_ids:
        if fee_id not in fees:
            item.fault("no_such_fee", "khoản", value=fee_id)
    programme = relief.programmes.get(key)
    if programme is None:
        item.fault("no_such_programme", "chương trình", value=key)
        return None
    return Waiver(
        id=key,
        name=programme.name,
        fee_ids=fee_ids,
        fee_name=name or "; ".join(dict.fromkeys(fees.get(fee_id, "") for fee_id in fee_ids)),
        amount=programme.amount,
        percent=programme.percent,
        channel=programme.channel,
        valid_from=programme.valid_from,
        valid_to=programme.valid_to,
        needs=programme.needs + needs,
        conditions=programme.conditions + conditions,
        legal_source=programme.legal_source,
    )
