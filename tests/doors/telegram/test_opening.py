"""The door's start and end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Passage, Source
from bot.doors.telegram import application
from bot.errors import DoorError
from tests.doors.telegram.house import OWN, opened, parrot
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import BAD_GATEWAY, FLOOD, HALF, TOKEN, Fault, Wire, refusal, unreachable

UNAUTHORIZED = refusal(401, "Unauthorized")


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (UNAUTHORIZED, "BOT_TOKEN is refused by Telegram at api.example: copy it again from @BotFather."),
        (refusal(404, "Not Found"), "BOT_TOKEN is refused by Telegram at api.example: copy it again from @BotFather."),
        (
            unreachable(),
            "Telegram cannot be reached at api.example (ConnectionTimeoutError): check BOT_API_URL and the network.",
        ),
        ((404, b"<html>"), "api.example does not answer as a Bot API server does: check BOT_API_URL."),
        ((200, b"<html>"), "api.example does not answer as a Bot API server does: check BOT_API_URL."),
        ((200, b'{"hello": "world"}'), "api.example does not answer as a Bot API server does: check BOT_API_URL."),
    ],
)
async def test_a_door_that_cannot_be_opened_says_why_and_what_to_do(tmp_path: Path, fault: Fault, line: str) -> None:
    wire = Wire()
    wire.fail("getMe", *[fault] * 9)
    with pytest.raises(DoorError) as caught:
        async with opened(tmp_path, wire):
            pytest.fail("it opened")
    assert str(caught.value) == line
    assert caught.value.__cause__ is None
    assert wire.open == 0


async def test_a_token_that_is_refused_is_not_tried_again(tmp_path: Path) -> None:
    wire = Wire()
    wire.fail("getMe", *[UNAUTHORIZED] * 9)
    with pytest.raises(DoorError) as caught:
        async with opened(tmp_path, wire):
            pytest.fail("it opened")
    assert len(wire.asked("getMe")) == 1
    assert TOKEN not in repr(caught.value)


@pytest.mark.parametrize("fault", [unreachable(), BAD_GATEWAY, HALF, FLOOD])
async def test_a_failure_or_two_at_the_start_are_borne(tmp_path: Path, fault: Fault) -> None:
    wire = Wire()
    wire.fail("getMe", fault)
    wire.fail("deleteWebhook", fault)
    async with opened(tmp_path, wire) as house:
        await house.hear(text("hello"))
        assert wire.texts() == ["hello"]


async def test_a_webhook_is_removed_and_what_waits_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire()) as house:
        assert house.wire.asked("deleteWebhook") == [{}]


async def test_people_see_what_this_is_before_they_write(tmp_path: Path) -> None:
    async with opened(tmp_path, Wire()) as house:
        await house.wire.until(lambda: bool(house.wire.asked("setMyShortDescription")))
        commands = house.wire.asked("setMyCommands")[0]["commands"]
        assert [(each["command"], each["description"]) for each in commands] == [
            ("start", OWN["menu.start"]),
            ("help", OWN["menu.help"]),
            ("privacy", OWN["menu.privacy"]),
            ("mydata", OWN["menu.mydata"]),
            ("forget", OWN["menu.forget"]),
            ("stop", OWN["menu.stop"]),
        ]
        assert house.wire.asked("setMyDescription") == [{"description": OWN["describe.long"]}]
        assert house.wire.asked("setMyShortDescription") == [{"short_description": OWN["describe.short"]}]


@pytest.mark.parametrize("fault", [unreachable(), FLOOD, refusal(501, "Not Implemented"), HALF])
async def test_an_introduction_that_is_refused_stops_nothing(tmp_path: Path, fault: Fault) -> None:
    wire = Wire()
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        wire.fail(method, fault)
    async with opened(tmp_path, wire) as house:
        await house.hear(text("hello"))
        assert wire.texts() == ["hello"]
        await wire.until(lambda: bool(wire.asked("setMyShortDescription")))


async def test_a_passage_that_no_button_can_offer_is_named_at_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = parrot()
    long = Passage("x" * 60, (), Source("", "", 1), (), frozenset())
    guide.knowledge = replace(guide.knowledge, passages=(*guide.knowledge.passages, long))
    async with opened(tmp_path, Wire(), guide):
        assert "x" * 60 in capsys.readouterr().out


async def test_what_was_taken_is_answered_before_the_door_closes(tmp_path: Path) -> None:
    wire = Wire()
    async with opened(tmp_path, wire) as house:
        house.guide.slow = {"slow": 0.2}
        await wire.push(text("slow"), text("after"))
        await wire.taken()
    assert wire.texts() == ["slow", "after"]
    assert wire.open == 0


async def test_the_door_closes_in_time_though_answers_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "GRACE", 0.1)
    wire = Wire()
    wire.fail("sendMessage", refusal(429, "Too Many Requests", retry_after=50))
    begin = time.monotonic()
    async with opened(tmp_path, wire):
        await wire.push(text("hello"), text("never begun"))
        await wire.until(lambda: bool(wire.texts()))
    assert wire.texts() == ["hello"]
    assert time.monotonic() - begin < 20
    assert wire.open == 0


async def test_a_start_that_is_interrupted_leaves_nothing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "TRIES", (50.0,))
    wire = Wire()
    wire.fail("getMe", unreachable())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), opened(tmp_path, wire):
            pytest.fail("it opened")
    assert wire.open == 0
