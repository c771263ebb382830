"""From a message and its facts to passages with an absolute probability each; ranking and confidence are two fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.domain import Evidence, Facts, Knowledge, Match, Passage
from bot.mind.matching.learned import Head, Learned, held_out
from bot.mind.matching.lessons import Lessons, Read
from bot.mind.matching.lexical import Lexical
from bot.mind.matching.semantic import Embedder, Vectors

FEATURES = ("learned", "answerable", "margin", "ask", "dense", "lexical", "confirmed", "bias")
# When nothing has been calibrated yet: sure only of what examples or asks make very sure.
UNCALIBRATED = {
    "learned": 0.6,
    "answerable": 4.0,
    "margin": 0.2,
    "ask": 3.0,
    "dense": 1.0,
    "lexical": 1.0,
    "bias": -6.0,
}
Column = NDArray[np.float32]
Recall = Callable[[Callable[[], Learned]], Learned]  # what was once learned from this knowledge, or is learned now


def afresh(work: Callable[[], Learned]) -> Learned:
    """The recall that remembers nothing."""
    return work()


@dataclass(frozen=True, slots=True)
class Weighing:
    """All evidence about one message: one number per passage (in the order of the knowledge), before any decision."""

    learned: Column
    answerable: float
    ask: Column
    dense: Column
    lexical: Column
    facts: tuple[Literal["confirmed", "open", "contradicted"], ...]

    def features(self, at: int) -> dict[str, float]:
        """The evidence for one passage as the calibration names it."""
        others = np.delete(self.learned, at)
        return {
            "learned": float(self.learned[at]),
            "answerable": self.answerable,
            "margin": float(self.learned[at] - (others.max() if others.size else 0.0)),
            "ask": float(self.ask[at]),
            "dense": float(self.dense[at]),
            "lexical": float(self.lexical[at]),
            "confirmed": float(self.facts[at] == "confirmed"),
            "bias": 1.0,
        }


@dataclass(frozen=True, slots=True)
class Alike:
    """How near a message is to each passage: to its nearest ask, to its text, and in plain words."""

    ask: Column
    dense: Column
    lexical: Column


@dataclass(frozen=True, slots=True)
class Asked:
    """A message the matcher has heard. Facts may still be supposed about it; the costly part is done."""

    matcher: Matcher
    likeness: Column
    alike: Alike

    def rank(self, facts: Facts) -> tuple[Match, ...]:
        """Every passage that no fact contradicts, best first."""
        return self.matcher.rank(self.matcher.weigh(self, facts))

    def best(self, facts: Facts) -> Match | None:
        """The first of `rank`, for less work; None where every passage is contradicted."""
        return next(iter(self.matcher.rank(self.matcher.weigh(self, facts), 1)), None)


class Matcher:
    """Finds passages for a message. Built once from the knowledge; asking it changes nothing.

    `read` turns a text into facts just as the conversation does, so that examples and people are heard alike;
    `embedder` is the model, or words alone; `recall` may know what was learned from this knowledge before.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        embedder: Embedder,
        read: Read,
        recall: Recall = afresh,
    ) -> None:
        self._passages = knowledge.passages
        self._known = len(knowledge.examples)
        self._weights = knowledge.calibration.weights or UNCALIBRATED
        self._embedder = embedder
        self._texts = embedder.embed([passage.text for passage in self._passages])
        asks = [(at, ask) for at, passage in enumerate(self._passages) for ask in passage.asks]
        self._owner = np.array([at for at, _ in asks], dtype=np.intp)
        self._asks = embedder.embed([ask for _, ask in asks])
        self._lexical = Lexical([" ".join((p.text, *p.asks)) for p in self._passages])
        self._lessons = Lessons(knowledge, embedder, read)
        self._learned = recall(self._lessons.learn)
        self._head = Head(self._learned, self._lessons.decisive)

    def find(self, text: str, facts: Facts) -> tuple[Match, ...]:
        """Every passage that no known fact contradicts, best first. `text` is all that belongs together."""
        return self.hear(text).rank(facts)

    def hear(self, text: str) -> Asked:
        """A text heard once, to be ranked under any facts."""
        vector = self._embedder.embed([text])[0]
        return Asked(self, self._head.likeness(text, vector), self._alike(text, vector))

    def weigh(self, asked: Asked, facts: Facts) -> Weighing:
        """The evidence for every passage under these facts, before any decision."""
        return self._weighing(asked.alike, self._head.scores(asked.likeness, facts), facts)

    def rank(self, weighing: Weighing, most: int | None = None) -> tuple[Match, ...]:
        """The passages that are not contradicted, best first, each with its probability; `most` at the most."""
        order = np.argsort(-weighing.learned, kind="stable")
        standing = (int(at) for at in order if weighing.facts[at] != "contradicted")
        return tuple(self._match(weighing, at) for at in islice(standing, most))

    def held_out(self) -> list[Weighing]:
        """The evidence for each example of the knowledge, had its writer never been seen: for calibration."""
        heard, targets = self._lessons.heard(), self._lessons.targets()
        scores = held_out(self._learned, targets, [lesson.writer for lesson in self._lessons.all])
        rows = zip(heard.texts, heard.vectors, scores, heard.facts, strict=True)
        return [self._weighing(self._alike(*row[:2]), *row[2:]) for row in islice(rows, self._known)]

    def _alike(self, text: str, vector: Vectors) -> Alike:
        asks = np.zeros(len(self._passages), dtype=np.float32)
        np.maximum.at(asks, self._owner, self._asks @ vector)
        return Alike(asks, self._texts @ vector, self._lexical.scores(text))

    def _weighing(self, alike: Alike, scores: Column, facts: Facts) -> Weighing:
        standing = tuple(_standing(passage, facts) for passage in self._passages)
        return Weighing(scores[:-1], float(scores[-1]), alike.ask, alike.dense, alike.lexical, standing)

    def _match(self, weighing: Weighing, at: int) -> Match:
        evidence = Evidence(
            learned=_round(weighing.learned[at]),
            ask=_round(weighing.ask[at]),
            dense=_round(weighing.dense[at]),
            lexical=_round(weighing.lexical[at]),
            facts=weighing.facts[at],
        )
        return Match(self._passages[at].id, probability(self._weights, weighing.features(at)), evidence)


def probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The calibrated probability that a passage is right (0..1)."""
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return _round(1 / (1 + np.exp(-total)))


def _standing(passage: Passage, facts: Facts) -> Literal["confirmed", "open", "contradicted"]:
    if facts.contradict(passage.when):
        return "contradicted"
    return "confirmed" if passage.when and facts.confirm(passage.when) else "open"


def _round(value: float | np.floating) -> float:
    return round(float(value), 4)
