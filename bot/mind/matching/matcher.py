"""From a message and its facts to passages with an absolute probability each; ranking and confidence are two fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.domain import Condition, Evidence, Facts, Knowledge, Match
from bot.mind.matching.learned import Head, Learned, held_out
from bot.mind.matching.lessons import Lessons, Read
from bot.mind.matching.nearby import Alike, Column, Nearby
from bot.mind.matching.semantic import Embedder
from bot.mind.matching.weighing import STANDINGS, Standing, Weighing

MOST = 50  # passages ranked; nobody looks further
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
# What a passage that no lesson speaks of is worth, by its nearest ask, its text and its words: least squares over the
# shipped examples, whose passages were looked at as if nothing had been learned of them.
STAND_IN = np.array([2.76, 0.27, 0.63, -0.85], dtype=np.float32)
Recall = Callable[[Callable[[], Learned]], Learned]  # what was once learned from this knowledge, or is learned now


def afresh(work: Callable[[], Learned]) -> Learned:
    """The recall that remembers nothing."""
    return work()


@dataclass(frozen=True, slots=True)
class Asked:
    """A message the matcher has heard. Facts may still be supposed about it; the costly part is done."""

    matcher: Matcher
    likeness: Column
    alike: Alike

    def rank(self, facts: Facts) -> tuple[Match, ...]:
        """The passages that no fact contradicts, best first."""
        return self.matcher.rank(self.matcher.weigh(self, facts))

    def best(self, facts: Facts) -> Match | None:
        """The first of `rank`, for less work; None where every passage is contradicted."""
        return next(iter(self.matcher.rank(self.matcher.weigh(self, facts), 1)), None)


class Matcher:
    """Finds passages for a message. Built once from the knowledge; asking it changes nothing.

    `read` turns a text into facts just as the conversation does, so that examples and people are heard alike;
    `embedder` is the model, or words alone; `recall` may know what was learned from this knowledge before.
    """

    def __init__(self, knowledge: Knowledge, embedder: Embedder, read: Read, recall: Recall = afresh) -> None:
        self._ids = [passage.id for passage in knowledge.passages]
        self._known = len(knowledge.examples)
        self._weights = knowledge.calibration.weights or UNCALIBRATED
        self._embedder = embedder
        self._nearby = Nearby(knowledge.passages, embedder)
        self._lessons = Lessons(knowledge, embedder, read)
        self._learned = recall(self._lessons.learn)
        self._head = Head(self._learned, self._lessons.decisive)
        self._presumed = list(dict.fromkeys(passage.when for passage in knowledge.passages))
        place = {when: at for at, when in enumerate(self._presumed)}
        self._presumes = np.array([place[passage.when] for passage in knowledge.passages], dtype=np.intp)

    def find(self, text: str, facts: Facts) -> tuple[Match, ...]:
        """The passages that no known fact contradicts, best first. `text` is all that belongs together."""
        return self.hear(text).rank(facts)

    def hear(self, text: str) -> Asked:
        """A text heard once, to be ranked under any facts."""
        vector = self._embedder.embed([text])[0]
        return Asked(self, self._head.likeness(text, vector), self._nearby.look(text, vector, self._lessons.columns))

    def weigh(self, asked: Asked, facts: Facts) -> Weighing:
        """The evidence for every passage under these facts, before any decision."""
        return self._weighing(asked.alike, self._head.scores(asked.likeness, facts), facts)

    def rank(self, weighing: Weighing, most: int = MOST) -> tuple[Match, ...]:
        """The best passages that are not contradicted, each with its probability."""
        return tuple(self._match(weighing, row) for row in weighing.order(most))

    def held_out(self) -> list[Weighing]:
        """The evidence for each example of the knowledge, had its writer never been seen: for calibration."""
        heard, targets = self._lessons.heard(), self._lessons.targets()
        scores = held_out(self._learned, targets, [lesson.writer for lesson in self._lessons.all])
        rows = islice(zip(heard.texts, heard.vectors, scores, heard.facts, strict=True), self._known)
        columns = self._lessons.columns
        return [self._weighing(self._nearby.look(text, vector, columns), *rest) for text, vector, *rest in rows]

    def _weighing(self, alike: Alike, scores: Column, facts: Facts) -> Weighing:
        evidence = np.stack([alike.ask, alike.dense, alike.lexical, np.ones_like(alike.ask)], axis=1)
        learned = np.asarray(evidence @ STAND_IN, dtype=np.float32)
        learned[np.searchsorted(alike.at, self._lessons.columns)] = scores[:-1]
        return Weighing(alike, learned, float(scores[-1]), self._standing(facts)[self._presumes[alike.at]])

    def _standing(self, facts: Facts) -> NDArray[np.int8]:
        return np.array([STANDINGS.index(_standing(when, facts)) for when in self._presumed], dtype=np.int8)

    def _match(self, weighing: Weighing, row: int) -> Match:
        alike = weighing.alike
        evidence = Evidence(
            learned=_round(weighing.learned[row]),
            ask=_round(alike.ask[row]),
            dense=_round(alike.dense[row]),
            lexical=_round(alike.lexical[row]),
            facts=STANDINGS[weighing.standing[row]],
        )
        return Match(self._ids[alike.at[row]], probability(self._weights, weighing.features(row)), evidence)


def probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The calibrated probability that a passage is right (0..1)."""
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return _round(1 / (1 + np.exp(-total)))


def _standing(when: Sequence[Condition], facts: Facts) -> Standing:
    if facts.contradict(when):
        return "contradicted"
    return "confirmed" if when and facts.confirm(when) else "open"


def _round(value: float | np.floating) -> float:
    return round(float(value), 4)
