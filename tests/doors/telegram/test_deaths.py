"""Processes that die while many people wait: what only waited, or was only near, is never blamed for it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain import Memory, Message, Outcome
from bot.doors.telegram.rounds import AT_ONCE
from bot.store import Arrival, KeyRing, Receipt, Store, fresh_key
from bot.store.inbox import TOO_OFTEN
from tests.doors.telegram.house import OWN, Parrot, opened, parrot
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import Wire

CHATS = range(1, 3 * AT_ONCE)


@dataclass
class Watcher(Parrot):
    """Sees, whenever it begins to think, of how many that wait it is noted that so many have begun with them."""

    record: Path = Path()
    tries: int = 0
    most: int = 0

    def answer(self, message: Message, memory: Memory) -> Outcome:
        with closing(sqlite3.connect(self.record)) as record:
            query = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND attempts >= ?"
            self.most = max(self.most, record.execute(query, (self.tries,)).fetchone()[0])
        return super().answer(message, memory)


async def died(folder: Path, deaths: int) -> None:
    """A message waits in every chat, and those who took it up died; all but the first in the midst of it."""
    keys = folder / "keys"
    keys.write_text(fresh_key())
    ring = KeyRing.from_text(keys.read_text())
    for death in range(deaths):
        store = await Store.open(f"sqlite:///{folder}/bot.db", ring)
        for chat in CHATS:
            update = {"update_id": chat, **text(f"{chat}", chat=chat)}
            await store.inbox.receive(f"telegram:{chat}", [Arrival(chat, f"telegram:{chat}", json.dumps(update))])
        if death:
            for chat in CHATS:
                await store.inbox.risk(Receipt(f"telegram:{chat}", (chat,)))
        await store.close()


@pytest.mark.parametrize(("deaths", "at_once"), [(1, AT_ONCE), (2, 1), (TOO_OFTEN, 1)])
async def test_of_many_that_a_death_left_only_those_in_hand_are_noted_as_begun(
    tmp_path: Path, deaths: int, at_once: int
) -> None:
    await died(tmp_path, deaths)
    guide = Watcher(parrot().knowledge, record=tmp_path / "bot.db", tries=deaths + 1)
    async with opened(tmp_path, Wire(), guide) as house:
        await house.wire.until(lambda: len(house.wire.texts()) >= len(CHATS))
    assert sorted(house.wire.texts(), key=int) == [f"{chat}" for chat in CHATS]
    assert 0 < guide.most <= at_once


async def test_what_killed_too_many_is_set_aside_and_owned_up_to(tmp_path: Path) -> None:
    await died(tmp_path, 1 + TOO_OFTEN)
    async with opened(tmp_path, Wire()) as house:
        await house.wire.until(lambda: len(house.wire.texts()) >= len(CHATS))
        assert (await house.store.inbox.backlog()).aside == len(CHATS)
    assert house.wire.texts() == [OWN["trouble"]] * len(CHATS)
