"""Names of people: checking, searching, sorting, and where the tone stands (conventions section 4)."""

import re
import unicodedata

from counter.errors import Problem
from counter.text import as_typed, fold, nfc, unsafe_character

MAX_NAME = 200  # code points
MAX_MARKS = 4  # combining marks in a row

# The order of a Vietnamese list (CLDR "vi"): letters first, tones only between otherwise equal words.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # ngang huyền hỏi ngã sắc nặng
_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_SHAPES = frozenset("\u0302\u0306\u031b")  # circumflex, breve and horn make another letter
_LEVEL, _KEY = "!", " "  # lower than any character of a level, so that a prefix sorts first
_MARK_RUN = re.compile(rf"[\u0300-\u036f]{{{MAX_MARKS + 1},}}")
_WORD_BREAKS = re.compile(r"[\s'\-.]+")
_OPEN_GLIDE = re.compile(r"(?<![qQ])([oO])([àáảãạèéẻẽẹ])(?!\w)|(?<![qQ])([uU])([ỳýỷỹỵ])(?!\w)", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@")  # how a cell begins that a spreadsheet reckons
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")  # those with look-alike letters


def clean(name: str) -> str:
    """A name as it is stored: NFC, one space between words, no zero-width characters; capitals stay."""
    return as_typed(name)


def check(name: str, field: str = "full_name") -> tuple[Problem, ...]:
    """Every reason why a name cannot be stored: empty, unsafe characters, too long, piled-up marks, a scan's
    broken end ("Huế|05052021"), a spreadsheet's formula with such a piece in it.

    One word, brackets, apostrophes and code-like text are names as good as any other.
    """
    kept = clean(name)
    problems = []
    if not kept:
        problems.append(Problem(field, "names.empty"))
    if unsafe := unsafe_character(kept):
        problems.append(Problem(field, "names.unsafe", {"character": unsafe}))
    if len(kept) > MAX_NAME:
        problems.append(Problem(field, "names.long", {"count": len(kept), "limit": MAX_NAME}))
    if _MARK_RUN.search(unicodedata.normalize("NFD", kept[: MAX_NAME * 2])):
        problems.append(Problem(field, "names.marks"))
    if "|" in kept and any(c.isdecimal() for c in kept):
        kind = "formula" if kept.startswith(_FORMULA) else "scan"  # =cmd|'/c …'!A1 of a workbook
        problems.append(Problem(field, f"names.{kind}"))
    return tuple(problems)


def notices(name: str, field: str = "full_name") -> tuple[Problem, ...]:
    """What a clerk should look at and may keep: letters of two scripts in one name (Cyrillic а for a)."""
    scripts = {script for c in name if c.isalpha() for script in _SCRIPTS if _is_of(c, script)}
    return (Problem(field, "names.scripts"),) if len(scripts) > 1 else ()


def _is_of(letter: str, script: str) -> bool:
    return unicodedata.name(letter, "").startswith(script)


def given_name(full_name: str) -> str:
    """The given name (tên): the last word."""
    words = full_name.split()
    return words[-1] if words else ""


def tone_to_first_vowel(text: str) -> str:
    """One place for the tone in open oa, oe, uy, never after q: hoà → hòa, thuý → thúy; toàn, quý stay.

    For keys only. A name on a document keeps the spelling of the card.
    """

    def moved(match: re.Match[str]) -> str:
        glide = match[1] or match[3]
        letters = unicodedata.normalize("NFD", match[2] or match[4])
        return nfc(glide + letters[1]) + letters[0]

    return _OPEN_GLIDE.sub(moved, nfc(text))


def _letter_key(letter: str) -> tuple[str, str, str]:
    """The three levels of one letter: which letter, which tone or other mark, which case."""
    small = letter.lower()
    shapes = marks = ""
    base, *accents = list(unicodedata.normalize("NFD", small))
    for mark in accents:
        if mark in _SHAPES and nfc(base + mark) in _LETTERS:
            shapes = mark
        elif mark in _TONES:
            marks += chr(0x30 + _TONES.index(mark))
        else:
            marks += "~"
    found = _LETTERS.find(nfc(base + shapes))
    if found >= 0:
        primary = chr(0x61 + found)
    elif base.isdecimal():
        primary = base
    else:
        at = _PUNCTUATION.find(base)
        primary = chr(0x23 + at // 4) + chr(0x23 + at % 4) if at >= 0 else "\x7f" + base
    return primary, marks or "0", "0" if letter == small else "1"


def sort_key(text: str) -> str:
    """A key that sorts as CLDR "vi" does by plain comparison, also in SQLite: a ă â, d đ, then tones.

    The order of tones is ngang, huyền, hỏi, ngã, sắc, nặng.
    """
    levels = [_letter_key(letter) if letter != " " else ('"', "0", "0") for letter in nfc(text)]
    return _LEVEL.join("".join(level[n] for level in levels) for n in range(3))


def by_given_key(full_name: str) -> str:
    """The key of a class list: given name first, then family and middle names."""
    words = full_name.split()
    return sort_key(given_name(full_name)) + _KEY + sort_key(" ".join(words[:-1]))


def search_words(name: str) -> tuple[str, ...]:
    """The folded words of a name. A word with apostrophe or hyphen counts whole, joined and in parts.

    Sources differ on H'Hen, Y-Moan (space or nothing), so all three are found.
    """
    found: dict[str, None] = {}
    for word in fold(name).split():
        parts = [part for part in _WORD_BREAKS.split(word) if part]
        for form in (word, "".join(parts), *parts):
            found[form] = None
    found.pop("", None)
    return tuple(found)


def search_match(query: str, candidate: str) -> bool:
    """Whether every word asked for is a word of the candidate, tones and case aside: "hòa" finds "Hoà"."""
    words = search_words(candidate)
    asked = fold(query).split()
    return bool(asked) and all(word in words for word in asked)
