"""Watches the knowledge folder: a changed one is read aside and takes the place of the old, or is refused and told."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import structlog

from bot.errors import BotError, KnowledgeError
from bot.knowledge.encoder import Progress
from bot.knowledge.library import Library
from bot.observe import REFUSED, RELOADS, VERSION

EVERY = 1.0  # seconds between two looks; an edit is in force after two looks that saw the same, and the reading
DEPTH = 3  # folders below one another that hold knowledge
ASIDE = {"dismissed.txt", "rehearsals"}  # what the workshop keeps there and nobody is answered from
TOLD = 5  # problems told in the log; `bot check` tells them all
Stamps = tuple[tuple[str, int, int, int, int], ...]
log = structlog.get_logger(__name__)


class StoppedError(BotError):
    """The house closes while the folder is read."""


class Watch:
    """A library that follows its folder. `weigh` says why a new one must not be used, given the old and the new.

    Whoever answers takes the guide once, so that a turn is of one version from its first word to its last.
    """

    def __init__(
        self,
        folder: Path,
        needed: Iterable[str] = (),
        cache: Path | None = None,
        weigh: Callable[[Library, Library], str] = lambda old, new: "",
    ) -> None:
        self._folder, self._needed, self._cache, self._weigh = folder, tuple(needed), cache, weigh
        self._closing = Event()

    def open(self, progress: Progress) -> Library:
        """The library as the folder is now; KnowledgeError with every problem."""
        self._seen = self._still = stamps(self._folder)
        self._good = self._tried = contents(self._folder)
        self.library = Library.open(self._folder, progress, self._cache, self._needed)
        VERSION.info({"version": self.library.knowledge.version})
        REFUSED.set(0)
        return self.library

    async def run(self, every: float = EVERY) -> None:
        """Looks again and again, until it is cancelled."""
        try:
            while True:
                await asyncio.sleep(every)
                await self.look()
        finally:
            self._closing.set()

    async def look(self) -> None:
        """One look: what has changed and lies still since the last one is read, in a thread, and taken or refused."""
        now = await asyncio.to_thread(stamps, self._folder)
        before, self._still = self._still, now
        if now == self._seen or now != before:  # nothing new, or somebody is still writing
            return
        try:
            await asyncio.to_thread(self._read, now)
        except StoppedError:
            return
        except Exception as error:  # the last good knowledge answers on, whatever is wrong with the new
            if await asyncio.to_thread(stamps, self._folder) == now:  # else it is not what somebody meant to save
                self._seen = now
                self._refuse(error)

    def _read(self, now: Stamps) -> None:
        whole = contents(self._folder)
        if whole == self.library.made_of:  # another way than this one brought it into force
            self._good = whole
        if whole in {self._tried, self._good}:  # saved as it was, or put back
            self._seen, self._tried = now, whole
            if whole == self._good and self.library.trouble:
                self._clear("the folder is again as the knowledge in force")
            return
        fresh = Library.open(self._folder, self._stop, self._cache, self._needed, self.library)
        if stamps(self._folder) != now:
            return  # written meanwhile: no half of it counts
        self._seen, self._tried = now, whole
        if reason := self._weigh(self.library, fresh):
            raise BotError(reason)
        self._take(fresh, whole)

    def _take(self, fresh: Library, whole: str) -> None:
        before = self.library.knowledge.version
        self.library.become(fresh)
        self._good = whole
        VERSION.info({"version": fresh.knowledge.version})
        RELOADS.labels("taken").inc()
        self._clear("knowledge taken", version=fresh.knowledge.version, before=before)
        for problem in fresh.health:
            log.warning("not at its best", problem=problem)

    def _clear(self, what: str, **more: str) -> None:
        self.library.trouble = ""
        REFUSED.set(0)
        log.info(what, **more)

    def _refuse(self, error: Exception) -> None:
        """The last good knowledge stays, and what is wrong is told; a fault of ours is told by its kind alone."""
        problems = [str(each) for each in error.problems] if isinstance(error, KnowledgeError) else []
        known = isinstance(error, BotError)
        first = (problems or [str(error) if known else f"a fault of the program: {type(error).__name__}"])[0]
        more = f" (and {len(problems) - 1} more: run `bot check`)" if len(problems) > 1 else ""
        self.library.trouble = f"the folder as it is now is not used: {first}{more}"
        REFUSED.set(max(len(problems), 1))
        RELOADS.labels("refused").inc()
        version = self.library.knowledge.version
        log.error("knowledge refused", in_force=version, problems=problems[:TOLD] or [first], count=len(problems) or 1)

    def _stop(self, done: int, of: int) -> None:
        if self._closing.is_set():
            raise StoppedError


def stamps(folder: Path) -> Stamps:
    """What tells that a file was written: its name, place on the disk, size and times; cheap enough for every look."""
    return tuple(sorted(_stamped(folder)))


def _stamped(folder: Path) -> Iterator[tuple[str, int, int, int, int]]:
    for path in _files(folder, DEPTH):
        with suppress(OSError):  # gone since: that is a change as well
            about = path.stat()
            yield str(path.relative_to(folder)), about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def contents(folder: Path) -> str:
    """A hash of all that lies in the folder."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder, DEPTH)):
        with suppress(OSError):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder)} {len(content)} ".encode("utf-8", "surrogateescape") + content)
    return digest.hexdigest()


def _files(folder: Path, depth: int) -> Iterator[Path]:
    """Its files and those of the folders in it; hidden ones are an editor's, and a link is what it leads to."""
    try:
        found = [entry for entry in os.scandir(folder) if not (entry.name.startswith(".") or entry.name in ASIDE)]
    except OSError:
        return
    for entry in found:
        path = folder / entry.name
        if path.is_dir():
            yield from _files(path, depth - 1) if depth > 1 else ()
        elif path.is_file():
            yield path
