"""How near a message is to each passage: to its text, to the ways it is asked for, and in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain import Passage
from bot.mind.matching.lexical import Lexical
from bot.mind.matching.semantic import Embedder, Vectors

PART = 4096  # vectors worked on at once
SHORTLIST = 1000  # passages looked at closely; more are first looked for by the middle of their text and asks
Column = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Alike:
    """Evidence for the passages at `at` (in rising order): nearest ask, text, and plain words, each absolute."""

    at: Places
    ask: Column
    dense: Column
    lexical: Column


class Nearby:
    """The passages as vectors and words. Vectors are kept in half precision, which they were rounded to anyway."""

    def __init__(self, passages: Sequence[Passage], embedder: Embedder) -> None:
        self._texts = _halves(embedder, [passage.text for passage in passages])
        self._asks = _halves(embedder, [ask for passage in passages for ask in passage.asks])
        self._starts = np.cumsum([0, *(len(passage.asks) for passage in passages)])  # of each passage's asks
        self._lexical = Lexical([" ".join((passage.text, *passage.asks)) for passage in passages])
        self._all = np.arange(len(passages), dtype=np.intp)
        self._middles = self._middle() if len(passages) > SHORTLIST else None

    def look(self, text: str, vector: Vectors, always: Places) -> Alike:
        """The evidence for all passages, or for the nearest `SHORTLIST` of very many and those in `always`."""
        words = self._lexical.scores(text)
        at = self._all if self._middles is None else self._nearest(self._middles @ vector + words, always)
        return Alike(at, self._by_ask(at, vector), self._texts[at].astype(np.float32) @ vector, words[at])

    def _by_ask(self, at: Places, vector: Vectors) -> Column:
        """The nearest ask of each passage; 0 for one without asks."""
        counts = self._starts[at + 1] - self._starts[at]
        ends = np.cumsum(counts)
        rows = np.repeat(self._starts[at] - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
        near = self._asks[rows].astype(np.float32) @ vector
        found = np.zeros(len(at), dtype=np.float32)
        asked = counts > 0
        if asked.any():
            found[asked] = np.maximum(np.maximum.reduceat(near, (ends - counts)[asked]), 0)
        return found

    def _nearest(self, near: Column, always: Places) -> Places:
        return np.union1d(np.argpartition(-near, SHORTLIST)[:SHORTLIST], always)

    def _middle(self) -> Vectors:
        """The mean of a passage's text and asks, at length 1."""
        total = self._texts.astype(np.float32)
        owner = np.repeat(self._all, np.diff(self._starts))
        for part in _parts(len(owner)):
            np.add.at(total, owner[part], self._asks[part].astype(np.float32))
        lengths = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6)
        return np.asarray(total / lengths, dtype=np.float32)


def _halves(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float16]:
    """The vectors in half precision, embedded in parts: all at once would take three times the memory."""
    rows = [embedder.embed(texts[part]).astype(np.float16) for part in _parts(len(texts))]
    return np.concatenate(rows) if rows else np.zeros((0, 0), dtype=np.float16)


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, start + PART) for start in range(0, count, PART))
