"""Which rows the chain of the audit trail covers, and how one row becomes a digest.

A row is said as JSON: an array of the columns it must have, then `{"column":value}` for each other column
that holds more than its default. So a later revision may add columns (SQLite asks for a default or NULL then)
and every older digest still holds. SQLite writes this JSON as RFC 8785 does: it is text and integers only.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from counter.models.canonical import canonical
from counter.services.store.connection import Connection, SqlValue

LEFT_OUT = {
    "audit_seal": "it is the chain",
    "draft": "what is being typed is no fact yet",
    "alembic_version": "the schema itself is covered",
    "find_resident": "made from resident, looked at by search_resident",
    "find_dossier": "made from dossier, looked at by search_dossier",
}
"""Tables that no digest is kept of, and why. Every other table is covered, those of later revisions too."""

SCHEMA = "sqlite_schema"
"""The schema is covered as rows are: a changed default or a dropped table is named like a changed row."""

DIGEST_BYTES = 16

Key = tuple[SqlValue, ...]


@dataclass(frozen=True)
class Shape:
    """How rows of one table are found and said."""

    table: str
    keys: tuple[str, ...]
    said: str  # an SQL expression: the row as text
    where: str = "1"

    @cached_property
    def one(self) -> str:
        """The statement of one row's text by its key."""
        key = " AND ".join(f'"{name}" = ?' for name in self.keys)
        return f'SELECT {self.said} FROM "{self.table}" WHERE {key} AND {self.where}'  # noqa: S608  names of our schema

    @cached_property
    def of_first(self) -> str:
        """The statement of the rows whose key begins with one of a JSON list: the key's columns, the text."""
        found = f'SELECT {self.key_list}, {self.said} FROM "{self.table}"'  # noqa: S608  names of our schema
        return f'{found} WHERE "{self.keys[0]}" IN (SELECT value FROM json_each(?)) AND {self.where}'  # noqa: S608  the same

    @property
    def every(self) -> str:
        """The statement of all rows: the key's columns, then the text, in the order of the key."""
        keys = self.key_list
        return f'SELECT {keys}, {self.said} FROM "{self.table}" WHERE {self.where} ORDER BY {keys}'  # noqa: S608  names of our schema

    @property
    def all_keys(self) -> str:
        """The statement of the keys of all rows."""
        return f'SELECT {self.key_list} FROM "{self.table}" WHERE {self.where}'  # noqa: S608  names of our schema

    @property
    def count(self) -> str:
        """The statement of the number of rows."""
        return f'SELECT count(*) FROM "{self.table}" WHERE {self.where}'  # noqa: S608  names of our schema

    @property
    def key_list(self) -> str:
        """The key's columns as SQL lists them."""
        return ", ".join(f'"{name}"' for name in self.keys)


def shapes(connection: Connection) -> dict[str, Shape]:
    """The covered tables of this store by name, the schema among them."""
    columns: dict[str, list[tuple[str, str, bool, str | None, int]]] = {}
    for table, name, kind, must, default, place in connection.execute(_COLUMNS):
        columns.setdefault(table, []).append((name, kind, bool(must), default, place))
    found = {table: _shape(table, of) for table, of in columns.items() if table not in LEFT_OUT}
    found[SCHEMA] = Shape(SCHEMA, ("name",), "json_array(type, name, tbl_name, sql)", _OURS)
    return found


def digest(table: str, said: str) -> str:
    """The digest of a row that is said so: half a SHA-256, in hex."""
    told = hashlib.sha256(f"counter.row.1\n{table}\n{said}".encode())
    return told.digest()[:DIGEST_BYTES].hex()


def key_text(key: Key) -> str:
    """A key as seals name it: a number or a text as it is, several columns as a JSON array."""
    if len(key) == 1:
        return str(key[0])
    if all(type(part) is int for part in key):
        return f"[{','.join(map(str, key))}]"  # the same, and a tenth of the time for a list of papers
    return canonical(list(key))


def key_of(text: str, parts: int) -> Key:
    """The key that `key_text` wrote. ValueError for a text that is none."""
    if parts == 1:
        return (text,)  # SQLite compares it by the column's own type
    columns = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else []
    if len(columns) == parts and all(column.isdecimal() and column.isascii() for column in columns):
        return tuple(map(int, columns))  # the same, and a fifth of the time
    found = json.loads(text)
    if not isinstance(found, list) or len(found) != parts:
        raise ValueError(text)
    return tuple(value if isinstance(value, int) else str(value) for value in found)


_OURS = "sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"

_COLUMNS = """
SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
FROM pragma_table_list t JOIN pragma_table_info(t.name) c
WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY t.name, c.cid
"""


def _shape(table: str, columns: list[tuple[str, str, bool, str | None, int]]) -> Shape:
    keys = tuple(name for *_, place, name in sorted((c[4], c[0]) for c in columns) if place)
    must = [
        name for name, kind, needed, default, _ in columns if needed and default is None and kind != "BLOB"
    ]
    also = [
        f"CASE WHEN \"{name}\" IS {default or 'NULL'} THEN '' ELSE json_object('{name}', \"{name}\") END"
        for name, kind, needed, default, _ in columns
        if kind != "BLOB" and not (needed and default is None)
    ]  # a BLOB is named by its own digest in the row
    array = f"json_array({', '.join(f'{chr(34)}{name}{chr(34)}' for name in must)})"
    return Shape(table, keys, " || ".join((array, *also)))
