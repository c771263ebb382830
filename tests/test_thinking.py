"""The mind's threads: everything is thought of once, nobody waits for who hangs, and what hangs fails closed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.domain import Alarm, Card
from bot.guarded import Guarded
from bot.knowledge.library import Library
from bot.observe import notice
from bot.store import KeyRing, Store, fresh_key
from bot.thinking import LOOK, STUCK, HungError, Minds
from tests.store.people import message


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Set when the test is over: who hangs comes back then."""
    event = threading.Event()
    yield event
    event.set()


def hanging(over: threading.Event, longest: float = 0.001) -> Guarded:
    def hang(text: str) -> Alarm | None:
        over.wait()
        return None

    return Guarded(hang, longest)


def broken() -> None:
    raise ValueError("x")


async def test_it_says_what_comes_of_a_thought_or_raises_it() -> None:
    minds = Minds()
    assert await minds.think(lambda: 7) == 7
    with pytest.raises(ValueError, match="x"):
        await minds.think(broken)
    assert await minds.think(lambda: 8) == 8


async def test_of_many_at_once_each_is_thought_of_once_and_in_order() -> None:
    minds, seen = Minds(1), list[int]()
    await asyncio.gather(*(minds.think(partial(seen.append, n)) for n in range(500)))
    assert seen == [*range(500)]


async def test_a_long_thought_holds_up_no_other() -> None:
    minds, second = Minds(2), threading.Event()
    async with asyncio.timeout(20):
        await asyncio.gather(minds.think(second.wait), minds.think(second.set))


async def test_one_thread_thinks_what_is_short() -> None:
    minds, threads = Minds(), set[int]()
    for _ in range(50):
        await minds.think(lambda: threads.add(threading.get_ident()))
    assert len(threads) == 1


async def test_where_no_thread_is_to_be_had_it_is_told_and_later_thoughts_are_thought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    minds = Minds()
    with monkeypatch.context() as without:
        without.setattr(threading.Thread, "start", none)
        with pytest.raises(RuntimeError, match="thread"):
            await minds.think(lambda: 7)
    assert await minds.think(lambda: 8) == 8


async def test_what_is_heard_in_time_is_heard_in_the_same_thread() -> None:
    here = await Minds().think(lambda: (threading.get_ident(), Guarded(_where)("x")))
    assert here[1] == Alarm("soft", f"{here[0]}", "high", ())


def _where(text: str) -> Alarm:
    return Alarm("soft", f"{threading.get_ident()}", "high", ())


async def test_who_hangs_is_left_behind_and_told_so_and_the_others_are_heard(over: threading.Event) -> None:
    minds, stuck, before = Minds(), hanging(over), set(threading.enumerate())
    for _ in range(STUCK * 2):
        with pytest.raises(HungError):
            await minds.think(lambda: stuck("x"))
    assert await minds.think(lambda: 7) == 7
    more = set(threading.enumerate()) - before
    assert len(more) <= STUCK + 2
    assert all(thread.daemon for thread in more if thread.name == "mind")


async def test_who_comes_back_too_late_is_not_heard() -> None:
    minds, said, over = Minds(), threading.Event(), threading.Event()

    def late(text: str) -> None:
        over.wait()
        said.set()

    def think() -> str:
        try:
            Guarded(late, 0.001)("x")
        except HungError:
            return "hung"
        return "heard"

    assert await minds.think(think) == "hung"
    over.set()
    assert await asyncio.to_thread(said.wait, 20)
    assert await minds.think(lambda: 7) == 7


async def test_nobody_hangs_by_everything_having_stood_still() -> None:
    now, beside, over = [0.0], threading.Event(), threading.Event()
    minds = Minds(clock=lambda: now[0])

    def slow(text: str) -> None:
        beside.set()
        over.wait()

    def think() -> str:
        Guarded(slow, 0.3)("x")
        return "heard"

    thinking = asyncio.ensure_future(minds.think(think))
    async with asyncio.timeout(20):
        await asyncio.to_thread(beside.wait)
        now[0] += 60  # a search for garbage, a machine that was put to sleep
        await asyncio.sleep(LOOK * 2)
        now[0] += LOOK
        await asyncio.sleep(LOOK * 2)
        over.set()
        assert await thinking == "heard"


async def test_somebody_whose_message_hangs_gets_help_and_no_passage(
    library: Library, tmp_path: Path, over: threading.Event
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", KeyRing.from_text(fresh_key()))
    desk, before = Conversation(library, store, notice), library.guide.check
    library.guide.check = hanging(over)
    try:
        turn = await desk.receive(message(text="should i keep texting him"))
    finally:
        library.guide.check = before
        await store.close()
    assert isinstance(turn.outcome.decision, Card)
    assert turn.outcome.decision.alarm.reasons == ("gate-hung",)
    assert turn.id
