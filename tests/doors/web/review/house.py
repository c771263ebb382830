"""The review pages over an open record, and people who come to them: no network between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.domain import Alarm, Decision, Fact, Facts, Knowledge, Memory, Outcome, Reply, Span, Turn
from bot.domain.review import Reviewer, Role
from bot.doors.web import Desk, Site, review_routes, routes
from bot.store import KeyRing, Store, fresh_key
from tests.mind.shelf import shelf
from tests.store.people import message, turn

OURS = {"Sec-Fetch-Site": "same-origin"}
DANGER = Alarm("card", "suicide", "high", ("en-suicide-plain",))


@dataclass(frozen=True, slots=True)
class Fixed:
    """The beekeeper's knowledge, as a library shows it."""

    knowledge: Knowledge


@dataclass(frozen=True, slots=True)
class House:
    """The pages and the record behind them."""

    store: Store
    desk: Desk
    site: Starlette

    @asynccontextmanager
    async def visitor(self, role: Role | None = None, name: str = "Ana") -> AsyncIterator[httpx.AsyncClient]:
        """Somebody with a browser, signed in if they have a role."""
        where = httpx.ASGITransport(self.site)
        async with httpx.AsyncClient(transport=where, base_url="http://pages", headers=OURS) as client:
            if role:
                token = await self.store.review.invite(Reviewer(name, role))
                assert (await client.post("/review/sign-in", data={"token": token})).status_code == 303
            yield client

    async def say(
        self,
        words: str,
        person: str = "telegram:1",
        alarm: Alarm | None = None,
        decision: Decision | None = None,
        facts: tuple[Fact, ...] = (),
    ) -> int:
        """Keeps a turn in which somebody said that."""
        said = message(id=f"m-{words}", person=person, text=words, name="Zebedee")
        first = turn(said, Memory(facts=Facts(facts), seen=said.at)).outcome
        outcome: Outcome = replace(first, trace=replace(first.trace, alarm=alarm))
        if alarm:  # never what was said, as other turns here answer
            outcome = replace(outcome, reply=Reply((Span("phrase", "card.1", 0, 9, "Call them" * 9, "bot"),)))
        outcome = replace(outcome, decision=decision or outcome.decision)
        kept = await self.store.keep(await self.store.look(said), Turn(said, outcome, "v1"))
        assert kept is not None
        return kept.id


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """With a record of its own in the folder."""
    store = await Store.open(f"sqlite:///{folder / 'bot.db'}", KeyRing.from_text(fresh_key()))
    desk = Desk(store.review, Fixed(shelf()))
    try:
        yield House(store, desk, routes(Site(_well), review_routes(desk)))
    finally:
        await store.close()


async def _well() -> dict[str, str]:
    return {}
