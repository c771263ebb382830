"""The demo's record: as a record of some weeks might look, and the same each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo import ANA, DAYS, GRAVE, fill
from bot.domain.review import Listed
from bot.knowledge.library import Library
from bot.store import KeyRing, Store, fresh_key
from bot.store.review import VIEWS, Filter


async def filled(path: Path, library: Library, people: int = 50) -> tuple[dict[str, tuple[Listed, ...]], int]:
    """What stands in each view."""
    store = await Store.open(f"sqlite:///{path}", KeyRing.from_text(fresh_key()))
    turns = await fill(store, library, people)
    lists = {view: await store.review.page(Filter(view), limit=1000) for view in VIEWS}
    broken = (await store.review.verify()).broken
    _, thread = await store.review.open(ANA, lists["all"][0].id)
    assert all(seen.turn.message.name == "" for seen in thread)
    assert len(lists["all"]) == turns
    await store.close()
    return lists, broken


async def test_every_view_has_something_to_show_and_the_same_each_time(tmp_path: Path, library: Library) -> None:
    lists, broken = await filled(tmp_path / "one.db", library)
    again, _ = await filled(tmp_path / "two.db", library)
    assert broken == 0
    assert [view for view in VIEWS if not lists[view]] == []
    assert [(one.text, one.kind) for one in lists["all"]] == [(one.text, one.kind) for one in again["all"]]
    assert {"answer", "card"} <= {one.kind for one in lists["all"]}
    assert {one.rating for one in lists["all"]} == {None, "up", "down"}
    first = datetime.now(UTC) - timedelta(days=DAYS + 1)
    assert all(first < one.at < datetime.now(UTC) for one in lists["all"])
    assert [one.at for one in lists["all"]] == sorted((one.at for one in lists["all"]), reverse=True)


async def test_a_small_demo_leaves_something_to_judge_too(tmp_path: Path, library: Library) -> None:
    waiting = [(await filled(tmp_path / f"{people}.db", library, people))[0]["open"] for people in (1, 2, 3, 4, 5)]
    assert all(waiting)


def test_the_grave_lines_are_heard_as_such(library: Library) -> None:
    assert [line for line in GRAVE if library.guide.gate.check(line) is None] == []
