"""What holds for every shipped fee rule: every procedure, channel, group, day; and for any like them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.catalogue import Channel, Fee, FeeTier, Procedure
from counter.models.money import Quote
from counter.models.states import ResultWay
from counter.paths import data_dir
from counter.rules.fee_inputs import FLAGS, FeeInputs, InputKind, Item, NeededInput, Sheets, needs
from counter.rules.fees import quote
from counter.services.catalogue.catalogue import Catalogue

# before, on and after the days on which something changes
DAYS = [
    date(2026, 8, 14),
    date(2026, 8, 15),
    date(2026, 12, 31),
    date(2027, 2, 28),
    date(2027, 3, 1),
    date(2016, 6, 1),  # before most texts: nothing is guessed
]
KINDS = {"phi", "le_phi", "post", ""}


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


PROCEDURES = [procedure.code for procedure in Catalogue(data_dir()).all()]


def sound(found: Quote) -> None:
    """The lines are the total, nothing is negative, what is asked and what is waived are the full price."""
    for line in found.lines:
        assert line.kind in KINDS
        assert line.waived >= 0
        assert line.waived == 0 or line.waived_source
        if line.amount is None:
            assert line.label in found.unknown
            assert not line.waived_source
            continue
        assert line.amount >= 0
        if line.unit_amount is None:
            assert line.waived_source  # a sum nobody knows is 0 only by a waiver
        else:
            assert line.source, line.label
            assert line.amount + line.waived == line.quantity * line.unit_amount
    unknown = [line for line in found.lines if line.amount is None]
    assert len(found.unknown) == len(unknown)
    if unknown:
        assert found.total is None
        assert found.waived is None
    else:
        assert found.lines  # nothing due is said, with its source
        assert found.total == sum(line.amount or 0 for line in found.lines)


def some_inputs(procedure: Procedure) -> Iterator[FeeInputs]:
    """Cases of what a procedure asks: the limits of its conditions, its choices, with and without copies."""
    asked = {need.name: need for need in needs(procedure)}
    days = [name for name in ("days_since_birth", "days_since_death") if name in asked]
    for number in (0, 15, 16, 60, 61, 400) if days else (0,):
        for mode in asked["mode"].options if "mode" in asked else ("",):
            for copies in (0, 2) if "copies" in asked and asked["copies"].offer == "0" else (1,):
                counts = {need.name: 2 for need in asked.values() if need.kind is InputKind.COUNT}
                counts |= dict.fromkeys(days, number) | ({"copies": copies} if "copies" in asked else {})
                sheets = (Sheets(2, 5),) if _is_sheets(asked.get("documents")) else ()
                yield FeeInputs(counts=counts, sheets=sheets, choices={"mode": mode} if mode else {})


def _is_sheets(need: NeededInput | None) -> bool:
    return need is not None and need.kind is InputKind.SHEETS


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_rule_on_every_channel_day_and_group(code: str) -> None:
    procedure = catalogue().get(code)
    groups = [None, *(group.id for group in catalogue().groups_for(procedure)), "nobody"]
    for inputs in some_inputs(procedure):
        for flags in (frozenset[str](), FLAGS):
            for way in (ResultWay.COUNTER, ResultWay.POST):
                case = replace(inputs, flags=flags, result_way=way)
                for on in DAYS:
                    for channel in Channel:
                        for group in groups:
                            found = quote(procedure, case, channel=channel, on=on, exempt_group=group)
                            sound(found)
                            posted = [line for line in found.lines if line.kind == "post"]
                            assert bool(posted) == (way is ResultWay.POST)


@pytest.mark.parametrize("code", PROCEDURES)
def test_a_group_never_costs_more_and_never_makes_a_known_sum_unknown(code: str) -> None:
    procedure = catalogue().get(code)
    for inputs in some_inputs(procedure):
        for on in DAYS:
            for channel in Channel:
                plain = quote(procedure, inputs, channel=channel, on=on)
                for group in catalogue().groups_for(procedure):
                    helped = quote(procedure, inputs, channel=channel, on=on, exempt_group=group.id)
                    if plain.total is not None:
                        assert helped.total is not None
                        assert helped.total <= plain.total
                        assert helped.total + (helped.waived or 0) == plain.total + (plain.waived or 0)


@pytest.mark.parametrize("code", PROCEDURES)
def test_each_further_copy_page_paper_or_person_never_costs_less(code: str) -> None:
    procedure = catalogue().get(code)
    for inputs in some_inputs(procedure):
        for channel in Channel:
            before = quote(procedure, inputs, channel=channel, on=DAYS[2]).total
            for more in _one_more(inputs):
                after = quote(procedure, more, channel=channel, on=DAYS[2]).total
                assert (before is None) == (after is None)
                assert (before or 0) <= (after or 0)


def _one_more(inputs: FeeInputs) -> Iterator[FeeInputs]:
    for name, number in inputs.counts.items():
        if not name.startswith("days_"):
            yield replace(inputs, counts={**inputs.counts, name: number + 1})
    for paper in inputs.sheets:
        yield replace(inputs, sheets=(Sheets(paper.copies + 1, paper.pages),))
        yield replace(inputs, sheets=(Sheets(paper.copies, paper.pages + 1),))
        yield replace(inputs, sheets=(paper, Sheets(1, 1)))


CAPPED = [
    (procedure.code, fee) for procedure in Catalogue(data_dir()).all() for fee in procedure.fees if fee.cap
]


@pytest.mark.parametrize(("code", "fee"), CAPPED, ids=[fee.id for _, fee in CAPPED])
@pytest.mark.parametrize("pages", [1, 2, 3, 197, 198, 199, 1000, 999_999])
def test_no_copy_costs_more_than_the_law_allows(code: str, fee: Fee, pages: int) -> None:
    found = quote(catalogue().get(code), FeeInputs(sheets=(Sheets(7, pages),)), on=DAYS[2])
    assert found.total is not None
    assert found.total <= 7 * (fee.cap or 0)
    assert (found.total == 7 * (fee.cap or 0)) == (pages >= 198)


def test_the_rules_are_those_of_the_texts() -> None:
    assert len(CAPPED) == 2
    for procedure in catalogue().all():
        assert [fee.kind for fee in procedure.shared_fees] == ["post"]
        assert procedure.fees
        for fee in procedure.fees:
            assert fee.kind in {"phi", "le_phi"}
            assert fee.amount is None or fee.legal_source


def test_a_case_without_a_rule_and_copies_without_a_row_are_unknown() -> None:
    birth = catalogue().get("ks")
    late = FeeInputs(counts={"days_since_birth": 61, "copies": 0})
    on_time, _, copies = birth.fees
    assert quote(replace(birth, fees=(on_time, copies)), late, on=DAYS[2]).total is None
    assert quote(replace(birth, fees=()), late, on=DAYS[2]).total is None
    ended = replace(copies, valid_to=date(2026, 1, 31))
    asked = FeeInputs(counts={"days_since_birth": 3, "copies": 1})
    none = FeeInputs(counts={"days_since_birth": 3, "copies": 0})
    changed = replace(birth, fees=(on_time, ended))
    assert quote(changed, asked, on=DAYS[2]).total is None
    assert quote(changed, none, on=DAYS[2]).total == 0


# -- rules that are not shipped, of the same kinds -----------------------------------------------


@st.composite
def page_rules(draw: st.DrawFn) -> Fee:
    lasts = sorted(draw(st.sets(st.integers(1, 60), max_size=3)))
    starts = [1, *(last + 1 for last in lasts)]
    prices = draw(st.lists(st.integers(0, 9_000), min_size=len(starts), max_size=len(starts)))
    ends: list[int | None] = [*lasts, None]
    tiers = tuple(
        FeeTier(first=first, last=last, amount=price)
        for first, last, price in zip(starts, ends, prices, strict=True)
    )
    cap = draw(st.one_of(st.none(), st.integers(1_000, 300_000)))
    return Fee(
        id="p.1",
        kind="phi",
        name="Phí",
        amount=prices[0],
        unit="per_page",
        tiers=tiers,
        cap=cap,
        legal_source="TT",
    )


papers = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 90)), min_size=1, max_size=4)


@given(page_rules(), papers)
@settings(max_examples=150, deadline=None)
def test_any_steps_and_cap_by_pages(rule: Fee, found: list[tuple[int, int]]) -> None:
    procedure = replace(catalogue().get("ct"), fees=(rule,), shared_fees=())

    def price(page: int) -> int:
        return next(t.amount for t in rule.tiers if t.first <= page and (t.last is None or page <= t.last))

    inputs = FeeInputs(sheets=tuple(Sheets(*paper) for paper in found))
    quoted = quote(procedure, inputs, on=DAYS[2])
    sound(quoted)
    full = [sum(price(page) for page in range(1, pages + 1)) for _, pages in found]
    capped = [each if rule.cap is None else min(each, rule.cap) for each in full]
    assert quoted.total == sum(copies * each for (copies, _), each in zip(found, capped, strict=True))


@given(
    st.integers(0, 900_000),
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 9)), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_any_price_of_copies_and_events(amount: int, found: list[tuple[int, int]]) -> None:
    rule = replace(catalogue().get("tl").fees[0], amount=amount)
    procedure = replace(catalogue().get("tl"), fees=(rule,), waivers=())
    quoted = quote(procedure, FeeInputs(items=tuple(Item(*pair) for pair in found)), on=DAYS[2])
    sound(quoted)
    assert quoted.total == amount * sum(copies * events for copies, events in found)
