"""What lies on the disk says nothing to somebody who has the disk and not the key."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

from bot.domain import Fact, Facts, Memory
from bot.store import KeyRing, Store
from tests.store.people import CANARY, message, turn

PERSON = "telegram:987654321"
SECRETS = (CANARY, PERSON, "987654321", "Zebedee", "message-77")


async def fill(store: Store) -> None:
    said = message("message-77", PERSON, CANARY)
    memory = Memory(said=(CANARY,), facts=Facts((Fact("ended_by", "ex", CANARY),)))
    await store.keep(await store.look(said), turn(said, memory))


def disk(folder: Path) -> bytes:
    """All that SQLite has written: the file, its log and the rest."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def test_neither_text_nor_name_nor_address_lies_open_on_the_disk(tmp_path: Path, ring: KeyRing) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/data/bot.db", ring)
    await fill(store)
    running = disk(tmp_path / "data")
    await store.close()
    closed = disk(tmp_path / "data")
    for secret in SECRETS:
        for spelt in (secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode()):
            assert spelt not in running
            assert spelt not in closed


async def test_forgetting_takes_even_the_sealed_bytes_off_the_disk(tmp_path: Path, ring: KeyRing) -> None:
    path = tmp_path / "data" / "bot.db"
    store = await Store.open(f"sqlite:///{path}", ring)
    await fill(store)
    sealed = rows(path)
    assert all(value in disk(path.parent) for value in sealed)
    await store.forget(PERSON)
    left = disk(path.parent)
    assert not [value for value in sealed if value[:40] in left or value[-40:] in left]
    await store.close()


async def test_only_the_owner_may_read_a_new_file(tmp_path: Path, ring: KeyRing) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/data/deep/bot.db", ring)
    await fill(store)
    files = list((tmp_path / "data/deep").iterdir())
    assert len(files) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    await store.close()


async def test_sqlite_is_set_to_lose_nothing(tmp_path: Path, ring: KeyRing) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", ring, patience=3)
    names = "journal_mode", "synchronous", "foreign_keys", "busy_timeout"
    asked = await store._database.do(
        lambda record: [record.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    )
    assert asked == ["wal", 2, 1, 3000]
    await store.close()


async def test_a_record_may_live_in_memory_alone(ring: KeyRing) -> None:
    store = await Store.open("sqlite://", ring)
    await fill(store)
    assert await store.forget(PERSON) == 2
    await store.close()


def rows(path: Path) -> list[bytes]:
    connection = sqlite3.connect(path)
    sealed = [*connection.execute("SELECT message, outcome FROM turns").fetchone()]
    sealed += connection.execute("SELECT address, memory FROM people").fetchone()
    connection.close()
    return sealed
