"""The questions of a message, apart from what is told around them; it answers none."""

from __future__ import annotations

import re

from bot.mind.matching.text import sentences, words
from bot.mind.typed import spelled

LEAST = 3  # words; what is shorter (`right?`, `why?`) asks nothing by itself
_WORD = "how|what|when|where|why|who|which|will|would|is|are|was|does|do|did|should|shall|can|could|has|have|am"
_ASKS = re.compile(rf"(?:(?:and|also|but|so|plus|then|ok|another thing|one more thing)[,:]? )*(?:{_WORD})\b", re.I)
_AND = re.compile(rf",? (?:and|plus)(?: also)? (?=(?:{_WORD})\b)", re.IGNORECASE)


def apart(text: str) -> tuple[str, ...]:
    """Each question of a message in order: `should i wait, and is it normal that he cries?` are two."""
    asked = [sentence for sentence in sentences(text) if asks(sentence)]
    parts = [part for sentence in asked for part in _AND.split(sentence)]
    return tuple(part for part in parts if len(words(part)) >= LEAST)


def asks(sentence: str) -> bool:
    """Whether a sentence is a question, with its mark or without."""
    return sentence.rstrip("\"')]”’ ").endswith("?") or bool(_ASKS.match(spelled(sentence)))
