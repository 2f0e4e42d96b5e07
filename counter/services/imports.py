"""Lists of before the first day, taken into the store: looked at first, then taken; twice is once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import NAMESPACE_OID, uuid5

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.canonical import canonical
from counter.models.dossier import Applicant, Contact
from counter.models.imports import Import, Row
from counter.models.numbers import kind_of_number
from counter.models.resident import ResidentView
from counter.rules import receipt_books as book_rules
from counter.rules.import_residents import Person, reader_of
from counter.rules.list_table import Table
from counter.rules.rights import Act
from counter.services import receipt_books, receipt_numbers
from counter.services.connection import Connection
from counter.services.dossier_rows import person
from counter.services.office import Office, act
from counter.services.resident_views import views
from counter.text import fold

CHUNK = 100  # rows of one write: others at the counter wait no longer than for a dossier
BOOK_COLUMNS = {
    "form": ("ký hiệu mẫu", "mẫu số", "mẫu biên lai", "form"),
    "serial": ("ký hiệu", "số ký hiệu", "serial"),
    "first": ("từ số", "số đầu", "first"),
    "last": ("đến số", "số cuối", "last"),
    "name": ("tên quyển", "quyển", "name"),
}


@dataclass
class _Told:
    """What is gathered row by row."""

    new: int = 0
    filled: int = 0
    known: int = 0
    refused: list[Row] = field(default_factory=list)
    repaired: list[Row] = field(default_factory=list)

    def result(self, table: Table, *, dry: bool) -> Import:
        return Import(
            heading=table.heading,
            dry=dry,
            rows=len(table.rows),
            new=self.new,
            filled=self.filled,
            known=self.known,
            refused=tuple(self.refused),
            repaired=tuple(self.repaired),
        )


# -- residents --------------------------------------------------------------------------------------


@act(Act.IMPORT, writes=False)
def look_at_residents(office: Office, table: Table) -> Import:
    """What `residents` would do. Refused when the list's letters can be read in two ways."""
    told, seen = _Told(), set[tuple[str, ...]]()
    with office.store.query() as connection:
        for _, who in _people(office, table, told):
            known = _known(connection, who.applicant)
            key = _key(who.applicant)
            if known is None and key not in seen:
                told.new += 1
            elif known is not None and _missing(who, known) is not None and key not in seen:
                told.filled += 1
            else:
                told.known += 1
            seen.add(key)
    return told.result(table, dry=True)


@act(Act.IMPORT)
def residents(office: Office, table: Table) -> Import:
    """Take the people of a list. What the store knows stays as it is; what it lacks is filled in.

    Refused when the list's letters can be read in two ways. A row that cannot be taken stops no other; taking
    the same list again changes nothing, so an import that was cut off is simply begun again.
    """
    told = _Told()
    batch: list[tuple[Row, Person]] = []
    for one in _people(office, table, told):
        batch.append(one)
        if len(batch) == CHUNK:
            _take(office, batch, told)
            batch = []
    _take(office, batch, told)
    return told.result(table, dry=False)


def _people(office: Office, table: Table, told: _Told) -> Iterator[tuple[Row, Person]]:
    """The rows that can be read and are no one else's in the store; the others are told."""
    reader = reader_of(table, local(office.now()).date())
    if isinstance(reader, Problem):
        raise Refused((reader,))
    for number, cells in table.rows:
        found = reader.person(cells)
        problems = found if isinstance(found, tuple) else _unclear(office, found.applicant)
        row = Row(number=number, cells=cells, problems=problems)
        if problems or isinstance(found, tuple):
            told.refused.append(row)
            continue
        if found.repairs:
            told.repaired.append(replace(row, problems=found.repairs))
        yield row, found


def _take(office: Office, batch: Sequence[tuple[Row, Person]], told: _Told) -> None:
    from counter.services.resident_rows import keep  # the ORM: a look does without

    with office.store.query() as connection:  # most of a list taken again needs no write
        if all(_settled(connection, who) for _, who in batch):
            told.known += len(batch)
            return
    with office.store.write(office.now()) as transaction:
        actor, new, filled = person(office), 0, 0
        for _, who in batch:
            transaction.flush()
            known = _known(transaction.connection, who.applicant)
            lacks = who if known is None else _missing(who, known)
            if lacks is None:
                continue
            keep(transaction, actor, lacks.applicant, lacks.contact, "")
            new, filled = new + (known is None), filled + (known is not None)
        transaction.record(
            actor,
            "import.residents",
            subject=("import", f"{batch[0][0].number}-{batch[-1][0].number}"),
            operation="",
            detail={"new": new, "filled": filled},
        )
    told.new += new
    told.filled += filled
    told.known += len(batch) - new - filled


