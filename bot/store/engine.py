"""From a database URL to an engine: SQLite by Python's own driver or PostgreSQL by psycopg, set up to lose nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "sqlite+aiosqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
USE = "use sqlite:///data/bot.db or postgresql://user:password@host/name"


def make_engine(text: str, patience: float) -> Engine | AsyncEngine:
    """An engine that waits at most `patience` seconds for a lock or a connection; StoreError if the URL is no use."""
    url = _url(text)
    try:
        return _sqlite(url, patience) if url.get_backend_name() == "sqlite" else _postgres(url, patience)
    except (ImportError, NoSuchModuleError):
        raise StoreError("PostgreSQL needs its driver: install fingers-crossed[postgres].") from None
    except OSError as error:
        where = f"The database file {url.database} cannot be made"
        raise StoreError(f"{where} ({error.strerror}): check BOT_DATABASE_URL and the rights.") from None


def file_of(url: URL) -> Path | None:
    """The file of a database, if it is one that others may open too."""
    if url.get_backend_name() != "sqlite" or "uri" in url.query or url.database in {None, "", ":memory:"}:
        return None
    return Path(url.database or "")


def _url(text: str) -> URL:
    scheme, _, rest = text.partition(":")
    if scheme not in DRIVERS:
        what = f"{scheme!r} is no database known here" if rest else "this is no URL of a database"
        raise StoreError(f"BOT_DATABASE_URL: {what}; {USE}.")
    try:
        return make_url(text).set(drivername=DRIVERS[scheme])
    except (ArgumentError, ValueError):
        raise StoreError(f"BOT_DATABASE_URL cannot be read; {USE}.") from None


def _sqlite(url: URL, patience: float) -> Engine:
    if file := file_of(url):
        _make_file(file)
    # One connection, and one thread that uses it: SQLite has one writer anyway, and a queue is fair where its busy
    # handler is not.
    engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin on its own: _begin does
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except BaseException:
            connection.close()  # nobody else would, and its thread would outlive the loop
            raise

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a read that later writes would fail at once with SQLITE_BUSY_SNAPSHOT instead of waiting
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres(url: URL, patience: float) -> AsyncEngine:
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415  # 7 MB that a file does not need

    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=patience,
        hide_parameters=True,
        connect_args={"connect_timeout": max(2, int(min(patience, 5)))},
    )


def _make_file(path: Path) -> None:
    """The folder, and a file that only its owner can read; SQLite gives its companions the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
