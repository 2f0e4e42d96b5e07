"""Passphrases and the words of the recovery paper."""

import hashlib
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counter.errors import Refused
from counter.rules.passphrase import OFFERED_WORDS, offer, passphrase_problems, tidy
from counter.rules.recovery import LIST_SIZE, WORDS, of_words, spoken, to_words
from counter.services.key.key_words import obvious, words

LIST = words()
KNOWN = ("Trung tâm Phục vụ hành chính công phường Phú Xuân", "phường Phú Xuân", "Nguyễn Thị Hoa")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "short"),
        ("short", "short"),
        ("mười bốn kýtự", "short"),
        ("một hai ba bốn năm", None),
        ("ba con ga an het", None),
        ("a b c d e f g h", "obvious"),
        ("aaaaaaaaaaaaaaaaaaaaa", "obvious"),
        ("matkhaumatkhau12", "obvious"),
        ("MẬT KHẨU MẬT KHẨU MẬT KHẨU", "obvious"),
        ("Password12345678", "obvious"),
        ("qwertyuiopasdfghjk", "obvious"),
        ("01234567890123456", "obvious"),
        ("046195001234046195", "obvious"),
        ("Phường Phú Xuân 2026", "obvious"),
        ("Trung tâm Phục vụ hành chính công phường Phú Xuân", "obvious"),
        ("nguyen thi hoa 1995", "obvious"),
        ("phường Phú Xuân có cây bàng già trước cổng", None),
        ("x" * 300, "long"),
        ("mười lăm ký tự\x1b và hơn", "character"),
        ("thuyen-nan-xuoi-dong-an-cuu", None),
        ("độc lập tự do hạnh phúc", "obvious"),
    ],
)
def test_what_may_guard_a_store(text: str, why: str | None) -> None:
    found = [problem.message_id for problem in passphrase_problems(text, obvious(), KNOWN)]
    assert found == ([f"key.passphrase_{why}"] if why else [])


def test_an_offered_passphrase_is_good_and_typed_alike_under_any_input_method() -> None:
    dice = random.Random(7)
    for _ in range(300):
        said = offer(LIST, dice.randrange)
        assert len(said.split()) == OFFERED_WORDS
        assert passphrase_problems(said, obvious(), KNOWN) == ()
    for word in LIST:
        assert word.isascii() and word.isalpha() and word.islower()
        body = word.lstrip("bcdghklmnpqrstvx")
        assert not set(body) & set("sfrxjwz")  # the tones and hooks of Telex
        assert not any(body.count(vowel) > 1 for vowel in "aeo")  # its circumflexes


def test_spaces_and_composition_do_not_change_a_passphrase() -> None:
    assert tidy("  ba\u0301c   hồ\t an ") == tidy("bác hồ an")


@settings(max_examples=60)
@given(st.binary(min_size=32, max_size=32))
@example(bytes(32))
@example(b"\xff" * 32)
def test_words_give_the_key_back(key: bytes) -> None:
    made = to_words(key, LIST)
    assert len(made) == WORDS and of_words(" ".join(made), LIST) == key
    numbered = "\n".join(f"{n:2}. {word.upper()}," for n, word in enumerate(made, 1))
    assert of_words(numbered, LIST) == key


def test_the_way_to_the_words_is_the_one_that_is_written_down() -> None:
    """BIP-39's: the bits of the key, then the head of its SHA-256, eleven at a time."""
    key = bytes(range(32))
    bits = "".join(f"{byte:08b}" for byte in key + hashlib.sha256(key).digest()[:1])
    assert to_words(key, LIST) == tuple(LIST[int(bits[n : n + 11], 2)] for n in range(0, 264, 11))


@settings(max_examples=60)
@given(st.binary(min_size=32, max_size=32), st.integers(0, WORDS - 1), st.integers(1, LIST_SIZE - 1))
def test_a_wrong_word_gives_no_other_key_in_silence(key: bytes, place: int, step: int) -> None:
    made = list(to_words(key, LIST))
    made[place] = LIST[(LIST.index(made[place]) + step) % LIST_SIZE]
    try:
        found = of_words(" ".join(made), LIST)
    except Refused as refused:
        assert refused.message_id == "key.words_wrong"
    else:
        assert found != key  # one in 256: the wrap of the key file tells then


def test_what_is_wrong_with_the_words_is_said() -> None:
    made = to_words(bytes(range(32)), LIST)
    with pytest.raises(Refused) as few:
        of_words(" ".join(made[:-1]), LIST)
    assert few.value.problems[0].params == {"found": 23, "wanted": 24}
    with pytest.raises(Refused) as unknown:
        of_words(" ".join(("xyzzy", *made[1:5], "thuyenn", *made[6:])), LIST)
    assert [p.params["place"] for p in unknown.value.problems] == [1, 6]
    assert unknown.value.problems[1].params["near"] == "thuyen"
    with pytest.raises(ValueError, match="32 bytes"):
        to_words(b"short", LIST)


def test_words_are_read_however_they_were_noted() -> None:
    assert spoken("1) Đá, 2) mèo;\nXUÂN") == ("da", "meo", "xuan")
