"""The second listener of the gate: what danger sounds like, learnt from labelled messages. It knows no rules.

A linear model on runs of letters, words, concepts and, where there is an encoder, meaning. A message is heard as a
whole, sentence by sentence, and two sentences at a time; the loudest counts: a long polite letter hides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from bot.domain import Tongue
from bot.mind.gate.concepts import Concepts
from bot.mind.gate.ridge import Rows, fit
from bot.mind.gate.traits import BITS, VIEWS, Codes, Seen, Traits, distinct, look, together, traits

HEADS = ("suicide", "self_harm", "abuse", "violence", "stalking", "minor_sexual", "minor", "third_party")
MILD, ANY, SOON = "soft", "danger", "imminent"  # not well; any danger at all; a danger to life today
ALL = (*HEADS, MILD, ANY, SOON)
LABELS = {"suicide_explicit": "suicide", "suicide_imminent": "suicide", "suicide_veiled": "suicide"}
SCALE = np.array([1.0, 1.0, 1.3], dtype=np.float32)
LEAST = np.array([6, 3, 2])  # texts a code must stand in to be learnt from
PIECE = np.float32(0.3)  # how much a harmless sentence by itself counts
NONE = "none"
READ = "en"  # the language the encoder reads
FEW = 8  # sentences
Columns = NDArray[np.int32]
Meaning = Callable[[], Rows | None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text as `lexicon.view` shows it, its label (`none` is no danger) and its vector, if it has one."""

    view: str
    label: str
    meaning: Rows | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The language of a text, if any word of it is known, and how sure the classifier is of each head of `ALL`."""

    lang: str
    sure: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from lessons, in the half precision it is kept and heard with.

    For each code worth hearing, in order, how rare it is and what it adds to each head of `ALL`; what each number of a
    vector adds; and where the heads begin.
    """

    codes: NDArray[np.int32]
    rarity: NDArray[np.float16]
    heads: NDArray[np.float16]
    meant: NDArray[np.float16]
    bias: NDArray[np.float32]

    def whole(self) -> bool:
        """Whether its parts fit together, and what they say can be a code."""
        count = len(self.codes)
        shapes = (self.rarity.shape == (count,), self.heads.shape == (count, len(ALL)), self.bias.shape == (len(ALL),))
        inside = count == 0 or bool(self.codes.min() >= 0 and self.codes.max() < VIEWS << BITS)
        return all(shapes) and self.meant.ndim == 2 and inside


def teach(lessons: Sequence[Lesson], tongues: Sequence[Tongue]) -> Learnt:
    """What the lessons teach; the same ones teach the same, to the bit.

    Sentences of harmless texts are learnt by themselves too, so that a bland line weighs little.
    """
    concepts = Concepts(tongues)
    labels = [lesson.label for lesson in lessons]
    seen = look(concepts, [lesson.view for lesson in lessons])
    found = traits(seen)
    whole, (parts, more) = _whole(seen, found), _harmless(seen, found, labels)
    scale = _Scale.of(_rarity(whole, len(lessons)))
    rows = Traits(np.append(whole.places, parts.places + len(lessons)), np.append(whole.codes, parts.codes))
    means = _meanings(lessons, len(lessons) + more)
    matrix = hstack([_matrix(scale, rows, len(lessons) + more), means]).tocsr()
    heavy = np.repeat(np.array([1, PIECE], dtype=np.float32), [len(lessons), more])
    learnt, bias = fit(matrix, _targets([*labels, *[NONE] * more]), heavy)
    heads, meant = np.split(learnt.astype(np.float16), [len(learnt) - means.shape[1]])
    return Learnt(scale.codes, scale.rarity, heads, meant, bias)


