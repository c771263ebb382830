"""BM25 over the passages with all the ways they are asked for: exact words still count for something."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.mind.matching.text import terms

K1, B = 1.2, 0.75  # Robertson's usual values
HALF = 6.0  # the BM25 score that counts as half sure; measured with the plain embedding (docs/decisions/0003)

Column = NDArray[np.float32]


class Lexical:
    """An index whose arithmetic is done once: asking only adds up postings.

    They stand in two flat columns, term by term: a list of pairs for each term would not fit for very many passages.
    """

    def __init__(self, documents: Iterable[str]) -> None:
        codes: dict[str, int] = {}
        term, at, often, lengths = array("i"), array("i"), array("f"), array("f")
        for place, document in enumerate(documents):
            bag = Counter(terms(document))
            term.extend(codes.setdefault(word, len(codes)) for word in bag)
            at.extend([place] * len(bag))
            often.extend(bag.values())
            lengths.append(bag.total())
        self._count = len(lengths)
        by_term = np.argsort(np.array(term, dtype=np.int32), kind="stable")
        counts = np.bincount(np.array(term, dtype=np.int32), minlength=len(codes))
        self._places = np.array(at, dtype=np.int32)[by_term]
        self._scores = self._weighed(np.array(often, dtype=np.float32)[by_term], np.array(lengths), counts)
        ends = np.cumsum(counts).tolist()
        self._terms = dict(zip(codes, map(slice, [0, *ends], ends), strict=True))

    def _weighed(self, often: Column, lengths: Column, counts: NDArray[np.intp]) -> Column:
        """What each posting adds to its document's score."""
        norms = np.asarray(K1 * (1 - B + B * lengths / max(lengths.mean() if len(lengths) else 0, 1.0)), np.float32)
        often *= (K1 + 1) / (often + norms[self._places])
        rarity = np.log(1 + (self._count - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        often *= np.repeat(rarity, counts)
        return often

    def scores(self, text: str) -> Column:
        """Absolute evidence 0..1 for each document, in order: bm25 / (bm25 + 6)."""
        total = np.zeros(self._count, dtype=np.float32)
        for term in dict.fromkeys(terms(text)):
            if term in self._terms:
                here = self._terms[term]
                total[self._places[here]] += self._scores[here]
        return total / (total + np.float32(HALF))
