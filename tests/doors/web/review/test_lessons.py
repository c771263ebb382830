"""What is learnt from a turn: its message, masked, after what was said before it and belongs to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.review import Seen
from bot.doors.web.review.bench import Trial
from bot.doors.web.review.showing import Lens, lesson
from tests.doors.web.review.hive import TOAST, bench, drafted, open_hive, write
from tests.doors.web.review.house import DANGER, House
from tests.doors.web.review.test_inbox import text


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_hive(tmp_path) as opened:
        yield opened


async def test_what_was_said_before_is_learnt_along(house: House) -> None:
    for words in ("what calms the bees one, asks Leanne", "and my toast"):
        turn = await write(house, words)
    async with house.visitor("reviewer") as client:
        page = (await client.get(f"/review/all/{turn.id}")).text
        assert re.search(r'<textarea name="turns"[^>]*>what calms the bees one, asks \[name\]</textarea>', page)
        form = {"passage": "smoke", "text": "and my toast", "turns": "what calms the bees one\n\n \nsay"}
        _, page = await drafted(client, f"/review/all/{turn.id}", **form)
    assert '{text: "and my toast", fits: {smoke: 3}, turns: ["what calms the bees one", "say"]}' in text(page)


async def test_one_is_told_how_far_a_trial_is(house: House) -> None:
    turn = await write(house, TOAST)
    async with house.visitor("reviewer") as client:
        where, _ = await drafted(client, f"/review/all/{turn.id}", passage="smoke", text="x")
        draft = bench(house).drafts[where.rpartition("/")[2]]
        assert draft.steps[0] == "Learning"
        assert draft.steps[-1] == "Messages: 2 of 2"
        still: asyncio.Task[Trial] = asyncio.create_task(asyncio.sleep(60, Trial(None)))
        bench(house).drafts[draft.id] = replace(draft, trial=still)
        assert "Messages: 2 of 2 …" in (await client.get(where)).text
        still.cancel()


async def test_what_is_flagged_is_no_part_of_a_lesson(house: House) -> None:
    first, now = [await write(house, words) for words in ("what calms the bees one", "and my toast")]
    lens = Lens(bench(house).knowledge)
    trace = replace(first.outcome.trace, alarm=DANGER)
    thread = (Seen(replace(first, outcome=replace(first.outcome, trace=trace))), Seen(now))
    assert lesson(thread, now.id, lens) == ("and my toast",)
    assert lesson(thread, now.id, replace(lens, flagged=True)) == ("what calms the bees one", "and my toast")
    assert lesson(thread, first.id, lens) == ("",)
