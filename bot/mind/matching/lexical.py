"""BM25 over the passages with all the ways they are asked for: exact words still count for something."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.mind.matching.text import terms

K1, B = 1.2, 0.75  # Robertson's usual values
HALF = 6.0  # the BM25 score that counts as half sure; measured with the plain embedding (docs/decisions/0003)


class Lexical:
    """An index whose arithmetic is done once: asking only adds up postings."""

    def __init__(self, documents: Sequence[str]) -> None:
        self._count = len(documents)
        codes: dict[str, int] = {}
        # flat columns, not a list of pairs for each term: very many passages would not fit as objects
        term, at, often, lengths = array("i"), array("i"), array("f"), array("f")
        for place, document in enumerate(documents):
            bag = Counter(terms(document))
            term.extend(codes.setdefault(word, len(codes)) for word in bag)
            at.extend([place] * len(bag))
            often.extend(bag.values())
            lengths.append(bag.total())
        share = np.array(lengths, dtype=np.float32) / max(sum(lengths) / max(len(lengths), 1), 1.0)
        norms = np.asarray(K1 * (1 - B + B * share), dtype=np.float32)
        self._postings = dict(zip(codes, _grouped(term, at, often, norms), strict=True))

    def scores(self, text: str) -> NDArray[np.float32]:
        """Absolute evidence 0..1 for each document, in order: bm25 / (bm25 + 6)."""
        total = np.zeros(self._count, dtype=np.float32)
        for term in dict.fromkeys(terms(text)):
            if term in self._postings:
                at, scores = self._postings[term]
                total[at] += scores
        return total / (total + np.float32(HALF))


Posting = tuple[NDArray[np.int32], NDArray[np.float32]]


def _grouped(term: array[int], at: array[int], often: array[float], norms: NDArray[np.float32]) -> Iterator[Posting]:
    """For each term in the order of its code: the documents that have it, and what it adds to their scores."""
    places, counts = np.array(at, dtype=np.int32), np.array(often, dtype=np.float32)
    scores = np.asarray(counts * (K1 + 1) / (counts + norms[places]), dtype=np.float32)
    codes = np.array(term, dtype=np.int32)
    by_term = np.argsort(codes, kind="stable")
    for rows in np.split(by_term, np.cumsum(np.bincount(codes))[:-1]) if len(codes) else ():
        idf = math.log(1 + (len(norms) - len(rows) + 0.5) / (len(rows) + 0.5))
        yield places[rows], scores[rows] * np.float32(idf)
