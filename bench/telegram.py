"""What Telegram costs: answered messages a second, waiting, CPU and memory, for our whole bot and for a bare echo bot.

    python -m bench.telegram --seconds 20

Both run in the same minutes against the same small Bot API server, which is a process of its own. Fifty people are
served at a time; each writes one short message, and when it is answered the next person comes. Ours understands,
keeps sealed on SQLite with every commit flushed, and replies; the echo bot of python-telegram-bot says back, serially.
Read the ratios: the figures belong to the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.chaos import free_port
from bot.store import fresh_key
from tests.command import small
from tests.standin import BOT

TOKEN = "123456789:" + "AAxx-yy_zz" * 4
PEOPLE = 50
TICKS = os.sysconf("SC_CLK_TCK")
ECHO = """
import os
from telegram.ext import ApplicationBuilder, MessageHandler, filters
async def echo(update, context): await update.message.reply_text(update.message.text)
api = os.environ["BOT_API_URL"]
app = ApplicationBuilder().token(os.environ["BOT_TOKEN"]).base_url(f"{api}/bot").build()
app.add_handler(MessageHandler(filters.ALL, echo))
app.run_polling()
"""


@dataclass
class Crowd:
    """Telegram, with as many people at a time as there are places."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    asked: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def come(self) -> None:
        """Somebody new writes."""
        id = next(self.ids)
        person = {"id": 10_000 + id, "first_name": "Ana", "type": "private"}
        said = {"message_id": id, "date": int(time.time()), "chat": person, "from": person | {"is_bot": False}}
        self.waiting.append({"update_id": id, "message": said | {"text": "thanks"}})
        self.asked[10_000 + id] = time.monotonic()

    async def answer(self, request: web.Request) -> web.Response:
        method, data = request.match_info["method"], dict(await request.post())
        if method == "getUpdates":
            return web.json_response({"ok": True, "result": await self._fetch(int(str(data.get("offset", 0))))})
        if method == "getMe":
            return web.json_response({"ok": True, "result": BOT})
        if method != "sendMessage":
            return web.json_response({"ok": True, "result": True})
        chat = int(str(data["chat_id"]))
        if begun := self.asked.pop(chat, None):
            self.waits.append(time.monotonic() - begun)
            self.come()
        sent = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
        return web.json_response({"ok": True, "result": sent})

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        for _ in range(200):
            if self.waiting:
                break
            await asyncio.sleep(0.005)
        return self.waiting[:100]

    async def figures(self, request: web.Request) -> web.Response:
        """How long those waited who were answered since this was last asked."""
        waits, self.waits = self.waits, []
        return web.json_response(waits)


def crowd(port: int) -> None:
    """The server, for as long as its process lives."""
    served = Crowd()
    for _ in range(PEOPLE):
        served.come()
    app = web.Application()
    app.router.add_get("/figures", served.figures)
    app.router.add_route("*", "/bot{token}/{method}", served.answer)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


@contextmanager
def bot(command: list[str], url: str, folder: Path) -> Iterator[int]:
    """One of the bots, running; its process id."""
    ours = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": url,
        "BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "BOT_KEYS": fresh_key(),
        "BOT_KNOWLEDGE": str(folder / "knowledge"),
        "BOT_PATIENCE": "0",
        "BOT_PORT": "0",
        "NO_PROXY": "127.0.0.1",
    }
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=os.environ | ours, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def measure(command: list[str], seconds: float, folder: Path) -> str:
    """One line of figures, after a time to warm up."""
    port = free_port()
    server = multiprocessing.Process(target=crowd, args=(port,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{port}"
    try:
        with bot(command, url, folder) as pid:
            while not waits(url):
                time.sleep(0.5)
            time.sleep(2)
            waits(url)
            before, begun = cpu(pid), time.monotonic()
            time.sleep(seconds)
            found, took = sorted(waits(url)), time.monotonic() - begun
            spent, memory = cpu(pid) - before, rss(pid)
    finally:
        server.kill()
    p50, p99 = (1000 * found[int(len(found) * part)] for part in (0.5, 0.99))
    each = 1000 * spent / len(found)
    pace = f"{len(found) / took:7.1f}/s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms"
    return f"{pace}   CPU {each:5.2f} ms   RSS {memory:4.0f} MB"


def waits(url: str) -> list[float]:
    """What the crowd says; nothing while it is not there yet."""
    import httpx  # noqa: PLC0415  # only this process asks

    try:
        return list(httpx.get(f"{url}/figures", trust_env=False).json())
    except httpx.HTTPError:
        return []


def cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss(pid: int) -> float:
    """Megabytes a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    """Both, one after the other, as often as asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--knowledge", type=Path, help="a knowledge folder; without it a tiny one")
    wanted = parser.parse_args()
    for _ in range(wanted.rounds):
        for name, command in (
            ("bare echo", [sys.executable, "-c", ECHO]),
            ("our bot", [sys.executable, "-m", "bot", "run"]),
        ):
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder)
                home.joinpath("knowledge").symlink_to(wanted.knowledge.resolve()) if wanted.knowledge else small(
                    home / "knowledge"
                )
                print(f"{name:10} {measure(command, wanted.seconds, home)}", flush=True)


if __name__ == "__main__":
    main()
