"""The short code of a household's visit (mã lượt), "HK3-M7PX": seven signs, the first one always H (hộ).

It lies in the numbers of the short codes of dossiers, far beyond any that a ward reaches: the same alphabet
of 19 signs, the same check character over all the others. So the H is checked as well, and a code that lost
its H, got another sign for it, or had two neighbours swapped is neither a visit nor a dossier.
"""

import re

from counter.errors import Problem
from counter.rules import dossier_code
from counter.text import one_line

MARK = "H"
SIGNS = 7
_SPAN: int = pow(len(dossier_code.ALPHABET), SIGNS - 2)  # 19^5, 2.4 million visits
_FIRST = dossier_code.ALPHABET.index(MARK) * _SPAN
_ALPHABET = frozenset(dossier_code.ALPHABET)
_TYPED = re.compile(rf"({MARK}[A-Z0-9]{{2}})([- ]?)([A-Z0-9]{{4}})", re.ASCII)


def build(number: int) -> str:
    """The code of a visit's number in the store. ValueError outside 0 to 19^5 - 1."""
    if not 0 <= number < _SPAN:
        raise ValueError(number)
    return dossier_code.short_code(_FIRST + number)


def parse(text: str) -> int | Problem:
    """The number of a visit code, dash, blanks and small letters allowed; a Problem when it was mistyped."""
    if not looks_like(text):
        return Problem("code", "visit.code.unreadable", {"text": one_line(text)[:20]})
    number = dossier_code.parse_short(text)
    if isinstance(number, Problem):
        return Problem("code", "visit.code.mistyped", {"text": one_line(text)[:20]})
    return number - _FIRST


def looks_like(text: str) -> bool:
    """Whether somebody means a visit by this: H and six more signs of the alphabet, in groups of 3 and 4.

    With its dash it is meant for one whatever the signs are. "hn 22x34" is a procedure, not a visit.
    """
    typed = _TYPED.fullmatch(text.strip().upper())
    return typed is not None and (typed[2] == "-" or _ALPHABET.issuperset(typed[1] + typed[3]))
