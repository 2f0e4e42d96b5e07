"""A passphrase for the store (cụm mật khẩu): long enough, and none that a guesser tries first.

OWASP ASVS 5.0: 6.2.1 (length), 6.2.4 (a list of common ones), 6.2.5 (no rule on which characters), 6.2.8
(taken as typed, but for composition and doubled spaces, which keyboards differ in).
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from counter.errors import Problem
from counter.settings import WardSettings
from counter.text import fold, nfc

LEAST_CHARACTERS = 15
LEAST_WORDS = 8
LONGEST = 256
OFFERED_WORDS = 8  # of 2,048: 88 bits
_FEWEST_LETTERS = 6  # different characters: "anananananananan" is long and easy
_ROWS = ("qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890")


def tidy(text: str) -> str:
    """What a keyboard makes of the same passphrase: composed, one space between words, none around."""
    return " ".join(nfc(text).split())


def offer(words: Sequence[str], draw: Callable[[int], int]) -> str:
    """A passphrase nobody can guess. `draw(n)`: a number below n from a source fit for keys."""
    return " ".join(words[draw(len(words))] for _ in range(OFFERED_WORDS))


def known_words(ward: WardSettings, *people: str) -> tuple[str, ...]:
    """What everybody at this counter knows: no passphrase by itself."""
    return (ward.centre_name, ward.ward_name, ward.city_name, ward.authority_name, ward.address, *people)


def passphrase_problems(
    text: str, common: Collection[str], known: Sequence[str] = (), field: str = "passphrase"
) -> tuple[Problem, ...]:
    """Why a new passphrase is not taken. `common`: folded, without spaces; `known`: names everybody knows
    here (the ward, the centre), which may stand in it but not be it."""
    said = tidy(text)
    words = said.split()
    if len(said) > LONGEST:
        return (Problem(field, "key.passphrase_long", {"most": LONGEST}),)
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in said):
        return (Problem(field, "key.passphrase_character"),)
    if len(said) < LEAST_CHARACTERS and len(words) < LEAST_WORDS:
        return (
            Problem(field, "key.passphrase_short", {"characters": LEAST_CHARACTERS, "words": LEAST_WORDS}),
        )
    if _obvious(said, common, known):
        return (Problem(field, "key.passphrase_obvious"),)
    return ()


def _obvious(said: str, common: Collection[str], known: Sequence[str]) -> bool:
    bare = _bare(said)
    for name in known:
        if len(_bare(name)) > 3:
            bare = bare.replace(_bare(name), "")
    core = bare.strip("0123456789!@#$%^&*.-_")
    return (
        core in common
        or _bare(said) in common
        or _bare(said).isdigit()
        or len(set(bare)) < _FEWEST_LETTERS
        or _repeats(bare)
        or _repeats(core)
        or _in_a_row(bare)
    )


def _bare(text: str) -> str:
    """Without tones, case and spaces."""
    return re.sub(r"\s+", "", fold(text))


def _repeats(bare: str) -> bool:
    """Whether it is one short piece again and again: "matkhaumatkhau"."""
    return any(
        bare[:size] * (len(bare) // size) == bare[: len(bare) // size * size]
        for size in range(1, min(9, len(bare) // 2) + 1)
    )


def _in_a_row(bare: str) -> bool:
    """Whether most of it walks along a row of the keyboard, the alphabet or the digits, either way."""
    pairs = [f"{a}{b}" for a, b in pairwise(bare)]
    walked = sum(any(pair in row or pair[::-1] in row for row in _ROWS) for pair in pairs)
    return walked * 4 >= len(pairs) * 3
