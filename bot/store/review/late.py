"""Answers that come later: who waits for one, and what is sent to them through the outbox. Once for each question."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select, update

from bot.domain import Memory, Message, Reply
from bot.store.inbox import CHAT
from bot.store.outbox import Said, row_of
from bot.store.sealed import Seals
from bot.store.tables import INSERT, ChatRow, PersonRow, ReplyRow, TurnRow
from bot.store.visit import ADDRESS, MEMORY, MESSAGE

BATCH = 500  # people whose memory is opened in one transaction
OPEN = PersonRow.gone_at.is_(None), PersonRow.consent.is_distinct_from("no"), PersonRow.memory.is_not(None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of somebody who can still be written to, and what is remembered of them now."""

    turn: int
    message: Message
    memory: Memory


def asked(connection: Connection, seals: Seals, turn: int) -> Asked | None:
    """The question of a turn; None if it is not kept, or its person is gone or wants nothing kept."""
    query = select(TurnRow.message_key, TurnRow.message, PersonRow.key, PersonRow.address, PersonRow.memory)
    query = query.join(PersonRow, PersonRow.id == TurnRow.person_id).where(TurnRow.id == turn, *OPEN)
    row = connection.execute(query).first()
    if row is None or row.memory is None:
        return None
    address = ADDRESS.open(seals.ring, row.key, row.address)
    message = replace(MESSAGE.open(seals.ring, row.message_key, row.message), person=address)
    return Asked(turn, message, MEMORY.open(seals.ring, row.key, row.memory))


def wanting(connection: Connection, seals: Seals, after: int) -> tuple[int | None, tuple[int, ...]]:
    """The turns that people beyond `after` asked to be told of; the last of these people, None at the end."""
    query = select(PersonRow.id, PersonRow.key, PersonRow.address, PersonRow.memory)
    rows = connection.execute(query.where(PersonRow.id > after, *OPEN).order_by(PersonRow.id).limit(BATCH)).all()
    keys = list[tuple[int, str]]()
    for id, key, address, memory in rows:
        wants = MEMORY.open(seals.ring, key, memory or b"").wants
        person = ADDRESS.open(seals.ring, key, address) if wants else ""
        keys += [(id, seals.names.of(person, want.message)) for want in wants]
    found = [select(TurnRow.id).where(TurnRow.person_id == id, TurnRow.message_key == key) for id, key in keys]
    turns = [connection.execute(each).scalar() for each in found]
    return (rows[-1].id if len(rows) == BATCH else None), tuple(turn for turn in turns if turn)


def post(connection: Connection, seals: Seals, question: Asked, reply: Reply, passage: str) -> bool:
    """Puts the reply into the outbox and the passage into their memory; False if they know it, or are gone."""
    key = seals.names.of(question.message.person)
    person = select(PersonRow.memory, PersonRow.revision).where(PersonRow.key == key, *OPEN).with_for_update()
    row = connection.execute(person).first()
    if row is None or row.memory is None:
        return False
    memory = MEMORY.open(seals.ring, key, row.memory)
    if passage in memory.told:
        return False
    wants = tuple(want for want in memory.wants if want.message != question.message.id)
    told = MEMORY.seal(seals.ring, key, replace(memory, told=(*memory.told, passage), lately=(passage,), wants=wants))
    now = update(PersonRow).where(PersonRow.key == key).values(memory=told, revision=row.revision + 1)
    connection.execute(now)
    insert = INSERT[connection.dialect.name]
    chat = {"key": key, "address": CHAT.seal(seals.ring, key, question.message.person)}
    connection.execute(insert(ChatRow).values(chat).on_conflict_do_nothing(index_elements=["key"]))
    connection.execute(insert(ReplyRow).values(row_of(seals.ring, key, None, Said(reply, question.turn))))
    return True
