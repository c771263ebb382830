"""The trail of what was done: complete, in order, and not to be changed unseen."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.domain.review import Act, Reviewer
from bot.store import KeyRing, Store, fresh_key
from tests.store.people import CANARY, message, turn

ANA = Reviewer("Ana", "operator")


async def told(store: Store, many: int = 5) -> None:
    for number in range(many):
        await store.review.note(Act("Ana", "exported", number, f"{number} rows, {CANARY} ł \ud800"))


async def test_what_is_done_is_written_down_in_order(store: Store) -> None:
    kept = await store.keep(await store.look(message()), turn(message()))
    assert kept is not None
    entered = await store.review.sign_in(await store.review.invite(ANA))
    assert entered is not None
    await store.review.open(ANA, kept.id)
    await store.review.judge(ANA, kept.id, "tone", "too brisk")
    await store.review.take_back(ANA, kept.id)
    await store.review.sign_out(entered[1])
    trail = await store.review.trail()
    assert [(one.did, one.turn, one.detail) for one in reversed(trail)] == [
        ("signed in", None, "operator"),
        ("opened", kept.id, ""),
        ("judged", kept.id, "tone"),
        ("took back", kept.id, ""),
        ("signed out", None, ""),
    ]
    assert [one.id for one in trail] == [5, 4, 3, 2, 1]
    assert {one.reviewer for one in trail} == {"Ana"}
    chain = await store.review.verify()
    assert (chain.entries, chain.broken) == (5, 0)


async def test_what_was_not_there_to_be_opened_or_judged_is_not_written_down(store: Store) -> None:
    assert await store.review.open(ANA, 77) == ("", ())
    assert not await store.review.judge(ANA, 77, "good")
    assert not await store.review.take_back(ANA, 77)
    assert await store.review.trail() == ()
    assert (await store.review.verify()).broken == 0


async def test_many_at_once_make_one_chain(database_url: str, ring: KeyRing) -> None:
    stores = [await Store.open(database_url, ring) for _ in range(2)]
    await asyncio.gather(*(told(store, 8) for store in stores))
    chain = await stores[0].review.verify()
    assert (chain.entries, chain.broken) == (16, 0)
    for store in stores:
        await store.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET reviewer = 'Bo' WHERE id = 3",
        "UPDATE audit SET did = 'opened' WHERE id = 3",
        "UPDATE audit SET turn_id = 9 WHERE id = 3",
        "UPDATE audit SET link = (SELECT link FROM audit WHERE id = 2) WHERE id = 3",
        "DELETE FROM audit WHERE id = 3",
    ],
)
async def test_the_database_refuses_to_change_the_trail(store: Store, change: str) -> None:
    await told(store)

    def work(record: Connection) -> None:
        with pytest.raises(DBAPIError, match="only added to"), record.begin_nested():
            record.execute(text(change))

    await store._database.do(work)
    assert (await store.review.verify()).broken == 0


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET reviewer = 'Bo' WHERE id = 3", 3),
        ("UPDATE audit SET detail = (SELECT detail FROM audit WHERE id = 2) WHERE id = 3", 3),
        ("UPDATE audit SET at = (SELECT at FROM audit WHERE id = 1) WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 5", 5),
        ("DELETE FROM audit", 1),
        ("DELETE FROM settings WHERE name = 'audit'", 6),
        ("INSERT INTO audit SELECT 6, at, reviewer, did, turn_id, detail, link FROM audit WHERE id = 5", 6),
    ],
)
async def test_whoever_changes_it_all_the_same_is_found_out(store: Store, change: str, broken: int) -> None:
    await told(store)

    def work(record: Connection) -> None:
        on = "" if record.dialect.name == "sqlite" else " ON audit"
        for name in ("update", "delete"):
            record.execute(text(f"DROP TRIGGER audit_no_{name}{on}"))
        record.execute(text(change))

    await store._database.do(work)
    assert (await store.review.verify()).broken == broken


async def test_new_keys_leave_it_whole(database_url: str) -> None:
    old, new = fresh_key(), fresh_key()
    store = await Store.open(database_url, KeyRing.from_text(old))
    await told(store)
    await store.close()
    store = await Store.open(database_url, KeyRing.from_text(f"{new},{old}"))
    await store.rotate()
    await store.close()
    store = await Store.open(database_url, KeyRing.from_text(new))
    assert (await store.review.verify()).broken == 0
    assert (await store.review.trail())[0].detail.startswith("4 rows")
    await store.close()
