"""Figures say how sure they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import wilson
from bot.workshop.shares import Share, auroc, bins, ece, gained

sureness = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_a_share_is_printed_with_its_wilson_interval() -> None:
    assert str(Share(91, 100)) == "0.91 (0.84-0.95)"  # Wilson (1927), as any statistics package gives it


def test_a_perfect_score_of_few_is_not_called_certain() -> None:
    low, high = wilson(24, 24)
    assert low == pytest.approx(0.862, abs=0.001)
    assert high == pytest.approx(1.0)


def test_of_nothing_nothing_is_claimed() -> None:
    assert str(Share(0, 0)) == "-"
    assert math.isnan(Share(0, 0).value)
    assert math.isnan(ece([]))
    assert math.isnan(auroc([], [0.5]))


def test_a_gain_is_sure_only_where_more_is_won_than_chance_would_win() -> None:
    before = [True] * 50 + [False] * 50
    low, high = gained(before, [True] * 62 + [False] * 38)
    assert low == pytest.approx(0.0563, abs=0.0001)
    assert high == pytest.approx(0.1837, abs=0.0001)
    assert gained(before, [False] * 10 + [True] * 52 + [False] * 38)[0] < 0  # 12 won, 10 lost
    assert all(map(math.isnan, gained([], [])))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_what_is_gained_one_way_is_lost_the_other_way(pairs: list[tuple[bool, bool]]) -> None:
    before, after = zip(*pairs, strict=True)
    low, high = gained(before, after)
    assert low <= (sum(after) - sum(before)) / len(pairs) <= high
    assert gained(after, before) == pytest.approx((-high, -low))


def test_auroc_is_the_chance_that_a_yes_lies_above_a_no() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([0.5], [0.5]) == 0.5


def test_sureness_that_is_kept_has_no_calibration_error_and_bragging_has() -> None:
    kept = bins([0.75] * 4, [True, True, True, False])
    assert ece(kept) == pytest.approx(0.0)
    assert ece(bins([0.95] * 4, [False] * 4)) == pytest.approx(0.95)


def test_full_sureness_falls_into_the_last_step() -> None:
    (last,) = bins([1.0], [True])
    assert (last.low, last.high) == (0.9, 1.0)


@given(sureness)
def test_every_message_is_in_exactly_one_step(pairs: list[tuple[float, bool]]) -> None:
    table = bins([sure for sure, _ in pairs], [right for _, right in pairs])
    assert sum(each.right.total for each in table) == len(pairs)
    assert sum(each.right.count for each in table) == sum(right for _, right in pairs)
    assert 0 <= ece(table) <= 1
