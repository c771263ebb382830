from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Condition, Fact, Facts, Passage
from bot.mind.matching import Matcher
from bot.mind.matching.lessons import gains, said
from bot.mind.matching.matcher import probability
from bot.mind.matching.semantic import Words
from bot.mind.matching.weighing import FEATURES, STANDINGS
from tests.mind.matching.shelf import EXAMPLES, PASSAGES, garden, passage, read

MATCHER = Matcher(garden(), Words(), read)


def known(**values: str) -> Facts:
    return Facts().with_(Fact(name, value, "") for name, value in values.items())


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("the leaves turned yellow", "water-less"),
        ("slime and holes in my lettuce", "slugs"),
        ("my rose will not flower since we moved it", "patience"),
        ("teh leafs are yelow", "water-less"),
    ],
)
def test_a_message_finds_the_passage_its_examples_taught(text: str, best: str) -> None:
    assert MATCHER.find(text, Facts())[0].passage == best


def test_a_known_fact_rules_out_what_presupposes_the_opposite() -> None:
    found = MATCHER.find("holes in the lettuce", known(place="indoors"))

    assert "slugs" not in [match.passage for match in found]


def test_an_unknown_fact_rules_nothing_out() -> None:
    assert len(MATCHER.find("holes in the lettuce", Facts())) == len(PASSAGES)


def test_a_confirmed_fact_is_noted_as_evidence() -> None:
    [slugs] = [m for m in MATCHER.find("holes", known(place="outdoors")) if m.passage == "slugs"]

    assert slugs.evidence.facts == "confirmed"


def test_a_new_passage_works_with_nothing_but_its_asks() -> None:
    frost = passage("frost", "Wrap what you love before the first clear night.", "will the frost kill my oleander")
    matcher = Matcher(garden((*PASSAGES, frost)), Words(), read)

    assert matcher.find("frost is coming, is my oleander in danger", Facts())[0].passage == "frost"


def test_nonsense_is_less_sure_than_sense() -> None:
    sense, nonsense = (MATCHER.find(text, Facts())[0] for text in ("yellow soft leaves", "qwzx vvbk"))

    assert sense.confidence > nonsense.confidence


def test_a_held_out_writer_is_judged_without_their_own_words() -> None:
    own = passage("odd", "Odd things happen.", "odd")
    loner = [e for e in EXAMPLES if e.writer != "ben"]
    secret = type(EXAMPLES[0])("zzyzx plugh xyzzy", {"odd": 3}, "hermit")
    knowledge = garden((*PASSAGES, own), (*loner, secret))
    matcher = Matcher(knowledge, Words(), read)

    seen = matcher.weigh(secret.text, Facts()).learned[-1]
    unseen = matcher.held_out()[-1].learned[-1]

    assert unseen < seen / 2


def test_holding_out_in_closed_form_equals_leaving_the_writer_out_and_solving_again() -> None:
    without = Matcher(garden(examples=tuple(e for e in EXAMPLES if e.writer != "ben")), Words(), read)
    at = next(i for i, e in enumerate(EXAMPLES) if e.writer == "ben")

    ours = MATCHER.held_out()[at].learned
    theirs = without.weigh(said(EXAMPLES[at]), Facts()).learned

    assert ours.argmax() == theirs.argmax()


def test_a_held_out_message_is_judged_by_what_it_says_not_by_what_its_labeller_knows() -> None:
    told = replace(EXAMPLES[0], facts={"weather": "dry"})
    dry = replace(PASSAGES[0], when=(Condition("weather", frozenset({"dry"})),))
    matcher = Matcher(garden((dry, *PASSAGES[1:]), (told, *EXAMPLES[1:])), Words(), lambda text: ())

    assert STANDINGS[matcher.held_out()[0].standing[0]] == "open"


@given(st.text(max_size=300))
def test_any_text_is_weighed_and_every_confidence_is_a_probability(text: str) -> None:
    assert all(0 <= match.confidence <= 1 for match in MATCHER.find(text, Facts()))


@given(st.text(max_size=200))
def test_the_same_text_finds_the_same_with_the_same_confidence(text: str) -> None:
    assert MATCHER.find(text, Facts()) == MATCHER.find(text, Facts())


def test_gains_end_with_whether_anything_answers() -> None:
    assert gains({"b": 3, "c": 1}, ["a", "b", "c"]) == [0, 7, 1, 1.0]
    assert gains({"c": 1}, ["c"]) == [1, 0.0]


def test_a_probability_grows_with_the_evidence() -> None:
    weak, strong = (dict.fromkeys(FEATURES, value) for value in (0.0, 1.0))

    assert probability({"learned": 1.0}, weak) == 0.5 < probability({"learned": 1.0}, strong)


def test_a_second_author_needs_no_examples() -> None:
    matcher = Matcher(garden(examples=()), Words(), read)

    assert matcher.find("what eats my lettuce", Facts())[0].passage == "slugs"


def test_a_passage_without_examples_of_others_is_a_passage_all_the_same() -> None:
    alone: tuple[Passage, ...] = (PASSAGES[2],)

    assert Matcher(garden(alone, ()), Words(), read).find("rose", Facts())[0].passage == "patience"
