"""What must hold between the rows of a procedure's fees, so that a day, channel and case has one price.

Rows of one name are one charge. Two that count on the same day for the same channel and case overlap; a row
that ends before the next begins leaves days without a price; conditions of which none holds leave cases
without one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, product

from counter.models.catalogue import Fee
from counter.rules import fee_conditions
from counter.rules.fee_conditions import Condition
from counter.rules.fee_inputs import CHOICES
from counter.services.catalogue.yaml_map import YamlMap

Row = tuple[Fee, YamlMap]
_MOST_CASES = 4_000
_NEXT = timedelta(days=1)


def check_row(fee: Fee, item: YamlMap) -> None:
    """What a row must say itself: no price or relief without a ground; a cap only of copies of pages."""
    if fee.amount is not None and fee.legal_source is None:
        item.fault("missing", "căn cứ")
    if fee.exempt_groups and fee.exempt_source is None:
        item.fault("missing", "căn cứ miễn")
    if fee.unit != "per_page" and fee.cap is not None:
        item.fault("only_pages", "tối đa mỗi bản")
    if fee.unit != "per_page" and fee.tiers:
        item.fault("only_pages", "theo trang")
    if fee.unit == "per_page" and any(cut.amount for cut in fee.reductions):
        item.fault("percent_of_pages", "giảm cho")


def check_rows(rows: Sequence[Row]) -> None:
    """Note rows that overlap or leave a gap, each at the later one."""
    for at, (fee, item) in enumerate(rows):
        for other in (row for row, _ in rows[:at] if row.name == fee.name):
            if _overlap(other, fee):
                dated = fee.valid_from is not None and fee.valid_from != other.valid_from
                item.fault("fee_twice", "từ ngày" if dated else "tên", value=fee.name, other=other.id)
    for fee, item in rows:
        _check_gap(fee, item, [other for other, _ in rows if other.name == fee.name])


def _overlap(one: Fee, other: Fee) -> bool:
    """Whether both count on some day, by one channel, in one case; an own channel precedes "every"."""
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    return first <= last and one.channel == other.channel and _both(_conditions(one), _conditions(other))


def _check_gap(fee: Fee, item: YamlMap, charge: Sequence[Fee]) -> None:
    """Note the days between the end of the row before and the start of this one."""
    like = [
        row
        for row in charge
        if row.channel in {fee.channel, None} and row.condition_rule == fee.condition_rule
    ]
    ended = [row.valid_to for row in like if row.channel == fee.channel and row.valid_to]
    before = [day for day in ended if fee.valid_from and day < fee.valid_from]
    if not before or fee.valid_from is None:
        return
    day = max(before) + _NEXT
    while day < fee.valid_from:
        covering = [row.valid_to or date.max for row in like if (row.valid_from or date.min) <= day]
        reaches = max((last for last in covering if last >= day), default=None)
        if reaches is None:
            dates = {"first": f"{day:%d/%m/%Y}", "last": f"{fee.valid_from - _NEXT:%d/%m/%Y}"}
            item.fault("fee_gap", "từ ngày", value=fee.name, **dates)
            return
        if reaches >= fee.valid_from - _NEXT:
            return
        day = reaches + _NEXT


def check_cases(rows: Sequence[Row]) -> None:
    """Note a case in which no charge holds: it would look as if nothing were due."""
    charged = [(_conditions(fee), item) for fee, item in rows if not fee.optional]
    if not charged or any(not conditions for conditions, _ in charged):
        return
    for case in _cases(condition for conditions, _ in charged for condition in conditions):
        if not any(fee_conditions.hold(conditions, case) for conditions, _ in charged):
            said = ", ".join(f"{name} = {value}" for name, value in case.items())
            charged[-1][1].fault("fee_hole", "điều kiện", value=said)
            return


def _conditions(fee: Fee) -> tuple[Condition, ...]:
    return fee_conditions.parse(fee.condition_rule)


def _both(one: tuple[Condition, ...], other: tuple[Condition, ...]) -> bool:
    """Whether two rows can hold in one case."""
    return any(fee_conditions.hold((*one, *other), case) is not False for case in _cases((*one, *other)))


def _cases(conditions: Iterable[Condition]) -> Iterator[Mapping[str, int | str]]:
    """Every case that conditions can tell apart: the words of a choice, the numbers around each limit."""
    values: dict[str, set[int | str]] = {}
    for condition in conditions:
        known = values.setdefault(condition.name, set())
        if isinstance(condition.value, int):
            known |= {number for number in range(condition.value - 1, condition.value + 2) if number >= 0}
        else:
            known |= set(CHOICES.get(condition.name, (condition.value,)))
    names = sorted(values)
    sorted_values = [sorted(values[name], key=str) for name in names]
    for combination in islice(product(*sorted_values), _MOST_CASES):
        yield dict(zip(names, combination, strict=True))
