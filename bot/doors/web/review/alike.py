"""Turns that were judged before and say much the same: how others decided, beside the turn at hand."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from bot.domain.review import Listed

CLOSE = 0.25  # cosine over rare words; below it two messages have little in common
FEW = 3
WORD = re.compile(r"\w{3,}")


def alike(text: str, judged: tuple[Listed, ...], turn: int) -> tuple[Listed, ...]:
    """The judged turns most like this text, the likest first; none where none is."""
    others = [one for one in judged if one.id != turn]
    bags = [bag(one.text) for one in others]
    rare = rarity(bags)
    sought = bag(text)
    scored = [(likeness(sought, words, rare), one) for words, one in zip(bags, others, strict=True)]
    best = sorted((pair for pair in scored if pair[0] >= CLOSE), key=lambda pair: -pair[0])
    return tuple(one for _, one in best[:FEW])


def rarity(bags: list[Counter[str]]) -> dict[str, float]:
    """How much each word tells: the more, the fewer of the texts have it."""
    spread = Counter(word for words in bags for word in words)
    return {word: math.log(1 + len(bags) / count) for word, count in spread.items()}


def bag(text: str) -> Counter[str]:
    """The words of a text."""
    return Counter(WORD.findall(text.casefold()))


def likeness(one: Mapping[str, int], other: Mapping[str, int], rare: Mapping[str, float]) -> float:
    """The cosine of two bags over rare words."""
    shared = sum(rare.get(word, 0.0) ** 2 for word in one.keys() & other.keys())
    sizes = [math.sqrt(sum(rare.get(word, 1.0) ** 2 for word in words)) for words in (one, other)]
    return shared / (sizes[0] * sizes[1]) if all(sizes) else 0.0
