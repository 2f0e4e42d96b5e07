"""Who pays nothing of a fee, or less (miễn, giảm), and which of several reasons counts.

There is no relief without a legal ground. Only one reason counts, once: in the time for which a text says
so, the one that leaves the least to pay (Nghị quyết 66.22/2026/NQ-CP Điều 5 khoản 2); where no text decides,
the one the payer asks for, as Nghị định 114/2016/NĐ-CP has it for adoptions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from counter.models.catalogue import Channel, Fee, Procedure, Reduction, ReliefRule, ReliefWay, Waiver


@dataclass(frozen=True, slots=True)
class Relief:
    """What a unit costs with it: `each` đồng, or its price less `percent`. Only one of the two is set."""

    source: str
    each: int | None = None
    percent: int | None = None

    def price(self, full: int | None) -> int | None:
        """What is asked for a unit of this price; None: not known, because the price is not.

        Never more than the price. A part of a đồng is not asked.
        """
        if self.percent is not None:
            return None if full is None else full * (100 - self.percent) // 100
        return self.each if full is None or self.each is None else min(full, self.each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """For whom and how a fee is reckoned. `groups`: those the payer has shown, first the one asked for."""

    channel: Channel
    on: date
    groups: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


def in_force(rule: Fee | Waiver | Reduction | ReliefRule, on: date) -> bool:
    """Whether a dated rule counts on a day; its first and last day do."""
    return (rule.valid_from or date.min) <= on <= (rule.valid_to or date.max)


def relief_of(procedure: Procedure, fee: Fee, case: Case) -> Relief | None:
    """The reason that counts for a fee; None where nothing is due anyway or none applies."""
    if fee.amount == 0 and not fee.tiers:
        return None
    found = [*_by_group(fee, case), *_by_programme(procedure, fee, case)]
    rule = next((rule for rule in procedure.relief_rules if in_force(rule, case.on)), None)
    if rule is not None and rule.way is ReliefWay.BEST:
        return _best(found, fee.tiers[0].amount if fee.tiers else fee.amount)
    return next(iter(found), None)


def _best(found: Iterable[Relief], full: int | None) -> Relief | None:
    """The one that leaves the least; where that cannot be known, one whose price is known."""

    def left(relief: Relief) -> tuple[bool, int]:
        price = relief.price(full)
        return price is None, price if price is not None else 100 - (relief.percent or 0)

    return min(found, key=left, default=None)


def _by_group(fee: Fee, case: Case) -> Iterator[Relief]:
    """What the groups that were shown are freed of, in the order in which they were asked for."""
    ground = fee.exempt_source or fee.legal_source or ""
    for group in case.groups:
        if group in fee.exempt_groups and ground:
            yield Relief(ground, each=0)
        for cut in fee.reductions:
            if group in cut.groups and cut.legal_source and in_force(cut, case.on):
                yield Relief(cut.legal_source, each=cut.amount, percent=cut.percent)


def _by_programme(procedure: Procedure, fee: Fee, case: Case) -> Iterator[Relief]:
    for waiver in procedure.waivers:
        if (
            fee.id in waiver.fee_ids
            and waiver.channel in {None, case.channel}
            and in_force(waiver, case.on)
            and case.flags >= set(waiver.needs)
            and waiver.legal_source
        ):
            whole = waiver.percent is None
            yield Relief(waiver.legal_source, each=waiver.amount if whole else None, percent=waiver.percent)
