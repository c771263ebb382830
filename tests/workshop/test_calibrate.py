"""How sure is sure enough: fitted on writers held out, within the error budget, for the model and for words alone."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import BUDGET, Calibration
from bot.knowledge.load import load
from bot.knowledge.version import fingerprint
from bot.mind.matching import Matcher
from bot.mind.matching.matcher import UNCALIBRATED, probability
from bot.mind.matching.semantic import Words
from bot.mind.matching.weighing import FEATURES
from bot.workshop.calibrate import answerable, calibrate, errors, fit, lacking, threshold, write
from bot.workshop.shares import Share, told
from tests.knowledge.folder import lay
from tests.mind.matching.shelf import EXAMPLES, garden, read

MATCHER = Matcher(garden(), Words(), read)
MANY = garden(examples=tuple(replace(each, text=f"{each.text}, {at}") for at in range(15) for each in EXAMPLES))


def test_every_kind_of_evidence_gets_a_weight_and_the_examples_are_remembered() -> None:
    found = calibrate(garden(), MATCHER)

    assert tuple(found.weights) == FEATURES
    assert found.examples == fingerprint(EXAMPLES)
    assert found.words is None


def test_words_alone_are_calibrated_beside_the_model() -> None:
    found = calibrate(garden(), MATCHER, MATCHER)

    assert found.words is not None
    assert (found.words.weights, found.words.threshold) == (found.weights, found.threshold)


def test_of_messages_nothing_answers_no_more_pass_the_bar_than_the_budget_allows() -> None:
    matcher = Matcher(MANY, Words(), read)
    found = calibrate(MANY, matcher)
    weighed = zip(matcher.examples, matcher.held_out(), strict=True)
    silent = [each for example, each in weighed if not answerable(example)]
    passed = [each for each in silent if probability(found.weights, each.features(each.order(1)[0])) > found.threshold]

    assert lacking(MANY.examples) == ""
    assert found.weights != calibrate(garden(), MATCHER).weights
    assert len(silent) == 30
    assert len(passed) <= BUDGET * len(silent)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_the_threshold_keeps_the_budget_whatever_the_sureness(silent: list[float]) -> None:
    assert sum(each > threshold(silent) + 1e-4 for each in silent) <= math.ceil(BUDGET * len(silent))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.sampled_from([0.01, 0.05, 0.2, 0.5]))
def test_the_operator_sets_the_budget(silent: list[float], budget: float) -> None:
    assert sum(each > threshold(silent, budget) + 1e-4 for each in silent) <= math.ceil(budget * len(silent))
    assert threshold(silent, budget) <= threshold(silent, budget / 2)


def test_a_budget_once_set_stays_until_another_is_set(tmp_path: Path) -> None:
    lay(tmp_path)
    write(replace(load(tmp_path).calibration, budget=0.05), tmp_path)
    known = load(tmp_path)
    assert known.calibration.budget == 0.05
    kept = calibrate(replace(garden(), calibration=known.calibration), MATCHER)
    assert (kept.budget, calibrate(garden(), MATCHER, budget=0.2).budget) == (0.05, 0.2)
    assert calibrate(garden(), MATCHER).budget == BUDGET


@pytest.mark.parametrize(("asked", "unasked"), [(1, 0), (29, 120)])
def test_of_too_few_messages_nothing_is_learnt_and_what_is_usual_stays(asked: int, unasked: int) -> None:
    few = garden(examples=(*[EXAMPLES[0]] * asked, *[EXAMPLES[6]] * unasked))
    matcher = Matcher(few, Words(), read)
    found = calibrate(few, matcher, matcher, budget=0.05)
    assert {name: weight for name, weight in found.weights.items() if weight} == UNCALIBRATED
    assert (found.threshold, found.budget, found.examples) == (0.5, 0.05, fingerprint(few.examples))
    assert found.words is not None
    assert (found.words.weights, found.words.threshold) == (found.weights, 0.5)
    assert lacking(few.examples).endswith(f"and there are {asked} and {unasked}.")


@pytest.mark.parametrize("unasked", [0, 29])
def test_of_enough_that_something_answers_weights_are_learnt_and_only_the_bar_stays_usual(unasked: int) -> None:
    few = garden(examples=(*MANY.examples[:6] * 20, *[EXAMPLES[6]] * unasked))
    matcher = Matcher(few, Words(), read)
    found = calibrate(few, matcher, matcher)
    assert found.weights != {name: UNCALIBRATED.get(name, 0.0) for name in FEATURES}
    assert found.words is not None
    assert (found.threshold, found.words.weights, found.words.threshold) == (0.5, found.weights, 0.5)
    assert lacking(few.examples).startswith("What evidence is worth is learnt, and how sure is sure enough is not yet")
    assert lacking(few.examples).endswith(f"takes 30 messages that nothing answers, and there are {unasked}.")


def test_of_too_few_messages_nobody_says_how_often_it_is_wrong() -> None:
    found = errors(calibrate(garden(), MATCHER), MATCHER)
    assert (found.spoke.total, found.silent.total) == (2, len(EXAMPLES) - 2)
    assert "answers what nothing answers: not yet known (2 messages, it takes 30)" in str(found)
    assert told(Share(0, 1)) == "not yet known (1 message, it takes 30)"


def test_without_messages_that_nothing_answers_it_is_even_odds() -> None:
    assert threshold([]) == 0.5


def test_evidence_that_tells_right_from_wrong_gets_the_weight() -> None:
    chance = np.random.default_rng(0)
    rows = np.column_stack([chance.normal(size=400), chance.normal(size=400), np.ones(400)])
    telling, idle, _ = fit(rows, rows[:, 0] > 0)

    assert telling > 1 > 10 * abs(idle)


@pytest.mark.parametrize("words", [None, Calibration({"learned": 0.5, "bias": -4.0}, 0.62, "cafe")])
def test_what_is_written_is_what_is_read(folder: Path, words: Calibration | None) -> None:
    given = Calibration({"learned": 1.25, "ask": -0.5}, 0.44, "cafe", words)
    write(given, folder)

    assert load(folder).calibration == given
