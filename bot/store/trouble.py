"""What the database says when it fails, turned into one line for a human: no statement, no parameter, no text."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import StoreError

BUSY = "another connection holds it; stop the other process, or wait"
HINTS = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_READONLY": "it is read-only; give this user the right to write the file and its folder",
    "SQLITE_CANTOPEN": "the file cannot be opened; check the path in BOT_DATABASE_URL and its rights",
    "SQLITE_NOTADB": "the file is no database; check the path in BOT_DATABASE_URL, or restore a backup",
    "SQLITE_CORRUPT": "the file is damaged; restore a backup",
    "SQLITE_FULL": "the disk is full; make room",
    "SQLITE_IOERR": "the disk cannot be read or written; look at the disk",
    "28": "the server refuses this user or password; check BOT_DATABASE_URL",
    "3D": "there is no such database on the server; create it, or check BOT_DATABASE_URL",
    "42501": "this user lacks rights; let it own the database",
    "25006": "it is read-only; point BOT_DATABASE_URL at the primary server",
    "53": "the server has run out of connections, memory or disk",
    "55P03": BUSY,
    "57": "the server is stopping or starting; wait",
}
# A server that refuses at the door gives no code, only words; the words are matched and never repeated.
WORDS = {
    "password": HINTS["28"],
    "role ": HINTS["28"],
    "no pg_hba.conf entry": HINTS["28"],
    "database ": HINTS["3D"],
    "refused": "nothing listens there; start the server, or check host and port in BOT_DATABASE_URL",
    "timeout": "the server does not answer; check host and port in BOT_DATABASE_URL, and the network",
    "resolve": "there is no such host; check BOT_DATABASE_URL",
    "translate host": "there is no such host; check BOT_DATABASE_URL",
    "connection": "the connection broke or could not be made; check the server and BOT_DATABASE_URL",
}


def trouble(error: SQLAlchemyError | TimeoutError) -> StoreError:
    """The line for a failure of the database. The driver's own words stay out: they may quote what was written."""
    if isinstance(error, (PoolTimeout, TimeoutError)):
        return StoreError("The database cannot be used now: it takes too long; look at its load and its disk.")
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")
    hint = _by_code(code) or ("" if code else _by_words(cause))
    what = hint or "it failed in a way not foreseen"
    return StoreError(f"The database cannot be used now: {what} ({code or type(cause or error).__name__}).")


def _by_code(code: str) -> str:
    fits = [key for key in HINTS if code.startswith(key)]
    return HINTS[max(fits, key=len)] if fits else ""


def _by_words(cause: BaseException | None) -> str:
    said = str(cause or "").partition("\n")[0].lower()
    words = said.rpartition("fatal:")[2]
    return next((hint for word, hint in WORDS.items() if word in words), "")
