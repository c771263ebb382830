"""How near a message is to passages: the same for few and for very many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Condition, Facts, Passage, Sentence, Source
from bot.mind.matching import Matcher, lessons, nearby
from bot.mind.matching.nearby import Nearby
from bot.mind.matching.semantic import Words
from bot.mind.matching.untaught import USUAL
from tests.mind.matching.shelf import PASSAGES, garden, passage, read
from tests.mind.shelf import facts

NONE = np.zeros(0, dtype=np.intp)
ASKED = "what eats my lettuce at night"
WORDS = Words()
PLANTS = ("fern", "rose", "leek", "plum", "sage", "kale", "iris", "oak", "ivy", "mint", "beet", "fig")
TROUBLES = ("wilts", "rots", "freezes", "leans", "fades", "splits", "burns", "starves", "drowns", "sulks")


def many(count: int) -> tuple[Passage, ...]:
    """So many passages beside the gardener's, each about one trouble of one plant in one month."""
    return tuple(
        passage(
            f"other-{at}",
            f"A {PLANTS[at % 12]} that {TROUBLES[at // 12 % 10]} in month {at // 120} wants patience.",
            f"why my {PLANTS[at % 12]} {TROUBLES[at // 12 % 10]} in month {at // 120}",
            f"{TROUBLES[at // 12 % 10]} again, the {PLANTS[at % 12]}, month {at // 120}",
        )
        for at in range(count)
    )


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a few hundred vectors were very many, and a dozen lessons."""
    monkeypatch.setattr(lessons, "MOST", 12)
    monkeypatch.setattr(nearby, "CLOSE", 100)
    monkeypatch.setattr(nearby, "SHORTLIST", 60)


def look(shelf: Nearby, text: str, always: np.ndarray[tuple[int], np.dtype[np.intp]] = NONE) -> nearby.Alike:
    return shelf.look(text, WORDS.embed([text])[0], always, USUAL)


def test_the_nearest_ask_counts_and_a_passage_without_asks_has_none() -> None:
    silent = Passage("silent", (Sentence("Nobody asks for this."),), Source("Letters", "reply", 1), (), frozenset())

    found = look(Nearby((silent, *PASSAGES), WORDS), ASKED)

    assert found.at.tolist() == [0, 1, 2, 3]
    assert found.ask[0] == 0
    assert found.ask.argmax() == 2
    assert found.ask[2] == pytest.approx(1.0, abs=0.01)


@pytest.mark.usefixtures("sketched")
def test_among_very_many_the_nearest_are_looked_at_and_those_that_must_be() -> None:
    found = look(Nearby((*many(700), *PASSAGES), WORDS), ASKED, np.array([7], dtype=np.intp))

    assert 60 <= len(found.at) <= 61
    assert 7 in found.at
    assert 701 in found.at  # the slugs, nearest of all


def test_what_is_looked_at_among_very_many_has_just_the_evidence_it_has_among_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passages = (*many(400), *PASSAGES)
    whole = Nearby(passages, WORDS)
    monkeypatch.setattr(nearby, "CLOSE", 100)
    monkeypatch.setattr(nearby, "SHORTLIST", 60)
    short = Nearby(passages, WORDS)
    for text in (ASKED, "my plum rots in month 2", "why does the ivy sulk", "nothing of this"):
        full, found = look(whole, text), look(short, text)
        for name in ("ask", "dense", "lexical"):
            np.testing.assert_allclose(getattr(found, name), getattr(full, name)[found.at], atol=1e-5)


def test_the_best_of_very_many_are_nearly_always_those_that_comparing_all_would_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passages = many(1000)
    whole = Nearby(passages, WORDS)
    monkeypatch.setattr(nearby, "CLOSE", 100)
    short = Nearby(passages, WORDS)
    texts = [f"{plant} {trouble} what now" for plant in PLANTS for trouble in TROUBLES]
    same = [set(_best(look(whole, text))) & set(_best(look(short, text))) for text in texts]
    assert np.mean([len(each) for each in same]) >= 9.5


def _best(found: nearby.Alike) -> list[int]:
    return [int(at) for at in found.at[np.argsort(-found.worth(USUAL), kind="stable")[:10]]]


@pytest.mark.usefixtures("sketched")
def test_a_passage_is_found_among_very_many_without_a_lesson() -> None:
    matcher = Matcher(garden((*many(1000), *PASSAGES), ()), WORDS, read)

    assert matcher.find(ASKED, Facts())[0].passage == "slugs"


@pytest.mark.usefixtures("sketched")
def test_taught_and_untaught_passages_stand_in_one_ranking() -> None:
    matcher = Matcher(garden((*many(1000), *PASSAGES)), WORDS, read)

    assert matcher.find("holes in the lettuce every morning", Facts())[0].passage == "slugs"
    assert matcher.find("why my plum rots in month 2", Facts())[0].passage == "other-255"


@pytest.mark.usefixtures("sketched")
def test_what_a_fact_contradicts_is_left_out_also_among_very_many() -> None:
    found = Matcher(garden((*many(1200), *PASSAGES), ()), WORDS, read).find(ASKED, facts(place="indoors"))

    assert "slugs" not in {match.passage for match in found}
    assert Condition("place", frozenset({"outdoors"})) in PASSAGES[1].when


@given(st.text(max_size=200))
def test_evidence_that_agrees_is_worth_more_and_none_is_worth_nothing(text: str) -> None:
    found = look(Nearby(PASSAGES, WORDS), text)
    worth = found.worth(USUAL)

    assert (worth >= 0).all()
    assert (worth[found.ask == 0] == 0).all()
