"""What is learned stays bounded however much is taught, and what nobody taught is read off the evidence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.domain import Example, Facts, Knowledge, Letter
from bot.mind.matching import Matcher, learned, lessons
from bot.mind.matching.lessons import Lessons
from bot.mind.matching.nearby import Nearby
from bot.mind.matching.semantic import Words
from bot.mind.matching.untaught import USUAL, fitted
from tests.mind.matching.shelf import EXAMPLES, PASSAGES, garden, passage, read

WORDS = Words()
FROST = passage(
    "frost",
    "Wrap what you love before the first clear night.",
    "will the frost kill my oleander",
    "how cold may a lemon tree stand",
    "when do i take the pots inside for winter",
)


def taught(knowledge: Knowledge) -> Lessons:
    return Lessons(knowledge, WORDS, read)


def test_while_lessons_are_few_every_ask_is_one() -> None:
    few = taught(garden((*PASSAGES, FROST)))

    assert len(few.all) == len(EXAMPLES) + 6
    assert few.columns.tolist() == [0, 1, 2, 3]
    assert few.taught.tolist() == [0, 1, 2]  # nobody labelled a message with frost


def test_when_they_grow_many_only_what_examples_speak_of_has_asks_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "MOST", len(EXAMPLES) + 3)
    many = taught(garden((*PASSAGES, FROST)))

    assert len(many.all) == len(EXAMPLES) + 3
    assert many.columns.tolist() == many.taught.tolist() == [0, 1, 2]


def test_examples_beyond_what_can_be_solved_are_thinned_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "MOST", 4)
    some = taught(garden())

    assert [EXAMPLES.index(each) for each in some.examples] == [0, 2, 4, 6]
    assert some.all == tuple(some.examples)
    assert len(Matcher(garden(), WORDS, read).held_out()) == 4


def test_a_letter_teaches_as_an_example_does() -> None:
    letter = Letter("l", "Greta", "the frost came and the lemon tree is black", ("frost",))
    knowledge = replace(garden((*PASSAGES, FROST)), letters=(letter,))

    assert taught(knowledge).taught.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("frost tonight, will it kill the oleander", 6000),
        ("how cold may my lemon tree stand", 6000),
        ("how cold may my lemon tree stand", len(EXAMPLES)),  # no room for asks
        ("when should i take the pots inside, winter is near", len(EXAMPLES)),
    ],
)
def test_a_new_passage_works_at_once_however_much_is_taught(
    text: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "MOST", most)
    best = Matcher(garden((*PASSAGES, FROST)), WORDS, read).find(text, Facts())[0]

    assert best.passage == "frost"
    assert best.evidence.learned > 1


def test_and_gets_better_with_examples() -> None:
    text = "ice on the leaves this morning and everything hangs black"
    cold = (Example("ice on the pots, the leaves hang black", {"frost": 3}, "cleo"),)
    before, after = (Matcher(garden((*PASSAGES, FROST), given), WORDS, read) for given in (EXAMPLES, EXAMPLES + cold))

    assert after.find(text, Facts())[0].passage == "frost"
    assert _sure(after, text) > _sure(before, text)


def _sure(matcher: Matcher, text: str) -> float:
    return next(match.confidence for match in matcher.find(text, Facts()) if match.passage == "frost")


def test_who_has_no_examples_gets_the_usual_weights_and_who_has_some_their_own() -> None:
    shelf = Nearby(PASSAGES, WORDS)

    assert taught(garden(examples=())).learn(shelf).untaught.tolist() == USUAL.tolist()
    assert taught(garden()).learn(shelf).untaught.tolist() != USUAL.tolist()


def test_the_weights_are_those_the_gains_were_made_of() -> None:
    shelf, weights = Nearby(PASSAGES, WORDS), np.array([2.0, 5.0, 1.0], dtype=np.float32)
    places = np.arange(len(PASSAGES))
    texts = [each.text for each in EXAMPLES] * 50
    seen = [shelf.among(text, WORDS.embed([text])[0], places) for text in texts]
    gains = np.stack([alike.worth(weights) for alike in seen])

    found = fitted(seen, gains)
    again = np.stack([alike.worth(found) for alike in seen])

    assert np.abs(again - gains).max() < 0.3


def test_a_kernel_made_in_parts_is_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taught(garden()).learn(Nearby(PASSAGES, WORDS))
    monkeypatch.setattr(learned, "PART", 3)
    parts = taught(garden()).learn(Nearby(PASSAGES, WORDS))

    np.testing.assert_allclose(parts.weights, whole.weights, atol=1e-5)


def test_what_is_solved_in_single_precision_solves_it() -> None:
    chance = np.random.default_rng(7)
    rows = chance.normal(size=(700, 20)).astype(np.float32)
    alike = np.asarray(rows @ rows.T, dtype=np.float32)
    facts = chance.integers(0, 2, size=(700, 3)).astype(np.float32)
    targets = chance.normal(size=(700, 4)).astype(np.float32)
    whole = alike * (1 + learned.SAME_FACTS * (facts @ facts.T)) + learned.NOISE * np.eye(700)

    half = alike.copy()
    half[: learned.PART, learned.PART :] = np.nan  # nobody reads what the other half says as well

    weights = learned.solved(half, facts, targets)

    np.testing.assert_allclose(whole @ weights, targets, atol=1e-3)
    np.testing.assert_allclose(learned.times(half, facts, weights), whole @ weights, atol=1e-4)
