"""Should all that chooses be broken: still nothing leaves that danger forbids."""

from dataclasses import replace

import pytest

from bot.domain import Alarm, Message
from bot.knowledge.library import Library
from bot.mind import lastly
from tests.mind.test_careful import DANGERS, NOON, Talked, probes, said
from tests.mind.test_scripts import STILL


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What chooses thinks that everything may be said."""
    monkeypatch.setattr(Alarm, "allows", lambda *_: True)


def test_without_the_last_look_a_broken_choice_would_leak(
    library: Library, unguarded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lastly, "allowed", lambda *_: True)
    talked = Talked(library.guide)
    talked.say(DANGERS["suicide"])
    assert any(not one.allowed_after for outcome in probes(talked) for _, one in said(outcome, library.guide))


@pytest.mark.parametrize("state", ["card", "soft", "later"])
@pytest.mark.parametrize("danger", DANGERS)
def test_every_passage_forced_to_the_top_is_held_back_where_it_is_forbidden(
    library: Library, unguarded: None, danger: str, state: str
) -> None:
    talked, (list_, veto) = Talked(library.guide), STILL[danger]
    talked.say(DANGERS[danger])
    assert talked.memory.alarm
    alarm = replace(talked.memory.alarm, level="soft" if state == "soft" else "card")
    talked.memory = replace(talked.memory, alarm=alarm)
    if state == "later":
        talked.say("thank you")
    for passage in library.knowledge.passages:
        forced = Message("1", "console:1", "", talked.at, f"passage:{passage.id}")
        outcome = library.guide.answer(forced, talked.memory)
        for never, sentence in said(outcome, library.guide):
            assert veto not in never | sentence.never_for, (passage.id, sentence.text)
            assert state == "soft" or list_ in sentence.allowed_after, (passage.id, sentence.text)


def test_where_there_is_no_danger_nothing_is_held_back(library: Library) -> None:
    outcome = library.guide.answer(Message("1", "console:1", "should i text him", NOON), Talked(library.guide).memory)
    assert lastly.allowed(outcome.reply, None, library.knowledge)
