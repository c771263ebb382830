"""What the matcher worked out from examples, kept in the cache: only a changed knowledge is solved anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

KEPT = 4  # of as many versions of the knowledge: an operator goes back and forth
Array = NDArray[np.float32]


class Solved:
    """A folder of arrays by key; called with a key and the work, as `bot.mind.matching.learned.Recall` wants it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_cache_path("fingers-crossed")

    def __call__(self, key: str, work: Callable[[], Array]) -> Array:
        """The array of that key; worked out and kept where there is none, or where the file is broken."""
        path = self._folder / f"weights-{key[:32]}.npy"
        found = _read(path)
        if found is None:
            found = work()
            _write(path, found)
        return found


def _read(path: Path) -> Array | None:
    try:
        with path.open("rb") as file:
            return np.asarray(np.lib.format.read_array(file, allow_pickle=False), dtype=np.float32)
    except (OSError, ValueError, EOFError, MemoryError):
        return None


def _write(path: Path, array: Array) -> None:
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.save(file, array)
        part.replace(path)
        kept = sorted(path.parent.glob("weights-*.npy"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
        for old in kept[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # a read-only disk: it is worked out again next time
