"""BM25 over the passages with all the ways they are asked for: exact words still count for something."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.mind.matching.text import terms

K1, B = 1.2, 0.75  # Robertson's usual values
HALF = 6.0  # the BM25 score that counts as half sure; measured with the plain embedding (docs/decisions/0003)


class Lexical:
    """An index whose arithmetic is done once: asking only adds up postings."""

    def __init__(self, documents: Sequence[str]) -> None:
        bags = [Counter(terms(document)) for document in documents]
        lengths = [sum(bag.values()) for bag in bags]
        mean = sum(lengths) / max(len(bags), 1) or 1.0
        self._count = len(bags)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, bag in enumerate(bags):
            norm = K1 * (1 - B + B * lengths[at] / mean)
            for term, often in bag.items():
                postings[term].append((at, often * (K1 + 1) / (often + norm)))
        self._postings = {term: self._weighed(pairs) for term, pairs in postings.items()}

    def _weighed(self, pairs: list[tuple[int, float]]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        idf = math.log(1 + (self._count - len(pairs) + 0.5) / (len(pairs) + 0.5))
        at, scores = zip(*pairs, strict=True)
        return np.array(at, dtype=np.intp), np.array(scores, dtype=np.float32) * np.float32(idf)

    def scores(self, text: str) -> NDArray[np.float32]:
        """Absolute evidence 0..1 for each document, in order: bm25 / (bm25 + 6)."""
        total = np.zeros(self._count, dtype=np.float32)
        for term in dict.fromkeys(terms(text)):
            if term in self._postings:
                at, scores = self._postings[term]
                total[at] += scores
        return total / (total + np.float32(HALF))
