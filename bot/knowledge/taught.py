"""What was taught, beside the knowledge: the gate and the lessons, by `bot calibrate`; what is stale is not read."""

from __future__ import annotations

import os
import zlib
from dataclasses import fields
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np

from bot.mind.gate import Learnt
from bot.mind.matching.learned import Solution

GATE, LESSONS = "gate.npz", "lessons.npz"
# All that numpy and zipfile say of a file that was cut short or changed on its way.
BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, MemoryError, RuntimeError, BadZipFile, zlib.error)
_MARK = "mark"
T = TypeVar("T", Learnt, Solution)


def gate(folder: Path, mark: str, name: str = GATE) -> Learnt | None:
    """What the gate was taught from exactly the knowledge of this mark; None if there is nothing, or a broken one."""
    learnt = _read(folder / name, mark, Learnt)
    return learnt if learnt and learnt.whole() else None


def solution(folder: Path, mark: str) -> Solution | None:
    """What solves exactly the lessons of this mark; None if there is nothing, or a broken one."""
    return _read(folder / LESSONS, mark, Solution)


def write(folder: Path, mark: str, learnt: Learnt | Solution, name: str = "") -> None:
    """Into the folder, in one step; the same is written to the same bytes."""
    arrays = {field.name: getattr(learnt, field.name) for field in fields(learnt)}
    path = folder / (name or (GATE if isinstance(learnt, Learnt) else LESSONS))
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            np.savez_compressed(
                file, allow_pickle=False, **{_MARK: np.frombuffer(mark.encode(), dtype=np.uint8)}, **arrays
            )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _read(path: Path, mark: str, shape: type[T]) -> T | None:
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if file[_MARK].tobytes() != mark.encode():
                return None
            return shape(**{field.name: file[field.name] for field in fields(shape)})
    except BROKEN:
        return None
