"""How the one box decides: a table of shapes, the first that fits wins; content is never guessed at."""

import re
from collections.abc import Collection

from counter.models.find import Meaning, MeaningKind
from counter.rules import dossier_code, fee_lists, visit_code
from counter.rules.dossier_code import DossierCode
from counter.text import fold, one_line

PRACTICE_MARK = "TẬP-"  # what every code of a practice store begins with
CARD_BARS = 5  # an identity card has 6 bars or more; a slip of ours fewer, or a dossier code among its fields
_NATIONAL_CODE = re.compile(r"\d\.\d{6}(?:\.[A-Z]\d{2})?", re.ASCII)
_CODE_END = re.compile(r"\d{6}-\d{4,5}", re.ASCII)  # a code without its unit: day and number
_NUMBER = re.compile(r"\+?[\d .\-()/]+", re.ASCII)
_QUANTITY = r"(\d{1,4})\s?[x×*]\s?(\d{1,4})"
_SHORT = re.compile(rf"([a-z]{{2,6}})((?:[\s,]+{_QUANTITY})*)")
_PAIR = re.compile(_QUANTITY)


def classify(text: str, shorts: Collection[str] | None = None) -> Meaning:
    """What a text typed or scanned into the box means. Never raises.

    `shorts`: the short codes of the catalogue. Without them a short code is known only by its quantities
    ("ct 3x5"); a bare "ks" is then words, and `find` lists the procedure first all the same.
    """
    typed = one_line(text)
    if not typed:
        return Meaning(kind=MeaningKind.NOTHING)
    if "|" in typed:
        return _of_bars(text.strip(), typed)
    if visit_code.looks_like(typed):
        return _of_visit(typed)
    if code := _code(typed):
        return Meaning(kind=MeaningKind.DOSSIER, text=code)
    if _CODE_END.fullmatch(typed):
        return Meaning(kind=MeaningKind.DOSSIER, text=typed)
    if _NATIONAL_CODE.fullmatch(typed.upper()):
        return Meaning(kind=MeaningKind.PROCEDURE, text=typed[:8])
    if _NUMBER.fullmatch(typed):
        return _of_number(typed)
    return _of_short(typed, shorts) or Meaning(kind=MeaningKind.WORDS, text=typed)


def _code(typed: str) -> str:
    """A whole dossier code or short code in its one form, empty for anything else."""
    practising = fold(typed[: len(PRACTICE_MARK)]) == fold(PRACTICE_MARK)
    code = dossier_code.parse(typed[len(PRACTICE_MARK) :] if practising else typed)
    if isinstance(code, DossierCode):
        return f"{PRACTICE_MARK}{code}" if practising else str(code)
    number = dossier_code.parse_short(typed)
    # A number without a letter is read by its length: it may be an identity number or a phone.
    return dossier_code.short_code(number) if isinstance(number, int) and not typed.isdecimal() else ""


def _of_visit(typed: str) -> Meaning:
    """A household's visit, in the one form of its code; MISTYPED as it was typed."""
    number = visit_code.parse(typed)
    if isinstance(number, int):
        return Meaning(kind=MeaningKind.VISIT, text=visit_code.build(number))
    return Meaning(kind=MeaningKind.MISTYPED, text=typed.strip().upper())


def _of_bars(raw: str, typed: str) -> Meaning:
    for part in typed.split("|"):
        if visit_code.looks_like(part):
            return _of_visit(part)
        if code := _code(part):
            return Meaning(kind=MeaningKind.DOSSIER, text=code)
    if typed.count("|") >= CARD_BARS:
        return Meaning(kind=MeaningKind.CARD, text=raw)
    return Meaning(kind=MeaningKind.WORDS, text=typed)


def _of_number(typed: str) -> Meaning:
    digits = re.sub(r"\D", "", typed)
    if typed.startswith("+84"):
        digits = "0" + digits[2:].removeprefix("0")
    kind = MeaningKind.WORDS
    match len(digits):
        case 12:
            kind = MeaningKind.CITIZEN_ID
        case 9:
            kind = MeaningKind.OLD_ID
        case 10 | 11 if digits[0] == "0":
            kind = MeaningKind.PHONE
        case 3 | 4 | 5 | 6:
            kind = MeaningKind.DOSSIER
        case 1 if digits != "0":
            kind = MeaningKind.MENU
    return Meaning(kind=kind, text=digits)


def _of_short(typed: str, shorts: Collection[str] | None) -> Meaning | None:
    folded = fold(typed).replace("đ", "d")
    match = _SHORT.fullmatch(folded)
    if match is None:
        return _of_words_after_short(folded, shorts)
    quantities = tuple((int(copies), int(pages)) for copies, pages in _PAIR.findall(match[2]))
    known = match[1] in shorts if shorts is not None else bool(quantities)
    return Meaning(kind=MeaningKind.PROCEDURE, text=match[1], quantities=quantities) if known else None


def _of_words_after_short(folded: str, shorts: Collection[str] | None) -> Meaning | None:
    """`ct 3 bản 5 trang`: quantities in the words people say."""
    short, _, rest = folded.partition(" ")
    if not (2 <= len(short) <= 6 and short.isalpha()) or (shorts is not None and short not in shorts):
        return None
    for name in fee_lists.LISTS:
        pairs = fee_lists.read(name, rest)
        if not isinstance(pairs, fee_lists.Unread):
            return Meaning(kind=MeaningKind.PROCEDURE, text=short, quantities=pairs)
    return None
