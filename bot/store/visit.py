"""One person's visit: what is remembered of them, and the writing down of one turn, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Answer, Memory, Message, Outcome, Turn
from bot.store.sealed import Envelope, KeyRing, Pseudonyms
from bot.store.tables import PersonRow, TurnRow

ADDRESS = Envelope("people.address", str)
MEMORY = Envelope("people.memory", Memory)
MESSAGE = Envelope("turns.message", Message)
OUTCOME = Envelope("turns.outcome", Outcome)
TURN = (
    TurnRow.id,
    TurnRow.message_key,
    TurnRow.message,
    TurnRow.outcome,
    TurnRow.knowledge_version,
    TurnRow.delivered_at,
)

Kept = Row[int, str, bytes, bytes, str, datetime | None]
Watch = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Seals:
    """What seals and names: the ring of keys, and the pseudonyms."""

    ring: KeyRing
    names: Pseudonyms


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came: their row's id, their pseudonym, the address they write from (`telegram:123`), what we remember."""

    row: int
    key: str
    person: str
    memory: Memory


class Visit:
    """Somebody at the desk. Nothing is kept unless the visit ends well."""

    def __init__(self, connection: AsyncConnection, seals: Seals, who: Visitor, watch: Watch) -> None:
        self._connection = connection
        self._seals = seals
        self._who = who
        self._watch = watch

    @property
    def memory(self) -> Memory:
        """What is remembered of the person as they come in."""
        return self._who.memory

    async def earlier(self, message: Message) -> Turn | None:
        """The turn this very message was answered with, if it came before."""
        query = select(*TURN).where(TurnRow.person_id == self._who.row, TurnRow.message_key == self._name(message))
        async with self._watch():
            found = (await self._connection.execute(query)).first()
        return read_turn(self._seals.ring, found, self._who.person) if found else None

    async def record(self, turn: Turn) -> Turn:
        """Writes the turn and the new memory down; the turn with its id.

        The first name is not kept, but for a greeting in the reply that uses it (sealed like all text).
        """
        row = insert(TurnRow).values(self._row(turn)).returning(TurnRow.id)
        memory = MEMORY.seal(self._seals.ring, self._who.key, turn.outcome.memory)
        person = update(PersonRow).where(PersonRow.id == self._who.row)
        async with self._watch():
            id = (await self._connection.execute(row)).scalar_one()
            await self._connection.execute(person.values(memory=memory, seen_at=turn.message.at, gone_at=None))
        return replace(turn, id=id)

    def _row(self, turn: Turn) -> dict[str, object]:
        message, outcome, alarm = turn.message, turn.outcome, turn.outcome.trace.alarm
        key = self._name(message)
        return {
            "person_id": self._who.row,
            "message_key": key,
            "at": message.at,
            "message": MESSAGE.seal(self._seals.ring, key, replace(message, person="", name="")),
            "outcome": OUTCOME.seal(self._seals.ring, key, outcome),
            "kind": outcome.decision.kind,
            "level": alarm.level if alarm else "none",
            "confidence": outcome.trace.confidence,
            "passages": list(outcome.decision.passages) if isinstance(outcome.decision, Answer) else [],
            "knowledge_version": turn.knowledge_version,
            "delivered_at": datetime.now(UTC) if turn.delivered else None,
        }

    def _name(self, message: Message) -> str:
        return self._seals.names.of(self._who.person, message.id)


def read_turn(ring: KeyRing, row: Kept, person: str) -> Turn:
    """A turn from the columns of `TURN`; StoreError if it does not open."""
    id, key, message, outcome, version, delivered_at = row
    said = replace(MESSAGE.open(ring, key, message), person=person)
    return Turn(said, OUTCOME.open(ring, key, outcome), version, id, delivered_at is not None)
