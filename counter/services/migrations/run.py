"""Brings an older file up to date in one transaction: the file is as new as the program, or as it was."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from counter.i18n import utc_now
from counter.services.chain.chain import BEGUN, Watch, seal_existing
from counter.services.migrations import HEAD
from counter.services.store import audit
from counter.services.store.connection import PRACTICE_ID, REAL_ID, Connection, begin_immediate, number_in

SCRIPTS = Path(__file__).parent
_WAIT_SECONDS = 60.0  # another process may be at the same work
CHAINED = 10  # the revision that begins the chain


def migrate(connection: Connection, path: Path, *, practice: bool, target: int = HEAD) -> None:
    """Migrate up to `target`; a new file also gets its mark, practice or real, for life.

    Errors of the database come through as they are; nothing is changed then.
    """
    engine = create_engine("sqlite://", creator=lambda: connection, module=dbapi2, poolclass=StaticPool)
    with engine.connect():
        pass  # SQLAlchemy looks at the database and rolls back: let it, before the transaction begins
    watch = Watch(connection)
    if number_in(connection, "PRAGMA user_version") >= CHAINED:
        watch.begin()
    begin_immediate(connection, path, _WAIT_SECONDS)
    try:
        before = number_in(connection, "PRAGMA user_version")
        if before < target:  # else another process was quicker
            if before == 0:
                _mark(connection, practice)
            with engine.connect() as over, over.begin():
                command.upgrade(_config(over), f"{target:04}")
                connection.execute(f"PRAGMA user_version = {target}")
                _chain(connection, watch, before, target)
    finally:
        connection.rollback()  # undoes nothing that was committed
        watch.end()


def _chain(connection: Connection, watch: Watch, before: int, target: int) -> None:
    """Tell what was done, and seal it; the first time, all that an older store holds (mark `chain.begun`)."""
    told = _tell(connection, before, target)
    if target < CHAINED:
        return
    if before >= CHAINED:
        watch.seal_with_schema()
    elif before == 0:
        seal_existing(connection, lambda _: told)
    else:
        seal_existing(connection, lambda rows: _begun(connection, rows))


def _begun(connection: Connection, rows: int) -> int:
    detail = {"rows": rows}
    return audit.append(
        connection, utc_now(), None, BEGUN, subject=("store", ""), operation="", detail=detail
    )


def _mark(connection: Connection, practice: bool) -> None:
    connection.execute(f"PRAGMA application_id = {PRACTICE_ID if practice else REAL_ID}")
    connection.execute("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT")


def _tell(connection: Connection, before: int, after: int) -> int:
    return audit.append(
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
