"""How the bot did, counted from the open columns, and quality that only chance may feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Admit, Alarm, Decision, Trace, Turn
from bot.domain.figures import ENOUGH, Figures, Quality, wilson
from bot.domain.review import Reviewer
from bot.store import Store
from bot.store.review import Filter
from tests.store.people import message, turn

ANA, BO = Reviewer("Ana", "reviewer"), Reviewer("Bo", "reviewer")
DANGER = Alarm("soft", "abuse", "moderate", ("rule",))


async def say(
    store: Store, words: str, ago: timedelta = timedelta(), decision: Decision | None = None, alarm: Alarm | None = None
) -> int:
    """Keeps a turn of so long ago in which somebody said that."""
    said = replace(message(id=words, text=words), at=datetime.now(UTC) - ago)
    first = turn(said)
    outcome = replace(first.outcome, decision=decision or first.outcome.decision, trace=Trace((), 0.9, alarm))
    kept = await store.keep(await store.look(said), Turn(said, outcome, "v1"))
    assert kept is not None
    return kept.id


async def test_each_day_has_its_outcomes_ratings_and_dangers(store: Store) -> None:
    one = await say(store, "one")
    await say(store, "two", decision=Admit(()))
    await say(store, "three", alarm=DANGER)
    old = await say(store, "old", timedelta(days=3))
    await say(store, "older", timedelta(days=40))
    await store.rate("telegram:123", one, "up")
    await store.rate("telegram:123", old, "down")
    found = await store.review.figures(7)
    today, before = found.days[-1], found.days[-4]
    assert [day.day for day in found.days] == [
        datetime.now(UTC).date() - timedelta(days=ago) for ago in range(6, -1, -1)
    ]
    assert (dict(today.outcomes), dict(before.outcomes)) == ({"answer": 2, "admit": 1}, {"answer": 1})
    assert (dict(today.ratings), dict(before.ratings)) == ({"up": 1}, {"down": 1})
    assert today.danger["soft"] == 1
    assert found.flagged == 1
    assert sum(sum(day.outcomes.values()) for day in found.days) == 4


async def test_what_is_looked_at_because_it_was_bad_does_not_count_for_quality(store: Store) -> None:
    ids = [await say(store, f"said {number}") for number in range(160)]
    drawn = [one.id for one in await store.review.page(Filter("random", "Ana"), limit=200)]
    for id in ids:
        if id not in drawn:
            await store.review.judge(ANA, id, "tone")
    assert (await store.review.figures(7)).quality["answer"] == Quality(0, 0, len(drawn))
    for id in drawn:
        await store.review.judge(ANA, id, "good")
    await store.review.judge(BO, drawn[0], "tone")  # they differ
    await store.review.judge(BO, drawn[1], "good")
    found = (await store.review.figures(7)).quality["answer"]
    assert found == Quality(len(drawn) - 1, len(drawn), len(drawn))


async def test_the_wait_is_from_writing_to_arrival(store: Store) -> None:
    assert (await store.review.figures(7)).waited(0.5) is None
    id = await say(store, "one", timedelta(minutes=1))
    await say(store, "two")
    await store.delivered(id)
    found = await store.review.figures(7)
    assert len(found.seconds) == 1
    assert 60 <= (found.waited(0.95) or 0) < 120


def test_quality_is_not_known_of_little() -> None:
    assert not Quality(ENOUGH - 1, ENOUGH - 1, 500).known
    assert Quality(0, ENOUGH, 500).known
    assert Quality(0, 0, 0).interval == (0.0, 1.0)
    assert [round(100 * each) for each in Quality(91, 100, 100).interval] == [84, 95]


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] + 1e-9
    assert counts[0] / counts[1] - 1e-9 <= high <= 1


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0, 1))
def test_a_share_of_the_waits_is_one_of_them(seconds: list[float], share: float) -> None:
    found = Figures((), {}, tuple(sorted(seconds)), 0)
    assert found.waited(share) in seconds
