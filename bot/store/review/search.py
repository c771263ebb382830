"""Looking through sealed text: it is opened piece by piece, newest first, for no longer than one is willing to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, select

from bot.store.review.views import Filter, holds
from bot.store.sealed import KeyRing
from bot.store.tables import TurnRow
from bot.store.visit import MESSAGE, OUTCOME

BATCH = 200  # turns read at once: nobody else waits longer for the database
COLUMNS = TurnRow.id, TurnRow.message_key, TurnRow.message, TurnRow.outcome


T = TypeVar("T")


class Do(Protocol):
    """Does work in a transaction: what it returns, once it is committed."""

    async def __call__(self, work: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What to look for, from which turn on downwards, for how long, and how many turns are enough."""

    words: str
    before: int | None = None
    seconds: float = 1.0
    most: int = 60


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of turns that say it, newest first; `before` is where to go on looking, None if all was looked at."""

    ids: tuple[int, ...]
    before: int | None = None


async def search(do: Do, ring: KeyRing, wanted: Filter, look: Look) -> Found:
    """Turns of a view whose message or reply has the words in it, whatever their case."""
    until, sought = time.monotonic() + look.seconds, look.words.casefold()
    ids, before = list[int](), look.before
    while True:
        query = select(*COLUMNS).where(*holds(wanted)).order_by(TurnRow.id.desc()).limit(BATCH)
        rows = await do(partial(_rows, query, before))
        ids += await asyncio.to_thread(_saying, ring, rows, sought)
        if len(ids) >= look.most:
            return Found(tuple(ids[: look.most]), ids[look.most - 1])
        if len(rows) < BATCH:
            return Found(tuple(ids))
        before = rows[-1].id
        if time.monotonic() > until:
            return Found(tuple(ids), before)


def _rows(query: Select[*tuple[Any, ...]], before: int | None, connection: Connection) -> Sequence[Any]:
    return connection.execute(query.where(TurnRow.id < before) if before else query).all()


def _saying(ring: KeyRing, rows: Sequence[Any], sought: str) -> list[int]:
    return [row.id for row in rows if _says(ring, row, sought)]


def _says(ring: KeyRing, row: Any, sought: str) -> bool:
    if sought in MESSAGE.open(ring, row.message_key, row.message).text.casefold():
        return True
    return sought in OUTCOME.open(ring, row.message_key, row.outcome).reply.text.casefold()
