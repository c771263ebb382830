"""The shipped rules by themselves, without the classifier: what they see and pass over, and how long it takes."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import SafetyRule
from bot.mind.gate import Gate
from bot.mind.gate.lexicon import Lexicon
from tests.knowledge.canon import CANON

RULES = Gate(replace(CANON, dangers=()))
TABLE = [
    line.split(" | ", 1)
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PADDING = "We went to the lake and it rained. "
EXPLICIT = (
    "i want to kill myself",
    "i am going to end my life",
    "i don't want to live anymore",
    "i wish i was dead",
    "i have been thinking about suicide",
    "i don't want to be alive",
)


def read(text: str) -> str:
    """Level and kind of what the rules make of it."""
    alarm = RULES.check(text)
    return f"{alarm.level} {alarm.kind}" if alarm else "none"


@pytest.mark.parametrize(("meant", "text"), TABLE)
def test_a_sentence_is_read_as_it_is_meant(meant: str, text: str) -> None:
    assert read(text) == meant


def test_the_table_is_long_enough_to_show_something() -> None:
    assert len(TABLE) >= 150


@pytest.mark.parametrize("text", EXPLICIT)
@pytest.mark.parametrize(
    "dress",
    ["{}", "{}!!", "please help, {}", "{} 😭", "he left me in may. {}", "{}. sorry to bother you with this"],
)
def test_no_dress_hides_it(text: str, dress: str) -> None:
    dressed = dress.format(text)
    assert read(dressed) == "card suicide"
    assert read(dressed.upper()) == "card suicide"
    assert read(dressed.replace("'", "\u2019")) == "card suicide"
    assert read("\u200b".join(dressed)) == "card suicide"


@given(st.sampled_from(EXPLICIT), st.integers(0, 3000), st.integers(0, 3000))
@settings(max_examples=25)
def test_it_is_found_anywhere_in_a_long_letter(text: str, before: int, after: int) -> None:
    assert read(f"{(PADDING * 100)[:before]}. {text}. {(PADDING * 100)[:after]}") == "card suicide"


def test_a_denial_cancels_only_its_own_sentence() -> None:
    assert read("i'm not fine. i want to kill myself") == "card suicide"


# Words of a rule, in the worst order: what almost matches costs most.
def almost(rule: SafetyRule, length: int) -> str:
    words = re.findall(r"[^\W\d_]{2,}", " ".join(rule.patterns), re.UNICODE)[:60]
    return (" ".join(words) * (length // max(len(" ".join(words)), 1) + 1))[:length]


@pytest.mark.parametrize("rule", CANON.rules, ids=lambda rule: rule.id)
@pytest.mark.parametrize("piece", ["", "i want to ", "he she they my ", "a" * 40 + " ", ", "])
def test_twice_the_text_takes_about_twice_the_time(rule: SafetyRule, piece: str) -> None:
    lexicon = Lexicon((rule,))

    def taken(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length] if piece else almost(rule, length)
        return min(_seconds(lexicon, text) for _ in range(3))

    assert taken(4096) <= 3 * max(taken(2048), 2e-3)  # below two milliseconds the clock tells nothing


def _seconds(lexicon: Lexicon, text: str) -> float:
    begun = time.thread_time()
    lexicon.read(text)
    return time.thread_time() - begun
