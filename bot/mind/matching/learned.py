"""Learning from labelled messages: kernel ridge regression, a closed form; no training to forget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its `linalg` is loaded when it is first used: 9 MB that few processes need
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.domain import Facts
from bot.mind.matching.semantic import Vectors
from bot.mind.matching.views import BUCKETS, RUNS, Codes, View, letter_codes, rarity, word_codes

# Chosen by cross-validation over writers of the shipped examples (docs/decisions/0004), not on the yardstick.
SHARPNESS, DENSE = 3.0, 1.5  # of the embedding's radial kernel, and its weight
SPARSE = 0.6  # weight of each sparse view
SAME_FACTS = 0.3  # how much more alike two messages are whose facts agree
NOISE = 0.4
COMMON = 0.1, 300  # runs of letters in more than this share of messages, and in so many, are left out (0004)
SETTINGS = SHARPNESS, DENSE, SPARSE, SAME_FACTS, NOISE, COMMON, RUNS, BUCKETS  # what a solution is a solution for
PART = 512  # messages compared with all others at once

Scores = NDArray[np.float32]
Decisive = Sequence[tuple[str, str]]  # the (fact, value) pairs that tell situations apart


@dataclass(frozen=True, slots=True)
class Heard:
    """Messages as the head sees them: texts, their embeddings (n, size), and what facts say (n, decisive pairs)."""

    texts: Sequence[str]
    vectors: Vectors
    flags: Scores


@dataclass(frozen=True, slots=True)
class Solution:
    """What takes long to find of n known messages, as plain arrays, so that it can be kept and sent along.

    `flags` (n, decisive pairs) are their facts; `weights` (n, columns); `supposing` (n, told) are those of facts that
    may be supposed. `untaught` are the weights of evidence for passages that no labelled message speaks of.
    """

    flags: Scores
    weights: Scores
    supposing: Scores
    untaught: Scores


@dataclass(frozen=True, slots=True)
class Learned(Solution):
    """All that was learned: a solution and the known messages that another message is compared with.

    `vectors` (n, size); `words` and `letters` (BUCKETS, n) by code, with the rarity of each code.
    """

    vectors: Vectors
    word_rarity: Scores
    words: csr_array
    letter_rarity: Scores
    letters: csr_array

    def solution(self) -> Solution:
        """What of it takes long to find."""
        return Solution(self.flags, self.weights, self.supposing, self.untaught)


def known(texts: Sequence[str], vectors: Vectors, solution: Solution) -> Learned:
    """What was learned from these messages, of which there is a solution."""
    words, letters = [word_codes(text) for text in texts], [letter_codes(text) for text in texts]
    common = max(COMMON[0] * len(texts), COMMON[1])
    by_word, by_letters = View(rarity(words, at_least=2)), View(rarity(letters, at_least=3, at_most=common))
    return Learned(
        solution.flags,
        solution.weights,
        solution.supposing,
        solution.untaught,
        vectors,
        by_word.rarity,
        by_word.rows(words).T.tocsr(),  # by code: a message is compared along its own codes only
        by_letters.rarity,
        by_letters.rows(letters).T.tocsr(),
    )


def learn(heard: Heard, targets: Scores, told: Scores, untaught: Scores) -> Learned:
    """From messages to targets (n, columns), and to what may be supposed of them (n, told): solved by Cholesky.

    What is supposed comes from likeness alone: facts that are known with the examples would tell it themselves.
    """
    nothing = np.zeros((0, 0), dtype=np.float32)
    one = known(heard.texts, heard.vectors, Solution(heard.flags, nothing, nothing, untaught))
    alike, none = likeness(one, half=True), heard.flags[:, :0]
    weights = solved(alike, heard.flags, targets)
    return replace(one, weights=weights, supposing=solved(alike, none, told) if told.size else told)


def solved(alike: Scores, flags: Scores, targets: Scores) -> Scores:
    """The weights with which likeness gives the targets: in single precision, which needs half the memory and time.

    One step with what is left in double precision takes the thousandths that costs.
    """
    kernel = np.zeros_like(alike)
    for part, upto, block in _blocks(alike, flags):
        kernel[part, upto] = block
    factor = _factored(kernel)
    weights = scipy.linalg.cho_solve(factor, targets)
    left = targets - times(alike, flags, weights)
    return np.asarray(weights + scipy.linalg.cho_solve(factor, left.astype(np.float32)), dtype=np.float32)


def times(alike: Scores, flags: Scores, weights: Scores) -> NDArray[np.float64]:
    """What the weights give for the known messages themselves, their noise included; of `alike` one half is read."""
    wide = weights.astype(np.float64)
    given = np.zeros_like(wide)
    for part, upto, block in _blocks(alike, flags):
        given[part] += block @ wide[upto]
        given[: part.start] += block[:, : part.start].T @ wide[part]
    return given


def held_out(alike: Scores, groups: Sequence[str], known: Scores, targets: Scores, read: Scores) -> Scores:
    """What each known message would score, had nothing of its group been seen: shape of the targets.

    `alike` is their `likeness`; `known` (n, pairs) are the facts they were learned with, `read` those each is asked
    with, of which less may be known.
    Closed form: without a group g the weights are weights - inverse_g (inverse_gg)^-1 weights_g.
    """
    inverse = _inverse(alike, known)
    weights = inverse @ targets
    scores = np.empty_like(targets)
    for group in sorted(set(groups)):
        at = np.flatnonzero(np.asarray(groups) == group)
        without = weights - inverse[:, at] @ np.linalg.solve(inverse[np.ix_(at, at)], weights[at])
        scores[at] = np.multiply(alike[at], _factor(read[at], known), dtype=np.float64) @ without
    return scores


class Head:
    """Scores messages by what was learned.

    Likeness of two messages is 1.5 radial(embedding) + 0.6 words + 0.6 letters; it counts x (1 + 0.3 agreeing facts).
    """

    def __init__(self, learned: Learned, decisive: Decisive) -> None:
        self._learned = learned
        self._decisive = tuple(decisive)
        self._words, self._letters = View(learned.word_rarity), View(learned.letter_rarity)

    def likeness(self, text: str, vector: Vectors) -> Scores:
        """Shape (1, known messages): how alike they are in words and meaning, facts aside."""
        words = met(self._words, word_codes(text), self._learned.words)
        letters = met(self._letters, letter_codes(text), self._learned.letters)
        return _alike(vector[None, :], self._learned.vectors, (words + letters)[None, :])

    def told(self, likeness: Scores) -> Scores:
        """Shape (told,): what a message of that likeness lets suppose."""
        return np.asarray((likeness @ self._learned.supposing)[0], dtype=np.float32)

    def scores(self, likeness: Scores, facts: Facts) -> Scores:
        """Shape (columns,): an estimate of the targets of a message of that likeness, under these facts."""
        factor = _factor(flags([facts], self._decisive), self._learned.flags)
        return np.asarray((likeness * factor @ self._learned.weights)[0], dtype=np.float32)


def met(view: View, codes: Codes, known: csr_array) -> Scores:
    """Shape (known messages,): the same bits as `rows @ known`, in two thirds of the time."""
    at, value = view.row(codes)
    return np.asarray(known[at].T @ value, dtype=np.float32)


def likeness(known: Learned, half: bool = False) -> Scores:
    """Of all known messages, facts aside; a part at a time: the sparse products at once would take gigabytes.

    It is the same from either side: `half` leaves out most of what lies above the diagonal.
    """
    count = len(known.vectors)
    words, letters = known.words.T.tocsr(), known.letters.T.tocsr()
    alike = np.zeros((count, count), dtype=np.float32)
    for part in _parts(count):
        upto = slice(0, part.stop if half else count)
        sparse = (words[part] @ known.words[:, upto]).toarray() + (letters[part] @ known.letters[:, upto]).toarray()
        alike[part, upto] = _alike(known.vectors[part], known.vectors[upto], sparse)
    return alike


def _factored(kernel: NDArray[np.floating]) -> tuple[NDArray[np.floating], bool]:
    """Its triangular factor, written over it: turned, so that its lower half is read and nothing is copied."""
    triangle, lower = scipy.linalg.cho_factor(kernel.T, lower=False, overwrite_a=True)
    return triangle, lower


def _inverse(alike: Scores, flags: Scores) -> NDArray[np.float64]:
    """In double precision: differences of it are taken."""
    kernel = np.zeros(alike.shape)
    for part, upto, block in _blocks(alike, flags):
        kernel[part, upto] = block
    return np.asarray(scipy.linalg.cho_solve(_factored(kernel), np.eye(len(alike), order="F"), overwrite_b=True))


def _blocks(alike: Scores, flags: Scores) -> Iterator[tuple[slice, slice, NDArray[np.float64]]]:
    """The lower half of the kernel a part at a time: its rows, its columns, and what stands there."""
    for part in _parts(len(alike)):
        upto = slice(0, part.stop)
        block = np.multiply(alike[part, upto], _factor(flags[part], flags[upto]), dtype=np.float64)
        block[:, part][np.diag_indices(len(block))] += NOISE
        yield part, upto, block


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, min(start + PART, count)) for start in range(0, count, PART))


def _alike(asked: Vectors, known: Vectors, sparse: Scores) -> Scores:
    dense = DENSE * np.exp(SHARPNESS * (asked @ known.T - 1))
    return np.asarray(dense + SPARSE * sparse, dtype=np.float32)


def _factor(asked: Scores, known: Scores) -> Scores:
    return np.asarray(1 + SAME_FACTS * (asked @ known.T), dtype=np.float32)


def flags(facts: Sequence[Facts], decisive: Decisive) -> Scores:
    """Shape (messages, decisive pairs): 1 where a fact was said to be so; what is supposed counts for nothing."""
    rows = [[float(held.said(name) == value) for name, value in decisive] for held in facts]
    return np.array(rows, dtype=np.float32).reshape(len(facts), len(decisive))
