"""The desk: fetches what we remember, has the guide answer in a thread, writes the turn down. It decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import structlog

from bot.domain import Memory, Message, Outcome, Rating, Turn
from bot.errors import StoreError
from bot.store import Store

RECENT = 1000  # people whose last turn is held for a time without a record
log = structlog.get_logger(__name__)


class Versioned(Protocol):
    """Knowledge, as far as the desk looks at it."""

    @property
    def version(self) -> str: ...


class Mind(Protocol):
    """What answers: `bot.mind.guide.Guide`."""

    @property
    def knowledge(self) -> Versioned: ...

    def answer(self, message: Message, memory: Memory) -> Outcome: ...


class Shelf(Protocol):
    """Where the guide of the moment stands: `bot.knowledge.library.Library`."""

    @property
    def guide(self) -> Mind: ...


class Conversation:
    """What every door talks to. `notice` is told of each new turn, kept or not."""

    def __init__(self, library: Shelf, store: Store, notice: Callable[[Turn], None]) -> None:
        self._library = library
        self._store = store
        self._notice = notice
        self._recent = _Recent()

    async def receive(self, message: Message) -> Turn:
        """The turn for a message; for one that came before, the turn of then (`delivered` tells whether to send it).

        A record that fails keeps nobody from an answer: the turn then has id 0, and the memory of the person's
        last turn in this process stands in for the record's.
        """
        turn = again = self._recent.again(message)
        try:
            async with self._store.visit(message.person) as visit:
                if earlier := await visit.earlier(message):
                    return earlier
                if turn is None or turn.id:  # one without id was answered while the record was away: it is kept now
                    turn = await self._answer(message, self._recent.newer(message.person, visit.memory))
                stored = await visit.record(turn)
            turn = stored
        except StoreError as error:
            log.warning("turn not kept", problem=str(error))
            turn = turn or await self._answer(message, self._recent.memory(message.person))
        self._recent.hold(turn)
        if again is None:
            self._notice(turn)
        return turn

    async def delivered(self, turn: Turn) -> None:
        """The door has sent the reply. If that cannot be written down, a repeat is answered twice at worst."""
        if self._recent.again(turn.message):
            self._recent.hold(replace(turn, delivered=True))
        if not turn.id:
            return
        try:
            await self._store.delivered(turn.id)
        except StoreError as error:
            log.warning("delivery not kept", turn=turn.id, problem=str(error))

    async def rate(self, person: str, turn_id: int, rating: Rating) -> bool:
        """Keeps what a person thinks of one of their turns; False if it is not theirs or cannot be kept now."""
        try:
            return await self._store.rate(person, turn_id, rating)
        except StoreError as error:
            log.warning("rating not kept", turn=turn_id, problem=str(error))
            return False

    async def gone(self, person: str) -> None:
        """The person cannot be reached any more; should they write again, they are back."""
        try:
            await self._store.gone(person)
        except StoreError as error:
            log.warning("departure not kept", problem=str(error))

    async def forget(self, person: str) -> int:
        """Deletes all that is kept of a person; how many rows. StoreError if it could not be done: say so to them."""
        self._recent.drop(person)
        return await self._store.forget(person)

    async def _answer(self, message: Message, memory: Memory) -> Turn:
        guide = self._library.guide  # taken once: it may be exchanged while we think
        outcome = await asyncio.to_thread(guide.answer, message, memory)
        return Turn(message, outcome, guide.knowledge.version)


class _Recent:
    """The last turn of those who wrote last, so that an alarm is not forgotten while the record is out of reach."""

    def __init__(self) -> None:
        self._turns: dict[str, Turn] = {}

    def hold(self, turn: Turn) -> None:
        person = turn.message.person
        self._turns.pop(person, None)
        self._turns[person] = turn
        if len(self._turns) > RECENT:
            del self._turns[next(iter(self._turns))]

    def drop(self, person: str) -> None:
        self._turns.pop(person, None)

    def again(self, message: Message) -> Turn | None:
        last = self._turns.get(message.person)
        return last if last and last.message.id == message.id else None

    def memory(self, person: str) -> Memory:
        last = self._turns.get(person)
        return last.outcome.memory if last else Memory()

    def newer(self, person: str, stored: Memory) -> Memory:
        """The record's memory, unless turns since then could not be kept."""
        last = self._turns.get(person)
        if last is None or last.id or _later(stored, last):
            return stored
        return last.outcome.memory


def _later(stored: Memory, last: Turn) -> bool:
    return stored.seen is not None and stored.seen > last.message.at
