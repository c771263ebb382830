"""Sparse views of a text: stems and pairs of stems, and runs of 3 to 5 letters that survive any spelling."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.mind.matching.text import terms

BUCKETS = 1 << 18
RUNS = (3, 4, 5)
Codes = NDArray[np.int32]  # twice as small as usual: there are millions


def word_codes(text: str) -> Codes:
    """Hashed stems and neighbouring pairs of stems, with repeats."""
    stems = terms(text)
    grams = [*stems, *(f"{a} {b}" for a, b in pairwise(stems))]
    return np.fromiter((zlib.crc32(g.encode("utf-8", "ignore")) % BUCKETS for g in grams), dtype=np.int32)


def letter_codes(text: str) -> Codes:
    """Hashed runs of letters, with repeats; white space is folded, case is dropped."""
    folded = f" {' '.join(text.casefold().split())} "
    points = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    runs = [_runs(points, length) for length in RUNS if len(points) >= length]
    return np.concatenate(runs).astype(np.int32) if runs else np.zeros(0, dtype=np.int32)


def _runs(points: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    code = np.full(len(points) - length + 1, length, dtype=np.uint64)
    for at in range(length):
        code = (code ^ points[at : at + len(code)]) * np.uint64(0x100000001B3)  # FNV-1a, wide
    return (code ^ (code >> np.uint64(29))) % np.uint64(BUCKETS)


def rarity(codes: Sequence[Codes], at_least: int, at_most: float = np.inf) -> NDArray[np.float32]:
    """How much each code tells, shape (BUCKETS,): log of texts per text that has it, 0 for the too rare or common."""
    seen = np.zeros(BUCKETS, dtype=np.int64)
    for row in codes:
        seen[np.unique(row)] += 1
    with np.errstate(divide="ignore"):
        return np.where((seen >= at_least) & (seen <= at_most), np.log(max(len(codes), 1) / seen), 0.0).astype(
            np.float32
        )


class View:
    """TF-IDF rows of unit length over hashed codes, weighed by how rare they were in the texts it was made with."""

    def __init__(self, rarity: NDArray[np.float32]) -> None:
        self.rarity = rarity

    def rows(self, codes: Sequence[Codes]) -> csr_array:
        """Shape (len(codes), BUCKETS), sparse; a row nothing is known of is zero."""
        kept = [self.row(row) for row in codes]
        ends = np.cumsum([0, *(len(at) for at, _ in kept)], dtype=np.int32)
        columns = np.concatenate([at for at, _ in kept]) if kept else np.zeros(0, dtype=np.int32)
        values = np.concatenate([value for _, value in kept]) if kept else np.zeros(0, dtype=np.float32)
        return csr_array((values, columns, ends), shape=(len(codes), BUCKETS))

    def row(self, codes: Codes) -> tuple[Codes, NDArray[np.float32]]:
        """Where such a row is not zero, and what stands there."""
        at, often = np.unique(codes, return_counts=True)
        value = (1 + np.log(often)).astype(np.float32) * self.rarity[at]
        at, value = at[value > 0], value[value > 0]
        return at, value / (np.linalg.norm(value) or np.float32(1))
