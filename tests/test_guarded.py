"""A gate that hangs or breaks: nobody gets advice unguarded, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from bot.domain import Alarm, Card, Memory
from bot.guarded import Check, Guarded
from bot.knowledge.library import Library
from bot.mind import cards
from bot.observe import notice
from bot.thinking import STUCK, HungError
from tests.store.people import message, turn

ASKED = message(text="should i keep texting him")


@pytest.fixture
def stuck() -> Iterator[Check]:
    """A check that comes back when the test is over."""
    over = threading.Event()

    def hang(text: str) -> Alarm | None:
        over.wait()
        return None

    yield hang
    over.set()


def broken(text: str) -> Alarm | None:
    raise ValueError(text)


def test_a_check_in_time_says_what_it_says() -> None:
    alarm = Alarm("card", "abuse", "high", ("r",))
    assert Guarded(lambda text: alarm if text else None)("x") is alarm
    assert Guarded(lambda text: None)("x") is None


def test_what_a_check_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="x"):
        Guarded(broken)("x")


def test_a_check_that_hangs_is_left_behind_and_no_more_threads_follow_than_a_few(stuck: Check) -> None:
    guarded, before = Guarded(stuck, 0.001), threading.active_count()
    for _ in range(STUCK * 3):
        with pytest.raises(HungError):
            guarded("x")
    assert threading.active_count() - before <= STUCK
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "gate")


@pytest.mark.parametrize("why", ["gate-hung", "gate-failed"])
def test_then_there_is_help_and_no_passage(library: Library, stuck: Check, why: str) -> None:
    guide, before = library.guide, library.guide.check
    guide.check = Guarded(stuck, 0.001) if why == "gate-hung" else Guarded(broken)
    try:
        outcome = guide.answer(ASKED, Memory())
        assert guide.flags(ASKED, Memory())
    finally:
        guide.check = before
    assert isinstance(outcome.decision, Card)
    assert outcome.decision.card == "neutral"
    assert outcome.decision.alarm.reasons == (why,)
    assert {span.by for span in outcome.reply.spans} == {"bot"}
    assert cards.line(library.knowledge, None, "neutral").removesuffix(".") in outcome.reply.text


@pytest.mark.parametrize("why", ["gate-hung", "gate-failed"])
def test_it_is_counted_for_an_alarm(why: str) -> None:
    alarm = Alarm("card", "unknown", "high", (why,))
    outcome = turn(ASKED).outcome
    failed = replace(outcome, decision=Card("neutral", alarm), trace=replace(outcome.trace, alarm=alarm))
    before = REGISTRY.get_sample_value("bot_gate_failures_total", {"why": why}) or 0
    notice(replace(turn(ASKED), outcome=failed))
    assert REGISTRY.get_sample_value("bot_gate_failures_total", {"why": why}) == before + 1
