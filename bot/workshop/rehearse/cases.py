"""Messages put to two guides: those of the examples, and logged turns with what was remembered before them.

Many are put to them by several processes, each with guides of its own. What the encoder makes of logged turns is told
with what is said, and handed in again with the turns: nothing else costs as much.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path

from bot.domain import Example, Memory, Message, Outcome
from bot.knowledge.encoder import Remembered
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.workshop.rehearse.saying import Said, said
from bot.workshop.rehearse.together import Embedded, Guides, together

FEW = 400  # messages one process has answered before another one is ready
PART = 100  # messages handed over at a time
ALONE = (
    "a process beside this one could not begin, or was ended (was there too little memory, or did its folder change?):"
    " this one did its part"
)
WORKERS = min(os.cpu_count() or 1, 8)
NOTHING = Memory()
MOMENT = datetime(2026, 1, 1, 20, tzinfo=UTC)
Progress = Callable[[int, int], None]


def unheard(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message as it came in. `turns` came before it in this conversation; `was` is what was said then, if known.

    `anew`: nobody asks what the knowledge of before says to it. `embedded` is what an earlier rehearsal told of it.
    """

    id: str
    message: Message
    before: Memory = NOTHING
    turns: tuple[str, ...] = ()
    was: Said | None = None
    anew: bool = False
    embedded: Embedded = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said to a case by the knowledge of before, if it was asked, and by that of now.

    `embedded`: what was made of its texts meanwhile, where that is more than was handed in.
    """

    before: Said | None
    now: Said
    embedded: Embedded = field(default_factory=dict, compare=False)


def of_example(at: int, example: Example) -> Case:
    """An example as somebody would write it."""
    return Case(f"example {at}", Message(str(at), "rehearsal", example.text, MOMENT), turns=example.turns, anew=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """The new knowledge and, where there is one, the old, with their folders, which other processes open too."""

    new: Library
    folder: Path
    old: Library | None = None
    before: Path | None = None
    notes: list[str] = field(default_factory=list, compare=False)  # what did not go as it should

    def hear(self, cases: Sequence[Case], tell: Progress, workers: int = WORKERS) -> list[Heard]:
        """What the guides say to each."""
        with together([library for library in (self.new, self.old) if library]) as guides:
            if workers < 2 or len(cases) < FEW:
                return list(_one_by_one(cases, guides, tell))
            parts = [cases[at : at + PART] for at in range(0, len(cases), PART)]
            heard = self._apart(parts, guides, lambda done: tell(min(done * PART, len(cases)), len(cases)), workers - 1)
        return [each for part in heard for each in part]

    @property
    def encoders(self) -> tuple[str, ...]:
        """The ids of those that read what is put to the guides."""
        return tuple({library.embedder.id: None for library in (self.new, self.old) if library})

    def know(self, heard: Iterable[Heard]) -> None:
        """Keeps what was made of examples with the vectors of the knowledge, whose texts they are."""
        if isinstance(self.new.embedder, Remembered):
            self.new.embedder.know(each.embedded.get(self.new.embedder.id, b"") for each in heard)

    def _apart(
        self, parts: Sequence[Sequence[Case]], guides: Guides, tell: Callable[[int], None], workers: int
    ) -> list[list[Heard]]:
        """Each part, by one of the workers or here: this process takes the last of those that none has begun.

        If a worker cannot begin or is ended from outside, this process does the rest by itself, and says so.
        """
        own, given, left = dict[int, list[Heard]](), dict[int, Future[list[Heard]]](), deque(range(len(parts)))

        def here(at: int) -> None:
            own[at] = [_heard(case, guides) for case in parts[at]]
            tell(len(own) + sum(map(_came, given.values())))

        with suppress(BrokenExecutor), _processes(workers, self._folders) as pool:
            while left:
                # few are given ahead, and none is taken back: a pool that breaks then could not end
                with _deaf():
                    while left and sum(not each.done() for each in given.values()) <= workers:
                        given[left[0]] = pool.submit(_part, parts[left[0]])
                        left.popleft()
                if left:
                    here(left.pop())
            for done, _ in enumerate(as_completed(given.values()), 1):
                tell(len(own) + done)
        rest = [at for at in range(len(parts)) if at not in own and not (at in given and _came(given[at]))]
        self.notes.extend([ALONE] if rest else [])
        for at in rest:
            here(at)
        return [own[at] if at in own else given[at].result() for at in range(len(parts))]

    @property
    def _folders(self) -> tuple[Path, ...]:
        return (self.folder, *([self.before] if self.before else []))


def _came(part: Future[list[Heard]]) -> bool:
    """Whether it was heard by another process, to the end."""
    return part.done() and not part.cancelled() and not isinstance(part.exception(), BrokenExecutor)


def _one_by_one(cases: Sequence[Case], guides: Guides, tell: Progress) -> Iterator[Heard]:
    for done, case in enumerate(cases, 1):
        yield _heard(case, guides)
        tell(done, len(cases))


def _heard(case: Case, guides: Guides) -> Heard:
    guides.take(case.embedded)
    new, *old = (_said(guide, case) for guide in (guides[:1] if case.was or case.anew else guides))
    return Heard(case.was or (old[0] if old else None), new, guides.given())


def put(guide: Guide, case: Case) -> Outcome:
    """What comes of a case."""
    memory = case.before
    for text in case.turns:
        memory = guide.answer(Message("0", case.message.person, text, case.message.at), memory).memory
    return guide.answer(case.message, memory)


def _said(guide: Guide, case: Case) -> Said:
    return said(put(guide, case), guide.knowledge)


@contextmanager
def _processes(count: int, folders: tuple[Path, ...]) -> Iterator[ProcessPoolExecutor]:
    """As many, each with guides of its own; ended at once if what they are for is broken off."""
    others, pool = set(active_children()), ProcessPoolExecutor(count, get_context("spawn"), _open, (folders,))
    try:
        yield pool
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes begun meanwhile do not hear Ctrl-C, from their first line on: whoever asked for them ends them."""
    main = threading.current_thread() is threading.main_thread()
    was = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, was)


_guides = list[Guides]()  # of a process that only answers cases
_house = ExitStack()


def _open(folders: tuple[Path, ...]) -> None:
    threading.Thread(target=_follow, daemon=True).start()
    opened = list[Library]()
    try:
        for folder in reversed(folders):
            opened.insert(0, Library.open(folder, before=opened[0] if opened else None))
    except Exception:  # whoever asked does it without this one: a traceback would only stand in between
        os._exit(1)
    _guides.append(_house.enter_context(together(opened)))


def _follow() -> None:
    """Ends when whoever asked is gone, however that came: nobody is left to hear an answer."""
    if asked := parent_process():
        wait([asked.sentinel])
        os._exit(1)


def _part(cases: Sequence[Case]) -> list[Heard]:
    return [_heard(case, *_guides) for case in cases]
