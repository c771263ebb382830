"""The same plea a third time is known, however it is dressed; a story or another question is not one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.pleas import plain, pleads


def pleaded(*texts: str) -> bool:
    return pleads([plea for text in texts if (plea := plain(text))])


@pytest.mark.parametrize(
    "texts",
    [
        ("how do i get him back", "how do i get him back??", "But HOW do I get him back!"),
        ("will she call me", "so will she call me", "please, will she really call me"),
        ("will she call me", "how long must i wait for it", "will she call me?", "will she call me"),
    ],
)
def test_the_same_question_three_times_is_a_plea(texts: tuple[str, ...]) -> None:
    assert pleaded(*texts)
    assert not pleaded(*texts[:-1])


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("how do i get him back", "how do i get over him", "how do i get my things back"),
        ("should i write", "should i write", "should he write"),
        ("ok", "ok", "ok"),
        ("help me please", "help me please", "help me please"),
        ("why " * 40, "why " * 40, "why " * 40),
        ("will she call me", "will she call me", "will she call me", "what do i do with her letters"),
    ],
)
def test_other_questions_short_words_and_stories_are_none(texts: tuple[str, ...]) -> None:
    assert not pleaded(*texts)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_messages_are_compared(texts: list[str]) -> None:
    assert pleaded(*texts) in (True, False)
