"""Fetches updates, and acknowledges them only when they are kept."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.doors.telegram.sending import delay
from bot.errors import DoorError

HOLD = 25  # seconds Telegram keeps a question open when there is nothing new
SLACK = 10  # seconds more before we give it up
FIRST, GROWTH, LONGEST = 1.0, 1.5, 30.0  # seconds between tries while it fails
LULL = 75.0  # seconds; another process that fetches is met more often than that
SETTLED = 120.0  # seconds without meeting one, after which the token is ours
GIVE_UP = (40.0, 80.0)  # seconds after which a newcomer gives way: by chance, so that of two newcomers one stays
BREATH = 0.05  # seconds, in case a server does not hold the question
KINDS = ["message", "edited_message", "callback_query"]
# python-telegram-bot's own get_updates loses the batch, and asks for it again for ever, if one update in it cannot
# be read. It warns against the method's plain name here; this spelling becomes the same request.
METHOD = "get_Updates"
RIVAL = "another process fetches this bot's messages: stop it, or give it a token of its own"
REASONS: dict[type[Exception], str] = {
    Conflict: RIVAL,
    EndPointNotFound: "Telegram refuses BOT_TOKEN now: was it revoked? Ask @BotFather",
    InvalidToken: "Telegram refuses BOT_TOKEN now: was it revoked? Ask @BotFather",
}

log = structlog.get_logger(__name__)


class Claim:
    """Whose the token is when two processes fetch with it: Telegram ends the fetching of each when the other begins.

    Who was there first goes on, with pauses; who came later gives way, or nobody would be answered for long.
    """

    def __init__(self, now: float, patience: float) -> None:
        self._patience = patience
        self._began = self._met = now
        self._ours = False

    def lost(self, now: float) -> bool:
        """Another process was met: whether it is we who have to go."""
        self._ours = self._ours or now - self._met > SETTLED
        if now - self._met > LULL:
            self._began = now
        self._met = now
        return not self._ours and now - self._began > self._patience


class Poller:
    """Fetches until it is cancelled, or has to give way. `take` returns when updates need not come again."""

    def __init__(self, bot: Bot, take: Callable[[list[Any]], Awaitable[None]]) -> None:
        self._bot = bot
        self._take = take
        self._offset = 0

    async def run(self) -> None:
        """Asks again and again, with growing pauses while that fails; DoorError if the token is another's."""
        pause, now = 0.0, asyncio.get_running_loop().time
        claim = Claim(now(), random.uniform(*GIVE_UP))  # noqa: S311  # no secret hangs on it
        while True:
            try:
                await self._fetch()
                pause = 0.0
            except Exception as error:  # whatever it is, the door stays open
                if isinstance(error, Conflict) and claim.lost(now()):
                    raise DoorError(f"Stopped, for {RIVAL}.") from None
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
