"""Whether anybody else works on a SQLite file: a lock beside it that the system lets go of when its holder dies."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import StoreError

try:
    import fcntl
except ImportError:  # where there is no such lock nobody is ever sure to be alone, and leases are waited for
    FLOCK = None
else:
    FLOCK = fcntl.flock


class Presence:
    """Ours, until it is closed. Of a record that is no file nothing is known."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock: int | None = None

    def enter(self) -> bool:
        """Says that we are here; whether nobody else was. Called by one at a time, who holds the file's write lock."""
        if self._file is None or FLOCK is None:
            return False
        self._lock = _opened(self._file.with_name(f"{self._file.name}-here"))
        try:
            FLOCK(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except OSError:
            alone = False
        try:
            FLOCK(self._lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:  # a file system without locks
            return False
        return alone

    def close(self) -> None:
        """We are gone."""
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None


def _opened(lock: Path) -> int:
    try:
        return os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StoreError(f"The file {lock} cannot be made ({error.strerror}): check the rights.") from None
