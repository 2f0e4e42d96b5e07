"""Fee rules of `data/procedures`: what each row says, and whether the rows of a charge fit together."""

from counter.models.catalogue import Fee, FeeTier, Reduction
from counter.rules import fee_conditions
from counter.rules.fee_inputs import CHOICES, is_name
from counter.services.catalogue import catalogue_fee_checks
from counter.services.catalogue.catalogue_relief import ReliefTable, read_period, read_reduction
from counter.services.catalogue.catalogue_words import ANY_CHANNEL, CHANNELS, KINDS, SET_BY, UNITS
from counter.services.catalogue.yaml_map import YamlMap


def read_fees(entry: YamlMap, relief: ReliefTable) -> tuple[Fee, ...]:
    """The fee rules of a procedure; rows that overlap, leave a gap or forget a case are a fault."""
    rows = _rows(entry, "phí và lệ phí", relief)
    catalogue_fee_checks.check_rows(rows)
    catalogue_fee_checks.check_cases(rows)
    return tuple(fee for fee, _ in rows)


def read_shared(root: YamlMap, relief: ReliefTable) -> tuple[Fee, ...]:
    """The charges that any procedure may have beside its own; they count in some cases only."""
    rows = _rows(root, "khoản chung", relief)
    catalogue_fee_checks.check_rows(rows)
    return tuple(fee for fee, _ in rows)


def _rows(entry: YamlMap, key: str, relief: ReliefTable) -> list[tuple[Fee, YamlMap]]:
    rows: list[tuple[Fee, YamlMap]] = []
    for item in entry.maps(key):
        fee = _fee(item)
        if relief.complete:
            for group in fee.exempt_groups:
                if group not in relief.groups:
                    item.fault("no_such_group", "miễn cho", value=group)
            for group in (group for cut in fee.reductions for group in cut.groups):
                if group not in relief.groups:
                    item.fault("no_such_group", "giảm cho", value=group)
        if fee.id in {other.id for other in (*relief.shared, *(row for row, _ in rows))}:
            item.fault("id_twice", "id", value=fee.id)
        rows.append((fee, item))
    return rows


def _fee(item: YamlMap) -> Fee:
    first, last = read_period(item)
    fee = Fee(
        id=item.text("id"),
        kind=item.must_be("loại", KINDS),
        name=item.text("tên"),
        amount=item.whole("số tiền"),
        unit=item.must_be("đơn vị", UNITS),
        channel=item.one_of("cách nộp", {ANY_CHANNEL: None, **CHANNELS}),
        condition=item.raw("khi"),
        condition_rule=_rule(item),
        tiers=_tiers(item),
        cap=item.whole("tối đa mỗi bản"),
        optional=item.flag("chỉ khi xin") is True,
        set_by=item.must_be("mức do", SET_BY),
        exempt_groups=item.texts("miễn cho"),
        exempt_source=item.raw("căn cứ miễn"),
        reductions=_reductions(item),
        legal_source=item.raw("căn cứ"),
        note=item.raw("ghi chú"),
        valid_from=first,
        valid_to=last,
    )
    catalogue_fee_checks.check_row(fee, item)
    item.done()
    return fee


def _reductions(item: YamlMap) -> tuple[Reduction, ...]:
    return tuple(read_reduction(cut) for cut in item.maps("giảm cho"))


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
