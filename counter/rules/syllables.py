"""Whether a word can be Vietnamese: the spelling rules of a syllable, so that damage can be told from text.

Names of other peoples (Kpă, Niê) need not follow them: a word that does not is only "not known to be
Vietnamese", never wrong by itself.
"""

import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPS = ("p", "t", "c", "ch")  # rhymes that end so take only sắc or nặng
_SHORT_TONES = frozenset("\u0301\u0323")
_ONSETS = ("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx")
_SPELT = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êc êng
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt
    oe oen oeo oet oem oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uâc uê uêch uênh uên uêt uơ uy uya uych uyt uyn uynh uyu uyp
    uyên uyêt uôc uôi uôm uôn uông uôp uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
"""
_RHYMES = frozenset(_SPELT.split())
_AFTER_QU = frozenset(
    rhyme[1:] for rhyme in _RHYMES if rhyme[0] == "u" and len(rhyme) > 1 and rhyme[1] in "âêơyô"
)
_AFTER_QU |= frozenset(
    rhyme for rhyme in _RHYMES if rhyme[0] in "aăeiy" and rhyme[:2] not in ("ia", "iê", "yê")
)
_AFTER_GI = frozenset(rhyme for rhyme in _RHYMES if rhyme[0] not in "iy")
_NARROW = ("i", "e", "ê", "y")  # before these k, gh, ngh are written; before the others c, g, ng


_SHAPED = "ăâêôơư"
_VOWELS = frozenset("aeiouy") | frozenset(_SHAPED)
_EITHER = ("oa", "oe", "uy")  # hoà and hòa are both written


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether a word is spelt as one Vietnamese syllable (an, An, AN), its tone where it belongs."""
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    bare, tone, place = "", "", 0
    for letter in unicodedata.normalize("NFC", word.lower()):
        marks = unicodedata.normalize("NFD", letter)
        toned = [mark for mark in marks if mark in _TONES]
        if len(toned) + bool(tone) > 1:
            return False
        if toned:
            tone, place = toned[0], len(bare)
        bare += unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return any(
        _fits(bare.removeprefix(onset), onset, tone, place - len(onset))
        for onset in ("", *_ONSETS)
        if bare.startswith(onset)
    )


def _toned_places(rhyme: str) -> tuple[int, ...]:
    """The letters of a rhyme that can carry its tone."""
    shaped = [n for n, letter in enumerate(rhyme) if letter in _SHAPED]
    if shaped:
        return (shaped[-1],)
    count = sum(letter in _VOWELS for letter in rhyme)
    if count == 1:
        return (0,)
    if rhyme in _EITHER:
        return (0, 1)
    closed = count < len(rhyme)
    return (count - 1,) if closed else (1 if count == 3 else 0,)


def _fits(rhyme: str, onset: str, tone: str, place: int) -> bool:
    if rhyme.endswith(_STOPS) and tone not in _SHORT_TONES:
        return False
    if tone and (not rhyme or place not in _toned_places(rhyme)):
        return False
    if onset == "qu":
        return rhyme in _AFTER_QU
    if onset == "gi":
        return rhyme in _AFTER_GI
    if rhyme not in _RHYMES:
        return False
    narrow = rhyme.startswith(_NARROW)
    if onset in ("k", "gh", "ngh"):
        return narrow
    if onset in ("c", "ng"):
        return not narrow
    return onset != "g" or not narrow or rhyme.startswith("i")  # gì, gìn, gịt
