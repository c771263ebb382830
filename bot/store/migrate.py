"""Brings a database to the newest shape, from code and without an ini file.

A new migration is written against a database at head:
`alembic.command.revision(config(connection), "what changes", autogenerate=True)`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
HEAD = max(path.name for path in (FOLDER / "versions").glob("0*.py")).partition("_")[0]
LOCK = 7_304_921_155  # any number, but always the same one


def config(connection: Connection) -> Config:
    """Alembic's settings for this connection."""
    from alembic.config import Config  # noqa: PLC0415  # for those who migrate: it takes its time, and 6 MB

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def behind(connection: Connection) -> bool:
    """Whether the database has another shape than the newest."""
    return _version(connection) != HEAD


def load() -> None:
    """Loads what migrates, from a disk that may be cold: not while others wait for a lock that is held here."""
    for module in ("alembic.command", "alembic.config", "alembic.autogenerate.api"):
        import_module(module)


def upgrade(connection: Connection) -> None:
    """To head, inside the caller's transaction. Many may start at once: the first works, the others find it done."""
    if connection.dialect.name == "postgresql":  # on SQLite BEGIN IMMEDIATE has locked already
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if not behind(connection):
        return
    from alembic import command  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        command.upgrade(config(connection), "head")
    except CommandError:
        raise StoreError("The database was migrated by a newer version of the bot: install that version.") from None


def _version(connection: Connection) -> str:
    """The shape the database has; nothing where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