class Classifier:
    """Hears with what was learnt; hearing a text changes nothing."""

    def __init__(self, learnt: Learnt, tongues: Sequence[Tongue]) -> None:
        self._concepts = Concepts(tongues)
        self._scale = _Scale(learnt.codes, learnt.rarity)
        self._heads = learnt.heads
        self._views = learnt.codes >> BITS
        self._bits = len(learnt.heads).bit_length()
        self._meant = np.asarray(learnt.meant, dtype=np.float32)
        self._bias = learnt.bias

    def hear(self, view: str, meaning: Meaning = lambda: None) -> Heard:
        """How sure it is of each danger, 0 to 1, in the loudest part of a text as `lexicon.view` shows it.

        `meaning` is asked for the text's vector where its language is one the encoder reads.
        """
        seen = look(self._concepts, [view])
        place, column = _each(*self._known(traits(seen)), self._bits)
        parts = self._sums(place, column, len(seen.lines))
        far = self._known(together(seen))[1]
        alone = len(seen.lines) == 1 and len(far) == 0  # a sentence that is the whole text
        loud = np.concatenate([parts, parts[1:] + parts[:-1], *(() if alone else [self._whole(column, far)])])
        means = meaning() if seen.langs[0] == READ and len(self._meant) else None
        scores = _score(loud[..., :-1], loud[..., -1])
        if means is not None:
            scores = scores + _read(seen.here, len(scores))[:, None] * (means @ self._meant)
        sure = np.minimum(np.maximum(scores.max(axis=0) + self._bias, 0), 1).tolist()
        return Heard(seen.langs[0], dict(zip(ALL, sure, strict=True)))

    def _known(self, found: Traits) -> tuple[Codes, Columns]:
        """The codes something was learnt of, as columns, and their places."""
        column = np.take(self._scale.columns, found.codes)
        known = column >= 0
        return found.places[known], column[known]

    def _whole(self, *columns: Columns) -> Rows:
        """What all of these are together, each counted once."""
        column = distinct(np.concatenate(columns))
        return self._sums(np.zeros(len(column), dtype=np.int64), column, 1)

    def _sums(self, place: Codes, column: Columns, count: int) -> Rows:
        """For each place and view: what its columns add to each head, and the square of its length."""
        group = place * VIEWS + self._views[column]
        starts = np.append(0, np.cumsum(np.bincount(group, minlength=count * VIEWS)))
        added = self._added(column)
        rows: Rows = np.zeros((count * VIEWS, added.shape[1]), dtype=np.float32)
        if count > FEW:
            ones, each = np.ones(len(column), dtype=np.float32), np.arange(len(column), dtype=np.int32)
            rows = csr_array((ones, each, starts), shape=(count * VIEWS, len(column))) @ added
        else:  # the same sums, sooner than such an array is made
            for row, start, end in zip(rows, starts[:-1].tolist(), starts[1:].tolist(), strict=True):
                np.add.reduce(added[start:end], axis=0, out=row)
        return rows.reshape((count, VIEWS, -1))

    def _added(self, column: Columns) -> Rows:
        """What each column adds to each head, and its square: made for those that are met, as all would be 7 MB."""
        weights = np.take(self._scale.weights, column)
        added = np.empty((len(column), len(ALL) + 1), dtype=np.float32)
        np.multiply(np.take(self._heads, column, axis=0), weights[:, None], out=added[:, :-1], dtype=np.float32)
        np.multiply(weights, weights, out=added[:, -1])
        return added


class _Scale:
    """Which codes are worth hearing, and how much each weighs."""

    def __init__(self, codes: NDArray[np.int32], rarity: NDArray[np.float16]) -> None:
        self.codes, self.rarity = codes, rarity
        self.weights = np.asarray(rarity, dtype=np.float32)
        self.columns = np.full(VIEWS << BITS, -1, dtype=np.int32)
        self.columns[codes] = np.arange(len(codes), dtype=np.int32)

    @classmethod
    def of(cls, rarity: Rows) -> _Scale:
        """By the rarity of every code there can be; 0 is not worth hearing."""
        codes = np.flatnonzero(rarity > 0)
        return cls(codes.astype(np.int32), rarity[codes].astype(np.float16))


