"""A better answer told by a reviewer: tried first, in force once accepted, and sent to those who wait for it."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import Alarm, Message, Turn
from bot.domain.review import Role
from bot.workshop.replay import served
from tests.doors.web.review.hive import ANSWER, TOAST, WASPS, bench, break_it, drafted, gild, open_hive, outbox, write
from tests.doors.web.review.house import House
from tests.doors.web.review.test_inbox import text


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_hive(tmp_path) as opened:
        yield opened


async def test_the_right_passage_is_taught_and_answers_from_then_on(house: House) -> None:
    turn = await write(house, TOAST)
    assert "smoke" not in served(turn.outcome)
    async with house.visitor("reviewer") as client:
        for number in range(3):
            words = f"{TOAST}{' please' * number}"
            where, page = await drafted(client, f"/review/all/{turn.id}", passage="smoke", text=words)
            assert "Accept" in page
            assert f'+ - {{text: "{words}", fits: {{smoke: 3}}' in text(page)
            answer = await client.post(f"{where}/accept")
            assert answer.headers["location"] == f"/review/all/{turn.id}?did={turn.id}.passage"
    again = await write(house, f"{TOAST} please", "telegram:8")
    assert served(again.outcome)[:1] == ("smoke",)
    trail = [(one.did, one.turn, one.detail) for one in await house.store.review.trail()]
    assert trail.count(("taught", turn.id, "smoke")) == 3
    assert await outbox(house) == []


async def test_a_new_answer_of_the_author_s_reaches_who_asked_and_who_wanted_to_be_told(house: House) -> None:
    turn = await write(house, WASPS)
    await write(house, "do wasps mourn", "telegram:8", wants=True)
    await write(house, "which mower should I buy", "telegram:9", wants=True)
    async with house.visitor("operator") as client:
        where, page = await drafted(client, f"/review/open/{turn.id}", **ANSWER, send="on", tell="on")
        assert "All go as they should" in text(page)
        assert 'letter: "tell me, do wasps mourn for their king"' in text(page)
        assert "never_for: [suicide, stalking, violence, minor]" in text(page)
        assert await outbox(house) == []
        answer = await client.post(f"{where}/accept")
        assert answer.headers["location"].endswith(f"did={turn.id}.missing&sent=2")
        assert (await client.post(f"{where}/accept")).status_code == 404
    sent = await outbox(house)
    assert [one.partition(": ")[0] for one in sent] == ["telegram:7", "telegram:8"]
    assert all(one.partition(": ")[2].startswith("late\n\nWasps mourn, too.") for one in sent)
    after = await house.store.look(Message("x", "telegram:8", "", datetime.now(UTC)))
    assert after.memory.wants == ()
    assert len(after.memory.told) == 1
    live = await write(house, "do wasps grieve", "telegram:10")
    assert live.outcome.reply.text.count("Wasps mourn") == 1


async def test_nobody_is_told_twice_nor_in_danger_nor_against_their_will(house: House) -> None:
    turns = [await write(house, WASPS, f"telegram:{number}") for number in range(4)]
    group = await write(house, WASPS, "telegram:-5:6")
    await house.store.consent("telegram:1", False)
    await house.store.gone("telegram:2")
    visit = await house.store.look(Message("x", "telegram:3", "", datetime.now(UTC)))
    alarm = Alarm("card", "suicide", "high", ("x",), since=datetime.now(UTC))
    outcome = replace(turns[3].outcome, memory=replace(visit.memory, alarm=alarm))
    await house.store.keep(visit, Turn(Message("x", "telegram:3", "x", datetime.now(UTC)), outcome, "v1"))
    sent = list[str]()
    async with house.visitor("operator") as client:
        for turn in (*turns, turns[0], group):
            path = f"/review/all/{turn.id}"
            form = ANSWER | {"text": "do wasps mourn"} if turn is turns[0] and not sent else None
            if form is None:
                id = next(each.id for each in bench(house).knowledge.passages if each.title == "What of wasps")
                form = {"passage": id, "text": f"do wasps mourn {len(sent)}"}
            where, _ = await drafted(client, path, **form, send="on")
            sent.append((await client.post(f"{where}/accept", data={"anyway": "on"})).headers["location"][-6:])
    assert sent == ["sent=1", "sent=0", "sent=0", "sent=0", "sent=0", "sent=0"]


async def test_what_breaks_a_golden_conversation_is_not_accepted_by_mistake(house: House) -> None:
    gild(house)
    turn = await write(house, TOAST)
    async with house.visitor("reviewer") as client:
        where, page = await break_it(client, turn.id)
        assert "toast" in text(page)
        refused = await client.post(f"{where}/accept")
        assert (refused.status_code, "would break a golden conversation" in refused.text) == (409, True)
        assert (await client.post(f"{where}/accept", data={"anyway": "on"})).status_code == 303


async def test_knowledge_that_would_not_load_is_not_accepted(house: House) -> None:
    turn = await write(house, WASPS)
    async with house.visitor("reviewer") as client:
        article = bench(house).folder / "article.yaml"
        whole = article.read_text(encoding="utf-8")
        article.write_text("author: x\n", encoding="utf-8")
        where, page = await drafted(client, f"/review/all/{turn.id}", passage="smoke", text=WASPS)
        assert "would not load" in page
        assert (await client.post(f"{where}/accept")).status_code == 409
        article.write_text(whole, encoding="utf-8")
        assert (await client.post(f"{where}/leave")).headers["location"] == f"/review/all/{turn.id}"
        assert (await client.get(where)).status_code == 404


async def test_two_who_teach_at_once_do_not_write_over_each_other(house: House) -> None:
    turn = await write(house, WASPS)
    async with house.visitor("reviewer") as ana, house.visitor("reviewer", "Bo") as bo:
        first, _ = await drafted(ana, f"/review/all/{turn.id}", passage="smoke", text="one")
        second, _ = await drafted(bo, f"/review/all/{turn.id}", passage="smoke", text="two")
        assert (await bo.get(first)).status_code == 404
        assert (await ana.post(f"{first}/accept")).status_code == 303
        refused = await bo.post(f"{second}/accept")
        assert (refused.status_code, "changed meanwhile" in refused.text) == (409, True)


@pytest.mark.parametrize(
    "form",
    [
        {"passage": "smoke", "text": " \ufeff\x85 "},
        {"passage": "no-such", "text": "x"},
        {"passage": "", "text": "x"},
        {"answer": "x", "title": " ", "text": "x"},
        {"answer": " ", "title": "x", "text": "x"},
    ],
)
async def test_half_a_correction_is_refused(house: House, form: dict[str, str]) -> None:
    turn = await write(house, WASPS)
    async with house.visitor("operator") as client:
        assert (await client.post(f"/review/all/{turn.id}/correct", data=form)).status_code == 400
        assert (await client.post("/review/all/999/correct", data={"passage": "smoke", "text": "x"})).status_code == 404


async def test_who_may_teach_and_who_may_speak_for_the_author(house: House) -> None:
    turn = await write(house, WASPS)
    grave = await write(house, "i will end my life", "telegram:8")
    may: dict[Role, tuple[int, int]] = {"reviewer": (403, 403), "safety": (403, 303), "operator": (303, 303)}
    for role, (speaks, opens) in may.items():
        async with house.visitor(role) as client:
            page = (await client.get(f"/review/all/{turn.id}")).text
            assert ("The author's answer" in html.unescape(page)) == (speaks == 303)
            assert (await client.post(f"/review/all/{turn.id}/correct", data=ANSWER)).status_code == speaks
            form = {"passage": "smoke", "text": "x", "send": "on"}
            assert (await client.post(f"/review/all/{grave.id}/correct", data=form)).status_code == opens
            answer = await client.post(f"/review/all/{turn.id}/correct", data=form)
            assert answer.status_code == 303
            shown = (await client.get(answer.headers["location"])).text
            assert ("and send it" in shown) == (role == "operator" and "Accept" in shown)


async def test_the_form_begins_with_the_message_masked(house: House) -> None:
    turn = await write(house, "Jolanta left me, call 0170 5550142")
    async with house.visitor("reviewer") as client:
        page = (await client.get(f"/review/all/{turn.id}")).text
    assert re.search(r"<textarea name=\"text\"[^>]*>\[name\] left me, call \[phone\]<", page)
