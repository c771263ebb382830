"""How a pattern may begin, told without ever leaving out a beginning it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.load import load
from bot.mind.gate.lexicon import Lexicon, _quotes, _strongest, view
from bot.mind.gate.starts import ANY, LENGTH, Sights, starts

KNOWLEDGE = load(Path(__file__).parents[3] / "knowledge")
LEXICON = Lexicon(KNOWLEDGE.rules)


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("kill", {"kill"}),
        ("killing", {"kill"}),
        ("i", {"i"}),
        ("(?:he|she) hit", {"he h", "she "}),
        ("(?:so )?he", {"so h", "he"}),
        ("a?b", {"ab", "b"}),
        ("a+b", {"ab", "aab", "aaab", "aaaa"}),
        ("a*b", {"b", "ab", "aab", "aaab", "aaaa"}),
        ("[ab]c", {"ac", "bc"}),
        ("[a-c]d", {f"{ANY}d"}),
        (r"\w+", {ANY, 2 * ANY, 3 * ANY, 4 * ANY}),
        (r"(?:\w+ ){0,1}me", {"me", f"{ANY} me", f"{2 * ANY} m", f"{3 * ANY} ", 4 * ANY}),
        ("(?<!not )(?=x)dead(?!ly)", {"dead"}),
        ("^so", {"so"}),
        (r"\bso", {"so"}),
        (".a", {f"{ANY}a"}),
        ("(a|bc)d", {"ad", "bcd"}),
        ("a{2,3}", {"aa", "aaa"}),
        ("a{2}", {"aa"}),
        ("a{,2}b", {"b", "ab", "aab"}),
        ("a{6,}", {"aaaa"}),
        ("(?:ab){2,}", {"abab"}),
        ("a{0,2}?b", {"b", "ab", "aab"}),
        ("", {""}),
    ],
)
def test_the_beginnings_of_a_pattern(pattern: str, begins: set[str]) -> None:
    assert set(starts(pattern)) == begins


@given(st.sets(st.text("ab" + ANY, max_size=LENGTH), max_size=12), st.text("abc", max_size=LENGTH))
def test_whoever_may_begin_at_a_sight_is_found_and_nobody_else(begins: set[str], sight: str) -> None:
    ordered = sorted(begins)
    may = [
        at
        for at, begin in enumerate(ordered)
        if len(begin) <= len(sight) and all(one in (ANY, sign) for one, sign in zip(begin, sight, strict=False))
    ]
    sights = Sights((begin, at) for at, begin in enumerate(ordered))
    assert list(sights[sight]) == may == list(sights[sight])


def test_only_so_many_sights_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mind.gate.starts.MOST", 1)
    sights = Sights([("a", 0), ("b", 1)])
    assert (sights["ax"], sights["bx"], list(sights)) == ((0,), (1,), ["ax"])


def test_rules_fire_as_if_every_place_of_a_text_were_tried() -> None:
    texts = [*(danger.text for danger in KNOWLEDGE.dangers), *(example.text for example in KNOWLEDGE.examples[:500])]
    for seen in map(view, texts):
        quotes = _quotes(seen)
        found = [(frame, list(frame.say.finditer(seen))) for frame in LEXICON._frames]
        hits = [_strongest(frame, matches, seen, quotes) for frame, matches in found if matches]
        assert LEXICON.read(seen) == tuple(hit for hit in hits if hit)
