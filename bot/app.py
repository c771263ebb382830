"""The whole house, built from the settings: the only room that knows everybody. It opens and closes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from bot.config import MISSING, Settings, key_file
from bot.conversation import Conversation
from bot.domain.review import Reviewer
from bot.doors.console import Chat, aside
from bot.doors.telegram import Alerts, Hook, Intake, Invite, Line, open_telegram
from bot.doors.web import Bench, Desk, Site, open_web, review_routes, routes
from bot.doors.words import SLOTS
from bot.errors import BotError, DoorError, KnowledgeError, SettingsError, StoreError
from bot.guarded import Guarded
from bot.knowledge.aging import REFUSED, WARNED, stale
from bot.knowledge.encoder import Progress
from bot.knowledge.library import Library
from bot.knowledge.watch import Watch
from bot.observe import AGE, TROUBLE, WAITING, notice
from bot.store import KeyRing, Store
from bot.store.keyfile import add_key, keys_in
from bot.workshop.rehearse import refusal

LATE = 300  # seconds an update or a reply may wait before something is wrong
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
    watch = Watch(settings.knowledge, SLOTS, weigh=partial(refusal, folder=settings.knowledge))
    library = watch.open(progress)  # nothing else runs yet that it could hold up
    library.guard(Guarded)
    library.settle()
    for problem in library.health:
        log.warning("not at its best", problem=problem)
    retention = timedelta(days=settings.retention_days)
    async with open_store(settings) as store, _running(watch.run()):
        yield App(library, store, Conversation(library, store, notice, unasked, retention))


@asynccontextmanager
async def _running(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """That work beside whatever is done meanwhile."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


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
        for problem in app.library.health:
            aside(f"Not at its best: {problem}")
        await Chat(app.conversation, app.library).hold()


async def serve(settings: Settings, progress: Progress) -> None:
    """Telegram and the web pages, until the process is told to stop."""
    if settings.token is None:
        raise SettingsError((MISSING,))
    token = settings.token.get_secret_value()
    async with (
        serving(settings, progress) as app,
        open_telegram(_line(settings, app, token), app.conversation, app.store.inbox, app.library) as door,
        _pages(settings, app, door.intake),
    ):
        await _told_to_stop(await door.begin())


@asynccontextmanager
async def serving(settings: Settings, progress: Progress) -> AsyncIterator[App]:
    """The house for people: nothing is kept of them before they agree, and the operators are told of danger."""
    async with open_app(settings, progress, unasked=False) as app:
        _fresh(settings, app.library)
        if settings.alerts:
            app.store.noting = Alerts(settings.operators, app.library, settings.public_url or "")
        yield app


def _fresh(settings: Settings, library: Library) -> None:
    """Says that help lines grow old; SettingsError where people rely on them and they are too old."""
    today = datetime.now(UTC).date()
    if settings.production and (old := stale(library.knowledge, today, REFUSED)):
        raise SettingsError((f"BOT_ENV is production, and {old}.",))
    if aging := stale(library.knowledge, today, WARNED):
        log.warning("not at its best", problem=aging)


@asynccontextmanager
async def _pages(settings: Settings, app: App, intake: Intake) -> AsyncIterator[None]:
    """The web port. Where nothing is posted to it, somebody else may have it: people are answered all the same."""
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    site = Site(partial(pulse, app), intake.take if settings.public_url else None, secret, partial(standing, app))
    async with AsyncExitStack() as stack:
        try:
            secure, bench = (settings.public_url or "").startswith("https"), Bench(settings.knowledge, app.library)
            pages = review_routes(Desk(app.store.review, app.library, secure, bench=bench))
            await stack.enter_async_context(open_web(routes(site, pages), settings.host, settings.port))
        except DoorError as error:
            if settings.public_url:
                raise
            log.warning("no web pages", problem=str(error))
        yield


def _line(settings: Settings, app: App, token: str) -> Line:
    """How Telegram is reached; operators get their way in to the review pages there too."""

    async def link(name: str) -> str:
        return await sign_in(settings, app.store, Reviewer(name, "operator"))

    invite = Invite(frozenset(settings.operators), link)
    return Line(token, settings.api_url, settings.patience, _hook(settings), invite)


async def sign_in(settings: Settings, store: Store, reviewer: Reviewer) -> str:
    """A link that lets somebody in to the review pages, once."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    root = settings.public_url or f"http://{host}:{settings.port}"
    return f"{root}/review/sign-in?token={await store.review.invite(reviewer)}"


def _hook(settings: Settings) -> Hook | None:
    if not settings.public_url or not settings.webhook_secret:
        return None
    return Hook(f"{settings.public_url}/telegram", settings.webhook_secret.get_secret_value())


async def pulse(app: App) -> dict[str, str]:
    """What keeps people from being answered or kept now; the figures are freshened with it."""
    wrong = dict.fromkeys(("database", "inbox"), "")
    TROUBLE.set(len(app.library.health))
    try:
        backlog = await app.store.inbox.backlog()
    except StoreError as error:
        return wrong | {"database": str(error)}
    for what, count in (("updates", backlog.letters), ("replies", backlog.replies), ("aside", backlog.aside)):
        WAITING.labels(what).set(count)
    for what, age in (("updates", backlog.letter_age), ("replies", backlog.reply_age)):
        AGE.labels(what).set(age)
        if age > LATE:
            wrong["inbox"] = f"the oldest of the {what} waits for {age:.0f} seconds"
    return wrong


def standing(app: App) -> Mapping[str, str]:
    """Which knowledge answers, and why it is not the one in the folder, if it is not."""
    version = {"version": app.library.knowledge.version}
    return version | ({"refused": app.library.trouble} if app.library.trouble else {})


async def examine(settings: Settings) -> dict[str, str]:
    """What is wrong with each part of the installation; nothing where all is well."""
    wrong = dict.fromkeys(("knowledge", "helplines", "model", "calibration", "database", "inbox"), "")
    try:
        library = Library.open(settings.knowledge, needed=SLOTS)
    except KnowledgeError as error:
        first = "not looked at: the knowledge comes first"
        wrong |= {"knowledge": f"{len(error.problems)} problems: run `bot check`", "model": first, "calibration": first}
    else:
        wrong |= {"model": "; ".join(library.model), "calibration": "; ".join(library.calibration)}
        wrong["helplines"] = stale(library.knowledge, datetime.now(UTC).date(), WARNED)
    try:
        async with open_store(settings) as store:
            aside = (await store.inbox.backlog()).aside
            wrong["inbox"] = f"{aside} updates could not be read or answered, and were set aside" if aside else ""
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


async def _told_to_stop(coming: asyncio.Future[None]) -> None:
    """Waits for SIGTERM or Ctrl+C; raises what ends the coming of updates before that."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: loop.call_soon_threadsafe(told.set)) for number in numbers]
    waiting = asyncio.create_task(told.wait())
    try:
        await asyncio.wait((waiting, coming), return_when=asyncio.FIRST_COMPLETED)
        if coming.done():
            coming.result()
    finally:
        waiting.cancel()
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
