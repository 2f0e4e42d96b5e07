"""The making of a made-up ward, batch by batch, in the order of time."""

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.staff import Role, StaffView
from counter.paths import data_dir
from counter.rules import dossier_code
from counter.rules.calendar import parse_hours
from counter.services.catalogue.portal_data import sentence_on
from counter.services.office import shipped_calendar, shipped_catalogue
from counter.services.practice import practice_data
from counter.services.practice.practice_cases import Cases
from counter.services.practice.practice_days import SPAN_DAYS, Days
from counter.services.practice.practice_dossiers import DossierRows, Taken
from counter.services.practice.practice_drafts import drafts
from counter.services.practice.practice_life import Lives
from counter.services.practice.practice_moves import MoveRows
from counter.services.practice.practice_people import People, Person
from counter.services.practice.practice_rows import Journal, Rows
from counter.services.practice.practice_till import Till
from counter.services.store.connection import Connection
from counter.settings import WardSettings
from counter.text import fold

Batch = Callable[[Connection], None]
Tell = Callable[[str, int, int], None]
RESIDENTS, DOSSIERS = 10_000, 2_000  # to a transaction
_LEAST_AGE = 16 * 365  # days; younger people do not come by themselves
_NO_PIN = "$argon2id$practice"  # a hash that fits no PIN: in practice nobody is asked for one


