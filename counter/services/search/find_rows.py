"""The statements behind `find`: an index range or a full-text prefix each, newest first, with a limit."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from counter.i18n import local
from counter.models.canonical import canonical
from counter.models.instant import from_micros
from counter.rules import dossier_code
from counter.rules.old_codes import key_of
from counter.text import fold, nfc

if TYPE_CHECKING:
    from counter.services.store.connection import Connection, SqlValue

_WORDS = re.compile(r"[^\W_]+")
MOST_TERMS = 8
_ACCENT_POOL = 3  # with accents typed, so many times the limit is looked through for names that carry them


class ResidentRow(NamedTuple):
    """A resident as a list shows one; numbers still whole."""

    id: int
    full_name: str
    born: str  # year, or ""
    number: str
    phone: str


class DossierRow(NamedTuple):
    """A dossier as a list shows one."""

    id: int
    code: str
    short_code: str
    applicant_name: str
    procedure_name: str
    state: int
    day: str


_RESIDENT = """
SELECT r.id, r.full_name, coalesce(substr(r.dob, 1, 4), ''),
 coalesce((SELECT n.number FROM resident_number n WHERE n.resident_id = r.id AND n.current = 1
  ORDER BY n.id DESC LIMIT 1), ''),
 coalesce((SELECT c.phone FROM resident_contact c
  WHERE c.resident_id = r.id AND c.current = 1 AND c.phone <> ''
  ORDER BY c.id DESC LIMIT 1), '')
FROM resident r
WHERE r.id IN (SELECT coalesce(x.merged_into, x.id) FROM resident x WHERE x.id IN ({ids})) ORDER BY r.id DESC
"""
_DOSSIER = """
SELECT id, code, short_code, applicant_name, procedure_name, state, day FROM dossier
WHERE id IN ({ids}) ORDER BY id DESC
"""
# A merged record is found by its name, and the one that stays is shown.
_MERGED = (
    "SELECT id, merged_into FROM resident"
    " WHERE id IN (SELECT value FROM json_each(?1)) AND merged_into IS NOT NULL"
)
_GIVEN = "SELECT value FROM json_each(?1)"
_RESIDENT_NAMES = "SELECT rowid FROM find_resident WHERE find_resident MATCH ?1 ORDER BY rowid DESC LIMIT ?2"
_DOSSIER_NAMES = "SELECT rowid FROM find_dossier WHERE find_dossier MATCH ?1 ORDER BY rowid DESC LIMIT ?2"
_RESIDENT_POOL = """
SELECT id, full_name FROM resident
WHERE id IN (SELECT rowid FROM find_resident WHERE find_resident MATCH ?1 ORDER BY rowid DESC LIMIT ?2)
ORDER BY id DESC
"""
_DOSSIER_POOL = """
SELECT id, applicant_name FROM dossier
WHERE id IN (SELECT rowid FROM find_dossier WHERE find_dossier MATCH ?1 ORDER BY rowid DESC LIMIT ?2)
ORDER BY id DESC
"""


def _residents(connection: "Connection", ids: str, values: "Sequence[SqlValue]") -> list[ResidentRow]:
    return [ResidentRow(*row) for row in connection.execute(_RESIDENT.format(ids=ids), values)]


def _dossiers(connection: "Connection", ids: str, values: "Sequence[SqlValue]") -> list[DossierRow]:
    return [DossierRow(*row) for row in connection.execute(_DOSSIER.format(ids=ids), values)]


# -- names ----------------------------------------------------------------------------------


def name_queries(text: str) -> tuple[str, ...]:
    """What to ask the full-text index for, in the order to ask: whole words with the last one begun, then
    every word begun ("n t ho"). Empty for a text without a letter."""
    words = terms(fold(text))[:MOST_TERMS]
    if not words:
        return ()
    begun = " ".join(f'"{word}"*' for word in words)
    if len(words) == 1 or min(map(len, words[:-1])) < 2:
        return (begun,)
    return (" ".join(f'"{word}"' for word in words[:-1]) + f' "{words[-1]}"*', begun)


def terms(folded: str) -> list[str]:
    """The words of a search key as the full-text index cuts them."""
    return _WORDS.findall(folded)


def residents_by_name(connection: "Connection", text: str, limit: int) -> list[ResidentRow]:
    """Residents by name, newest first; with accents typed, names that carry them before the others."""
    ids = _by_name(connection, _RESIDENT_NAMES, _RESIDENT_POOL, text, limit, limit * _ACCENT_POOL)
    rows = {row.id: row for row in _residents(connection, _GIVEN, (canonical(ids),))}
    into: dict[int, int] = dict(connection.execute(_MERGED, (canonical(ids),)).fetchall())
    return [rows[ident] for ident in dict.fromkeys(into.get(ident, ident) for ident in ids)]


def dossiers_by_name(connection: "Connection", text: str, limit: int) -> list[DossierRow]:
    """Dossiers by the name of the applicant or of the person acted for, newest first."""
    ids = _by_name(connection, _DOSSIER_NAMES, _DOSSIER_POOL, text, limit, limit)
    rows = {row.id: row for row in _dossiers(connection, _GIVEN, (canonical(ids),))}
    return [rows[ident] for ident in ids]


def _by_name(
    connection: "Connection", names: str, pool: str, text: str, limit: int, looked_at: int
) -> list[int]:
    """The ids to show, in order. Only where accents are typed are names looked at, and so many of them."""
    accented = bool(marks(text))
    for query in name_queries(text):
        if accented:
            found = connection.execute(pool, (query, looked_at)).fetchall()
            found.sort(key=lambda row: not carries(row[1], text))
        else:
            found = connection.execute(names, (query, limit)).fetchall()
        if found:
            return [row[0] for row in found[:limit]]
    return []


def drafts(connection: "Connection", text: str, limit: int) -> list[tuple[str, str, str, str]]:
    """Drafts by any part of the name: id, name, procedure's name if the store has it, its code."""
    statement = (
        "SELECT d.id, d.applicant_name, coalesce(p.name, ''), d.procedure_code FROM draft d"
        " LEFT JOIN procedure p ON p.code = d.procedure_code"
        " WHERE instr(d.folded, ?1) ORDER BY d.saved_at DESC LIMIT ?2"
    )
    found = connection.execute(statement, (fold(text), limit))
    return [(i, name, procedure, code) for i, name, procedure, code in found]


