"""One lane to each chat: its updates one after the other, and no chat waiting for another's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 16  # chats answered at the same time
BACKLOG = 1000  # updates taken in at most; the rest wait at Telegram


@dataclass(slots=True)
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # it is fair: first come, first served
    waiting: int = 0


class Lanes(BaseUpdateProcessor):
    """Those who wait hold no place among those who are answered, so that one chat cannot fill the house."""

    def __init__(self) -> None:
        super().__init__(max_concurrent_updates=2 * BACKLOG)
        self._lanes: dict[int, _Lane] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[Any] | None] = set()

    @property
    def full(self) -> bool:
        """Whether no more should be taken in now."""
        return self.current_concurrent_updates >= BACKLOG

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Waits for the chat's earlier updates and for a place, then has the update handled."""
        lane = self._lanes.setdefault(_chat(update), _Lane())
        lane.waiting += 1
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            async with lane.turn, self._places:
                await coroutine
        finally:
            self._tasks.discard(task)
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[_chat(update)]
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # so that one whose turn never came does not complain

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Ends what is still being handled."""
        tasks = [task for task in self._tasks if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _chat(update: object) -> int:
    return update.effective_chat.id if isinstance(update, Update) and update.effective_chat else 0