def _each(place: Codes, column: Columns, bits: int) -> tuple[Codes, Columns]:
    """Each column once in a place, in order."""
    small = len(place) == 0 or int(place.max()) >> (32 - bits) == 0  # half the size is sorted in half the time
    keys = place << bits | column
    keys = distinct(keys.astype(np.uint32)).astype(np.int64) if small else distinct(keys)
    return keys >> bits, (keys & ((1 << bits) - 1)).astype(np.int32)


def _matrix(scale: _Scale, found: Traits, count: int) -> csr_array:
    column = scale.columns[found.codes]
    known = column >= 0
    places, codes, column = found.places[known], found.codes[known], column[known]
    group, value = places * VIEWS + (codes >> BITS), scale.weights[column]
    length = np.sqrt(np.bincount(group, value * value, minlength=count * VIEWS))
    value = value * SCALE[codes >> BITS] / length[group]
    return csr_array((value.astype(np.float32), (places, column)), shape=(count, len(scale.codes)))


def _score(sums: Rows, sizes: Rows) -> Rows:
    length = np.sqrt(np.maximum(sizes, 1e-9))[:, :, None]
    scores: Rows = (sums / length * SCALE[None, :, None]).sum(axis=1)
    return scores


def _read(langs: Sequence[str], count: int) -> Rows:
    """1 for each part the encoder can read (each sentence, each two, the whole), 0 for one in another language."""
    lines = np.array([lang == READ for lang in langs], dtype=np.float32)
    return np.concatenate([lines, lines[1:] * lines[:-1], np.ones(1, dtype=np.float32)])[:count]


def _whole(seen: Seen, found: Traits) -> Traits:
    """Codes by text, each once; `found` are those by sentence."""
    far = together(seen)
    places = np.concatenate([seen.texts[found.places], far.places])
    return _once(Traits(places, np.concatenate([found.codes, far.codes])))


def _once(found: Traits) -> Traits:
    keys = distinct(found.places << (BITS + 2) | found.codes)
    return Traits(keys >> (BITS + 2), keys & ((1 << (BITS + 2)) - 1))


def _harmless(seen: Seen, found: Traits, labels: Sequence[str]) -> tuple[Traits, int]:
    """The sentences of harmless texts that have several, and how many."""
    none = np.array([label == NONE for label in labels], dtype=bool)[seen.texts]
    several = np.bincount(seen.texts, minlength=len(labels))[seen.texts] > 1
    number = np.where(none & several, np.cumsum(none & several) - 1, -1)
    kept = number[found.places] >= 0
    return _once(Traits(number[found.places[kept]], found.codes[kept])), int(number.max(initial=-1)) + 1


def _meanings(lessons: Sequence[Lesson], count: int) -> csr_array:
    """A row for each of `count` places, the first ones those of the lessons; empty where there is no meaning."""
    known = [(at, lesson.meaning) for at, lesson in enumerate(lessons) if lesson.meaning is not None]
    size = len(known[0][1]) if known else 0
    rows = np.zeros((count, size), dtype=np.float32)
    for at, meaning in known:
        rows[at] = meaning
    return csr_array(rows)


def _rarity(found: Traits, texts: int) -> Rows:
    often = np.bincount(found.codes, minlength=VIEWS << BITS)
    enough = often >= np.repeat(LEAST, 1 << BITS)
    with np.errstate(divide="ignore"):
        return np.where(enough, np.log(texts / often), 0).astype(np.float32)


def _targets(labels: Sequence[str]) -> Rows:
    rows = np.zeros((len(labels), len(ALL)), dtype=np.float32)
    for row, label in zip(rows, labels, strict=True):
        kind = LABELS.get(label, label)
        row[[at for at, head in enumerate(ALL) if head == kind or (head == ANY and kind in HEADS)]] = 1
        row[ALL.index(SOON)] = label == "suicide_imminent"
    return rows
