"""One transaction of plain work on either engine: SQLite in a thread of its own, PostgreSQL without any."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Event
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.store.engine import file_of, make_engine
from bot.store.presence import Presence
from bot.store.trouble import trouble

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
GRACE = 1.0  # seconds more than the database's own limits, whose errors say more


class Database(Protocol):
    """Where transactions are done. What it raises of its own is a StoreError that holds no text."""

    @property
    def name(self) -> str:
        """The kind of engine."""
        ...

    async def do(self, work: Callable[[Connection], T], patience: float = 0) -> T:
        """What the work returns, once it is committed. It is undone if it fails, or takes longer than its patience."""
        ...

    def enter(self) -> bool:
        """Within a transaction: says that we are here; whether it is known that nobody else is."""
        ...

    async def tidy(self) -> None:
        """Empties SQLite's log, where deleted pages live on; the deletion itself has zeroed them in the file."""
        ...

    async def close(self) -> None:
        """Lets go of it."""
        ...


class File:
    """SQLite. A transaction is one trip to its thread: a trip for each statement costs more than the statements."""

    def __init__(self, engine: Engine, patience: float) -> None:
        self.name = engine.dialect.name
        self._engine = engine
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, "record")
        self._presence = Presence(file_of(engine.url))

    async def do(self, work: Callable[[Connection], T], patience: float = 0) -> T:
        """In the order in which it is asked for."""
        late = Event()

        def transaction() -> T:
            with self._engine.begin() as connection:
                result = work(connection)
                if late.is_set():  # nobody waits for it any more: they were told that it failed
                    raise TimeoutError
                return result

        try:
            return await self._there(transaction, patience or self._patience)
        finally:
            late.set()

    def enter(self) -> bool:
        return self._presence.enter()

    async def tidy(self) -> None:
        def empty() -> None:
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

        await self._there(empty, self._patience)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._presence.close()

    async def _there(self, work: Callable[[], T], patience: float) -> T:
        try:
            async with asyncio.timeout(patience + GRACE):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (SQLAlchemyError, TimeoutError) as error:
            raise trouble(error) from None


class Server:
    """PostgreSQL. Its driver waits without a thread, so that a server that hangs can be given up."""

    def __init__(self, engine: AsyncEngine, patience: float) -> None:
        self.name = engine.dialect.name
        self._engine = engine
        self._patience = patience

    async def do(self, work: Callable[[Connection], T], patience: float = 0) -> T:
        """Beside others."""
        limit = patience or self._patience
        try:
            async with AsyncExitStack() as stack:
                async with _watch(limit):
                    connection = await stack.enter_async_context(self._engine.connect())
                    await connection.begin()
                async with _watch(limit):
                    result = await connection.run_sync(work)
                async with _watch(limit):
                    await connection.commit()
        except SQLAlchemyError as error:  # even letting go may fail
            raise trouble(error) from None
        return result

    def enter(self) -> bool:
        return False

    async def tidy(self) -> None:
        """There is nothing to do."""

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def _watch(patience: float) -> AsyncIterator[None]:
    """Makes any failure a StoreError, and ends a wait that the database itself does not end: a hung server."""
    try:
        async with asyncio.timeout(patience + GRACE):
            yield
    except (SQLAlchemyError, TimeoutError) as error:
        raise trouble(error) from None


def open_database(url: str, patience: float) -> File | Server:
    """The database at `url`; StoreError if the URL is no use. It waits at most `patience` seconds for anything."""
    engine = make_engine(url, patience)
    return File(engine, patience) if isinstance(engine, Engine) else Server(engine, patience)
