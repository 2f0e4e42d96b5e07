"""The checks of `counter verify` that need the program's own rules: codes, search keys, drafts."""

from array import array
from collections.abc import Iterator
from datetime import date
from zlib import crc32

from counter.models.bank import StatementLine
from counter.rules import dossier_code
from counter.rules.bank_match import is_digest
from counter.rules.dossier_code import DossierCode
from counter.services.search.find_rows import terms
from counter.services.search.meaning import PRACTICE_MARK
from counter.services.store.connection import Connection, Row
from counter.text import fold


def codes(connection: Connection, practice: bool) -> Iterator[str]:
    """Dossiers whose codes are not what they must be; among them practice codes in a real store."""
    rows = connection.execute(
        "SELECT id, code, code_reversed, short_code, provisional, day, sequence FROM dossier"
    )
    for row in rows:
        if not _code_is_right(row, practice):
            yield str(row[0])


def _code_is_right(row: Row, practice: bool) -> bool:
    ident, code, backwards, short, provisional, day, sequence = row
    if code[::-1] != backwards or short != dossier_code.short_code(ident):
        return False
    if code.startswith(PRACTICE_MARK) != practice:
        return False
    read = dossier_code.parse(code.removeprefix(PRACTICE_MARK))
    if not isinstance(read, DossierCode):
        return False
    same = read.day.isoformat() == day and read.sequence == sequence
    return same and read.provisional == bool(provisional)


_NEWEST = "SELECT coalesce(max(id), 0) FROM {table}"
_MAKE = "CREATE VIRTUAL TABLE temp.verify_{table} USING fts5vocab('main', 'find_{table}', 'instance')"
_READ = "SELECT term, doc FROM temp.verify_{table}"
_DROP = "DROP TABLE IF EXISTS temp.verify_{table}"
_NAMES = {
    "resident": "SELECT id, folded, full_name FROM resident",
    "dossier": "SELECT id, folded, trim(applicant_name || ' ' || behalf_of) FROM dossier",
}


def search(connection: Connection, table: str) -> Iterator[str]:
    """Rows whose search key is not that of their name, or that the full-text index holds otherwise.

    Every posting of the index is added up by row and compared with the words of the key: a row that is
    missing, doubled or left over shows.
    """
    newest = connection.execute(_NEWEST.format(table=table)).fetchone()
    sums = array("q", bytes(8 * (int(newest[0]) + 1 if newest else 1)))
    strangers = 0
    for term, ident in _postings(connection, table):
        if ident < len(sums):
            sums[ident] += crc32(term.encode())
        else:
            strangers += 1
    for ident, folded, name in connection.execute(_NAMES[table]):
        wanted = sum(crc32(term.encode()) for term in set(terms(folded)))
        if folded != fold(name) or sums[ident] != wanted:
            yield str(ident)
        sums[ident] = 0
    yield from (str(ident) for ident, left in enumerate(sums) if left)
    yield from ("?" for _ in range(strangers))


def _postings(connection: Connection, table: str) -> Iterator[tuple[str, int]]:
    """(term, row) of the full-text index, read through a table that exists for this connection alone."""
    connection.execute("PRAGMA query_only = OFF")  # a temporary table is all that is written
    try:
        connection.execute(_DROP.format(table=table))
        connection.execute(_MAKE.format(table=table))
        yield from connection.execute(_READ.format(table=table))
        connection.execute(_DROP.format(table=table))
    finally:
        connection.execute("PRAGMA query_only = ON")


def drafts(connection: Connection) -> Iterator[str]:
    """Drafts that cannot be opened, or whose list says something else than their body."""
    from pydantic import TypeAdapter, ValidationError

    from counter.models.dossier import IntakeDraft

    shape = TypeAdapter(IntakeDraft)
    rows = connection.execute("SELECT id, step, applicant_name, folded, procedure_code, body FROM draft")
    for ident, step, name, folded, procedure, body in rows:
        try:
            draft = shape.validate_json(body)
        except ValidationError:
            yield ident
            continue
        listed = (draft.id, draft.step.value, draft.procedure_code, fold(name))
        if listed != (ident, step, procedure, folded):
            yield ident


def statements(connection: Connection) -> Iterator[str]:
    """Lines of bank statements that are not what was imported: their fingerprint says so."""
    rows = connection.execute(
        "SELECT id, account_id, booked_on, amount, memo, reference, digest FROM bank_line ORDER BY id"
    )
    for ident, account, day, amount, memo, reference, digest in rows:
        line = StatementLine(booked_on=date.fromisoformat(day), amount=amount, memo=memo, reference=reference)
        if not is_digest(digest, account, line):
            yield str(ident)
