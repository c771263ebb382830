"""What the encoder made of logged turns lies sealed beside them, and goes when they go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, make_url, select, text

from bot.errors import StoreError
from bot.store import KeyRing, Store, fresh_key, vectors
from bot.store.tables import VectorRow
from tests.databases import tell
from tests.store.people import message, turn
from tests.store.test_privacy import disk

MADE = b"twelve bytes" + bytes(range(200))
ONE, OTHER = "minilm-one", "minilm-other"
ANA, BEA = "telegram:1", "telegram:2"


async def say(store: Store, person: str, id: str = "1") -> int:
    """A turn; its id."""
    said = message(id, person)
    kept = await store.keep(await store.look(said), turn(said))
    assert kept
    return kept.id


async def rows(store: Store) -> int:
    """How many are kept, of all turns."""
    count = select(func.count()).select_from(VectorRow)
    return await store._database.do(lambda connection: connection.execute(count).scalar_one())


async def test_what_was_made_of_a_turn_is_there_the_next_time_by_turn_and_encoder(store: Store) -> None:
    first, second = await say(store, ANA), await say(store, BEA)
    made = {first: {ONE: MADE, OTHER: b"1"}, second: {ONE: b"2"}}
    await store.vectors.keep(made, [ONE, OTHER])
    assert await store.vectors.read([first, second], [ONE, OTHER]) == made
    assert await store.vectors.read([first, second], [OTHER]) == {first: {OTHER: b"1"}}
    assert await store.vectors.read([second], ["minilm-third"]) == {}
    assert await store.vectors.read([], [ONE]) == {}


async def test_the_newest_stands_and_what_an_encoder_that_is_gone_made_goes(store: Store) -> None:
    first, second = await say(store, ANA), await say(store, BEA)
    await store.vectors.keep({first: {OTHER: b"1"}, second: {OTHER: b"2"}}, [OTHER])
    await store.vectors.keep({first: {ONE: b"3"}}, [ONE])
    await store.vectors.keep({first: {ONE: b"4"}}, [ONE])
    assert await store.vectors.read([first, second], [ONE, OTHER]) == {first: {ONE: b"4"}, second: {OTHER: b"2"}}


async def test_it_goes_with_the_person_and_with_what_is_too_old(store: Store) -> None:
    ids = [await say(store, ANA, "1"), await say(store, ANA, "2"), await say(store, BEA)]
    await store.vectors.keep({id: {ONE: MADE} for id in ids}, [ONE])
    await store.forget(ANA)
    assert await rows(store) == 1
    await store.expire(timedelta(days=1))  # invented people write in March
    assert await rows(store) == 0


async def test_of_a_turn_that_went_meanwhile_nothing_is_kept(store: Store) -> None:
    gone, there = await say(store, ANA), await say(store, BEA)
    await store.forget(ANA)
    await store.vectors.keep({gone: {ONE: MADE}, there: {ONE: MADE}}, [ONE])
    assert await rows(store) == 1


@pytest.mark.postgres
async def test_a_person_who_is_just_going_is_not_waited_for(postgres_database: str, ring: KeyRing) -> None:
    store = await Store.open(postgres_database, ring, patience=3)
    gone, there = await say(store, ANA), await say(store, BEA)
    with psycopg.connect(postgres_database) as other:
        other.execute("DELETE FROM people WHERE id = (SELECT person_id FROM turns WHERE id = %s)", (gone,))
        await store.vectors.keep({gone: {ONE: MADE}, there: {ONE: MADE}}, [ONE])
    assert await store.vectors.read([gone, there], [ONE]) == {there: {ONE: MADE}}
    await store.close()


async def test_many_are_kept_a_batch_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "BATCH", 2)
    ids = [await say(store, ANA, str(n)) for n in range(5)]
    made = {id: {ONE: str(id).encode()} for id in ids}
    await store.vectors.keep(made, [ONE])
    assert await store.vectors.read(ids, [ONE]) == made


async def test_a_record_that_cannot_be_written_is_still_read(database_url: str, ring: KeyRing) -> None:
    store = await Store.open(database_url, ring)
    id = await say(store, ANA)
    await store.vectors.keep({id: {ONE: MADE}}, [ONE])
    if database_url.startswith("sqlite"):
        refuse = text("CREATE TRIGGER no BEFORE INSERT ON vectors BEGIN SELECT RAISE(ABORT, ''); END")
        await store._database.do(lambda connection: connection.execute(refuse))
    else:
        tell(database_url, f"ALTER DATABASE {make_url(database_url).database} SET default_transaction_read_only = on")
    await store.close()
    store = await Store.open(database_url, ring)
    with pytest.raises(StoreError):
        await store.vectors.keep({id: {ONE: b"other"}}, [ONE])
    assert await store.vectors.read([id], [ONE]) == {id: {ONE: MADE}}
    await store.close()


async def test_it_does_not_lie_open_on_the_disk_and_forgetting_takes_it_off(tmp_path: Path, ring: KeyRing) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/data/bot.db", ring)
    id = await say(store, ANA)
    await store.vectors.keep({id: {ONE: MADE}}, [ONE])
    query = select(VectorRow.texts)
    sealed = await store._database.do(lambda connection: connection.execute(query).scalar_one())
    lies = disk(tmp_path / "data")
    assert sealed in lies
    assert not [part for part in (MADE[:12], MADE[12:44], MADE[-32:]) if part in lies]
    await store.forget(ANA)
    left = disk(tmp_path / "data")
    assert not [part for part in (sealed[:40], sealed[-40:]) if part in left]
    await store.close()


async def test_it_opens_only_where_it_belongs(store: Store) -> None:
    first, second = await say(store, ANA), await say(store, BEA)
    await store.vectors.keep({first: {ONE: b"1"}, second: {OTHER: b"2"}}, [ONE, OTHER])
    moved = text("UPDATE vectors SET encoder = :encoder WHERE turn_id = :turn")
    await store._database.do(lambda connection: connection.execute(moved, {"encoder": OTHER, "turn": first}))
    with pytest.raises(StoreError, match="was altered or moved"):
        await store.vectors.read([first], [OTHER])


async def test_it_is_sealed_anew_with_all_else(database_url: str) -> None:
    old, new = fresh_key(), fresh_key()
    store = await Store.open(database_url, KeyRing.from_text(old))
    id = await say(store, ANA)
    await store.vectors.keep({id: {ONE: MADE, OTHER: b"2"}}, [ONE, OTHER])
    await store.close()
    store = await Store.open(database_url, KeyRing.from_text(f"{new},{old}"))
    assert await store.rotate() == 7  # with the pepper, address and memory, message and outcome
    await store.close()
    store = await Store.open(database_url, KeyRing.from_text(new))
    assert await store.vectors.read([id], [ONE, OTHER]) == {id: {ONE: MADE, OTHER: b"2"}}
    await store.close()
