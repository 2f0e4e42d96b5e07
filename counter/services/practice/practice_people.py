"""Made-up people for the practice store: names in realistic shares, numbers and phones that are nobody's.

Identity numbers have the structure of Circular 59/2021/TT-BCA with a serial from 900000 on; phones begin
089[1-5], which the numbering plan gives to nobody: practice must not ring at anybody's.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from counter.services.practice.practice_data import Names, Ward
from counter.text import fold

_FIRST_SERIAL = 900_000
_SERIALS = 100_000
_STRIDE = 7_919  # prime to _SERIALS: serials of one birth year do not follow each other
_PROVINCES = {"046": 88, "044": 2, "045": 3, "048": 2, "049": 1, "040": 1, "038": 1, "001": 1, "079": 1}
_DECADES = {"0": 14, "10": 14, "20": 15, "30": 16, "40": 13, "50": 12, "60": 9, "70": 5, "80": 2}  # ages
_OLD_CMND_UNTIL = 2003  # who was born later never had a nine-digit paper
_OLD_CMND_SHARE = 0.4
_PHONE_FROM, _PHONE_SHARE = 15, 0.75
_LATE_NAMES_FROM = 1985
_CLANS = frozenset({"Vĩnh", "Bửu", "Bảo"})  # generations of the imperial clan: the given name follows at once


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up resident. `phone` and `old_cmnd` are "" for those who have none."""

    full_name: str
    folded: str
    dob: date
    gender: str
    citizen_id: str
    old_cmnd: str
    address: str
    issued: date
    phone: str


class Shares:
    """A weighted choice of words, quick to repeat."""

    def __init__(self, shares: Mapping[str, int]) -> None:
        self._words = list(shares)
        self._sums = list(accumulate(shares.values()))

    def draw(self, rng: random.Random) -> str:
        """One word."""
        return rng.choices(self._words, cum_weights=self._sums)[0]


class People:
    """Draws people; the same seed draws the same ones, whatever is asked of them in between."""

    def __init__(self, seed: int, names: Names, ward: Ward, today: date) -> None:
        self._rng = random.Random(f"people {seed}")  # noqa: S311  made-up people, not secrets
        self._today = today
        self._ward = ward
        self._names = names
        self._surnames = {
            "Nam": Shares({**names.surnames, **names.surnames_male}),
            "Nữ": Shares({**names.surnames, **names.surnames_female}),
        }
        self._middles = {
            ("Nam", False): Shares(names.middles_male),
            ("Nam", True): Shares(names.middles_male),
            ("Nữ", False): Shares(names.middles_female_early),
            ("Nữ", True): Shares(names.middles_female_late),
        }
        self._decades, self._provinces = Shares(_DECADES), Shares(_PROVINCES)
        self._wards, self._elsewhere = Shares(ward.former_wards), Shares(ward.elsewhere)
        self._given_out: Counter[str] = Counter()

    def draw(self, count: int) -> Iterator[Person]:
        """So many people."""
        for number in range(count):
            yield self._person(number)

    def _person(self, number: int) -> Person:
        rng = self._rng
        age = int(self._decades.draw(rng)) + rng.randrange(10)
        dob = self._today - timedelta(days=age * 365 + rng.randrange(365))
        gender = rng.choice(("Nam", "Nữ"))
        full_name = self._name(gender, dob.year >= _LATE_NAMES_FROM)
        issued = self._issued(dob)
        had_cmnd = dob.year < _OLD_CMND_UNTIL and rng.random() < _OLD_CMND_SHARE
        has_phone = age >= _PHONE_FROM and rng.random() < _PHONE_SHARE
        return Person(
            full_name=full_name,
            folded=fold(full_name),
            dob=dob,
            gender=gender,
            citizen_id=self._number(gender, dob),
            old_cmnd=f"19{number * _STRIDE % 10_000_000:07}" if had_cmnd else "",
            address=self._address(issued),
            issued=issued,
            phone=f"089{1 + rng.randrange(5)}{rng.randrange(1_000_000):06}" if has_phone else "",
        )

    def _name(self, gender: str, late: bool) -> str:
        rng = self._rng
        surname = self._surnames[gender].draw(rng)
        given = rng.choice(self._names.given_male if gender == "Nam" else self._names.given_female)
        if surname in _CLANS:
            return f"{surname} {given}"
        clan = surname.endswith(("Tôn Nữ", "Tôn Thất"))
        middle = "" if " " in given else self._middles[gender, late or clan].draw(rng)
        if clan:
            middle = middle.removeprefix("Thị").strip().replace("Văn", "")
        return " ".join(part for part in (surname, middle, given) if part)

    def _number(self, gender: str, dob: date) -> str:
        century = 2 * (dob.year >= 2000) + (gender == "Nữ")
        start = f"{self._provinces.draw(self._rng)}{century}{dob.year % 100:02}"
        self._given_out[start] += 1
        serial = (int(start) * 31 + self._given_out[start] * _STRIDE) % _SERIALS
        return f"{start}{_FIRST_SERIAL + serial}"

    def _issued(self, dob: date) -> date:
        earliest = max(date(2021, 3, 1), dob + timedelta(days=30))
        return earliest + timedelta(days=self._rng.randrange(max((self._today - earliest).days, 1)))

    def _address(self, issued: date) -> str:
        rng = self._rng
        if rng.randrange(100) < self._ward.elsewhere_share:
            return self._elsewhere.draw(rng)
        group = self._ward.group_word.format(number=1 + rng.randrange(self._ward.groups))
        pattern = next(text for before, text in self._ward.places if issued < before)
        return pattern.format(group=group, ward=self._wards.draw(rng))
