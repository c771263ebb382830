"""The whole house, built from the settings: the only room that knows everybody. It opens and closes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from bot.config import MISSING, Settings, key_file
from bot.conversation import Conversation
from bot.doors.console import Chat
from bot.doors.telegram import Line, open_telegram
from bot.doors.words import SLOTS
from bot.errors import BotError, KnowledgeError, SettingsError
from bot.knowledge.encoder import Progress, Remembered
from bot.knowledge.library import Library
from bot.observe import notice
from bot.store import KeyRing, Store
from bot.store.keyfile import add_key, keys_in

log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class App:
    """What a door needs."""

    library: Library
    store: Store
    conversation: Conversation


@asynccontextmanager
async def open_app(
    settings: Settings, progress: Progress = lambda done, of: None, unasked: bool = True
) -> AsyncIterator[App]:
    """The knowledge, the record, and the desk between them. A database that is not there is made and migrated.

    `unasked`: whether turns are kept of people who have not said yes or no.
    """
    library = Library.open(settings.knowledge, progress, needed=SLOTS)  # nothing else runs yet that it could hold up
    for problem in library.health:
        log.warning("not at its best", problem=problem)
    async with open_store(settings) as store:
        yield App(library, store, Conversation(library, store, notice, unasked))


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The record alone; SettingsError or StoreError says what to do if it cannot be opened."""
    keys = settings.keys.get_secret_value() if settings.keys else keys_in(key_file(), _folder(settings))
    store = await Store.open(settings.database_url.get_secret_value(), KeyRing.from_text(keys))
    try:
        yield store
    finally:
        await store.close()


async def in_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """What the record says to this."""
    async with open_store(settings) as store:
        return await work(store)


async def talk(settings: Settings, progress: Progress) -> None:
    """The conversation at this terminal, until its input ends."""
    async with open_app(settings, progress) as app:
        await Chat(app.conversation, app.library).hold()


async def serve(settings: Settings, progress: Progress) -> None:
    """Telegram, until the process is told to stop."""
    if settings.token is None:
        raise SettingsError((MISSING,))
    line = Line(settings.token.get_secret_value(), settings.api_url, settings.patience)
    async with (
        open_app(settings, progress, unasked=False) as app,
        open_telegram(line, app.conversation, app.store.inbox, app.library),
    ):
        await _told_to_stop()


async def examine(settings: Settings) -> dict[str, str]:
    """What is wrong with each part of the installation; nothing where all is well."""
    wrong = dict.fromkeys(("knowledge", "model", "calibration", "database"), "")
    try:
        library = Library.open(settings.knowledge, needed=SLOTS)
    except KnowledgeError as error:
        first = "not looked at: the knowledge comes first"
        wrong |= {"knowledge": f"{len(error.problems)} problems: run `bot check`", "model": first, "calibration": first}
    else:
        calibration = (
            0 if isinstance(library.embedder, Remembered) else 1
        )  # before it stands what is wrong with the model
        wrong |= {"model": "; ".join(library.health[:calibration])}
        wrong |= {"calibration": "; ".join(library.health[calibration:])}
    try:
        async with open_store(settings):
            pass
    except BotError as error:
        wrong["database"] = str(error)
    return wrong


async def rotate(settings: Settings) -> int:
    """Seals the record under the first key, which is a new one where the keys are in our own file. How many values."""
    if settings.keys is None:
        add_key(key_file(), _folder(settings))
    async with open_store(settings) as store:
        return await store.rotate()


def _folder(settings: Settings) -> Path | None:
    """The folder of the data, if it is a file here."""
    scheme, _, path = settings.database_url.get_secret_value().partition(":///")
    return Path(path.partition("?")[0]).parent if scheme.startswith("sqlite") and path else None


async def _told_to_stop() -> None:
    """Waits for SIGTERM or Ctrl+C."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: loop.call_soon_threadsafe(told.set)) for number in numbers]
    try:
        await told.wait()
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
