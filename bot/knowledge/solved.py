"""What was learned, kept in the user's cache: only changed lessons, another encoder or mind learn anew."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path
from scipy.sparse import csr_array

import bot.mind
from bot.knowledge import taught
from bot.mind.gate import Learnt
from bot.mind.matching.learned import Learned
from bot.mind.matching.matcher import Work

KEPT = 4  # of as many versions of the knowledge: an operator goes back and forth
LEARNED, GATE = "learned", "gate"
SPARSE = ("words", "letters")


class Solved:
    """The shelf of what was learned; called with the lessons' mark and the work, as the matcher's `Recall`.

    What was never learned here is taken from the solution the knowledge `folder` brings, if it is of these lessons.
    """

    def __init__(self, folder: Path | None = None, cache: Path | None = None) -> None:
        self._folder = folder
        self._cache = cache or user_cache_path("fingers-crossed")

    def __call__(self, mark: str, work: Work) -> Learned:
        """What was learned; learned and kept where there is nothing, or where the file is broken."""
        path = self._cache / _name(LEARNED, mark)
        found = _read(path)
        if found is None:
            found = work(taught.solution(self._folder, mark) if self._folder else None)
            _write(path, found)
        return found

    def gate(self, mark: str) -> Learnt | None:
        """What the gate of an edited folder learnt here before."""
        return taught.gate(self._cache, mark, _name(GATE, mark))

    def keep(self, mark: str, learnt: Learnt) -> None:
        """For the next start, and for the other processes of this one."""
        with suppress(OSError):  # a read-only disk: it is learnt again next time
            self._cache.mkdir(parents=True, exist_ok=True)
            taught.write(self._cache, mark, learnt, _name(GATE, mark))
            _tidy(self._cache, GATE)


def _name(what: str, mark: str) -> str:
    return f"{what}-{hashlib.sha256(f'{mark} {_mind()}'.encode()).hexdigest()[:32]}.npz"


def _mind() -> str:
    """A hash of the code that learns: another version of it must not find what this one kept."""
    digest = hashlib.sha256()
    for path in sorted(Path(next(iter(bot.mind.__path__))).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> Learned | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            return Learned(**{field.name: _whole(file, field.name) for field in fields(Learned)})
    except taught.BROKEN:
        return None


def _whole(file: np.lib.npyio.NpzFile, name: str) -> NDArray[np.float32] | csr_array:
    if name not in SPARSE:
        return np.asarray(file[name], dtype=np.float32)
    parts = (file[f"{name}.data"], file[f"{name}.indices"], file[f"{name}.indptr"])
    return csr_array(parts, shape=tuple(file[f"{name}.shape"]))


def _write(path: Path, learned: Learned) -> None:
    arrays: dict[str, NDArray[np.generic]] = {}
    for name in (field.name for field in fields(Learned)):
        value = getattr(learned, name)
        if name in SPARSE:
            arrays |= {f"{name}.{part}": getattr(value, part) for part in ("data", "indices", "indptr")}
            arrays[f"{name}.shape"] = np.array(value.shape)
        else:
            arrays[name] = value
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        part.replace(path)
        _tidy(path.parent, LEARNED)
    except OSError:
        return  # a read-only disk: it is learned again next time


def _tidy(folder: Path, what: str) -> None:
    kept = sorted(folder.glob(f"{what}-*.npz"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)
