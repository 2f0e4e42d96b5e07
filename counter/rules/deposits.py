"""By when a month's fees are to be at the Treasury (Kho bạc): the 5th of the next month.

Source: Thông tư 226/2016/TT-BTC and 281/2016/TT-BTC, Điều 6. Nothing is said of a 5th that is a day off.
"""

import re
from datetime import date

DAY = 5
_MONTH = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")


def month_of(day: date) -> str:
    """The month of a day as YYYY-MM."""
    return f"{day.year:04}-{day.month:02}"


def read_month(text: str) -> date | None:
    """The first day of a month written YYYY-MM; None when it is none."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def next_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def due_on(month: str) -> date:
    """The day by which the fees of a month are to be deposited. ValueError for no month."""
    first = read_month(month)
    if first is None:
        raise ValueError(month)
    return next_month(first).replace(day=DAY)
