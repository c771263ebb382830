"""A crowd that writes to a bot, and the small Bot API server through which it does: a process of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from aiohttp import web

from tests.standin import BOT

STEP = 300  # seconds between two messages of one person, as their dates tell it: nobody is asked to slow down
YES = "c:consent:yes"


@dataclass(frozen=True)
class Manner:
    """How they write: so many people, each when the last one of their messages was answered; or so many a second."""

    text: str
    people: int = 50
    rate: float = 0.0
    asked: bool = False  # whether they were asked if they may be kept, and say yes first


@dataclass
class Crowd:
    """Telegram, and everybody on it."""

    manner: Manner
    waiting: list[dict[str, Any]] = field(default_factory=list)
    since: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    said: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = count(1)
        self._turn = cycle(range(self.manner.people))
        self._news = asyncio.Event()
        self._begun = int(time.time())
        for person in range(self.manner.people):
            self._agree(person) if self.manner.asked else self._speak(person)

    async def pace(self, app: web.Application) -> AsyncIterator[None]:
        """The next one writes when it is time, as long as the server runs."""
        writing = asyncio.create_task(self._write())
        yield
        writing.cancel()

    async def _write(self) -> None:
        due = time.monotonic()
        while self.manner.rate:
            due += 1 / self.manner.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            person = next(self._turn)
            if person not in self.since:
                self._speak(person)

    def _speak(self, person: int) -> None:
        self.since[person] = time.monotonic()
        self._push({"message": self._message(person) | {"text": self.manner.text}})

    def _agree(self, person: int) -> None:
        self.since[person] = time.monotonic()
        message = self._message(person)
        query = {"id": f"{next(self._ids)}", "chat_instance": "1", "from": message["from"], "message": message}
        self._push({"callback_query": query | {"data": YES}})

    def _message(self, person: int) -> dict[str, Any]:
        self.said[person] = self.said.get(person, 0) + 1
        date = self._begun + STEP * self.said[person]
        who = {"id": 10_000 + person, "first_name": "Ana", "type": "private"}
        return {"message_id": next(self._ids), "date": date, "chat": who, "from": who | {"is_bot": False}}

    def _push(self, update: dict[str, Any]) -> None:
        self.waiting.append({"update_id": next(self._ids), **update})
        self._news.set()

    async def answer(self, request: web.Request) -> web.Response:
        """A method of the Bot API."""
        method, written = request.match_info["method"], request.content_type == "application/json"
        data = dict(await (request.json() if written else request.post()))
        if method == "getUpdates":
            return web.json_response({"ok": True, "result": await self._fetch(int(str(data.get("offset", 0))))})
        if method == "getMe":
            return web.json_response({"ok": True, "result": BOT})
        if method != "sendMessage":
            return web.json_response({"ok": True, "result": True})
        person = int(str(data["chat_id"])) - 10_000
        if begun := self.since.pop(person, None):
            self.waits.append(time.monotonic() - begun)
            if not self.manner.rate:
                self._speak(person)
        chat = {"id": person + 10_000, "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat, "text": "x"}})

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        if not self.waiting:
            self._news.clear()
            try:
                async with asyncio.timeout(1):
                    await self._news.wait()
            except TimeoutError:
                return []
        return self.waiting[:100]

    async def figures(self, request: web.Request) -> web.Response:
        """How long those waited who were answered since this was last asked."""
        waits, self.waits = self.waits, []
        return web.json_response(waits)


def crowd(port: int, manner: Manner) -> None:
    """The server, for as long as its process lives."""

    async def app() -> web.Application:
        served, application = Crowd(manner), web.Application()
        application.cleanup_ctx.append(served.pace)
        application.router.add_get("/figures", served.figures)
        application.router.add_route("*", "/bot{token}/{method}", served.answer)
        return application

    web.run_app(app(), host="127.0.0.1", port=port, print=None, access_log=None)
