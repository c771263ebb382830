"""The promises of the record, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain import Alarm, Memory, Message, Turn
from bot.errors import StoreError
from bot.store import KeyRing, Store, Visit, fresh_key
from tests.store.people import NOON, message, turn


async def keep(store: Store, said: Message, memory: Memory | None = None) -> Turn:
    """The turn of a message that is answered with itself, as the desk keeps it."""
    for _ in range(20):
        visit = await store.look(said)
        if kept := visit.earlier or await store.keep(visit, turn(said, memory)):
            return kept
    raise AssertionError("it was never kept")


async def remembered(store: Store, person: str = "telegram:123") -> Memory:
    return (await store.look(message("another", person))).memory


async def test_somebody_new_has_an_empty_memory(store: Store) -> None:
    assert await store.look(message()) == Visit()
    assert await store.forget("telegram:123") == 0


async def test_a_turn_is_read_as_it_was_written_without_the_first_name(store: Store) -> None:
    kept = await keep(store, message())
    assert kept.id > 0
    assert await store.turn(kept.id) == replace(kept, message=replace(kept.message, name=""))


async def test_a_turn_that_was_never_kept_is_none(store: Store) -> None:
    assert await store.turn(404) is None


async def test_what_was_remembered_before_a_turn_is_what_the_turn_before_it_left(store: Store) -> None:
    first = await keep(store, message("1"), Memory(told=("calm",)))
    await keep(store, replace(message("1"), person="telegram:9"), Memory(told=("storm",)))
    second = await keep(store, message("2"), Memory(told=("calm", "waves")))

    assert await store.before(second.id) == Memory(told=("calm",))
    assert await store.before(first.id) == Memory()
    assert await store.before(404) == Memory()


async def test_memory_survives_reopening(store: Store, database_url: str, ring: KeyRing) -> None:
    memory = Memory(told=("calm",), alarm=Alarm("soft", "suicide", "moderate", ("r1",), NOON), turns=3)
    await keep(store, message(), memory)
    await store.close()
    again = await Store.open(database_url, ring)
    assert await remembered(again) == memory
    await again.close()


async def test_a_moment_comes_back_aware_and_the_same(store: Store) -> None:
    said = replace(message(), at=NOON.astimezone(timezone(timedelta(hours=5, minutes=45))))
    kept = await store.turn((await keep(store, said)).id)
    assert kept
    assert kept.message.at == NOON
    assert kept.message.at.tzinfo


async def test_a_moment_without_a_zone_is_refused_and_nothing_is_kept(store: Store) -> None:
    said = replace(message(), at=NOON.replace(tzinfo=None))
    with pytest.raises(StoreError):
        await keep(store, said)
    assert await store.forget(said.person) == 0


async def test_five_deliveries_of_one_message_at_once_keep_one_turn(store: Store) -> None:
    kept = await asyncio.gather(*(keep(store, message()) for _ in range(5)))
    assert len({one.id for one in kept}) == 1
    assert await store.forget("telegram:123") == 2  # the person and one turn


async def test_of_two_turns_thought_of_at_once_the_second_is_thought_of_anew(store: Store) -> None:
    async def count(id: str) -> None:
        kept = None
        while kept is None:
            visit = await store.look(message(id))
            await asyncio.sleep(0.01)
            kept = await store.keep(visit, turn(message(id), replace(visit.memory, turns=visit.memory.turns + 1)))

    await asyncio.gather(*(count(f"m{n}") for n in range(8)))
    assert (await remembered(store)).turns == 8


async def test_the_same_message_id_of_two_people_is_two_messages(store: Store) -> None:
    one, two = await keep(store, message()), await keep(store, message(person="telegram:456"))
    assert one.id != two.id
    kept = await store.turn(two.id)
    assert kept
    assert kept.message.person == "telegram:456"


async def test_a_turn_that_cannot_be_kept_leaves_nothing(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.keep(Visit(), replace(turn(message()), knowledge_version=None))  # type: ignore[arg-type]  # the database must refuse it
    assert await store.forget("telegram:123") == 0


async def test_one_message_is_kept_once(store: Store) -> None:
    await keep(store, message())
    visit = replace(await store.look(message()), earlier=None)
    with pytest.raises(StoreError):
        await store.keep(visit, turn(message()))
    assert await store.forget("telegram:123") == 2  # the person and the first turn


async def test_delivery_is_remembered(store: Store) -> None:
    kept = await keep(store, message())
    assert not (await keep(store, message())).delivered
    await store.delivered(kept.id)
    await store.delivered(kept.id)
    assert (await keep(store, message())).delivered


async def test_people_rate_their_own_turns_only(store: Store) -> None:
    kept = await keep(store, message())
    await keep(store, message(person="telegram:456"))
    assert await store.rate("telegram:123", kept.id, "up")
    assert not await store.rate("telegram:456", kept.id, "down")
    assert not await store.rate("telegram:123", 404, "up")
    assert not await store.rate("telegram:123", 0, "up")


async def test_a_newer_rating_replaces_the_older(store: Store) -> None:
    kept = await keep(store, message())
    assert await store.rate("telegram:123", kept.id, "up")
    assert await store.rate("telegram:123", kept.id, "down")
    assert await store.forget("telegram:123") == 3  # the person, one turn, one rating


async def test_forgetting_takes_one_person_and_leaves_the_others(store: Store) -> None:
    mine, other = await keep(store, message()), await keep(store, message(person="telegram:456"))
    assert await store.forget("telegram:123") == 2
    assert await store.forget("telegram:123") == 0
    assert await store.turn(mine.id) is None
    assert await store.turn(other.id)
    assert await remembered(store) == Memory()


async def test_the_id_of_a_forgotten_turn_is_never_given_again(store: Store) -> None:
    first = await keep(store, message())
    await store.forget("telegram:123")
    assert (await keep(store, message(person="telegram:456"))).id > first.id


async def test_somebody_gone_is_welcome_again(store: Store) -> None:
    await keep(store, message())
    await store.gone("telegram:123")
    assert (await remembered(store)).turns == 1


async def test_another_key_does_not_open_the_record(store: Store, database_url: str) -> None:
    await store.close()
    with pytest.raises(StoreError, match="which BOT_KEYS does not hold: add it again"):
        await Store.open(database_url, KeyRing.from_text(fresh_key()))


async def test_after_rotation_the_new_key_alone_opens_everything(database_url: str) -> None:
    old, new = fresh_key(), fresh_key()
    before = await Store.open(database_url, KeyRing.from_text(old))
    kept = await keep(before, message(), Memory(turns=7))
    await before.close()
    both = await Store.open(database_url, KeyRing.from_text(f"{new},{old}"))
    assert await both.rotate() == 5  # the pepper, address and memory, message and outcome
    assert await both.rotate() == 0
    await both.close()
    after = await Store.open(database_url, KeyRing.from_text(new))
    assert (await keep(after, message())).id == kept.id
    assert (await remembered(after)).turns == 7
    await after.close()


async def test_many_may_open_an_empty_database_at_once(database_url: str, ring: KeyRing) -> None:
    stores = await asyncio.gather(*(Store.open(database_url, ring) for _ in range(4)))
    first = await keep(stores[0], message())
    assert [(await keep(store, message())).id for store in stores] == [first.id] * 4
    for store in stores:
        await store.close()


async def test_what_is_too_old_is_deleted_and_what_is_younger_stays(store: Store) -> None:
    now, month = datetime.now(UTC), timedelta(days=30)
    said = [
        replace(message("m1", "telegram:1"), at=now - 2 * month),
        replace(message("m2", "telegram:1"), at=now),
        replace(message("m3", "telegram:2"), at=now - 2 * month),
    ]
    for one in said:
        await store.keep(await store.look(one), turn(one))
    assert await store.expire(3 * month) == (0, 0)
    assert await store.expire(month) == (0, 2)
    assert [turn["at"] for turn in (await store.export("telegram:1"))["turns"]] == [now.isoformat()]
    assert await store.export("telegram:2") == {}
    assert await store.expire(month) == (0, 0)
