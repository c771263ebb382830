"""Leases beyond the plain case: those of the dead, and those that may have run out on the living."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Update, update

from bot.store.letters import LostError
from bot.store.tables import ChatRow, InboxRow

Sure = Callable[[], Awaitable[None]]


def claim(held: Callable[[], Awaitable[bool]], lease: timedelta) -> Sure:
    """What makes sure, before each thing that leaves, that a chat held now is held still; LostError if it is not.

    While the lease cannot have run out nothing has to be asked: a request to Telegram fits into the rest of it.
    """
    known = datetime.now(UTC)

    async def sure() -> None:
        nonlocal known
        now = datetime.now(UTC)
        if now - known < lease / 2:
            return
        if not await held():
            raise LostError
        known = now

    return sure


def inherit(connection: Connection) -> None:
    """Within a transaction of whoever is alone with the record: the others are dead, and hold no chat any more."""
    held = update(ChatRow).where(ChatRow.lease_owner.is_not(None))
    connection.execute(held.values(lease_owner=None, lease_until=None))
    connection.execute(left(InboxRow.chat_key.is_not(None)))


def left(those: ColumnElement[bool]) -> Update:
    """Somebody left those updates, perhaps dead of them: from now on it is noted who begins with them."""
    return update(InboxRow).where(those, InboxRow.done_at.is_(None), InboxRow.attempts == 0).values(attempts=1)
