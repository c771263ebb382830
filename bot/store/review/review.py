"""The reviewer's side of the record. What is read of people, and what is done, is written down in the same breath."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain import Reply
from bot.domain.figures import Figures
from bot.domain.review import Act, Entry, Listed, Reviewer, Seen, Value, Verdict
from bot.store.review import access, audit, late, verdicts, views
from bot.store.review.figures import figures
from bot.store.review.search import Do, Found, Look, search
from bot.store.review.uses import Use, uses
from bot.store.review.views import Filter
from bot.store.sealed import Seals
from bot.store.tables import INSERT

PAGE = 60  # turns in a list
T = TypeVar("T")


class Review:
    """Part of the record. What it raises is a StoreError. Sealed text is opened after its transaction, in a thread."""

    def __init__(self, do: Do, seals: Seals, engine: str) -> None:
        self._do = do
        self._seals = seals
        self._upsert = INSERT[engine]

    async def invite(self, reviewer: Reviewer) -> str:
        """The token of a sign-in link: good for one use within five minutes."""
        return await self._do(lambda record: access.issue(record, self._seals.names, "link", reviewer))

    def signed(self, token: str) -> bool:
        """Whether a link's token was made here; it may have been used."""
        return bool(access.id_of(self._seals.names, "link", token))

    async def sign_in(self, token: str) -> tuple[Reviewer, str] | None:
        """Uses a link up: who came in, and the token of their session of twelve hours. None if it is no good."""

        def work(record: Connection) -> tuple[Reviewer, str] | None:
            reviewer = access.redeem(record, self._seals.names, token, "link")
            if reviewer is None:
                return None
            self._note(record, Act(reviewer.name, "signed in", detail=reviewer.role))
            return reviewer, access.issue(record, self._seals.names, "session", reviewer)

        return await self._do(work)

    async def sign_out(self, token: str) -> None:
        """Ends a session."""

        def work(record: Connection) -> None:
            if reviewer := access.redeem(record, self._seals.names, token, "session"):
                self._note(record, Act(reviewer.name, "signed out"))

        await self._do(work)

    async def who(self, token: str) -> Reviewer | None:
        """Whose session this is, if it still is one."""
        return await self._do(lambda record: access.holder(record, self._seals.names, token))

    async def counts(self, wanted: Filter) -> dict[str, int]:
        """How many turns each view holds for this reviewer, up to a thousand."""
        each = [Filter(view, wanted.reviewer, bar=wanted.bar) for view in views.VIEWS]
        return {one.view: await self._count(one) for one in each}

    async def page(self, wanted: Filter, before: int | None = None, limit: int = PAGE) -> tuple[Listed, ...]:
        """The turns of a view, the newest first, older than `before` if given."""
        return await self._open(lambda record: views.page(record, self._seals.ring, wanted, before, limit))

    async def named(self, ids: tuple[int, ...]) -> tuple[Listed, ...]:
        """The turns of these ids, the newest first."""
        return await self._open(lambda record: views.named(record, self._seals.ring, ids))

    async def ids(self, wanted: Filter, most: int) -> tuple[int, ...]:
        """The ids of a view's turns, the newest first."""
        return await self._do(lambda record: views.ids(record, wanted, most))

    async def seen(self, ids: tuple[int, ...]) -> tuple[tuple[str, Seen], ...]:
        """The turns of these ids, each with its person's pseudonym, the newest first. The caller has to note it."""
        return (await self._open(lambda record: verdicts.seen(record, self._seals, ids)))[::-1]

    async def beside(self, wanted: Filter, turn: int, older: bool = True) -> int | None:
        """The turn next to this one in a view."""
        return await self._do(lambda record: views.beside(record, wanted, turn, older))

    async def search(self, wanted: Filter, look: Look) -> Found:
        """Turns of a view that say it."""
        return await search(self._do, self._seals.ring, wanted, look)

    async def open(self, reviewer: Reviewer, turn: int) -> tuple[str, tuple[Seen, ...]]:
        """The whole conversation a turn is part of, which is noted; its person's pseudonym. Nothing if not kept."""

        def work(record: Connection) -> tuple[str, verdicts.Reading]:
            found = verdicts.thread(record, self._seals, turn)
            if found[0]:
                self._note(record, Act(reviewer.name, "opened", turn))
            return found

        person, read = await self._do(work)
        return person, await asyncio.to_thread(read)

    async def figures(self, days: int) -> Figures:
        """How the bot did in the last days, today included."""
        return await self._do(lambda record: figures(record, days, datetime.now(UTC).date()))

    async def uses(self) -> dict[str, Use]:
        """How often each passage was said; those never said are not in it."""
        return await self._do(uses)

    async def precedents(self, most: int = 400) -> tuple[Listed, ...]:
        """The turns that were judged last."""
        return await self._open(lambda record: verdicts.precedents(record, self._seals.ring, most))

    async def judge(self, reviewer: Reviewer, turn: int, value: Value, note: str = "") -> bool:
        """Keeps a verdict, in place of this reviewer's former one. False if there is no such turn."""
        verdict = Verdict(reviewer.name, value, note, datetime.now(UTC))

        def work(record: Connection) -> bool:
            kept = verdicts.judge(record, self._seals.ring, self._upsert, turn, verdict)
            if kept:
                self._note(record, Act(reviewer.name, "judged", turn, value))
            return kept

        return await self._do(work)

    async def take_back(self, reviewer: Reviewer, turn: int) -> bool:
        """Takes this reviewer's verdict back. False if there was none."""

        def work(record: Connection) -> bool:
            gone = verdicts.take_back(record, turn, reviewer.name)
            if gone:
                self._note(record, Act(reviewer.name, "took back", turn))
            return gone

        return await self._do(work)

    async def asked(self, turn: int) -> late.Asked | None:
        """The question of a turn, if its person can still be written to."""
        return await self._do(lambda record: late.asked(record, self._seals, turn))

    async def wanting(self) -> tuple[int, ...]:
        """The turns without an answer whose people asked to be told, should there be one."""
        turns, last = list[int](), await self._wanting(0)
        turns += last[1]
        while last[0] is not None:
            last = await self._wanting(last[0])
            turns += last[1]
        return tuple(turns)

    async def _wanting(self, after: int) -> tuple[int | None, tuple[int, ...]]:
        return await self._do(lambda record: late.wanting(record, self._seals, after))

    async def post(self, reviewer: Reviewer, question: late.Asked, reply: Reply, passage: str) -> bool:
        """Sends an answer that comes later. False if they were told of the passage already, or are gone."""

        def work(record: Connection) -> bool:
            sent = late.post(record, self._seals, question, reply, passage)
            if sent:
                self._note(record, Act(reviewer.name, "sent", question.turn, passage))
            return sent

        return await self._do(work)

    async def note(self, act: Act) -> None:
        """Writes down what somebody did."""
        await self._do(lambda record: self._note(record, act))

    async def trail(self, before: int | None = None, limit: int = 200) -> tuple[Entry, ...]:
        """What was done last, newest first."""
        return await self._do(lambda record: audit.newest(record, self._seals, before, limit))

    async def verify(self) -> audit.Chain:
        """Whether the trail is whole."""
        chain, after = audit.Chain(0, ""), await self._walk(audit.Chain(0, ""))
        while after and not after.broken:
            chain, after = after, await self._walk(after)
        return after or chain

    async def _walk(self, chain: audit.Chain) -> audit.Chain | None:
        return await self._do(lambda record: audit.following(record, self._seals, chain))

    async def _count(self, wanted: Filter) -> int:
        return await self._do(lambda record: views.count(record, wanted))

    async def _open(self, work: Callable[[Connection], Callable[[], T]]) -> T:
        return await asyncio.to_thread(await self._do(work))

    def _note(self, record: Connection, act: Act) -> None:
        audit.add(record, self._seals, self._upsert, act)
