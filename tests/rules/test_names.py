"""Names: the vectors, hostile names that are names all the same, and the order of a Vietnamese list."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules import names
from counter.rules.legacy_encodings import tcvn3_to_unicode, vni_to_unicode
from counter.text import fold, nfc

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "name_fold.json").read_text("utf-8")
)["vectors"]

# In the order of CLDR "vi", taken from ICU: letters first, then tones, then small before capital.
IN_ORDER = (
    "a|á|ạ|an|An|án|anh|Ánh|ăn|Ăn|ân|ấn|ba|bá|bà con|da|đa|đá|e|ẻ|"
    "em|ê|ế|êm|hoa|hoà|hòa|hoan|hòn|o|ó|on|ô|ồ|ơ|ở|u|ú|ư|ừ|y|ỳ|ý"
)


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_the_vectors(vector: dict[str, Any]) -> None:
    given = vector["input"]
    answers: dict[str, Callable[[], Any]] = {
        "fold": lambda: fold(given),
        "fold_after_repair": lambda: fold(given),
        "nfc_equal": lambda: nfc(given[0]) == nfc(given[1]),
        "tone_to_first_vowel": lambda: names.tone_to_first_vowel(given),
        "search_match": lambda: names.search_match(given["query"], given["candidate"]),
        "given_name": lambda: names.given_name(given),
        "sort": lambda: sorted(given, key=names.sort_key),
        "sort_names_by_given": lambda: sorted(given, key=names.by_given_key),
        "tcvn3_to_unicode": lambda: tcvn3_to_unicode(given),
        "vni_to_unicode": lambda: vni_to_unicode(given),
    }
    assert answers[vector["op"]]() == vector["expected"]


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn A",
        "Y",
        "H'Hen Niê",
        "Y-Moan Êñuôl",
        "[/]",
        "$primary [$error]x[/]",
        "Tổ [b chưa đóng",
        "Lê \\[b]C\\",
        "O'); DROP TABLE residents;--",
        "Nguyễn Văn A",
        "Ksor Blơ̆",
    ],
)
def test_a_name_is_taken_as_it_is(name: str) -> None:
    assert names.check(name) == ()
    assert names.clean(name) == nfc(name)


@pytest.mark.parametrize(
    ("name", "problem", "said"),
    [
        ("A\u001b[2JB\u001b[31mC", "names.unsafe", "U+001B"),
        ("\u001b]0;pwn\u0007Phạm D", "names.unsafe", "U+001B"),
        ("A\u009b2JB", "names.unsafe", "U+009B"),
        ("A\u0000B", "names.unsafe", "U+0000"),
        ("A\udc80B", "names.unsafe", "U+DC80"),
        ("A\u202eB", "names.unsafe", "U+202E"),
        (" \u00a0\u3000 ", "names.empty", None),
        ("\u200b", "names.empty", None),
        ("", "names.empty", None),
        ("a" + "\u0301" * 200, "names.marks", None),
        ("a" * 201, "names.long", None),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_reason(name: str, problem: str, said: str | None) -> None:
    found = {p.message_id: p.params for p in names.check(name)}
    assert problem in found
    if said:
        assert found[problem]["character"] == said


def test_all_reasons_come_at_once() -> None:
    ids = [p.message_id for p in names.check("a\u0000" + "a\u0301\u0301\u0301\u0301\u0301\u0301" * 60)]
    assert ids == ["names.unsafe", "names.long", "names.marks"]


def test_letters_of_two_scripts_are_noticed_and_kept() -> None:
    mixed = "Nguyễn V\u0430n A"
    assert names.check(mixed) == ()
    assert [p.message_id for p in names.notices(mixed)] == ["names.scripts"]
    assert names.notices("Nguyễn Văn A") == ()


@pytest.mark.parametrize(
    ("query", "candidate", "found"),
    [
        ("le hoa", "Lê Thị Hoà", True),
        ("hoa", "Lê Thị Hoàng", False),
        ("do", "Đỗ Văn Ba", True),
        ("h'hen", "H’Hen Niê", True),
        ("hhen", "H'Hen Niê", True),
        ("hen", "H'Hen Niê", True),
        ("y moan", "Y-Moan", True),
        ("%", "Lê Thị Hoà", False),
        ("", "Lê Thị Hoà", False),
        ("Nguyễn", "NGUYỄN VĂN A", True),
    ],
)
def test_searching_by_words(query: str, candidate: str, found: bool) -> None:
    assert names.search_match(query, candidate) is found


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "HÒA"),
        ("Thuỷ, khoẻ", "Thủy, khỏe"),
        ("quý", "quý"),
        ("QUỲ", "QUỲ"),
        ("ngoáy", "ngoáy"),
        ("loan hoàn", "loan hoàn"),
        ("thuở", "thuở"),
        ("Hoà", "Hòa"),
    ],
)
def test_the_tone_goes_to_the_first_vowel_of_open_syllables_only(text: str, moved: str) -> None:
    assert names.tone_to_first_vowel(text) == moved
    assert names.tone_to_first_vowel(moved) == moved
    assert fold(moved) == fold(text)


def test_a_list_comes_in_the_order_of_the_alphabet_then_of_the_tones() -> None:
    ordered = IN_ORDER.split("|")
    mixed = ordered[:]
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=names.sort_key) == ordered


@given(st.lists(st.text(alphabet="aáàăâdđeêioôơuưyb 'A-1", max_size=6), max_size=6))
def test_the_key_of_a_list_decides_and_never_mixes_letters(words: list[str]) -> None:
    for one, other in zip(words, sorted(words, key=names.sort_key), strict=True):
        assert (names.sort_key(one) == names.sort_key(other)) == (nfc(one) == nfc(other))


@given(st.text(max_size=30))
def test_no_text_makes_a_rule_raise(text: str) -> None:
    names.check(text)
    names.notices(text)
    names.by_given_key(text)
    names.search_match(text, text)
    names.tone_to_first_vowel(text)
    tcvn3_to_unicode(text)
    vni_to_unicode(text)


@pytest.mark.parametrize("name", ["Huế|05052021", "Tổ 15, Phú Xuân, Huế|05052021"])
def test_the_end_of_a_broken_scan_is_no_name(name: str) -> None:
    assert [problem.message_id for problem in names.check(name)] == ["names.scan"]
    assert not names.check(name.replace("|", " "))


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+cmd|' /C calc'!A0", "@SUM(1)|2"])
def test_a_formula_of_a_spreadsheet_is_called_one(name: str) -> None:
    assert [problem.message_id for problem in names.check(name)] == ["names.formula"]
