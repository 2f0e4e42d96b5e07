"""The NAME=VALUE pairs of a quote: read, refused all at once, asked one at a time."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.errors import Refused
from counter.models.catalogue import Procedure
from counter.paths import data_dir
from counter.rules import fee_conditions, fee_lists, fee_words
from counter.rules.fee_inputs import (
    CHOICES,
    FeeInputs,
    Item,
    Sheets,
    missing,
    needs,
    optional_copies,
    parse_inputs,
    split_pairs,
)
from counter.services.catalogue.catalogue import Catalogue


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


def procedure(code: str) -> Procedure:
    return catalogue().get(code)


def still_asked(code: str, **pairs: str) -> list[str]:
    found = procedure(code)
    return [need.name for need in missing(found, parse_inputs(found, pairs))]


def test_pairs_are_split_at_the_first_sign() -> None:
    assert split_pairs(["documents=3x5", " copies = 2"]) == {"documents": "3x5", "copies": "2"}
    with pytest.raises(Refused) as refused:
        split_pairs(["documents", "=3", "a=1", "a=2"])
    assert [p.message_id for p in refused.value.problems] == [
        "fee.input.no_pair",
        "fee.input.no_pair",
        "fee.input.twice",
    ]


def test_lists_are_copies_first() -> None:
    assert parse_inputs(procedure("ct"), {"documents": "3x5,1×2, 4 X 6"}).sheets == (
        Sheets(3, 5),
        Sheets(1, 2),
        Sheets(4, 6),
    )
    assert parse_inputs(procedure("tl"), {"items": "3x1"}).items == (Item(3, 1),)


SAID = [
    ("3x5", ((3, 5),)),
    (" 3  ×  5 ", ((3, 5),)),
    ("3*5", ((3, 5),)),
    ("03x05", ((3, 5),)),
    ("3 bản 5 trang", ((3, 5),)),
    ("3 BẢN, MỖI BẢN 5 TRANG", ((3, 5),)),
    ("3 bản x 5 trang", ((3, 5),)),
    ("3bản5trang", ((3, 5),)),
    ("3 ban moi ban 5 tr", ((3, 5),)),
    ("ba bản năm trang", ((3, 5),)),
    ("mười bản sao, mỗi bản một trang", ((10, 1),)),
    ("5 trang 3 bản", ((3, 5),)),
    ("5 trang x 3 bản", ((3, 5),)),
    ("1x1000", ((1, 1000),)),
    ("1000 bản 1 trang", ((1000, 1),)),
    ("2x2; 1x4", ((2, 2), (1, 4))),
    ("2x2 và 1x4", ((2, 2), (1, 4))),
    ("2 bản 2 trang, 1 bản 4 trang", ((2, 2), (1, 4))),
    ("2 bản, 2 trang + 4 trang, 1 bản", ((2, 2), (1, 4))),
    ("3 copies 5 pages", ((3, 5),)),
]


@pytest.mark.parametrize(("typed", "pairs"), SAID, ids=[said for said, _ in SAID])
def test_copies_and_pages_as_people_say_them(typed: str, pairs: tuple[tuple[int, int], ...]) -> None:
    assert parse_inputs(procedure("ct"), {"documents": typed}).sheets == tuple(Sheets(*p) for p in pairs)
    assert fee_lists.stored("documents", typed) == ",".join(f"{copies}x{pages}" for copies, pages in pairs)


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("3 bản 1 việc", (Item(3, 1),)),
        ("3 bản của 2 sự kiện", (Item(3, 2),)),
        ("2 việc, mỗi việc 3 bản", (Item(3, 2),)),
        ("3x1; 1x2", (Item(3, 1), Item(1, 2))),
    ],
)
def test_copies_and_events_as_people_say_them(typed: str, items: tuple[Item, ...]) -> None:
    assert parse_inputs(procedure("tl"), {"items": typed}).items == items


@pytest.mark.parametrize(
    ("code", "name", "typed", "number"),
    [
        ("tl", "copies", "2 bản", 2),
        ("tl", "copies", "hai bản sao", 2),
        ("tmt", "persons", "7 người", 7),
        ("cthd", "transactions", "một hợp đồng", 1),
        ("ks", "days_since_birth", "60 ngày", 60),
        ("ks", "days_since_birth", "0", 0),
    ],
)
def test_counts_with_their_word(code: str, name: str, typed: str, number: int) -> None:
    assert parse_inputs(procedure(code), {name: typed}).counts == {name: number}
    assert fee_lists.stored(name, typed) == str(number)


@given(st.text(alphabet="0123456789 x×*,;banrtogmỗviệc", max_size=24))
@settings(max_examples=200, deadline=None)
def test_what_is_read_is_read_the_same_again(typed: str) -> None:
    stored = fee_lists.canonical("documents", typed)
    if stored is not None:
        assert fee_lists.canonical("documents", stored) == stored
        assert "0" not in {part.strip("0") or "0" for part in re.split("[x,]", stored)}


def test_what_was_understood_is_said_back() -> None:
    ct = parse_inputs(procedure("ct"), {"documents": "3x5"})
    assert fee_words.said_back(ct) == ("3 bản, mỗi bản 5 trang",)
    two = parse_inputs(procedure("ct"), {"documents": "2x2, 1x4", "result_way": "post"})
    assert fee_words.said_back(two) == (
        "Giấy tờ 1 · 2 bản, mỗi bản 2 trang",
        "Giấy tờ 2 · 1 bản 4 trang",
        "nhận kết quả qua bưu chính",
    )


def test_every_answer_can_be_said_back_in_both_languages() -> None:
    names = {need.name for p in catalogue().all() for need in needs(p)} - {"items", "mode"}
    ways = {f"result_way.{way}" for way in CHOICES["result_way"]} - {"result_way.counter"}
    for name in names | ways | {"sheet", "sheets", "items"}:
        assert i18n.known(f"fee.said.{name}"), name


def test_a_paper_of_a_signature_is_a_plain_number() -> None:
    assert parse_inputs(procedure("ctk"), {"documents": "2", "signers": "3"}).counts == {
        "documents": 2,
        "signers": 3,
    }


@pytest.mark.parametrize(
    ("code", "name", "value", "message_id"),
    [
        ("ct", "documents", "5", "fee.input.documents_each"),
        ("ct", "documents", "3x", "fee.input.documents_each"),
        ("ct", "documents", "3 bản", "fee.input.documents_each"),
        ("ct", "documents", "x5", "fee.input.documents_copies"),
        ("ct", "documents", "5 trang", "fee.input.documents_copies"),
        ("ct", "documents", "3x5, 2", "fee.input.documents_each"),
        ("ct", "documents", "3 bản 5 việc", "fee.input.documents_list"),
        ("ct", "documents", "3 bản 5 bản", "fee.input.documents_list"),
        ("ct", "documents", "3 5", "fee.input.documents_list"),
        ("ct", "documents", "3x5 1x2", "fee.input.documents_list"),
        ("ct", "documents", "", "fee.input.documents_list"),
        ("ct", "documents", "-3x5", "fee.input.documents_list"),
        ("ct", "documents", "3x5x2", "fee.input.documents_list"),
        ("ct", "documents", "3x0", "fee.input.documents_zero"),
        ("ct", "documents", "0x5", "fee.input.documents_zero"),
        ("ct", "documents", "0 bản 5 trang", "fee.input.documents_zero"),
        ("tl", "items", "3x0", "fee.input.items_zero"),
        ("ct", "documents", "9999999x1", "fee.input.documents_list"),
        ("ct", "documents", ",".join(["1x1"] * 201), "fee.input.too_many"),
        ("ct", "copies", "3", "fee.input.unknown"),
        ("tl", "copies", "0", "fee.input.at_least_one"),
        ("tl", "copies", "1.5", "fee.input.number"),
        ("tl", "copies", "٣", "fee.input.number"),
        ("tl", "copies", "1_000", "fee.input.number"),
        ("tl", "items", "3", "fee.input.items_each"),
        ("tl", "items", "2 việc", "fee.input.items_copies"),
        ("tl", "items", "3 bản 2 trang", "fee.input.items_list"),
        ("tl", "copies", "3 trang", "fee.input.number"),
        ("tl", "result_way", "fax", "fee.input.choice"),
        ("tl", "digital_citizen", "maybe", "fee.input.yes_no"),
        ("ks", "days_since_birth", "-1", "fee.input.number"),
        ("tmt", "mode", "group", "fee.input.choice"),
    ],
)
def test_a_value_that_is_not_plain_is_refused(code: str, name: str, value: str, message_id: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_inputs(procedure(code), {name: value})
    assert [(p.field, p.message_id) for p in refused.value.problems] == [(name, message_id)]


def test_all_problems_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        parse_inputs(procedure("tl"), {"copies": "x", "pages": "5", "items": "1x1", "events": "2"})
    assert [p.field for p in refused.value.problems] == ["copies", "pages", "items"]


def test_what_cannot_be_left_out() -> None:
    assert still_asked("ct") == ["documents"]
    assert still_asked("ctk") == ["documents"]
    assert still_asked("cthd") == ["transactions"]
    assert still_asked("ncn") == ["cases"]
    assert still_asked("ks") == ["days_since_birth"]
    assert still_asked("kt") == ["days_since_death"]
    assert still_asked("tmt") == ["mode"]
    assert still_asked("tmt", mode="list") == ["persons"]
    assert still_asked("tmt", mode="individual") == []
    assert still_asked("tl") == []


def test_nothing_is_asked_that_cannot_change_the_sum() -> None:
    for code in ("ht", "hkd", "xd", "vh", "sg", "tt"):
        assert still_asked(code) == []


def test_every_name_that_a_form_may_answer_has_its_words() -> None:
    given = {field.gives for p in catalogue().all() for field in p.fields if field.gives}
    for name in {(gives or "").partition(".")[0] for gives in given}:
        assert i18n.known(f"fee.name.{name}"), name


def test_days_zero_is_the_day_itself() -> None:
    assert parse_inputs(procedure("ks"), {"days_since_birth": "0"}).counts == {"days_since_birth": 0}


def test_copies_that_may_be_asked_for_start_from_none() -> None:
    assert optional_copies(procedure("ks")) == {"copies": "0"}
    assert optional_copies(procedure("tl")) == {}
    offers = {need.name: need.offer for need in needs(procedure("ks"))}
    assert offers["copies"] == "0"


def test_an_answer_of_no_is_not_a_flag() -> None:
    yes = parse_inputs(procedure("tl"), {"digital_citizen": "true"})
    no = parse_inputs(procedure("tl"), {"digital_citizen": "false"})
    assert yes.flags == {"digital_citizen"}
    assert no == FeeInputs()


@pytest.mark.parametrize(
    ("rule", "known", "holds"),
    [
        ("days_since_birth <= 60", {"days_since_birth": 60}, True),
        ("days_since_birth <= 60", {"days_since_birth": 61}, False),
        ("days_since_birth > 60", {}, None),
        ("mode == list", {"mode": "list"}, True),
        ("mode != list", {"mode": "list"}, False),
        ("mode == list and persons >= 2", {"mode": "individual"}, False),
        ("mode == list and persons >= 2", {"mode": "list"}, None),
        ("", {}, True),
    ],
)
def test_conditions(rule: str, known: dict[str, int | str], holds: bool | None) -> None:
    assert fee_conditions.hold(fee_conditions.parse(rule), known) is holds


@pytest.mark.parametrize("rule", ["__import__('os')", "a < 3 or 1", "mode <= list", "60 >= days", "a == -1"])
def test_conditions_are_no_code(rule: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fee_conditions.parse(rule)
