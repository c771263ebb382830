"""Learning from labelled messages: kernel ridge regression, a closed form solved at load; no training to forget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array

from bot.domain import Facts
from bot.mind.matching.semantic import Vectors
from bot.mind.matching.views import View, letter_codes, word_codes

# Chosen by cross-validation over writers of the shipped examples (docs/decisions/0004), not on the yardstick.
SHARPNESS = 2.0  # of the embedding's radial kernel
SPARSE = 0.6  # weight of each sparse view
SAME_FACTS = 0.5  # how much more alike two messages are whose facts agree
NOISE = 0.4

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Messages as the head sees them: texts, their embeddings (n, size), and the facts read from them."""

    texts: Sequence[str]
    vectors: Vectors
    facts: Sequence[Facts]


@dataclass(frozen=True, slots=True)
class _Features:
    vectors: Vectors
    words: csr_array
    letters: csr_array
    facts: NDArray[np.float32]


class Head:
    """From messages to targets: one column per passage (its gain), and any others the caller adds.

    `targets` has shape (n, columns); `decisive` are the (fact, value) pairs that tell situations apart. Similarity
    of two messages is (radial(embedding) + 0.6 words + 0.6 letters) x (1 + 0.5 agreeing facts).
    """

    def __init__(self, heard: Heard, targets: NDArray[np.float32], decisive: Sequence[tuple[str, str]]) -> None:
        self._decisive = tuple(decisive)
        self._words = View([word_codes(text) for text in heard.texts], at_least=2)
        self._letters = View([letter_codes(text) for text in heard.texts], at_least=3)
        self._known = self._features(heard)
        kernel = self._kernel(self._known).astype(np.float64)
        kernel[np.diag_indices_from(kernel)] += NOISE
        self._factor = cho_factor(kernel, lower=True)
        self._targets = targets
        self._alpha = np.asarray(cho_solve(self._factor, targets), dtype=np.float32)

    def scores(self, heard: Heard) -> Scores:
        """Shape (len(heard.texts), columns): an estimate of the targets."""
        return np.asarray(self._kernel(self._features(heard)) @ self._alpha, dtype=np.float32)

    def held_out(self, groups: Sequence[str]) -> Scores:
        """What each known message would score, had nothing of its group been seen: shape of the targets.

        Closed form: for a group g, y_g - (inverse_gg)^-1 alpha_g.
        """
        inverse = cho_solve(self._factor, np.eye(len(groups)))
        alpha = inverse @ self._targets
        scores = np.empty_like(self._targets)
        for group in sorted(set(groups)):
            at = np.flatnonzero(np.asarray(groups) == group)
            scores[at] = self._targets[at] - np.linalg.solve(inverse[np.ix_(at, at)], alpha[at])
        return scores

    def _features(self, heard: Heard) -> _Features:
        return _Features(
            heard.vectors,
            self._words.rows([word_codes(text) for text in heard.texts]),
            self._letters.rows([letter_codes(text) for text in heard.texts]),
            self._flags(heard.facts),
        )

    def _flags(self, facts: Sequence[Facts]) -> NDArray[np.float32]:
        rows = [[float(held.value(name) == value) for name, value in self._decisive] for held in facts]
        return np.array(rows, dtype=np.float32).reshape(len(facts), len(self._decisive))

    def _kernel(self, asked: _Features) -> Scores:
        known = self._known
        dense = np.exp(SHARPNESS * (asked.vectors @ known.vectors.T - 1))
        words = (asked.words @ known.words.T).toarray()
        letters = (asked.letters @ known.letters.T).toarray()
        return np.asarray(
            (dense + SPARSE * (words + letters)) * (1 + SAME_FACTS * (asked.facts @ known.facts.T)), dtype=np.float32
        )
