"""Gets one reply to a chat: waits where Telegram says so, and says again what did not arrive, or may not have."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count

import aiohttp
import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.doors.telegram.render import Part, escape, render
from bot.observe import SEND_ERRORS, SENDING
from bot.store import Sent, Sure, Unsent

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds before each further try; the last one again and again
AGAIN, CARD = 5, 10  # times a reply is said again to which there was no answer in time; and a card
HASTE = 3.0  # seconds a nicety may take
UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)  # nothing had left the house
GONE = "gone"
# As in poll.py: the library's own send_message makes much of an answer that nobody reads.
METHOD = "send_Message"
BARE = LinkPreviewOptions(is_disabled=True)
log = structlog.get_logger(__name__)


async def at_once() -> None:
    """Nothing has to be made sure of: the chat is held by nobody, as there is no record."""


class Sender:
    """Sends; `places` are the connections that all chats share, and nobody holds one while they wait."""

    def __init__(self, bot: Bot, places: asyncio.Semaphore) -> None:
        self._bot = bot
        self._places = places

    async def send(self, chat: int, unsent: Unsent, sure: Sure = at_once) -> Sent:
        """What became of the next message of a reply. It tries until there is an answer that says.

        `sure` is asked before each try: it raises where the chat is another's by now.
        """
        parts = render(unsent.reply, unsent.turn)
        if unsent.parts >= len(parts):
            return Sent(unsent.id, unsent.parts)
        sent = Sent(unsent.id, unsent.parts + 1, unsent.parts + 1 >= len(parts), unsent.attempts)
        if unsent.attempts:
            await asyncio.sleep(PAUSES[min(unsent.attempts, len(PAUSES)) - 1])
        for tries in count():
            try:
                async with self._places:
                    await sure()
                    with SENDING.time():
                        await self._say(chat, parts[unsent.parts])
            except ChatMigrated as error:  # the group became another one
                chat = error.new_chat_id
            except TelegramError as error:
                SEND_ERRORS.labels(_name(error)).inc()
                if not (unsent_by(error) or broke(error)):  # a bare TelegramError is a yes of which the rest is broken
                    return sent if type(error) is TelegramError else _failed(unsent, error)
                await _pause(error, tries)
            else:
                break
        return sent

    async def _say(self, chat: int, part: Part) -> None:
        said = {"chat_id": chat, "text": part.html, "parse_mode": ParseMode.HTML, "link_preview_options": BARE}
        if part.keyboard:
            said["reply_markup"] = part.keyboard
        await self._bot.do_api_request(METHOD, said)


def _failed(unsent: Unsent, error: TelegramError) -> Sent:
    """What is done about a refusal, or about silence: then it is said again a few times, at the risk of twice."""
    lost = Sent(unsent.id, unsent.parts, False, unsent.attempts + 1)
    if isinstance(error, Forbidden):
        return replace(lost, problem=GONE)
    silent = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if silent and unsent.attempts < (CARD if unsent.urgent else AGAIN):
        log.warning("perhaps not sent", problem=_name(error))
        return lost
    log.error("reply failed", problem=_name(error))
    return replace(lost, problem=_name(error))


async def _pause(error: TelegramError, tries: int) -> None:
    wait = delay(error) if isinstance(error, RetryAfter) else PAUSES[min(tries, len(PAUSES) - 1)]
    log.warning("not sent yet", problem=_name(error), again_in=wait)
    await asyncio.sleep(wait)


async def typing(bot: Bot, chat: int) -> None:
    """Shows that an answer is coming. A nicety: nothing hangs on it."""
    with suppress(TelegramError):
        await bot.send_chat_action(chat, ChatAction.TYPING, connect_timeout=HASTE, read_timeout=HASTE)


async def tell(bot: Bot, chat: int, text: str) -> None:
    """Says something that is worth no second try."""
    with suppress(TelegramError):
        await bot.send_message(chat, escape(text), parse_mode=ParseMode.HTML)


def unsent_by(error: TelegramError) -> bool:
    """Whether Telegram surely did not act on it: it was never reached, refused (429) or failed itself (5xx).

    A time-out or a broken connection proves nothing.
    """
    if isinstance(error, RetryAfter) or isinstance(error.__cause__, UNSENT):
        return True
    return type(error) is NetworkError and (error.__cause__ is None or isinstance(error.__cause__, TelegramError))


def broke(error: TelegramError) -> bool:
    """Whether the connection broke before an answer: most likely before anything was done about it, too."""
    return type(error) is NetworkError and isinstance(error.__cause__, aiohttp.ClientConnectionError)


def delay(error: RetryAfter) -> float:
    """The seconds Telegram asks us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _name(error: BaseException) -> str:
    return type(error.__cause__ or error).__name__
