"""Putting scanner damage right (conventions section 1): one reading is taken, several are shown.

Where there is none the scan is refused. Text that is sound passes untouched. The two halves: `card_bytes`
undoes what strict UTF-8 proves, `card_words` lists what a word may have been.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from counter.models.identity import Fragment
from counter.rules import card_bytes, card_words
from counter.rules.card_bytes import DOUBTFUL_MARKS, LOST, LOST_BEFORE_SPACE, LOST_MARKS
from counter.rules.card_letters import OEM, is_vietnamese
from counter.rules.card_words import MOST_READINGS, Style, TooMany
from counter.text import nfc, unsafe_character

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SCANNER_ENDS = " \t\r\n\v\f\ufeff\x02\x03"  # suffixes a scanner adds; a non-breaking space may be a byte
_NAME, _SEX, _ADDRESS = 2, 4, 5
_TEXT_FIELDS = (_NAME, _SEX, _ADDRESS)  # the others are digits by nature
_BARS_OF_A_PIECE, _BARS_OF_A_CARD = 3, 6
_ESCAPED_BAR = re.compile(r"%7[Cc]|&(?:#124|#[xX]7[cC]|vert|verbar|VerticalLine);")
_MARKS = "".join((*LOST_MARKS, *DOUBTFUL_MARKS))
_WORDS = re.compile(rf"(?:[^ ]|(?<=[{_MARKS}]) )+| +")  # a space after such a mark may be a byte
_UNEXPLAINED = re.compile(rf"[{_MARKS}\ufffd]|\?(?=[^\W\d_])")  # a lost letter comes as a question mark
_LONGEST_FIELD = 500  # characters of a name or an address once it is readable


def trimmed(text: str) -> str:
    """A scan without what the scanner puts around it: Tab, Enter, byte order mark, STX and ETX."""
    return text.strip(_SCANNER_ENDS)


def whole(payload: str) -> str:
    """A payload in which damage to its bars is undone, so that it can be split into fields."""
    if payload.count("|") < _BARS_OF_A_CARD and _ESCAPED_BAR.search(payload):
        payload = card_bytes.percents(card_bytes.entities(payload))
    # An image decoder that guesses an East Asian code page swallows bars: only the whole has them.
    readable = card_bytes.code_pages(payload)
    return readable if readable.count("|") >= payload.count("|") else payload


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def _shows(text: str) -> set[str]:
    """The kinds of damage, among those with several readings, that a text shows beyond doubt."""
    words = _words(text) if len(text) <= _LONGEST_FIELD else []
    kinds = {"oem": card_words.shows_oem, "points": card_words.shows_code_points}
    return {kind for kind, shown in kinds.items() if any(shown(word) for word in words)}


def _word_readings(word: str, kinds: set[str], style: Style) -> list[str]:
    if card_words.written_in_capitals(word, kinds):
        style = replace(style, capitals=True)
    found = card_words.lost_byte_readings(word, style)
    if "points" in kinds:
        found = [r for w in found for r in card_words.code_point_readings(w, style)]
        if len(found) > 1 and word in found and "certain" in kinds and word[0].isalpha():
            found.remove(word)  # L234 L7907i: where every accent came as a number, it is no lot number
    if "oem" in kinds:
        found = [r for w in found for r in card_words.oem_readings(w, style)]
    elif card_words.may_be_oem(word):
        found += [r for r in card_words.oem_readings(word, style) if card_words.plausible(r)]
    return found


def _text_readings(text: str, kinds: set[str], *, name: bool = False, digits: bool = True) -> list[str]:
    titled = name and all(
        word[0].isupper() for word in text.split() if word[0].isascii() and word[0].isalpha()
    )
    style = Style(capitals=card_words.written_in_capitals(text, kinds), titled=titled, digits=digits)
    if len(text) > _LONGEST_FIELD:
        return [text]
    return card_words.combine(_word_readings(word, kinds, style) for word in _words(text))


def _undone(text: str, proven: bool = False) -> tuple[str, set[str]]:
    """The text without provable damage, and the kinds that it shows."""
    undone, met = card_bytes.undo(text, proven)
    shown = set(met)
    if not proven and "mojibake" not in met:
        marked = card_bytes.mark_lone_beginnings(undone)
        if marked != undone and any(card_words.shows_lost_bytes(word) for word in _words(marked)):
            undone, shown = marked, shown | {"mojibake"}
    undone = undone.translate(_ZERO_WIDTH)
    for shown_bytes, letter in LOST_BEFORE_SPACE.items():
        undone = undone.replace(f"{LOST[shown_bytes]}  ", f"{letter} ")
    return undone, shown | _shows(undone)


def fields(parts: list[str]) -> list[list[str]]:
    """Every reading of a card's fields, the one there is mostly. Raises TooMany."""
    places = [place for place in (*_TEXT_FIELDS, *range(7, len(parts))) if place < len(parts)]
    undone = {place: _undone(parts[place]) for place in places}
    kinds = {kind for _, shown in undone.values() for kind in shown}
    if "mojibake" in kinds:
        undone = {place: _undone(parts[place], proven=True) for place in places}
    if re.search(r"\d{3}", undone[_NAME][0] + undone[_SEX][0]):
        kinds |= {"points"}
    if "points" in kinds:
        kinds |= {"certain"}
    readings = [parts]
    for place, (text, _) in undone.items():
        found = _text_readings(text, kinds, name=place == _NAME, digits=place not in (_NAME, _SEX))
        readings = [
            [*reading[:place], choice, *reading[place + 1 :]] for reading in readings for choice in found
        ]
        if len(readings) > MOST_READINGS:
            raise TooMany
    return [[part.strip() for part in reading] for reading in readings]


def is_scan_fragment(text: str) -> bool:
    """Whether text typed into a form field is a piece of a damaged scan. Never true of sound text."""
    if text.count("|") >= _BARS_OF_A_PIECE:
        return True
    if "://" in text or not re.search(r"[^\W\d_]|[&%]", text):
        return False
    try:
        undone, shown = _undone(text)
    except TooMany:
        return True
    if shown == {"decimal"}:  # a long number may hold one by accident
        return all(card_words.plausible(word) for word in _words(undone) if not word.isascii())
    return bool(shown)


def repair_fragment(text: str) -> Fragment:
    """One damaged value put right, or its readings. Sound text comes back as it is; blanks have none."""
    value = trimmed(text)
    meant = OEM.get(value, "")
    if len(value) == 1 and not value.isascii() and (len(meant) > 1 or not is_vietnamese(value)) and meant:
        return _fragment(list(meant))
    try:
        undone, shown = _undone(value)
        if re.search(r"\d{3}", undone):
            shown.add("points")
        readings = _text_readings(undone, shown)
    except TooMany:
        return Fragment(text=None)
    sound = [reading for reading in readings if card_words.plausible(reading)]
    return _fragment(sound or readings)


def _fragment(readings: Iterable[str]) -> Fragment:
    sound = (nfc(reading).strip() for reading in readings if not _UNEXPLAINED.search(reading))
    found = tuple(dict.fromkeys(text for text in sound if text and unsafe_character(text) is None))
    if not found:
        return Fragment(text=None)
    return Fragment(text=found[0]) if len(found) == 1 else Fragment(text=None, candidates=found)
