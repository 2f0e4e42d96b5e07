"""Runs the SQL file of a revision, statement by statement, in the transaction that is open."""

from alembic import op

from counter.services.migrations.script import VERSIONS, statements


def run_file(name: str) -> None:
    """Run one file of `versions/`."""
    connection = op.get_bind()
    for statement in statements((VERSIONS / name).read_text(encoding="utf-8")):
        connection.exec_driver_sql(statement)