def marks(word: str) -> str:
    """The accents of a word in one order, so that "Thuý" and "Thúy" carry the same."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(sorted(c for c in decomposed if c == "đ" or unicodedata.combining(c)))


def carries(name: str, typed: str) -> bool:
    """Whether each typed word begins a word of the name, with the accents as typed."""
    words = [(fold(word), marks(word)) for word in nfc(name).split()]
    return all(any(_begins(begun, marks(begun), *word) for word in words) for begun in nfc(typed).split())


def _begins(begun: str, accents: str, word: str, has: str) -> bool:
    bare = fold(begun)
    if not word.startswith(bare):
        return False
    return not accents or (has == accents if word == bare else set(accents) <= set(has))


# -- numbers, phones, codes --------------------------------------------------------------------


def ending(text: str) -> tuple[str, str]:
    """The range of reversed strings that end in `text`: from, and up to but without."""
    backwards = text[::-1]
    return backwards, backwards + "\U0010ffff"


def residents_by_number(connection: "Connection", number: str, limit: int) -> list[ResidentRow]:
    """Residents who have or had exactly this number."""
    ids = "SELECT resident_id FROM resident_number WHERE number = ?1 LIMIT ?2"
    return _residents(connection, ids, (number, limit))


def residents_by_number_ending(connection: "Connection", digits: str, limit: int) -> list[ResidentRow]:
    """Residents whose number ends in these digits."""
    ids = (
        "SELECT resident_id FROM resident_number WHERE number_reversed >= ?1 AND number_reversed < ?2"
        " ORDER BY number_reversed LIMIT ?3"
    )
    return _residents(connection, ids, (*ending(digits), limit))


def residents_by_phone_ending(connection: "Connection", digits: str, limit: int) -> list[ResidentRow]:
    """Residents who are reached by a phone that ends in these digits."""
    ids = (
        "SELECT resident_id FROM resident_contact WHERE phone_reversed >= ?1 AND phone_reversed < ?2"
        " ORDER BY phone_reversed LIMIT ?3"
    )
    return _residents(connection, ids, (*ending(digits), limit))


def dossiers_by_phone_ending(connection: "Connection", digits: str, limit: int) -> list[DossierRow]:
    """Dossiers whose contact phone ends in these digits, newest first."""
    return _newest(connection, "contact_phone_reversed", digits, limit)


def dossiers_by_code_ending(connection: "Connection", text: str, limit: int) -> list[DossierRow]:
    """Dossiers whose code ends in this text (a whole code too), newest first."""
    return _newest(connection, "code_reversed", text, limit)


def dossiers_by_portal_ending(connection: "Connection", text: str, limit: int) -> list[DossierRow]:
    """Dossiers to which the portal gave a code that ends in this text (the whole code too)."""
    ids = (
        "SELECT dossier_id FROM submission WHERE portal_code_reversed >= ?1 AND portal_code_reversed < ?2"
        " ORDER BY portal_code_reversed LIMIT ?3"
    )
    return _dossiers(connection, ids, (*ending(text), limit))


_FROM_BEFORE = (
    "SELECT dossier_id FROM (SELECT dossier_id FROM dossier_brought WHERE old_key >= ?1 AND old_key < ?2"
    " UNION SELECT dossier_id FROM dossier_brought WHERE old_key_reversed >= ?3 AND old_key_reversed < ?4)"
    " ORDER BY dossier_id DESC LIMIT ?5"
)
_LEAST_OLD = 3  # letters and digits, a digit among them: fewer would be much of a list


def dossiers_by_old_code(connection: "Connection", text: str, limit: int) -> list[DossierRow]:
    """Dossiers of the system of before whose code there begins or ends like this, signs and case aside."""
    key = key_of(text)
    if len(key) < _LEAST_OLD or not any(c.isdecimal() for c in key):
        return []
    return _dossiers(connection, _FROM_BEFORE, (key, key + "\U0010ffff", *ending(key), limit))


def dossiers_by_short_code(connection: "Connection", text: str) -> list[DossierRow]:
    """The dossier with this short code, dash and capitals aside; none when a sign is wrong."""
    number = dossier_code.parse_short(text)
    if not isinstance(number, int):
        return []
    ids = "SELECT id FROM dossier WHERE short_code = ?1"
    return _dossiers(connection, ids, (dossier_code.short_code(number),))


def dossiers_by_short_beginning(connection: "Connection", text: str, limit: int) -> list[DossierRow]:
    """Dossiers whose short code begins so, newest first; none for what begins no short code."""
    begun = dossier_code.short_beginning(text)
    if not begun:
        return []
    ids = "SELECT id FROM dossier WHERE short_code >= ?1 AND short_code < ?2 ORDER BY id DESC LIMIT ?3"
    return _dossiers(connection, ids, (begun, begun + "\U0010ffff", limit))


def dossiers_of(connection: "Connection", resident: int, limit: int) -> list[DossierRow]:
    """The newest dossiers of one resident."""
    ids = "SELECT id FROM dossier WHERE resident_id = ?1 ORDER BY id DESC LIMIT ?2"
    return _dossiers(connection, ids, (resident, limit))


def _newest(connection: "Connection", column: str, text: str, limit: int) -> list[DossierRow]:
    ids = f"SELECT id FROM dossier WHERE {column} >= ?1 AND {column} < ?2 ORDER BY id DESC LIMIT ?3"  # noqa: S608  a column of ours
    return _dossiers(connection, ids, (*ending(text), limit))


class VisitRow(NamedTuple):
    """A household's visit as a list shows one."""

    id: int
    day: str


def visit(connection: "Connection", code: str, limit: int) -> tuple[VisitRow | None, list[DossierRow]]:
    """The visit with this code, and the dossiers taken in it; None where there is no such visit."""
    found = connection.execute(
        "SELECT v.id, v.started_at FROM household_visit h JOIN visit v ON v.id = h.visit_id WHERE h.code = ?",
        (code,),
    ).fetchone()
    if found is None:
        return None, []
    ids = "SELECT id FROM dossier WHERE visit_id = ?1 ORDER BY id LIMIT ?2"
    day = local(from_micros(found[1])).date().isoformat()
    return VisitRow(found[0], day), _dossiers(connection, ids, (found[0], limit))[::-1]
