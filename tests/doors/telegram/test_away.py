"""The record is away for a time: people are answered all the same, and not again when it is back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from bot.domain import Memory, Message, Outcome
from bot.doors.telegram import limits, rounds
from bot.knowledge.library import Library
from bot.mind import cards
from bot.mind.guide import Guide
from bot.store import together
from tests.databases import tell
from tests.doors.telegram.house import OWN, House, Parrot, opened
from tests.doors.telegram.updates import tap, text
from tests.doors.telegram.wire import Wire
from tests.test_conversation import OTHERS_OUT, locked

TABLES = ("chats", "inbox", "people", "turns", "replies")


@dataclass
class Shipped(Parrot):
    """The guide as it is shipped, in the parrot's place."""

    real: Guide | None = None

    def answer(self, message: Message, memory: Memory) -> Outcome:
        return self.real.answer(message, memory) if self.real else super().answer(message, memory)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the record."""
    monkeypatch.setattr(rounds, "SWEEP", 0.5)
    monkeypatch.setattr(together, "REST", 0.3)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path, Wire(), wait=0.2) as house:
        yield house


@asynccontextmanager
async def seized(folder: Path) -> AsyncIterator[None]:
    """Somebody else takes the file at a moment when the bot is not at it, and does not let go."""
    with closing(sqlite3.connect(folder / "bot.db", isolation_level=None, timeout=0)) as other:
        while not other.in_transaction:
            with suppress(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0.01)
        yield


@contextmanager
def refusing(folder: Path, *tables: str) -> Iterator[None]:
    """Nothing can be written into these."""
    with closing(sqlite3.connect(folder / "bot.db")) as other:
        for table in tables:
            other.execute(f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")
        yield
        for table in tables:
            other.execute(f"DROP TRIGGER no_{table}")


@contextmanager
def read_only(url: str) -> Iterator[None]:
    """The server takes nothing."""
    name = make_url(url).database
    try:
        tell(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        tell(url, OTHERS_OUT)
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("SET default_transaction_read_only = off")
            server.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
        tell(url, OTHERS_OUT)


class Proxy:
    """Stands before a server, which may be gone (`cut`) or silent (`hold`)."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._flows = asyncio.Event()
        self._flows.set()
        self._gone = False
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1")
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            self._shut()
            await server.wait_closed()

    @contextmanager
    def cut(self) -> Iterator[None]:
        self._gone = True
        self._shut()
        yield
        self._gone = False

    @contextmanager
    def hold(self) -> Iterator[None]:
        self._flows.clear()
        yield
        self._flows.set()

    def _shut(self) -> None:
        self._flows.set()
        for one in self._open:
            one.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._gone:
            writer.transport.abort()
            return
        there, back = await self._reach()
        self._open |= {writer, back}
        await asyncio.gather(self._pour(reader, back), self._pour(there, writer))
        self._open -= {writer, back}

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder, port = self._url.query.get("host"), self._url.port or 5432
        if folder:
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._url.host, port)

    async def _pour(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while some := await source.read(65536):
                await self._flows.wait()
                to.write(some)
                await to.drain()
        to.close()


async def check_away(house: House, trouble: AbstractContextManager[None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is answered at each moment, whoever speaks of danger above all; and nobody again afterwards."""
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    await house.hear(text("before"))
    with trouble:
        await house.wire.push(text("one"), text("two"), text("/help", chat=8))
        await house.wire.until(lambda: len(house.wire.texts()) == 4)
        await house.wire.push(text("no more"), text("in danger"))
        await house.wire.until(lambda: "in danger" in house.wire.texts())
        await house.wire.taken()
    await house.hear(text("after", chat=8))
    assert house.wire.texts(7) == ["before", "one", "two", OWN["slow_down"], "in danger"]
    assert house.wire.texts(8) == [OWN["help"], "after"]


async def test_while_it_is_locked_people_are_answered_and_afterwards_not_again(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await check_away(house, locked(f"sqlite:///{tmp_path}/bot.db"), monkeypatch)


async def test_while_nothing_can_be_written_people_are_answered_and_afterwards_not_again(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await check_away(house, refusing(tmp_path, *TABLES), monkeypatch)


@pytest.mark.postgres
@pytest.mark.parametrize("trouble", ["locked", "read-only", "gone", "hanging"])
async def test_whatever_becomes_of_the_server_people_are_answered_and_afterwards_not_again(
    trouble: str, tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(postgres_database)
    proxy = Proxy(url)
    ways: dict[str, Callable[[], AbstractContextManager[None]]] = {
        "locked": partial(locked, postgres_database),
        "read-only": partial(read_only, postgres_database),
        "gone": proxy.cut,
        "hanging": proxy.hold,
    }
    async with proxy.serving():
        through = url.set(host="127.0.0.1", port=proxy.port, query={}).render_as_string(hide_password=False)
        async with opened(tmp_path, Wire(), wait=0.2, url=through) as house:
            await check_away(house, ways[trouble](), monkeypatch)


async def test_while_turns_cannot_be_kept_people_are_answered_once(house: House, tmp_path: Path) -> None:
    with refusing(tmp_path, "turns"):
        await house.wire.push(text("one"))
        await house.wire.until(lambda: bool(house.wire.texts()))
    await house.settle()
    await house.hear(text("after"))
    assert house.wire.texts() == ["one", "after"]
    assert [turn["you"] for turn in (await house.store.export("telegram:7"))["turns"]] == ["one", "after"]


async def test_while_updates_cannot_be_kept_they_are_answered_before_telegram_is_told(
    house: House, tmp_path: Path
) -> None:
    with refusing(tmp_path, "inbox"):
        await house.hear(text("one"), text("two"))
        assert house.wire.texts() == ["one", "two"]
    await house.hear(text("after"))
    assert house.wire.texts() == ["one", "two", "after"]


async def test_whoever_wrote_just_before_it_went_is_answered_too(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire(), wait=0.2, patience=1) as house:
        await house.wire.push(text("one"), text("two", chat=8))
        await house.wire.taken()
        async with seized(tmp_path):
            await house.wire.until(lambda: len(house.wire.texts()) == 2)
        await house.hear(text("after"))
        assert sorted(house.wire.texts()) == ["after", "one", "two"]


async def test_what_cannot_be_promised_without_it_is_owned_up_to_or_done_when_it_is_back(
    house: House, tmp_path: Path
) -> None:
    await house.hear(text("one"))
    with locked(f"sqlite:///{tmp_path}/bot.db"):
        await house.wire.push(tap("c:forget:yes"))
        await house.wire.until(lambda: len(house.wire.texts()) == 2)
    assert house.wire.texts() == ["one", OWN["trouble"]]
    await house.hear(tap("c:forget:yes"))
    assert await house.store.export("telegram:7") == {}


async def test_a_card_goes_out_while_nothing_can_be_read_or_written(tmp_path: Path, library: Library) -> None:
    async with opened(tmp_path, Wire(), Shipped(library.knowledge, real=library.guide), wait=0.2) as house:
        await house.hear(text("hello"))
        with locked(f"sqlite:///{tmp_path}/bot.db"):
            await house.wire.push(text("i am going to kill myself tonight"))
            await house.wire.until(lambda: len(house.wire.texts()) == 2)
        assert cards.line(library.knowledge, None, "suicide").removesuffix(".") in house.wire.texts()[-1]
        assert cards.emergency(library.knowledge, None) in house.wire.texts()[-1]
