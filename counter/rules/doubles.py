"""When two records are of one person, and where they differ.

A number is never proof (numbers are cancelled and made anew), so nothing here merges anything: a supervisor
looks at both. Two different twelve-digit numbers speak against it, for the number of a citizen (số định danh)
is given once for life (Law on Identification 26/2023/QH15, Article 12): people of one name and day of birth
whose numbers differ are namesakes, unless the numbers differ as a mistyped one does from the right one.
"""

from counter.i18n import day
from counter.models.merging import Alike, Difference, Double, Trait, Unlike
from counter.models.numbers import NumberKind, kind_of_number
from counter.models.resident import ResidentView
from counter.text import fold

MISTYPED = 2  # digits


def likeness(one: ResidentView, other: ResidentView) -> Double | None:
    """Why these may be one person and what speaks against it; None when nothing speaks for it."""
    first, second = (one, other) if one.id < other.id else (other, one)
    if first.id == second.id:
        return None
    why, against = _why(first, second), _against(first, second)
    if not why or (Unlike.NUMBER in against and why[0] is not Alike.NUMBER and not _mistyped(first, second)):
        return None
    return Double(first=first, second=second, why=why, against=against)


def _mistyped(first: ResidentView, second: ResidentView) -> bool:
    """Whether two numbers differ in one or two digits: a slip of a finger, or two turned round."""
    pairs = zip(first.citizen_id, second.citizen_id, strict=True)
    return sum(one != other for one, other in pairs) <= MISTYPED


def _why(first: ResidentView, second: ResidentView) -> tuple[Alike, ...]:
    found = []
    if _numbers(first) & _numbers(second):
        found.append(Alike.NUMBER)
    if fold(first.full_name) == fold(second.full_name):
        if first.dob is not None and first.dob == second.dob:
            found.append(Alike.BORN)
        elif first.dob is None or second.dob is None:
            if _phones(first) & _phones(second):
                found.append(Alike.PHONE)
            if first.address and fold(first.address) == fold(second.address):
                found.append(Alike.ADDRESS)
    return tuple(found)


def _against(first: ResidentView, second: ResidentView) -> tuple[Unlike, ...]:
    found = []
    numbers = (first.citizen_id, second.citizen_id)
    if numbers[0] != numbers[1] and all(n and kind_of_number(n) is NumberKind.CCCD for n in numbers):
        found.append(Unlike.NUMBER)
    if first.dob and second.dob and first.dob != second.dob:
        found.append(Unlike.BORN)
    if first.gender and second.gender and first.gender != second.gender:
        found.append(Unlike.GENDER)
    if fold(first.full_name) != fold(second.full_name):
        found.append(Unlike.NAME)
    return tuple(found)


def _numbers(person: ResidentView) -> set[str]:
    return {number for number in (person.citizen_id, *person.numbers) if number}


def _phones(person: ResidentView) -> set[str]:
    return {contact.phone for contact in person.contacts if contact.phone}


def order(double: Double) -> tuple[int, int, int]:
    """For a list: what nothing speaks against first, then the strongest reason, then the newest record."""
    words = list(Alike)
    return len(double.against), words.index(double.why[0]), -double.second.id


def better(one: ResidentView, other: ResidentView) -> ResidentView:
    """Which of two to offer as the one that stays: the one with a twelve-digit number, then the one with more
    dossiers, then the older record."""

    def rank(person: ResidentView) -> tuple[bool, int, int]:
        cccd = bool(person.citizen_id) and kind_of_number(person.citizen_id) is NumberKind.CCCD
        return cccd, person.dossiers, -person.id

    return max(one, other, key=rank)


def differences(kept: ResidentView, gone: ResidentView) -> tuple[Difference, ...]:
    """The fields that are not the same, in the order they are asked. What only the one that goes has is taken
    without a question."""
    said = {
        Trait.NAME: (kept.full_name, gone.full_name),
        Trait.NUMBER: (kept.citizen_id, gone.citizen_id),
        Trait.BORN: (_day(kept), _day(gone)),
        Trait.GENDER: (kept.gender, gone.gender),
        Trait.ADDRESS: (kept.address, gone.address),
        Trait.CARD: (_issued(kept), _issued(gone)),
    }
    return tuple(
        Difference(trait=trait, kept=one, gone=other) for trait, (one, other) in said.items() if one != other
    )


def taken(kept: ResidentView, gone: ResidentView, chosen: frozenset[Trait]) -> frozenset[Trait]:
    """What the one that stays gets: what was chosen of where both differ, and what it lacks."""
    return frozenset(
        one.trait for one in differences(kept, gone) if one.gone and (one.trait in chosen or not one.kept)
    )


def _day(person: ResidentView) -> str:
    return day(person.dob) if person.dob else ""


def _issued(person: ResidentView) -> str:
    return day(person.issue_date) if person.issue_date else ""
