"""Dossiers of the system or the list of before (hồ sơ của hệ thống cũ): looked at first, then taken; twice is
once.

They get a code that is not an official one, for theirs was given elsewhere and may be given here to another;
the old code stays as a reference and finds them. Nothing is told to the portal of them, and no money that was
taken elsewhere enters the ledger.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from counter.errors import Problem, Refused
from counter.i18n import day_with_weekday, local, t
from counter.models.brought import PaidBefore
from counter.models.canonical import canonical
from counter.models.catalogue import Procedure
from counter.models.dossier import Appointment
from counter.models.imports import Import, Row
from counter.rules.calendar import WorkCalendar, parse_hours
from counter.rules.import_dossiers import OldDossier, dossier_reader
from counter.rules.import_procedures import Procedures
from counter.rules.import_residents import Person
from counter.rules.list_table import Table
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.imports.import_dossier_rows import Case, write
from counter.services.imports.import_people import People, missing
from counter.services.imports.import_told import Told
from counter.services.intake import appointments
from counter.services.office import Office, act
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction

CHUNK = 100  # rows of one write: others at the counter wait no longer than for a dossier
_Batch = Sequence[tuple[Row, Case]]


@dataclass
class _Sums:
    people: int = 0
    reckoned: int = 0
    paid: int = 0


@act(Act.IMPORT, writes=False)
def look_at_dossiers(office: Office, table: Table) -> Import:
    """What `dossiers` would do. Refused when the list's letters have two readings, or a column is missing."""
    told, sums = Told(table.heading), _Sums()
    batch, notes = _readable(office, table, told)
    with office.store.query() as connection:
        placing = _Placing(connection, batch, office, told, sums, set())
        for row, case in batch:
            placing.place(row, case)
    return _result(told, table, sums, notes, dry=True)


@act(Act.IMPORT)
def dossiers(office: Office, table: Table) -> Import:
    """Take the dossiers of a list, a hundred in a write. Refused as a look is.

    A row that cannot be taken stops no other; taking the same list again changes nothing, so an import that
    was cut off is simply begun again.
    """
    told, sums, here = Told(table.heading), _Sums(), set[str]()
    batch, notes = _readable(office, table, told)
    for start in range(0, len(batch), CHUNK):
        _take(office, batch[start : start + CHUNK], told, sums, here)
    return _result(told, table, sums, notes, dry=False)


def _take(office: Office, batch: _Batch, told: Told, sums: _Sums, here: set[str]) -> None:
    """Most of a list taken again needs no write: it is looked at before."""
    look, seen = Told(), set(here)
    with office.store.query() as connection:
        placing = _Placing(connection, batch, office, look, _Sums(), seen)
        for row, case in batch:
            placing.place(row, case)
    if look.new:
        look = Told()
        with suppress(_NothingNewError), office.store.write(office.now()) as transaction:
            placing = _Placing(transaction.connection, batch, office, look, sums, here, transaction)
            placed = [case for case in (placing.place(row, case) for row, case in batch) if case is not None]
            if not placed:
                raise _NothingNewError
            write(office, transaction, placed)
    told.add(look)


class _NothingNewError(Exception):
    """Another program took all of it since it was looked at: the write is left, with nothing written."""


def _result(told: Told, table: Table, sums: _Sums, notes: tuple[Problem, ...], *, dry: bool) -> Import:
    return replace(
        told.result(len(table.rows), dry=dry),
        people=sums.people,
        reckoned=sums.reckoned,
        paid_elsewhere=sums.paid,
        notes=notes,
    )


# -- reading ----------------------------------------------------------------------------------------


def _readable(office: Office, table: Table, told: Told) -> tuple[_Batch, tuple[Problem, ...]]:
    reader = dossier_reader(table, office.now(), parse_hours(office.ward.hours))
    if isinstance(reader, Problem):
        raise Refused((reader,))
    told.heading = reader.people.heading(table.heading)
    procedures, calendar = Procedures(office.catalogue.all()), office.calendar
    found = []
    for number, cells in table.rows:
        row = Row(number=number, cells=reader.people.readable(cells), problems=())
        old = reader.dossier(cells)
        if isinstance(old, tuple):
            told.refuse(row, old)
            continue
        named = procedures.find(old.procedure_code, old.procedure)
        if isinstance(named, Problem):
            told.refuse(row, (named,))
            continue
        whole = replace(old, repairs=(*old.repairs, *named[1]))
        due = _appointment(office, old, named[0], calendar)
        found.append((row, Case(whole, named[0], due, old.ref, old.digest)))
    return found, reader.notes


