"""Danger told early, advice asked late: what was said stays in force, in forty talks with the shipped knowledge."""

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.domain import Card
from bot.knowledge.library import Library
from tests.mind.test_careful import Talked, said

# By the policy and not by the code: which list of his sentences may still be said after a card, and which veto holds.
STILL = {
    "suicide": ("low", "suicide"),
    "suicide_imminent": ("low", "suicide"),
    "self_harm": ("low", "suicide"),
    "abuse": ("nothing of his", "abuse"),
    "violence": ("boundary", "violence"),
    "stalking": ("boundary", "stalking"),
    "minor": ("low", "minor"),
    "minor_sexual": ("low", "minor"),
}


class Script(NamedTuple):
    danger: str
    says: list[str]
    by: int = 1


FILE = Path(__file__).parent / "scripts.yaml"
SCRIPTS = [Script(**script) for script in yaml.safe_load(FILE.read_text(encoding="utf-8"))["scripts"]]


def test_there_are_forty_and_each_asks_again_after_the_card() -> None:
    assert len(SCRIPTS) == 40
    assert all(script.by < len(script.says) for script in SCRIPTS)
    assert {script.danger for script in SCRIPTS} == set(STILL)


@pytest.mark.parametrize("script", SCRIPTS, ids=[f"{n}-{one.danger}" for n, one in enumerate(SCRIPTS, 1)])
def test_after_the_card_nothing_is_said_that_is_not_on_the_list(library: Library, script: Script) -> None:
    talked, (list_, veto) = Talked(library.guide), STILL[script.danger]
    shown: list[str] = []
    for number, line in enumerate(script.says, 1):
        outcome = talked.press(line[1:]) if line.startswith(">") else talked.say(line)
        if isinstance(outcome.decision, Card):
            shown.append(outcome.decision.card)
        if number >= script.by:
            assert shown, line
            for never, sentence in said(outcome, library.guide):
                assert list_ in sentence.allowed_after, (line, sentence.text)
                assert veto not in never | sentence.never_for, (line, sentence.text)
        assert outcome.reply.text.strip()
        assert "{" not in outcome.reply.text
    assert script.danger in shown
