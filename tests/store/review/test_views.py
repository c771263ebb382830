"""The lists a reviewer works through, what stands in them, and what is found by words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects import sqlite

from bot.domain import Admit, Alarm, Decision, Talk, Trace, Turn
from bot.domain.review import Reviewer
from bot.store import KeyRing, Store
from bot.store.review import VIEWS, Filter, Look
from bot.store.review.views import holds
from bot.store.tables import TurnRow, VerdictRow
from tests.store.people import message, turn

ANA, BO = Reviewer("Ana", "reviewer"), Reviewer("Bo", "reviewer")
DANGER = Alarm("soft", "abuse", "moderate", ("rule",))


async def say(
    store: Store,
    words: str,
    person: str = "telegram:1",
    decision: Decision | None = None,
    sure: float = 0.9,
    alarm: Alarm | None = None,
) -> int:
    """Keeps a turn in which somebody said that."""
    said = message(id=f"m-{words}", person=person, text=words)
    first = turn(said)
    outcome = replace(first.outcome, decision=decision or first.outcome.decision, trace=Trace((), sure, alarm))
    kept = await store.keep(await store.look(said), Turn(said, outcome, "v1"))
    assert kept is not None
    return kept.id


async def listed(store: Store, view: str, reviewer: Reviewer = ANA) -> list[int]:
    return [one.id for one in await store.review.page(Filter(view, reviewer.name))]


async def test_each_turn_stands_where_it_belongs(store: Store) -> None:
    sure, unsure = await say(store, "sure"), await say(store, "unsure", sure=0.6)
    silent = await say(store, "silent", decision=Admit(()))
    hello = await say(store, "hello", decision=Talk("hello"))
    danger = await say(store, "danger", person="telegram:2", alarm=DANGER)
    await store.rate("telegram:1", sure, "down")
    await store.rate("telegram:1", unsure, "up")
    assert await listed(store, "open") == [danger, silent, unsure, sure]
    assert await listed(store, "unclear") == [silent, unsure]
    assert await listed(store, "disliked") == [sure]
    assert await listed(store, "flagged") == [danger]
    assert await listed(store, "all") == [danger, hello, silent, unsure, sure]
    assert await listed(store, "done") == await listed(store, "disputed") == []
    await store.review.judge(ANA, sure, "passage")
    assert await listed(store, "disliked") == []
    assert await listed(store, "open") == [danger, silent, unsure]
    assert await listed(store, "done") == [sure]
    counts = await store.review.counts(Filter(reviewer="Ana"))
    assert set(counts) == set(VIEWS)
    assert {view: count for view, count in counts.items() if view != "random"} == {
        view: len(await listed(store, view)) for view in VIEWS if view != "random"
    }


async def test_two_reviewers_keep_both_verdicts_and_where_they_differ_is_a_view_of_its_own(store: Store) -> None:
    id = await say(store, "well")
    await store.review.judge(ANA, id, "good", "just right")
    assert await listed(store, "disputed") == []
    await store.review.judge(BO, id, "tone", "too brisk")
    assert await listed(store, "disputed") == [id]
    _, (seen,) = await store.review.open(ANA, id)
    assert [(one.reviewer, one.value, one.note) for one in seen.verdicts] == [
        ("Ana", "good", "just right"),
        ("Bo", "tone", "too brisk"),
    ]
    (row,) = await store.review.page(Filter("disputed"))
    assert row.verdicts == ("good", "tone")
    await store.review.judge(BO, id, "good")
    assert await listed(store, "disputed") == []
    await store.review.take_back(ANA, id)
    await store.review.take_back(BO, id)
    assert (await listed(store, "open"), await listed(store, "done")) == ([id], [])


async def test_the_random_slice_is_an_eighth_and_the_same_for_all_until_they_have_judged_it(store: Store) -> None:
    ids = [await say(store, f"said {number}", person=f"telegram:{number % 7}") for number in range(160)]
    drawn = await listed(store, "random")
    assert 5 <= len(drawn) <= 40  # of 160, 20 expected
    assert drawn == await listed(store, "random", BO)
    await store.review.judge(ANA, drawn[0], "good")
    assert await listed(store, "random") == drawn[1:]
    assert await listed(store, "random", BO) == drawn
    assert set(drawn) < set(ids)


async def test_a_list_is_narrowed_by_kind_passage_and_rating(store: Store) -> None:
    calm, silent = await say(store, "calm"), await say(store, "silent", decision=Admit(()))
    await store.rate("telegram:1", silent, "down")

    async def ids(kind: str = "", passage: str = "", rating: str = "") -> list[int]:
        wanted = Filter("all", kind=kind, passage=passage, rating=rating)
        return [one.id for one in await store.review.page(wanted)]

    assert await ids("admit") == await ids(rating="down") == [silent]
    assert await ids(passage="calm") == [calm]
    assert await ids(passage="cal_") == await ids(passage='calm", "') == await ids(passage="%") == []
    assert await ids("answer", "calm", "up") == []


async def test_one_goes_from_turn_to_turn(store: Store) -> None:
    first, second, third = [await say(store, words) for words in ("one", "two", "three")]
    view = Filter("open", "Ana")
    assert await store.review.beside(view, third) == second
    assert await store.review.beside(view, second, older=False) == third
    assert await store.review.beside(view, first) is None
    await store.review.judge(ANA, second, "good")
    assert await store.review.beside(view, third) == first
    assert [one.id for one in await store.review.page(view, before=third)] == [first]


async def test_words_are_found_in_what_was_said_and_answered_whatever_their_case(store: Store) -> None:
    ids = [await say(store, words) for words in ("He left in MAY", "Straße", "he left")]
    assert (await store.review.search(Filter("all"), Look("HE LEFT"))).ids == (ids[2], ids[0])
    assert (await store.review.search(Filter("all"), Look("STRASSE"))).ids == (ids[1],)
    assert (await store.review.search(Filter("done"), Look("he"))).ids == ()
    assert (await store.review.search(Filter("all"), Look("nobody said this"))).before is None


async def test_a_search_stops_in_time_and_goes_on_where_it_stopped(store: Store) -> None:
    ids = [await say(store, f"message {number}", person=f"telegram:{number}") for number in range(450)]
    found = await store.review.search(Filter("all"), Look("message", most=10))
    assert found.ids == tuple(reversed(ids[-10:]))
    assert found.before == ids[-10]
    hurried, seen, before = Filter("all"), list[int](), None
    for _ in range(4):
        found = await store.review.search(hurried, Look("message 1", before, seconds=0, most=1000))
        seen += found.ids
        before = found.before
        if before is None:
            break
    assert before is None
    assert seen == [id for number, id in reversed(list(enumerate(ids))) if str(number).startswith("1")]


async def test_a_conversation_is_whole_and_forgotten_whole(store: Store) -> None:
    ids = [await say(store, words) for words in ("one", "two", "three")]
    await say(store, "somebody else", person="telegram:2")
    await store.delivered(ids[0])
    await store.rate("telegram:1", ids[1], "up")
    await store.review.judge(ANA, ids[0], "good")
    person, seen = await store.review.open(ANA, ids[1])
    assert len(person) == 64
    assert [one.turn.message.text for one in seen] == ["one", "two", "three"]
    assert [one.turn.delivered for one in seen] == [True, False, False]
    assert [one.rating for one in seen] == [None, "up", None]
    await store.forget("telegram:1")
    assert await store.review.open(ANA, ids[1]) == ("", ())
    count = select(func.count()).select_from(VerdictRow)
    assert await store._database.do(lambda record: record.execute(count).scalar()) == 0
    assert [one.text for one in await store.review.page(Filter("all"))] == ["somebody else"]


async def test_what_was_judged_last_is_there_to_compare_with(store: Store) -> None:
    ids = [await say(store, words) for words in ("one", "two", "three")]
    await store.review.judge(ANA, ids[2], "good")
    await store.review.judge(BO, ids[0], "tone")
    await store.review.judge(BO, ids[2], "good")
    assert [one.id for one in await store.review.precedents()] == [ids[2], ids[0]]


@pytest.mark.parametrize("view", ["open", "random", "disputed", "done"])
async def test_a_view_of_very_many_turns_is_read_from_its_index(tmp_path: Path, ring: KeyRing, view: str) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'bot.db'}", ring)
    wanted = select(TurnRow.id).where(*holds(Filter(view, "Ana"))).order_by(TurnRow.id.desc()).limit(60)
    words = wanted.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    plan = await store._database.do(lambda record: record.execute(text(f"EXPLAIN QUERY PLAN {words}")).all())
    await store.close()
    assert any(f"INDEX ix_turns_{view}" in row[-1] for row in plan)
