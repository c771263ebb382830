"""From a message and its facts to passages with an absolute probability each; ranking and confidence are two fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.domain import UNKNOWN, Condition, Evidence, Example, Facts, Knowledge, Match
from bot.mind.matching.learned import Head, Learned, Solution, flags, held_out, likeness
from bot.mind.matching.lessons import Before, Lessons, Read
from bot.mind.matching.nearby import Alike, Column, Nearby
from bot.mind.matching.semantic import Embedder, Vectors
from bot.mind.matching.weighing import STANDINGS, Standing, Weighing
from bot.mind.typed import spelled

MOST = 50  # passages ranked; nobody looks further
BEST = 7.0  # the gain of a passage that is just right
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
Work = Callable[[Solution | None], Learned]
Recall = Callable[[str, Work], Learned]  # what was once learned from lessons of that mark, or is learned now


def afresh(mark: str, work: Work) -> Learned:
    """The recall that remembers nothing."""
    return work(None)


class Matcher:
    """Finds passages for a message. Built once from the knowledge; asking it changes nothing.

    `read` turns a text into facts just as the conversation does, so that examples and people are heard alike;
    `embedder` is the model, or words alone; `recall` may know what was learned from this knowledge before.
    `before` is one whose facts are read by the same rules: what it read is not read again.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        embedder: Embedder,
        read: Read,
        recall: Recall = afresh,
        before: Matcher | None = None,
    ) -> None:
        self._ids = [passage.id for passage in knowledge.passages]
        self._weights = knowledge.calibration.weights or UNCALIBRATED
        self._embedder = embedder
        self._nearby = Nearby(knowledge.passages, embedder)
        self._lessons = Lessons(knowledge, embedder, read)
        known = before.learned if before else None
        self._learned = recall(self._lessons.mark, lambda solution: self._lessons.learn(self._nearby, known, solution))
        self._head = Head(self._learned, self._lessons.decisive)
        self._presumed = list(dict.fromkeys(passage.when for passage in knowledge.passages))
        place = {when: at for at, when in enumerate(self._presumed)}
        self._presumes = np.array([place[passage.when] for passage in knowledge.passages], dtype=np.intp)

    @property
    def learned(self) -> Before:
        """What was learned, and from what."""
        return self._lessons, self._learned

    def find(self, text: str, facts: Facts) -> tuple[Match, ...]:
        """The passages that no known fact contradicts, best first. `text` is all that belongs together."""
        return self.rank(self.weigh(text, facts))

    def weigh(self, text: str, facts: Facts) -> Weighing:
        """The evidence for every passage under these facts and what they let suppose, before any decision."""
        text = spelled(text)
        vector = self._embedder.embed([text])[0]
        alike = self._head.likeness(text, vector)
        scores = self._head.scores(alike, facts)
        facts = self._lessons.supposing.over(facts, self._head.told(alike))
        return self._weighing(self._look(text, vector), scores, facts)

    def rank(self, weighing: Weighing, most: int = MOST) -> tuple[Match, ...]:
        """The best passages that are not contradicted, each with its probability."""
        return tuple(self._match(weighing, row) for row in weighing.order(most))

    @property
    def examples(self) -> Sequence[Example]:
        """The examples it learned from: all, or as many as can be solved."""
        return self._lessons.examples

    def held_out(self) -> list[Weighing]:
        """The evidence for each of `examples`, had its writer never been seen: for calibration.

        Facts are those that are read from it, as with anybody: what its labeller knows is not known of a stranger.
        """
        lessons, facts = self._lessons, self._lessons.read()
        learned = self._learned.flags, lessons.targets()
        scores = held_out(likeness(self._learned), lessons.writers(), *learned, flags(facts, lessons.decisive))
        rows = islice(zip(lessons.texts(), lessons.vectors(), scores, facts, strict=True), len(self.examples))
        return [self._weighing(self._look(text, vector), *rest) for text, vector, *rest in rows]

    def supposed(self) -> list[Facts]:
        """What is read from each of `examples` and supposed besides, had its writer never been seen."""
        lessons, flags = self._lessons, self._learned.flags
        none = flags[:, :0]
        told = lessons.supposing.targets(flags, lessons.decisive)
        scores = held_out(likeness(self._learned), lessons.writers(), none, told, none) if told.size else told
        both = zip(lessons.read(), scores, strict=True)
        return [lessons.supposing.over(*pair) for pair in islice(both, len(self.examples))]

    def _look(self, text: str, vector: Vectors) -> Alike:
        return self._nearby.look(text, vector, self._lessons.columns, self._learned.untaught)

    def _weighing(self, alike: Alike, scores: Column, facts: Facts) -> Weighing:
        """Evidence tells what passages are worth that nobody taught; what was learned comes on top of it."""
        learned = alike.worth(self._learned.untaught)
        learned[np.searchsorted(alike.at, self._lessons.taught)] = 0
        answerable = max(float(scores[-1]), min(float(learned.max(initial=0)) / BEST, 1.0))
        learned[np.searchsorted(alike.at, self._lessons.columns)] += scores[:-1]
        return Weighing(alike, learned, answerable, self._standing(facts)[self._presumes[alike.at]], facts)

    def _standing(self, facts: Facts) -> NDArray[np.int8]:
        return np.array([STANDINGS.index(_standing(when, facts)) for when in self._presumed], dtype=np.int8)

    def _match(self, weighing: Weighing, row: int) -> Match:
        alike = weighing.alike
        evidence = Evidence(
            learned=_round(weighing.learned[row]),
            ask=_round(alike.ask[row]),
            dense=_round(alike.dense[row]),
            lexical=_round(alike.lexical[row]),
            facts=_told(STANDINGS[weighing.standing[row]]),
        )
        return Match(self._ids[alike.at[row]], probability(self._weights, weighing.features(row)), evidence)


def probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The calibrated probability that a passage is right (0..1)."""
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return _round(1 / (1 + np.exp(-total)))


def _told(standing: Standing) -> Literal["contradicted", "open", "confirmed"]:
    return "open" if standing == "free" else standing


def _standing(when: Sequence[Condition], facts: Facts) -> Standing:
    if facts.contradict(when):
        return "contradicted"
    presumed = [condition for condition in when if UNKNOWN not in condition.values]
    if not presumed:
        return "free"
    return "confirmed" if facts.confirm(presumed) else "open"


def _round(value: float | np.floating) -> float:
    return round(float(value), 4)
