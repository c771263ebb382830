"""Fits how evidence becomes a probability, on examples of held-out writers; an error budget sets the threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain import Calibration, Example, Knowledge
from bot.errors import BotError
from bot.knowledge.version import fingerprint
from bot.mind.matching.lessons import RIGHT
from bot.mind.matching.matcher import Matcher, probability
from bot.mind.matching.weighing import FEATURES, Weighing

BUDGET = 0.10  # of messages that nothing answers, the share that may be answered all the same
CANDIDATES = 3  # the best few of each message teach what right and wrong look like
SHRINKAGE = 1.0  # keeps weights small where examples are few
HEADER = """\
# yaml-language-server: $schema=schema/calibration.json
# Written by `bot calibrate`: how evidence becomes a probability. Do not edit; calibrate again after changing examples.
"""

Matrix = NDArray[np.float64]


def calibrate(knowledge: Knowledge, matcher: Matcher, words: Matcher | None = None) -> Calibration:
    """The logistic over `FEATURES` and the lowest threshold within the error budget; also for matching on `words`.

    BotError where there is nothing to learn from.
    """
    if not any(map(answerable, knowledge.examples)):
        raise BotError("There is nothing to calibrate from yet: write messages and what fits them into examples/.")
    weights, bar = _sureness(knowledge, matcher)
    alone = Calibration(*_sureness(knowledge, words)) if words else None
    return Calibration(weights, bar, fingerprint(knowledge.examples), alone)


def _sureness(knowledge: Knowledge, matcher: Matcher) -> tuple[dict[str, float], float]:
    weighed = matcher.held_out()
    ids = [passage.id for passage in knowledge.passages]
    rows, right = _candidates(weighed, matcher.examples, ids)
    weights = dict(zip(FEATURES, (round(float(w), 4) for w in fit(rows, right)), strict=True))
    best = [max((probability(weights, each.features(row)) for row in each.order(1)), default=0.0) for each in weighed]
    silent = [p for p, example in zip(best, matcher.examples, strict=True) if not answerable(example)]
    return weights, threshold(silent)


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


def threshold(silent: Sequence[float]) -> float:
    """The lowest bar that at most `BUDGET` of the messages nothing answers would pass."""
    if not silent:
        return 0.5
    return round(float(np.quantile(silent, 1 - BUDGET)), 4)


def answerable(example: Example) -> bool:
    """Whether some passage is right for it."""
    return any(grade >= RIGHT for grade in example.fits.values())


def write(calibration: Calibration, folder: Path) -> None:
    """Put it into the knowledge folder as `calibration.yaml`."""
    body = [f'examples: "{calibration.examples}"', *_lines(calibration)]
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