class MadeUpWard:
    """A ward from a seed; `batches` are to be written one after the other."""

    def __init__(self, seed: int, residents: int, dossiers: int, until: date, days: int = SPAN_DAYS) -> None:
        folder = data_dir() / "practice"
        self._ward, names = practice_data.ward(folder), practice_data.names(folder)
        self._habits = practice_data.habits(folder)
        self._residents, self._dossiers, self._until = residents, dossiers, until
        settings = WardSettings()
        self._hours = parse_hours(settings.hours)
        self._rng = random.Random(f"ward {seed}")  # noqa: S311  made-up work, not secrets
        self._days = Days(self._rng, shipped_calendar(), self._hours, until, days)
        self._people = People(seed, names, self._ward, until)
        self.end = self._days.end
        self._staff = [StaffView(n, name, role) for n, (name, role) in enumerate(self._ward.staff, start=1)]
        self._waiting = Rows()
        self._journal = Journal(self._waiting, self._staff)
        self._till = Till(seed, self._habits, self._days, self._waiting, self._journal)

    def batches(self, tell: Tell) -> Iterator[Batch]:
        """What to write, in order; each batch belongs into one transaction."""
        rows = self._waiting
        yield self._first
        receptions = [moment for _, day in self._days.receptions(self._dossiers) for moment in day]
        persons = list(self._people.draw(self._residents))
        grown = [n for n, p in enumerate(persons) if (self._until - p.dob).days >= _LEAST_AGE] or [0]
        visitors = [self._rng.choice(grown) for _ in receptions]
        last_seen = dict(zip(visitors, receptions, strict=True))
        for start in range(0, len(persons), RESIDENTS):
            for number in range(start, min(start + RESIDENTS, len(persons))):
                self._resident(rows, number, persons[number], last_seen.get(number))
            tell("residents", min(start + RESIDENTS, len(persons)), len(persons))
            yield rows.flush
        self._doubles(rows, persons)
        yield from self._all_dossiers(rows, receptions, visitors, persons, tell)

    def _first(self, connection: Connection) -> None:
        """The staff and the mirror of the catalogue: everything else points at them."""
        from counter.services.dossier.dossier_views import plain  # comes with the ORM

        made = to_micros(self.end - timedelta(days=731))
        connection.executemany(
            "INSERT INTO staff (id, name, folded, role, pin_hash, active, tries, created_at, version)"
            " VALUES (?, ?, ?, ?, ?, 1, 0, ?, 1)",
            [(p.id, p.name, fold(p.name), p.role.value, _NO_PIN, made) for p in self._staff],
        )
        versions = {
            p.code: hashlib.sha256(canonical(plain(p)).encode()).hexdigest()[:16]
            for p in shipped_catalogue().all()
        }
        connection.executemany(
            "INSERT INTO procedure (code, name, sector, data_version, updated_at) VALUES (?, ?, ?, ?, ?)",
            [(p.code, p.name, p.sector, versions[p.code], made) for p in shipped_catalogue().all()],
        )
        self._till.first(connection, made)

    def _resident(self, rows: Rows, number: int, person: Person, seen: datetime | None) -> None:
        ident, made = number + 1, to_micros(self.end - timedelta(days=731))
        rows.add(
            "resident", ident, person.full_name, person.folded, person.dob.isoformat(), person.gender,
            person.address, person.issued.isoformat(), "[]", made, to_micros(seen) if seen else made, 1,
        )  # fmt: skip
        rows.add("resident_number", ident, "cccd", person.citizen_id, person.citizen_id[::-1], 1, made)
        if person.old_cmnd:
            rows.add("resident_number", ident, "cmnd9", person.old_cmnd, person.old_cmnd[::-1], 0, made)
        if person.phone:
            rows.add("resident_contact", ident, "own_phone", person.phone, person.phone[::-1], "", 1, made)

    def _doubles(self, rows: Rows, persons: list[Person]) -> None:
        """Two of them a second time, as lists from before have them: by the old CMND alone, by the name and
        the day of birth alone."""
        made = to_micros(self.end - timedelta(days=730))
        twice = [person for person in persons if person.old_cmnd and person.phone][:2]
        for ident, person in enumerate(twice, start=len(persons) + 1):
            by_number = ident == len(persons) + 1
            born = None if by_number else person.dob.isoformat()
            name = person.folded.title() if by_number else person.full_name
            said = (ident, name, person.folded, born, "", person.address, None, "[]")
            rows.add("resident", *said, made, made, 1)
            if by_number:
                rows.add("resident_number", ident, "cmnd9", person.old_cmnd, person.old_cmnd[::-1], 1, made)
            rows.add("resident_contact", ident, "own_phone", person.phone, person.phone[::-1], "", 1, made)

    def _all_dossiers(
        self, rows: Rows, receptions: list[datetime], visitors: list[int], persons: list[Person], tell: Tell
    ) -> Iterator[Batch]:
        habits, rng, journal = self._habits, self._rng, self._journal
        cases = Cases(rng, shipped_catalogue(), habits, shipped_calendar(), self._hours)
        lives, writer = Lives(rng, habits, self._days), DossierRows(rng, habits, rows, journal, self._till)
        moves = MoveRows(rows, journal, habits, self._days)
        consent = sentence_on(self._until).version
        day, sequence = date.min, 0
        for number, (received, visitor) in enumerate(zip(receptions, visitors, strict=True), start=1):
            if received.date() != day:
                self._close_day(rows, day, sequence)
                day, sequence = received.date(), 0
            sequence += 1
            journal.upto(received)
            case, person = cases.draw(day), persons[visitor]
            due = cases.appointment(case.procedure, received)
            life = lives.draw(case, received, due.due, person.full_name)
            taken = Taken(
                id=number,
                sequence=sequence,
                received=received,
                resident_id=visitor + 1,
                person=person,
                case=case,
                due=due,
                life=life,
                clerk=journal.person(Role.CLERK, number),
                consent_version=consent,
            )
            writer.write(moves.follow(taken))
            if number % DOSSIERS == 0 or number == len(receptions):
                tell("dossiers", number, len(receptions))
                yield rows.flush
        self._close_day(rows, day, sequence)
        journal.upto(None)
        for row in islice(drafts(rng, cases, persons, self._staff, self._days), 2 + len(receptions) // 100):
            rows.add("draft", *row)
        yield rows.flush
        yield _tidy

    def _close_day(self, rows: Rows, day: date, last: int) -> None:
        if last:
            rows.add("day_counter", f"dossier:{dossier_code.PROVISIONAL}", day.isoformat(), last)


def _tidy(connection: Connection) -> None:
    """Merge the pieces of the name indexes, as an idle counter does once a week."""
    connection.execute("INSERT INTO find_resident (find_resident) VALUES ('optimize')")
    connection.execute("INSERT INTO find_dossier (find_dossier) VALUES ('optimize')")
