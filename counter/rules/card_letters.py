"""What letters can stand on an identity card, and which ones each kind of scanner damage makes of them."""

import unicodedata

from counter.text import nfc

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
MARKS = "".join(TONES) + "\u0302\u0306\u031b"
"""The combining marks that Vietnamese text is decomposed into."""

ACCENTED = "".join(
    sorted(
        {nfc(base + tone) for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES} - set("aeiouyAEIOUY")
        | set("đĐ")
    )
)
"""The 134 accented Vietnamese letters in the order of their code points."""

OTHER_PEOPLES = "ñÑčČŭŬĭĬĕĔŏŎƀɃ"
"""Letters of Ê Đê, Ba Na, Gia Rai and their neighbours that Vietnamese does not have."""

_VIETNAMESE = frozenset(ACCENTED)
_TYPOGRAPHIC = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u02bc")
_NAME_SIGNS = frozenset(" '-.,`/()[]\"\u00b7") | _TYPOGRAPHIC
_ADDRESS_SIGNS = _NAME_SIGNS | frozenset(":;&#+*=@!_$0123456789")

_GLYPHS = {0x02: "☻\x02", 0x03: "♥\x03", 0x10: "►\x10", 0x11: "◄\x11"}  # code page 437 draws its controls
_TWINS = {"\u00b5": "\u03bc", "\u00df": "\u03b2", "\u03a9": "\u2126", "\u00b7": "\u2022"}


def _oem_table(letters: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for letter in letters:
        low = ord(letter) % 256
        for sign in _GLYPHS.get(low) or bytes([low]).decode("cp437"):
            table[sign] = table.get(sign, "") + letter
    return table | {twin: table[sign] for sign, twin in _TWINS.items() if sign in table}


OEM = _oem_table(ACCENTED)
"""Alt+N without a leading nought types the sign of code page 437 for N mod 256: sign → letters it may be."""

OEM_ALL = _oem_table(ACCENTED + OTHER_PEOPLES)
"""The same with the letters of other peoples, for words that are not Vietnamese."""


def is_vietnamese(letter: str) -> bool:
    """Whether a character is one of the accented letters."""
    return letter in _VIETNAMESE


def is_latin(character: str) -> bool:
    """A Latin letter or a combining mark: names of all peoples are written with these."""
    if character.isascii():
        return character.isalpha()
    if "\u0300" <= character <= "\u036f":
        return True
    return character.isalpha() and "LATIN" in unicodedata.name(character, "")


def odd_in_name(text: str) -> str:
    """The characters no name on a card has: digits, signs, letters of other scripts."""
    return "".join(c for c in text if c not in _NAME_SIGNS and not is_latin(c))


def odd_in_address(text: str) -> str:
    """The characters no address on a card has; a question mark stands for a letter that was lost."""
    return "".join(c for c in text if c not in _ADDRESS_SIGNS and not is_latin(c))


def is_typographic(character: str) -> bool:
    """Curly quotes and dashes, which correct text may hold although damage makes them too."""
    return character in _TYPOGRAPHIC
