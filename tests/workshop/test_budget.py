"""The error budget: kept, exceeded, or not yet known, and never claimed of too few."""

from __future__ import annotations

import pytest

from bot.domain import Facts
from bot.workshop.evaluate import UNKNOWN, Seen, Trial, report
from bot.workshop.labelled import Labelled
from bot.workshop.shares import ENOUGH, Share, told


def trial(unanswerable: int, spoken: int, answerable: int = 40) -> Trial:
    """So many messages nothing answers, of which so many are answered; the others all are."""
    yes = [True] * answerable + [False] * unanswerable
    speaks = [True] * (answerable + spoken) + [False] * (unanswerable - spoken)
    messages = [Labelled(str(at), ("hi",), {"a": 3.0} if each else {}, each, None) for at, each in enumerate(yes)]
    seen = [Seen(("a",), ("a",) if each else (), each, 0.9 if each else 0.1) for each in speaks]
    return Trial(messages, {"ours": seen}, [Facts() for _ in yes])


@pytest.mark.parametrize(
    ("unanswerable", "spoken", "state"),
    [(400, 10, "kept"), (400, 120, "exceeded"), (60, 6, "too few to tell"), (12, 0, UNKNOWN), (0, 0, UNKNOWN)],
)
def test_the_budget_is_kept_exceeded_or_not_yet_known(unanswerable: int, spoken: int, state: str) -> None:
    (line,) = (
        line for line in report(trial(unanswerable, spoken), 0.1).splitlines() if line.startswith("error budget")
    )
    assert line.startswith("error budget 0.10: ")
    assert state in line


def test_no_figure_is_shown_of_too_few_messages() -> None:
    lines = report(trial(12, 1, ENOUGH - 1)).splitlines()
    assert [line.split("  ")[-1].strip() for line in lines if line.startswith(("right at 1", "answered, should "))] == [
        UNKNOWN
    ] * 3
    assert told(Share(1, ENOUGH)) == str(Share(1, ENOUGH))
