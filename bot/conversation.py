"""The desk: fetches what we remember, has the guide answer in a thread, writes the turn down. It decides nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

import structlog

from bot.domain import Memory, Message, Outcome, Rating, Turn
from bot.errors import StoreError
from bot.observe import KEEPING, THINKING
from bot.recent import Recent
from bot.store import Note, Receipt, Store
from bot.thinking import Minds

TRIES = 5  # times a turn is thought of anew because another process kept one of the same person meanwhile
RETENTION = timedelta(days=90)
T = TypeVar("T")
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

    def flags(self, message: Message, memory: Memory) -> bool: ...


class Shelf(Protocol):
    """Where the guide of the moment stands: `bot.knowledge.library.Library`."""

    @property
    def guide(self) -> Mind: ...


class Conversation:
    """What every door talks to. `notice` is told of each new turn, kept or not.

    `unasked`: whether the turns are kept of people who have not said yes or no; `retention`: for how long any is.
    """

    def __init__(
        self,
        library: Shelf,
        store: Store,
        notice: Callable[[Turn], None],
        unasked: bool = True,
        retention: timedelta = RETENTION,
    ) -> None:
        self._library = library
        self._store = store
        self._notice = notice
        self._unasked = unasked
        self._retention = retention
        self.trouble = ""  # why turns are not kept now; nothing where they are
        self._recent = Recent()
        self._minds = Minds()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # one turn of a person at a time

    async def receive(self, message: Message, receipt: Receipt | None = None) -> Turn:
        """The turn for a message; for one that came before, the turn of then (`delivered` tells whether to send it).

        With a receipt its reply is posted in the same transaction (`posted`); LostError if its updates are another's
        to answer. A record that fails keeps nobody from an answer: the turn then has id 0, and the memory of the
        person's last turn in this process stands in for the record's.
        """
        async with self._locks.setdefault(message.person, asyncio.Lock()):
            again = self._recent.again(message)
            # One without an id was answered while the record was away: it is kept now.
            draft = _Draft(message, again if again and not again.id else None)
            try:
                turn = await self._keep(draft, receipt)
                self._tell("")
            except StoreError as error:
                self._tell(str(error))
                turn = draft.turn or again or await self._answer(message, self._recent.memory(message.person))
            if draft.old:
                return turn
            self._recent.hold(turn)
            if again is None:
                self._notice(turn)
            return turn

    async def _keep(self, draft: _Draft, receipt: Receipt | None) -> Turn:
        """The turn, thought of if it was not yet, and kept; thought of anew if another process kept one meanwhile."""
        given, message = draft.turn, draft.message
        for _ in range(TRIES):
            visit = await self._store.look(message)
            if visit.consent is None:
                visit = replace(visit, consent=self._unasked)
            draft.old = visit.earlier is not None
            draft.turn = visit.earlier or draft.turn
            if visit.earlier and receipt is None:
                return visit.earlier
            if draft.turn is None:
                draft.turn = await self._answer(message, self._recent.newer(message.person, visit.memory))
            with KEEPING.time():
                kept = await self._store.keep(visit, draft.turn, receipt)
            if kept:
                return kept
            draft.turn = given
        raise StoreError("The turns of one person come faster than they can be kept.")

    def _tell(self, trouble: str) -> None:
        """Says so when turns are no longer kept, or again: not with each of them."""
        if trouble != self.trouble:
            log.warning("turns are not kept" if trouble else "turns are kept again", problem=trouble or "none")
        self.trouble = trouble

    async def begin(self, person: str) -> None:
        """A person begins again: nothing of the story so far is taken up any more, though the record keeps it."""
        async with self._locks.setdefault(person, asyncio.Lock()):
            self._recent.begin(person)
            try:
                await self._store.begin(person)
            except StoreError as error:
                log.warning("new beginning not kept", problem=str(error))

    async def unchanged(self, message: Message, id: str) -> bool:
        """Whether an edited message says, word for word, what the message of that id was answered for."""
        first = replace(message, id=id)
        try:
            earlier = (await self._store.look(first)).earlier
        except StoreError:
            earlier = None
        earlier = earlier or self._recent.again(first)
        return earlier is not None and _words(earlier.message.text) == _words(message.text)

    async def delivered(self, turn: Turn) -> None:
        """The door has sent the reply. If that cannot be written down, a repeat is answered twice at worst."""
        self._recent.delivered(turn)
        if not turn.id:
            return
        try:
            await self._store.delivered(turn.id)
        except StoreError as error:
            log.warning("delivery not kept", turn=turn.id, problem=str(error))

    def notes(self, turn: Turn) -> Sequence[Note]:
        """What others are told of a turn that is not posted, so that no record tells them."""
        return tuple(self._store.noting(turn))

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

    async def expire(self) -> None:
        """Forgets who could not be reached for a month, and what is too old; StoreError if it could not be done now."""
        people, rows = await self._store.expire(self._retention)
        if people or rows:
            log.info("forgot what was gone or too old", people=people, rows=rows)

    async def consent(self, person: str, yes: bool) -> None:
        """Whether what a person says from now on is kept; they are answered either way. StoreError if not noted."""
        await self._store.consent(person, yes)

    async def export(self, person: str) -> dict[str, Any]:
        """All that is kept of a person, as JSON can hold it; StoreError if it cannot be read now."""
        return await self._store.export(person)

    async def flagged(self, message: Message) -> bool:
        """Whether a message speaks of danger: whoever wrote it is answered, come what may."""
        return await self._think(self._library.guide.flags, message, self._recent.memory(message.person))

    async def forget(self, person: str) -> int:
        """Deletes all that is kept of a person; how many rows. StoreError if it could not be done: say so to them."""
        self._recent.drop(person)
        return await self._store.forget(person)

    async def _answer(self, message: Message, memory: Memory) -> Turn:
        guide = self._library.guide  # taken once: it may be exchanged while we think
        with THINKING.time():
            outcome = await self._think(guide.answer, message, memory)
        return Turn(message, outcome, guide.knowledge.version)

    async def _think(self, thought: Callable[[Message, Memory], T], message: Message, memory: Memory) -> T:
        """In the mind's own threads: nothing else waits for them, nor they for others."""
        return await self._minds.think(partial(thought, message, memory))


@dataclass(slots=True)
class _Draft:
    """A turn on its way to the record. `old`: it lay there already."""

    message: Message
    turn: Turn | None
    old: bool = False


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
