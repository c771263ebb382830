"""The desk's promises: answered once, told of every turn, and an answer always, whatever becomes of the record."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from bot.conversation import Conversation
from bot.domain import Alarm, Fact, Facts, Memory, Message, Outcome, Turn
from bot.errors import StoreError
from bot.recent import PEOPLE, Recent
from bot.store import KeyRing, Store, fresh_key, together
from tests.databases import tell
from tests.store.people import CANARY, NOON, message, turn

OTHERS_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@dataclass(frozen=True)
class Edition:
    version: str = "v1"


@dataclass
class Echo:
    """A guide that says back what it hears and counts how often it was asked."""

    knowledge: Edition = Edition()
    heard: list[str] = field(default_factory=list)

    def answer(self, message: Message, memory: Memory) -> Outcome:
        self.heard.append(message.text)
        said = (*memory.said, message.text)
        return turn(message, replace(memory, said=said, seen=message.at, turns=memory.turns + 1)).outcome

    def flags(self, message: Message, memory: Memory) -> bool:
        return CANARY in message.text


@dataclass
class Shelf:
    guide: Echo = field(default_factory=Echo)


class Desk:
    """A conversation with all that belongs to it."""

    def __init__(self, url: str, store: Store) -> None:
        self.url = url
        self.store = store
        self.shelf = Shelf()
        self.noticed: list[Turn] = []
        self.conversation = Conversation(self.shelf, store, self.noticed.append)

    async def say(self, text: str, id: str = "", person: str = "telegram:123") -> Turn:
        at = NOON + timedelta(seconds=len(self.noticed))
        return await self.conversation.receive(replace(message(id or text, person, text), at=at))


@pytest.fixture
async def desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(together, "REST", 0)
    store = await Store.open(database_url, KeyRing.from_text(fresh_key()), patience=1)
    yield Desk(database_url, store)
    await store.close()


async def test_a_message_is_answered_kept_and_noticed(desk: Desk) -> None:
    answered = await desk.say("hello")
    assert answered.outcome.reply.text == "hello"
    assert answered.knowledge_version == "v1"
    assert answered.id
    assert desk.noticed == [answered]


async def test_the_mind_thinks_although_all_other_threads_are_taken(desk: Desk) -> None:
    free, loop = threading.Event(), asyncio.get_running_loop()
    others = [loop.run_in_executor(None, free.wait) for _ in range(100)]
    try:
        turn = await desk.conversation.receive(message("m1"))
    finally:
        free.set()
    await asyncio.gather(*others)
    assert turn.outcome.reply.text


async def test_what_was_said_is_remembered(desk: Desk) -> None:
    await desk.say("one")
    await desk.say("another person", person="telegram:456")
    assert (await desk.say("two")).outcome.memory.said == ("one", "two")


async def test_a_redelivered_message_is_answered_once(desk: Desk) -> None:
    first = await desk.say("hello", "m1")
    again = await desk.say("hello", "m1")
    assert (again.id, again.outcome) == (first.id, first.outcome)
    assert desk.shelf.guide.heard == ["hello"]
    assert desk.noticed == [first]


async def test_five_deliveries_at_once_are_answered_once(desk: Desk) -> None:
    turns = await asyncio.gather(*(desk.say("hello", "m1") for _ in range(5)))
    assert len({one.id for one in turns}) == 1
    assert len(desk.noticed) == 1


async def test_messages_of_one_person_at_once_all_enter_the_memory(desk: Desk) -> None:
    await asyncio.gather(*(desk.say(f"{n}") for n in range(4)))
    assert sorted((await desk.say("last")).outcome.memory.said) == ["0", "1", "2", "3", "last"]


async def test_the_door_learns_whether_a_reply_was_delivered(desk: Desk) -> None:
    first = await desk.say("hello", "m1")
    assert not (await desk.say("hello", "m1")).delivered
    await desk.conversation.delivered(first)
    assert (await desk.say("hello", "m1")).delivered


async def test_a_new_edition_of_the_knowledge_is_written_beside_the_turn(desk: Desk) -> None:
    await desk.say("one")
    desk.shelf.guide = Echo(Edition("v2"))
    assert (await desk.say("two")).knowledge_version == "v2"


async def test_people_rate_their_turns_and_may_be_forgotten(desk: Desk) -> None:
    kept = await desk.say("hello")
    assert await desk.conversation.rate("telegram:123", kept.id, "up")
    assert not await desk.conversation.rate("telegram:456", kept.id, "up")
    assert await desk.conversation.forget("telegram:123") == 3
    assert (await desk.say("again")).outcome.memory.said == ("again",)


async def test_whoever_begins_again_is_met_without_their_story(desk: Desk) -> None:
    await desk.say("one")
    await desk.say("another person", person="telegram:456")
    await desk.conversation.begin("telegram:123")
    assert (await desk.say("two")).outcome.memory.said == ("two",)
    assert (await desk.say("more", person="telegram:456")).outcome.memory.said == ("another person", "more")


async def test_what_was_remembered_before_a_new_story_is_what_outlasts_the_last_one(desk: Desk) -> None:
    first = (await desk.say("one")).outcome.memory
    await desk.conversation.begin("telegram:123")
    anew, more = await desk.say("two"), await desk.say("three")
    assert await desk.store.before(anew.id) == first.anew() != first
    assert await desk.store.before(more.id) == anew.outcome.memory


async def test_a_new_beginning_counts_though_nothing_is_kept_of_the_person(desk: Desk) -> None:
    desk.conversation = Conversation(desk.shelf, desk.store, desk.noticed.append, unasked=False)
    await desk.say("one")
    await desk.conversation.begin("telegram:123")
    assert (await desk.say("two")).outcome.memory.said == ("two",)
    await desk.conversation.begin("telegram:789")  # nobody knows them


async def test_a_new_beginning_counts_though_the_record_is_away(desk: Desk) -> None:
    await desk.say("one")
    with locked(desk.url):
        await desk.conversation.begin("telegram:123")
    assert (await desk.say("two")).outcome.memory.said == ("two",)


def test_danger_outlasts_a_new_beginning_and_nothing_of_the_story_does() -> None:
    alarm = Alarm("card", "suicide", "high", ("x",), since=NOON)
    story = Memory(Facts((Fact("ended_by", "ex", "left"),)), ("a",), "b", ("c",), ("d",), ("e",), ("f",))
    lasting = Memory(alarm=alarm, seen=NOON, country="GB", turns=3)
    assert replace(story, alarm=alarm, seen=NOON, country="GB", turns=3).anew() == replace(lasting, begun=3)


async def test_an_answer_comes_although_the_database_is_locked(desk: Desk) -> None:
    with locked(desk.url):
        await check_without_record(desk)


async def test_an_answer_comes_although_the_database_refuses_to_write(desk: Desk) -> None:
    refuse_turns(desk.url)
    await check_without_record(desk)


async def test_an_answer_comes_although_the_database_is_gone(desk: Desk) -> None:
    await desk.store.close()
    remove(desk.url)
    await check_without_record(desk)
    with pytest.raises(StoreError):
        await desk.conversation.forget("telegram:123")


async def check_without_record(desk: Desk) -> None:
    """Answers, a memory of sorts, one answer to one message, and every turn noticed."""
    one, again, two = await desk.say("one"), await desk.say("one"), await desk.say("two")
    assert [one.id, again.id, two.id] == [0, 0, 0]
    assert two.outcome.memory.said == ("one", "two")
    assert desk.shelf.guide.heard == ["one", "two"]
    assert desk.noticed == [one, two]
    await desk.conversation.delivered(two)
    assert (await desk.say("two")).delivered
    assert not await desk.conversation.rate("telegram:123", two.id, "up")


async def test_what_was_said_while_the_record_was_away_is_taken_up_when_it_is_back(desk: Desk) -> None:
    await desk.say("before")
    with locked(desk.url):
        await desk.say("meanwhile")
    after = await desk.say("after")
    assert after.id
    assert after.outcome.memory.said == ("before", "meanwhile", "after")
    assert (await desk.say("later")).outcome.memory.said[-1] == "later"


async def test_a_message_answered_without_the_record_is_kept_when_it_comes_again(desk: Desk) -> None:
    with locked(desk.url):
        unkept = await desk.say("hello")
        await desk.conversation.delivered(unkept)
    kept = await desk.say("hello")
    assert kept.id
    assert kept.delivered
    assert (await desk.store.turn(kept.id) or unkept).delivered
    assert desk.shelf.guide.heard == ["hello"]
    assert desk.noticed == [unkept]


async def test_a_delivery_that_cannot_be_written_down_is_no_error(desk: Desk) -> None:
    kept = await desk.say("hello")
    with locked(desk.url):
        await desk.conversation.delivered(kept)
    await desk.conversation.delivered(kept)


async def test_a_late_delivery_does_not_hide_a_newer_turn(desk: Desk) -> None:
    await desk.store.close()
    remove(desk.url)
    first, _ = await desk.say("one"), await desk.say("two")
    await desk.conversation.delivered(first)
    assert (await desk.say("three")).outcome.memory.said == ("one", "two", "three")


def test_only_so_many_people_are_held_without_a_record() -> None:
    recent = Recent()
    for n in range(PEOPLE + 5):
        recent.hold(turn(message(person=f"p{n}")))
    assert recent.memory("p4") == Memory()
    assert recent.memory("p5") != Memory()


async def test_that_turns_are_not_kept_is_said_once_and_that_they_are_again(desk: Desk) -> None:
    with capture_logs() as logs:
        with locked(desk.url):
            for n in range(3):
                await desk.say(f"{n}")
                assert desk.conversation.trouble.startswith("The database cannot be used now: ")
        for n in range(3):
            await desk.say(f"and {n}")
    assert [line["event"] for line in logs] == ["turns are not kept", "turns are kept again"]
    assert desk.conversation.trouble == ""


async def test_a_failing_record_is_logged_without_what_was_said(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    refuse_turns(desk.url)
    with caplog.at_level(logging.DEBUG):
        await desk.say(CANARY)
    assert CANARY not in caplog.text
    assert "Zebedee" not in caplog.text


async def test_a_guide_that_fails_leaves_nothing_half_kept(desk: Desk) -> None:
    class Broken(Echo):
        def answer(self, message: Message, memory: Memory) -> Outcome:
            raise ZeroDivisionError

    desk.shelf.guide = Broken()
    with pytest.raises(ZeroDivisionError):
        await desk.say("hello")
    assert await desk.conversation.forget("telegram:123") == 0


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the tables and does not let go."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(path(url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as server:
            server.execute("LOCK TABLE people, turns IN ACCESS EXCLUSIVE MODE")
            yield


def path(url: str) -> Path:
    return Path(make_url(url).database or "")


def refuse_turns(url: str) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(path(url))) as other:
            other.execute("CREATE TRIGGER full BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'no'); END")
    else:
        tell(url, f"ALTER DATABASE {make_url(url).database} SET default_transaction_read_only = on")
        tell(url, OTHERS_OUT)


def remove(url: str) -> None:
    if url.startswith("sqlite"):
        file = path(url)
        file.unlink()
        file.mkdir()
    else:
        server = make_url(url).set(database="postgres").render_as_string(hide_password=False)
        tell(server, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
