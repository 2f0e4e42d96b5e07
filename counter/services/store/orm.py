"""SQLAlchemy over the store's own connections. Imported at the first session: it costs 300 ms.

Every engine of the process shares one dialect and one cache of compiled statements: what a reader has asked
once, the writer asks without compiling it again, and so does the next store (practice, and back).
"""

from collections.abc import Callable
from functools import cache
from typing import Final, cast

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection as SqlConnection
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import CompiledCacheType, DBAPIConnection, Dialect
from sqlalchemy.pool import Pool, QueuePool, StaticPool
from sqlalchemy.util import LRUCache
from sqlcipher3 import dbapi2
from sqlmodel import Session

from counter.services.store.connection import Connection

STATEMENTS: Final = 1000  # compiled statements that are kept, the least used go first


def reader_engine(open_reader: Callable[[], Connection]) -> Engine:
    """An engine whose every transaction is one snapshot; its errors carry no parameters (personal data)."""
    pool = QueuePool(
        lambda: cast(DBAPIConnection, open_reader()), pool_size=2, max_overflow=8, dialect=_model().dialect
    )
    engine = _engine_over(pool)
    event.listen(engine, "begin", _begin_snapshot)
    return engine


def writer_engine(writer: Connection) -> Engine:
    """An engine over the one writing connection. It neither begins nor ends a transaction: the store does."""
    return _engine_over(
        StaticPool(lambda: cast(DBAPIConnection, writer), reset_on_return=None, dialect=_model().dialect)
    )


def session_on(engine: Engine) -> Session:
    """A session whose objects keep what they loaded; none may leave its block."""
    return Session(engine, expire_on_commit=False)


def dialect() -> Dialect:
    """How the values of the table classes become what the store keeps."""
    return _model().dialect


@cache
def _model() -> Engine:
    """The engine whose dialect the others take.

    SQLAlchemy's first look at a database is at an empty one in memory, so that it never rolls a write back.
    """
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    with engine.connect():
        pass
    engine.dispose()
    return engine


@cache
def _compiled() -> CompiledCacheType:
    return LRUCache(STATEMENTS)


def _engine_over(pool: Pool) -> Engine:
    model = _model()
    return Engine(
        pool,
        model.dialect,
        model.url,
        hide_parameters=True,
        execution_options={"compiled_cache": _compiled()},
    )


def _begin_snapshot(connection: SqlConnection) -> None:
    connection.exec_driver_sql("BEGIN")
