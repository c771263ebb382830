"""The key file: where the keys live when no setting gives them; made at the first start, apart from the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import SettingsError
from bot.store.sealed import fresh_key

ELSEWHERE = "set BOT_KEYS_FILE to a file of your own"


def keys_in(file: Path, data: Path | None = None) -> str:
    """The keys in the file, which is made if there is none. SettingsError if it cannot be, or lies beside the data."""
    if data is not None and _inside(file, data):
        raise SettingsError((f"The key file {file} would lie in the folder of the data it opens: {ELSEWHERE}.",))
    try:
        if not file.exists():
            _make(file)
        return file.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        raise SettingsError((f"The key file {file} holds no keys: restore it from a backup.",)) from None
    except OSError as error:
        raise SettingsError((f"The key file {file} cannot be used ({error.strerror}): {ELSEWHERE}.",)) from None


def add_key(file: Path, data: Path | None = None) -> str:
    """Puts a fresh key before the others, which stay: what they sealed, backups too, still opens. The keys then."""
    keys = f"{fresh_key()},{keys_in(file, data)}"
    try:
        _written(file, keys).replace(file)
    except OSError as error:
        raise SettingsError((f"The key file {file} cannot be written ({error.strerror}).",)) from None
    return keys


def _inside(file: Path, data: Path) -> bool:
    """Whether the keys would be copied wherever the data goes; a database right in a home makes no such folder."""
    try:
        home = Path.home().resolve()
    except RuntimeError:  # nobody's process has no home
        home = file.resolve()
    return file.resolve().is_relative_to(data.resolve()) and not home.is_relative_to(data.resolve())


def _make(file: Path) -> None:
    """Whole or not at all, and once: of two processes that start together both read the key of the first."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = _written(file, fresh_key())
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _written(file: Path, keys: str) -> Path:
    """A file beside it that only its owner may read."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as out:
            out.write(keys + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return part
