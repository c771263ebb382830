"""Connections that really break, hang or speak nonsense: every reply arrives in the end, and in order."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import pytest

from bot.domain import Reply, Span
from bot.doors.telegram.application import build
from bot.doors.telegram.request import Request
from bot.doors.telegram.sending import Sender
from bot.store import Unsent
from tests.doors.telegram.wire import ME, TOKEN

FAULTS = ("drop", "drop after", "hang", "hang after", "502", "500", "429", "half", "half and gone", "nonsense", "well")
OK = {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "x"}}


class Trouble:
    """A Bot API server with a mishap for each request; what it has acted on is `heard`."""

    def __init__(self, mishaps: list[str]) -> None:
        self.heard: list[str] = []
        self._mishaps = iter(mishaps)
        self._over = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0] or 0)
        fields = dict(json.loads(await reader.readexactly(length) or b"{}"))
        if "getme" in head:
            return await _write(writer, "200 OK", json.dumps({"ok": True, "result": ME}))
        mishap = next(self._mishaps, "well")
        if mishap in ("drop after", "hang after", "half", "half and gone", "nonsense", "well"):
            self.heard.append(fields["text"])
        return await self._go_wrong(mishap, writer)

    async def _go_wrong(self, mishap: str, writer: asyncio.StreamWriter) -> bool:
        whole = json.dumps(OK)
        flood = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 0}}
        wrong: dict[str, Callable[[], Awaitable[bool]]] = {
            "502": partial(_write, writer, "502 Bad Gateway", "<html>"),
            "500": partial(_write, writer, "500 Oh", '{"ok": false, "error_code": 500, "description": "Internal"}'),
            "429": partial(_write, writer, "429 Too Many Requests", json.dumps(flood)),
            "half": partial(_write, writer, "200 OK", whole[:20]),
            "half and gone": partial(_write, writer, "200 OK", whole[:20], len(whole)),
            "nonsense": partial(_write, writer, "200 OK", "<html>"),
            "well": partial(_write, writer, "200 OK", whole),
        }
        if mishap.startswith("hang"):
            await self._over.wait()
        return await wrong[mishap]() if mishap in wrong else False

    def end(self) -> None:
        """Lets go of whoever hangs."""
        self._over.set()


async def _write(writer: asyncio.StreamWriter, status: str, body: str, length: int = 0) -> bool:
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {length or len(body)}\r\n\r\n{body}".encode())
    await writer.drain()
    return not length


@asynccontextmanager
async def sender(trouble: Trouble) -> AsyncIterator[Sender]:
    server = await asyncio.start_server(trouble.serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    bot = build(TOKEN, f"http://127.0.0.1:{port}", partial(Request, connections=4, read_timeout=0.3))
    try:
        await bot.initialize()
        yield Sender(bot, asyncio.Semaphore(4))
    finally:
        await bot.shutdown()
        trouble.end()
        server.close()
        await server.wait_closed()


async def arrive(sender: Sender, text: str) -> None:
    """Sends it as a round does: until it has left, or never will."""
    unsent = Unsent(1, 0, Reply((Span("phrase", "x", 0, len(text), text, "bot"),)))
    sent = await sender.send(7, unsent)
    while not sent.whole and not sent.problem:
        sent = await sender.send(7, replace(unsent, parts=sent.parts, attempts=sent.attempts))
    assert sent.whole, sent.problem


@pytest.mark.parametrize("mishap", FAULTS)
async def test_a_reply_arrives_whatever_goes_wrong_once(mishap: str) -> None:
    trouble = Trouble([mishap])
    async with sender(trouble) as sending:
        await arrive(sending, "hello")
        await arrive(sending, "and this")
    twice = ["hello"] * (2 if mishap in ("drop after", "hang after") else 1)
    assert trouble.heard == [*twice, "and this"]


async def test_in_a_storm_all_arrive_in_order() -> None:
    trouble = Trouble(random.Random(4).choices([*FAULTS, "well", "well"], k=60))
    said = [f"{n}" for n in range(30)]
    async with sender(trouble) as sending:
        for one in said:
            await arrive(sending, one)
    assert list(dict.fromkeys(trouble.heard)) == said
