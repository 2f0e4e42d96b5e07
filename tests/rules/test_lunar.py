"""The lunar calendar, against one computed apart from it.

The two tables were made with the ephemeris of the `ephem` package (new moons and solar terms to the
second, at UTC+7), not with the formulas of the rule.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.lunar import LunarDate, lunar_date, new_year, solar_date

VECTORS = [
    vector
    for vector in json.loads(
        (Path(__file__).parents[1] / "vectors" / "holidays_official.json").read_text("utf-8")
    )["vectors"]
    if vector["op"] == "lunar"
]

# Days from 20 January to mùng 1 Tết, one digit of base 32 a year from 1900.
NEW_YEARS = (
    "buj8rf5od2lath6pe3mcvj8rg4od3lash6pe4mbuj7qg5od2l9sh7pe4nbtj8qg5oc1"
    "k9rh7qe3mbti8rg5od1k9sh7qf3lbui8rg4nc2k9si6pe3lbuj8rg5nc2l9sh6od3mb"
    "uj8qf4nc2lash6pd3mctj8qf4nd1k9sg6pe3mbui7qg4nd2k9sh6pe4lati7qg5nc1k"
)
# Year: leap month.
LEAP_MONTHS = {
    1900: 8, 1903: 5, 1906: 4, 1909: 2, 1911: 6, 1914: 5, 1917: 3, 1919: 7, 1922: 6, 1925: 4,
    1928: 2, 1930: 6, 1933: 5, 1936: 3, 1938: 8, 1941: 6, 1944: 4, 1947: 2, 1949: 7, 1952: 5,
    1955: 3, 1957: 8, 1960: 6, 1963: 4, 1966: 3, 1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6,
    1982: 4, 1985: 2, 1987: 7, 1990: 5, 1993: 3, 1995: 8, 1998: 5, 2001: 4, 2004: 2, 2006: 7,
    2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11,
    2036: 6, 2039: 5, 2042: 2, 2044: 7, 2047: 5, 2050: 3, 2052: 8, 2055: 6, 2058: 4, 2061: 3,
    2063: 7, 2066: 5, 2069: 4, 2071: 8, 2074: 6, 2077: 4, 2080: 3, 2082: 7, 2085: 5, 2088: 4,
    2090: 8, 2093: 6, 2096: 4, 2099: 2,
}  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_the_vectors(vector: dict[str, str]) -> None:
    assert str(lunar_date(date.fromisoformat(vector["input"]))) == vector["expected"]


@pytest.mark.parametrize("year", range(1900, 2101))
def test_new_year_falls_where_the_moon_says(year: int) -> None:
    days = int(NEW_YEARS[year - 1900], 32)
    assert new_year(year) == date(year, 1, 20) + timedelta(days=days)


def test_leap_months_fall_where_the_sun_says() -> None:
    found = {}
    day = date(1900, 2, 1)
    while day.year < 2101:
        if (lunar := lunar_date(day)).leap:
            found[lunar.year] = lunar.month
        day += timedelta(days=15)
    assert found == LEAP_MONTHS


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        (date(1985, 1, 21), "1/1 Ất Sửu"),  # a month before China
        (date(2025, 7, 25), "1/6 nhuận Ất Tỵ"),
        (date(2026, 4, 26), "10/3 Bính Ngọ"),
        (date(2027, 4, 16), "10/3 Đinh Mùi"),
        (date(1945, 9, 2), "26/7 Ất Dậu"),
    ],
)
def test_days_people_know(solar: date, lunar: str) -> None:
    assert str(lunar_date(solar)) == lunar


@given(st.dates(date(1900, 3, 1), date(2100, 12, 1)))
def test_a_lunar_date_leads_back_to_its_day(day: date) -> None:
    lunar = lunar_date(day)
    assert solar_date(lunar.day, lunar.month, lunar.year, leap=lunar.leap) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 30)))
def test_tomorrow_is_the_next_day_or_the_first_of_a_month(day: date) -> None:
    today, tomorrow = lunar_date(day), lunar_date(day + timedelta(days=1))
    if tomorrow.day == 1:
        assert today.day in (29, 30)
    else:
        assert tomorrow == LunarDate(today.day + 1, today.month, today.year, today.leap)


def test_outside_the_known_years_nothing_is_guessed() -> None:
    for day in (date(1899, 12, 31), date(2101, 1, 1)):
        with pytest.raises(ValueError, match="1900 to 2100"):
            lunar_date(day)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no lunar date"):
        solar_date(1, 7, 2025, leap=True)
