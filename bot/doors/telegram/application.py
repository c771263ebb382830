"""Opens and closes the Telegram door: the library's Bot, its settings, its start and its end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import structlog
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.conversation import Conversation
from bot.domain import Knowledge
from bot.doors.telegram.handlers import Door
from bot.doors.telegram.intake import Intake
from bot.doors.telegram.poll import Poller
from bot.doors.telegram.render import unfit
from bot.doors.telegram.request import Request
from bot.doors.telegram.rounds import AT_ONCE, Rounds
from bot.doors.words import Shelf
from bot.errors import DoorError
from bot.store import Inbox

os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns whenever it meets flood control
TRIES = (1.0, 2.0, 4.0)  # seconds before each further try to reach Telegram at the start
GRACE = 5.0  # seconds that messages already taken have to be answered when we stop
FAREWELL = 2.0  # seconds to tell Telegram what was taken
COMMANDS = ("start", "help", "privacy", "mydata", "forget", "stop")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Open:
    """The open door: the bot, its rounds, and what takes updates in."""

    bot: Bot
    rounds: Rounds
    intake: Intake


@dataclass(frozen=True, slots=True)
class Line:
    """How Telegram is reached, and how many seconds a person may pause within one thought."""

    token: str
    api_url: str
    patience: float = 0.0


@asynccontextmanager
async def open_telegram(
    line: Line,
    conversation: Conversation,
    inbox: Inbox,
    shelf: Shelf,
    request: Callable[[], BaseRequest] | None = None,
) -> AsyncIterator[Open]:
    """The door, open: messages are fetched and answered until it is left. DoorError if Telegram will not have us.

    `request` makes what carries the requests, once for fetching and once for all else.
    """
    bot = build(line.token, line.api_url, request)
    try:
        await _enter(bot, urlsplit(line.api_url).netloc.rpartition("@")[2])
    except BaseException:
        await bot.shutdown()
        raise
    log.info("open on Telegram", bot=f"@{bot.username}")
    if ids := unfit(shelf.knowledge):
        log.warning("passages that no button can offer, their ids are too long", passages=ids)
    rounds = Rounds(inbox, Door(conversation, inbox, shelf, bot), bot, line.patience)
    intake = Intake(bot, inbox, rounds)
    poller = Poller(bot, intake.take)
    coming = [asyncio.create_task(poller.run()), asyncio.create_task(introduce(bot, shelf.knowledge))]
    sweeping = asyncio.create_task(rounds.run())
    try:
        yield Open(bot, rounds, intake)
    finally:
        await _cancel(*coming)
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await poller.confirm()
        await _cancel(sweeping)
        await rounds.close(GRACE)
        await bot.shutdown()


def build(token: str, api_url: str, request: Callable[[], BaseRequest] | None = None) -> Bot:
    """The library's Bot; no more of the library runs."""
    answers = request or partial(Request, connection_pool_size=2 * AT_ONCE, read_timeout=10, pool_timeout=10)
    fetching = request or partial(Request, connection_pool_size=4, read_timeout=10)  # one torn down may stay taken
    return Bot(token, f"{api_url}/bot", f"{api_url}/file/bot", request=answers(), get_updates_request=fetching())


async def _enter(bot: Bot, host: str) -> None:
    """Reaches Telegram and starts. DoorError with what to do if it cannot be."""
    for pause in (*TRIES, None):
        try:
            await _start(bot)
        except Exception as error:  # a server that is not Telegram's may answer anything
            if pause is None or isinstance(error, InvalidToken):
                raise _refusal(error, host) from None
            log.warning("Telegram not reached", host=host, problem=_name(error), again_in=pause)
        else:
            return
        await asyncio.sleep(pause)


async def _start(bot: Bot) -> None:
    await bot.initialize()
    await bot.delete_webhook()  # while there is one, nothing can be fetched


def _refusal(error: Exception, host: str) -> DoorError:
    """What to do about it. The error itself may hold the token."""
    root: BaseException = error
    while root.__cause__:
        root = root.__cause__
    if isinstance(root, InvalidToken):
        return DoorError(f"BOT_TOKEN is refused by Telegram at {host}: copy it again from @BotFather.")
    if type(root) in (TelegramError, KeyError):
        return DoorError(f"{host} does not answer as a Bot API server does: check BOT_API_URL.")
    return DoorError(f"Telegram cannot be reached at {host} ({_name(error)}): check BOT_API_URL and the network.")


def _name(error: BaseException) -> str:
    return type(error.__cause__ or error).__name__


async def _cancel(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def introduce(bot: Bot, knowledge: Knowledge) -> None:
    """What Telegram shows before a first message. Niceties: what is refused is left as it was."""
    commands = [BotCommand(name, text) for name in COMMANDS if (text := _text(knowledge, f"menu.{name}"))]
    for call in (
        partial(bot.set_my_commands, commands),
        partial(bot.set_my_description, _text(knowledge, "describe.long")),
        partial(bot.set_my_short_description, _text(knowledge, "describe.short")),
    ):
        try:
            await call()
        except TelegramError as error:
            log.warning("introduction refused", what=call.func.__name__, problem=type(error).__name__)


def _text(knowledge: Knowledge, slot: str) -> str:
    phrases = knowledge.phrases.get(slot, ())
    return phrases[0].text if phrases else ""
