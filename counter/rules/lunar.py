"""The Vietnamese lunar calendar (âm lịch) of the years 1900 to 2100.

Rules: a month begins on the day of the new moon at UTC+7; the winter solstice lies in month 11; of the
thirteen months between two solstices the first without a major solar term is the leap month. Astronomy
after Jean Meeus, Astronomical Algorithms, shortened as Hồ Ngọc Đức published it for this calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import floor, pi, sin

FIRST_YEAR, LAST_YEAR = 1900, 2100
_UTC_OFFSET = 7 / 24  # of a day
_SYNODIC_MONTH = 29.530588853
_EPOCH_JD = 2415021.076998695  # new moon of January 1900, numbered 0
_JD_OF_ORDINAL_0 = 1721425  # Julian day number = date.toordinal() + this
_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
_RADIANS = pi / 180


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A lunar date; `year` is the solar year in which its lunar year began."""

    day: int
    month: int
    year: int
    leap: bool = False

    @property
    def year_name(self) -> str:
        """The year's name of stem and branch (can chi): 2026 → "Bính Ngọ"."""
        return f"{_STEMS[(self.year - 4) % 10]} {_BRANCHES[(self.year - 4) % 12]}"

    def __str__(self) -> str:
        leap = " nhuận" if self.leap else ""
        return f"{self.day}/{self.month}{leap} {self.year_name}"


def _new_moon(number: int) -> float:
    """The Julian date (UTC) of new moon `number` counted from January 1900."""
    t = number / 1236.85  # Julian centuries from 1900
    mean = (
        2415020.75933
        + 29.53058868 * number
        + (0.0001178 - 0.000000155 * t) * t * t
        + 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t * t) * _RADIANS)
    )
    sun = (359.2242 + 29.10535608 * number - (0.0000333 + 0.00000347 * t) * t * t) * _RADIANS
    moon = (306.0253 + 385.81691806 * number + (0.0107306 + 0.00001236 * t) * t * t) * _RADIANS
    node = (21.2964 + 390.67050646 * number - (0.0016528 + 0.00000239 * t) * t * t) * _RADIANS
    terms = (
        (0.1734 - 0.000393 * t, sun),
        (0.0021, 2 * sun),
        (-0.4068, moon),
        (0.0161, 2 * moon),
        (-0.0004, 3 * moon),
        (0.0104, 2 * node),
        (-0.0051, sun + moon),
        (-0.0074, sun - moon),
        (0.0004, 2 * node + sun),
        (-0.0004, 2 * node - sun),
        (-0.0006, 2 * node + moon),
        (0.0010, 2 * node - moon),
        (0.0005, sun + 2 * moon),
    )
    true = mean + sum(size * sin(angle) for size, angle in terms)
    return true - (-0.000278 + 0.000265 * t + 0.000262 * t * t)  # dynamical to universal time


def _sun_longitude(jd: float) -> float:
    """The sun's longitude in degrees, 0 at the spring equinox."""
    t = (jd - 2451545.0) / 36525
    anomaly = (357.52910 + 35999.05030 * t - (0.0001559 + 0.00000048 * t) * t * t) * _RADIANS
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    centre = (
        (1.914600 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000290 * sin(3 * anomaly)
    )
    return (mean + centre) % 360


def _month_start(number: int) -> int:
    """The ordinal (`date.toordinal`) of the day, at UTC+7, on which new moon `number` falls."""
    return floor(_new_moon(number) + 0.5 + _UTC_OFFSET) - _JD_OF_ORDINAL_0


def _term_at_midnight(ordinal: int) -> int:
    """Which twelfth of the ecliptic the sun is in as a day begins at UTC+7; 9 begins at the solstice."""
    jd = ordinal + _JD_OF_ORDINAL_0
    return floor(_sun_longitude(jd - 0.5 - _UTC_OFFSET) / 30)


@lru_cache(maxsize=8)
def _month_eleven(year: int) -> int:
    """The number of the new moon that begins month 11 of `year`: the one holding the winter solstice."""
    days = date(year, 12, 31).toordinal() + _JD_OF_ORDINAL_0 - _EPOCH_JD
    number = floor(days / _SYNODIC_MONTH)
    if _month_start(number) > date(year, 12, 31).toordinal():
        number -= 1
    # The solstice lies before this month's first day: then it is in the month before.
    return number - 1 if _term_at_midnight(_month_start(number)) >= 9 else number


@lru_cache(maxsize=8)
def _leap_offset(year: int) -> int | None:
    """Months from month 11 of `year` to the leap month before the next month 11; None in a plain year."""
    first = _month_eleven(year)
    if _month_eleven(year + 1) - first < 13:
        return None
    for offset in range(1, 14):
        begins, ends = _month_start(first + offset), _month_start(first + offset + 1)
        if _term_at_midnight(begins) == _term_at_midnight(ends):
            return offset
    return None


def lunar_date(day: date) -> LunarDate:
    """The lunar date of a solar one. Raises ValueError outside 1900 to 2100."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"lunar dates are known for {FIRST_YEAR} to {LAST_YEAR}")
    ordinal = day.toordinal()
    number = floor((ordinal + _JD_OF_ORDINAL_0 - _EPOCH_JD) / _SYNODIC_MONTH) + 1
    while _month_start(number) > ordinal:
        number -= 1
    cycle = day.year if number >= _month_eleven(day.year) else day.year - 1
    offset = number - _month_eleven(cycle)
    leap = _leap_offset(cycle)
    is_leap = leap is not None and offset == leap
    counted = offset - (1 if leap is not None and offset >= leap else 0)
    month = (counted + 10) % 12 + 1
    return LunarDate(
        day=ordinal - _month_start(number) + 1,
        month=month,
        year=cycle if counted < 2 else cycle + 1,
        leap=is_leap,
    )


def solar_date(day: int, month: int, year: int, *, leap: bool = False) -> date:
    """The solar date of a lunar one. Raises ValueError for a day or a leap month that the year has not."""
    wanted = LunarDate(day, month, year, leap)
    # Month m begins at most a month before and two after the solar month m + 1.
    guess = date(year, 1, 20) + timedelta(days=floor(_SYNODIC_MONTH * (month - 1)))
    for step in range(75):
        candidate = guess + timedelta(days=step + day - 1)
        if candidate.year <= LAST_YEAR and lunar_date(candidate) == wanted:
            return candidate
    raise ValueError(f"no lunar date {wanted}")


def new_year(year: int) -> date:
    """Mùng 1 Tết of a lunar year."""
    return solar_date(1, 1, year)
