"""How old the help lines are: after half a year it is said, after a year production does not start with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain import Knowledge
from bot.mind.cards import shown

WARNED = timedelta(days=180)
REFUSED = timedelta(days=365)
ADVICE = "compare them with their pages, then set operator_checked in helplines.yaml"


def last_day(text: str) -> date | None:
    """The last day a date like 2026-11 may mean; None where there is none."""
    if not text:
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    try:
        return date(year, month or 12, day or 28)
    except ValueError:
        return None


def stale(knowledge: Knowledge, today: date, limit: timedelta) -> str:
    """A line about the shown lines nobody compared with their page for so long, if any; no date is too old."""
    old = list(_older(knowledge, today - limit))
    where = ", ".join(dict.fromkeys(old))
    return f"{len(old)} help lines were not checked for {limit.days} days ({where}): {ADVICE}" if old else ""


def _older(knowledge: Knowledge, first: date) -> Iterator[str]:
    for code, country in knowledge.countries.items():
        for line in country.lines:
            day = last_day(line.checked)
            if shown(line) and (day is None or day < first):
                yield code
