"""Exemptions and reductions: never without a ground, one at a time, which of several by dated rule."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.catalogue import (
    Channel,
    Fee,
    FeeTier,
    Procedure,
    Reduction,
    ReliefRule,
    ReliefWay,
    Waiver,
)
from counter.models.money import Quote
from counter.paths import data_dir
from counter.rules.fee_inputs import FeeInputs, Sheets
from counter.rules.fee_relief import Relief
from counter.rules.fees import quote
from counter.services.catalogue.catalogue import Catalogue

FIRST, LAST = date(2026, 8, 15), date(2027, 2, 28)
INSIDE, OUTSIDE = date(2026, 12, 1), date(2027, 3, 1)
BEST = ReliefRule(way=ReliefWay.BEST, legal_source="NQ 66.22 Điều 5", valid_from=FIRST, valid_to=LAST)


@cache
def shipped(code: str) -> Procedure:
    return Catalogue(data_dir()).get(code)


PLAIN = Fee(
    id="a.1", kind="phi", name="Phí A", amount=10_000, unit="per_document", legal_source="TT 1 Điều 4"
)


def fee(**changes: Any) -> Fee:
    return replace(PLAIN, **changes)


def cut(
    group: str, *, percent: int | None = None, amount: int | None = None, ground: str = "NQ 1"
) -> Reduction:
    return Reduction(groups=(group,), legal_source=ground, percent=percent, amount=amount)


def programme(amount: int = 0, percent: int | None = None, ground: str = "Chương trình") -> Waiver:
    return Waiver(
        id="w",
        fee_ids=("a.1",),
        fee_name="Phí A",
        amount=amount,
        percent=percent,
        channel=None,
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        needs=(),
        conditions=(),
        legal_source=ground,
    )


def quoted(
    rule: Fee,
    *,
    groups: str = "",
    on: date = INSIDE,
    waivers: tuple[Waiver, ...] = (),
    rules: tuple[ReliefRule, ...] = (BEST,),
    documents: int = 2,
) -> Quote:
    procedure = replace(shipped("ctk"), fees=(rule,), waivers=waivers, relief_rules=rules, shared_fees=())
    inputs = FeeInputs(counts={"documents": documents})
    return quote(procedure, inputs, on=on, exempt_group=groups or None)


def test_a_percentage_is_taken_off_each_unit() -> None:
    found = quoted(fee(reductions=(cut("a", percent=30),)), groups="a")
    assert (found.total, found.waived, found.waiver_sources) == (14_000, 6_000, ("NQ 1",))


def test_a_lower_sum_takes_the_place_of_the_price_and_never_raises_it() -> None:
    assert quoted(fee(reductions=(cut("a", amount=4_000),)), groups="a").total == 8_000
    assert quoted(fee(reductions=(cut("a", amount=40_000),)), groups="a").total == 20_000


def test_a_part_of_a_dong_is_not_asked() -> None:
    found = quoted(fee(amount=1_999, reductions=(cut("a", percent=50),)), groups="a", documents=1)
    assert (found.total, found.waived) == (999, 1_000)


def test_a_reduction_of_an_unknown_amount_leaves_it_unknown() -> None:
    found = quoted(fee(amount=None, reductions=(cut("a", percent=50),)), groups="a")
    assert (found.total, found.waived, found.waiver_sources) == (None, None, ())
    known = quoted(fee(amount=None, reductions=(cut("a", amount=3_000),)), groups="a")
    assert (known.total, known.waived) == (6_000, None)  # what is asked is known, what was taken off is not


def test_without_a_ground_nothing_is_taken_off() -> None:
    bare = fee(exempt_groups=("a",), exempt_source=None, legal_source=None)
    assert quoted(bare, groups="a").total == 20_000
    assert quoted(fee(reductions=(cut("a", percent=50, ground=""),)), groups="a").total == 20_000
    assert quoted(fee(), waivers=(programme(ground=""),)).total == 20_000


def test_a_reduction_has_its_days() -> None:
    half = replace(cut("a", percent=50), valid_from=FIRST, valid_to=LAST)
    rule = fee(reductions=(half,))
    days = [FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)]
    assert [quoted(rule, groups="a", on=day).total for day in days] == [20_000, 10_000, 10_000, 20_000]


SEVERAL = fee(reductions=(cut("a", percent=30, ground="A"), cut("b", percent=50, ground="B")))


@pytest.mark.parametrize("groups", ["a,b", "b,a", " b , a "])
def test_where_a_text_says_so_the_highest_of_several_counts_once(groups: str) -> None:
    found = quoted(SEVERAL, groups=groups)
    assert (found.total, found.waiver_sources) == (10_000, ("B",))


@pytest.mark.parametrize(("groups", "total", "ground"), [("a,b", 14_000, "A"), ("b,a", 10_000, "B")])
def test_where_no_text_decides_the_payer_chooses(groups: str, total: int, ground: str) -> None:
    for found in (quoted(SEVERAL, groups=groups, on=OUTSIDE), quoted(SEVERAL, groups=groups, rules=())):
        assert (found.total, found.waiver_sources) == (total, (ground,))


def test_a_text_may_leave_the_choice_to_the_payer() -> None:
    rule = ReliefRule(way=ReliefWay.CLAIMED, legal_source="NĐ 114/2016", valid_from=INSIDE)
    assert quoted(SEVERAL, groups="a,b", rules=(rule,)).total == 14_000


def test_a_programme_and_a_group_meet() -> None:
    some = fee(reductions=(cut("a", percent=30, ground="A"),))
    inside = quoted(some, groups="a", waivers=(programme(percent=80, ground="P"),))
    assert (inside.total, inside.waiver_sources) == (4_000, ("P",))
    # after its last day the group that was shown is what the payer asks for
    after = quoted(some, groups="a", waivers=(programme(percent=80, ground="P"),), on=OUTSIDE)
    assert (after.total, after.waiver_sources) == (14_000, ("A",))


def test_pages_are_reduced_by_the_step_and_the_cap() -> None:
    rule = fee(
        unit="per_page",
        amount=2_000,
        tiers=(FeeTier(first=1, last=2, amount=2_000), FeeTier(first=3, last=None, amount=1_000)),
        cap=200_000,
        reductions=(cut("a", percent=50),),
    )
    procedure = replace(shipped("ct"), fees=(rule,), relief_rules=(BEST,), shared_fees=())

    def total(copies: int, pages: int) -> int | None:
        inputs = FeeInputs(sheets=(Sheets(copies, pages),))
        return quote(procedure, inputs, on=INSIDE, exempt_group="a").total

    assert (total(3, 5), total(2, 250)) == (10_500, 200_000)


def test_a_flat_price_per_page_has_its_cap_too() -> None:
    rule = fee(unit="per_page", amount=3_000, cap=50_000)
    procedure = replace(shipped("ct"), fees=(rule,), shared_fees=())
    totals = [
        quote(procedure, FeeInputs(sheets=(Sheets(2, pages),)), on=INSIDE).total for pages in (5, 16, 17, 100)
    ]
    assert totals == [30_000, 96_000, 100_000, 100_000]


def test_the_shipped_rule_counts_from_its_first_to_its_last_day() -> None:
    rules = shipped("tt").relief_rules
    assert [(rule.way, rule.valid_from, rule.valid_to) for rule in rules] == [(ReliefWay.BEST, FIRST, LAST)]
    assert "66.22/2026" in rules[0].legal_source


reliefs = st.one_of(
    st.builds(Relief, st.just("x"), percent=st.integers(1, 99)),
    st.builds(Relief, st.just("x"), each=st.integers(0, 300_000)),
)


@given(reliefs, st.integers(0, 500_000))
@settings(max_examples=150, deadline=None)
def test_a_relief_never_costs_and_never_pays(relief: Relief, full: int) -> None:
    price = relief.price(full)
    assert price is not None
    assert 0 <= price <= full


cuts = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 99)), min_size=1, max_size=4)


@given(cuts, st.lists(st.sampled_from("abcd"), max_size=4), st.integers(0, 500_000), st.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_more_reasons_never_cost_more_while_the_best_counts(
    found: list[tuple[str, int]], groups: list[str], amount: int, documents: int
) -> None:
    rule = fee(amount=amount, reductions=tuple(cut(group, percent=percent) for group, percent in found))
    plain = quoted(rule, documents=documents).total
    totals = [
        quoted(rule, groups=",".join(groups[:n]), documents=documents).total for n in range(len(groups) + 1)
    ]
    assert None not in totals
    assert totals == sorted((total or 0 for total in totals), reverse=True)
    assert totals[0] == plain == amount * documents
    best = max((percent for group, percent in found if group in groups), default=0)
    assert totals[-1] == documents * (amount * (100 - best) // 100)


def test_a_waiver_on_one_channel_only() -> None:
    online = replace(programme(), channel=Channel.ONLINE)
    assert quoted(fee(), waivers=(online,)).total == 20_000
