"""Takes updates in: each is read alone, kept before it is acknowledged, and given to its chat's round."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from telegram import Bot, Update

from bot.doors.telegram.reading import person
from bot.doors.telegram.rounds import Rounds
from bot.doors.telegram.unkept import Read
from bot.errors import StoreError
from bot.observe import ASIDE
from bot.store import Inbox

log = structlog.get_logger(__name__)


class Intake:
    """What polling and the webhook share."""

    def __init__(self, bot: Bot, inbox: Inbox, rounds: Rounds) -> None:
        self._bot = bot
        self._inbox = inbox
        self._rounds = rounds

    async def take(self, raws: Iterable[Any]) -> None:
        """When this returns the updates are kept, or were answered without a record: they need not come again."""
        chats: dict[str, list[Read]] = {}
        for raw in raws:
            arrival = await self._read(raw)
            if arrival:
                chats.setdefault(arrival.chat, []).append(arrival)
        await asyncio.gather(*(self._keep(chat, arrivals) for chat, arrivals in chats.items()))

    async def _keep(self, chat: str, arrivals: list[Read]) -> None:
        try:
            work = await self._inbox.receive(chat, arrivals)
        except StoreError as error:
            log.warning("updates not kept", problem=str(error))
            await self._rounds.without_record(arrivals)
        else:
            if work:
                self._rounds.begin(chat, arrivals, work)

    async def _read(self, raw: Any) -> Read | None:
        """The update, or None if there is nothing in it to answer. One that cannot be read is set aside."""
        id = raw.get("update_id") if isinstance(raw, Mapping) else None
        try:
            update = Update.de_json(dict(raw), self._bot)
            chat = update.effective_chat
            return Read(int(update.update_id), person(chat), json.dumps(raw), update) if chat else None
        except Exception as error:  # its text stays out of what is said
            log.warning("update not readable", update=id if isinstance(id, int) else None, problem=type(error).__name__)
            ASIDE.inc()
            if isinstance(id, int):
                await self._set_aside(id, json.dumps(raw), type(error).__name__)
            return None

    async def _set_aside(self, id: int, body: str, problem: str) -> None:
        try:
            await self._inbox.set_aside(id, body, problem)
        except StoreError as error:
            log.warning("update not set aside", update=id, problem=str(error))
