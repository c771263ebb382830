"""Golden conversations: replayed through the shipped knowledge they go as written, and what does not is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Dialogue, Step
from bot.knowledge.library import Library
from bot.mind.guide import Guide
from bot.mind.matching.semantic import Words
from bot.workshop.replay import faults, replay
from tests.knowledge.canon import CANON
from tests.mind.harbour import harbour

LEAST = 40


@pytest.mark.parametrize("dialogue", CANON.dialogues, ids=lambda dialogue: dialogue.name)
def test_a_golden_conversation_goes_as_it_is_written(library: Library, dialogue: Dialogue) -> None:
    assert faults(dialogue, replay(library.guide, dialogue)) == []


def test_there_are_conversations_of_every_manner() -> None:
    manners = [dialogue.manner for dialogue in CANON.dialogues]

    assert len(manners) >= LEAST
    assert all(manners.count(manner) >= 10 for manner in ("fragments", "letters", "sulks"))


# --- what does not go as written --------------------------------------------------------------------------------

GUIDE = Guide(harbour(), Words())
WAIT = Step(says="how long do i wait until he calls", kind="answer", serves=("tide",), facts={"ended_by": "unknown"})


def told(*steps: Step) -> list[str]:
    dialogue = Dialogue("at the quay", "fragments", "Mia", steps)
    return faults(dialogue, replay(GUIDE, dialogue))


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (replace(WAIT, kind="admit"), "expected admit, got answer tide"),
        (Step(says="thanks", kind="ask"), "expected ask, got talk thanks"),
        (Step(says="thanks", kind="talk", about="bye"), "expected it to be about bye, got thanks"),
        (Step(says="i will let myself sink", about="stalking"), "expected it to be about stalking, got suicide"),
        (Step(says="how do i win my love back", about="ex"), "expected it to be about ex, got ended_by"),
        (replace(WAIT, about="tide"), "expected it to be about tide, got "),
        (replace(WAIT, serves=("horn",)), "horn is not served but tide"),
        (Step(says="thanks", serves=("horn",)), "horn is not served but nothing"),
        (replace(WAIT, either=("horn", "rope")), "none of horn, rope is served but tide"),
        (replace(WAIT, never=("tide",)), "tide must not be served"),
        (replace(WAIT, offers=("tide",)), "tide is not offered"),
        (replace(WAIT, facts={"ex": "she"}), "ex should be she and is he"),
        (replace(WAIT, words=("moons",)), "the reply lacks 'moons'"),
        (replace(WAIT, no_words=("moon",)), "the reply has 'moon'"),
    ],
)
def test_what_is_not_as_expected_is_told_with_its_turn(step: Step, fault: str) -> None:
    assert told(WAIT) == []
    assert told(Step(says="hello"), step) == [f"turn 2: {fault}"]


def test_buttons_are_pressed_and_time_passes_between_turns() -> None:
    week = Step(says="may i send him a message now", after=timedelta(days=8), words=("Ahoy again Mia", "Still a bot"))

    assert told(WAIT, week, Step(presses="more", kind="talk", about="more_done")) == []
