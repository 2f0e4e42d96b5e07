"""Finding a procedure by what is typed at the counter."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.paths import data_dir
from counter.rules.procedure_search import quantities
from counter.services.catalogue.catalogue import Catalogue


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


def first(text: str) -> str | None:
    found = catalogue().search(text, 5)
    return found[0].procedure.short if found else None


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("ks", "ks"),
        ("KS", "ks"),
        ("ct", "ct"),
        ("1.001193", "ks"),
        ("001193", "ks"),
        ("2.000986", "kslt"),  # a code that was replaced
        ("khai sinh", "ks"),
        ("khai sin", "ks"),
        ("đăng ký khai sinh", "ks"),
        ("ket hon", "kh"),
        ("xin giấy độc thân", "hn"),
        ("giay doc than", "hn"),
        ("độc thân xin giấy", "hn"),
        ("photo công chứng", "ct"),
        ("sao y", "ct"),
        ("làm khai sinh cho cháu", "ks"),
        ("con mới sinh", "ks"),
        ("con mới sinh cần giấy gì", "ks"),
        ("người nhà mất", "kt"),
        ("chứng tử", "kt"),
        ("bản sao giấy khai sinh", "tl"),
        ("giấy phép xây dựng", "xd"),
        ("sổ đỏ", "gcn"),
        ("nhập hộ khẩu", "tt"),
        ("ở trọ", "tmt"),
        ("người cao tuổi", "ht"),
        ("mở tiệm tạp hóa", "hkd"),
        ("hàng xóm lấn đất", "hg"),
        ("certified copy", "ct"),
        ("di chúc", "ctdc"),
    ],
)
def test_what_people_say_finds_the_procedure(text: str, short: str) -> None:
    assert first(text) == short


@pytest.mark.parametrize("text", ["", "   ", "%", "_", '"* OR (', "xyzzy", "[/]", "\x1b[2J", "9.999999"])
def test_what_means_nothing_finds_nothing(text: str) -> None:
    assert catalogue().search(text) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ct 3x5", ("ct", {"documents": "3x5"})),
        ("CT 3 x 5", ("ct", {"documents": "3x5"})),
        ("ct 3x5,1x2", ("ct", {"documents": "3x5,1x2"})),
        ("ct 3 bản 5 trang", ("ct", {"documents": "3x5"})),
        ("ct 5 trang, 3 bản", ("ct", {"documents": "3x5"})),
        ("tl 3 bản 2 việc", ("tl", {"items": "3x2"})),
        ("ct 3", ("ct", {})),  # of how many pages is asked
        ("kh 2", ("kh", {"copies": "2"})),
        ("ks 2", ("ks", {"copies": "2"})),
        ("tl 3x2", ("tl", {"items": "3x2"})),
        ("tl 3", ("tl", {"copies": "3"})),
        ("ctk 2", ("ctk", {"documents": "2"})),
        ("ctk 2x3", ("ctk", {})),
        ("cthd 1", ("cthd", {"transactions": "1"})),
        ("ht 2", ("ht", {"cases": "2"})),
    ],
)
def test_a_short_code_may_bring_its_numbers(text: str, meant: tuple[str, dict[str, str]]) -> None:
    found = catalogue().search(text)[0]
    assert (found.procedure.short, found.quantities) == meant


def test_numbers_belong_to_the_procedure_that_was_named() -> None:
    others = catalogue().search("ct 3x5")[1:]
    assert others
    assert all(match.quantities == {} for match in others)


def test_the_exact_short_code_comes_before_longer_ones() -> None:
    found = [match.procedure.short for match in catalogue().search("ct", 8)]
    assert found[0] == "ct"
    assert all((short or "").startswith("ct") for short in found)


def test_every_short_code_and_code_finds_its_own_first() -> None:
    for procedure in catalogue().all():
        assert first(procedure.code) == procedure.short
        assert procedure.short is None or first(procedure.short) == procedure.short


def test_every_phrase_of_the_data_finds_its_procedure() -> None:
    for procedure in catalogue().all():
        for words in procedure.words:
            found = [match.procedure.code for match in catalogue().search(words, 3)]
            assert procedure.code in found, words


def test_case_does_not_matter_and_accents_need_not_be_typed() -> None:
    assert catalogue().search("CHỨNG THỰC") == catalogue().search("chứng thực")
    assert catalogue().search("Chung  Thuc") == catalogue().search("chung thuc")
    assert first("chung thuc") == first("chứng thực") == "ct"


def test_tones_that_were_typed_count() -> None:
    assert first("chứng tử") == "kt"
    assert first("chứng từ") != "kt"


@given(st.text(max_size=30), st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_order(text: str, limit: int) -> None:
    found = catalogue().search(text, limit)
    assert len(found) <= limit
    assert found == catalogue().search(text, limit)
    assert found == catalogue().search(text, limit + 3)[:limit]


@pytest.mark.parametrize("text", ["", "x", "3x", "x5", "-1", "3,4", "1e3", "3x5x2", "3.5", "9999999"])
def test_what_is_no_quantity(text: str) -> None:
    for short in ("ct", "kh", "tl"):
        assert quantities(catalogue().get(short), text) == {}
