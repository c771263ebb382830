"""Telegram at the other end of the wire: answers as the Bot API does, keeps what it was asked, fails when told to."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.doors.telegram.request import read
from tests.markup import MarkupError, check

TOKEN = "123456789:" + "AAxx-yy_zz" * 4
ME = {"id": 1, "is_bot": True, "first_name": "Fingers", "username": "fingers_bot"}
Fault = Exception | tuple[int, bytes] | None  # None: for once as it should be


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    data: dict[str, Any]


@dataclass
class Wire(BaseRequest):
    """What carries the requests of one Application, for fetching and for all else."""

    hold: float = 5.0
    calls: list[Call] = field(default_factory=list)
    updates: list[Any] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    offset: int = 0
    open: int = 0
    files: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._news = asyncio.Condition()

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        self.open += 1

    async def shutdown(self) -> None:
        self.open -= 1

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        return read(payload)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        """Keeps the call, and answers or fails."""
        root, name = url.rsplit("/", 1)
        assert root.endswith(f"/bot{TOKEN}")
        data = request_data.parameters if request_data else {}
        uploads = request_data.multipart_data if request_data else {}
        self.files += [content for _, content, _ in uploads.values() if isinstance(content, bytes)]
        await self._note(Call(name, data))
        if self.faults[name]:
            fault = self.faults[name].pop(0)
            if isinstance(fault, Exception):
                raise fault
            if fault:
                return fault
        try:
            answer = await self._fetch(data) if name == "getUpdates" else self._answer(name, data)
        except MarkupError as error:
            return refusal(400, f"Bad Request: {error}")
        return 200, json.dumps({"ok": True, "result": answer}).encode()

    async def push(self, *bodies: Any) -> None:
        """New updates, numbered here."""
        for body in bodies:
            id = len(self.updates) + 1
            self.updates.append({"update_id": id, **body} if isinstance(body, dict) else body)
        await self._note(None)

    async def until(self, reached: Callable[[], bool]) -> None:
        """Waits for something to have been asked."""
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(reached)

    async def taken(self) -> None:
        """Waits until all updates have been fetched and confirmed."""
        await self.until(lambda: self.offset > len(self.updates))

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [call.data for call in self.calls if call.method == method]

    def texts(self, chat: int | None = None) -> list[str]:
        """What people saw, attempts included."""
        sent = self.asked("sendMessage")
        return [check(data["text"]) for data in sent if chat is None or data["chat_id"] == chat]

    def fail(self, method: str, *faults: Fault) -> None:
        self.faults[method] += faults

    async def _note(self, call: Call | None) -> None:
        async with self._news:
            if call:
                self.calls.append(call)
            if call and call.method == "getUpdates":
                self.offset = call.data["offset"]
            self._news.notify_all()

    async def _fetch(self, data: dict[str, Any]) -> list[Any]:
        try:
            async with asyncio.timeout(min(self.hold, data["timeout"])), self._news:
                await self._news.wait_for(lambda: len(self.updates) >= max(1, self.offset))
        except TimeoutError:
            return []
        return self.updates[max(0, self.offset - 1) :]

    def _answer(self, name: str, data: dict[str, Any]) -> Any:
        if name == "getMe":
            return ME
        if name not in ("sendMessage", "sendDocument"):
            return True
        check(data.get("text", "file"))
        for row in data.get("reply_markup", {}).get("inline_keyboard", []):
            assert all(len(button["callback_data"].encode()) <= 64 for button in row)
        chat = {"id": data["chat_id"], "type": "private"}
        return {"message_id": len(self.calls), "date": 1767225600, "chat": chat, "text": "sent"}


def refusal(code: int, description: str, **parameters: object) -> tuple[int, bytes]:
    """An error as the Bot API words it."""
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
FLOOD = refusal(429, "Too Many Requests: retry after 1", retry_after=0.05)
BAD_GATEWAY = (502, b"<html>Bad Gateway</html>")
HALF = (200, b'{"ok": true, "result": {"mess')


def unreachable() -> NetworkError:
    """Nothing was sent, as our Request puts it."""
    error = NetworkError("ConnectionTimeoutError")
    error.__cause__ = aiohttp.ConnectionTimeoutError()
    return error


def unanswered() -> TimedOut:
    """It was sent, and no answer came."""
    error = TimedOut()
    error.__cause__ = aiohttp.SocketTimeoutError()
    return error


def dropped() -> NetworkError:
    """It was sent, and the connection broke."""
    error = NetworkError("ServerDisconnectedError")
    error.__cause__ = aiohttp.ServerDisconnectedError()
    return error
