"""Runs the SQL file of a revision, statement by statement, in the transaction that is open."""

from collections.abc import Iterator
from pathlib import Path

from alembic import op
from sqlcipher3 import dbapi2

_VERSIONS = Path(__file__).parent / "versions"


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


def run_file(name: str) -> None:
    """Run one file of `versions/`."""
    connection = op.get_bind()
    for statement in statements((_VERSIONS / name).read_text(encoding="utf-8")):
        connection.exec_driver_sql(statement)
