"""The whole bot as an operator runs it, in a process of its own, with people at a Bot API stand-in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store import fresh_key
from tests.standin import Sent, Standin

TOKEN = "123456789:" + "AAxx-yy_zz" * 4
STORY = "He broke up with me two weeks ago after three years. Should I text him or is no contact better?"
START = 180  # seconds: a first start may have the whole knowledge to learn

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin(token=TOKEN) as standin:
        yield standin


def environment(url: str, folder: Path, token: str = TOKEN) -> dict[str, str]:
    """That of this process, with the bot's settings for a database of its own."""
    ours = {
        "BOT_TOKEN": token,
        "BOT_API_URL": url,
        "BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "BOT_KEYS": fresh_key(),
        "NO_PROXY": "127.0.0.1",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("BOT_")} | ours


@contextmanager
def running(env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`bot run`, ended if it has not ended by itself."""
    with log.open("wb") as out:
        bot = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env, stdout=out, stderr=out)
        try:
            yield bot
        finally:
            bot.kill()
            bot.wait()


def answer(standin: Standin, count: int) -> Sent:
    """The reply, once the bot has said so many."""
    standin.until(lambda: len(standin.sent) >= count)
    return standin.sent[-1]


def labels(sent: Sent) -> list[str]:
    return [label for label, _ in sent.buttons]


def test_people_have_a_conversation_and_the_bot_ends_when_it_is_told_to(standin: Standin, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(environment(standin.url, tmp_path), log) as bot:
        standin.say("/start")
        standin.until(lambda: bool(standin.sent), START)
        assert len(labels(standin.sent[0])) == 4
        standin.tap("Yes, keep it")
        assert answer(standin, 2).text.startswith("Thank you.")
        standin.tap(labels(standin.sent[0])[2])
        assert answer(standin, 3).text
        standin.say(STORY)
        said = answer(standin, 4)
        for count in (5, 6):
            if "👍" not in labels(said):  # it asks first: the last button skips
                standin.tap(labels(said)[-1])
                said = answer(standin, count)
        standin.tap("👍")
        standin.until(lambda: "Thank you." in standin.notices)
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(10) == 0
    lines = log.read_text()
    assert "turn" in lines
    for secret in (TOKEN, STORY, "two weeks", "Ana", said.text, "Traceback"):
        assert secret not in lines


def test_a_token_that_telegram_refuses_is_one_clear_line(standin: Standin, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(environment(standin.url, tmp_path, token="1:other"), log) as bot:
        assert bot.wait(START) == 2
    assert "BOT_TOKEN is refused by Telegram at 127.0.0.1" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert "1:other" not in log.read_text()
