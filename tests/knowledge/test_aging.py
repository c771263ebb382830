"""Help lines grow old: a line nobody looked at lately may ring somewhere else by now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import Country, HelpLine
from bot.knowledge.aging import REFUSED, WARNED, last_day, stale
from tests.mind.harbour import harbour

LINE = HelpLine("suicide", "Open Ear", "116 000", evidence="A", checked="2026-03-01")


def aged(today: date, limit: timedelta, **changes: str) -> str:
    land = Country("AA", "Aland", ("111",), (LINE if not changes else replace(LINE, **changes),))
    return stale(replace(harbour(), countries={"AA": land}), today, limit)


def test_a_line_is_fresh_to_the_day_and_then_it_is_told_with_its_country_and_what_to_do() -> None:
    day = date(2026, 3, 1)
    for limit in (WARNED, REFUSED):
        assert aged(day + limit, limit) == ""
        assert aged(day + limit + timedelta(days=1), limit).startswith(
            f"1 help lines were not checked for {limit.days}"
        )
    assert "(AA): compare them" in aged(date(2028, 1, 1), REFUSED)


def test_a_line_without_a_day_is_too_old_and_one_that_is_never_shown_does_not_matter() -> None:
    assert aged(date(2026, 3, 2), REFUSED, checked="")
    assert not aged(date(2036, 3, 2), REFUSED, checked="", evidence="R")


@pytest.mark.parametrize(
    ("text", "day"), [("2026", date(2026, 12, 28)), ("2026-02", date(2026, 2, 28)), ("2026-02-03", date(2026, 2, 3))]
)
def test_a_date_means_its_last_day(text: str, day: date) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize("text", ["", "2026-13", "2026-02-31"])
def test_a_date_that_is_none_is_told_apart(text: str) -> None:
    assert last_day(text) is None
