"""Finds a password or a one-time code in free text, so that none is ever kept (one-stop-law 8.1, 8.3).

Log-in data of an e-identity are sensitive data; the resident types them on the portal. Only a word for a
secret together with something that looks like one is refused: "không nhớ mật khẩu" is a plain note.
"""

import re
import unicodedata

from counter.errors import Problem
from counter.text import fold, nfc

_WORD = re.compile(
    r"(?<![a-z0-9])(?:[o0]\W?t\W?p|2\W?fa|mat\s*(?:khau|ma)|pass\W?(?:word|wd|code|phrase|key)|pass|pwd?|m\W?k|pin"
    r"|ma\s+(?:so\s+)?(?:pin|xac\s+(?:thuc|minh|nhan)|kich\s+hoat|bao\s+mat|bi\s+mat|dang\s+nhap|vneid|sms"
    r"|mot\s+lan|dung\s+mot\s+lan)|xac\s+thuc"
    r"|(?:verification|security|confirmation|login|log\W?in|auth\w*|access|activation|one\W?time|sms|secret)"
    r"\s+(?:code|number|password))(?![a-z])"
)
_HARMLESS = re.compile(
    r"\b(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{2,4})?\b"  # a date
    r"|\b\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d\b"
    r"|\b\d{1,2}[:hg]\d{2}\b"  # a time
    r"|\bnam\s+(?:19|20)\d\d\b"
    r"|\b\d{1,3}(?:\.\d{3})+\s*(?:d|dong)\b"  # money
    r"|\b(?:bien\s+lai|ho\s+so|quyet\s+dinh)\s+(?:so\s+)?\d+"  # a paper by its number
    r"|(?<!\d)\d{1,5}/(?:19|20)\d\d\b"  # a paper by its number and year
    r"|\b\d{3,5}\s*mah\b"  # of a battery (pin)
    r"|(?<![a-z0-9])[a-z0-9]+(?:\.[a-z0-9]+){0,6}-\d{6}-\d{4,5}(?!\d)"  # a dossier's code
    r"|(?<!\d)\d{9,}(?!\d)"  # an identity, phone or dossier number
)
_CODE = re.compile(r"(?<![\w.,])\d(?:[ ._*/,-]{0,3}\d){3,7}(?![\w]|[.,]\d)")
_DIGIT_WORD = (
    r"(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|zero|one|two|three|four|five|six|seven|eight|nine)"
)
_SPOKEN = re.compile(rf"(?<![a-z0-9]){_DIGIT_WORD}(?:[\s,.-]+{_DIGIT_WORD}){{3,7}}(?![a-z0-9])")
_VALUE = re.compile(r"(?:\s+(?:vneid|moi|cu|tam|cua\s+\w+))*\s*(?:[:=]|\s(?:la|is|was)\s)\s*(\S{4,})")
_NEAREST = re.compile(r"(?:\s+[^\s.,;:()]+){1,4}|(?:\s+vneid)?\s+\S+")  # the words behind, of one sentence
_BEFORE = re.compile(r"(\S{4,})\s+$")
_TOKEN = re.compile(r"\S{4,}")
_NEAR = 40

# "mã 482913", "482913 là mã": six digits and nothing that says of what else they are the code
_LINKS = (
    r"la|so|nay|day|moi|vua|gui|nhan|ve|den|toi|qua|may|tin|dien|thoai|sms|zalo|cua|co|chu|ong|ba|anh|chi|em|doc"
    r"|nhap|go|is|was|from|the|sent|to"
)
_SIX = r"\d(?:[ ._-]{0,2}\d){5}"
_BARE = re.compile(
    rf"(?<![a-z0-9])(?:ma|code|tin\s+nhan)(?:\W+(?:{_LINKS})(?![a-z])){{0,8}}\W{{0,3}}(?<![\w.,]){_SIX}(?![\w-]|[.,]\d)"
    rf"|(?<![\w.,-]){_SIX}\W+(?:la\W+|is\W+the\W+)?(?:ma|code)(?=\W*$|\W+(?:{_LINKS})(?![a-z]))"
)


def looks_like_secret(text: str) -> bool:
    """Whether the text gives away a password, a PIN or a one-time code."""
    written = "".join(c for c in nfc(text) if unicodedata.category(c) != "Cf")  # nothing hides between digits
    bare = _HARMLESS.sub(lambda found: " " * len(found[0]), _bare(written))
    if _BARE.search(bare):
        return True
    return any(_gives_away(written, bare, word) for word in _WORD.finditer(bare))


def _gives_away(written: str, bare: str, word: re.Match[str]) -> bool:
    """Whether something beside a word for a secret looks like one."""
    around = f"{bare[max(0, word.start() - _NEAR) : word.start()]} {bare[word.end() : word.end() + _NEAR]}"
    if _CODE.search(around) or _SPOKEN.search(around):
        return True
    if (value := _VALUE.match(bare, word.end())) and _is_value(written[value.start(1) : value.end(1)]):
        return True
    if (behind := _NEAREST.match(bare, word.end())) and any(
        _is_mixed(written[token.start() : token.end()])
        for token in _TOKEN.finditer(bare, behind.start(), behind.end())
    ):
        return True
    before = _BEFORE.search(bare[: word.start()])
    return before is not None and _is_mixed(written[before.start(1) : before.end(1)])


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


def _is_mixed(token: str) -> bool:
    """A word with digits or signs among its letters, as passwords are made: "hoahue95", "Hoa@hue"."""
    token = token.strip(".,;:!?()")
    letters = any(c.isalpha() for c in token)
    return letters and any(c.isdigit() or c in "@#$%^&*!+~" for c in token) and "/" not in token
