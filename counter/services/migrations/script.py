"""The SQL files of the revisions as text: for the migration, and for the check that guards are as shipped."""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlcipher3 import dbapi2

VERSIONS = Path(__file__).parent / "versions"
_TRIGGER = re.compile(r"(?:--[^\n]*\n|\s)*((CREATE|DROP) TRIGGER (\w+).*)", re.DOTALL)


def statements(text: str) -> Iterator[str]:
    """Whole statements of a script; SQLite itself says where one ends, so triggers stay whole."""
    waiting = ""
    for line in text.splitlines(keepends=True):
        waiting += line
        if dbapi2.complete_statement(waiting):
            yield waiting
            waiting = ""
    if waiting.strip():
        raise ValueError("the script ends inside a statement")


def triggers() -> dict[str, str]:
    """The triggers of an up-to-date store by name, with the text that SQLite keeps of each."""
    found: dict[str, str] = {}
    for script in sorted(VERSIONS.glob("r*.sql")):
        for statement in statements(script.read_text(encoding="utf-8")):
            if not (said := _TRIGGER.fullmatch(statement)):
                continue
            text, verb, name = said.groups()
            if verb == "DROP":
                del found[name]
            else:
                found[name] = text.strip().removesuffix(";")
    return found