def _settled(connection: Connection, who: Person) -> bool:
    known = _known(connection, who.applicant)
    return known is not None and _missing(who, known) is None


def _key(applicant: Applicant) -> tuple[str, ...]:
    number = applicant.citizen_id or applicant.old_cmnd
    born = applicant.dob.isoformat() if applicant.dob else fold(applicant.address)
    return (number,) if number else (fold(applicant.full_name), born)


def _ids(connection: Connection, applicant: Applicant) -> list[tuple[int, str]]:
    """Who this may be: whoever has one of the numbers, else whoever has the name with the day of birth, or
    the address where no day is known; nobody who has another number of that kind."""
    numbers = [number for number in (applicant.citizen_id, applicant.old_cmnd) if number]
    for number in numbers:
        rows = connection.execute(
            "SELECT DISTINCT r.id, r.folded FROM resident_number n JOIN resident r ON r.id = n.resident_id"
            " WHERE n.number = ?",
            (number,),
        ).fetchall()
        if rows:
            return [(ident, folded) for ident, folded in rows]
    dob = applicant.dob.isoformat() if applicant.dob else None
    rows = connection.execute(
        "SELECT id, folded, dob, address FROM resident WHERE folded = ? AND NOT EXISTS"
        " (SELECT 1 FROM resident_number n WHERE n.resident_id = resident.id AND n.current = 1"
        " AND n.kind IN (SELECT value FROM json_each(?)))",
        (fold(applicant.full_name), canonical([kind_of_number(number) for number in numbers])),
    ).fetchall()
    return [
        (ident, folded)
        for ident, folded, born, address in rows
        if (dob is not None and born == dob)
        or (dob is None and applicant.address and fold(address) == fold(applicant.address))
    ]


def _known(connection: Connection, applicant: Applicant) -> ResidentView | None:
    ids = _ids(connection, applicant)
    return views(connection, [ids[0][0]])[0] if ids else None


def _unclear(office: Office, applicant: Applicant) -> tuple[Problem, ...]:
    """Why it cannot be said who of the store this is."""
    if not (applicant.citizen_id or applicant.old_cmnd or applicant.dob or applicant.address):
        return (Problem("full_name", "import.only_name"),)
    with office.store.query() as connection:
        ids = _ids(connection, applicant)
    if len(ids) > 1:
        return (Problem("full_name", "import.several", {"count": len(ids)}),)
    if ids and ids[0][1] != fold(applicant.full_name):
        return (Problem("citizen_id", "import.other_name"),)
    return ()


def _missing(who: Person, known: ResidentView) -> Person | None:
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


# -- receipt books ----------------------------------------------------------------------------------


@act(Act.TAKE_MONEY)
def books(office: Office, table: Table, *, dry: bool) -> Import:
    """Register the paper receipt books (quyển biên lai) of a list; a book that is there already is known."""
    told = _Told()
    places = {key: table.column(names) for key, names in BOOK_COLUMNS.items()}
    for number, cells in table.rows:
        said = {key: "" if at is None else cells[at].strip() for key, at in places.items()}
        _book(office, said, dry=dry, told=told, refuse=_refuser(told, number, cells))
    return told.result(table, dry=dry)


def _refuser(told: _Told, number: int, cells: tuple[str, ...]) -> Callable[[tuple[Problem, ...]], None]:
    return lambda problems: told.refused.append(Row(number=number, cells=cells, problems=problems))


def _book(
    office: Office,
    said: dict[str, str],
    *,
    dry: bool,
    told: _Told,
    refuse: Callable[[tuple[Problem, ...]], None],
) -> None:
    with office.store.query() as connection:
        there = receipt_numbers.books_of(connection, said["form"], said["serial"])
    if any((book.first, book.last) == _ends(said) for book in there):
        told.known += 1
        return
    read = book_rules.read_book(said["form"], said["serial"], said["first"], said["last"], there)
    if isinstance(read, tuple):
        refuse(read)
        return
    if not dry:
        operation = uuid5(NAMESPACE_OID, "|".join(said.values())).hex  # the same row is the same act
        try:
            receipt_books.register_book(office, **said, operation=operation)
        except Refused as refused:
            refuse(refused.problems)
            return
    told.new += 1


def _ends(said: dict[str, str]) -> tuple[int, int] | None:
    first, last = said["first"], said["last"]
    return (int(first), int(last)) if first.isdecimal() and last.isdecimal() else None
