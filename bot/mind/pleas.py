"""Whether somebody asks the very same thing again; it compares words and understands nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.mind.matching.text import stem, words
from bot.mind.wording import listed

LEAST, MOST = 3, 30  # words; a shorter message says too little, a longer one is a story
KEPT = 8  # messages among which the same one may come again
ALIKE = 0.75  # share of words in common from which two messages are the same
PATIENCE = 3  # the time it is asked from which it is a plea
_EMPHASIS = listed("please pls plz just but so and then really ok oh well james bot again")


def plain(text: str) -> str:
    """What is compared: stems without emphasis, in order; nothing of a message that is too short or too long."""
    kept = [stem(word) for word in words(text) if word not in _EMPHASIS]
    return " ".join(kept) if LEAST <= len(kept) <= MOST else ""


def pleads(pleas: Sequence[str]) -> bool:
    """Whether the last of these was said, in nearly the same words, often enough."""
    last = pleas[-1] if pleas else ""
    return bool(last) and sum(_alike(last, other) for other in pleas) >= PATIENCE


def _alike(one: str, other: str) -> bool:
    first, second = set(one.split()), set(other.split())
    return len(first & second) >= ALIKE * len(first | second)
