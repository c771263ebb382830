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


def hold(connection: Connection, seals: Seals, insert: Upsert, chat: str) -> None:
    """Within a transaction: there is such a chat, and nobody lets it go before the transaction ends."""
    key = seals.names.of(chat)
    row = insert(ChatRow).values(key=key, address=CHAT.seal(seals.ring, key, chat))
    connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"key": ChatRow.key}))


def leave(connection: Connection, seals: Seals, insert: Upsert, note: Note) -> None:
    """Within a transaction that holds the chat: the note waits. Whoever works on the chat, now or next, sends it."""
    row = row_of(seals.ring, seals.names.of(note.chat), None, Said(note.reply))
    connection.execute(insert(ReplyRow).values(row))
