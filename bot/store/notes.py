"""Notes to the operators: put into the outbox in the transaction of the turn they are about, so that none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot.domain import Reply, Turn
from bot.store.inbox import CHAT
from bot.store.outbox import Said, row_of
from bot.store.sealed import Seals
from bot.store.tables import ChatRow, ReplyRow, Upsert
from bot.store.together import Step


@dataclass(frozen=True, slots=True)
class Note:
    """What is told to a chat (`telegram:123`) that did not ask."""

    chat: str
    reply: Reply


Noting = Callable[[Turn], Iterable[Note]]


def none(turn: Turn) -> Iterable[Note]:
    """Nobody wants to be told."""
    return ()


def holding(seals: Seals, insert: Upsert, notes: Iterable[Note]) -> list[Step]:
    """Steps after which each note's chat is there, and nobody lets it go before the transaction ends."""

    def hold(chat: str, key: str, connection: Connection) -> None:
        row = insert(ChatRow).values(key=key, address=CHAT.seal(seals.ring, key, chat))
        connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"key": ChatRow.key}))

    keys = {note.chat: seals.names.of(note.chat) for note in notes}
    return [(key, partial(hold, chat, key)) for chat, key in keys.items()]


def leave(connection: Connection, seals: Seals, insert: Upsert, note: Note) -> None:
    """Within a transaction that holds the chat: the note waits. Whoever works on the chat, now or next, sends it."""
    row = row_of(seals.ring, seals.names.of(note.chat), None, Said(note.reply))
    connection.execute(insert(ReplyRow).values(row))
