"""Learning from labelled messages: kernel ridge regression, a closed form solved at load; no training to forget."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
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
Recall = Callable[[str, Callable[[], Scores]], Scores]  # what was once worked out under a key, or is worked out now


@dataclass(frozen=True, slots=True)
class Heard:
    """Messages as the head sees them: texts, their embeddings (n, size), and the facts read from them."""

    texts: Sequence[str]
    vectors: Vectors
    facts: Sequence[Facts]


def afresh(_: str, work: Callable[[], Scores]) -> Scores:
    """The recall that remembers nothing."""
    return work()


class Head:
    """From messages to targets: one column per passage (its gain), and any others the caller adds.

    `targets` has shape (n, columns); `decisive` are the (fact, value) pairs that tell situations apart. Likeness
    of two messages is radial(embedding) + 0.6 words + 0.6 letters; it counts x (1 + 0.5 agreeing facts).
    """

    def __init__(
        self,
        heard: Heard,
        targets: NDArray[np.float32],
        decisive: Sequence[tuple[str, str]],
        recall: Recall = afresh,
    ) -> None:
        self._decisive = tuple(decisive)
        self._targets = targets
        self._vectors = heard.vectors
        self._flags = self._agreeing(heard.facts)
        words = [word_codes(text) for text in heard.texts]
        letters = [letter_codes(text) for text in heard.texts]
        self._words, self._letters = View(words, at_least=2), View(letters, at_least=3)
        # by code, so that a message is compared along its own codes only
        self._by_word, self._by_letters = self._words.rows(words).T.tocsr(), self._letters.rows(letters).T.tocsr()
        self._weights = recall(self._key(), self._solve)

    def likeness(self, texts: Sequence[str], vectors: Vectors) -> Scores:
        """Shape (len(texts), known messages): how alike they are in words and meaning, facts aside."""
        words = (self._words.rows([word_codes(text) for text in texts]) @ self._by_word).toarray()
        letters = (self._letters.rows([letter_codes(text) for text in texts]) @ self._by_letters).toarray()
        return self._alike(vectors, words, letters)

    def scores(self, likeness: Scores, facts: Sequence[Facts]) -> Scores:
        """Shape (len(facts), columns): an estimate of the targets. One row of likeness may serve several facts."""
        return np.asarray(likeness * self._factor(self._agreeing(facts)) @ self._weights, dtype=np.float32)

    def held_out(self, groups: Sequence[str]) -> Scores:
        """What each known message would score, had nothing of its group been seen: shape of the targets.

        Closed form: for a group g, y_g - (inverse_gg)^-1 weights_g.
        """
        inverse = cho_solve(cho_factor(self._kernel(), lower=True), np.eye(len(groups)))
        weights = inverse @ self._targets
        scores = np.empty_like(self._targets)
        for group in sorted(set(groups)):
            at = np.flatnonzero(np.asarray(groups) == group)
            scores[at] = self._targets[at] - np.linalg.solve(inverse[np.ix_(at, at)], weights[at])
        return scores

    def _solve(self) -> Scores:
        factor = cho_factor(self._kernel(), lower=True, overwrite_a=True)
        return np.asarray(cho_solve(factor, self._targets), dtype=np.float32)

    def _kernel(self) -> NDArray[np.float64]:
        words = (self._by_word.T @ self._by_word).toarray()
        letters = (self._by_letters.T @ self._by_letters).toarray()
        kernel = self._alike(self._vectors, words, letters) * self._factor(self._flags)
        kernel[np.diag_indices_from(kernel)] += NOISE
        return kernel.astype(np.float64)

    def _alike(self, vectors: Vectors, words: Scores, letters: Scores) -> Scores:
        dense = np.exp(SHARPNESS * (vectors @ self._vectors.T - 1))
        return np.asarray(dense + SPARSE * (words + letters), dtype=np.float32)

    def _factor(self, flags: Scores) -> Scores:
        return np.asarray(1 + SAME_FACTS * (flags @ self._flags.T), dtype=np.float32)

    def _agreeing(self, facts: Sequence[Facts]) -> Scores:
        rows = [[float(held.value(name) == value) for name, value in self._decisive] for held in facts]
        return np.array(rows, dtype=np.float32).reshape(len(facts), len(self._decisive))

    def _key(self) -> str:
        """Names all that the weights depend on."""
        digest = hashlib.sha256(repr((SHARPNESS, SPARSE, SAME_FACTS, NOISE)).encode())
        for array in (self._targets, self._vectors, self._flags, *_parts(self._by_word), *_parts(self._by_letters)):
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def _parts(rows: csr_array) -> tuple[NDArray[np.generic], ...]:
    return rows.data, rows.indices, rows.indptr
