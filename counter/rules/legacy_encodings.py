"""Text of before Unicode, as old lists and databases still bring it: TCVN3 (fonts .Vn…) and VNI-Windows.

Both put Vietnamese letters on the codes of Western European ones, so the input is text as a program
without those fonts shows it ("NguyÔn", "Nguyeãn"). TCVN3: the codes of TCVN 5712-1 as GNU iconv has them;
VNI: the table of vietuni. Text that holds letters beyond Latin-1 is Unicode already and stays as it is.
"""

import re
import unicodedata

from counter.text import nfc

_TONE_MARKS = "\u0301\u0300\u0309\u0303\u0323"  # sắc huyền hỏi ngã nặng, the order of the tables below

# base letter: its five toned codes in the order above
_TCVN3_TONES = {
    "a": "\u00b8\u00b5\u00b6\u00b7\u00b9",
    "ă": "\u00be\u00bb\u00bc\u00bd\u00c6",
    "â": "\u00ca\u00c7\u00c8\u00c9\u00cb",
    "e": "\u00d0\u00cc\u00ce\u00cf\u00d1",
    "ê": "\u00d5\u00d2\u00d3\u00d4\u00d6",
    "i": "\u00dd\u00d7\u00d8\u00dc\u00de",
    "o": "\u00e3\u00df\u00e1\u00e2\u00e4",
    "ô": "\u00e8\u00e5\u00e6\u00e7\u00e9",
    "ơ": "\u00ed\u00ea\u00eb\u00ec\u00ee",
    "u": "\u00f3\u00ef\u00f1\u00f2\u00f4",
    "ư": "\u00f8\u00f5\u00f6\u00f7\u00f9",
    "y": "\u00fd\u00fa\u00fb\u00fc\u00fe",
}
_TCVN3_PLAIN = dict(
    zip(
        "\u00a8\u00a9\u00aa\u00ab\u00ac\u00ad\u00ae\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7",
        "ăâêôơưđĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_TCVN3 = _TCVN3_PLAIN | {
    code: nfc(base + mark)
    for base, codes in _TCVN3_TONES.items()
    for code, mark in zip(codes, _TONE_MARKS, strict=True)
}

_VNI_TONES = "ùøûõï"  # on a e o u y and after ô (ơ), ö (ư)
_VNI_CIRCUMFLEX = "áàåãä"  # toned letters with a circumflex
_VNI_BREVE = "éèúüë"  # toned ă
_VNI_I = dict(zip("íìæóò", "íìỉĩị", strict=True))


def _vni_table() -> dict[str, str]:
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "aê": "ă", "aâ": "â", "eâ": "ê", "oâ": "ô"} | _VNI_I
    for base, unicode_base in (*((v, v) for v in "aeouy"), ("ô", "ơ"), ("ö", "ư")):
        for code, mark in zip(_VNI_TONES, _TONE_MARKS, strict=True):
            table[base + code] = nfc(unicode_base + mark)
    for base, unicode_base in (("a", "â"), ("e", "ê"), ("o", "ô")):
        for code, mark in zip(_VNI_CIRCUMFLEX, _TONE_MARKS, strict=True):
            table[base + code] = nfc(unicode_base + mark)
    for code, mark in zip(_VNI_BREVE, _TONE_MARKS, strict=True):
        table["a" + code] = nfc("ă" + mark)
    return table


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)


def _is_unicode_already(text: str) -> bool:
    return any(ord(c) > 0xFF for c in text)


def _capital_word(word: str) -> str:
    """A word whose other letters are capitals is all capitals: NGUYÔN stood in a font of capitals."""
    plain = [c for c in word if c.isascii() and c.isalpha()]
    return word.upper() if len(plain) > 1 and all(c.isupper() for c in plain) else word


def _joined_capital(text: str) -> str:
    """A capital followed by its own toned small letter is one accented capital: A + ¸ (á) is Á."""
    out: list[str] = []
    for letter in text:
        base = unicodedata.normalize("NFD", letter)
        toned = len(base) > 1 and base[-1] in _TONE_MARKS
        if toned and out and out[-1] == nfc(base[:-1]).upper():
            out[-1] = letter.upper()
        else:
            out.append(letter)
    return "".join(out)


def tcvn3_to_unicode(text: str) -> str:
    """Text of a TCVN3 (ABC) font as Unicode: "NguyÔn V¨n §øc" → "Nguyễn Văn Đức"."""
    if _is_unicode_already(text):
        return text
    words = ("".join(_TCVN3.get(c, c) for c in word) for word in text.split(" "))
    return " ".join(_capital_word(_joined_capital(word)) for word in words)


def vni_to_unicode(text: str) -> str:
    """Text of a VNI-Windows font as Unicode: "Nguyeãn Vaên Ñöùc" → "Nguyễn Văn Đức"."""
    if _is_unicode_already(text):
        return text

    def letter(match: re.Match[str]) -> str:
        found = _VNI[match[0].lower()]
        return found.upper() if match[0][0].isupper() else found

    return _VNI_PATTERN.sub(letter, text)
