"""The record: people, their turns and what they thought of them, on SQLite or PostgreSQL. One transaction a turn."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.domain import Card, Memory, Message, Rating, Turn
from bot.store import rights
from bot.store.counts import cards
from bot.store.database import Database, open_database
from bot.store.inbox import LEASE, Inbox
from bot.store.lately import Lately
from bot.store.leases import inherit
from bot.store.letters import Receipt
from bot.store.migrate import behind, load, upgrade
from bot.store.notes import Note, Noting, holding, leave, none
from bot.store.outbox import Said, posted
from bot.store.review import Review
from bot.store.rotate import PEPPER, SEALED
from bot.store.sealed import KeyRing, Pseudonyms, Seals
from bot.store.statements import TURN
from bot.store.tables import INSERT, PersonRow, RatingRow, SettingRow, TurnRow
from bot.store.together import Together
from bot.store.vectors import Vectors
from bot.store.visit import ADDRESS, Visit, enrol, look, read_turn, record

PATIENCE = 10.0  # seconds to wait for a lock or a connection before a person is answered without memory
START = 120.0  # seconds a start may take: others may be migrating first


class Store:
    """Opened with `Store.open`. Everything it raises is a StoreError that holds no text."""

    def __init__(self, database: Database, ring: KeyRing) -> None:
        self._database = database
        self._seals = Seals(ring, Pseudonyms(""))
        self._insert = INSERT[database.name]
        self._together = Together(database)
        self._inbox = Inbox(self._together, self._seals, database.name)
        self.noting: Noting = none  # who else is told of a turn

    @classmethod
    async def open(cls, url: str, ring: KeyRing, patience: float = PATIENCE, lease: timedelta = LEASE) -> Store:
        """The record at `url`, migrated to the newest shape; StoreError says what to do if it cannot be used."""
        store = cls(open_database(url, patience), ring)

        def work(connection: Connection) -> str:
            upgrade(connection)
            if store._database.enter():
                inherit(connection)
            return store._pepper(connection)

        try:
            if await store._database.do(behind, START):
                await asyncio.to_thread(load)
            store._seals = Seals(ring, Pseudonyms(await store._database.do(work, START)))
            store._inbox = Inbox(store._together, store._seals, store._database.name, lease)
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Lets go of the database."""
        await self._together.close()
        await self._database.close()

    @property
    def inbox(self) -> Inbox:
        """Updates that came, and replies that have to leave."""
        return self._inbox

    @property
    def lately(self) -> Lately:
        """What was said of late, for the workshop."""
        return Lately(self._database.do, self._seals)

    @property
    def vectors(self) -> Vectors:
        """What the encoder made of logged turns, for the workshop."""
        return Vectors(self._database.do, self._seals, self._database.name)

    @property
    def review(self) -> Review:
        """What reviewers read and write."""
        return Review(self._database.do, self._seals, self._database.name)

    async def look(self, message: Message) -> Visit:
        """What is remembered of the one who writes, and whether this message came before."""
        key = self._seals.names.of(message.person)
        return await self._together.do(key, lambda connection: look(connection, self._seals, message))

    async def keep(self, visit: Visit, turn: Turn, receipt: Receipt | None = None) -> Turn | None:
        """One transaction for one turn: the turn, the memory, and with a receipt its updates done and its reply posted.

        None, and nothing kept, if somebody else wrote a turn of this person since the visit began: think again.
        LostError if the updates are not ours to answer any more.
        """
        told: list[Note] = []

        def work(connection: Connection) -> Turn | None:
            told.clear()
            if visit.consent is False and receipt is None:
                return turn
            if visit.earlier is None and visit.consent is not False:
                if visit.revision is None:
                    enrol(connection, self._seals, self._insert, turn.message.person)
                kept = record(connection, self._seals, visit, turn)
            else:
                kept = turn
            if kept is None or receipt is None:
                return kept
            said = Said(kept.outcome.reply, kept.id, isinstance(kept.outcome.decision, Card))
            over = kept.delivered or (visit.earlier is not None and posted(connection, kept.id))
            kept = replace(kept, posted=self._inbox.answer(connection, receipt, None if over else said))
            told.extend([] if over else self.noting(kept))
            return kept

        def last(connection: Connection, _: Turn | None) -> None:
            for note in told:
                leave(connection, self._seals, self._insert, note)

        key = receipt.chat if receipt else turn.message.person
        also = holding(self._seals, self._insert, self.noting(turn)) if receipt else ()
        return await self._together.do(self._seals.names.of(key), work, also, last)

    async def delivered(self, turn_id: int, at: datetime | None = None) -> None:
        """The reply of this turn has arrived; the first time counts."""
        turn = update(TurnRow).where(TurnRow.id == turn_id, TurnRow.delivered_at.is_(None))
        now = turn.values(delivered_at=at or datetime.now(UTC))
        await self._database.do(lambda connection: connection.execute(now))

    async def rate(self, person: str, turn_id: int, rating: Rating) -> bool:
        """Keeps what a person thinks of their own turn, the newest only; False if the turn is not theirs."""
        theirs = select(TurnRow.id).join(PersonRow, PersonRow.id == TurnRow.person_id)
        theirs = theirs.where(TurnRow.id == turn_id, self._is(person))
        said = {"value": rating, "at": datetime.now(UTC)}
        rated = self._insert(RatingRow).values(turn_id=turn_id, **said)

        def work(connection: Connection) -> bool:
            if connection.execute(theirs.with_for_update(of=TurnRow)).first() is None:
                return False
            connection.execute(rated.on_conflict_do_update(index_elements=["turn_id"], set_=said))
            return True

        return await self._database.do(work)

    async def cards(self) -> Counter[tuple[str, str]]:
        """How many cards were shown, by month (2026-11) and danger, in the turns that are kept."""
        return await self._database.do(lambda connection: cards(connection, self._seals))

    async def turn(self, turn_id: int) -> Turn | None:
        """The turn of that id, if it is still kept."""
        query = select(*TURN).where(TurnRow.id == turn_id)
        whose = select(PersonRow.key, PersonRow.address).join(TurnRow, TurnRow.person_id == PersonRow.id)

        def work(connection: Connection) -> Turn | None:
            row = connection.execute(query).first()
            person = connection.execute(whose.where(TurnRow.id == turn_id)).first()
            if row is None or person is None:
                return None
            return read_turn(self._seals.ring, row, ADDRESS.open(self._seals.ring, *person))

        return await self._database.do(work)

    async def before(self, turn_id: int) -> Memory:
        """What was remembered of the person when that turn came in, as far as it is still kept."""
        whose = select(TurnRow.person_id).where(TurnRow.id == turn_id).scalar_subquery()
        query = select(func.max(TurnRow.id)).where(TurnRow.person_id == whose, TurnRow.id < turn_id)
        earlier = await self._database.do(lambda connection: connection.execute(query).scalar())
        before, turn = await self.turn(earlier or 0), await self.turn(turn_id)
        return before.outcome.memory.before(turn.outcome.memory) if before and turn else Memory()

    async def gone(self, person: str) -> None:
        """The person cannot be reached any more (they blocked the bot); their next visit undoes it."""
        who = update(PersonRow).where(self._is(person)).values(gone_at=datetime.now(UTC))
        await self._database.do(lambda connection: connection.execute(who))

    async def consent(self, person: str, yes: bool) -> None:
        """Whether what they say from now on is kept. That they were asked is kept either way."""

        def work(connection: Connection) -> None:
            enrol(connection, self._seals, self._insert, person)
            rights.consent(connection, self._seals.names.of(person), yes)

        await self._database.do(work)

    async def begin(self, person: str) -> None:
        """The person begins again: their turns stay, but of the story only what outlasts it is remembered."""
        key = self._seals.names.of(person)
        await self._together.do(key, lambda connection: rights.begin(connection, self._seals, key))

    async def export(self, person: str) -> dict[str, Any]:
        """All that is kept of a person, as JSON can hold it."""
        key = self._seals.names.of(person)
        return await self._database.do(lambda connection: rights.export(connection, self._seals, key))

    async def forget(self, person: str) -> int:
        """Deletes all that is kept of a person, for good; how many rows that were."""
        key = self._seals.names.of(person)
        rows = await self._database.do(lambda connection: rights.forget(connection, key))
        await self._database.tidy()
        return rows

    async def expire(self, retention: timedelta) -> tuple[int, int]:
        """Deletes all of those who could not be reached for a month, and what is older than `retention`.

        How many people were gone, and how many rows were too old.
        """
        now = datetime.now(UTC)

        def work(connection: Connection) -> tuple[int, int]:
            return rights.forget_gone(connection, now), rights.forget_old(connection, now - retention)

        people, rows = await self._database.do(work)
        if people or rows:
            await self._database.tidy()
        return people, rows

    async def rotate(self) -> int:
        """Seals anew what an older key had sealed; how many values. After it the first key alone opens everything."""
        renewed = 0
        for column in SEALED:
            last: int | str | None = column.start
            while last is not None:
                last, count = await self._database.do(partial(column.renew, ring=self._seals.ring, after=last))
                renewed += count
        return renewed

    def _is(self, person: str) -> ColumnElement[bool]:
        return PersonRow.key == self._seals.names.of(person)

    def _pepper(self, connection: Connection) -> str:
        """The secret behind the pseudonyms: made once, kept sealed, so that it outlives every key of the ring."""
        query = select(SettingRow.value).where(SettingRow.name == "pepper")
        sealed = connection.execute(query).scalar()
        if sealed is not None:
            return PEPPER.open(self._seals.ring, "pepper", sealed)
        pepper = secrets.token_hex(32)
        row = self._insert(SettingRow).values(name="pepper", value=PEPPER.seal(self._seals.ring, "pepper", pepper))
        connection.execute(row)
        return pepper
