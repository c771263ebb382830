"""Pairs of letters that differ in one fact, through the whole guide: the answer follows the situation."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.domain import Fact, Facts, Outcome, Sentence
from bot.knowledge.library import Library
from tests.mind.answers.talked import authored, converse, offered, served, table

PAIRS: list[Mapping[str, Any]] = table("pairs.yaml")["pairs"]
SIDES = [(pair["fact"], side) for pair in PAIRS for side in pair["sides"]]


def answered(library: Library, side: Mapping[str, Any]) -> Outcome:
    return converse(library.guide, side["says"])[0]


def known(fact: str, value: str) -> Facts:
    return Facts() if value == "unknown" else Facts((Fact(fact, value, "(label)"),))


def said(outcome: Outcome, library: Library) -> Iterator[Sentence]:
    """Every sentence of the author in a reply."""
    for span in outcome.reply.spans:
        if span.kind == "passage":
            passage = library.knowledge.passage(span.ref)
            for sentence, (start, end) in zip(passage.sentences, passage.bounds(), strict=True):
                if span.start <= start and end <= span.end:
                    yield sentence


def test_there_are_sixty_pairs_and_more_about_many_facts() -> None:
    assert len(PAIRS) >= 60
    assert all(len(pair["sides"]) == 2 for pair in PAIRS)
    assert len(Counter(pair["fact"] for pair in PAIRS)) >= 14


@pytest.mark.parametrize(("fact", "side"), SIDES)
def test_the_fact_in_which_the_letters_differ_is_read(library: Library, fact: str, side: Mapping[str, Any]) -> None:
    assert answered(library, side).memory.facts.value(fact) == side["is"]


@pytest.mark.parametrize(("fact", "side"), SIDES)
def test_each_side_gets_what_fits_it_and_nothing_of_the_other(
    library: Library, fact: str, side: Mapping[str, Any]
) -> None:
    outcome = answered(library, side)

    assert "either" not in side or set(served(outcome)) & set(side["either"]), outcome.decision
    assert not set(offered(outcome)) & set(side.get("never", ()))


@pytest.mark.parametrize(("fact", "side"), SIDES)
def test_nothing_is_served_that_presupposes_the_opposite(library: Library, fact: str, side: Mapping[str, Any]) -> None:
    outcome, facts = answered(library, side), known(fact, side["is"])

    assert [id for id in offered(outcome) if facts.contradict(library.knowledge.passage(id).when)] == []
    for sentence in said(outcome, library):
        assert all(facts.confirm([condition]) for condition in sentence.only_if if condition.fact == fact)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_two_sides_get_different_words(library: Library, pair: Mapping[str, Any]) -> None:
    one, other = (answered(library, side) for side in pair["sides"])

    assert pair.get("same") or authored(one) != authored(other)
