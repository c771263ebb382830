from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import UNKNOWN, Condition, Example, Fact, FactRule, Facts
from bot.mind.matching.matcher import Matcher
from bot.mind.matching.semantic import Words
from bot.mind.matching.supposing import Supposing
from bot.mind.matching.weighing import STANDINGS
from tests.mind.matching.shelf import garden, read

PLACE = FactRule("place", ("indoors", "outdoors"), (), supposed=True)
DRAUGHT = FactRule("draught", ("yes",), (), (Condition("place", frozenset({"outdoors"})),))
POTS, BEDS = ("ficus", "palm", "orchid", "fern"), ("lettuce", "cabbage", "leek", "marrow")
TOLD = tuple(
    Example(f"my {plant} {ails} since the {since}", fits, writer, facts={"place": place})
    for place, plants, ails, since, fits in (
        ("indoors", POTS, "has yellow leaves", "heating is on", {"water-less": 3}),
        ("outdoors", BEDS, "is eaten at night", "last rain", {"slugs": 3}),
    )
    for plant, writer in zip(plants, ("ann", "ben", "cleo", "dan"), strict=True)
)
PLAIN = tuple(
    Example(f"which {tool} is the best one", {}, writer)
    for tool in ("spade", "mower", "hose", "rake")
    for writer in ("ann", "ben")
)
KNOWLEDGE = replace(garden(examples=(*TOLD, *PLAIN)), facts=(PLACE, DRAUGHT))
MATCHER = Matcher(KNOWLEDGE, Words(), read)


def facts_of(text: str, facts: Facts | None = None) -> Facts:
    return MATCHER.weigh(text, facts or Facts()).facts


def test_what_is_told_between_the_lines_is_supposed() -> None:
    assert facts_of("my begonia has yellow leaves since the heating is on").value("place") == "indoors"
    assert facts_of("my spinach is eaten at night since the last rain").value("place") == "outdoors"


def test_what_is_supposed_is_no_word_of_theirs() -> None:
    [fact] = facts_of("my begonia has yellow leaves since the heating is on").held

    assert fact == Fact("place", "indoors", "", supposed=True)
    assert facts_of("my begonia has yellow leaves since the heating is on").said("place") == UNKNOWN


def test_nothing_is_supposed_of_what_tells_of_nothing() -> None:
    assert facts_of("which shovel is the best one") == Facts()


def test_a_word_of_theirs_outweighs_all_that_could_be_supposed() -> None:
    said = Facts().with_([Fact("place", "outdoors", "bed")])

    assert facts_of("my begonia has yellow leaves since the heating is on", said) == said


def test_nothing_is_supposed_against_what_was_said_besides() -> None:
    draught = Facts().with_([Fact("draught", "yes", "a draught")])

    assert facts_of("my spinach is eaten at night since the last rain", draught) == draught


def test_what_is_supposed_rules_no_passage_out_and_confirms_none() -> None:
    weighing = MATCHER.weigh("my begonia has yellow leaves since the heating is on", Facts())

    assert {STANDINGS[standing] for standing in weighing.standing} == {"open", "free"}


def test_where_the_knowledge_lets_nothing_be_supposed_nothing_is() -> None:
    matcher = Matcher(replace(KNOWLEDGE, facts=(replace(PLACE, supposed=False),)), Words(), read)

    assert matcher.weigh("my begonia has yellow leaves since the heating is on", Facts()).facts == Facts()


def test_a_held_out_writer_is_supposed_of_without_their_own_examples() -> None:
    alone = Example("the zinnias droop", {"patience": 3}, "eve", facts={"place": "outdoors"})
    matcher = Matcher(replace(KNOWLEDGE, examples=(*KNOWLEDGE.examples, alone)), Words(), read)

    assert matcher.weigh(alone.text, Facts()).facts.value("place") == "outdoors"
    assert matcher.supposed()[-1] == Facts()


@given(st.lists(st.floats(-1, 2), min_size=3, max_size=3))
def test_only_what_is_likelier_than_not_knowing_is_supposed(scores: list[float]) -> None:
    facts = Supposing([PLACE]).over(Facts(), np.array(scores))

    best = scores.index(max(scores))
    assert facts.value("place") == ("indoors", "outdoors", UNKNOWN)[best]


def test_what_was_supposed_stays_until_something_else_is_said_or_likelier() -> None:
    supposing = Supposing([PLACE, DRAUGHT])
    before = Facts((Fact("place", "outdoors", "", supposed=True),))
    unsure, indoors = np.array([0.1, 0.2, 0.7]), np.array([0.9, 0.0, 0.1])

    assert supposing.over(before, unsure) == before
    assert supposing.over(before, indoors).value("place") == "indoors"
    assert supposing.over(before.with_([Fact("place", "indoors", "window")]), unsure).said("place") == "indoors"
    assert supposing.over(before.with_([Fact("draught", "yes", "a draught")]), unsure).value("place") == UNKNOWN


def test_what_was_supposed_before_weighs_nothing_in_what_follows() -> None:
    before = Facts((Fact("place", "outdoors", "", supposed=True),))

    with_, without = (MATCHER.weigh("and what do i do about it now", facts) for facts in (before, Facts()))

    assert with_.facts == before
    assert np.array_equal(with_.learned, without.learned)
    assert with_.answerable == without.answerable
