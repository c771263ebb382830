"""Fetches updates, and acknowledges them only when they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.doors.telegram.sending import delay

HOLD = 25  # seconds Telegram keeps a question open when there is nothing new
SLACK = 10  # seconds more before we give it up
FIRST, GROWTH, LONGEST = 1.0, 1.5, 30.0  # seconds between tries while it fails
BREATH = 0.05  # seconds, in case a server does not hold the question
KINDS = ["message", "edited_message", "callback_query"]
# python-telegram-bot's own get_updates loses the batch, and asks for it again for ever, if one update in it cannot
# be read. It warns against the method's plain name here; this spelling becomes the same request.
METHOD = "get_Updates"
REASONS: dict[type[Exception], str] = {
    Conflict: "another process fetches this bot's messages: stop it, or give it a token of its own",
    EndPointNotFound: "Telegram refuses BOT_TOKEN now: was it revoked? Ask @BotFather",
    InvalidToken: "Telegram refuses BOT_TOKEN now: was it revoked? Ask @BotFather",
}

log = structlog.get_logger(__name__)


class Poller:
    """Fetches until it is cancelled; nothing else ends it. `take` returns when updates need not come again."""

    def __init__(self, bot: Bot, take: Callable[[list[Any]], Awaitable[None]]) -> None:
        self._bot = bot
        self._take = take
        self._offset = 0

    async def run(self) -> None:
        """Asks again and again, with growing pauses while that fails."""
        pause = 0.0
        while True:
            try:
                await self._fetch()
                pause = 0.0
            except Exception as error:  # whatever it is, the door stays open
                pause = min(LONGEST, max(FIRST, pause * GROWTH))
                wait = delay(error) if isinstance(error, RetryAfter) else pause
                log.warning("no updates", problem=REASONS.get(type(error), type(error).__name__), again_in=wait)
                await asyncio.sleep(wait)

    async def confirm(self) -> None:
        """Tells Telegram what was taken, so that it does not come again at the next start."""
        try:
            await self._ask(0)
        except TelegramError as error:
            log.warning("updates not confirmed", problem=type(error).__name__)

    async def _fetch(self) -> None:
        batch = await self._ask(HOLD)
        await self._take(batch)
        ids = [raw["update_id"] for raw in batch if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]
        if batch and not ids:
            raise TelegramError("updates without ids")
        self._offset = max([self._offset, *(id + 1 for id in ids)])
        if not batch:
            await asyncio.sleep(BREATH)

    async def _ask(self, hold: int) -> Any:
        asked = {"offset": self._offset, "timeout": hold, "allowed_updates": KINDS}
        return await self._bot.do_api_request(METHOD, asked, read_timeout=hold + SLACK)
