"""The promises of the inbox and the outbox, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import time_machine

from bot.domain import Reply, Span
from bot.store import Arrival, KeyRing, LostError, Receipt, Sent, Store
from bot.store.inbox import TOO_OFTEN
from tests.store.people import CANARY, NOON, message, turn

ANA, BO = "telegram:1", "telegram:2"


def arrivals(*ids: int, chat: str = ANA) -> list[Arrival]:
    return [Arrival(id, chat, f'{{"update_id": {id}}}') for id in ids]


def reply(text: str = "hello") -> Reply:
    return Reply((Span("phrase", "x", 0, len(text), text, "bot"),))


async def taken(store: Store, chat: str = ANA) -> list[int]:
    return [letter.update for letter in (await store.inbox.take(chat)).letters]


@asynccontextmanager
async def another(url: str, ring: KeyRing, lease: timedelta) -> AsyncIterator[Store]:
    """Another process on the same record."""
    store = await Store.open(url, ring, patience=5, lease=lease)
    try:
        yield store
    finally:
        await store.close()


async def test_what_came_is_taken_in_the_order_of_telegram(store: Store) -> None:
    assert await store.inbox.receive(ANA, arrivals(7, 5))
    assert await store.inbox.receive(ANA, arrivals(6))
    assert await taken(store) == [5, 6, 7]


async def test_an_update_that_comes_again_is_kept_once_also_when_it_is_done(store: Store) -> None:
    for _ in range(3):
        await store.inbox.receive(ANA, arrivals(5))
    assert await taken(store) == [5]
    await store.inbox.settle(Receipt(ANA, (5,)))
    await store.inbox.receive(ANA, arrivals(5))
    assert await taken(store) == []


async def test_one_update_gets_one_reply_whoever_answers(store: Store) -> None:
    await store.inbox.receive(ANA, arrivals(5))
    tried = await asyncio.gather(
        *(store.inbox.settle(Receipt(ANA, (5,)), reply(f"{n}")) for n in range(4)), return_exceptions=True
    )
    assert sorted(map(type, tried), key=str) == [LostError, LostError, LostError, int]
    assert (await store.inbox.backlog()).replies == 1


async def test_a_reply_leaves_once_and_before_what_came_after(store: Store) -> None:
    await store.inbox.receive(ANA, arrivals(5, 6))
    await store.inbox.settle(Receipt(ANA, (5,)), reply())
    unsent = (await store.inbox.take(ANA)).unsent
    assert unsent
    assert unsent.reply == reply()
    work = await store.inbox.take(ANA, Sent(unsent.id, 1))
    assert [letter.update for letter in work.letters] == [6]
    assert work.unsent is None


async def test_the_parts_of_a_reply_that_left_are_remembered(store: Store) -> None:
    await store.inbox.receive(ANA, arrivals(5))
    await store.inbox.settle(Receipt(ANA, (5,)), reply())
    first = (await store.inbox.take(ANA)).unsent
    assert first
    again = (await store.inbox.take(ANA, Sent(first.id, 2, whole=False, attempts=1))).unsent
    assert again
    assert (again.parts, again.attempts) == (2, 1)
    assert (await store.inbox.take(ANA, Sent(first.id, 2, whole=False, problem="gone"))).unsent is None


async def test_a_turn_its_memory_and_its_reply_are_kept_with_what_they_answer(store: Store) -> None:
    await store.inbox.receive(ANA, arrivals(5, 6))
    said = message("m1", ANA)
    kept = await store.keep(await store.look(said), turn(said), Receipt(ANA, (5, 6)))
    assert kept
    unsent = (await store.inbox.take(ANA)).unsent
    assert unsent
    assert (unsent.id, unsent.turn, unsent.reply) == (kept.posted, kept.id, kept.outcome.reply)
    await store.inbox.take(ANA, Sent(unsent.id, 1))
    assert (await store.look(said)).earlier
    stored = await store.turn(kept.id)
    assert stored
    assert stored.delivered


async def test_a_turn_is_not_kept_for_updates_that_somebody_else_answered(store: Store) -> None:
    await store.inbox.receive(ANA, arrivals(5))
    await store.inbox.settle(Receipt(ANA, (5,)))
    with pytest.raises(LostError):
        await store.keep(await store.look(message("m1", ANA)), turn(message("m1", ANA)), Receipt(ANA, (5,)))
    assert await store.forget(ANA) == 0


async def test_a_chat_is_worked_on_by_one_and_let_go_when_nothing_is_left(
    store: Store, database_url: str, ring: KeyRing
) -> None:
    async with another(database_url, ring, timedelta(minutes=1)) as other:
        assert await store.inbox.receive(ANA, arrivals(5))
        assert not await other.inbox.receive(ANA, arrivals(6))
        with pytest.raises(LostError):
            await other.inbox.take(ANA)
        assert await taken(store) == [5, 6]
        await store.inbox.settle(Receipt(ANA, (5, 6)))
        assert await taken(store) == []
        assert await other.inbox.receive(ANA, arrivals(7))


async def test_who_dies_is_taken_over_when_the_lease_has_run_out(database_url: str, ring: KeyRing) -> None:
    lease = timedelta(seconds=30)
    with time_machine.travel(NOON, tick=False) as clock:
        async with another(database_url, ring, lease) as dead, another(database_url, ring, lease) as heir:
            await dead.inbox.receive(ANA, arrivals(5))
            await dead.inbox.receive(BO, arrivals(6, chat=BO))
            clock.shift(20)
            assert await heir.inbox.sweep() == []
            await dead.inbox.renew([BO])
            clock.shift(20)
            assert await heir.inbox.sweep() == [ANA]
            assert await taken(heir) == [5]
            with pytest.raises(LostError):
                await dead.inbox.settle(Receipt(ANA, (5,)), reply())


async def test_after_the_record_was_away_nobody_is_taken_for_dead_at_once(database_url: str, ring: KeyRing) -> None:
    lease = timedelta(seconds=30)
    with time_machine.travel(NOON, tick=False) as clock:
        async with another(database_url, ring, lease) as holder, another(database_url, ring, lease) as other:
            await holder.inbox.receive(ANA, arrivals(5))
            clock.shift(40)
            other.inbox.spare()
            assert await other.inbox.sweep() == []
            assert not await other.inbox.receive(ANA, arrivals(6))
            assert await taken(holder) == [5, 6]
            clock.shift(40)
            assert await other.inbox.sweep() == [ANA]


async def test_who_is_alone_with_a_file_waits_for_no_lease_of_the_dead(database_url: str, ring: KeyRing) -> None:
    lease = timedelta(minutes=1)
    async with another(database_url, ring, lease) as dead:
        await dead.inbox.receive(ANA, arrivals(5))
    async with another(database_url, ring, lease) as heir:
        assert await heir.inbox.sweep() == ([ANA] if database_url.startswith("sqlite") else [])


async def test_who_comes_to_a_record_in_use_takes_nothing_over(database_url: str, ring: KeyRing) -> None:
    lease = timedelta(minutes=1)
    async with another(database_url, ring, lease) as first:
        await first.inbox.receive(ANA, arrivals(5))
        async with another(database_url, ring, lease) as second:
            await second.inbox.receive(BO, arrivals(6, chat=BO))
            await first.close()
            async with another(database_url, ring, lease) as third:
                assert await third.inbox.sweep() == []
                assert await taken(second, BO) == [6]


async def test_a_claim_is_asked_for_again_once_it_may_have_run_out(database_url: str, ring: KeyRing) -> None:
    lease = timedelta(seconds=30)
    with time_machine.travel(NOON, tick=False) as clock:
        async with another(database_url, ring, lease) as still, another(database_url, ring, lease) as heir:
            await still.inbox.receive(ANA, arrivals(5))
            sure = still.inbox.claim(ANA)
            for seconds in (10, 40):
                clock.shift(seconds)
                await sure()
            assert await heir.inbox.sweep() == []
            clock.shift(40)
            assert await heir.inbox.sweep() == [ANA]
            with pytest.raises(LostError):
                await sure()


@pytest.mark.parametrize("begun", [True, False])
async def test_what_kills_whoever_begins_with_it_is_known_by_it_and_what_only_waits_is_not(
    database_url: str, ring: KeyRing, begun: bool
) -> None:
    lease = timedelta(minutes=1)
    with time_machine.travel(NOON, tick=False) as clock:
        async with another(database_url, ring, lease) as first:
            await first.inbox.receive(ANA, arrivals(5, 6))
            assert [letter.left for letter in (await first.inbox.take(ANA)).letters] == [False, False]
        for _ in range(1 + TOO_OFTEN):
            clock.shift(2 * lease)
            async with another(database_url, ring, lease) as next:
                assert await next.inbox.sweep() == [ANA]
                letters = (await next.inbox.take(ANA)).letters
                if begun:
                    await next.inbox.risk(Receipt(ANA, (5,)))
    assert [letter.left for letter in letters] == [True, True]
    assert [letter.deadly for letter in letters] == [begun, False]


async def test_an_update_that_cannot_be_read_is_set_aside_and_counted(store: Store) -> None:
    await store.inbox.set_aside(9, '{"update_id": 9}', "KeyError")
    await store.inbox.set_aside(9, '{"update_id": 9}', "KeyError")
    assert (await store.inbox.backlog()).aside == 1
    assert (await store.inbox.backlog()).letters == 0


async def test_nothing_of_an_update_or_a_chat_lies_open(store: Store, database_url: str) -> None:
    await store.inbox.receive("telegram:987654321", [Arrival(5, "telegram:987654321", CANARY)])
    tables = [f"SELECT * FROM {table}" for table in ("chats", "inbox")]
    rows = await store._database.do(lambda record: [list(record.exec_driver_sql(query)) for query in tables])
    assert CANARY not in repr(rows)
    assert "987654321" not in repr(rows)


async def test_forty_chats_at_once_are_all_kept(store: Store) -> None:
    chats = [f"telegram:{n}" for n in range(40)]
    ours = await asyncio.gather(*(store.inbox.receive(chat, arrivals(n, chat=chat)) for n, chat in enumerate(chats)))
    assert all(ours)
    assert (await store.inbox.backlog()).letters == 40


async def test_one_piece_that_fails_does_not_spoil_the_others(store: Store) -> None:
    await store.inbox.receive(ANA, arrivals(5))
    results = await asyncio.gather(
        store.inbox.receive(BO, arrivals(6, chat=BO)),
        store.inbox.receive("telegram:3", [Arrival(2**80, "telegram:3", "{}")]),
        store.inbox.settle(Receipt(ANA, (5,)), reply()),
        return_exceptions=True,
    )
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
