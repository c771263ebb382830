"""Guides side by side: what they would make alike of a text is made once.

It is forgotten when the rehearsal ends, but for what the encoder made of logged turns: that is told, to be kept sealed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

from bot.domain import Alarm
from bot.knowledge.encoder import Held, Remembered
from bot.knowledge.library import Library
from bot.mind.gate import Check
from bot.mind.guide import Guide
from bot.mind.matching.lessons import Read
from bot.mind.situation import Reader

Embedded = Mapping[str, bytes]  # what the encoders of these ids made of the texts of one turn


class Guides(list[Guide]):
    """Guides, and what is held of the texts they embed, by encoder."""

    def __init__(self, guides: Sequence[Guide], held: Mapping[str, Held]) -> None:
        super().__init__(guides)
        self._held = held

    def take(self, embedded: Embedded) -> None:
        """What was embedded for the message that comes now when it was heard before; another encoder's is no use."""
        for id, held in self._held.items():
            held.take(embedded.get(id, b""))

    def given(self) -> Embedded:
        """What is embedded for it, where that is more than was taken."""
        return {id: packed for id, held in self._held.items() if (packed := held.given())}


@contextmanager
def together(libraries: Sequence[Library]) -> Iterator[Guides]:
    """Their guides. Those with the same encoder embed a text once, and so with the gate and the facts."""
    held, checks, reads = dict[str, Held](), dict[Hashable, Check](), dict[Reader, Read]()
    before = [(library.guide, library.guide.check, library.guide.read) for library in libraries]
    try:
        for library in libraries:
            guide = library.guide
            ours = held.setdefault(library.embedder.id, Held())
            _hold(library, ours)
            guide.check = checks.setdefault(_gate(library), _once(guide.check, ours))
            guide.read = reads.setdefault(guide.reader, cache(guide.read))
        yield Guides([library.guide for library in libraries], held)
    finally:
        for guide, check, read in before:
            guide.check, guide.read = check, read
        for library in libraries:
            _hold(library, None)


def _once(check: Check, held: Held) -> Check:
    """Hears a text once; what was made of it then is asked for by every message that is this text."""
    known = cache(check)

    def heard(text: str) -> Alarm | None:
        found = known(text)
        held.ask(text)
        return found

    return heard


def _hold(library: Library, held: Held | None) -> None:
    if isinstance(library.embedder, Remembered):
        library.embedder.hold(held)


def _gate(library: Library) -> Hashable:
    """All that a gate hears by; without the mark of what it learnt from, only a gate itself is like itself."""
    return (library.mark, tuple(sorted(library.knowledge.bars.items()))) if library.mark else library.guide.gate
