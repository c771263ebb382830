"""What the gate was taught, beside the knowledge: `gate.npz`, which `bot calibrate` writes; a stale one is not read."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.mind.gate import Learnt

SHIPPED = "gate.npz"
_MARK = "mark"


def read(folder: Path, mark: str) -> Learnt | None:
    """What was taught from exactly the knowledge of this mark; None if there is nothing, or it is broken or stale."""
    try:
        with (folder / SHIPPED).open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if file[_MARK].tobytes() != mark.encode():
                return None
            learnt = Learnt(**{field.name: file[field.name] for field in fields(Learnt)})
    except (OSError, ValueError, KeyError, TypeError, EOFError, MemoryError, BadZipFile):
        return None
    return learnt if learnt.whole() else None


def write(folder: Path, mark: str, learnt: Learnt) -> None:
    """Into the folder, in one step; the same is written to the same bytes."""
    arrays = {field.name: getattr(learnt, field.name) for field in fields(Learnt)}
    part = folder / f"{SHIPPED}.{os.getpid()}"
    try:
        with part.open("wb") as file:
            np.savez_compressed(
                file, allow_pickle=False, **{_MARK: np.frombuffer(mark.encode(), dtype=np.uint8)}, **arrays
            )
        part.replace(folder / SHIPPED)
    finally:
        part.unlink(missing_ok=True)
