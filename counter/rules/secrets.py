"""Finds a password or a one-time code in free text, so that none is ever kept (one-stop-law 8.1, 8.3).

Log-in data of an e-identity are sensitive data; the resident types them on the portal. Only a word for a
secret together with something that looks like one is refused: "không nhớ mật khẩu" is a plain note.
"""

import re

from counter.errors import Problem
from counter.text import fold, nfc

_WORD = re.compile(
    r"(?<![a-z0-9])(?:o\W?t\W?p|mat\s*khau|password|passwd|passcode|pass|pwd|mk|pin"
    r"|ma\s+(?:pin|xac\s+(?:thuc|minh|nhan)|kich\s+hoat|bao\s+mat))(?![a-z])"
)
_HARMLESS = re.compile(
    r"\b(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{2,4})?\b"  # a date
    r"|\b\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d\b"
    r"|\b\d{1,2}[:hg]\d{2}\b"  # a time
    r"|\bnam\s+(?:19|20)\d\d\b"
    r"|(?<!\d)\d{9,}(?!\d)"  # an identity, phone or dossier number
)
_CODE = re.compile(r"(?<![\w.,])\d(?:[ .-]?\d){3,7}(?![\w]|[.,]\d)")
_VALUE = re.compile(r"\s*(?:[:=]|\s(?:la|cua \w+ la)\s)\s*(\S{4,})")
_NEAR = 40


def looks_like_secret(text: str) -> bool:
    """Whether the text gives away a password, a PIN or a one-time code."""
    written = nfc(text)
    bare = _HARMLESS.sub(lambda found: " " * len(found[0]), _bare(written))
    for word in _WORD.finditer(bare):
        around = bare[max(0, word.start() - _NEAR) : word.end() + _NEAR]
        if _CODE.search(around):
            return True
        if (value := _VALUE.match(bare, word.end())) and _is_value(written[value.start(1) : value.end(1)]):
            return True
    return False


def secret_problem(field: str, text: str) -> Problem | None:
    """The reason to refuse a free text, or None."""
    return Problem(field, "secret.refused") if looks_like_secret(text) else None


def secret_problems(texts: dict[str, str]) -> tuple[Problem, ...]:
    """`secret_problem` for several fields at once."""
    found = (secret_problem(field, text) for field, text in texts.items())
    return tuple(problem for problem in found if problem)


def _bare(text: str) -> str:
    """Letters without tones and case, one for one, so that places in both texts agree."""
    return "".join((fold(c) or " ")[0] if c.isalpha() else c for c in text)


def _is_value(token: str) -> bool:
    """A token that no sentence would have after "mật khẩu:"."""
    token = token.rstrip(".,;!?)")
    if any(c.isdigit() for c in token):
        return True
    if any(c in "@#$%^&*_!+~" for c in token) or any(c.isupper() for c in token[1:]):
        return True
    return token.isascii() and token.isalpha() and len(token) >= 6
