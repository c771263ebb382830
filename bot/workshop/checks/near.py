"""Pairs of texts whose meaning is nearly the same, found a part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.errors import Problem
from bot.knowledge.nodes import Loc
from bot.knowledge.shapes import Shape
from bot.knowledge.shelf import Page
from bot.mind.matching import Embedder

PART = 512
MOST = 20_000  # texts compared with one another: a minute of work


def pairs(texts: Sequence[str], owners: Sequence[int], embedder: Embedder, least: float) -> Iterator[tuple[int, int]]:
    """The places of two texts of different owners that are at least so alike (cosine), in the order of the later."""
    if len(texts) < 2:
        return
    vectors = embedder.embed(texts[:MOST])
    own = np.asarray(owners[:MOST])
    for start in range(0, len(vectors), PART):
        part = vectors[start : start + PART]
        close = part @ vectors[: start + len(part)].T >= least
        close &= own[start : start + len(part), None] != own[None, : start + len(part)]
        for row, column in np.argwhere(close):
            if column < start + row:
                yield int(column), int(start + row)


def warn(page: Page[Shape], loc: Loc, what: str, at_key: bool = False) -> Problem:
    """A warning at a place of a file."""
    told = page.problem(loc, what, at_key)
    return Problem(told.file, told.line, told.column, told.path, told.what, "warning")
