"""How requests reach Telegram: python-telegram-bot's own, less the lines it writes about what it cannot read."""

from __future__ import annotations

import json
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest


class Request(HTTPXRequest):
    """A pool of connections. One more is needed for each chat that is answered at the same time."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; the library's own would log all of it where it is broken."""
        return read(payload)


def read(payload: bytes) -> dict[str, Any]:
    """A JSON object, or TelegramError."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise TelegramError("not an answer of the Bot API")
    return answer
