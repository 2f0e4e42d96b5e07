"""Brings an older file up to date in one transaction: the file is as new as the program, or as it was."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from counter.i18n import utc_now
from counter.services import audit
from counter.services.connection import PRACTICE_ID, REAL_ID, Connection, begin_immediate
from counter.services.migrations import HEAD

SCRIPTS = Path(__file__).parent
_WAIT_SECONDS = 60.0  # another process may be at the same work


def migrate(connection: Connection, path: Path, *, practice: bool, target: int = HEAD) -> None:
    """Migrate up to `target`; a new file also gets its mark, practice or real, for life.

    Errors of the database come through as they are; nothing is changed then.
    """
    engine = create_engine("sqlite://", creator=lambda: connection, module=dbapi2, poolclass=StaticPool)
    with engine.connect():
        pass  # SQLAlchemy looks at the database and rolls back: let it, before the transaction begins
    begin_immediate(connection, path, _WAIT_SECONDS)
    try:
        row = connection.execute("PRAGMA user_version").fetchone()
        before = int(row[0]) if row else 0
        if before < target:  # else another process was quicker
            if before == 0:
                _mark(connection, practice)
            with engine.connect() as over, over.begin():
                command.upgrade(_config(over), f"{target:04}")
                connection.execute(f"PRAGMA user_version = {target}")
                _tell(connection, before, target)
    finally:
        connection.rollback()  # undoes nothing that was committed


def _mark(connection: Connection, practice: bool) -> None:
    connection.execute(f"PRAGMA application_id = {PRACTICE_ID if practice else REAL_ID}")
    connection.execute("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT")


def _tell(connection: Connection, before: int, after: int) -> None:
    audit.append(
        connection,
        utc_now(),
        None,
        "store.migrated",
        subject=("store", ""),
        operation="",
        detail={"before": before, "after": after},
    )


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
