"""Brings a database to the newest shape, from code and without an ini file.

A new migration is written against a database at head:
`alembic.command.revision(config(connection), "what changes", autogenerate=True)`.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.errors import StoreError

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_304_921_155  # any number, but always the same one


def config(connection: Connection) -> Config:
    """Alembic's settings for this connection."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection) -> None:
    """To head, inside the caller's transaction. Many may start at once: the first works, the others find it done."""
    if connection.dialect.name == "postgresql":  # on SQLite BEGIN IMMEDIATE has locked already
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    try:
        command.upgrade(config(connection), "head")
    except CommandError:
        raise StoreError("The database was migrated by a newer version of the bot: install that version.") from None
