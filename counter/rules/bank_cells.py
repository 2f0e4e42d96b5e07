"""Days and sums of money as banks write them into a statement: read whole, or not at all.

A đồng has no parts, so "21.000" and "21,000" are both twenty-one thousand; which sign stands between
thousands is the habit of a whole file, and a cell against that habit is not read. "25000.5", "1e5",
"1_000" and "NaN" are no sums.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from counter.text import one_line

MAX_CELL = 40  # characters a day or a sum may take
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?: ?(?:AM|PM|SA|CH))?(?:\+07:?00)?"
_DAY = re.compile(
    rf"(?:{_TIME}[ ,]+)?"
    r"(?:(?P<d>[0-9]{1,2})(?P<s>[/.-])(?P<m>[0-9]{1,2})(?P=s)(?P<y>20[0-9]{2})"
    r"|(?P<y2>20[0-9]{2})(?P<s2>[/.-])(?P<m2>[0-9]{1,2})(?P=s2)(?P<d2>[0-9]{1,2}))"
    rf"(?:[T ,]+{_TIME})?",
    re.IGNORECASE,
)
_UNIT = r"(?:VND|VNĐ|đồng|đ|₫)"
_SUM = re.compile(
    rf"(?:{_UNIT} ?)?(?P<open>\()?(?P<sign>[+\-−]?) ?(?:{_UNIT} ?)?(?P<number>[0-9][0-9.,]*)(?P<close>\))?"
    rf"(?: ?{_UNIT}\.?)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[0-9]{1,15}")
_GROUPS = {
    ".": re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(,0{1,2})?"),
    ",": re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(\.0{1,2})?"),
}
_ZERO_PART = re.compile(r"([0-9]{1,15})([.,])0{1,2}")  # 1234000.00
_NOTHING = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in đồng, less than 0 for money that went out. `sign`: what stands between its thousands.

    `certain`: the text itself leaves no doubt about the sign; "21,000" alone does not.
    """

    amount: int
    sign: str = ""
    certain: bool = True


def read_day(text: str) -> date | None:
    """A day written 23/11/2026, 23-11-2026 or 2026-11-23, with or without a time; None when it is none.

    The day comes before the month. A time of another zone than Việt Nam's is not read: the day could differ.
    """
    match = _DAY.fullmatch(one_line(text)) if len(text) <= MAX_CELL else None
    if match is None:
        return None
    year, month, day = (match[name] or match[name + "2"] for name in "ymd")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None  # 31/02, or a month before the day


def is_blank(text: str) -> bool:
    """Whether a cell of money holds nothing: empty, or a dash."""
    return one_line(text[:MAX_CELL]) in _NOTHING


def read_sum(text: str) -> Sum | None:
    """A sum of đồng as banks write it; None when it is none, or not whole đồng."""
    match = _SUM.fullmatch(one_line(text)) if len(text) <= MAX_CELL else None
    if match is None or bool(match["open"]) != bool(match["close"]) or (match["open"] and match["sign"]):
        return None
    found = _number(match["number"])
    if found is None:
        return None
    out = bool(match["open"]) or match["sign"] in ("-", "−")
    return Sum(-found.amount if out else found.amount, found.sign, found.certain)


def _number(text: str) -> Sum | None:
    if _WHOLE.fullmatch(text):
        return Sum(int(text))
    for sign, grammar in _GROUPS.items():
        if match := grammar.fullmatch(text):
            groups = match[1].split(sign)
            if len(groups) > 5:
                return None
            return Sum(int("".join(groups)), sign, certain=len(groups) > 2 or bool(match[2]))
    if match := _ZERO_PART.fullmatch(text):
        return Sum(int(match[1]), "," if match[2] == "." else ".")
    return None


def habit(sums: Iterable[Sum]) -> str:
    """The sign between thousands throughout a file; "" when the file uses both or none."""
    certain: set[str] = set()
    seen: set[str] = set()
    for found in sums:
        if found.sign:
            (certain if found.certain else seen).add(found.sign)
    signs = certain or seen
    return signs.pop() if len(signs) == 1 else ""


def in_habit(found: Sum, sign: str) -> bool:
    """Whether a sum can be taken in a file of this habit."""
    return found.certain or found.sign == sign
