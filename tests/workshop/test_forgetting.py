"""Of what was tuned as much is taken as lets nothing be forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.matching.semantic import Words
from bot.workshop.forgetting import TOLERANCE, finding, garden, kept, settle

SHELF = [
    ("Pick the slugs at night", ["who picks slugs", "slugs at night"]),
    ("Water the roses less", ["roses and water", "night"]),
]


def test_asks_that_find_their_text_first_are_found_fully_and_others_by_their_place() -> None:
    assert finding(Words(), SHELF[:1]) == 1
    assert finding(Words(), SHELF) == pytest.approx((1 + 1 + 1 + 1 / 2) / 4)


def test_texts_without_asks_are_only_in_the_way() -> None:
    assert finding(Words(), [SHELF[0], ("Slugs at night", [])]) == pytest.approx((1 + 1 / 2) / 2)
    assert finding(Words(), [("Slugs", [])]) == 1


def test_two_points_less_are_not_forgetting_and_more_are() -> None:
    assert kept(0.5, 0.5 - TOLERANCE + 1e-9)
    assert not kept(0.5, 0.5 - TOLERANCE - 1e-3)


def test_the_largest_share_that_keeps_is_taken() -> None:
    assert settle(lambda share: True) == 1
    assert settle(lambda share: share < 0.65) == 0.6
    assert settle(lambda share: share in (0.2, 0.8)) == 0.8


def test_nothing_is_taken_where_nothing_keeps() -> None:
    assert settle(lambda share: False) == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_share_is_taken_beyond_what_others_could_bear_or_what_keeps(most: float, bound: float) -> None:
    share = settle(lambda each: each <= bound, most)
    assert share <= min(most, bound)
    assert share > min(most, bound) - 0.1 - 1e-9


def test_the_garden_is_large_enough_to_notice_forgetting_in() -> None:
    passages = garden()
    assert len(passages) == 12
    assert all(len(asks) == 6 for _, asks in passages)
    assert len({ask for _, asks in passages for ask in asks}) == 72
