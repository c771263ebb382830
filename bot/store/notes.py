"""Notes to the operators: put into the outbox in the transaction of the turn they are about, so that none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain import Reply, Turn
from bot.store.inbox import CHAT
from bot.store.outbox import Said, row_of
from bot.store.sealed import Seals
from bot.store.tables import ChatRow, ReplyRow, Upsert


@dataclass(frozen=True, slots=True)
class Note:
    """What is told to a chat (`telegram:123`) that did not ask."""

    chat: str
    reply: Reply


Noting = Callable[[Turn], Iterable[Note]]


def none(turn: Turn) -> Iterable[Note]:
    """Nobody wants to be told."""
    return ()


def leave(connection: Connection, seals: Seals, insert: Upsert, note: Note) -> None:
    """Within a transaction: the note waits. Whoever holds the chat, or takes it up next, sends it."""
    key = seals.names.of(note.chat)
    chat = insert(ChatRow).values(key=key, address=CHAT.seal(seals.ring, key, note.chat))
    touched = chat.on_conflict_do_update(index_elements=["key"], set_={"key": ChatRow.key})
    connection.execute(touched)
    connection.execute(insert(ReplyRow).values(row_of(seals.ring, key, None, Said(note.reply))))
