"""What can be seen in texts, as hashed codes: runs of letters, words, and which concepts stand near which."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.mind.gate.concepts import Concepts, Tags

BITS = 18
VIEWS = 3  # letters, words, concepts: each weighs the same in a text, however many codes it has
RUNS = (3, 4, 5)
REACH = 6  # concepts further apart in a sentence are not a pair
TAGS = 16  # bits of a concept
Codes = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Keys = TypeVar("Keys", Codes, NDArray[np.uint32])
Found = tuple[Codes, Codes]  # places and codes
_PRIME = np.uint64(0x100000001B3)
_ODD = np.uint64(0x9E3779B97F4A7C15)
_NOTHING: Found = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
LETTERS, WORDS, CONCEPTS = range(VIEWS)


@dataclass(frozen=True, slots=True)
class Traits:
    """Codes and the place (a sentence, counted from 0) each was seen in; above `BITS` a code tells its view."""

    places: Codes
    codes: Codes


@dataclass(frozen=True)
class Seen:
    """Sentences as words, with the concepts of each word; `texts` is the text each sentence is of."""

    lines: Sequence[Sequence[str]]
    tags: Sequence[Sequence[Tags]]
    texts: Codes

    @cached_property
    def places(self) -> Codes:
        """The sentence of each word."""
        return np.repeat(np.arange(len(self.lines)), [len(line) for line in self.lines])

    @cached_property
    def hashes(self) -> Hashes:
        """A number for each word."""
        return np.fromiter((_hash(word) for word in chain.from_iterable(self.lines)), dtype=np.uint64)

    @cached_property
    def counts(self) -> Codes:
        """How many concepts each word has."""
        return np.fromiter((len(tags) for tags in chain.from_iterable(self.tags)), dtype=np.int64)

    @cached_property
    def concepts(self) -> Found:
        """Each concept with the number of its word."""
        concept = np.fromiter(chain.from_iterable(chain.from_iterable(self.tags)), dtype=np.int64)
        return np.repeat(np.arange(len(self.counts)), self.counts), concept


def look(concepts: Concepts, views: Sequence[str]) -> Seen:
    """Texts, given as `lexicon.view` shows them."""
    lines: list[list[str]] = []
    tags: list[list[Tags]] = []
    texts: list[int] = []
    for text, seen in enumerate(views):
        here = [line.replace(",", " ").replace('"', " ").split() for line in seen.split("\n")]
        lang = concepts.lang(here)
        lines += here
        tags += [concepts.tags(lang, line) for line in here]
        texts += [text] * len(here)
    return Seen(lines, tags, np.array(texts, dtype=np.int64))


def traits(seen: Seen) -> Traits:
    """Everything that stands in each sentence."""
    return _joined([*_letters(seen.lines), *_words(seen), *_near(seen), *_pairs(seen)])


def together(seen: Seen) -> Traits:
    """Concepts that stand in the same text, however far apart; the places are texts here."""
    word, tag = seen.concepts
    text = seen.texts[seen.places[word]]
    keys = distinct((text << TAGS) | tag)
    text, codes = keys >> TAGS, (keys & ((1 << TAGS) - 1)).astype(np.uint64)
    ends = np.flatnonzero(np.diff(text, append=-1)) + 1
    found = []
    for start, end in zip([0, *ends[:-1]], ends, strict=True) if len(ends) else ():
        one, other = np.triu_indices(end - start, 1)
        pairs = _code(codes[start:end][one], codes[start:end][other], 7, CONCEPTS)
        found.append((np.full(len(pairs), text[start]), pairs))
    return _joined(found)


def distinct(keys: Keys) -> Keys:
    """The keys sorted, each once."""
    ordered = np.sort(keys)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _joined(found: Sequence[Found]) -> Traits:
    places, codes = zip(_NOTHING, *found, strict=True)
    return Traits(np.concatenate(places), np.concatenate(codes))


def _letters(lines: Sequence[Sequence[str]]) -> Iterator[Found]:
    texts = [f" {' '.join(line)} " for line in lines]
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    place = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    for length in RUNS:
        code = np.full(max(len(points) - length + 1, 0), length, dtype=np.uint64)
        for at in range(length):
            code = (code ^ points[at : at + len(code)]) * _PRIME
        whole = place[: len(code)] == place[length - 1 : length - 1 + len(code)]
        yield place[: len(code)][whole], _folded(code[whole], LETTERS)


def _words(seen: Seen) -> Iterator[Found]:
    word, place = seen.hashes, seen.places
    yield place, _code(word, np.zeros_like(word), 1, WORDS)
    for apart in (1, 2):
        one, other = slice(None, -apart), slice(apart, None)
        same = place[one] == place[other]
        yield place[one][same], _code(word[one][same], word[other][same], 1 + apart, WORDS)


def _near(seen: Seen) -> Iterator[Found]:
    """Words that have no concept, beside one that has."""
    word, place, bare = seen.hashes, seen.places, seen.counts == 0
    at, tag = seen.concepts
    for step in (-2, -1, 1, 2):
        beside = at + step
        inside = (beside >= 0) & (beside < len(word))
        one, other, tags = at[inside], beside[inside], tag[inside].astype(np.uint64)
        good = (place[one] == place[other]) & bare[other]
        yield place[one[good]], _code(tags[good], word[other[good]], 5 + (step > 0), CONCEPTS)


def _pairs(seen: Seen) -> Iterator[Found]:
    """Concepts, alone and in the order they stand in a sentence, a few other concepts between them."""
    at, tag = seen.concepts
    place = seen.places[at]
    order = np.cumsum(np.diff(at, prepend=-1) > 0)  # words that have a concept, counted
    tags = tag.astype(np.uint64)
    yield place, _code(tags, np.zeros_like(tags), 3, CONCEPTS)
    one = np.repeat(np.arange(len(at)), 3 * REACH - 1)
    other = one + np.tile(np.arange(1, 3 * REACH), len(at))
    one, other = one[other < len(at)], other[other < len(at)]
    apart: Codes = order[other] - order[one]
    good = (place[one] == place[other]) & (apart > 0) & (apart <= REACH)
    one, other = one[good], other[good]
    yield place[one], _code(tags[one], tags[other], 4, CONCEPTS)


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _code(one: Hashes, other: Hashes, salt: int, view: int) -> Codes:
    return _folded((one * _ODD + np.uint64(salt)) * _PRIME ^ (other + np.uint64(1)) * _ODD, view)


def _folded(code: Hashes, view: int) -> Codes:
    mixed = (code ^ (code >> np.uint64(29))) * _PRIME
    return ((mixed >> np.uint64(64 - BITS)) | np.uint64(view << BITS)).astype(np.int64)
