"""The table of the voice: every figure is what it should be for the shipped knowledge, and says so where it is not."""

from dataclasses import replace

import pytest

from bot.domain import Dialogue, Step
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from bot.workshop.voice import SELF_HELP, Figure, figures, report
from tests.mind.harbour import PHRASES, harbour
from tests.mind.shelf import phrases

TALK = Dialogue(
    "at the quay",
    "fragments",
    "Mia",
    (
        Step(says="how long do i wait until he calls"),
        Step(says="may i send him a message now? and why can i not eat and not sleep?"),
        Step(says="thanks"),
        Step(says="bye"),
    ),
)


def table(**more: tuple[str, ...]) -> dict[str, Figure]:
    """The figures of the pilot's knowledge with other phrases."""
    said = PHRASES | {slot: phrases(slot, *texts)[slot] for slot, texts in more.items()}
    knowledge = replace(harbour(), phrases=said, dialogues=(TALK, replace(TALK, name="again")))
    return {figure.name: figure for figure in figures(Guide(knowledge, Words()))}


def test_the_bot_sounds_like_its_author_in_every_figure(library: Library) -> None:
    assert [figure for figure in figures(library.guide) if not figure.good] == []


def test_figures_are_counted_over_the_conversations() -> None:
    found = table()

    assert found["answers with one, two and three passages"].value == "2, 2, 0"
    assert found["answers that greet by name"].value == "2 of 4, 50%"
    assert found["answers with a connector of the bot"].value == "2 of 4, 50%"
    assert not found["answers with a connector of the bot"].good
    assert found["conversations with two first greetings"] == Figure(
        "conversations with two first greetings", "0", "0", good=True
    )


def test_a_line_in_the_register_of_self_help_is_told() -> None:
    found = table(**{"talk.thanks": ("Remember that you deserve better.", "Gladly.")})

    assert found["lines of the bot in the register of self-help"] == Figure(
        "lines of the bot in the register of self-help", "1", "0", good=False
    )


@pytest.mark.parametrize(
    "text", ["I understand how you feel.", "It's okay to cry.", "Your healing journey", "Step 1: rest"]
)
def test_the_register_is_known_by_its_words(text: str) -> None:
    assert SELF_HELP.search(text)


def test_a_knowledge_without_conversations_says_what_to_write() -> None:
    assert "examples/conversations/" in report(Guide(harbour(), Words()))
    told = report(Guide(replace(harbour(), dialogues=(TALK,)), Words()))
    assert told.startswith("1 conversations, 4 turns\n")
    assert " no\n" in told + "\n"
