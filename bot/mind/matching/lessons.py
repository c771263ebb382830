"""What the knowledge teaches: labelled examples, letters the author answered, and the ways passages are asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.domain import UNKNOWN, Example, Fact, Facts, Knowledge, Passage
from bot.mind.matching.learned import SETTINGS, Heard, Learned, Solution, flags, known, learn
from bot.mind.matching.nearby import Nearby, Places
from bot.mind.matching.semantic import Embedder, Vectors
from bot.mind.matching.supposing import Supposing
from bot.mind.matching.untaught import fitted

# Lessons that are solved once for each knowledge; the work grows with the cube of them, what it takes with the square.
MOST = 9000
FORM = 3  # of what is learned, and how: code that reads facts or learns otherwise is another form
SAMPLE = 500  # examples from which it is read how to tell a passage's worth from evidence alone
RIGHT = 2  # the grade from which a passage is right for a message
Read = Callable[[str], Iterable[Fact]]
T = TypeVar("T")


class Lessons:
    """All lessons in one row, examples first. Nothing is read or embedded before it is asked for.

    `columns` are the places of the passages that some lesson speaks of, `taught` of those that a labelled message does:
    the ways a passage is asked for tell little of what people write.
    """

    def __init__(self, knowledge: Knowledge, embedder: Embedder, read: Read) -> None:
        letters = [Example(each.text, dict.fromkeys(each.answered_by, 3), "letters") for each in knowledge.letters]
        self.mark = mark(knowledge, embedder.id)
        self.examples = _spread(knowledge.examples, MOST - min(len(letters), MOST // 2))
        labelled = (*self.examples, *_spread(letters, MOST // 2))
        taught = {id for lesson in labelled for id in lesson.fits}
        self.all = (*labelled, *_asks(knowledge.passages, taught, MOST - len(labelled)))
        conditions = [condition for passage in knowledge.passages for condition in passage.when]
        self.supposing = Supposing(knowledge.facts)
        # what any passage presupposes is what tells situations apart; what was never said tells nothing
        presumed = {(each.fact, value) for each in conditions for value in each.values}
        self.decisive = sorted(pair for pair in {*presumed, *self.supposing.told} if pair[1] != UNKNOWN)
        self.taught = _places(knowledge.passages, taught)
        self.columns = _places(knowledge.passages, {id for lesson in self.all for id in lesson.fits})
        self._ids = [knowledge.passages[at].id for at in self.columns]
        self._embedder = embedder
        self._read = read

    def texts(self) -> list[str]:
        """Each lesson as the matcher hears a message."""
        return [said(lesson) for lesson in self.all]

    def writers(self) -> list[str]:
        """Who wrote each."""
        return [lesson.writer for lesson in self.all]

    def vectors(self) -> Vectors:
        """What they mean."""
        return self._embedder.embed(self.texts())

    def read(self) -> list[Facts]:
        """What each lesson states by itself, whatever its labeller knows besides."""
        return [read_facts(lesson, self._read) for lesson in self.all]

    def targets(self) -> NDArray[np.float32]:
        """Shape (lessons, columns + 1)."""
        rows = [gains(lesson.fits, self._ids) for lesson in self.all]
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(self._ids) + 1)

    def learn(self, nearby: Nearby, before: Before | None = None, solution: Solution | None = None) -> Learned:
        """What there is to learn from them (ten seconds for 4,000). `nearby` are the passages.

        `before` are lessons whose facts were read by the same rules, and what was learned of them: they are not read
        again. Nothing is solved where there is a `solution` of as many lessons.
        """
        if solution and self._solved_by(solution):
            return known(self.texts(), self.vectors(), solution)
        heard, targets = Heard(self.texts(), self.vectors(), self.flags(before)), self.targets()
        told = self.supposing.targets(heard.flags, self.decisive)
        return learn(heard, targets, told, self._untaught(nearby, heard, targets))

    def _solved_by(self, solution: Solution) -> bool:
        count, told = len(self.all), len(self.supposing.told)
        shapes = (count, len(self.decisive)), (count, len(self._ids) + 1), (count, told), (3,)
        given = [getattr(solution, field.name) for field in fields(solution)]
        numbers = all(each.dtype == np.float32 and np.isfinite(each).all() for each in given)
        return numbers and shapes == tuple(each.shape for each in given)

    def flags(self, before: Before | None = None) -> NDArray[np.float32]:
        """What the facts of each lesson say, shape (lessons, decisive); read, or taken over as in `learn`."""
        same = before is not None and before[0].decisive == self.decisive
        known = dict(zip(map(_key, before[0].all), before[1].flags, strict=True)) if before and same else {}
        rows = np.zeros((len(self.all), len(self.decisive)), dtype=np.float32)
        for at, lesson in enumerate(self.all):
            row = known.get(_key(lesson))
            rows[at] = flags([heard_facts(lesson, self._read)], self.decisive)[0] if row is None else row
        return rows

    def _untaught(self, nearby: Nearby, heard: Heard, targets: NDArray[np.float32]) -> NDArray[np.float32]:
        """How evidence alone tells what the examples say."""
        some = np.array(_spread(range(len(self.examples)), SAMPLE), dtype=np.intp)
        seen = [nearby.among(heard.texts[at], heard.vectors[at], self.taught) for at in some]
        return fitted(seen, targets[np.ix_(some, np.searchsorted(self.columns, self.taught))])


Before = tuple[Lessons, Learned]


def mark(knowledge: Knowledge, encoder: str) -> str:
    """A hash over all that is learned from, so that what was learned from anything else is noticed."""
    digest = hashlib.sha256(f"{FORM} {SETTINGS} {encoder}".encode())
    presumed = [[(each.fact, sorted(each.values)) for each in passage.when] for passage in knowledge.passages]
    texts = [(passage.id, passage.text, passage.asks) for passage in knowledge.passages]
    facts = json.dumps([asdict(rule) for rule in knowledge.facts], default=sorted)
    for part in (knowledge.examples, knowledge.letters, texts, presumed, facts):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _key(lesson: Example) -> Hashable:
    """All that the facts of a lesson depend on."""
    return lesson.text, lesson.turns, tuple(sorted(lesson.facts.items()))


def read_facts(lesson: Example, read: Read) -> Facts:
    """Facts as a conversation would read them."""
    facts = Facts()
    for text in (*lesson.turns, lesson.text):
        facts = facts.with_(read(text))
    return facts


def heard_facts(lesson: Example, read: Read) -> Facts:
    """The same, with what the labeller knows laid over."""
    return read_facts(lesson, read).with_(Fact(name, value, "(label)") for name, value in lesson.facts.items())


def _spread(all: Sequence[T], most: int) -> Sequence[T]:
    """All of them, or as many as there may be, evenly spread."""
    return all if len(all) <= most else [all[at * len(all) // most] for at in range(most)]


def _asks(passages: Sequence[Passage], taught: Set[str], most: int) -> Sequence[Example]:
    """The ways passages are asked for, as lessons: all, or those of passages in `taught`, or none, as there is room."""
    for some in (passages, [passage for passage in passages if passage.id in taught]):
        if sum(len(passage.asks) for passage in some) <= most:
            return [Example(ask, {passage.id: 3}, "asks") for passage in some for ask in passage.asks]
    return ()


def _places(passages: Sequence[Passage], ids: Set[str]) -> Places:
    return np.array([at for at, passage in enumerate(passages) if passage.id in ids], dtype=np.intp)


def said(lesson: Example) -> str:
    """A lesson as the matcher hears it: earlier messages of the conversation, then the last."""
    return "\n".join((*lesson.turns, lesson.text))


def gains(fits: Mapping[str, int], ids: Sequence[str]) -> list[float]:
    """The learned targets of a message: 2^grade - 1 per passage, and last whether anything answers it."""
    graded = [2.0 ** fits.get(id, 0) - 1 for id in ids]
    return [*graded, float(any(grade >= RIGHT for grade in fits.values()))]
