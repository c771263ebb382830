"""Words and sentences as matching sees them: cheap, deterministic, forgiving of how people type."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_BORDER = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")

# Function words carry no situation; negations, pronouns of the ex and "left/back/again" do, and stay.
_FUNCTION_WORDS = """
a an the and or but if of to in on at for with by from as is am are was were be been being it its this that these those
so than then there here just do does did have has had i'm i've i'd im ive id my me i you your
"""
STOP = frozenset(_FUNCTION_WORDS.split())


def words(text: str) -> list[str]:
    """Case-folded words with straight apostrophes, stop words kept."""
    return _WORD.findall(text.replace("\u2019", "'").casefold())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem of a word (Snowball)."""
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


def terms(text: str) -> list[str]:
    """The stems of a text that say something."""
    return [stem(word) for word in words(text) if word not in STOP]


def sentences(text: str) -> list[str]:
    """Sentences in order, split at end marks and line breaks; never empty strings."""
    return [part.strip() for part in _BORDER.split(text) if part and part.strip()]
