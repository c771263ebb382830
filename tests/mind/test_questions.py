"""The questions of a message are told apart from each other and from the story around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.questions import apart


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("She left me. Should I write to her? And how do I sleep at night?", 2),
        ("should i wait, and is it normal that he cries at the door?", 2),
        ("will he call me? i miss him. what do i do with his books?", 2),
        ("how do i get over her. also is it ok to see her on sunday", 2),
        ("Did he love me, and did he love me and my dog?", 2),
        ("He left me. Will he ever come back?", 1),
        ("He asked me whether I was well and I said yes.", 0),
        ("right? why? so?", 0),
        ("", 0),
    ],
)
def test_each_question_is_one_part(text: str, parts: int) -> None:
    assert len(apart(text)) == parts


def test_the_parts_are_the_questions_as_they_were_asked() -> None:
    assert apart("He left. Will he call me? And another thing: should I tell his mother?") == (
        "Will he call me?",
        "And another thing: should I tell his mother?",
    )


@given(st.text(max_size=300))
def test_whatever_is_written_the_parts_are_pieces_of_it(text: str) -> None:
    assert all(part in text for part in apart(text))
