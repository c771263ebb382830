"""Gets a reply to a chat: waits where Telegram says so, and says again only what surely did not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.domain import Reply
from bot.doors.telegram.render import render

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before each further try
LONGEST = 60.0  # seconds a person is kept waiting for Telegram's flood control
HASTE = 3.0  # seconds a nicety may take
UNSENT = ("ConnectError", "ConnectTimeout", "PoolTimeout")  # of httpx: nothing had left the house
BARE = LinkPreviewOptions(is_disabled=True)
Result = TypeVar("Result")


async def send(bot: Bot, chat: int, reply: Reply, turn_id: int = 0) -> None:
    """All messages of a reply, in order. Raises what Telegram says when it cannot be done."""
    for part in render(reply, turn_id):
        say = partial(bot.send_message, chat, part.html, parse_mode=ParseMode.HTML, link_preview_options=BARE)
        await patiently(partial(say, reply_markup=part.keyboard))


async def typing(bot: Bot, chat: int) -> None:
    """Shows that an answer is coming. A nicety: nothing hangs on it."""
    with suppress(TelegramError):
        await bot.send_chat_action(chat, ChatAction.TYPING, connect_timeout=HASTE, read_timeout=HASTE)


async def patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """The call's result, after as many tries as make sense."""
    for pause in PAUSES:
        try:
            return await call()
        except (RetryAfter, NetworkError) as error:
            wait = delay(error) if isinstance(error, RetryAfter) else pause
            if wait > LONGEST or not unsent(error):
                raise
        await asyncio.sleep(wait)
    return await call()


def unsent(error: TelegramError) -> bool:
    """Whether Telegram surely did not act on it: it was never reached, refused (429) or failed itself (5xx).

    A time-out or a broken connection proves nothing: what was said twice would be worse than an answer lost.
    """
    if isinstance(error, RetryAfter) or type(error.__cause__).__name__ in UNSENT:
        return True
    return type(error) is NetworkError and (error.__cause__ is None or isinstance(error.__cause__, TelegramError))


def delay(error: RetryAfter) -> float:
    """The seconds Telegram asks us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
