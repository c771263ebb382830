"""The figures page: how often it is right, as far as that can be known, and what came, day by day."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.domain.figures import ENOUGH, Day, Figures
from bot.doors.web.review.address import KINDS
from bot.doors.web.review.charts import Chart, stacked
from bot.doors.web.review.desk import Call
from bot.doors.web.review.rendering import LABELS, show

SPANS = (7, 30, 90)
ASKED = {
    "answer": "answers that were right",
    "admit": "times that it was right to give no answer",
    "ask": "questions back that were right",
    "card": "safety cards that were right",
}
OUTCOMES = {kind: LABELS[kind] for kind in KINDS}
DANGER = {"soft": "careful", "card": "danger"}
RATINGS = {"up": "liked", "down": "disliked"}
STEPS = (1, 2, 5, 10, 30, 60)  # seconds


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table that says what the charts show."""

    day: Day
    total: int


async def page(call: Call) -> Response:
    """The last 30 days, or as many as are asked for."""
    days = call.request.query_params.get("days", "30")
    if days not in map(str, SPANS):
        raise HTTPException(404)
    found = await call.desk.record.figures(int(days))
    rows = [Row(day, sum(day.outcomes.values())) for day in reversed(found.days)]
    values = {
        "days": int(days),
        "spans": SPANS,
        "quality": [(ASKED[kind], each) for kind, each in found.quality.items() if each.drawn or kind == "answer"],
        "enough": ENOUGH,
        "charts": _charts(found),
        "waits": _waits(found),
        "figures": found,
        "rows": rows,
        "columns": {"outcomes": OUTCOMES, "danger": DANGER, "ratings": RATINGS},
    }
    return show("figures.html", call.frame("figures") | values)


def _charts(found: Figures) -> list[tuple[str, dict[str, str], Chart]]:
    names = [f"{each.day:%-d %b}" for each in found.days]
    parts = (
        ("Messages a day", OUTCOMES, [each.outcomes for each in found.days]),
        ("Ratings", RATINGS, [each.ratings for each in found.days]),
        ("Flagged for danger", DANGER, [each.danger for each in found.days]),
    )
    return [(title, labels, stacked(list(zip(names, counts, strict=True)), labels)) for title, labels, counts in parts]


def _waits(found: Figures) -> Chart:
    """How many replies took how long."""
    counts, below = list[tuple[str, dict[str, int]]](), 0
    for step in STEPS:
        within = sum(each < step for each in found.seconds)
        counts.append((f"under {step} s", {"wait": within - below}))
        below = within
    counts.append(("longer", {"wait": len(found.seconds) - below}))
    return stacked(counts, {"wait": "replies"})
