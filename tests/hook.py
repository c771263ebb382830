"""Telegram's side of a webhook: posts what a stand-in holds, each chat in order, again until there is a 200."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import httpx

from tests.standin import Standin

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """Posts to the addresses in turn, as a proxy before several processes would; a context manager."""

    def __init__(self, standin: Standin, urls: Sequence[str], secret: str) -> None:
        self._standin = standin
        self._urls = cycle(urls)
        self._headers = {HEADER: secret}
        self._over = False
        self._threads: dict[int, list[dict[str, Any]]] = {}
        self._lock = threading.Lock()
        self._feeder = threading.Thread(target=self._feed, daemon=True)

    def __enter__(self) -> Hook:
        self._feeder.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._feeder.join(5)

    def _feed(self) -> None:
        """A queue and a thread to each chat, as Telegram has it: one in flight."""
        while not self._over:
            for update in self._standin.taken():
                self._queue(update)
            time.sleep(0.01)

    def _queue(self, update: dict[str, Any]) -> None:
        chat = (update.get("message") or update["callback_query"]["message"])["chat"]["id"]
        with self._lock:
            new = chat not in self._threads
            self._threads.setdefault(chat, []).append(update)
        if new:
            threading.Thread(target=self._post_all, args=(chat,), daemon=True).start()

    def _post_all(self, chat: int) -> None:
        with httpx.Client(timeout=20, trust_env=False) as client:
            while not self._over:
                if not self._threads[chat]:
                    time.sleep(0.01)
                elif self._post(client, self._threads[chat][0]):
                    self._threads[chat].pop(0)
                else:
                    time.sleep(0.2)

    def _post(self, client: httpx.Client, update: dict[str, Any]) -> bool:
        with self._lock:
            url = next(self._urls)
        try:
            return client.post(url, json=update, headers=self._headers).status_code == 200
        except httpx.HTTPError:
            return False
