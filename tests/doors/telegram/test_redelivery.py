"""Telegram may send an update again, to whichever process it likes: it is answered once, and in its place."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.doors.telegram.house import OWN, House, opened
from tests.doors.telegram.updates import tap, text
from tests.doors.telegram.wire import Wire

CHATS, TIMES, WORKERS = range(1, 9), 3, 4
SAYINGS = {"/help": OWN["help"], "/privacy": OWN["privacy"]}


@pytest.fixture
async def workers(tmp_path: Path, database_url: str) -> AsyncIterator[list[House]]:
    """Processes that share a record and a bot; what they are posted is theirs to answer."""
    wire = Wire()
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(opened(tmp_path, wire, url=database_url, begin=False))
            for _ in range(WORKERS)
        ]


def script(chat: int) -> list[tuple[dict[str, Any], str]]:
    """What is said in a chat, and how each is answered."""
    said = [f"{chat} says one", "/help", f"{chat} says two", "/privacy", f"{chat} says three"]
    return [
        *((text(words, chat=chat), SAYINGS.get(words, words)) for words in said),
        (tap("c:more", chat=chat), "chose more"),
    ]


async def test_every_update_that_comes_three_times_to_four_processes_is_answered_once(workers: list[House]) -> None:
    chance, wire = random.Random(1), workers[0].wire
    numbers = iter(range(1, 10_000))
    posted: list[dict[str, Any]] = []

    async def write(chat: int) -> None:
        for update, _ in script(chat):
            posted.append({"update_id": next(numbers), **update})
            mine = posted[-1]
            await asyncio.gather(*(chance.choice(workers).door.intake.take([mine]) for _ in range(TIMES)))

    await asyncio.gather(*map(write, CHATS))
    await finished(workers)
    for update in chance.sample(posted, len(posted)):
        await chance.choice(workers).door.intake.take([update])
    await finished(workers)
    assert {chat: wire.texts(chat) for chat in CHATS} == {chat: [said for _, said in script(chat)] for chat in CHATS}
    assert sum(len(house.noticed) for house in workers) == 4 * len(CHATS)


async def test_a_batch_that_is_fetched_again_is_answered_once(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire()) as house:
        for body in (text("/start"), text("/help"), text("one"), tap("c:consent:yes")):
            id = len(house.wire.updates) + 1
            house.wire.updates += [{"update_id": id, **body}] * TIMES
        await house.hear(text("end"))
        answers = [said.partition("\n")[0] for said in house.wire.texts()]
    assert answers == [OWN["start"], OWN["help"], "one", OWN["consent.yes"], "end"]


async def finished(workers: list[House]) -> None:
    """Until there is nothing left to answer or to send."""
    async with asyncio.timeout(60):
        backlog = await workers[0].store.inbox.backlog()
        while backlog.letters or backlog.replies:
            await asyncio.gather(*(house.door.rounds.quiet() for house in workers))
            backlog = await workers[0].store.inbox.backlog()
