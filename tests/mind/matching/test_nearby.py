"""How near a message is to passages: the same for few and for very many."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain import Condition, Facts, Passage, Sentence, Source
from bot.mind.matching import Matcher, nearby
from bot.mind.matching.lessons import Lessons
from bot.mind.matching.nearby import Nearby
from bot.mind.matching.semantic import Words
from tests.mind.matching.shelf import PASSAGES, garden, passage, read
from tests.mind.shelf import facts

NONE = np.zeros(0, dtype=np.intp)
ASKED = "what eats my lettuce at night"


def many(count: int) -> tuple[Passage, ...]:
    """So many passages beside the gardener's, about nothing in particular."""
    return tuple(
        passage(f"other-{at}", f"Bed {at} is dug in month {at % 12}.", f"when is bed {at} dug") for at in range(count)
    )


def test_the_nearest_ask_counts_and_a_passage_without_asks_has_none() -> None:
    silent = Passage("silent", (Sentence("Nobody asks for this."),), Source("Letters", "reply", 1), (), frozenset())
    embedder = Words()

    found = Nearby((silent, *PASSAGES), embedder).look(ASKED, embedder.embed([ASKED])[0], NONE)

    assert found.at.tolist() == [0, 1, 2, 3]
    assert found.ask[0] == 0
    assert found.ask.argmax() == 2
    assert found.ask[2] == pytest.approx(1.0, abs=0.01)


def test_among_very_many_the_nearest_are_looked_at_and_those_that_must_be() -> None:
    embedder = Words()
    shelf = Nearby((*many(nearby.SHORTLIST + 200), *PASSAGES), embedder)
    always = np.array([7], dtype=np.intp)

    found = shelf.look(ASKED, embedder.embed([ASKED])[0], always)

    assert nearby.SHORTLIST <= len(found.at) <= nearby.SHORTLIST + 1
    assert 7 in found.at
    assert nearby.SHORTLIST + 201 in found.at  # the slugs, nearest of all


def test_a_passage_is_found_among_very_many_without_a_lesson() -> None:
    knowledge = garden((*many(8000), *PASSAGES), ())
    matcher = Matcher(knowledge, Words(), read)

    assert Lessons(knowledge, Words(), read).columns.size == 0
    assert matcher.find(ASKED, Facts())[0].passage == "slugs"


def test_what_a_fact_contradicts_is_left_out_also_among_very_many() -> None:
    knowledge = garden((*many(1200), *PASSAGES), ())
    found = Matcher(knowledge, Words(), read).find(ASKED, facts(place="indoors"))

    assert "slugs" not in {match.passage for match in found}
    assert Condition("place", frozenset({"outdoors"})) in PASSAGES[1].when
