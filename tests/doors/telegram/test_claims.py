"""A reply is sent by whoever holds its chat, and by nobody else, also where one process comes late or stands still."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine
from telegram.request import RequestData

from tests.doors.telegram.house import opened
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import BAD_GATEWAY, Wire


class Slow(Wire):
    """Telegram says nothing to a message until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.said = asyncio.Event()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        answer = await super().do_request(url, method, request_data, *timeouts, **more)
        if url.endswith("sendMessage"):
            await self.said.wait()
        return answer


async def test_who_comes_while_another_sends_takes_nothing_from_it(tmp_path: Path, database_url: str) -> None:
    wire = Slow()
    async with opened(tmp_path, wire, url=database_url, begin=False) as first:
        await first.door.intake.take([{"update_id": 1, **text("hello")}])
        await wire.until(lambda: bool(wire.texts()))
        async with opened(tmp_path, wire, url=database_url, begin=False) as late:
            for _ in range(3):  # the turns of the record that its first look around may need
                await late.store.inbox.backlog()
            wire.said.set()
            await asyncio.gather(first.door.rounds.quiet(), late.door.rounds.quiet())
    assert wire.texts() == ["hello"]


async def test_who_stood_still_until_another_took_over_sends_nothing_more(tmp_path: Path, database_url: str) -> None:
    slow, wire = Slow(), Wire()
    slow.fail("sendMessage", BAD_GATEWAY)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        async with (
            opened(tmp_path, slow, url=database_url, begin=False) as still,
            opened(tmp_path, wire, url=database_url, begin=False) as heir,
        ):
            await still.door.intake.take([{"update_id": 1, **text("hello")}])
            await slow.until(lambda: bool(slow.texts()))
            clock.shift(2 * heir.store.inbox.lease)
            for chat in await heir.store.inbox.sweep():
                heir.door.rounds.begin(chat)
            await heir.door.rounds.quiet()
            slow.said.set()
            await still.door.rounds.quiet()
    assert (slow.texts(), wire.texts()) == (["hello"], ["hello"])  # the first of them was refused


async def test_who_stood_still_and_lost_nothing_sends_on(tmp_path: Path, database_url: str) -> None:
    wire = Slow()
    wire.fail("sendMessage", BAD_GATEWAY)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        async with opened(tmp_path, wire, url=database_url, begin=False) as still:
            await still.door.intake.take([{"update_id": 1, **text("hello")}])
            await wire.until(lambda: bool(wire.texts()))
            clock.shift(2 * still.store.inbox.lease)
            wire.said.set()
            await still.door.rounds.quiet()
    assert wire.texts() == ["hello", "hello"]  # the first of them was refused
