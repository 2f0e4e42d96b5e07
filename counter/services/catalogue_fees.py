"""Fee rules, exempt groups and dated programmes of `data/procedures`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from counter.models.catalogue import Channel, ExemptGroup, Fee, FeeTier, Waiver
from counter.rules import fee_conditions
from counter.rules.fee_inputs import CHOICES, FLAGS, is_name
from counter.services.catalogue_fields import slug
from counter.services.catalogue_words import CHANNELS, KINDS, SET_BY, UNITS
from counter.services.yaml_map import YamlMap

_ANY_CHANNEL = "mọi cách"


@dataclass(frozen=True, slots=True)
class Programme:
    """A dated programme of waivers, defined once for all the fees it covers."""

    name: str
    amount: int
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
    return ReliefTable(groups, programmes, complete=not root.faults.found)


def _programme(item: YamlMap) -> Programme:
    days = [item.day("từ ngày"), item.day("đến ngày")]
    for key, day in zip(("từ ngày", "đến ngày"), days, strict=True):
        if day is None:
            item.fault("missing", key)
    first, last = days[0] or date.min, days[1] or date.max
    if last < first:
        item.fault("ends_before", "đến ngày")
    amount = item.whole("còn thu")
    if amount is None:
        item.fault("missing", "còn thu")
    programme = Programme(
        name=item.text("tên"),
        amount=amount or 0,
        channel=item.one_of("cách nộp", {_ANY_CHANNEL: None, **CHANNELS}),
        valid_from=first,
        valid_to=last,
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
        channel=programme.channel,
        valid_from=programme.valid_from,
        valid_to=programme.valid_to,
        needs=programme.needs + needs,
        conditions=programme.conditions + conditions,
        legal_source=programme.legal_source,
    )


def read_fees(entry: YamlMap, relief: ReliefTable) -> tuple[Fee, ...]:
    """The fee rules of a procedure; two rows that could both apply are a fault."""
    fees: list[Fee] = []
    for item in entry.maps("phí và lệ phí"):
        fee = _fee(item)
        if relief.complete:
            for group in fee.exempt_groups:
                if group not in relief.groups:
                    item.fault("no_such_group", "miễn cho", value=group)
        if fee.id in {other.id for other in fees}:
            item.fault("id_twice", "id", value=fee.id)
        if _case(fee) in {_case(other) for other in fees}:
            item.fault("fee_twice", "tên", value=fee.name)
        fees.append(fee)
    return tuple(fees)


def _case(fee: Fee) -> tuple[str, Channel | None, str | None, date | None]:
    return fee.name, fee.channel, fee.condition_rule, fee.valid_from


def _fee(item: YamlMap) -> Fee:
    fee = Fee(
        id=item.text("id"),
        kind=item.must_be("loại", KINDS),
        name=item.text("tên"),
        amount=item.whole("số tiền"),
        unit=item.must_be("đơn vị", UNITS),
        channel=item.one_of("cách nộp", {_ANY_CHANNEL: None, **CHANNELS}),
        condition=item.raw("khi"),
        condition_rule=_rule(item),
        tiers=_tiers(item),
        cap=item.whole("tối đa mỗi bản"),
        optional=item.flag("chỉ khi xin") is True,
        set_by=item.must_be("mức do", SET_BY),
        exempt_groups=item.texts("miễn cho"),
        exempt_source=item.raw("căn cứ miễn"),
        legal_source=item.raw("căn cứ"),
        note=item.raw("ghi chú"),
        valid_from=item.day("từ ngày"),
        valid_to=item.day("đến ngày"),
    )
    if fee.valid_from and fee.valid_to and fee.valid_to < fee.valid_from:
        item.fault("ends_before", "đến ngày")
    item.done()
    return fee


def _rule(item: YamlMap) -> str | None:
    """The machine-readable condition, kept as text once it has been read without a fault."""
    text = item.raw("điều kiện")
    try:
        conditions = fee_conditions.parse(text)
    except ValueError:
        item.fault("not_condition", "điều kiện", value=text or "")
        return None
    for condition in conditions:
        if not is_name(condition.name):
            item.fault("no_such_name", "điều kiện", value=condition.name)
        elif condition.name in CHOICES and condition.value not in CHOICES[condition.name]:
            options = " | ".join(CHOICES[condition.name])
            item.fault("not_in_list", "điều kiện", value=str(condition.value), options=options)
    return text


def _tiers(item: YamlMap) -> tuple[FeeTier, ...]:
    """Price steps by page: without gaps, the last one open."""
    tiers: list[FeeTier] = []
    for step in item.maps("theo trang"):
        first, last, amount = step.whole("từ trang"), step.whole("đến trang"), step.whole("số tiền")
        step.done()
        expected = (tiers[-1].last or 0) + 1 if tiers else 1
        if first != expected or amount is None or (tiers and tiers[-1].last is None):
            step.fault("not_steps")
        tiers.append(FeeTier(first=first or expected, last=last, amount=amount or 0))
    if tiers and tiers[-1].last is not None:
        item.fault("not_steps", "theo trang")
    return tuple(tiers)
