"""How near a message is to each passage: to its text, to the ways it is asked for, and in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain import Passage
from bot.mind.matching.lexical import Lexical
from bot.mind.matching.semantic import Embedder, Vectors
from bot.mind.matching.sketch import Rows, Sketch

PART = 4096  # vectors worked on at once
CLOSE = 20_000  # vectors of texts and asks that are all compared in full; of more, those of the shortlist
SHORTLIST = 500  # passages
Column = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Alike:
    """Evidence for the passages at `at` (in rising order): nearest ask, text, and plain words, each absolute."""

    at: Places
    ask: Column
    dense: Column
    lexical: Column

    def worth(self, weights: Column) -> Column:
        """What the passages are worth by this evidence alone: only what agrees counts for much (see `untaught.py`)."""
        ask, dense = np.maximum(self.ask, 0), np.maximum(self.dense, 0)
        total = ask * (weights[0] * ask * ask + self.lexical * (weights[1] * ask + weights[2] * dense))
        return np.asarray(total, dtype=np.float32)


class Nearby:
    """The passages as vectors and words.

    Of very many the vectors are kept in half precision, which they were rounded to anyway, beside sketches of them.
    """

    def __init__(self, passages: Sequence[Passage], embedder: Embedder) -> None:
        texts = [passage.text for passage in passages]
        asks = [ask for passage in passages for ask in passage.asks]
        many = len(texts) + len(asks) > CLOSE
        self._texts, self._asks = (_vectors(embedder, each, many) for each in (texts, asks))
        self._starts = np.cumsum([0, *(len(passage.asks) for passage in passages)])  # of each passage's asks
        self._lexical = Lexical(" ".join((passage.text, *passage.asks)) for passage in passages)
        self._all = np.arange(len(passages), dtype=np.intp)
        self._owner = np.repeat(self._all, np.diff(self._starts))
        self._sketch = Sketch(self._texts, self._asks) if many else None

    def look(self, text: str, vector: Vectors, always: Places, weights: Column) -> Alike:
        """The evidence for all passages; of very many for those worth most at a first glance and those in `always`."""
        words = self._lexical.scores(text)
        if self._sketch is None:
            near = _best(self._asks @ vector, self._owner, len(self._all))
            return Alike(self._all, near, self._texts @ vector, words)
        dense, asks = self._sketch.near(vector)
        worth = Alike(self._all, _best(asks, self._owner, len(self._all)), dense, words).worth(weights)
        best = np.argpartition(-worth, SHORTLIST)[:SHORTLIST] if len(worth) > SHORTLIST else self._all
        return self._closely(np.union1d(best, always), vector, words)

    def among(self, text: str, vector: Vectors, at: Places) -> Alike:
        """The evidence for just the passages at `at`."""
        return self._closely(at, vector, self._lexical.scores(text))

    def _closely(self, at: Places, vector: Vectors, words: Column) -> Alike:
        counts = self._starts[at + 1] - self._starts[at]
        owner = np.repeat(np.arange(len(at)), counts)
        rows = np.arange(len(owner)) + np.repeat(self._starts[at] - (np.cumsum(counts) - counts), counts)
        near = _best(_full(self._asks[rows]) @ vector, owner, len(at)) if len(rows) else np.zeros(len(at), np.float32)
        return Alike(at, near, _full(self._texts[at]) @ vector, words[at])


def _best(near: Column, owner: Places, count: int) -> Column:
    """The nearest ask of each passage; 0 for one without asks."""
    found = np.zeros(count, dtype=np.float32)
    np.maximum.at(found, owner, near)
    return found


def _full(rows: Rows) -> Vectors:
    return rows.astype(np.float32, copy=False)


def _vectors(embedder: Embedder, texts: Sequence[str], many: bool) -> Rows:
    """The vectors, embedded in parts: very many at once would take three times the memory."""
    if not texts:
        return embedder.embed(texts)
    kind = np.float16 if many else np.float32
    first = embedder.embed(texts[:1])
    rows = np.empty((len(texts), first.shape[1]), dtype=kind)
    for part in parts(len(texts)):
        rows[part] = embedder.embed(texts[part])
    return rows


def parts(count: int) -> Iterator[slice]:
    """Slices of `PART` rows that cover so many."""
    return (slice(start, start + PART) for start in range(0, count, PART))
