"""Where else a person is named: in what others hold or what a law keeps. It stays, and is told before.

By an identity number or a telephone it is surely them; by a full name alone it may be somebody of that name.
Whole tables are read once (a third of a second at 130,000 people), for a name stands in no index; the words
are compared by their search key, which SQL does not know, so SQL only narrows the rows down.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from counter.models.erasure import Counted
from counter.services.chain.chain_rows import Key
from counter.services.personal.erasure_steps import Scope
from counter.services.store.connection import Connection, Row
from counter.text import fold, nfc

_OTHERS: Final = (
    "d.id NOT IN (SELECT value FROM json_each(?1))"
    " AND (d.resident_id IS NULL OR d.resident_id NOT IN (SELECT value FROM json_each(?2)))"
)
_OF_OTHERS: Final = f"EXISTS (SELECT 1 FROM dossier d WHERE d.id = x.dossier_id AND {_OTHERS})"  # noqa: S608  written above
_IN_TABLES: Final = {
    "named": (
        "SELECT d.id, d.behalf_of, d.behalf_paper, d.returned_to, d.note, d.contact_whose FROM dossier d"  # noqa: S608  written here
        f" WHERE {{where}} AND {_OTHERS}"
    ),
    "named_answer": f"SELECT x.dossier_id, x.value FROM dossier_answer x WHERE {{where}} AND {_OF_OTHERS}",  # noqa: S608  written here
    "named_collected": (
        "SELECT x.dossier_id, x.name, x.seen, x.other_name, x.other_seen, x.authority_paper FROM collected x"  # noqa: S608  written here
        f" WHERE {{where}} AND {_OF_OTHERS}"
    ),
    "named_draft": ("SELECT x.id, x.body FROM draft x WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL AND {where}"),
    "named_bank": "SELECT x.id, x.memo FROM bank_line x WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL AND {where}",
    "named_contact": (
        "SELECT x.id, x.whose FROM resident_contact x WHERE ?1 IS NOT NULL AND x.whose <> '' AND {where}"
        " AND x.resident_id NOT IN (SELECT value FROM json_each(?2))"
    ),
}
_KNOWN_BY: Final = (
    "SELECT 1, full_name FROM resident WHERE full_name <> '—' AND id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT 0, number FROM resident_number"
    "  WHERE length(number) > 7 AND resident_id IN (SELECT value FROM json_each(?1))"
    " UNION SELECT 0, phone FROM resident_contact WHERE kind = 'own_phone' AND length(phone) > 8"
    "  AND resident_id IN (SELECT value FROM json_each(?1))"
)
_BY_ID: Final = frozenset({"dossier", "draft", "resident_contact"})
"""Tables whose rows are counted by their own key, and not by the dossier they hang on."""
MOST: Final = 20_000
"""Rows of one table that are compared: a name of one vowel may stand anywhere."""
_MARKED: Final = frozenset("aeiouyd")
"""Letters of a search key that stand for others too: what is written may wear a mark."""


def elsewhere(connection: Connection, scope: Scope, goes: Mapping[str, set[Key]]) -> Iterable[Counted]:
    """How often these people are named where a deletion leaves it; `goes`: the rows it takes, by table."""
    known = connection.execute(_KNOWN_BY, scope.parameters[1:2]).fetchall()
    names = {fold(nfc(str(text))) for is_name, text in known if is_name}
    numbers = {str(text) for is_name, text in known if not is_name}
    if not names | numbers:
        return
    patterns = [*map(_pattern, names), *(f"%{number}%" for number in numbers)]
    for kind, statement in _IN_TABLES.items():
        columns = statement.partition(" FROM ")[0].removeprefix("SELECT ").split(", ")[1:]
        where = " OR ".join(f"{column} LIKE ?{3 + n}" for column in columns for n in range(len(patterns)))
        rows = connection.execute(
            f"{statement.format(where=f'({where})')} LIMIT {MOST}", (*scope.parameters[:2], *patterns)
        )
        table = statement.partition(" FROM ")[2].split()[0]
        gone = {key[0] for key in goes.get(table, ())} if table in _BY_ID else set()
        found = {row[0] for row in rows if _names(_left(table, row, gone), names, numbers)}
        if found:
            yield Counted(kind, len(found), f"erasure.why.{kind}")


def _left(table: str, row: Row, gone: AbstractSet[object]) -> Row:
    """What is left of a row that is touched: of a dossier all but the last text, a way to reach somebody."""
    if row[0] not in gone:
        return row[1:]
    return row[1:-1] if table == "dossier" else ()


def _pattern(key: str) -> str:
    """What is written with this search key, and more: a letter that may wear a mark stands for any."""
    loose = ("_" if letter in _MARKED else letter if letter.isalnum() else "%" for letter in key)
    return f"%{''.join(loose)}%"


def _names(texts: Iterable[object], names: Iterable[str], numbers: Iterable[str]) -> bool:
    """Whether one of these texts holds a whole name or a number."""
    said = [str(text) for text in texts]
    return any(number in text for number in numbers for text in said) or any(
        _words(name) in _words(text) for name in names for text in said
    )


def _words(text: str) -> str:
    """Its words by their search key, each between two spaces."""
    apart = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return f" {' '.join(apart.split())} "
