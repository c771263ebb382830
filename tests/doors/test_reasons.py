"""`bot ask --why` shows the facts, the weighing, the decision and the source of every piece."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import (
    Admit,
    Alarm,
    Answer,
    Ask,
    Card,
    Choice,
    Decision,
    Evidence,
    Match,
    Memory,
    Outcome,
    Reply,
    Span,
    Talk,
    Trace,
)
from bot.doors.reasons import WIDEST, why
from tests.mind.shelf import facts, shelf

SEEN = Alarm("soft", "suicide", "moderate", ("grief", "night"))
QUOTE = Span("passage", "sting", 0, 14, "Don’t scratch.", "author")
SPACE = Span("space", "", 0, 2, "\n\n", "bot")
PHRASE = Span("phrase", "closing.1", 0, 200, "May it hum " * 20, "author")


MATCH = Match("sting", 0.75, Evidence(3.5, 0.5, 0.25, 1.125, "open"))
TRACE = Trace((MATCH,), 0.75)
SAID = Reply((QUOTE, SPACE, PHRASE))
KNOWN = Memory(facts(ex="she"))


def outcome(decision: Decision, reply: Reply = SAID, memory: Memory = KNOWN, trace: Trace = TRACE) -> Outcome:
    return Outcome(decision, reply, memory, trace)


def told(title: str, of: Outcome) -> list[str]:
    """The lines under a title."""
    parts = dict(part.split("\n", 1) for part in why(of, shelf()).split("\n\n") if ":\n" in part)
    return [line.strip() for line in parts[f"{title}:"].split("\n")]


def test_the_reply_comes_first_and_whole() -> None:
    shown = why(outcome(Talk("thanks"), reply=Reply((QUOTE,))), shelf())
    assert shown.startswith("reply:\n  Don’t scratch.\n")


def test_facts_come_with_the_words_they_were_read_from() -> None:
    assert told("facts", outcome(Talk("thanks"))) == ["ex             she        '(said)'"]
    assert told("facts", outcome(Talk("thanks"), memory=Memory())) == ["none"]


def test_the_alarm_of_the_message_and_the_one_in_force_are_told_apart() -> None:
    held = Memory(alarm=replace(SEEN, level="card", severity="high"))
    assert told("safety", outcome(Talk("thanks"), memory=held, trace=Trace(alarm=SEEN))) == [
        "this message: soft suicide moderate (grief, night)",
        "in force:     card suicide high",
    ]
    assert told("safety", outcome(Talk("thanks"))) == ["none"]


def test_every_passage_weighed_is_shown_with_its_evidence() -> None:
    head, row = told("passages weighed", outcome(Talk("thanks")))
    assert head.split() == ["sure", "learned", "ask", "dense", "lexical", "facts", "passage"]
    assert row.split() == ["0.75", "3.50", "0.50", "0.25", "1.12", "open", "sting"]
    assert told("passages weighed", outcome(Talk("thanks"), trace=Trace())) == ["none"]


@pytest.mark.parametrize(
    ("decision", "line"),
    [
        (Answer(("sting", "hive"), ("smoke",)), "answer with sting, hive; more: smoke"),
        (Answer(("sting",), ()), "answer with sting; more: nothing"),
        (Ask("ended_by"), "ask for ended_by"),
        (Admit(("hive",)), "admit; nearest: hive"),
        (Admit(()), "admit; nearest: nothing"),
        (Card("suicide", SEEN), "card suicide"),
        (Talk("thanks"), "talk: thanks"),
    ],
)
def test_every_decision_is_said_beside_the_bar_it_had_to_pass(decision: Decision, line: str) -> None:
    assert told("decision", outcome(decision)) == [line, "sure of the best 0.75, threshold 0.50"]


def test_each_piece_names_where_it_comes_from_and_spaces_do_not_count() -> None:
    quote, phrase = told("spans", outcome(Talk("thanks")))
    assert quote == "author sting[0:14] (Bees and hearts, letter, line 1) Don’t scratch."
    assert phrase.startswith("author closing.1[0:200] (phrase) May it hum")
    assert phrase.endswith("...")
    assert len(phrase.partition(") ")[2]) <= WIDEST


def test_a_passage_that_is_no_longer_known_still_shows() -> None:
    gone = Reply((replace(QUOTE, ref="gone"),))
    assert told("spans", outcome(Talk("thanks"), reply=gone)) == ["author gone[0:14] (phrase) Don’t scratch."]


def test_buttons_are_shown_with_what_they_mean() -> None:
    assert told("buttons", outcome(Talk("thanks"), reply=Reply((QUOTE,), (Choice("more", "More"),)))) == ["[More] more"]
