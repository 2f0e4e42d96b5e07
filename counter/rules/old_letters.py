"""Which letters a list was typed in: Unicode, or the code of a TCVN3 or VNI font; one reading for the file.

A single word can be read in two ways ("Hoà" is "Hồ" in VNI); a whole list seldom can.
"""

from collections.abc import Iterable
from enum import StrEnum

from counter.rules.legacy_encodings import tcvn3_to_unicode, vni_to_unicode
from counter.rules.syllables import is_syllable


class Letters(StrEnum):
    """How the letters of a list are to be read."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


def read(text: str, letters: Letters) -> str:
    """A text of a list whose letters are known."""
    match letters:
        case Letters.TCVN3:
            return tcvn3_to_unicode(text)
        case Letters.VNI:
            return vni_to_unicode(text)
        case _:
            return text


def read_cell(text: str, letters: Letters) -> str:
    """A text beside the name: one that only Unicode can hold stays as it is."""
    return read(text, letters) if _doubtful(text) else text


def letters_of(names: Iterable[str]) -> Letters | None:
    """The letters in which these names are Vietnamese; None when two readings are equally good.

    Names of plain letters say nothing. One with a letter that only Unicode has tells it of the whole list: a
    font's codes never hold one.
    """
    told = [name for name in names if not name.isascii()]
    if not all(map(_doubtful, told)):
        return Letters.UNICODE
    fits = {way: sum(_speaks(name, way) for name in told) for way in Letters}
    best = max(fits.values())
    found = [way for way, count in fits.items() if count == best]
    return found[0] if len(found) == 1 or best == 0 else None


def of_row(name: str, usual: Letters) -> Letters | None:
    """How the row of this name is to be read in a list whose letters are `usual`: a pasted row may differ.

    None when the name is damaged: no reading or several give a Vietnamese one.
    """
    if not _doubtful(name) or _speaks(name, usual):
        return usual
    others = [way for way in Letters if way is not usual and _speaks(name, way)]
    return others[0] if len(others) == 1 else None


def _speaks(name: str, way: Letters) -> bool:
    """Words of plain letters are the same in each reading; a "?" may be a letter that was lost."""
    if not _doubtful(name):
        return way is Letters.UNICODE
    return all(is_syllable(word) for word in read(name, way).split() if not word.isascii() or "?" in word)


def _doubtful(name: str) -> bool:
    return not name.isascii() and all(ord(letter) <= 0xFF for letter in name)
