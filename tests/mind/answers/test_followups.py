"""What comes after an answer, over the shipped knowledge: leaning on it, new, or off the matter."""

import pytest

from bot.domain import Admit, Answer, Ask, Talk
from bot.knowledge.library import Library
from bot.mind.leaning import is_bare, refers
from tests.mind.answers.talked import converse, table

TABLE = table("followups.yaml")
STORIES = pytest.mark.parametrize("story", TABLE["stories"])


@STORIES
@pytest.mark.parametrize("text", TABLE["leans"])
def test_what_leans_on_the_answer_is_about_it(library: Library, story: str, text: str) -> None:
    first, then = converse(library.guide, story, text)

    assert isinstance(first.decision, Answer)
    assert isinstance(then.decision, Answer) or then.decision == Talk("told")


@STORIES
@pytest.mark.parametrize(("text", "act"), TABLE["says"].items())
def test_what_only_says_something_gets_a_word_and_no_advice(library: Library, story: str, text: str, act: str) -> None:
    first, then = converse(library.guide, story, text)

    assert isinstance(first.decision, Answer)
    if text == "yes" and first.decision.queue:
        assert isinstance(then.decision, Answer)
        assert then.decision.passages[0] == first.decision.queue[0]
    else:
        assert then.decision == Talk(act)
        assert then.memory.topic == first.memory.topic


@STORIES
@pytest.mark.parametrize(("text", "fitting"), TABLE["new"].items())
def test_another_need_is_answered_by_itself(library: Library, story: str, text: str, fitting: list[str]) -> None:
    _, then = converse(library.guide, story, text)

    assert isinstance(then.decision, Answer)
    assert set(then.decision.passages) & set(fitting)


@STORIES
@pytest.mark.parametrize("text", TABLE["off"])
def test_what_is_off_the_matter_is_not_answered_from_the_story(library: Library, story: str, text: str) -> None:
    _, then = converse(library.guide, story, text)

    assert isinstance(then.decision, Admit)


@STORIES
def test_what_was_off_the_matter_is_no_part_of_what_follows(library: Library, story: str) -> None:
    plain = converse(library.guide, story, "why?")[-1]
    aside = converse(library.guide, story, "what is the capital of peru", "why?")[-1]

    assert not isinstance(aside.decision, Ask)
    assert aside.decision == plain.decision


@pytest.mark.parametrize("text", TABLE["leans"][:8])
def test_what_says_nothing_by_itself_is_bare(text: str) -> None:
    assert is_bare(text)


@pytest.mark.parametrize("text", [*TABLE["new"], *TABLE["off"]])
def test_what_names_something_is_not_bare(text: str) -> None:
    assert not is_bare(text)


def test_a_message_refers_by_its_pronouns_or_by_how_it_begins() -> None:
    assert refers("does that work with women too")
    assert refers("what about birthdays")
    assert not refers("how do i fix my sink")
    assert not refers("butter or oil")
