"""Group commit: whatever waits to be written goes into one transaction, and those who wait learn of it together.

One transaction for each message costs a disk flush each; with everything that waits in one, the flushes no longer
decide how many people can be answered. Nothing is reported as kept before it is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.errors import StoreError
from bot.store.database import Database

T = TypeVar("T")
MOST = 200  # pieces of work in one transaction
SOON = 1.0  # seconds; what fails later than that failed with the database, not with one piece of work
REST = 3.0  # seconds in which a database that let us wait for nothing is not asked again
Step = tuple[str, Callable[[Connection], Any]]  # a key, and what is done to its rows


@dataclass(frozen=True, slots=True)
class _Piece:
    key: str
    work: Callable[[Connection], Any]
    done: asyncio.Future[Any]
    also: Sequence[Step] = ()
    last: Callable[[Connection, Any], None] = lambda connection, result: None


class _Batch:
    """Pieces of one transaction. `begun`: the database let them in."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self.begun = False

    def work(self, connection: Connection) -> list[Any]:
        """All of it, key by key: all replicas lock rows in the same order, so that no two wait for each other."""
        self.begun = True
        results: dict[int, Any] = {}
        steps = [(piece.key, at, piece.work) for at, piece in enumerate(self._pieces)]
        steps += [(key, -1, step) for piece in self._pieces for key, step in piece.also]
        for _, at, step in sorted(steps, key=itemgetter(0)):
            results[at] = step(connection)
        for at, piece in enumerate(self._pieces):
            piece.last(connection, results[at])
        return [results[at] for at in range(len(self._pieces))]


class Together:
    """Does pieces of work in transactions of many. A piece touches the rows of one key only, or none that others do;
    or it says which other keys it touches.

    While the database hangs one piece at a time waits for it; the others fail at once, so that people are answered.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Piece] = []
        self._flush: asyncio.Task[None] | None = None
        self._closed = False
        self._hung = ""
        self._rest = 0.0

    async def do(
        self,
        key: str,
        work: Callable[[Connection], T],
        also: Sequence[Step] = (),
        last: Callable[[Connection, T], None] = lambda connection, result: None,
    ) -> T:
        """The result of the work once it is kept; StoreError if it cannot be. It may be done twice until it is kept.

        In the same transaction `also` is done to rows of other keys, before or after it, and `last` once all are held.
        """
        if self._closed:
            raise StoreError("The database cannot be used now: it was closed.")
        busy = self._flush is not None and not self._flush.done()
        if self._hung and (busy or time.monotonic() < self._rest):
            raise StoreError(self._hung)
        piece = _Piece(key, work, asyncio.get_running_loop().create_future(), also, last)
        self._waiting.append(piece)
        if not busy:
            self._flush = asyncio.create_task(self._run())
        result: T = await piece.done
        return result

    async def close(self) -> None:
        """Waits for what has been begun, and takes nothing more."""
        self._closed = True
        if self._flush:
            await asyncio.wait([self._flush])

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._commit(batch)

    async def _commit(self, pieces: list[_Piece]) -> None:
        began, batch = time.monotonic(), _Batch(pieces)
        try:
            results = await self._database.do(batch.work)
        except Exception as error:
            late = time.monotonic() - began > SOON
            if late and isinstance(error, StoreError):
                self._hung, self._rest = str(error), time.monotonic() + REST
            if len(pieces) == 1 or not batch.begun or late:
                _fail(pieces, error)
                return
            for piece in pieces:  # one of them spoiled it for the others
                await self._commit([piece])
        else:
            self._hung = ""
            for piece, result in zip(pieces, results, strict=True):
                if not piece.done.done():
                    piece.done.set_result(result)


def _fail(pieces: list[_Piece], error: Exception) -> None:
    for piece in pieces:
        if not piece.done.done():
            piece.done.set_exception(error)
