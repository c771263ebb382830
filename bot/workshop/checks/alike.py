"""Passages that say nearly the same, and ways of asking that would fit two passages equally."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.knowledge.shelf import Shelf
from bot.mind.matching import Embedder
from bot.workshop.checks.near import pairs, warn

SAME_TEXT = 0.9  # the most alike of the shipped passages are 0.75
SAME_ASK = 0.85  # the most alike of the shipped asks of two passages are 0.73


def texts(shelf: Shelf, embedder: Embedder) -> Iterator[Problem]:
    """Passages nearly the same as one before."""
    told = list(shelf.passages())
    said = [passage.passage("", "").text for _, _, passage in told]
    for first, second in pairs(said, range(len(said)), embedder, SAME_TEXT):
        page, loc, _ = told[second]
        yield warn(page, (*loc, "id"), f"this says nearly the same as `{told[first][2].id}`: keep one of them")


def asks(shelf: Shelf, embedder: Embedder) -> Iterator[Problem]:
    """Asks nearly the same as one of another passage: they teach that both are right, and neither is."""
    rows = [
        (at, page, (*loc, "asks", index), ask, passage.id)
        for at, (page, loc, passage) in enumerate(shelf.passages())
        for index, ask in enumerate(passage.asks)
    ]
    for first, second in pairs([row[3] for row in rows], [row[0] for row in rows], embedder, SAME_ASK):
        _, page, loc, _, _ = rows[second]
        _, _, _, other, id = rows[first]
        yield warn(page, loc, f"this fits `{id}` as well, which is asked for with “{other[:60]}”: make it more its own")
