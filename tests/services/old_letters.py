"""Text as a TCVN3 or a VNI font has it, for lists of before: the tables of the program turned round."""

import unicodedata
from collections.abc import Callable

from counter.rules.legacy_encodings import tcvn3_to_unicode, vni_to_unicode

_HIGH = [chr(code) for code in range(0x80, 0x100)]
_TCVN3 = {c: c for c in _HIGH} | {tcvn3_to_unicode(c): c for c in _HIGH if tcvn3_to_unicode(c) != c}
_VNI = {
    vni_to_unicode(base + c): base + c
    for base in ["", *"aeouyAEOUYôöÔÖ"]
    for c in [*_HIGH]
    if len(vni_to_unicode(base + c)) == 1 and vni_to_unicode(base + c) != base + c
}


def tcvn3(text: str) -> str:
    """As a .Vn font has it: a toned capital is the capital and its toned small letter."""
    return "".join(_letter_tcvn3(c) for c in unicodedata.normalize("NFC", text))


def _letter_tcvn3(letter: str) -> str:
    if letter in _TCVN3 or letter.isascii():
        return _TCVN3.get(letter, letter)
    return unicodedata.normalize("NFD", letter)[0] + _TCVN3[letter.lower()]


def vni(text: str) -> str:
    """As VNI-Windows has it."""
    return "".join(_VNI.get(c, c) for c in unicodedata.normalize("NFC", text))


FONTS: dict[str, Callable[[str], str]] = {"tcvn3": tcvn3, "vni": vni, "unicode": lambda text: text}
