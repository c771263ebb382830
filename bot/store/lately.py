"""What was said of late, read for the workshop: turns with what was remembered before each. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import Connection, func, select

from bot.domain import Memory, Rating, Turn
from bot.store.sealed import Seals
from bot.store.statements import TURN
from bot.store.tables import PersonRow, RatingRow, TurnRow
from bot.store.visit import ADDRESS, OUTCOME, read_turn

T = TypeVar("T")


class Do(Protocol):
    """A transaction of the record."""

    async def __call__(self, work: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Past:
    """A turn, what was remembered as it came in, and what the person thought of it."""

    turn: Turn
    before: Memory
    rating: Rating | None = None


class Lately:
    """The newest turns that are kept."""

    def __init__(self, do: Do, seals: Seals) -> None:
        self._do = do
        self._seals = seals

    async def turns(self, most: int) -> tuple[Past, ...]:
        """The last so many, oldest first; StoreError if they cannot be read."""
        return await self._do(lambda connection: self._turns(connection, most))

    async def serving(self, passage: str, most: int) -> tuple[Past, ...]:
        """Those of the last so many whose reply has the passage, newest first."""
        return tuple(past for past in reversed(await self.turns(most)) if passage in told(past.turn))

    def _turns(self, connection: Connection, most: int) -> tuple[Past, ...]:
        rows = connection.execute(select(*TURN).order_by(TurnRow.id.desc()).limit(most)).all()[::-1]
        if not rows:
            return ()
        first = rows[0].id
        people = select(TurnRow.id, PersonRow.key, PersonRow.address).join(PersonRow, PersonRow.id == TurnRow.person_id)
        ring, whose = self._seals.ring, connection.execute(people.where(TurnRow.id >= first)).all()
        persons = {id: ADDRESS.open(ring, key, address) for id, key, address in whose}
        ratings = select(RatingRow.turn_id, RatingRow.value).where(RatingRow.turn_id >= first)
        rated = {id: _rating(value) for id, value in connection.execute(ratings)}
        memories = self._memories(connection, first)
        past = list[Past]()
        for turn in (read_turn(ring, row, persons[row.id]) for row in rows):
            before = memories.get(turn.message.person, Memory())
            past.append(Past(turn, before.before(turn.outcome.memory), rated.get(turn.id)))
            memories[turn.message.person] = turn.outcome.memory
        return tuple(past)

    def _memories(self, connection: Connection, first: int) -> dict[str, Memory]:
        """What was remembered of those who wrote before the turn of that id and since."""
        since = select(TurnRow.person_id).where(TurnRow.id >= first)
        latest = select(func.max(TurnRow.id)).where(TurnRow.id < first, TurnRow.person_id.in_(since))
        columns = (PersonRow.key, PersonRow.address, TurnRow.message_key, TurnRow.outcome)
        query = select(*columns).join(PersonRow, PersonRow.id == TurnRow.person_id)
        rows = connection.execute(query.where(TurnRow.id.in_(latest.group_by(TurnRow.person_id))))
        ring = self._seals.ring
        return {
            ADDRESS.open(ring, key, who): OUTCOME.open(ring, name, sealed).memory for key, who, name, sealed in rows
        }


def told(turn: Turn) -> tuple[str, ...]:
    """The passages in a turn's reply."""
    return tuple(dict.fromkeys(span.ref for span in turn.outcome.reply.spans if span.kind == "passage"))


def _rating(value: str) -> Rating:
    return "up" if value == "up" else "down"
