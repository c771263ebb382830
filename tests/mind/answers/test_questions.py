"""When the bot asks who ended it, and when it must not, through the whole guide."""

import pytest

from bot.domain import Ask
from bot.knowledge.library import Library
from tests.mind.answers.talked import converse, table

TABLE = table("questions.yaml")


def test_there_are_some_of_both() -> None:
    assert len(TABLE["asks"]) >= 10
    assert len(TABLE["plain"]) >= 15


@pytest.mark.parametrize("text", TABLE["asks"])
def test_it_asks_where_the_advice_would_be_the_opposite(library: Library, text: str) -> None:
    outcome = converse(library.guide, text)[0]

    assert outcome.decision == Ask("ended_by")
    assert [choice.id for choice in outcome.reply.choices][-1] == "skip"


@pytest.mark.parametrize("text", TABLE["asks"][:5])
def test_it_never_asks_twice(library: Library, text: str) -> None:
    assert not isinstance(converse(library.guide, text, text)[1].decision, Ask)


@pytest.mark.parametrize("text", TABLE["plain"])
def test_it_does_not_ask_where_the_answer_is_the_same_for_everybody(library: Library, text: str) -> None:
    assert not isinstance(converse(library.guide, text)[0].decision, Ask)
