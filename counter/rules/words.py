"""Amounts in words (số tiền bằng chữ), as textbooks and receipts write them (conventions section 3)."""

from dataclasses import dataclass

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class WordStyle:
    """Regional spellings; one choice for a whole installation, never mixed in a document."""

    odd: str = "linh"  # or "lẻ" (south): 105 = một trăm linh năm
    thousand: str = "nghìn"  # or "ngàn"
    billion: str = "tỷ"  # or "tỉ"


NORTH = WordStyle()


def _unit_word(tens: int, unit: int) -> str:
    """The last digit after its tens: 21 → mốt, 24 → tư, 15 → lăm."""
    if tens >= 2 and unit == 1:
        return "mốt"
    if tens >= 2 and unit == 4:
        return "tư"
    if tens >= 1 and unit == 5:
        return "lăm"
    return _DIGITS[unit]


def _group(value: int, after_higher: bool, style: WordStyle) -> list[str]:
    """Up to three digits; after a higher class the hundreds are read even when nought ("không trăm")."""
    hundreds, rest = divmod(value, 100)
    tens, unit = divmod(rest, 10)
    words = []
    if hundreds or after_higher:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if unit:
            words += [style.odd, _DIGITS[unit]] if words else [_DIGITS[unit]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if unit:
        words.append(_unit_word(tens, unit))
    return words


def _positive(value: int, style: WordStyle) -> list[str]:
    """Any whole number above nought; the billions are one number of their own followed by "tỷ"."""
    words: list[str] = []
    billions, below = divmod(value, _BILLION)
    if billions:
        words += [*_positive(billions, style), style.billion]
    for size, name in ((10**6, "triệu"), (10**3, style.thousand), (1, "")):
        group, below = divmod(below, size)
        if group:  # an empty class is dropped on money lines
            words += _group(group, bool(words), style)
            words += [name] if name else []
    return words


def number_words(value: int, style: WordStyle = NORTH) -> str:
    """A whole number in words, small letters: 1001 → "một nghìn không trăm linh một"; -5 → "âm năm"."""
    if value == 0:
        return _DIGITS[0]
    words = _positive(abs(value), style)
    return " ".join(["âm", *words] if value < 0 else words)


def money_words(amount: int, *, chan: bool = False, style: WordStyle = NORTH) -> str:
    """An amount of đồng for a receipt: capital first, "đồng" last; `chan` adds the customary "chẵn"."""
    words = number_words(amount, style)
    return f"{words[0].upper()}{words[1:]} đồng{' chẵn' if chan else ''}"
