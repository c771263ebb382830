"""Disguises are undone, and nothing else is: what is read is what was meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mind.gate.normal import GROWTH, exchanged, normalise, sentences

ANY = st.text(st.characters(), max_size=200)


@settings(deadline=None)
@given(ANY)
def test_undoing_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(deadline=None)
@given(ANY)
def test_it_never_grows_beyond_four_times(text: str) -> None:
    assert len(normalise(text)) <= GROWTH * max(len(text), 1)


@pytest.mark.parametrize(
    ("disguised", "meant"),
    [
        ("I WANT to Die", "i want to die"),
        ("k\u200bill my\u200dself", "kill myself"),
        ("s u i c i d e", "suicide"),
        ("su1c1de", "suicide"),
        ("mys3lf", "myself"),
        ("k\u0456ll", "kill"),  # a Ukrainian i among Latin letters
        ("don\u2019t", "don't"),
        ("\uff4b\uff49\uff4c\uff4c", "kill"),  # full width
    ],
)
def test_a_disguise_is_undone(disguised: str, meant: str) -> None:
    assert normalise(disguised) == meant


@pytest.mark.parametrize("text", ["я не хочу жить", "7 years", "3 weeks ago", "a b", "he left at 10"])
def test_what_is_no_disguise_stays(text: str) -> None:
    assert normalise(text) == text


def test_sentences_end_at_marks_and_lines_and_are_never_empty() -> None:
    assert sentences("One. Two!  Three?\n\nFour") == ("One.", "Two!", "Three?", "Four")
    assert sentences(" \n ") == ()


@settings(deadline=None)
@given(ANY)
def test_a_lone_surrogate_is_no_trouble(text: str) -> None:
    normalise(text + "\ud83d")


@given(ANY)
def test_it_ends_also_where_undoing_never_would(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.mind.gate.normal._ROUNDS", 1)
        normalise(text + " su1c1de")


def test_signs_between_letters_are_letters_and_elsewhere_signs() -> None:
    assert normalise("umbr!ngen, stop! now") == "umbringen, stop! now"


@given(st.text("aé&:ñ;ё ", max_size=40))
def test_signs_are_exchanged_as_python_translates_them(text: str) -> None:
    table = str.maketrans({"é": "e", "&": " and ", ":": ",", "ё": "е"})
    assert exchanged(text, table) == text.translate(table)
