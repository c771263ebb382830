"""Answers what the record cannot take now, and knows what was answered so, should the record have it after all."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from telegram import Bot, Update

from bot.doors.telegram.handlers import Door, Left, Loose
from bot.errors import StoreError
from bot.store import Arrival, Sent, Unsent

REMEMBERED = 10_000  # updates answered without a record
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Read(Arrival):
    """An update as it came, and as it was understood."""

    meant: Update


def update_in(body: str, bot: Bot) -> Update:
    """The update that was kept as this text."""
    return Update.de_json(json.loads(body), bot)


class Unkept:
    """Of this process. `places` are the chats answered at the same time, `send` gets the next part of a reply out."""

    def __init__(self, door: Door, places: asyncio.Semaphore, send: Callable[[str, Unsent], Awaitable[Sent]]) -> None:
        self._door = door
        self._places = places
        self._send = send
        self._locks: dict[str, asyncio.Lock] = {}
        self._answered: dict[int, None] = {}

    def knows(self, updates: Sequence[int]) -> bool:
        """Whether all of these were answered."""
        return bool(self._answered) and all(id in self._answered for id in updates)

    def note(self, updates: Iterable[int]) -> None:
        """These were answered."""
        self._answered |= dict.fromkeys(updates)
        while len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]

    async def answer(self, arrivals: Sequence[Read], kept: bool = False) -> None:
        """Answers those of a chat that were not, in order; when this returns, that is done.

        `kept`: the record has them. What cannot be done without it will then be done when it is back.
        """
        for one in arrivals:
            async with self._locks.setdefault(one.chat, asyncio.Lock()):
                if one.update not in self._answered:
                    self.note([one.update])
                    await self._alone(one, kept)
            self._locks.pop(one.chat, None)

    async def _alone(self, one: Read, kept: bool) -> None:
        try:
            async with self._places:
                loose = await self._door.answer([one.meant], None)
        except Exception as error:
            log.error("update failed", update=one.update, problem=type(error).__name__, at=place(error))  # noqa: TRY400
            if kept and isinstance(error, StoreError):
                del self._answered[one.update]
                return
            loose = Loose(self._door.sorry())
        await self.send(one.chat, loose)

    async def send(self, chat: str, loose: Left) -> None:
        """Sends all of a reply that could not be posted, then what the operators are told of it."""
        if not isinstance(loose, Loose) or loose.reply is None:
            return
        sent = await self._whole(chat, Unsent(0, loose.turn.id if loose.turn else 0, loose.reply))
        if not sent.problem:
            await self._door.delivered(loose)
        for note in self._door.notes(loose):
            await self._whole(note.chat, Unsent(0, 0, note.reply))

    async def _whole(self, chat: str, unsent: Unsent) -> Sent:
        sent = Sent(0, 0, whole=False)
        while not sent.whole and not sent.problem:
            sent = await self._send(chat, replace(unsent, parts=sent.parts, attempts=sent.attempts))
        return sent


def place(error: Exception) -> str:
    """The line that raised it: all that is safe to tell of an error."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
