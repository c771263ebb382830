"""The newest turns as the workshop reads them: each with what was remembered before it, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Memory
from bot.store import Store
from tests.store.people import message, turn


async def say(store: Store, person: str, id: str, told: tuple[str, ...]) -> int:
    """A turn after which these passages were told; its id."""
    said = message(id, person, f"{person} says {id}")
    visit = await store.look(said)
    kept = await store.keep(visit, turn(said, replace(visit.memory, told=told, turns=visit.memory.turns + 1)))
    assert kept
    return kept.id


async def test_each_turn_comes_with_what_was_remembered_before_it(store: Store) -> None:
    for person, id, told in (("a", "1", ("x",)), ("b", "1", ("y",)), ("a", "2", ("x", "z")), ("a", "3", ("x", "z"))):
        await say(store, f"telegram:{person}", id, told)
    past = await store.lately.turns(10)
    assert [each.turn.message.text for each in past] == [
        f"telegram:{who}" for who in ("a says 1", "b says 1", "a says 2", "a says 3")
    ]
    assert [each.before.told for each in past] == [(), (), ("x",), ("x", "z")]


async def test_only_the_newest_are_read_and_none_loses_its_memory_by_it(store: Store) -> None:
    for id, told in (("1", ("x",)), ("2", ("x", "y")), ("3", ("x", "y", "z"))):
        await say(store, "telegram:a", id, told)
    (last,) = await store.lately.turns(1)
    assert (last.turn.message.id, last.before.told) == ("3", ("x", "y"))


async def test_of_nothing_there_is_nothing(store: Store) -> None:
    assert await store.lately.turns(10) == ()


async def test_after_a_new_beginning_the_old_story_is_no_memory(store: Store) -> None:
    await say(store, "telegram:a", "1", ("x",))
    await store.begin("telegram:a")
    await say(store, "telegram:a", "2", ("y",))
    *_, last = await store.lately.turns(10)
    assert last.before == Memory(turns=1, begun=1)


async def test_a_rating_comes_with_its_turn(store: Store) -> None:
    liked, other = [await say(store, "telegram:a", id, ()) for id in ("1", "2")]
    assert await store.rate("telegram:a", liked, "down")
    assert {each.turn.id: each.rating for each in await store.lately.turns(10)} == {liked: "down", other: None}


async def test_those_that_a_passage_served_are_found_newest_first(store: Store) -> None:
    ids = [await say(store, "telegram:a", id, ()) for id in ("1", "2")]
    assert [each.turn.id for each in await store.lately.serving("calm", 10)] == ids[::-1]
    assert await store.lately.serving("storm", 10) == ()
