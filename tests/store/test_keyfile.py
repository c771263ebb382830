"""The key file: made once, whole, for its owner only, and apart from the data."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.store import KeyRing
from bot.store.keyfile import add_key, keys_in


def test_the_first_start_makes_keys_that_open_a_ring(tmp_path: Path) -> None:
    file = tmp_path / "config" / "keys"
    keys = keys_in(file)
    assert KeyRing.from_text(keys)
    assert keys_in(file) == keys


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "config" / "keys"
    keys_in(file)
    add_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_many_that_start_at_once_read_the_same_keys(tmp_path: Path) -> None:
    file = tmp_path / "config" / "keys"
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: keys_in(file), range(64)))) == 1
    assert list(file.parent.iterdir()) == [file]


def test_a_new_key_comes_first_and_the_old_ones_stay(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    old = keys_in(file)
    both = add_key(file)
    assert both == keys_in(file)
    assert both.endswith(f",{old}")
    sealed = KeyRing.from_text(old).seal("place", b"before")
    assert KeyRing.from_text(both).open("place", sealed) == b"before"


def test_it_never_lies_in_the_folder_of_the_data(tmp_path: Path) -> None:
    file = tmp_path / "data" / "config" / "keys"
    with pytest.raises(SettingsError, match="would lie in the folder of the data it opens: set BOT_KEYS_FILE"):
        keys_in(file, tmp_path / "data")
    assert not file.exists()


def test_a_database_right_in_a_home_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert keys_in(tmp_path / ".config" / "keys", tmp_path)


def test_somebody_without_a_home_keeps_keys_apart_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert keys_in(tmp_path / "config" / "keys", tmp_path / "data")


def test_a_file_that_holds_something_else_is_told(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="holds no keys: restore it from a backup"):
        keys_in(file)


def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"cannot be used \(File exists\): set BOT_KEYS_FILE"):
        keys_in(tmp_path / "file" / "keys")


def test_a_file_that_cannot_be_written_keeps_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "keys"
    keys = keys_in(file)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match=r"cannot be written \(No space left on device\)"):
        add_key(file)
    assert keys_in(file) == keys
    assert list(tmp_path.iterdir()) == [file]
