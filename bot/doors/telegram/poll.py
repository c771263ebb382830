"""Fetches updates and reads each of them alone: one that cannot be read must not stop the others."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.doors.telegram.lanes import Lanes
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

App = Application[Any, Any, Any, Any, Any, Any]
log = structlog.get_logger(__name__)


class Poller:
    """Feeds the application's queue until it is cancelled; nothing else ends it."""

    def __init__(self, app: App, lanes: Lanes) -> None:
        self._app = app
        self._lanes = lanes
        self._offset = 0

    async def run(self) -> None:
        """Asks again and again, with growing pauses while that fails."""
        pause = 0.0
        while True:
            try:
                await self._take()
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

    async def _take(self) -> None:
        if self._lanes.full:
            await asyncio.sleep(BREATH)
            return
        batch = await self._ask(HOLD)
        before = self._offset
        for raw in batch:
            if update := self._read(raw):
                await self._app.update_queue.put(update)
        if batch and self._offset == before:
            raise TelegramError("updates without ids")
        if not batch:
            await asyncio.sleep(BREATH)

    async def _ask(self, hold: int) -> Any:
        asked = {"offset": self._offset, "timeout": hold, "allowed_updates": KINDS}
        return await self._app.bot.do_api_request(METHOD, asked, read_timeout=hold + SLACK)

    def _read(self, raw: Any) -> Update | None:
        """The update, or None. Either way it will not come again."""
        id = None
        try:
            id = int(raw["update_id"])
            self._offset = id + 1
            return Update.de_json(raw, self._app.bot)
        except Exception as error:  # its text stays out of what is said
            log.warning("update not readable", update=id, problem=type(error).__name__)
            return None
