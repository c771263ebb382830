"""What can be seen in texts, as hashed codes: runs of letters, words, and which concepts stand near which."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.mind.gate.concepts import Concepts, Tags

BITS = 18
VIEWS = 3  # letters, words, concepts: each weighs the same in a text, however many codes it has
RUNS = (3, 4, 5)
REACH = 6  # concepts further apart in a sentence are not a pair
TAGS = 16  # bits of a concept
PAIR = 2
Codes = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Keys = TypeVar("Keys", Codes, NDArray[np.int32], NDArray[np.uint32])
Found = tuple[Codes, Hashes]  # places and codes that are not folded yet
Pair = tuple[Codes, Hashes, Hashes, int]  # places, one thing and another, and what kind of pair it is
_PRIME = np.uint64(0x100000001B3)
_ODD = np.uint64(0x9E3779B97F4A7C15)
_ONE, _HALF, _REST = np.uint64(1), np.uint64(29), np.uint64(64 - BITS)
_BESIDE = np.array([[-2], [-1], [1], [2]])
_NONE: Found = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))
LETTERS, WORDS, CONCEPTS = range(VIEWS)


@dataclass(frozen=True, slots=True)
class Traits:
    """Codes and the place (a sentence, counted from 0) each was seen in; above `BITS` a code tells its view."""

    places: Codes
    codes: Codes


@dataclass(frozen=True, slots=True)
class Seen:
    """Sentences as words. `texts` is the text each sentence is of, `langs` the language of each text, `here` of each
    sentence.

    `places` is the sentence of each word, `hashes` a number for each, `counts` how many concepts each has; `concepts`
    is each concept with the number of its word.
    """

    lines: Sequence[Sequence[str]]
    langs: Sequence[str]
    here: Sequence[str]
    texts: Codes
    places: Codes
    hashes: Hashes
    counts: Codes
    concepts: tuple[Codes, Codes]


def look(concepts: Concepts, views: Sequence[str]) -> Seen:
    """Texts, given as `lexicon.view` shows them."""
    lines: list[list[str]] = []
    tags: list[Tags] = []
    texts: list[int] = []
    langs: list[str] = []
    heres: list[str] = []
    for text, seen in enumerate(views):
        here = [line.replace(",", " ").replace('"', " ").split() for line in seen.split("\n")]
        langs.append(concepts.lang(here))
        lines += here
        for line in here:
            lang, found = concepts.here(langs[-1], line)
            heres.append(lang)
            tags += found
        texts += [text] * len(here)
    words = [_hash(word) for line in lines for word in line]
    counts = np.array([len(of) for of in tags], dtype=np.int64)
    concept = np.array([tag for of in tags for tag in of], dtype=np.int64)
    return Seen(
        lines,
        langs,
        heres,
        np.array(texts, dtype=np.int64),
        np.arange(len(lines)).repeat([len(line) for line in lines]),
        np.array(words, dtype=np.uint64),
        counts,
        (np.arange(len(counts)).repeat(counts), concept),
    )


def traits(seen: Seen) -> Traits:
    """Everything that stands in each sentence."""
    letters = tuple(_letters(seen.lines))
    words = _paired(_words(seen))
    concepts = _paired([*_near(seen), *_pairs(seen)]) if len(seen.concepts[0]) else _NONE
    return _folded([*letters, words, concepts], sum(len(code) for _, code in letters), len(words[1]))


def together(seen: Seen) -> Traits:
    """Concepts that stand in the same text, however far apart; the places are texts here."""
    word, tag = seen.concepts
    if len(word) < PAIR:
        return _folded([_NONE], 0, 0)
    text = seen.texts[seen.places[word]]
    keys = distinct((text << TAGS) | tag)
    text, codes = keys >> TAGS, (keys & ((1 << TAGS) - 1)).astype(np.uint64)
    ends = np.flatnonzero(np.diff(text, append=-1)) + 1
    found: list[Pair] = []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        one, other = np.triu_indices(end - start, 1)
        found.append((text[start].repeat(len(one)), codes[start:end][one], codes[start:end][other], 7))
    return _folded([_paired(found)], 0, 0)


def distinct(keys: Keys) -> Keys:
    """The keys sorted, each once."""
    ordered = keys.copy()
    ordered.sort()
    first = np.empty(len(ordered), dtype=bool)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _letters(lines: Sequence[Sequence[str]]) -> Iterator[Found]:
    """Runs of each length, all lengths a sign further at a time; none reaches over the end of its sentence."""
    texts = [f" {' '.join(line)} " for line in lines]
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    place = np.arange(len(texts)).repeat([len(text) for text in texts])
    sizes = [max(len(points) - length + 1, 0) for length in RUNS]
    codes = np.array(RUNS, dtype=np.uint64)[:, None].repeat(sizes[0], axis=1)
    for at in range(RUNS[-1]):
        row = max(at - RUNS[0] + 1, 0)
        longer = codes[row:, : sizes[row]]
        longer ^= points[at : at + sizes[row]]
        longer *= _PRIME
    for length, size, code in zip(RUNS, sizes, codes, strict=True):
        if len(texts) == 1:
            yield place[:size], code[:size]
        else:
            whole = place[:size] == place[length - 1 : length - 1 + size]
            yield place[:size][whole], code[:size][whole]


def _words(seen: Seen) -> Iterator[Pair]:
    word, place = seen.hashes, seen.places
    yield place, word, np.zeros_like(word), 1
    for apart in (1, 2):
        if len(word) > apart:
            same = place[:-apart] == place[apart:]
            yield place[:-apart][same], word[:-apart][same], word[apart:][same], 1 + apart


def _near(seen: Seen) -> Iterator[Pair]:
    """Words that have no concept, beside one that has."""
    word, place, bare = seen.hashes, seen.places, seen.counts == 0
    at, tag = seen.concepts
    for beside, step in zip(at + _BESIDE, _BESIDE, strict=True):
        inside = (beside >= 0) & (beside < len(word))
        one, other, tags = at[inside], beside[inside], tag[inside].astype(np.uint64)
        good = (place[one] == place[other]) & bare[other]
        yield place[one[good]], tags[good], word[other[good]], 5 + int(step[0] > 0)


def _pairs(seen: Seen) -> Iterator[Pair]:
    """Concepts, alone and in the order they stand in a sentence, a few other concepts between them."""
    at, tag = seen.concepts
    place = seen.places[at]
    tags = tag.astype(np.uint64)
    yield place, tags, np.zeros_like(tags), 3
    order = np.cumsum(np.diff(at, prepend=-1) > 0)  # words that have a concept, counted
    one = np.arange(len(at)).repeat(3 * REACH - 1)
    other = one + np.tile(np.arange(1, 3 * REACH), len(at))
    one, other = one[other < len(at)], other[other < len(at)]
    apart: Codes = order[other] - order[one]
    good = (place[one] == place[other]) & (apart > 0) & (apart <= REACH)
    one, other = one[good], other[good]
    yield place[one], tags[one], tags[other], 4


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _paired(pairs: Iterable[Pair]) -> Found:
    """A code for each pair; all at once, as a step of numpy's takes longer than a few numbers."""
    places, ones, others, kinds = zip(*pairs, strict=True)
    kind = np.array(kinds, dtype=np.uint64).repeat([len(one) for one in ones])
    one, other = np.concatenate(ones), np.concatenate(others)
    return np.concatenate(places), (one * _ODD + kind) * _PRIME ^ (other + _ONE) * _ODD


def _folded(found: Sequence[Found], letters: int, words: int) -> Traits:
    """The codes in `BITS` bits and with their view: so many of letters, so many of words, the others of concepts."""
    code = np.concatenate([code for _, code in found])
    code ^= code >> _HALF
    code *= _PRIME
    codes = (code >> _REST).astype(np.int64)
    codes[letters : letters + words] |= WORDS << BITS
    codes[letters + words :] |= CONCEPTS << BITS
    return Traits(np.concatenate([place for place, _ in found]), codes)
