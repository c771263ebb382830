"""The author's canon as it ships, for the tests of it: its sentences, and where certain words stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.domain import Passage, Sentence
from bot.knowledge.load import load

CANON = load(Path(__file__).parents[2] / "knowledge")  # here, so that a broken folder is told of once


def said() -> Iterator[tuple[Passage, int, Sentence]]:
    """Every sentence with its passage and place."""
    for passage in CANON.passages:
        for at, sentence in enumerate(passage.sentences):
            yield passage, at, sentence


def where(fragment: str) -> tuple[Passage, int, Sentence]:
    """The one sentence that holds these words."""
    (found,) = (place for place in said() if fragment in place[2].text)
    return found
