"""Spelling of syllables: real words are taken, what damage makes mostly is not."""

import pytest

from counter.rules.syllables import is_syllable
from tests.rules.made_cards import CITIES, FAMILY, GIVEN, MIDDLE

_SOUND = """nghiêng khuỷu ngoằn xoong giếng gìn giữa quốc quyết quanh quý Quỳnh huơ thuở mùa mía của ngoái
    xoáy loạt hoà hòa khoẻ khỏe thuý thúy UỶ ỦY Ý Ô A yêu yên Y Sịa Trơi nguyệt uyên oanh ương ưu giặt ghế
    nghĩa kẻ cá ngà"""
_DAMAGED = """Tríi Phưạng Nghữa ưét Maũ Lũnh muà cuả hoaì tat nat kan ghan ngi cê gea ab NgỌc tIẾN Hoán1 Kpă
    Niê Rcom Thnh Phng q ă â"""


@pytest.mark.parametrize("word", [*_SOUND.split(), *FAMILY, *MIDDLE, *GIVEN])
def test_a_vietnamese_word(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.lower())
    assert is_syllable(word.upper())


@pytest.mark.parametrize("word", _DAMAGED.split())
def test_no_vietnamese_word(word: str) -> None:
    assert not is_syllable(word)


def test_names_of_places() -> None:
    words = [word.strip(".,") for city in CITIES for word in city.split()]
    assert all(is_syllable(word) for word in words if word != "TP")
