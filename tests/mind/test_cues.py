"""Cues: the words a pattern cannot do without, so that leaving a pattern untried never loses a reading."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.cues import cue, outright
from bot.mind.telling import tell
from tests.mind.rules import rules, table

PATTERNS = [pattern for rule in rules() for reading in rule.readings for pattern in reading.patterns]
CUES = [
    ("left me", "left"),
    ("(?:left|leaves) me", "left leaves"),
    ("he(?: just){0,2} texts?", "text texts"),
    ("(?:break ?up|end it)", "break breakup end"),
    ("break ?", "break"),
    ("(?i:I LEFT) you", "left"),
    ("(?:\\w+ ){0,4}left", "left"),
    ("(?:to )?leave (?:him|her)", "leave"),
    ("left(?: me)?", "left"),
    ("left(?= [.,?] )", "left"),
    ("left(?! me )", "left"),
    ("(?:(?:a|some) )(?:new )?girl", "girl"),
    ("(?: (?:old|new))+ girl", "girl"),
    ("(?:old|new){1,2} x", "x"),
    ("(?:a )+girl", "girl"),
    ("(?:he|she)", "he she"),
    # what cannot be told
    ("\\w+", ""),
    ("parent\\w*", ""),
    ("co ?parent\\w*", ""),
    ("[a-z]+ed", ""),
    ("(?:a|b)c", ""),
    ("c(?:a|b)", ""),
    ("x(?:a |b )y", ""),
    ("(?:a|b)(?:c|d)", ""),
    ("(?:left|\\d+)", ""),
    ("(?:left)?", ""),
    ("left|", ""),
    ("(?:|left)", ""),
    ("left\\|", ""),
    ("(?>left) you", "you"),
    ("left$", ""),
    ("", ""),
]


@pytest.mark.parametrize(("pattern", "words"), CUES)
def test_the_cue_of_a_pattern(pattern: str, words: str) -> None:
    assert cue(pattern) == set(words.split())


@given(
    st.text()
    | st.lists(st.sampled_from(["(?:", ")", "|", "?", " ", "left", "\\w+", "{0,2}", "[ab]", "(?!"])).map("".join)
)
def test_any_pattern_has_a_cue_or_none(pattern: str) -> None:
    assert "" not in cue(pattern)
    assert len(outright(pattern)) <= len(pattern)


def test_every_pattern_of_the_knowledge_has_a_cue() -> None:
    assert [pattern for pattern in PATTERNS if not cue(pattern)] == []


def test_no_pattern_is_found_where_its_cue_is_missing() -> None:
    texts = [tell(message).text for message, _ in table()]
    told = [(text, set(text.lower().split())) for text in texts]
    for pattern in PATTERNS:
        say, cues = re.compile(f" (?:{pattern})(?= )"), cue(pattern)
        assert [text for text, words in told if not words & cues and say.search(text)] == []


def test_what_a_pattern_only_looks_for_is_no_part_of_it() -> None:
    assert outright("left(?= (?:me|us) )(?! no) now(?<!x)") == "left now"
