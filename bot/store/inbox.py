"""The inbox and the outbox: updates that came, replies that have not left, and whose turn it is to work on a chat.

An update is kept before it is acknowledged. What answers it is kept with it, in one transaction, as a row that has
not been sent: that row is the outbox. A chat is worked on by whoever holds its lease; the first statement of every
transaction touches the chat's row, so that letting go and a new arrival cannot cross.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from bot.domain import Reply
from bot.store.leases import Sure, claim, left
from bot.store.letters import Arrival, Backlog, Letter, LostError, Receipt, Work
from bot.store.outbox import Said, Sent, cross_off, pending, row_of, waiting
from bot.store.sealed import Envelope, Seals
from bot.store.statements import ASIDE, DONE, HOLD, LEAVE, LETTERS, MOST, POST, arrived, found, held
from bot.store.tables import INSERT, ChatRow, InboxRow, ReplyRow
from bot.store.together import Together

LEASE = timedelta(seconds=45)  # twice as long as any one request to Telegram; renewed while its holder lives
KEPT = timedelta(days=2)  # Telegram repeats an update for a day
TOO_OFTEN = 5  # times somebody died who had begun to answer an update: it may be what kills
CHAT = Envelope("chats.address", str)
BODY = Envelope("inbox.body", str)


class Inbox:
    """Part of the record. Each who works on it has a name of its own, the owner of its leases."""

    def __init__(self, together: Together, seals: Seals, engine: str, lease: timedelta = LEASE) -> None:
        self._together = together
        self._seals = seals
        self._insert = INSERT[engine]
        self._lease = lease
        self._owner = uuid.uuid4().hex
        self._spared = datetime.min.replace(tzinfo=UTC)

    @property
    def lease(self) -> timedelta:
        """How long a chat is held without a sign of life."""
        return self._lease

    async def receive(self, chat: str, arrivals: Sequence[Arrival]) -> Work | None:
        """Keeps updates of one chat, but for those that came before. None if the chat is another's to work on.

        What is next in a chat that is ours, where that is clear at once; else `take` tells.
        """
        now, key = datetime.now(UTC), self._key(chat)
        mine = {"owner": self._owner, "until": now + self._lease, "now": now}
        chat_row = mine | {"chat": key, "sealed": CHAT.seal(self._seals.ring, key, chat)}
        rows = [
            {"update_id": one.update, "chat_key": key, "at": now, "body": self._seal(one), "attempts": 0}
            for one in arrivals
        ]

        def work(connection: Connection) -> Work | None:
            fresh = found(self._insert).count(connection, chat_row) > 0
            owner = self._owner if fresh else held(self._insert, now < self._spared).value(connection, chat_row)
            new = {row["update_id"] for row in rows if arrived(self._insert).count(connection, row)}
            letters = [Letter(one.update, now, one.body) for one in arrivals if one.update in new] if fresh else []
            return Work(letters=tuple(sorted(letters, key=lambda one: one.update))) if owner == self._owner else None

        return await self._together.do(key, work)

    async def take(self, chat: str, sent: Sent | None = None) -> Work:
        """What is next in a chat that is ours, after crossing off what was sent; LostError if it is ours no more."""
        key = self._key(chat)

        def work(connection: Connection) -> Work | None:
            if not self._hold(key, connection):
                return None
            if sent:
                cross_off(connection, sent)
            if LEAVE.count(connection, {"chat": key}):
                return Work()
            unsent = waiting(connection, self._seals.ring, key)
            return Work(unsent) if unsent else Work(letters=self._letters(connection, key))

        found = await self._together.do(key, work)
        if found is None:
            raise LostError
        return found

    def claim(self, chat: str) -> Sure:
        """What tells later whether a chat that is taken now is still ours."""
        key = self._key(chat)
        return claim(lambda: self._together.do(key, partial(self._hold, key)), self._lease)

    async def risk(self, receipt: Receipt) -> None:
        """Notes, before it is tried, that these updates are answered now: who dies of them shall have been warned."""
        tried = update(InboxRow).where(InboxRow.update_id.in_(receipt.updates), InboxRow.done_at.is_(None))

        def work(connection: Connection) -> None:
            connection.execute(tried.values(attempts=InboxRow.attempts + 1))

        await self._together.do(self._key(receipt.chat), work)

    async def settle(self, receipt: Receipt, reply: Reply | None = None, problem: str = "") -> int:
        """Crosses updates off, with what is to be said to them, if anything. A problem sets them aside as they are.

        The id of the reply, or 0; LostError if they were not ours to answer.
        """

        def work(connection: Connection) -> int:
            return self.answer(connection, receipt, Said(reply) if reply else None, problem)

        return await self._together.do(self._key(receipt.chat), work)

    def answer(self, connection: Connection, receipt: Receipt, reply: Said | None, problem: str = "") -> int:
        """Within a transaction, which LostError undoes: the updates done, the reply waiting; its id, or 0."""
        key, ids = self._key(receipt.chat), receipt.updates
        if not self._hold(key, connection):
            raise LostError
        done, over = ASIDE if problem else DONE, {"now": datetime.now(UTC), "why": problem[:64]}
        if not all(done.count(connection, over | {"id": id}) for id in ids):
            raise LostError
        if reply is None:
            return 0
        posted: int = POST.value(connection, row_of(self._seals.ring, key, ids[0], reply))
        return posted

    async def set_aside(self, update_id: int, body: str, problem: str) -> None:
        """Keeps an update that cannot be read, for whoever looks into it."""
        one = Arrival(update_id, "", body)
        row = {"update_id": update_id, "chat_key": None, "at": datetime.now(UTC), "body": self._seal(one)}
        kept = self._insert(InboxRow).values(**row, done_at=row["at"], problem=problem[:64], attempts=0)

        def work(connection: Connection) -> None:
            connection.execute(kept.on_conflict_do_nothing(index_elements=["update_id"]))

        await self._together.do("", work)

    async def sweep(self) -> list[str]:
        """Takes over the chats with work that nobody holds."""
        now = datetime.now(UTC)
        free = self._free(now)
        letter = and_(InboxRow.chat_key == ChatRow.key, InboxRow.done_at.is_(None))
        busy = or_(exists().where(letter), exists().where(ReplyRow.chat_key == ChatRow.key, pending()))
        found = select(ChatRow.key).where(free, busy).order_by(ChatRow.key).limit(MOST)
        mine = update(ChatRow).values(lease_owner=self._owner, lease_until=now + self._lease)

        def look(connection: Connection) -> list[str]:
            return list(connection.execute(found).scalars())

        def take(key: str, connection: Connection) -> str:
            won = mine.where(ChatRow.key == key, free).returning(ChatRow.address)
            address = connection.execute(won).scalar()
            if address is None:
                return ""
            connection.execute(left(InboxRow.chat_key == key))
            return CHAT.open(self._seals.ring, key, address)

        keys = await self._together.do("", look)
        chats = await asyncio.gather(*(self._together.do(key, partial(take, key)) for key in keys))
        return [chat for chat in chats if chat]

    def spare(self) -> None:
        """The record was away: others could not renew their leases either, and none is taken for dead for a while."""
        self._spared = datetime.now(UTC) + self._lease

    async def renew(self, chats: Sequence[str]) -> None:
        """Signs of life: the leases of these chats begin anew."""
        await asyncio.gather(*(self._together.do(key, partial(self._hold, key)) for key in map(self._key, chats)))

    async def release(self) -> None:
        """Lets go of everything: somebody else may go on at once."""
        held = update(ChatRow).where(ChatRow.lease_owner == self._owner)

        def work(connection: Connection) -> None:
            connection.execute(held.values(lease_owner=None, lease_until=None))

        await self._together.do("", work)

    async def prune(self) -> None:
        """Forgets what was done or set aside so long ago that it cannot come again."""
        before = datetime.now(UTC) - KEPT

        def work(connection: Connection) -> None:
            connection.execute(delete(InboxRow).where(InboxRow.done_at < before))
            connection.execute(delete(ReplyRow).where(ReplyRow.created_at < before, ~pending()))

        await self._together.do("", work)

    async def backlog(self) -> Backlog:
        """How it stands now."""
        open = select(func.count(), func.min(InboxRow.at)).where(InboxRow.chat_key.is_not(None))
        unsent = select(func.count(), func.min(ReplyRow.created_at)).where(ReplyRow.chat_key.is_not(None))
        aside = select(func.count()).where(InboxRow.problem.is_not(None))

        def work(connection: Connection) -> Backlog:
            letters, first = connection.execute(open).one()
            replies, oldest = connection.execute(unsent).one()
            count = connection.execute(aside).scalar_one()
            return Backlog(letters, _age(first), replies, _age(oldest), count)

        return await self._together.do("", work)

    def _free(self, now: datetime) -> ColumnElement[bool]:
        """Whether nobody works on a chat."""
        nobody = ChatRow.lease_owner.is_(None)
        return nobody if now < self._spared else or_(nobody, ChatRow.lease_until < now)

    def _hold(self, key: str, connection: Connection) -> bool:
        """Touches the chat's row, if it is ours."""
        ours = {"chat": key, "owner": self._owner, "until": datetime.now(UTC) + self._lease}
        return HOLD.count(connection, ours) > 0

    def _letters(self, connection: Connection, key: str) -> tuple[Letter, ...]:
        rows = LETTERS.rows(connection, {"chat": key})
        return tuple(
            Letter(id, at, BODY.open(self._seals.ring, str(id), body), tries > 0, tries > 1, tries > TOO_OFTEN)
            for id, at, body, tries in rows
            if body is not None
        )

    def _seal(self, one: Arrival) -> bytes:
        return BODY.seal(self._seals.ring, str(one.update), one.body)

    def _key(self, chat: str) -> str:
        return self._seals.names.of(chat)


def _age(since: datetime | None) -> float:
    return (datetime.now(UTC) - since).total_seconds() if since else 0.0