def _appointment(
    office: Office, old: OldDossier, procedure: Procedure, calendar: WorkCalendar
) -> Appointment:
    """As it was promised then; reckoned, and said so, where the list has none."""
    if old.due is not None:
        return Appointment(due=old.due, reason=t("import.due_kept"))
    made = appointments.appoint(office, procedure, old.channel, old.received, calendar=calendar)
    if made.due is None:
        return made
    return replace(made, reason=t("import.due_reckoned", reason=made.reason))


# -- placing ----------------------------------------------------------------------------------------


_TAKEN = "SELECT ref, digest FROM dossier_brought WHERE ref IN (SELECT value FROM json_each(?))"
_OURS = (
    "SELECT code FROM dossier WHERE code IN (SELECT value FROM json_each(?1))"
    " UNION SELECT portal_code FROM submission WHERE portal_code IN (SELECT value FROM json_each(?1))"
)


class _Placing:
    """Rows against what is in the store: people, dossiers taken before, codes of our own.

    `here`: what was taken, or would be, of this list. Without a transaction nothing is kept.
    """

    def __init__(
        self,
        connection: Connection,
        batch: _Batch,
        office: Office,
        told: Told,
        sums: _Sums,
        here: set[str],
        transaction: Transaction | None = None,
    ) -> None:
        applicants = (case.old.person.applicant for _, case in batch)
        self._people = People(connection, applicants, office.now())
        refs = canonical(sorted({case.ref for _, case in batch}))
        codes = canonical(sorted({case.old.old_code for _, case in batch} - {""}))
        self._digests: dict[str, str] = dict(connection.execute(_TAKEN, (refs,)).fetchall())
        self._ours = {row[0] for row in connection.execute(_OURS, (codes,))}
        self._office, self._told, self._sums, self._here = office, told, sums, here
        self._transaction = transaction

    def place(self, row: Row, case: Case) -> Case | None:
        """The case with its person where it is to be taken; else the row is told of."""
        old, told = case.old, self._told
        if self._digests.get(case.ref) == case.digest:
            told.known += 1
            return None
        if problems := self._taken(case) or self._people.unclear(old.person.applicant):
            told.refuse(row, problems)
            return None
        reckoned = old.due is None and case.appointment.due is not None
        repairs = old.repairs
        if reckoned and case.appointment.due is not None:
            due = local(case.appointment.due).date()
            repairs += (Problem("due", "import.due_made", {"due": day_with_weekday(due)}),)
        told.repair(row, repairs)
        told.new += 1
        self._sums.reckoned += reckoned
        self._sums.paid += (old.fee or 0) if old.paid is PaidBefore.PAID else 0
        self._digests[case.ref] = case.digest
        self._here.add(case.ref)
        return replace(case, resident=self._resident(old.person))

    def _taken(self, case: Case) -> tuple[Problem, ...]:
        """Why its code cannot be taken: a row that says something else has it, or a dossier of our own."""
        old = case.old
        said = {"code": old.old_code or old.register}
        if case.ref in self._digests:
            return (Problem("code", f"import.other_row{'_here' if case.ref in self._here else ''}", said),)
        return (Problem("code", "import.code_ours", said),) if old.old_code in self._ours else ()

    def _resident(self, who: Person) -> int:
        """The id of the person, after the store learned what it lacked; below 0 where nothing is kept."""
        known = self._people.known(who.applicant)
        lacks = who if known is None else missing(who, known)
        if known is not None and lacks is None:
            return known.id
        said = lacks or who
        ident = known.id if known else None
        self._sums.people += known is None
        if self._transaction is not None:
            from counter.services.people.resident_rows import keep_as  # the ORM: a look does without

            actor = person(self._office)
            ident = keep_as(self._transaction, actor, known, said.applicant, said.contact, "")
        return self._people.keeps(ident, said.applicant, said.contact)
