"""Fits how evidence becomes a probability, on examples of held-out writers; an error budget sets the threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain import BUDGET, Calibration, Example, Knowledge
from bot.errors import BotError
from bot.knowledge.version import fingerprint
from bot.mind.matching.lessons import RIGHT
from bot.mind.matching.matcher import UNCALIBRATED, Matcher, probability
from bot.mind.matching.weighing import FEATURES, Weighing
from bot.workshop.shares import ENOUGH, Share, told

CANDIDATES = 3  # the best few of each message teach what right and wrong look like
EVEN = 0.5  # the bar where nobody knows better
SHRINKAGE = 1.0  # keeps weights small where examples are few
HEADER = """\
# yaml-language-server: $schema=schema/calibration.json
# Written by `bot calibrate`: how evidence becomes a probability. Do not edit; calibrate again after changing examples.
"""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Errors:
    """Both ways to be wrong, on writers held out: answers where nothing answers, silence where something does."""

    spoke: Share
    silent: Share

    def __str__(self) -> str:
        return f"answers what nothing answers: {told(self.spoke)}; silent where it should answer: {told(self.silent)}"


def calibrate(
    knowledge: Knowledge, matcher: Matcher, words: Matcher | None = None, budget: float | None = None
) -> Calibration:
    """The logistic over `FEATURES` and the lowest threshold within the error budget; also for matching on `words`.

    Without a `budget` the one that was set stays. Of too few messages it would learn worse than nothing: then what is
    usual stays, weights and bar, or the bar alone. BotError where there is nothing to learn from.
    """
    if not any(map(answerable, knowledge.examples)):
        raise BotError("There is nothing to calibrate from yet: write messages and what fits them into examples/.")
    allowed = knowledge.calibration.budget if budget is None else budget
    weights, bar = _sureness(knowledge, matcher, allowed)
    alone = Calibration(*_sureness(knowledge, words, allowed)) if words else None
    return Calibration(weights, bar, fingerprint(knowledge.examples), alone, allowed)


def errors(calibration: Calibration, matcher: Matcher) -> Errors:
    """How often it would be wrong with that calibration."""
    best = _best(calibration.weights, matcher.held_out())
    pairs = [
        (sure >= calibration.threshold, answerable(each)) for sure, each in zip(best, matcher.examples, strict=True)
    ]
    unasked, asked = ([speaks for speaks, yes in pairs if yes is which] for which in (False, True))
    return Errors(Share(sum(unasked), len(unasked)), Share(len(asked) - sum(asked), len(asked)))


def _best(weights: Mapping[str, float], weighed: Sequence[Weighing]) -> list[float]:
    """How sure the best passage of each is."""
    return [max((probability(weights, each.features(row)) for row in each.order(1)), default=0.0) for each in weighed]


def lacking(examples: Sequence[Example]) -> str:
    """What is not learnt of so many examples, and what it takes; nothing where there is enough."""
    asked, unasked = _counts(examples)
    if asked < ENOUGH:
        return (
            f"How sure is sure enough is not learnt yet: that takes {ENOUGH} messages that something answers and"
            f" {ENOUGH} that nothing answers, and there are {asked} and {unasked}."
        )
    if unasked < ENOUGH:
        return (
            f"What evidence is worth is learnt, and how sure is sure enough is not yet: that takes {ENOUGH} messages"
            f" that nothing answers, and there are {unasked}."
        )
    return ""


def _counts(examples: Sequence[Example]) -> tuple[int, int]:
    """How many something answers, and how many nothing does."""
    asked = sum(map(answerable, examples))
    return asked, len(examples) - asked


def _sureness(knowledge: Knowledge, matcher: Matcher, budget: float) -> tuple[dict[str, float], float]:
    asked, unasked = _counts(knowledge.examples)
    if asked < ENOUGH:
        return {name: UNCALIBRATED.get(name, 0.0) for name in FEATURES}, EVEN
    weighed = matcher.held_out()
    ids = [passage.id for passage in knowledge.passages]
    rows, right = _candidates(weighed, matcher.examples, ids)
    weights = dict(zip(FEATURES, (round(float(w), 4) for w in fit(rows, right)), strict=True))
    if unasked < ENOUGH:
        return weights, EVEN
    pairs = zip(_best(weights, weighed), matcher.examples, strict=True)
    return weights, threshold([sure for sure, example in pairs if not answerable(example)], budget)


def fit(rows: Matrix, right: NDArray[np.bool_]) -> Matrix:
    """A logistic regression by Newton's method; rows (n, features), one weight per feature."""
    weights = np.zeros(rows.shape[1])
    ridge = SHRINKAGE * np.eye(rows.shape[1])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - guess) - SHRINKAGE * weights
        curve = rows.T @ (rows * (guess * (1 - guess))[:, None]) + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def threshold(silent: Sequence[float], budget: float = BUDGET) -> float:
    """The lowest bar that at most this share of the messages nothing answers would pass."""
    if not silent:
        return EVEN
    return round(float(np.quantile(silent, 1 - budget)), 4)


def answerable(example: Example) -> bool:
    """Whether some passage is right for it."""
    return any(grade >= RIGHT for grade in example.fits.values())


def write(calibration: Calibration, folder: Path) -> None:
    """Put it into the knowledge folder as `calibration.yaml`."""
    body = [f'examples: "{calibration.examples}"', f"budget: {calibration.budget}", *_lines(calibration)]
    if calibration.words:
        body += ["# the same without the model, by words alone", "words:"]
        body += [f"  {line}" for line in _lines(calibration.words)]
    (folder / "calibration.yaml").write_text(HEADER + "\n".join(body) + "\n", encoding="utf-8")


def _lines(calibration: Calibration) -> Iterator[str]:
    yield f"threshold: {calibration.threshold}"
    yield "weights:"
    yield from (f"  {name}: {weight}" for name, weight in calibration.weights.items())


def _candidates(
    weighed: Sequence[Weighing], examples: Sequence[Example], ids: Sequence[str]
) -> tuple[Matrix, NDArray[np.bool_]]:
    rows, right = [], []
    for weighing, example in zip(weighed, examples, strict=True):
        for row in weighing.order(CANDIDATES):
            features = weighing.features(row)
            rows.append([features[name] for name in FEATURES])
            right.append(example.fits.get(ids[weighing.alike.at[row]], 0) >= RIGHT)
    return np.array(rows), np.array(right)
