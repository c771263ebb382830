"""Whatever is wrong with a database, one clear line says so and gives nothing away."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.errors import StoreError
from bot.store import KeyRing, Store, Visit
from tests.databases import tell
from tests.store.people import CANARY, message, turn


async def refusal(url: str, ring: KeyRing) -> str:
    with pytest.raises(StoreError) as caught:
        await Store.open(url, ring, patience=1)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("url", ["nonsense://", "", "mysql://root:hunter2@host/db", "bot.db", "hunter2"])
async def test_an_unknown_kind_of_database_is_refused(url: str, ring: KeyRing) -> None:
    assert "use sqlite:///data/bot.db or postgresql://" in await refusal(url, ring)


async def test_a_url_that_cannot_be_read_is_refused(ring: KeyRing) -> None:
    assert "cannot be read" in await refusal("postgresql://me:hunter2@host:port/db", ring)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, ring: KeyRing) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    assert f"{tmp_path}/data/bot.db cannot be made" in await refusal(f"sqlite:///{tmp_path}/data/bot.db", ring)


async def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path, ring: KeyRing) -> None:
    assert "SQLITE_CANTOPEN" in await refusal(f"sqlite:///{tmp_path}", ring)


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, ring: KeyRing) -> None:
    path = tmp_path / "bot.db"
    path.write_text("a shopping list " * 100)
    assert "the file is no database" in await refusal(f"sqlite:///{path}", ring)
    assert path.read_text().startswith("a shopping list")


async def test_a_locked_database_says_so(tmp_path: Path, ring: KeyRing) -> None:
    path = tmp_path / "bot.db"
    store = await Store.open(f"sqlite:///{path}", ring, patience=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another connection holds it"):
        await store.delivered(1)
    other.close()
    await store.delivered(1)
    await store.close()


async def test_a_server_that_is_not_there_is_refused_at_once(ring: KeyRing) -> None:
    assert "nothing listens there" in await refusal("postgresql://me:hunter2@127.0.0.1:1/bot", ring)


async def test_a_host_that_does_not_exist_is_refused(ring: KeyRing) -> None:
    assert "there is no such host" in await refusal("postgresql://me:hunter2@nowhere.invalid/bot", ring)


async def test_a_server_that_never_answers_is_given_up(ring: KeyRing) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "the server does not answer" in await refusal(f"postgresql://me:hunter2@127.0.0.1:{port}/bot", ring)


@pytest.mark.postgres
async def test_a_wrong_user_or_database_is_told_apart(postgres: str, ring: KeyRing) -> None:
    url = make_url(postgres)
    stranger = url.set(username="stranger", password="hunter2").render_as_string(hide_password=False)
    assert "refuses this user or password" in await refusal(stranger, ring)
    missing = url.set(database="missing").render_as_string(hide_password=False)
    assert "there is no such database" in await refusal(missing, ring)


@pytest.mark.postgres
async def test_a_read_only_server_says_so(postgres: str, ring: KeyRing) -> None:
    url = make_url(postgres).update_query_dict({"options": "-c default_transaction_read_only=on"})
    assert "it is read-only" in await refusal(url.render_as_string(hide_password=False), ring)


async def test_a_broken_table_gives_no_text_away(store: Store, database_url: str) -> None:
    break_turns(database_url)
    with pytest.raises(StoreError) as caught:
        await store.keep(await store.look(message()), turn(message(text=CANARY)))
    error: BaseException | None = caught.value
    assert "INSERT" not in str(error)
    while error:
        assert CANARY not in repr(error)
        assert "telegram:123" not in repr(error)
        error = error.__context__


async def test_one_failure_does_not_wear_out_the_record(store: Store, database_url: str) -> None:
    async def fail() -> None:
        await store.keep(Visit(), replace(turn(message()), knowledge_version=None))  # type: ignore[arg-type]  # the database must refuse it

    for _ in range(20):
        with pytest.raises(StoreError):
            await fail()
    async with asyncio.timeout(5):
        kept = await store.keep(Visit(), turn(message()))
    assert kept
    assert kept.id


def break_turns(url: str) -> None:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(make_url(url).database or "")
        connection.execute("ALTER TABLE turns RENAME COLUMN kind TO sort")
        connection.close()
    else:
        tell(url, "ALTER TABLE turns RENAME COLUMN kind TO sort")
