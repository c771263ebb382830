"""Order inside a chat, and no waiting between chats."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.doors.telegram import limits, sending
from tests.doors.telegram.house import OWN, House
from tests.doors.telegram.updates import tap, text
from tests.doors.telegram.wire import FLOOD


async def test_messages_of_one_chat_are_answered_in_order_though_the_mind_is_slow(house: House) -> None:
    chance = random.Random(1)
    said = {chat: [f"{chat}/{n}" for n in range(8)] for chat in (1, 2, 3)}
    house.guide.slow = {one: chance.uniform(0, 0.02) for lines in said.values() for one in lines}
    await house.hear(*(text(said[chat][n], chat=chat) for n in range(8) for chat in said))
    assert {chat: house.wire.texts(chat) for chat in said} == said


async def test_a_tap_waits_for_the_message_before_it(house: House) -> None:
    house.guide.slow = {"slow": 0.1}
    await house.hear(text("slow"), tap("c:more"), text("quick"))
    assert house.wire.texts() == ["slow", "chose more", "quick"]


async def test_other_chats_go_on_while_the_mind_is_slow_in_one(house: House) -> None:
    house.guide.slow = {"slow": 0.5}
    await house.hear(text("slow", chat=1), text("after", chat=1), text("/help", chat=2))
    assert house.wire.texts() == [OWN["help"], "slow", "after"]


async def test_other_chats_are_answered_while_one_waits_for_flood_control(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = asyncio.Event()
    monkeypatch.setattr(sending, "_pause", lambda *_: calm.wait())
    house.wire.fail("sendMessage", FLOOD)
    await house.wire.push(text("flooded", chat=1), text("after", chat=1))
    await house.wire.until(lambda: bool(house.wire.texts()))
    await house.wire.push(text("hello", chat=2))
    await house.wire.until(lambda: "hello" in house.wire.texts())
    calm.set()
    await house.settle()
    assert house.wire.texts() == ["flooded", "hello", "flooded", "after"]


async def test_a_chat_that_floods_us_leaves_room_for_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 100)
    many = [f"{n}" for n in range(60)]
    house.guide.slow = dict.fromkeys(many, 0.01)
    await house.hear(*(text(one, chat=1) for one in many), text("/help", chat=2))
    assert house.wire.texts(1) == many
    assert house.wire.texts().index(OWN["help"]) < 30


async def test_nothing_is_kept_of_chats_that_are_quiet(house: House) -> None:
    house.guide.broken = "broken"
    await house.hear(*(text("hello", chat=n) for n in range(1, 5)), text("broken", chat=9))
    assert not house.door.rounds.busy
    backlog = await house.store.inbox.backlog()
    assert (backlog.letters, backlog.replies, backlog.aside) == (0, 0, 1)


@pytest.mark.parametrize("count", [1, 40])
async def test_forty_people_at_once_are_all_answered(house: House, count: int) -> None:
    await house.hear(*(text(f"{n}", chat=n) for n in range(1, count + 1)))
    assert sorted(house.wire.texts(), key=int) == [f"{n}" for n in range(1, count + 1)]
