"""Messages put to two guides: those of the examples, and logged turns with what was remembered before them.

Many are put to them by several processes, each with guides of its own and vectors of messages in memory only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from bot.domain import Example, Memory, Message, Outcome
from bot.knowledge.encoder import Held, Remembered
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.workshop.rehearse.saying import Said, said

FEW = 400  # messages one process has answered before another one is ready
PART = 100  # messages handed over at a time
WORKERS = min(os.cpu_count() or 1, 8)
NOTHING = Memory()
MOMENT = datetime(2026, 1, 1, 20, tzinfo=UTC)
Progress = Callable[[int, int], None]


def unheard(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message as it came in. `turns` came before it in this conversation; `was` is what was said then, if known."""

    id: str
    message: Message
    before: Memory = NOTHING
    turns: tuple[str, ...] = ()
    was: Said | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said to a case by the knowledge of before, and by that of now."""

    before: Said | None
    now: Said


def of_example(at: int, example: Example) -> Case:
    """An example as somebody would write it."""
    return Case(f"example {at}", Message(str(at), "rehearsal", example.text, MOMENT), turns=example.turns)


@dataclass(frozen=True, slots=True)
class Stage:
    """The new knowledge and, where there is one, the old, with their folders, which other processes open too."""

    new: Library
    folder: Path
    old: Library | None = None
    before: Path | None = None

    def hear(self, cases: Sequence[Case], tell: Progress, workers: int = WORKERS) -> list[Heard]:
        """What the guides say to each."""
        if workers < 2 or len(cases) < FEW:
            return list(_one_by_one(cases, self, tell))
        parts = [cases[at : at + PART] for at in range(0, len(cases), PART)]
        heard: list[list[Heard]] = [[] for _ in parts]
        folders = (self.folder, *([self.before] if self.before else []))
        with ProcessPoolExecutor(workers, get_context("spawn"), _open, (folders,)) as pool:
            running = {pool.submit(_part, part): at for at, part in enumerate(parts)}
            for done, future in enumerate(as_completed(running), 1):
                heard[running[future]] = future.result()
                tell(min(done * PART, len(cases)), len(cases))
        return [each for part in heard for each in part]


def _one_by_one(cases: Sequence[Case], stage: Stage, tell: Progress) -> Iterator[Heard]:
    guides = _together([library for library in (stage.new, stage.old) if library])
    for done, case in enumerate(cases, 1):
        yield _heard(case, guides)
        tell(done, len(cases))


def _together(libraries: Sequence[Library]) -> list[Guide]:
    """Their guides, which read each message once where they have the same encoder."""
    held: dict[str, Held] = {}
    for library in libraries:
        if isinstance(library.embedder, Remembered):
            library.embedder.hold(held.setdefault(library.embedder.id, {}))
    return [library.guide for library in libraries]


def _heard(case: Case, guides: Sequence[Guide]) -> Heard:
    new, *old = (_said(guide, case) for guide in (guides[:1] if case.was else guides))
    return Heard(case.was or (old[0] if old else None), new)


def put(guide: Guide, case: Case) -> Outcome:
    """What comes of a case."""
    memory = case.before
    for text in case.turns:
        memory = guide.answer(Message("0", case.message.person, text, case.message.at), memory).memory
    return guide.answer(case.message, memory)


def _said(guide: Guide, case: Case) -> Said:
    return said(put(guide, case), guide.knowledge)


_guides: list[Guide] = []  # of a process that only answers cases


def _open(folders: tuple[Path, ...]) -> None:
    opened = list[Library]()
    for folder in folders:
        opened.append(Library.open(folder, before=opened[-1] if opened else None))
    _guides.extend(_together(opened))


def _part(cases: Sequence[Case]) -> list[Heard]:
    return [_heard(case, _guides) for case in cases]
