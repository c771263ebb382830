"""Migrations and tables say the same thing, on both engines, up and down."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.store import KeyRing, Store
from bot.store.database import open_database
from bot.store.migrate import config, upgrade

VERSIONS = Path(__file__).parents[2] / "bot/store/migrations/versions"


def climb(connection: Connection) -> None:
    upgrade(connection)
    upgrade(connection)
    command.check(config(connection))
    assert {"people", "turns", "ratings", "settings", "chats", "inbox", "replies"} <= set(
        inspect(connection).get_table_names()
    )
    command.downgrade(config(connection), "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(connection)


async def test_up_is_what_the_tables_say_and_down_leaves_nothing(database_url: str) -> None:
    database = open_database(database_url, 5)
    await database.do(climb)
    await database.close()


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str, ring: KeyRing) -> None:
    await (await Store.open(database_url, ring)).close()
    database = open_database(database_url, 5)
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await database.do(lambda connection: connection.execute(newer))
    await database.close()
    with pytest.raises(StoreError, match="newer version"):
        await Store.open(database_url, ring)


ALONE = """
import sys
from sqlalchemy import create_engine
from bot.store.migrate import load, upgrade
engine = create_engine("sqlite://")
with engine.begin() as connection:
    load()
    before = set(sys.modules)
    upgrade(connection)
print(sorted(name for name in set(sys.modules) - before if "." not in name or name.startswith("alembic")))
"""


def test_nothing_is_loaded_from_disk_while_others_wait_for_the_lock() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_migration_imports_the_tables_of_today() -> None:
    assert not [path.name for path in VERSIONS.glob("*.py") if "bot." in path.read_text()]


async def test_a_chat_that_goes_looks_through_nothing_that_was_done(tmp_path: Path, ring: KeyRing) -> None:
    await (await Store.open(f"sqlite:///{tmp_path}/bot.db", ring)).close()
    with closing(sqlite3.connect(tmp_path / "bot.db")) as raw:
        raw.execute("PRAGMA foreign_keys=ON")
        done = [(n,) for n in range(1000)]
        raw.executemany("INSERT INTO inbox (update_id, at, attempts, done_at) VALUES (?, '', 0, '')", done)
        raw.executemany(
            "INSERT INTO replies (parts, attempts, urgent, created_at, sent_at) VALUES (?, 0, 0, '', '')", done
        )
        raw.execute("INSERT INTO chats (key, address) VALUES ('x', '')")
        steps = Counter[str]()
        raw.set_progress_handler(lambda: steps.update(["one"]), 1)
        raw.execute("DELETE FROM chats WHERE key = 'x'")
    assert steps["one"] < len(done)
