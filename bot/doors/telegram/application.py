"""Opens and closes the Telegram door: the library's Bot, its settings, its start and its end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import structlog
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.conversation import Conversation
from bot.domain import Knowledge
from bot.doors.telegram.handlers import Door
from bot.doors.telegram.intake import Intake
from bot.doors.telegram.inviting import Invite
from bot.doors.telegram.poll import KINDS, Poller
from bot.doors.telegram.render import unfit
from bot.doors.telegram.request import Request
from bot.doors.telegram.rounds import AT_ONCE, Rounds
from bot.doors.telegram.sending import delay
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
class Hook:
    """Where Telegram posts updates, and the secret by which we know that it was Telegram."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Open:
    """The open door: the bot, its rounds, and what takes updates in.

    `begin` makes updates come; what it returns fails with a DoorError should they not be ours any more.
    """

    bot: Bot
    rounds: Rounds
    intake: Intake
    begin: Callable[[], Awaitable[asyncio.Future[None]]]


@dataclass(frozen=True, slots=True)
class Line:
    """How Telegram is reached, and how many seconds a person may pause within one thought."""

    token: str
    api_url: str
    patience: float = 0.0
    hook: Hook | None = None
    invite: Invite | None = None


@asynccontextmanager
async def open_telegram(
    line: Line,
    conversation: Conversation,
    inbox: Inbox,
    shelf: Shelf,
    request: Callable[[], BaseRequest] | None = None,
) -> AsyncIterator[Open]:
    """The door, open: what comes is answered until it is left, and after `begin` it comes. DoorError if refused.

    `request` makes what carries the requests, once for fetching and once for all else.
    """
    bot, host = build(line.token, line.api_url, request), urlsplit(line.api_url).netloc.rpartition("@")[2]
    try:
        await _patiently(partial(_start, bot, line.hook), host)
    except BaseException:
        await bot.shutdown()
        raise
    log.info("open on Telegram", bot=f"@{bot.username}")
    if ids := unfit(shelf.knowledge):
        log.warning("passages that no button can offer, their ids are too long", passages=ids)
    rounds = Rounds(inbox, Door(conversation, inbox, shelf, bot, line.invite), bot, line.patience)
    intake = Intake(bot, inbox, rounds)
    poller = Poller(bot, intake.take)
    coming = [asyncio.create_task(introduce(bot, shelf.knowledge))]

    async def begin() -> asyncio.Future[None]:
        """Once whoever takes updates in is ready."""
        if line.hook:
            await _patiently(partial(_announce, bot, line.hook), host)
            return asyncio.get_running_loop().create_future()
        coming.append(asyncio.create_task(poller.run()))
        return coming[-1]

    sweeping = asyncio.create_task(rounds.run())
    try:
        yield Open(bot, rounds, intake, begin)
    finally:
        await _cancel(*coming)
        if not line.hook:
            await _farewell(poller)
        await _cancel(sweeping)
        await rounds.close(GRACE)
        await bot.shutdown()


async def _farewell(poller: Poller) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL):
            await poller.confirm()


def build(token: str, api_url: str, request: Callable[[], BaseRequest] | None = None) -> Bot:
    """The library's Bot; no more of the library runs."""
    answers = request or partial(Request, connections=2 * AT_ONCE)
    fetching = request or partial(Request, connections=2)
    return Bot(token, f"{api_url}/bot", f"{api_url}/file/bot", request=answers(), get_updates_request=fetching())


async def _patiently(step: Callable[[], Awaitable[None]], host: str) -> None:
    """A step towards Telegram, tried again for a while. DoorError with what to do if it cannot be done."""
    for pause in (*TRIES, None):
        try:
            await step()
        except Exception as error:  # a server that is not Telegram's may answer anything
            if pause is None or isinstance(error, InvalidToken):
                raise _refusal(error, host) from None
            wait = max(pause, delay(error)) if isinstance(error, RetryAfter) else pause
            log.warning("Telegram not reached", host=host, problem=_name(error), again_in=wait)
        else:
            return
        await asyncio.sleep(wait)


async def _start(bot: Bot, hook: Hook | None) -> None:
    await bot.initialize()
    if not hook:
        await bot.delete_webhook()  # while there is one, nothing can be fetched


async def _announce(bot: Bot, hook: Hook) -> None:
    """Replicas say the same, so that it does not matter who says it last. Nobody takes it back at the end."""
    await bot.set_webhook(hook.url, allowed_updates=KINDS, secret_token=hook.secret)


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
