"""The whole bot against a Bot API server that is not ours: lo-bot-api-emulator, which checks each request strictly.

It knows a part of the Bot API. What it does not know of what we use is told here and nowhere else: the name of the
bot in getMe, `link_preview_options`, and the two methods of `REFUSED`, which it refuses.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator, verdict

from bench.chaos import free_port
from tests.command import small
from tests.doors.telegram.updates import message, tap
from tests.e2e.test_run import START, TOKEN, environment, running

REFUSED = ["setMyDescription:501", "setMyShortDescription:501"]
# It notices late that a poll was hung up, and refuses the one that confirms at the end; a dead bot takes nothing.
REFUSED += ["getUpdates:409", "webhook:0"]
SECRET = "a-long-secret-for-the-webhook"

pytestmark = pytest.mark.timeout(400)


@dataclass
class Emulated:
    """The server, what the bot said to it, and what it asked of it."""

    url: str
    server: Any
    journal: Path
    said: list[str] = field(default_factory=list)
    buttons: list[list[str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: count(1))

    def answer(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        """As the emulator does, which is told here what it does not know."""
        fields.pop("link_preview_options", None)
        result = self.judge(method, fields, uploads)
        self.asked.append(method)
        if method == "getMe":
            return result | {"username": "emulated_bot"}
        if method == "sendMessage":
            self.said.append(fields["text"])
            rows = fields.get("reply_markup", {}).get("inline_keyboard", [])
            self.buttons.append([button["callback_data"] for row in rows for button in row])
        return result

    def __post_init__(self) -> None:
        self.judge = self.server.validate
        self.server.validate = self.answer

    async def hear(self, *updates: dict[str, Any]) -> None:
        """Somebody writes, or presses a button."""
        for update in updates:
            await self.server.enqueue_update(update, token=TOKEN)

    async def until(self, reached: Callable[[], bool], deliver: bool = False) -> None:
        """Waits for something to have been said. The emulator repeats what was not taken only when it is told to."""
        async with asyncio.timeout(START):
            while not reached():
                if deliver:
                    await self.server.deliver_updates(token=TOKEN)
                await asyncio.sleep(0.05)

    def judged(self, *methods: str) -> dict[str, Any]:
        """The emulator's own verdict over all that was asked."""
        return dict(verdict(self.journal, require_response=True, require_methods=methods, allowed_refusals=REFUSED))


@pytest.fixture
async def emulated(tmp_path: Path) -> AsyncIterator[Emulated]:
    journal = tmp_path / "journal"
    server = LoBotApiEmulator(journal=journal, allow_insecure_loopback_webhooks=True)
    runner = web.AppRunner(server.app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield Emulated(f"http://127.0.0.1:{runner.addresses[0][1]}", server, journal)
    await runner.cleanup()


async def conversation(emulated: Emulated, deliver: bool = False) -> None:
    """A start, a yes, a question, its answer and a thumb."""
    await emulated.hear(message(text="/start"))
    await emulated.until(lambda: len(emulated.said) == 1, deliver)
    assert emulated.said[0].startswith("start")
    await emulated.hear(tap(emulated.buttons[0][0]))
    await emulated.until(lambda: len(emulated.said) == 2)
    assert emulated.said[1] == "consent.yes"
    await emulated.hear(message(text="he flew off"))
    await emulated.until(lambda: len(emulated.said) == 3)
    rates = [data for data in emulated.buttons[2] if data.startswith("r:")]
    await emulated.hear(tap(rates[0]), message(text="/mydata"))
    await emulated.until(lambda: "sendDocument" in emulated.asked)
    await emulated.hear(message(text="thanks"))
    await emulated.until(lambda: len(emulated.said) == 4)
    assert emulated.said[3] == "Gladly."


async def ended(bot: Popen[bytes]) -> int:
    """Told to stop: its exit code."""
    bot.send_signal(signal.SIGTERM)
    return await asyncio.to_thread(bot.wait, 15)


def settings(emulated: Emulated, folder: Path, **more: str) -> dict[str, str]:
    return environment(emulated.url, folder) | {
        "BOT_KNOWLEDGE": str(small(folder / "knowledge")),
        "BOT_PATIENCE": "0",
        "BOT_PORT": "0",
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PATH": os.environ["PATH"],
        **more,
    }


async def test_a_conversation_by_polling_passes_its_verdict(emulated: Emulated, tmp_path: Path) -> None:
    with running(settings(emulated, tmp_path), tmp_path / "log") as bot:
        await conversation(emulated)
        assert await ended(bot) == 0
    used = ("deleteWebhook", "getUpdates", "sendMessage", "answerCallbackQuery", "sendDocument", "setMyCommands")
    assert emulated.judged(*used)["ok"], emulated.judged(*used)


async def test_a_conversation_by_webhook_passes_its_verdict_and_goes_on_after_a_kill(
    emulated: Emulated, tmp_path: Path
) -> None:
    port = str(free_port())
    hook = {"BOT_PUBLIC_URL": f"http://127.0.0.1:{port}", "BOT_WEBHOOK_SECRET": SECRET, "BOT_PORT": port}
    env = settings(emulated, tmp_path, **hook)
    with running(env, tmp_path / "log") as bot:
        await conversation(emulated, deliver=True)
        bot.kill()
        await asyncio.to_thread(bot.wait)
    await emulated.hear(message(text="/help"), message(text="thanks"))  # nobody takes them
    with running(env, tmp_path / "log") as bot:
        await emulated.until(lambda: emulated.said[-2:] == ["help", "Gladly."], deliver=True)
        assert await ended(bot) == 0
    assert len(emulated.said) <= 7  # the last one before the kill may have come twice
    used = ("setWebhook", "sendMessage", "answerCallbackQuery", "sendDocument")
    assert emulated.judged(*used)["ok"], emulated.judged(*used)
