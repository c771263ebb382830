"""Guides side by side: what they would make alike of a text is made once, and forgotten when the rehearsal ends."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from bot.knowledge.encoder import Held, Remembered
from bot.knowledge.library import Library
from bot.mind.gate import Check
from bot.mind.guide import Guide
from bot.mind.matching.lessons import Read
from bot.mind.situation import Reader


@contextmanager
def together(libraries: Sequence[Library]) -> Iterator[list[Guide]]:
    """Their guides. Those with the same encoder embed a text once, and so with the gate and the facts.

    Nothing of it is kept: neither when this ends, nor on a disk.
    """
    held, checks, reads = dict[str, Held](), dict[Hashable, Check](), dict[Reader, Read]()
    before = [(library.guide, library.guide.check, library.guide.read) for library in libraries]
    try:
        for library in libraries:
            guide = library.guide
            _hold(library, held.setdefault(library.embedder.id, {}))
            guide.check = checks.setdefault(_gate(library), cache(guide.check))
            guide.read = reads.setdefault(guide.reader, cache(guide.read))
        yield [library.guide for library in libraries]
    finally:
        for guide, check, read in before:
            guide.check, guide.read = check, read
        for library in libraries:
            _hold(library, None)


def _hold(library: Library, held: Held | None) -> None:
    if isinstance(library.embedder, Remembered):
        library.embedder.hold(held)


def _gate(library: Library) -> Hashable:
    """All that a gate hears by; without the mark of what it learnt from, only a gate itself is like itself."""
    return (library.mark, tuple(sorted(library.knowledge.bars.items()))) if library.mark else library.guide.gate
