"""Lists of before the first day, taken into the store: looked at first, then taken; twice is once."""

from collections.abc import Callable, Iterator, Sequence
from uuid import NAMESPACE_OID, uuid5

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.imports import Import, Row
from counter.rules import receipt_books as book_rules
from counter.rules.import_residents import Person, reader_of
from counter.rules.list_table import Table
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.imports.import_people import People, missing
from counter.services.imports.import_told import Told
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.services.till import receipt_books, receipt_numbers

CHUNK = 100  # rows of one write: others at the counter wait no longer than for a dossier
BOOK_COLUMNS = {
    "form": ("ký hiệu mẫu", "mẫu số", "mẫu biên lai", "form"),
    "serial": ("ký hiệu", "số ký hiệu", "serial"),
    "first": ("từ số", "số đầu", "first"),
    "last": ("đến số", "số cuối", "last"),
    "name": ("tên quyển", "quyển", "name"),
}
_Batch = Sequence[tuple[Row, Person]]


# -- residents --------------------------------------------------------------------------------------


@act(Act.IMPORT, writes=False)
def look_at_residents(office: Office, table: Table) -> Import:
    """What `residents` would do. Refused when the list's letters can be read in two ways."""
    told = Told(table.heading)
    batch = [one for piece in _batches(office, table, told) for one in piece]
    with office.store.query() as connection:
        people = People(connection, (who.applicant for _, who in batch), office.now())
        for row, who in batch:
            _place(people, row, who, told)
    return told.result(len(table.rows), dry=True)


@act(Act.IMPORT)
def residents(office: Office, table: Table) -> Import:
    """Take the people of a list. What the store knows stays as it is; what it lacks is filled in.

    Refused when the list's letters can be read in two ways. A row that cannot be taken stops no other; taking
    the same list again changes nothing, so an import that was cut off is simply begun again.
    """
    told = Told(table.heading)
    for batch in _batches(office, table, told):
        _take(office, batch, told)
    return told.result(len(table.rows), dry=False)


def _batches(office: Office, table: Table, told: Told) -> Iterator[_Batch]:
    """The rows that can be read, some at a time; the others are told."""
    reader = reader_of(table, local(office.now()).date())
    if isinstance(reader, Problem):
        raise Refused((reader,))
    told.heading = reader.heading(table.heading)
    batch: list[tuple[Row, Person]] = []
    for number, cells in table.rows:
        found, row = reader.person(cells), Row(number=number, cells=reader.readable(cells), problems=())
        if isinstance(found, tuple):
            told.refuse(row, found)
        else:
            batch.append((row, found))
        if len(batch) == CHUNK:
            yield batch
            batch = []
    yield batch


def _take(office: Office, batch: _Batch, told: Told) -> None:
    """Most of a list taken again needs no write: it is looked at before."""
    applicants = [who.applicant for _, who in batch]
    look = Told()
    with office.store.query() as connection:
        people = People(connection, applicants, office.now())
        for row, who in batch:
            _place(people, row, who, look)
    if look.new or look.filled:
        look = Told()
        with office.store.write(office.now()) as transaction:
            people = People(transaction.connection, applicants, office.now())
            for row, who in batch:
                _place(people, row, who, look, transaction=transaction, office=office)
            transaction.record(
                person(office),
                "import.residents",
                subject=("import", f"{batch[0][0].number}-{batch[-1][0].number}"),
                operation="",
                detail={"new": look.new, "filled": look.filled},
            )
    told.add(look)


def _place(
    people: People,
    row: Row,
    who: Person,
    told: Told,
    *,
    transaction: Transaction | None = None,
    office: Office | None = None,
) -> None:
    """One row against who is known; kept when there is a write to keep it in."""
    if problems := people.unclear(who.applicant):
        told.refuse(row, problems)
        return
    told.repair(row, who.repairs)
    known = people.known(who.applicant)
    lacks = who if known is None else missing(who, known)
    if lacks is None:
        told.known += 1
        return
    told.new, told.filled = told.new + (known is None), told.filled + (known is not None)
    ident = known.id if known else None
    if transaction is not None and office is not None:
        from counter.services.people.resident_rows import keep_as  # the ORM: a look does without

        ident = keep_as(transaction, person(office), known, lacks.applicant, lacks.contact, "")
    people.keeps(ident, lacks.applicant, lacks.contact)


# -- receipt books ----------------------------------------------------------------------------------


@act(Act.TAKE_MONEY)
def books(office: Office, table: Table, *, dry: bool) -> Import:
    """Register the paper receipt books (quyển biên lai) of a list; a book that is there already is known."""
    told = Told(table.heading)
    places = {key: table.column(names) for key, names in BOOK_COLUMNS.items()}
    for number, cells in table.rows:
        said = {key: "" if at is None else cells[at].strip() for key, at in places.items()}
        _book(office, said, dry=dry, told=told, refuse=_refuser(told, number, cells))
    return told.result(len(table.rows), dry=dry)


def _refuser(told: Told, number: int, cells: tuple[str, ...]) -> Callable[[tuple[Problem, ...]], None]:
    return lambda problems: told.refuse(Row(number=number, cells=cells, problems=()), problems)


def _book(
    office: Office,
    said: dict[str, str],
    *,
    dry: bool,
    told: Told,
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
