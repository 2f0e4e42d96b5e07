"""Who the people of a list are in the store: looked up for many rows at once, then kept up in memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from counter.errors import Problem
from counter.models.canonical import canonical
from counter.models.dossier import Applicant, Contact
from counter.models.numbers import kind_of_number
from counter.models.resident import ResidentView
from counter.rules.import_residents import Person
from counter.services.people.resident_views import views
from counter.services.store.connection import Connection
from counter.text import fold

# The record that stays for a merged one is the person.
_BY_NUMBER = (
    "SELECT n.number, s.id, s.folded FROM resident_number n JOIN resident r ON r.id = n.resident_id"
    " JOIN resident s ON s.id = coalesce(r.merged_into, r.id)"
    " WHERE n.number IN (SELECT value FROM json_each(?)) ORDER BY n.id"
)
_NAMED = (
    "SELECT r.folded, r.id, r.dob, r.address, (SELECT group_concat(n.kind) FROM resident_number n"
    "  WHERE n.resident_id = r.id AND n.current = 1)"
)
# By name and day of birth, which few share; by the name alone only where no day is known.
_BORN = (
    f"{_NAMED} FROM (SELECT json_extract(value, '$[0]') AS name, json_extract(value, '$[1]') AS dob"  # noqa: S608  constants
    "  FROM json_each(?)) w CROSS JOIN resident r ON r.folded = w.name AND r.dob = w.dob"
    " WHERE r.merged_into IS NULL ORDER BY r.id"
)
_BY_NAME = (
    f"{_NAMED} FROM resident r WHERE r.folded IN (SELECT value FROM json_each(?))"  # noqa: S608  constants
    " AND r.merged_into IS NULL ORDER BY r.id"
)


class People:
    """The residents that the people of some rows can be.

    `keeps` notes what was written since, or in a look would be; then its ids are below 0.
    """

    def __init__(self, connection: Connection, applicants: Iterable[Applicant], now: datetime) -> None:
        asked = list(applicants)
        self._now = now
        self._numbers: dict[str, dict[int, str]] = defaultdict(dict)
        self._born: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)  # by name and day of birth
        self._placed: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)  # by name and address
        self._kinds: dict[int, frozenset[str]] = {}  # of the numbers in use
        self._views: dict[int, ResidentView] = {}
        self._made_up = 0
        numbers = {number for one in asked for number in _numbers(one)}
        for number, ident, folded in connection.execute(_BY_NUMBER, (canonical(sorted(numbers)),)):
            self._numbers[number][ident] = folded
        strangers = [one for one in asked if not any(self._numbers.get(n) for n in _numbers(one))]
        born = sorted({(fold(one.full_name), one.dob.isoformat()) for one in strangers if one.dob})
        rest = sorted({fold(one.full_name) for one in strangers if one.address and not one.dob})
        for statement, wanted in ((_BORN, born), (_BY_NAME, rest)):
            for folded, ident, dob, address, kinds in connection.execute(statement, (canonical(wanted),)):
                self._note(ident, folded, dob, address, frozenset(kinds.split(",") if kinds else ()))
        found = {ident for one in asked for ident in self._ids(one)[:1]}
        self._views = {view.id: view for view in views(connection, sorted(found))}

    def known(self, applicant: Applicant) -> ResidentView | None:
        """Whoever this is; None for somebody new. Ask `unclear` first."""
        ids = self._ids(applicant)
        return self._views[ids[0]] if ids else None

    def unclear(self, applicant: Applicant) -> tuple[Problem, ...]:
        """Why it cannot be said who of the store this is."""
        if not (_numbers(applicant) or applicant.dob or applicant.address):
            return (Problem("full_name", "import.only_name"),)
        ids = self._ids(applicant)
        if len(ids) > 1:
            return (Problem("full_name", "import.several", {"count": len(ids)}),)
        if ids and fold(self._views[ids[0]].full_name) != fold(applicant.full_name):
            return (Problem("citizen_id", "import.other_name"),)
        return ()

    def _ids(self, applicant: Applicant) -> Sequence[int]:
        """Who this may be: whoever has one of the numbers, else whoever has the name with the day of birth,
        or the address where no day is known; nobody who has another number of that kind."""
        for number in _numbers(applicant):
            if found := self._numbers.get(number):
                return list(found)
        name, kinds = fold(applicant.full_name), {kind_of_number(n).value for n in _numbers(applicant)}
        if applicant.dob:
            named = self._born.get((name, applicant.dob.isoformat()), {})
        else:
            named = self._placed.get((name, fold(applicant.address)), {}) if applicant.address else {}
        return [ident for ident in named if not kinds & self._kinds[ident]]

    def _note(self, ident: int, name: str, dob: str | None, address: str, kinds: frozenset[str]) -> None:
        self._kinds[ident] = kinds
        if dob:
            self._born[name, dob][ident] = None
        if address:
            self._placed[name, fold(address)][ident] = None

    def keeps(self, ident: int | None, said: Applicant, contact: Contact) -> int:
        """This person is in the store now, by this id (None: would be), with what was said that it lacked."""
        if ident is None:
            self._made_up -= 1
            ident = self._made_up
        before = self._views.get(ident)
        view = self._views[ident] = _learned(before, ident, said, contact, self._now)
        folded = fold(view.full_name)
        for number in _numbers(said):
            self._numbers[number][ident] = folded
        kinds = frozenset({kind_of_number(view.citizen_id).value} if view.citizen_id else ())
        self._note(ident, folded, view.dob.isoformat() if view.dob else None, view.address, kinds)
        return ident


def _numbers(applicant: Applicant) -> list[str]:
    return [number for number in (applicant.citizen_id, applicant.old_cmnd) if number]


def _learned(
    before: ResidentView | None, ident: int, said: Applicant, contact: Contact, now: datetime
) -> ResidentView:
    contacts = (contact,) if contact.phone else ()
    old = (said.old_cmnd,) if said.old_cmnd else ()
    if before is None:
        return ResidentView(
            id=ident,
            full_name=said.full_name,
            citizen_id=said.citizen_id,
            numbers=old,
            dob=said.dob,
            gender=said.gender,
            address=said.address,
            contacts=contacts,
            updated_at=now,
        )
    return replace(
        before,
        citizen_id=said.citizen_id or before.citizen_id,
        numbers=(*before.numbers, *old),
        dob=said.dob or before.dob,
        gender=said.gender or before.gender,
        address=said.address or before.address,
        contacts=(*contacts, *before.contacts),
    )


def missing(who: Person, known: ResidentView) -> Person | None:
    """What the store lacks of a person; None when it lacks nothing that the list has."""
    said = who.applicant
    history = {known.citizen_id, *known.numbers}
    lacks = Applicant(
        resident_id=known.id,
        full_name=known.full_name,
        citizen_id="" if known.citizen_id else said.citizen_id,
        old_cmnd="" if said.old_cmnd in history else said.old_cmnd,
        dob=said.dob if known.dob is None else None,
        gender="" if known.gender else said.gender,
        address="" if known.address else said.address,
    )
    contact = Contact() if known.contacts else who.contact
    nothing = Applicant(resident_id=known.id, full_name=known.full_name)
    if lacks == nothing and not contact.phone:
        return None
    return Person(applicant=lacks, contact=contact)
