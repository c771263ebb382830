"""The ex's pronouns, sentence by sentence: the table beside this file is the specification."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.pronouns import adapt

LEFT_OVER = re.compile(r"\b(he|him|his|himself|boyfriend)\b", re.IGNORECASE)
OPEN = re.compile(r"\b(he or she|her or him|his or her|s/he)\b", re.IGNORECASE)
PIECES = (
    "he him his himself he's he’s he'll she her they them is was has does isn't doesn’t cares calls texts tries you it "
    "the a man boyfriend and or but then really , . ? ! — ( ) “ ” \n of course what The friend been tired gone"
)


def _table() -> list[tuple[str, str, str]]:
    """Rows of (sentence, ex, expected)."""
    text = (Path(__file__).parent / "pronouns.txt").read_text(encoding="utf-8")
    rows = []
    for block in text.split("\n\n")[1:]:
        sentence, *lines = block.strip().split("\n")
        for line in lines:
            ex, _, expected = line.strip().partition(": ")
            rows.append((sentence, ex, sentence if expected == "=" else expected))
    return rows


TABLE = _table()


@pytest.mark.parametrize(("sentence", "ex", "expected"), TABLE)
def test_the_sentence_reads_as_it_should(sentence: str, ex: str, expected: str) -> None:
    assert adapt(sentence, ex) == expected


def test_the_table_is_as_long_as_it_claims() -> None:
    assert len(TABLE) > 400
    assert {ex for _, ex, _ in TABLE} == {"she", "they"}


@pytest.mark.parametrize("ex", ["he", "unknown", ""])
def test_an_ex_who_is_a_man_or_not_known_leaves_the_words_as_written(ex: str) -> None:
    assert all(adapt(sentence, ex) == sentence for sentence, _, _ in TABLE)


@pytest.mark.parametrize("ex", ["she", "they"])
def test_no_word_for_a_man_is_left_over(ex: str) -> None:
    assert not [sentence for sentence, _, _ in TABLE if LEFT_OVER.search(adapt(OPEN.sub("", sentence), ex))]


def test_sentences_side_by_side_read_as_they_do_alone() -> None:
    whole = [sentence for sentence, _, _ in TABLE if sentence.endswith((".", "!", "?"))]
    for ex in ("she", "they"):
        assert adapt(" ".join(whole), ex) == " ".join(adapt(sentence, ex) for sentence in whole)


@given(st.lists(st.sampled_from(PIECES.split(" "))).map(" ".join) | st.text(), st.sampled_from(["she", "they"]))
def test_adapting_twice_changes_nothing_more(text: str, ex: str) -> None:
    once = adapt(text, ex)
    assert adapt(once, ex) == once


@given(st.text(st.characters(exclude_characters="hHbBmM")), st.sampled_from(["she", "they"]))
def test_text_without_the_ex_stays_as_it_is(text: str, ex: str) -> None:
    assert adapt(text, ex) == text
