"""A house with only the Telegram door open: the real application, conversation and record; a guide that says back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.conversation import Conversation
from bot.domain import Choice, Knowledge, Memory, Message, Outcome, Turn
from bot.doors.telegram import Invite, Line, open_telegram
from bot.doors.telegram.application import Open
from bot.doors.words import OPENERS, SLOTS
from bot.store import KeyRing, Store, fresh_key
from tests.doors.telegram.wire import TOKEN, Wire
from tests.mind.shelf import phrases, shelf
from tests.store.people import turn

LIFETIME = timedelta(days=36500)  # what the tests say was said some time ago
OWN = {slot: f"<{slot}> & more" for slot in (*OPENERS, *SLOTS, "describe.short", "describe.long")}
OWN["forgotten"] = "{count} <forgotten>"


@dataclass
class Parrot:
    """Says back what it hears, a choice for a choice; `slow` it thinks about for some seconds, `broken` it cannot."""

    knowledge: Knowledge
    choices: tuple[Choice, ...] = ()
    slow: dict[str, float] = field(default_factory=dict)
    broken: str = ""
    heard: list[Message] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)

    def answer(self, message: Message, memory: Memory) -> Outcome:
        if message.text and message.text == self.broken:
            raise ValueError(message.text)
        time.sleep(self.slow.get(message.text, 0))
        self.heard.append(message)
        self.memories.append(memory)
        said = turn(replace(message, text=message.text or f"chose {message.choice}")).outcome
        return replace(said, reply=replace(said.reply, choices=self.choices))

    def flags(self, message: Message, memory: Memory) -> bool:
        return "danger" in message.text


@dataclass
class House:
    """All that a test needs to look at."""

    wire: Wire
    door: Open
    guide: Parrot
    store: Store
    noticed: list[Turn]

    @property
    def knowledge(self) -> Knowledge:
        return self.guide.knowledge

    async def hear(self, *updates: object) -> None:
        """These updates, fetched and dealt with."""
        await self.wire.push(*updates)
        await self.settle()

    async def settle(self) -> None:
        await self.wire.taken()
        async with asyncio.timeout(20):
            await self.door.rounds.quiet()


@dataclass
class Shelf:
    guide: Parrot

    @property
    def knowledge(self) -> Knowledge:
        return self.guide.knowledge


def parrot() -> Parrot:
    own = {slot: phrases(slot, text)[slot] for slot, text in OWN.items()}
    return Parrot(replace(shelf(), phrases=own))


@asynccontextmanager
async def opened(
    folder: Path,
    wire: Wire,
    guide: Parrot | None = None,
    *,
    patience: float = 0,
    unasked: bool = True,
    wait: float = 5,
    begin: bool = True,
    url: str = "",
    invite: Invite | None = None,
) -> AsyncIterator[House]:
    """The house, until it is left. A folder that had one before has its record still."""
    keys = folder / "keys"
    keys.exists() or keys.write_text(fresh_key())
    record = url or f"sqlite:///{folder}/bot.db"
    store = await Store.open(record, KeyRing.from_text(keys.read_text()), patience=wait)
    home, noticed = Shelf(guide or parrot()), list[Turn]()
    conversation = Conversation(home, store, noticed.append, unasked, LIFETIME)
    try:
        line = Line(TOKEN, "http://api.example", patience, invite=invite)
        async with open_telegram(line, conversation, store.inbox, home, lambda: wire) as door:
            if begin:
                await door.begin()
            yield House(wire, door, home.guide, store, noticed)
    finally:
        await store.close()
