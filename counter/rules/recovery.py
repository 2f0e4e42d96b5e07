"""The recovery key (khoá khôi phục) as 24 words: 256 bits and 8 bits that notice a wrong word.

The way of BIP-39 with a word list of its own: Vietnamese syllables without marks, which any keyboard types
and no input method changes. 11 bits a word from a list of 2,048; the check is the head of the key's SHA-256.
"""

import difflib
import hashlib
import unicodedata
from collections.abc import Sequence

from counter.errors import Problem, Refused

WORDS = 24
KEY_BYTES = 32
_BITS = 11
LIST_SIZE = 1 << _BITS


def to_words(key: bytes, words: Sequence[str]) -> tuple[str, ...]:
    """The key as words. ValueError: not 32 bytes, or not a list of 2,048."""
    if len(key) != KEY_BYTES or len(words) != LIST_SIZE:
        raise ValueError("a recovery key has 32 bytes and a list of 2,048 words")
    number = int.from_bytes(key + _check(key), "big")
    return tuple(words[number >> (_BITS * place) & (LIST_SIZE - 1)] for place in reversed(range(WORDS)))


def of_words(typed: str, words: Sequence[str], field: str = "words") -> bytes:
    """The key of words as somebody typed them: any case, marks, numbers before them and signs between.

    Refused, with each word that is not in the list and the nearest one that is; or when there are not 24 of
    them; or when all are known but do not belong together.
    """
    given = spoken(typed)
    places = {word: place for place, word in enumerate(words)}
    if unknown := [(n, word) for n, word in enumerate(given, 1) if word not in places]:
        raise Refused(tuple(_unknown(n, word, words, field) for n, word in unknown[:5]))
    if len(given) != WORDS:
        raise Refused((Problem(field, "key.words_count", {"found": len(given), "wanted": WORDS}),))
    number = 0
    for word in given:
        number = number << _BITS | places[word]
    whole = number.to_bytes(KEY_BYTES + 1, "big")
    key = whole[:KEY_BYTES]
    if _check(key) != whole[KEY_BYTES:]:
        raise Refused((Problem(field, "key.words_wrong"),))
    return key


def spoken(typed: str) -> tuple[str, ...]:
    """The words in a text: small letters without marks; what is no letter parts them."""
    bare = "".join(
        c for c in unicodedata.normalize("NFD", typed.casefold().replace("đ", "d"))
        if unicodedata.category(c) != "Mn"
    )  # fmt: skip
    return tuple("".join(c if "a" <= c <= "z" else " " for c in bare).split())


def _check(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:1]


def _unknown(place: int, word: str, words: Sequence[str], field: str) -> Problem:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    params: dict[str, str | int] = {"place": place, "word": word[:20]}
    if near:
        return Problem(field, "key.word_unknown_near", params | {"near": near[0]})
    return Problem(field, "key.word_unknown", params)
