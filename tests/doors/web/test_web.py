"""The web port: who may post, what a machine is told, and that nothing of a message is."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot import observe
from bot.doors.web import Site, open_web, routes
from bot.doors.web.routes import LARGEST, SECRET
from bot.errors import DoorError
from tests.store.people import CANARY

WORD = "the-secret"
UPDATE = {"update_id": 1, "message": {"text": CANARY}}


class Taker:
    """What takes updates in."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.broken = False

    async def take(self, updates: list[Any]) -> None:
        if self.broken:
            raise ValueError(CANARY)
        self.taken += updates


@asynccontextmanager
async def port(taker: Taker | None, **wrong: str) -> AsyncIterator[httpx.AsyncClient]:
    async def examine() -> dict[str, str]:
        return wrong

    site = Site(examine, taker.take if taker else None, WORD)
    async with (
        open_web(routes(site), "127.0.0.1", 0) as number,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{number}", trust_env=False) as client,
    ):
        yield client


async def test_what_telegram_posts_is_taken_in_before_it_is_told_so() -> None:
    taker = Taker()
    async with port(taker) as client:
        assert (await client.post("/telegram", json=UPDATE, headers={SECRET: WORD})).status_code == 200
    assert taker.taken == [UPDATE]


async def test_an_update_that_could_not_be_kept_comes_again_and_is_not_quoted() -> None:
    taker = Taker()
    taker.broken = True
    with capture_logs() as logs:
        async with port(taker) as client:
            answer = await client.post("/telegram", json=UPDATE, headers={SECRET: WORD})
    assert answer.status_code == 500
    assert CANARY not in answer.text + repr(logs)


@pytest.mark.parametrize("headers", [{}, {SECRET: ""}, {SECRET: "another"}, {SECRET: WORD + "x"}, {SECRET: "é"}])
async def test_whoever_does_not_know_the_secret_is_refused(headers: dict[str, str]) -> None:
    taker = Taker()
    async with port(taker) as client:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        assert (await client.post("/telegram", json=UPDATE, headers=raw)).status_code == 403
    assert taker.taken == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000])
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    taker = Taker()
    async with port(taker) as client:
        assert (await client.post("/telegram", content=body, headers={SECRET: WORD})).status_code == 400
    assert taker.taken == []


async def test_what_is_too_large_is_refused_whatever_it_says_of_its_length() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * (LARGEST // 2)

    async with port(Taker()) as client:
        assert (await client.post("/telegram", content=b" " * (LARGEST + 1), headers={SECRET: WORD})).status_code == 413
        assert (await client.post("/telegram", content=pieces(), headers={SECRET: WORD})).status_code == 413


async def test_without_a_webhook_nothing_can_be_posted() -> None:
    async with port(None) as client:
        assert (await client.post("/telegram", json=UPDATE, headers={SECRET: WORD})).status_code == 404


async def test_it_lives_and_is_ready_unless_something_is_wrong() -> None:
    async with port(None, database="") as client:
        assert (await client.get("/live")).text == "live\n"
        assert (await client.get("/ready")).status_code == 200
    async with port(None, database="it is gone", inbox="") as client:
        answer = await client.get("/ready")
        assert (answer.status_code, answer.json()) == (503, {"database": "it is gone"})
        assert (await client.get("/live")).status_code == 200


async def test_which_knowledge_answers_is_told_and_a_refused_one_keeps_nobody_waiting() -> None:
    async def examine() -> dict[str, str]:
        return {"database": ""}

    standing = {"version": "abc", "refused": "article.yaml:1:1: no"}
    async with (
        open_web(routes(Site(examine, standing=lambda: standing)), "127.0.0.1", 0) as number,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{number}", trust_env=False) as client,
    ):
        answer = await client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, standing)


async def test_the_figures_are_there() -> None:
    observe.WAITING.labels("replies").set(3)
    async with port(None) as client:
        text = (await client.get("/metrics")).text
    for name in (
        "bot_turns",
        "bot_cards",
        "bot_stage_seconds",
        "bot_waiting",
        "bot_waiting_seconds",
        "bot_send_errors",
    ):
        assert f"# TYPE {name}" in text
    for name in ("bot_knowledge_troubles", "bot_knowledge_info", "bot_knowledge_refused", "bot_knowledge_reloads"):
        assert f"# TYPE {name}" in text
    assert 'bot_waiting{what="replies"} 3.0' in text


async def test_a_port_that_is_taken_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        with pytest.raises(DoorError, match=rf"127\.0\.0\.1:{number} \(.*\): check BOT_HOST and BOT_PORT"):
            async with open_web(routes(Site(_well)), "127.0.0.1", number):
                pytest.fail("it opened")


async def _well() -> dict[str, str]:
    return {}


def test_the_secret_is_compared_in_constant_time() -> None:
    compare: Callable[..., bool] = __import__("hmac").compare_digest
    assert compare.__name__ in routes.__globals__["telegram"].__code__.co_names
