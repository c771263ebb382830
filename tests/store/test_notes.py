"""Notes to the operators: left in the transaction of the turn, by replicas that wait for each other in one order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.domain import Turn
from bot.store import KeyRing, Note, Receipt, Store
from tests.store.people import message, turn
from tests.store.test_inbox import ANA, BO, another, arrivals, reply

OPERATORS = ANA, BO


def noting(turn: Turn) -> Iterable[Note]:
    return [Note(operator, reply(f"{turn.id}")) for operator in OPERATORS]


async def say(store: Store, chat: str, update: int) -> Turn | None:
    said = message(f"{update}", chat)
    return await store.keep(await store.look(said), turn(said), Receipt(chat, (update,)))


@pytest.mark.postgres
async def test_operators_who_are_in_danger_at_once_do_not_wait_for_each_other_for_ever(
    postgres_database: str, ring: KeyRing
) -> None:
    minute = timedelta(minutes=1)
    async with another(postgres_database, ring, minute) as one, another(postgres_database, ring, minute) as other:
        for update in range(0, 10, 2):
            for store, chat, id in ((one, ANA, update), (other, BO, update + 1)):
                store.noting = noting
                assert await store.inbox.receive(chat, arrivals(id, chat=chat))
            kept = await asyncio.gather(say(one, ANA, update), say(other, BO, update + 1))
            assert all(turn and turn.posted for turn in kept)
        assert (await one.inbox.backlog()).replies == 10 + 10 * len(OPERATORS)


async def test_notes_to_whoever_the_turn_is_about_and_to_strangers_are_left_with_it(store: Store) -> None:
    store.noting = noting
    await store.inbox.receive(ANA, arrivals(5))
    kept = await say(store, ANA, 5)
    assert kept
    assert sorted(await store.inbox.sweep()) == [BO]
    told = (await store.inbox.take(BO)).unsent
    assert told
    assert (told.turn, told.reply) == (0, reply(f"{kept.id}"))
    assert (await store.inbox.backlog()).replies == 3
