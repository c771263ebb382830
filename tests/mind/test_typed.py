"""What a hasty thumb types is put right before it is compared, and what is spelt well is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.questions import apart
from bot.mind.typed import SHORT, spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shud i beg him", "should i beg him"),
        ("he brok up wit me yestrday", "he broke up with me yesterday"),
        ("she SED she dont luv me", "she said she dont love me"),
        ("wat did i do", "what did i do"),
        ("plz help, i dnt kno", "please help, i do not know"),
    ],
)
def test_the_slips_of_a_thumb_are_put_right(typed: str, meant: str) -> None:
    assert spelled(typed) == meant


@pytest.mark.parametrize(
    "text", ["He left me. What now?", "her wit is what i miss", "a shield of love", "wheat and sedan"]
)
def test_what_is_spelt_well_stays(text: str) -> None:
    assert spelled(text) == text


@given(st.text(max_size=60))
def test_what_was_put_right_stays_so(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)


def test_a_question_is_one_however_it_is_typed() -> None:
    assert apart("shud i text him. wat do i say") == ("shud i text him.", "wat do i say")
    assert all(short.isascii() for short in SHORT)
