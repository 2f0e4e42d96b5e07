"""Days and moments as lists of before have them: typed in many ways, one reading or none."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from counter.i18n import LOCAL_ZONE

_DAY: Final = re.compile(
    r"(?<!\d)(?:(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2}))(?!\d)"
)
_TIME: Final = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?:\s*(?::|giờ|h|g)\s*)(\d{2})?(?::\d{2})?(?![\d/.-])", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"(?:[\s,;T-]|ngày|lúc|phút|p)*", re.IGNORECASE)
_SERIAL: Final = re.compile(r"[2-6]\d{4}")  # days since 1899-12-30, as a spreadsheet counts: 1954 to 2089
_EPOCH: Final = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class OldMoment:
    """A day, with an hour where one was written. `mended`: it was read otherwise than it stands there."""

    day: date
    at: time | None = None
    mended: bool = False

    def instant(self, hour: time) -> datetime:
        """The moment in the ward's zone; at `hour` where none was written."""
        return datetime.combine(self.day, self.at or hour, LOCAL_ZONE)


def read_moment(text: str) -> OldMoment | None:
    """ "03/11/2026", "3.11.26", "2026-11-03 08:15", "8h15 ngày 03/11/2026", the number of a spreadsheet.

    The day stands before the month. None when there is no reading.
    """
    bare = text.strip()
    if _SERIAL.fullmatch(bare):
        return OldMoment(_EPOCH + timedelta(days=int(bare)), mended=True)
    found = _DAY.search(bare)
    if found is None:
        return None
    rest = bare[: found.start()] + " " + bare[found.end() :]
    hour = _TIME.search(rest)
    left = rest if hour is None else rest[: hour.start()] + rest[hour.end() :]
    if not _BETWEEN.fullmatch(left):
        return None
    year, month, day = (found[name] or found[name + "2"] for name in "ymd")
    try:
        at = None if hour is None else time(int(hour[1]), int(hour[2] or 0))
        whole = int(year) if len(year) == 4 else 2000 + int(year)
        return OldMoment(date(whole, int(month), int(day)), at, mended=len(year) == 2)
    except ValueError:
        return None
