"""One person's visit: what is remembered of them as they come in, and the writing down of one turn as they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import Answer, Memory, Message, Outcome, Turn
from bot.store.sealed import Envelope, KeyRing, Seals
from bot.store.statements import MEET, VISIT, WRITE, enrolled
from bot.store.tables import Upsert

ADDRESS = Envelope("people.address", str)
MEMORY = Envelope("people.memory", Memory)
MESSAGE = Envelope("turns.message", Message)
OUTCOME = Envelope("turns.outcome", Outcome)

NOTHING = Memory()


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the desk: what we remember, what this very message was answered with if it came before, and
    whether they want to be kept (None: they were not asked). `revision` tells whether another visit ended meanwhile;
    it is None of whom nothing is known.
    """

    memory: Memory = NOTHING
    earlier: Turn | None = None
    consent: bool | None = None
    revision: int | None = None


def look(connection: Connection, seals: Seals, message: Message) -> Visit:
    """The visit that begins with this message."""
    key = seals.names.of(message.person)
    found = VISIT.first(connection, {"who": key, "name": _name(seals, message)})
    if found is None:
        return Visit()
    sealed, revision, consent, *turn = found
    memory = Memory() if sealed is None else MEMORY.open(seals.ring, key, sealed)
    earlier = read_turn(seals.ring, turn, message.person) if turn[0] else None
    return Visit(memory, earlier, None if consent is None else consent == "yes", revision)


def enrol(connection: Connection, seals: Seals, insert: Upsert, person: str) -> None:
    """A row for somebody new. Another visit may write it first: then that one stands."""
    key = seals.names.of(person)
    row = {"key": key, "address": ADDRESS.seal(seals.ring, key, person), "created_at": datetime.now(UTC)}
    enrolled(insert).count(connection, row)


def record(connection: Connection, seals: Seals, visit: Visit, turn: Turn) -> Turn | None:
    """Writes the turn and the new memory down: the turn with its id, or None if another visit ended meanwhile.

    The first name is not kept, but for a greeting in the reply that uses it (sealed like all text).
    """
    key = seals.names.of(turn.message.person)
    memory, revision = MEMORY.seal(seals.ring, key, turn.outcome.memory), visit.revision or 0
    seen = {"who": key, "seen": revision, "next": revision + 1, "told": memory, "now": turn.message.at}
    id = MEET.value(connection, seen)
    if id is None:
        return None
    return replace(turn, id=WRITE.value(connection, {"person_id": id, **_row(seals, turn)}))


def _row(seals: Seals, turn: Turn) -> dict[str, object]:
    message, outcome, alarm = turn.message, turn.outcome, turn.outcome.trace.alarm
    key = _name(seals, message)
    return {
        "message_key": key,
        "at": message.at,
        "message": MESSAGE.seal(seals.ring, key, replace(message, person="", name="")),
        "outcome": OUTCOME.seal(seals.ring, key, outcome),
        "kind": outcome.decision.kind,
        "level": alarm.level if alarm else "none",
        "confidence": outcome.trace.confidence,
        "passages": list(outcome.decision.passages) if isinstance(outcome.decision, Answer) else [],
        "knowledge_version": turn.knowledge_version,
        "delivered_at": datetime.now(UTC) if turn.delivered else None,
    }


def read_turn(ring: KeyRing, row: Sequence[Any], person: str) -> Turn:
    """A turn from the columns of `TURN`; StoreError if it does not open."""
    id, key, message, outcome, version, delivered_at = row
    said = replace(MESSAGE.open(ring, key, message), person=person)
    return Turn(said, OUTCOME.open(ring, key, outcome), version, id, delivered_at is not None)


def _name(seals: Seals, message: Message) -> str:
    return seals.names.of(message.person, message.id)
