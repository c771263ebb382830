"""How a pattern may begin, told without ever leaving out a beginning it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.load import load
from bot.mind.gate.lexicon import Lexicon, _quotes, _strongest, view
from bot.mind.gate.starts import ANY, starts

KNOWLEDGE = load(Path(__file__).parents[3] / "knowledge")
LEXICON = Lexicon(KNOWLEDGE.rules)


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("kill", {"ki"}),
        ("i", {"i"}),
        ("(?:he|she) hit", {"he", "sh"}),
        ("(?:so )?he", {"so", "he"}),
        ("a?b", {"ab", "b"}),
        ("a+b", {"aa", "ab"}),
        ("a*b", {"aa", "ab", "b"}),
        ("[ab]c", {"ac", "bc"}),
        ("[a-c]d", {f"{ANY}d"}),
        (r"\w+", {ANY, ANY + ANY}),
        (r"(?:\w+ ){0,3}me", {ANY + ANY, ANY + " ", "me"}),
        ("(?<!not )(?=x)dead(?!ly)", {"de"}),
        ("^so", {"so"}),
        (r"\bso", {"so"}),
        (".a", {f"{ANY}a"}),
        ("(a|bc)d", {"ad", "bc"}),
        ("a{2,3}", {"aa", "a"}),
        ("a{0,2}?b", {"aa", "ab", "b"}),
        ("", {""}),
    ],
)
def test_the_beginnings_of_a_pattern(pattern: str, begins: set[str]) -> None:
    assert set(starts(pattern)) >= begins
    assert set(starts(pattern)) <= begins | {"a"}


def test_rules_fire_as_if_every_place_of_a_text_were_tried() -> None:
    texts = [*(danger.text for danger in KNOWLEDGE.dangers), *(example.text for example in KNOWLEDGE.examples[:500])]
    for seen in map(view, texts):
        quotes = _quotes(seen)
        found = [(frame, list(frame.say.finditer(seen))) for frame in LEXICON._frames]
        hits = [_strongest(frame, matches, seen, quotes) for frame, matches in found if matches]
        assert LEXICON.read(seen) == tuple(hit for hit in hits if hit)
