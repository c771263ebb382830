"""Whose words a text sounds like: runs of characters, as each writer strings them; it understands nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

LONGEST = 4  # characters of a run
WEIGHTS = (0.05, 0.15, 0.25, 0.3, 0.25)  # what runs of 0 to 4 characters say about the next one
SIGNS = 80  # characters that may come at all


class Style:
    """How one writer writes, learned from their texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        for text in texts:
            self._count(text, 1)

    def unseen(self, text: str) -> float:
        """How likely this writer is to write so, had the text, one of those it was made of, not been seen."""
        self._count(text, -1)
        try:
            return self.likelihood(text)
        finally:
            self._count(text, 1)

    def _count(self, text: str, times: int) -> None:
        plain = _plain(text)
        for at in range(LONGEST, len(plain)):
            for length in range(LONGEST):
                self._seen[plain[at - length : at + 1]] += times
                self._seen[plain[at - length : at] + "\0"] += times  # how often anything came after it

    def likelihood(self, text: str) -> float:
        """How likely this writer is to write so: the mean logarithm for a character."""
        plain = _plain(text)
        chances = [self._chance(plain[at - LONGEST : at], plain[at]) for at in range(LONGEST, len(plain))]
        return sum(map(math.log, chances)) / max(len(chances), 1)

    def _chance(self, before: str, sign: str) -> float:
        chance = WEIGHTS[0] / SIGNS
        for length in range(LONGEST):
            run = before[LONGEST - length :]
            often = self._seen[run + "\0"]
            if often:
                chance += WEIGHTS[length + 1] * self._seen[run + sign] / often
        return chance


def likest(text: str, writers: Mapping[str, Style]) -> str:
    """The writer whose words it most sounds like."""
    return max(writers, key=lambda name: writers[name].likelihood(text))


def _plain(text: str) -> str:
    return " " * LONGEST + " ".join(text.replace("’", "'").casefold().split())
