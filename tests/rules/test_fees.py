"""Fees: the worked examples to the đồng, and what holds for every rule of every procedure."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Refused
from counter.models.catalogue import Channel, Fee, Procedure
from counter.models.money import MoneyState, Quote
from counter.paths import data_dir
from counter.rules.fee_inputs import FeeInputs, InputKind, Item, Sheets, missing, needs, parse_inputs
from counter.rules.fees import money_state, quote
from counter.services.catalogue.catalogue import Catalogue


def examples(name: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parents[1] / "vectors" / f"{name}.json").read_text("utf-8")
    found: list[dict[str, Any]] = json.loads(text)["examples"]
    return found


# the worked examples of the research, and more of the same kinds, each reckoned by hand from the text
EXAMPLES = examples("fee_examples")
FURTHER = examples("fee_further")
TODAY = date(2026, 11, 23)
OPTIONS = {"channel", "date", "exempt_group"}


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


def pairs_of(given: dict[str, Any]) -> dict[str, str]:
    """The input of an example as NAME=VALUE pairs of the command line."""

    def written(name: str, value: Any) -> str:
        if isinstance(value, list):
            second = "pages" if name == "documents" else "events"
            return ",".join(f"{entry['copies']}x{entry[second]}" for entry in value)
        return str(value).lower()

    return {name: written(name, value) for name, value in given.items() if name not in OPTIONS}


def quoted(code: str, pairs: dict[str, str], **options: Any) -> Quote:
    procedure = catalogue().get(code)
    return quote(procedure, parse_inputs(procedure, pairs), **({"on": TODAY} | options))


@pytest.mark.parametrize("example", EXAMPLES + FURTHER, ids=[e["id"] for e in EXAMPLES + FURTHER])
def test_the_worked_examples(example: dict[str, Any]) -> None:
    given = example["input"]
    found = quoted(
        example["code"],
        pairs_of(given),
        channel=Channel(given.get("channel", "direct")),
        on=date.fromisoformat(given.get("date", "2026-11-23")),
        exempt_group=given.get("exempt_group"),
    )
    assert found.total == example["expected_total_vnd"]
    assert (found.total is None) == bool(found.unknown)
    assert found.total is not None or found.waived is None


def test_the_examples_are_all_there() -> None:
    assert len(EXAMPLES) == 43
    assert len(FURTHER) == 56


def lines(found: Quote) -> list[tuple[str, int, int | None, int | None]]:
    return [(line.label, line.quantity, line.unit_amount, line.amount) for line in found.lines]


def test_pages_explain_themselves() -> None:
    found = quoted("ct", {"documents": "3x5"})
    assert lines(found) == [
        ("Trang 1–2: 2 trang × 3 bản", 6, 2000, 12000),
        ("Trang 3–5: 3 trang × 3 bản", 9, 1000, 9000),
    ]
    assert {line.source for line in found.lines} == {"Thông tư 226/2016/TT-BTC Điều 4"}
    assert found.waived == 0


def test_a_page_alone_is_one_page_and_several_papers_are_numbered() -> None:
    assert lines(quoted("ct", {"documents": "1x1"})) == [("Trang 1: 1 trang × 1 bản", 1, 2000, 2000)]
    found = quoted("ct", {"documents": "2x2, 1 x 4"})
    assert [line.label for line in found.lines] == [
        "Giấy tờ 1 · Trang 1–2: 2 trang × 2 bản",
        "Giấy tờ 2 · Trang 1–2: 2 trang × 1 bản",
        "Giấy tờ 2 · Trang 3–4: 2 trang × 1 bản",
    ]


def test_a_long_paper_costs_the_cap_for_each_copy() -> None:
    assert lines(quoted("ct", {"documents": "2x250"})) == [
        ("250 trang: tối đa 200.000đ một bản × 2 bản", 2, 200_000, 400_000)
    ]
    assert len(quoted("ct", {"documents": "1x198"}).lines) == 2


def test_the_words_follow_the_language() -> None:
    i18n.use_language("en")
    try:
        assert quoted("ct", {"documents": "3x5"}).lines[0].label == "Pages 1–2: 2 a copy, copies: 3"
    finally:
        i18n.use_language("vi")


def test_the_late_charge_is_unknown_and_named() -> None:
    found = quoted("ks", {"days_since_birth": "61", "copies": "2"})
    assert found.total is None
    assert found.waived is None
    assert found.unknown == ("Lệ phí đăng ký khai sinh không đúng hạn",)
    assert [line.amount for line in found.lines] == [None, 16000]
    assert money_state(found) is MoneyState.UNKNOWN


def test_a_group_frees_only_what_the_rule_names() -> None:
    poor = quoted("ks", {"days_since_birth": "61", "copies": "1"}, exempt_group="nguoi_thuoc_ho_ngheo")
    assert poor.total == 8000
    assert poor.waiver_sources == ("Luật Hộ tịch 60/2014/QH13 Điều 11",)
    assert poor.waived is None  # the local amount that was waived is not known
    copy = quoted("ct", {"documents": "1x4"}, exempt_group="nguoi_thuoc_ho_ngheo")
    assert (copy.total, copy.waived, copy.waiver_sources) == (6000, 0, ())
    mortgage = quoted("cthd", {"transactions": "2"}, exempt_group="vay_von_nong_nghiep_the_chap")
    assert (mortgage.total, mortgage.waived) == (0, 100_000)
    assert money_state(mortgage) is MoneyState.EXEMPT


def test_nothing_due_is_no_exemption() -> None:
    found = quoted("ks", {"days_since_birth": "3", "copies": "0"}, exempt_group="nguoi_khuyet_tat")
    assert (found.total, found.waived, found.waiver_sources) == (0, 0, ())
    assert money_state(found) is MoneyState.NONE


def test_where_two_reliefs_meet_the_sum_is_waived_once() -> None:
    digital = {"digital_citizen": "true"}
    both = {"channel": Channel.ONLINE, "exempt_group": "doi_tuong_mien_tt75_2022"}
    found = quoted("tt", digital, **both)
    assert (found.total, found.waived, len(found.waiver_sources)) == (0, 10_000, 1)
    assert quoted("tt", {}, channel=Channel.ONLINE).total == 10_000


@pytest.mark.parametrize(
    ("day", "total"),
    [("2026-08-14", 8000), ("2026-08-15", 0), ("2027-02-28", 0), ("2027-03-01", 8000)],
)
def test_the_waiver_has_a_first_and_a_last_day(day: str, total: int) -> None:
    pairs = {"items": "1x1", "digital_citizen": "true"}
    assert quoted("tl", pairs, channel=Channel.ONLINE, on=date.fromisoformat(day)).total == total


def test_the_waiver_needs_all_its_conditions() -> None:
    online = {"channel": Channel.ONLINE}
    assert quoted("hn", {"digital_citizen": "true"}, **online).total is None
    assert quoted("hn", {"digital_citizen": "true", "marriage_paper_integrated": "true"}, **online).total == 0
    assert quoted("bd", {"digital_citizen": "true"}, **online).total is None
    land = {"digital_citizen": "true", "land_certificate_integrated": "true"}
    assert quoted("bd", land, **online).total == 0
    # the waiver of re-registered marriage is for the charge, not for the copies
    copies = {"digital_citizen": "true", "marriage_paper_integrated": "true", "copies": "2"}
    assert quoted("khl", copies, **online).total == 16_000


def test_a_channel_without_a_row_is_unknown_not_free() -> None:
    found = quoted("tmt", {"mode": "individual"}, channel=Channel.POST)
    assert found.total is None
    assert "bưu chính" in found.unknown[0]


@pytest.mark.parametrize(
    ("pairs", "channel", "total"),
    [
        ({"mode": "list", "persons": "7"}, Channel.DIRECT, 70_000),
        ({"mode": "list", "persons": "7"}, Channel.ONLINE, 35_000),
        ({"mode": "individual"}, Channel.DIRECT, 15_000),
        ({"mode": "individual", "persons": "7"}, Channel.DIRECT, 15_000),
    ],
)
def test_temporary_residence_goes_by_mode_and_channel(
    pairs: dict[str, str], channel: Channel, total: int
) -> None:
    assert quoted("tmt", pairs, channel=channel).total == total


@pytest.mark.parametrize(
    ("code", "pairs", "total"),
    [
        ("tl", {}, 8000),  # copies and events left out are 1
        ("tl", {"copies": "3", "events": "2"}, 48_000),
        ("tl", {"items": "3x1,1x2"}, 40_000),
        ("kh", {}, 8000),
        ("kh", {"copies": "0"}, 0),
        ("xnht", {"documents": "2"}, 16_000),
        ("xnht", {"documents": "2", "events": "3"}, 48_000),
        ("sg", {"copies": "5"}, 0),
        ("ht", {}, 0),
        ("ctbs", {"documents": "2x10"}, 24_000),
        ("cttc", {"documents": "3"}, 150_000),
    ],
)
def test_further_cases(code: str, pairs: dict[str, str], total: int) -> None:
    assert quoted(code, pairs).total == total


def dated(fee: Fee, amount: int, first: date | None, last: date | None = None) -> Fee:
    return replace(fee, id=f"{fee.id}.{amount}", amount=amount, valid_from=first, valid_to=last)


def test_the_amount_of_the_day_counts() -> None:
    procedure = catalogue().get("ctk")
    old = procedure.fees[0]
    changed = replace(procedure, fees=(old, dated(old, 12_000, date(2027, 1, 1), date(2027, 12, 31))))
    inputs = parse_inputs(changed, {"documents": "1"})
    assert quote(changed, inputs, on=date(2026, 12, 31)).total == 10_000
    assert quote(changed, inputs, on=date(2027, 1, 1)).total == 12_000
    only_later = replace(procedure, fees=(dated(old, 12_000, date(2027, 1, 1)),))
    assert quote(only_later, inputs, on=date(2026, 12, 31)).total is None


def test_a_missing_input_is_refused_by_name() -> None:
    procedure = catalogue().get("ct")
    with pytest.raises(Refused) as refused:
        quote(procedure, FeeInputs(), on=TODAY)
    assert [problem.field for problem in refused.value.problems] == ["documents"]


def test_the_options_may_be_written_among_the_names() -> None:
    pairs = {"items": "1x1", "digital_citizen": "true", "channel": "online", "date": "2026-10-01"}
    assert quoted("tl", pairs, on=date(2027, 6, 1)).total == 0
    assert quoted("hn", {"exempt_group": "nguoi_khuyet_tat"}).total == 0
    with pytest.raises(Refused) as refused:
        quoted("tl", {"channel": "fax", "date": "1/10/2026"})
    assert [problem.field for problem in refused.value.problems] == ["channel", "date"]


def test_a_digital_citizen_pays_what_the_waiver_does_not_name() -> None:
    pairs = {"documents": "1x4", "digital_citizen": "true"}
    assert quoted("ct", pairs, channel=Channel.ONLINE, on=date(2026, 10, 1)).total == 6000


# -- what holds for every rule ---------------------------------------------------------------


def some_value(kind: InputKind, draw: st.DrawFn, options: tuple[str, ...], may_be_none: bool) -> str:
    few = st.integers(0 if may_be_none else 1, 40)
    if kind in {InputKind.SHEETS, InputKind.ITEMS}:
        most = 400 if kind is InputKind.SHEETS else 5
        entries = draw(st.lists(st.tuples(st.integers(1, 9), st.integers(1, most)), min_size=1, max_size=4))
        return ",".join(f"{copies}x{other}" for copies, other in entries)
    if kind is InputKind.CHOICE:
        return draw(st.sampled_from(options))
    if kind is InputKind.YES_NO:
        return draw(st.sampled_from(["true", "false"]))
    return str(draw(st.integers(0, 120) if kind is InputKind.DAYS else few))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Procedure, FeeInputs, Channel, date, str | None]:
    procedure = draw(st.sampled_from(catalogue().all()))
    wanted = [need for need in needs(procedure) if need.kind is not InputKind.ITEMS or draw(st.booleans())]
    names = {need.name for need in wanted}
    pairs = {
        need.name: some_value(need.kind, draw, need.options, need.offer == "0")
        for need in wanted
        if not ("items" in names and need.name in {"copies", "events"})
    }
    groups = [None, *catalogue().groups]
    day = date(2026, 6, 1).toordinal() + draw(st.integers(0, 400))
    return (
        procedure,
        parse_inputs(procedure, pairs),
        draw(st.sampled_from(Channel)),
        date.fromordinal(day),
        draw(st.sampled_from(groups)),
    )


@given(cases())
@settings(max_examples=150, deadline=None)
def test_the_lines_are_the_total_and_never_negative(
    case: tuple[Procedure, FeeInputs, Channel, date, str | None],
) -> None:
    procedure, inputs, channel, on, group = case
    found = quote(procedure, inputs, channel=channel, on=on, exempt_group=group)
    amounts = [line.amount for line in found.lines]
    assert all(amount is None or amount >= 0 for amount in amounts)
    if found.total is None:
        assert found.unknown
        assert found.waived is None
    else:
        assert not found.unknown
        assert found.total == sum(amount or 0 for amount in amounts)
    for line in found.lines:
        assert line.waived >= 0
        if line.unit_amount is not None and line.amount is not None:
            assert line.amount + line.waived == line.quantity * line.unit_amount
        assert bool(line.waived) <= bool(line.waived_source)
    if found.waived is not None:
        assert found.waived == sum(line.waived for line in found.lines)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_belonging_to_a_group_never_costs_more(
    case: tuple[Procedure, FeeInputs, Channel, date, str | None],
) -> None:
    procedure, inputs, channel, on, group = case
    plain = quote(procedure, inputs, channel=channel, on=on)
    helped = quote(procedure, inputs, channel=channel, on=on, exempt_group=group)
    if plain.total is not None:
        assert helped.total is not None
        assert helped.total <= plain.total
        assert (helped.waived is None) == (plain.waived is None)  # None: an unknown amount was waived
        if helped.waived is not None and plain.waived is not None:
            assert helped.total + helped.waived == plain.total + plain.waived


@given(st.integers(1, 50), st.integers(1, 600), st.sampled_from(["ct", "ctbs"]))
@settings(max_examples=100, deadline=None)
def test_certified_copies_grow_up_to_the_cap(copies: int, pages: int, code: str) -> None:
    procedure = catalogue().get(code)

    def total(copies: int, pages: int) -> int:
        found = quote(procedure, FeeInputs(sheets=(Sheets(copies, pages),)), on=TODAY).total
        assert found is not None
        return found

    assert total(copies, pages) == copies * min(200_000, 2000 * min(pages, 2) + 1000 * max(pages - 2, 0))
    assert total(copies, pages) <= total(copies, pages + 1) <= copies * 200_000
    assert total(copies, pages) < total(copies + 1, pages)


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 300)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_papers_are_counted_each_on_its_own(papers: list[tuple[int, int]]) -> None:
    procedure = catalogue().get("ct")

    def total(sheets: list[tuple[int, int]]) -> int:
        found = quote(procedure, FeeInputs(sheets=tuple(Sheets(*pair) for pair in sheets)), on=TODAY).total
        return found or 0

    assert total(papers) == sum(total([paper]) for paper in papers)


@pytest.mark.parametrize("code", ["tl", "ks", "kt", "kh", "gh"])
def test_each_further_copy_or_event_costs_more(code: str) -> None:
    procedure = catalogue().get(code)
    fixed = dict.fromkeys(("days_since_birth", "days_since_death"), 1)
    totals = [
        quote(procedure, FeeInputs(counts=fixed, items=(Item(copies, events),)), on=TODAY).total
        for copies, events in [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2)]
    ]
    assert totals == [8000, 16_000, 24_000, 32_000, 48_000]


def test_every_needed_input_has_a_question_and_no_procedure_needs_what_it_cannot_take() -> None:
    for procedure in catalogue().all():
        for need in needs(procedure):
            assert i18n.known(need.label_id), need.label_id
            for option in need.options:
                assert i18n.known(f"fee.choice.{need.name}.{option}")
        asked = {need.name for need in missing(procedure, FeeInputs())}
        assert asked <= {need.name for need in needs(procedure) if need.required}


def test_every_unit_and_channel_has_its_words() -> None:
    for channel in Channel:
        assert i18n.known(f"fee.channel.{channel}")
    units = {fee.unit for procedure in catalogue().all() for fee in procedure.fees}
    assert {"per_page", "per_copy_per_event"} <= units
