"""SQLAlchemy over the store's own connections. Imported at the first session: it costs 300 ms."""

from collections.abc import Callable
from typing import cast

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection as SqlConnection
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2
from sqlmodel import Session

from counter.services.connection import Connection


def reader_engine(open_reader: Callable[[], Connection]) -> Engine:
    """An engine whose every transaction is one snapshot; its errors carry no parameters (personal data)."""
    engine = create_engine(
        "sqlite://",
        creator=open_reader,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_snapshot)
    return engine


def writer_engine(readers: Engine, writer: Connection) -> Engine:
    """An engine over the one writing connection. It neither begins nor ends a transaction: the store does.

    The dialect is the readers', so that SQLAlchemy's first look at a database never rolls our write back.
    """
    with readers.connect():
        pass
    pool = StaticPool(lambda: cast(DBAPIConnection, writer), reset_on_return=None, dialect=readers.dialect)
    return Engine(pool, readers.dialect, readers.url, hide_parameters=True)


def session_on(engine: Engine) -> Session:
    """A session whose objects keep what they loaded; none may leave its block."""
    return Session(engine, expire_on_commit=False)


def _begin_snapshot(connection: SqlConnection) -> None:
    connection.exec_driver_sql("BEGIN")
