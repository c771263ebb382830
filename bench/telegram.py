"""What Telegram costs: answered messages a second, waiting, CPU and memory, for our whole bot and for bare echo bots.

    python -m bench.telegram --seconds 20                  # fifty people, each writes again when answered
    python -m bench.telegram --rate 30                     # thirty messages a second, whatever comes back
    python -m bench.telegram --rate 20 --minutes 30        # our bot alone: does it grow?

All run in the same minutes against the same small Bot API server, which is a process of its own. Ours understands,
keeps everything sealed on SQLite with every commit flushed (everybody has said yes), and replies; the others say back
what they hear: python-telegram-bot as it comes, and aiogram where `--aiogram` names a Python that has it. Read the
ratios: the figures belong to the machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from bench.chaos import free_port
from bench.crowd import Manner, crowd
from bot.store import fresh_key

TOKEN = "123456789:" + "AAxx-yy_zz" * 4
TICKS = os.sysconf("SC_CLK_TCK")
OURS = "our bot"
SETTLE, CALM = 12, 2.0  # looks, 5 s apart; seconds of waiting that are no backlog of the start any more
ECHO = """
import os
from telegram.ext import ApplicationBuilder, MessageHandler, filters
async def echo(update, context): await update.message.reply_text(update.message.text)
api = os.environ["BOT_API_URL"]
app = ApplicationBuilder().token(os.environ["BOT_TOKEN"]).base_url(f"{api}/bot").build()
app.add_handler(MessageHandler(filters.ALL, echo))
app.run_polling()
"""
AIOGRAM = """
import asyncio, os
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
async def main():
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_API_URL"]))
    dispatcher = Dispatcher()
    @dispatcher.message()
    async def echo(message): await message.answer(message.text)
    await dispatcher.start_polling(Bot(os.environ["BOT_TOKEN"], session=session), handle_signals=False)
asyncio.run(main())
"""


@contextmanager
def bot(command: list[str], url: str, knowledge: Path, folder: Path) -> Iterator[int]:
    """One of the bots, running; its process id."""
    ours = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": url,
        "BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "BOT_KEYS": fresh_key(),
        "BOT_KNOWLEDGE": str(knowledge),
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


@contextmanager
def running(command: list[str], manner: Manner, knowledge: Path) -> Iterator[tuple[str, int]]:
    """A bot and its crowd, warm; where the crowd is asked, and the bot's process."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = multiprocessing.Process(target=crowd, args=(port, manner), daemon=True)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder, bot(command, url, knowledge, Path(folder)) as pid:
            while not waits(url):
                time.sleep(0.5)
            settle(url)
            yield url, pid
    finally:
        server.kill()


def settle(url: str) -> None:
    """Until what had to wait for the start is answered, a thousand times yes above all; or it never will be."""
    for _ in range(SETTLE):
        time.sleep(5)
        if max(waits(url), default=0.0) < CALM:
            return


def measure(command: list[str], manner: Manner, seconds: float, knowledge: Path) -> str:
    """One line of figures."""
    with running(command, manner, knowledge) as (url, pid):
        before, begun = cpu(pid), time.monotonic()
        time.sleep(seconds)
        found, took = sorted(waits(url)), time.monotonic() - begun
        spent, memory = cpu(pid) - before, rss(pid)
    p50, p99 = (1000 * found[int(len(found) * part)] for part in (0.5, 0.99))
    each = 1000 * spent / len(found)
    pace = f"{len(found) / took:7.1f}/s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms"
    return f"{pace}   CPU {each:5.2f} ms   RSS {memory:4.0f} MB"


def watch(command: list[str], manner: Manner, minutes: int, knowledge: Path) -> Iterator[str]:
    """A line a minute: whether it grows or slows down."""
    with running(command, manner, knowledge) as (url, pid):
        for minute in range(1, minutes + 1):
            time.sleep(60)
            found = sorted(waits(url))
            p99 = 1000 * found[int(len(found) * 0.99)]
            yield f"minute {minute:3}   {len(found) / 60:6.1f}/s   p99 {p99:6.1f} ms   RSS {rss(pid):4.0f} MB"


def waits(url: str) -> list[float]:
    """What the crowd says; nothing while it is not there yet."""
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


def bots(aiogram: str) -> dict[str, list[str]]:
    """Who takes part, and how each is started."""
    more = {"aiogram echo": [aiogram, "-c", AIOGRAM]} if aiogram else {}
    return {"ptb echo": [sys.executable, "-c", ECHO]} | more | {OURS: [sys.executable, "-m", "bot", "run"]}


def main() -> None:
    """All of them, one after the other, as often as asked; or one for long."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0, help="messages a second; 0: fifty people who wait for answers")
    parser.add_argument("--minutes", type=int, default=0, help="watch our bot alone for so long")
    parser.add_argument("--text", default="thanks", help="what is written")
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    parser.add_argument("--aiogram", default="", help="a Python that has aiogram")
    wanted = parser.parse_args()
    manner = Manner(wanted.text, 1000 if wanted.rate else 50, wanted.rate)
    kept = replace(manner, asked=True)
    if wanted.minutes:
        for line in watch(bots("")[OURS], kept, wanted.minutes, wanted.knowledge):
            print(line, flush=True)
        return
    for _ in range(wanted.rounds):
        for name, command in bots(wanted.aiogram).items():
            line = measure(command, kept if name == OURS else manner, wanted.seconds, wanted.knowledge)
            print(f"{name:13} {line}", flush=True)


if __name__ == "__main__":
    main()
