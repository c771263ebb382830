"""What is done when Telegram, the network or the house itself fails."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.doors.telegram.sending import AGAIN
from bot.observe import configure_logging
from tests.doors.telegram.house import OWN, House, opened
from tests.doors.telegram.updates import photo, tap, text
from tests.doors.telegram.wire import (
    BAD_GATEWAY,
    BLOCKED,
    FLOOD,
    HALF,
    TOKEN,
    Fault,
    Wire,
    dropped,
    refusal,
    unanswered,
    unreachable,
)
from tests.store.people import CANARY
from tests.test_conversation import remove
from tests.test_observe import logging_as_before

__all__ = ["logging_as_before"]
LONG = " ".join(f"This is sentence number {n}." for n in range(250))


@pytest.fixture
def gone(house: House, tmp_path: Path) -> Iterator[list[bool]]:
    """Who is marked as gone, in the order they came; read when asked."""
    with closing(sqlite3.connect(tmp_path / "bot.db")) as record:

        class Rows(list[bool]):
            def __iter__(self) -> Iterator[bool]:
                return iter([at is not None for (at,) in record.execute("SELECT gone_at FROM people ORDER BY id")])

        yield Rows()


async def test_somebody_who_blocked_the_bot_is_marked_as_gone_and_left_alone(house: House, gone: list[bool]) -> None:
    house.wire.fail("sendMessage", BLOCKED)
    await house.hear(text("hello", chat=7))
    await house.hear(text("hello", chat=8))
    assert list(gone) == [True, False]
    assert house.wire.texts(7) == ["hello"]


async def test_somebody_who_comes_back_is_no_longer_gone(house: House, gone: list[bool]) -> None:
    house.wire.fail("sendMessage", BLOCKED)
    await house.hear(text("hello"))
    await house.hear(text("again"))
    assert list(gone) == [False]


async def test_flood_control_is_waited_for_and_the_reply_sent(house: House) -> None:
    house.wire.fail("sendMessage", FLOOD, FLOOD)
    await house.hear(text("hello"))
    assert house.wire.texts() == ["hello"] * 3
    assert (await delivered(house)) == [True]


async def test_a_flood_wait_is_obeyed_however_long_and_the_reply_kept(house: House) -> None:
    house.wire.fail("sendMessage", refusal(429, "Too Many Requests", retry_after=3600))
    await house.wire.push(text("hello"))
    await house.wire.until(lambda: bool(house.wire.texts()))
    await house.wire.push(text("other", chat=8))
    await house.wire.until(lambda: len(house.wire.texts()) == 2)
    assert house.wire.texts() == ["hello", "other"]
    assert (await house.store.inbox.backlog()).replies >= 1


@pytest.mark.parametrize("fault", [unreachable(), dropped(), BAD_GATEWAY, refusal(500, "Internal Server Error")])
async def test_what_surely_or_most_likely_did_not_arrive_is_sent_again(house: House, fault: Fault) -> None:
    house.wire.fail("sendMessage", fault, fault)
    await house.hear(text("hello"))
    assert house.wire.texts() == ["hello"] * 3
    assert (await delivered(house)) == [True]


async def test_what_may_not_have_arrived_is_said_again_but_not_without_end(house: House) -> None:
    fault = unanswered()
    house.wire.fail("sendMessage", fault, fault)
    await house.hear(text("hello"))
    assert house.wire.texts() == ["hello"] * 3
    house.wire.fail("sendMessage", *[fault] * 99)
    await house.hear(text("again"))
    assert house.wire.texts() == ["hello"] * 3 + ["again"] * (1 + AGAIN)
    assert (await delivered(house)) == [True, False]


async def test_a_yes_that_breaks_off_is_a_yes(house: House) -> None:
    house.wire.fail("sendMessage", HALF)
    await house.hear(text("hello"))
    assert house.wire.texts() == ["hello"]
    assert (await delivered(house)) == [True]


async def test_in_a_storm_of_failures_every_reply_arrives_in_its_order(house: House) -> None:
    chance = random.Random(1)
    storm: list[Fault] = [
        BAD_GATEWAY,
        refusal(500, "Internal Server Error"),
        FLOOD,
        unreachable(),
        HALF,
        None,
        None,
        None,
    ]
    house.wire.fail("sendMessage", *chance.choices(storm, k=120))
    said = {chat: [f"{chat}/{n}" for n in range(10)] for chat in range(1, 6)}
    await house.hear(*(text(said[chat][n], chat=chat) for n in range(10) for chat in said))
    heard = {chat: list(dict.fromkeys(house.wire.texts(chat))) for chat in said}
    assert heard == said
    assert all(await delivered(house))


async def test_a_reply_waits_for_as_long_as_telegram_stays_away(house: House) -> None:
    house.wire.fail("sendMessage", *[unreachable()] * 9)
    await house.hear(text("hello"), text("next"))
    assert house.wire.texts() == ["hello"] * 10 + ["next"]
    assert (await delivered(house)) == [True, True]


async def test_after_a_failure_in_the_middle_the_rest_of_a_reply_follows_in_order(house: House) -> None:
    await house.hear(text("hello"))
    house.wire.fail("sendMessage", None, unreachable())
    await house.hear(text(LONG))
    first, second, again = house.wire.texts()[1:]
    assert second == again
    assert f"{first} {second}" == LONG


async def test_typing_and_acknowledgements_that_fail_do_no_harm(house: House) -> None:
    house.wire.fail("sendChatAction", BLOCKED)
    house.wire.fail("answerCallbackQuery", unreachable())
    await house.hear(tap("c:more"))
    assert house.wire.texts() == ["chose more"]


async def test_a_failure_of_the_house_is_owned_up_to_once(house: House) -> None:
    house.guide.broken = "hello"
    await house.hear(text("hello"))
    await house.hear(text("next"))
    assert house.wire.texts() == [OWN["trouble"], "next"]


async def test_a_failure_to_own_up_ends_there(house: House) -> None:
    house.guide.broken = "hello"
    house.wire.fail("sendMessage", BLOCKED)
    await house.hear(text("hello"))
    house.guide.knowledge = replace(house.knowledge, phrases={})  # an operator's mistake
    await house.hear(text("hello"), photo(), text("next"))
    assert house.wire.texts() == [OWN["trouble"], "next"]


async def test_an_answer_comes_although_the_record_is_away(house: House, tmp_path: Path) -> None:
    await house.store.close()
    remove(f"sqlite:///{tmp_path}/bot.db")
    house.wire.fail("sendMessage", BLOCKED)
    await house.hear(text("hello"), text("next"))
    assert house.wire.texts() == ["hello", "next"]


@pytest.mark.usefixtures("logging_as_before")
async def test_at_debug_no_line_holds_a_text_a_name_a_chat_or_the_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("debug")
    wire = Wire()
    wire.fail("getMe", HALF)
    wire.fail("getUpdates", (200, f'{{"ok": true, "result": [{{"text": "{CANARY}"}}'.encode()))
    faults: list[Fault] = [
        BLOCKED,
        FLOOD,
        HALF,
        unanswered(),
        refusal(400, f"Bad Request: {CANARY}"),
        (500, CANARY.encode()),
    ]
    async with opened(tmp_path, wire) as house:
        house.guide.broken = CANARY
        for fault in faults:
            wire.fail("sendMessage", fault)
            await house.hear(text(f"{CANARY} indeed", chat=987654321))
        await house.hear(text(CANARY, chat=987654321), tap(f"c:{CANARY}", chat=987654321))
        await house.hear({"message": {"text": CANARY}}, {"update_id": CANARY}, text("end"))
    lines = capsys.readouterr().err
    assert lines.count("update failed") == 1
    assert lines.count("reply failed") == 1
    assert lines.count("perhaps not sent") == 1
    assert "update not readable" in lines
    for secret in (CANARY, "canary", "Zebedee", "987654321", TOKEN, TOKEN[-20:]):
        assert secret not in lines


async def delivered(house: House) -> list[bool]:
    """Whether the replies are known to have arrived."""
    turns = [await house.store.turn(turn.id) for turn in house.noticed]
    return [turn.delivered for turn in turns if turn]
