"""The verbs for reviewers: a way in, the trail, and a demo that leaves nothing behind."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
from pathlib import Path
from tempfile import gettempdir

import httpx
import pytest

from bot.domain.review import Act, Reviewer
from bot.store import KeyRing, Store, fresh_key
from tests.command import Command

LINK = re.compile(r"^(http://\S+)/review/sign-in\?token=(\S+)$", re.MULTILINE)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    made = Command.small(tmp_path)
    made.settings |= {"BOT_KEYS": fresh_key()}
    return made


async def _open(command: Command) -> Store:
    url = f"sqlite:///{command.here / 'data/bot.db'}"
    return await Store.open(url, KeyRing.from_text(command.settings["BOT_KEYS"]))


def test_a_link_is_printed_that_signs_in_once(command: Command) -> None:
    found = LINK.search(command.run("review", "--name", "Ana  Maria", "--role", "safety"))
    assert found is not None
    assert found[1] == "http://127.0.0.1:8080"

    async def use() -> list[Reviewer | None]:
        store = await _open(command)
        entered = [await store.review.sign_in(found[2]) for _ in range(2)]
        await store.close()
        return [each[0] if each else None for each in entered]

    assert asyncio.run(use()) == [Reviewer("Ana Maria", "safety"), None]


def test_the_link_leads_to_where_the_pages_are(command: Command) -> None:
    command.settings |= {"BOT_HOST": "::1", "BOT_PORT": "81"}
    assert command.run("review").startswith("http://[::1]:81/review/sign-in?token=")
    command.settings |= {"BOT_PUBLIC_URL": "https://bot.example/x/", "BOT_WEBHOOK_SECRET": "s"}
    assert command.run("review").startswith("https://bot.example/x/review/sign-in?token=")


@pytest.mark.parametrize("words", [("--name", "x" * 41), ("--name", " "), ("--name", "a\u202eb"), ("--role", "king")])
def test_a_name_or_role_that_is_none_is_told(command: Command, words: tuple[str, ...]) -> None:
    command.run("review", *words, code=2)


def test_the_trail_is_walked_and_a_change_in_it_found(command: Command) -> None:
    assert command.run("audit", "verify").startswith("Unbroken: 0 entries")

    async def act() -> None:
        store = await _open(command)
        for turn in range(3):
            await store.review.note(Act("Ana", "exported", turn))
        await store.close()

    asyncio.run(act())
    assert command.run("audit", "verify").startswith("Unbroken: 3 entries")
    with sqlite3.connect(command.here / "data/bot.db") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET reviewer = 'Bo' WHERE id = 2")
    connection.close()
    assert command.run("audit", "verify", code=1).startswith("Broken at entry 2")


def test_the_demo_shows_the_pages_and_is_gone_without_a_trace(command: Command) -> None:
    before = set(Path(gettempdir()).glob("fingers-crossed-*"))
    with command.start("demo", "--people", "5", "--no-open") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().decode() for _ in range(2)]
        found = LINK.search("".join(lines))
        assert found is not None
        own = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(base_url=found[1], headers=own, follow_redirects=True, trust_env=False) as client:
            page = client.post("/review/sign-in", data={"token": found[2]}).text
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert "demo" in page
    assert re.search(r'id="row-\d+"', page)
    assert (process.returncode, told.decode().splitlines()[-1]) == (0, "Gone.")
    assert set(Path(gettempdir()).glob("fingers-crossed-*")) <= before
    assert not (command.here / "data").exists()
