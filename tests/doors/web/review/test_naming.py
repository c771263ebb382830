"""A name for everybody: it stays, and few share one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.doors.web.review.naming import named


@given(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64))
def test_everybody_has_a_name_that_stays(key: str) -> None:
    assert named(key) == named(key)
    colour, bird, number = named(key).split()
    assert colour.istitle()
    assert bird.istitle()
    assert number.isdecimal()


def test_few_share_a_name() -> None:
    names = {named(f"{number:012x}{'0' * 52}") for number in range(0, 10**9, 10**6)}
    assert len(names) > 990
