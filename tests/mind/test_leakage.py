"""Each message of our own sets, each passage, each state after it: nothing forbidden is said, whatever comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from bot.domain import Alarm, Evidence, Match, Memory, Message, Outcome
from bot.knowledge.library import Library
from bot.mind import carefully, lastly
from bot.mind.guide import Guide
from bot.mind.weighed import Weighed
from tests.knowledge.canon import CANON
from tests.mind.gate.aside import ASIDE
from tests.mind.gate.test_gate import GATE
from tests.mind.gate.test_rules import EXPLICIT, TABLE
from tests.mind.test_careful import BACK, DANGERS, NOON, said
from tests.mind.test_scripts import SCRIPTS, STILL

CASES = (
    *(danger.text for danger in CANON.dangers),
    *(one.text for one in ASIDE),
    *(text for _, text in TABLE),
    *(line for script in SCRIPTS for line in script.says if not line.startswith(">")),
    *EXPLICIT,
)
LATER = NOON + timedelta(hours=23)
HELD = Alarm("card", "suicide", "high", ("r1",), since=NOON)


def states(found: Alarm) -> Iterator[Alarm]:
    """The alarms in force after a message: as it is, where it was only a hint, and where another danger came before."""
    said = Message("1", "console:1", "", NOON)
    for held, alarm in ((None, found), (None, replace(found, level="soft")), (HELD, found)):
        carried = carefully.carry(held, alarm, said)
        assert carried
        yield carried


def forbidden(outcome: Outcome, alarm: Alarm, guide: Guide) -> list[str]:
    """Sentences of his in a reply that the policy, and not the code, keeps back in this state."""
    policy = [STILL[kind] for kind in (alarm.kind, *alarm.also) if kind in STILL]
    return [
        sentence.text
        for never, sentence in said(outcome, guide)
        for list_, veto in policy
        if veto in never | sentence.never_for or (alarm.level == "card" and list_ not in sentence.allowed_after)
    ]


def forced(guide: Guide, passage: str, alarm: Alarm, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outcome]:
    """The replies with the passage as sure and as first as can be, and those to its button, hours later."""
    memory = Memory(said=(BACK,), alarm=replace(alarm, since=NOON), seen=NOON, turns=1)
    first = Weighed((Match(passage, 0.99, Evidence(1.0, 1.0, 1.0, 1.0, "open")),))
    monkeypatch.setattr(Guide, "_weigh", lambda *_: first)
    yield guide.answer(Message("2", "console:1", BACK, LATER), memory)
    yield guide.answer(Message("2", "console:1", "", LATER, f"passage:{passage}"), memory)


@cache
def alarms() -> Counter[Alarm]:
    """What the cases raise, and how many of them."""
    return Counter(replace(found, reasons=()) for found in map(GATE.check, CASES) if found)


@pytest.mark.parametrize("guard", ["what chooses", "the last look"])
def test_no_case_and_no_passage_leaks_in_any_state_past_either_guard_alone(
    library: Library, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    monkeypatch.setattr(library.guide, "check", lambda text: None)
    if guard == "what chooses":
        monkeypatch.setattr(lastly, "allowed", lambda *_: True)
    else:
        monkeypatch.setattr(Alarm, "allows", lambda *_: True)
    known: set[tuple[str, str, tuple[str, ...], str]] = set()
    tried = 0
    for found, count in alarms().items():
        for alarm in states(found):
            for passage in library.knowledge.passages:
                tried += count
                state = alarm.level, alarm.kind, alarm.also, passage.id
                if state not in known:
                    known.add(state)
                    replies = forced(library.guide, passage.id, alarm, monkeypatch)
                    assert [text for reply in replies for text in forbidden(reply, alarm, library.guide)] == [], state
    assert tried >= 100_000
    assert {kind for _, kind, _, _ in known} >= {*DANGERS, "third_party", "minor_sexual"}


def test_where_nobody_is_in_danger_what_is_forced_is_said(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library.guide, "check", lambda text: None)
    calm = Alarm("none", "suicide", "moderate", ())
    replies = [
        reply
        for passage in library.knowledge.passages
        for reply in forced(library.guide, passage.id, calm, monkeypatch)
    ]
    assert sum(bool(list(said(reply, library.guide))) for reply in replies) > len(library.knowledge.passages)
